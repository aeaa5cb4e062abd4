/** Reading properties never throws, and what is not known is never taken for absent. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as proxy from "@pulumi/policy/proxy";
import { copyProperties, holdsUnknown, member, textOf, unknown, type PropertyValue } from "../../../policypack/stack/values";

// Internal to @pulumi/policy, and left out of its types.
const { unknownCheckingProxy, ...sentinels } = proxy as unknown as { unknownCheckingProxy: (props: object) => Record<string, unknown> } & Record<string, string>;
const unknowns = Object.entries(sentinels).filter(([name]) => /^unknown\w+Value$/.test(name));

describe("policypack/stack/values", () => {
  it("knows every kind of unknown value that @pulumi/policy has", () => {
    assert.ok(unknowns.length >= 7);
    for (const [name, sentinel] of unknowns) {
      const copied = copyProperties(unknownCheckingProxy({ top: sentinel, deep: { list: ["a", { value: sentinel }] } }));
      assert.equal(copied["top"], unknown, name);
      assert.equal(member(copied["deep"], "list", 1, "value"), unknown, name);
      assert.equal(member(copied["deep"], "list", 0), "a", `${name}: what stands beside it stays known`);
      assert.ok(holdsUnknown(copied["deep"]));
    }
  });

  it("takes a property whose getter throws for unknown", () => {
    const copied = copyProperties({ get name(): string { throw new Error("can't be known during preview"); }, other: 1 });
    assert.deepEqual(Object.keys(copied), ["name", "other"]);
    assert.equal(copied["name"], unknown);
    assert.equal(copied["other"], 1);
  });

  const members: readonly [says: string, value: PropertyValue, path: (string | number)[], expected: PropertyValue][] = [
    ["a member of something unknown is unknown", unknown, ["rules", 0], unknown],
    ["a member of an unknown member is unknown", { rules: unknown }, ["rules", 0, "algorithm"], unknown],
    ["a member that is not there is absent", { rules: [] }, ["rules", 0, "algorithm"], undefined],
    ["a member of null is absent", null, ["rules"], undefined],
    ["a text has no members", "text", [0], undefined],
    ["a text has no length either", "text", ["length"], undefined],
    ["no path is the value itself", "text", [], "text"],
    ["a member that every object inherits is absent", {}, ["constructor"], undefined],
    ["a list's length is no property", ["a"], ["length"], undefined],
  ];
  for (const [says, value, path, expected] of members) {
    it(says, () => {
      assert.equal(member(value, ...path), expected);
    });
  }

  it("a text is a text or unknown, and nothing else", () => {
    assert.equal(textOf("x"), "x");
    assert.equal(textOf(unknown), unknown);
    for (const value of [1, true, null, undefined, [], {}] satisfies PropertyValue[]) assert.equal(textOf(value), undefined);
  });

  it("copies what is known as it is, and never throws", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (props) => {
        const copied = copyProperties(unknownCheckingProxy(props));
        assert.deepEqual(JSON.parse(JSON.stringify(copied)), JSON.parse(JSON.stringify(props)));
        assert.equal(holdsUnknown(copied), false);
      }),
    );
  });

  it("copies functions and other things that no property can hold as unknown, not as absent", () => {
    const copied = copyProperties({ call: () => "x", symbol: Symbol("x"), big: 1n });
    assert.deepEqual(Object.values(copied), [unknown, unknown, unknown]);
  });

  it("keeps a key called __proto__ a key", () => {
    const copied = copyProperties(JSON.parse('{"__proto__": {"rules": 1}}') as Record<string, unknown>);
    assert.deepEqual(Object.keys(copied), ["__proto__"]);
    assert.equal(member(copied, "rules"), undefined);
  });
});
