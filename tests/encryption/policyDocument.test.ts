/** Protects that joined conditions are all there: none overwrites another. */
import assert from "node:assert/strict";
import { allOf, policyDocument } from "../../encryption/policyDocument";

describe("policy documents", () => {
  it("join conditions on several operators and keys", () => {
    assert.deepEqual(allOf({ Null: { a: "true" } }, { Null: { b: "true" }, StringEquals: { a: ["x"] } }, {}), { Null: { a: "true", b: "true" }, StringEquals: { a: ["x"] } });
  });

  it("refuse two conditions on one operator and key, even equal ones", () => {
    assert.throws(() => allOf({ Null: { a: "true" } }, { Null: { a: "true" } }), /two conditions Null on a/);
  });

  it("leave the conditions that they join as they are", () => {
    const first = { Null: { a: "true" } };
    allOf(first, { Null: { b: "true" } });
    assert.deepEqual(first, { Null: { a: "true" } });
  });

  it("keep the order of their statements", () => {
    const [a, b] = [{ Sid: "a", Effect: "Deny" }, { Sid: "b", Effect: "Allow" }] as const;
    assert.deepEqual(policyDocument([a, b]), { Version: "2012-10-17", Statement: [a, b] });
  });
});
