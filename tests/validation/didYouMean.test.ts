/** Protects suggestions: slips are understood, other words are not twisted into ones that are known. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { didYouMean } from "../../validation/didYouMean";

const known = ["requirement", "scope", "trail", "logGroup", "name", "sse-kms", "dsse-kms", "sse-s3", "kmsKeyArns"];

describe("didYouMean", () => {
  const cases: readonly (readonly [word: string, meant: string | undefined, why: string])[] = [
    ["requirment", "requirement", "a letter left out"],
    ["requirementt", "requirement", "a letter too many"],
    ["requiremant", "requirement", "another letter"],
    ["reqiurement", "requirement", "neighbours swapped"],
    ["loggroup", "logGroup", "another case"],
    ["LOGGROUP", "logGroup", "every letter in another case"],
    ["kmsKeyArn", "kmsKeyArns", "the singular"],
    ["sse-kns", "sse-kms", "the nearer of two that are near"],
    ["dsse-kns", "dsse-kms", "the nearer of two that are near"],
    ["nam", "name", "one letter of three"],
    ["tail", "trail", "one letter"],
    ["xyz", undefined, "no letter in common"],
    ["retention", undefined, "another word"],
    ["na", undefined, "half of the letters missing"],
    ["", undefined, "nothing"],
  ];
  for (const [word, meant, why] of cases) {
    it(`takes ${JSON.stringify(word)} for ${meant ?? "none"}: ${why}`, () => {
      assert.equal(didYouMean(word, known), meant);
    });
  }

  const lenient: readonly (readonly [word: string, slips: number, meant: string | undefined, why: string])[] = [
    ["nema", 1, undefined, "two slips in four letters"],
    ["nema", 2, "name", "two slips in four letters"],
    ["nem", 2, undefined, "two slips in three letters"],
    ["nam", 2, "name", "one slip in three letters"],
    ["requaremend", 1, "requirement", "a long word may have more"],
  ];
  for (const [word, slips, meant, why] of lenient) {
    it(`takes ${JSON.stringify(word)} for ${meant ?? "none"} where ${slips} may be wrong: ${why}`, () => {
      assert.equal(didYouMean(word, known, slips), meant);
    });
  }

  it("knows nothing among no words", () => {
    assert.equal(didYouMean("a", []), undefined);
  });

  it("property: understands any word with one slip in it", () => {
    const slips = fc.record({
      // Not those of which one slip makes another: sse-kms and dsse-kms.
      word: fc.constantFrom(...known.filter((word) => !word.startsWith("dsse") && !word.startsWith("sse"))),
      at: fc.nat(20),
      slip: fc.constantFrom("leave out", "double", "replace", "swap"),
    });
    fc.assert(
      fc.property(slips, ({ word, at, slip }) => {
        const index = at % (word.length - 1);
        const [before, letter = "", next = "", after] = [word.slice(0, index), word[index], word[index + 1], word.slice(index + 2)];
        const slipped = { "leave out": next, double: letter + letter + next, replace: `~${next}`, swap: next + letter }[slip] ?? "";
        assert.equal(didYouMean(before + slipped + after, known), word);
      }),
    );
  });
});
