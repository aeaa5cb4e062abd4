/** Protects which object keys are tried: one for each combination of a policy's resources that a key can match. */
import assert from "node:assert/strict";
import { objectKeys } from "../../judge/objectKeys";
import { bucketName, deny, statementsOf, type Statement } from "./policies";

const arn = `arn:aws:s3:::${bucketName}`;
const on = (...Resource: string[]): Statement => deny(undefined, { Resource });
const but = (...NotResource: string[]): Statement => deny(undefined, { Resource: undefined, NotResource });
const of = (statements: readonly Statement[], valuesOf: (key: string) => string[] = () => []) => objectKeys(bucketName, statementsOf(...statements), valuesOf);

describe("judge/objectKeys", () => {
  const cases: readonly (readonly [says: string, statements: readonly Statement[], ...keys: string[]])[] = [
    ["the whole bucket: any key", [on(`${arn}/*`)], "object"],
    ["a folder, and the rest", [on(`${arn}/a/*`)], "object", "a/x"],
    ["what a statement leaves out, and the rest", [but(`${arn}/a/*`)], "object", "a/x"],
    ["folders in depth", [on(`${arn}/*/deep/*`)], "object", "folder/deep/object.txt"],
    ["what patterns share", [but(`${arn}/a/*`), but(`${arn}/*.csv`)], "object", "a/x", "x.csv", "a/.csv"],
    ["one object", [on(`${arn}/a`)], "object", "a"],
    ["the bucket itself has no objects", [on(`${arn}/*`, arn)], "object"],
    ["a pattern that begins within the bucket's name", [on(`${arn}*`)], "object"],
    ["a pattern that all usual keys match", [on(`${arn}/*e*`)], "object", "x"],
  ];
  for (const [says, statements, ...keys] of cases) {
    it(says, () => {
      assert.deepEqual(of(statements), { keys, complete: true });
    });
  }

  it("are any key where there is no policy", () => {
    assert.deepEqual(objectKeys(bucketName, undefined, () => []), { keys: ["object"], complete: true });
  });

  it("have each value of a variable in them, and any other", () => {
    const asked: string[] = [];
    const { keys, complete } = of([on(`${arn}/\${aws:username}/*`)], (key) => (asked.push(key), ["bob", "eve"]));
    assert.deepEqual([[...keys].sort(), complete, asked], [["bob/", "eve/", "object", "x/x"], true, ["aws:username"]]);
    assert.deepEqual(objectKeys(bucketName, { ...statementsOf(on(`${arn}/\${aws:username}/*`)), version: "2008-10-17" }, () => ["bob"]).keys.some((key) => key.includes("bob")), false);
  });

  it("are not all where a variable has more values than are tried", () => {
    const values = (count: number) => () => Array.from({ length: count }, (_, index) => `v${index}`);
    assert.equal(of([on(`${arn}/\${aws:username}`)], values(59)).complete, true);
    assert.equal(of([on(`${arn}/\${aws:username}`)], values(60)).complete, false);
    assert.equal(of([on(`${arn}/\${aws:username}`), on(`${arn}/a/*`)], values(60)).keys.includes("a/x"), true);
  });
});
