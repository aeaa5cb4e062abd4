/** Protects how problems are told: path, value, what is allowed, what was meant, an example. */
import assert from "node:assert/strict";
import { formatProblems, pathText, valueText } from "../../validation/problem";

describe("pathText", () => {
  const cases: readonly (readonly [path: (string | number)[], text: string])[] = [
    [[], ""],
    [["buckets"], "buckets"],
    [["buckets", 0, "name"], "buckets[0].name"],
    [["s3-encryption-audit:trail", "name"], "s3-encryption-audit:trail.name"],
    [["tags", "aws:x"], "tags.aws:x"],
    [["tags", "cost center"], 'tags["cost center"]'],
    [["tags", "a.b"], 'tags["a.b"]'],
    [["tags", ""], 'tags[""]'],
    [[0, 1], "[0][1]"],
  ];
  for (const [path, text] of cases) {
    it(`writes ${JSON.stringify(path)} as ${JSON.stringify(text)}`, () => {
      assert.equal(pathText(path), text);
    });
  }
});

describe("valueText", () => {
  const cases: readonly (readonly [value: unknown, text: string])[] = [
    ["a", '"a"'],
    ["", '""'],
    [1.5, "1.5"],
    [null, "null"],
    [undefined, "undefined"],
    [["a", { b: 1 }], '["a",{"b":1}]'],
    ["x".repeat(78), `"${"x".repeat(78)}"`],
    ["x".repeat(79), `"${"x".repeat(78)}…`],
  ];
  for (const [value, text] of cases) {
    it(`writes ${JSON.stringify(value)?.slice(0, 20) ?? "undefined"} in at most 80 characters`, () => {
      assert.equal(valueText(value), text);
      assert.ok(valueText(value).length <= 80);
    });
  }
});

describe("formatProblems", () => {
  it("numbers all problems, each with what there is to say of it", () => {
    assert.equal(
      formatProblems("The config of stack dev", [
        { path: ["a", 0], message: '"x" is wrong', allowed: "y", didYouMean: "y", example: "a: [y]" },
        { path: [], message: "is wrong as a whole" },
      ]),
      [
        "The config of stack dev has 2 problems; nothing was changed.",
        '  1. a[0]: "x" is wrong.',
        "     Did you mean y?",
        "     Allowed: y.",
        "     Example: a: [y]",
        "  2. (top level): is wrong as a whole.",
      ].join("\n"),
    );
  });

  it("says one problem in the singular, and what it led to", () => {
    assert.equal(formatProblems("This", [{ path: ["a"], message: "is wrong" }], "nothing was judged"), "This has 1 problem; nothing was judged.\n  1. a: is wrong.");
  });
});
