/** Protects what messages suggest: YAML in one line, which says what was meant when it is put into a file. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as yaml from "js-yaml";
import { meantText, yamlAt, yamlText } from "../../validation/yamlText";

describe("yamlText", () => {
  const cases: readonly (readonly [value: unknown, text: string])[] = [
    [{ methods: ["sse-kms", "dsse-kms"] }, "{ methods: [sse-kms, dsse-kms] }"],
    [{ cost: "4711", on: true }, '{ cost: "4711", "on": true }'],
    ["arn:aws:kms:us-east-1:111122223333:key/1234", "arn:aws:kms:us-east-1:111122223333:key/1234"],
    [["", "a b", "null", "1e3", "a@example.com"], '["", "a b", "null", "1e3", a@example.com]'],
    [[{}, [], null, 1.5], "[{}, [], null, 1.5]"],
  ];
  for (const [value, text] of cases) {
    it(`writes ${text}`, () => {
      assert.equal(yamlText(value), text);
    });
  }

  it("property: a reader of YAML finds the value again", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        // JSON knows no negative zero.
        const expected = JSON.parse(JSON.stringify(value)) as unknown;
        assert.deepEqual(yaml.load(yamlText(expected)), expected);
      }),
      { examples: [["~"], ["- a"], ["a: b"], ["2026-01-01"], ["0x1f"], ["#"], ["\u2028\u0085\ufeff\ud800"], ["<<"], [{ "<<": 1 }], ["="]] },
    );
  });
});

describe("a value under its path", () => {
  it("is a line of a file", () => {
    assert.equal(yamlAt(["buckets", 0, "name"], "acme"), "buckets: [{ name: acme }]");
    assert.equal(yamlAt([], { arn: "x" }), "{ arn: x }");
  });

  it("is not repeated where it is long", () => {
    assert.equal(meantText(["a"], "x".repeat(10)), `a: ${"x".repeat(10)}`);
    assert.equal(meantText(["a"], "x".repeat(200)), undefined);
  });
});
