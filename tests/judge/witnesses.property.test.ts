/** For every text there is a witness that the patterns take for the same: what patterns tell apart is tried. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { witnesses } from "../../judge/witnesses";
import { globPattern, matchesGlob } from "../../simulator/iam/glob";

const anything = globPattern("*");
const combination = (patterns: readonly string[], text: string): string => patterns.map((pattern) => (matchesGlob(globPattern(pattern), text) ? "1" : "0")).join("");
const of = (patterns: readonly string[], within = "*", preferred: string[] = []): string[] => [...witnesses(patterns.map(globPattern), globPattern(within), preferred).texts];

describe("judge/witnesses", () => {
  const cases: readonly [says: string, patterns: string[], within: string, texts: string[]][] = [
    ["no patterns: one text will do", [], "*", [""]],
    ["within a pattern that asks for a character", [], "?*", ["x"]],
    ["a text: itself and others", ["ab"], "*", ["", "ab"]],
    ["a pattern that matches everything has no others", ["*"], "*", [""]],
    ["two patterns: neither, one, the other and both", ["a*", "*b"], "*", ["", "a", "b", "ab"]],
    ["patterns that exclude each other have nothing in common", ["a*", "b*"], "*", ["", "a", "b"]],
    ["lengths", ["?", "??*"], "?*", ["x", "xx"]],
    ["a pattern and its refinement", ["a*", "ab*"], "?*", ["x", "a", "ab"]],
    ["the letter that stands for others is in no pattern", ["x*", "y*"], "?*", ["z", "x", "y"]],
  ];
  for (const [says, patterns, within, texts] of cases) {
    it(says, () => {
      assert.deepEqual(of(patterns, within), texts);
    });
  }

  it("preferred texts stand for their combinations, within what is asked for", () => {
    assert.deepEqual(of(["a*"], "?*", ["", "apple", "avocado", "object"]), ["apple", "object"]);
  });

  const letter = fc.constantFrom("a", "b", "-", "*", "*", "?");
  const pattern = fc.string({ unit: letter, maxLength: 6 });
  it("for every text there is a witness of the same combination", () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 4 }), pattern, fc.array(fc.string({ unit: fc.constantFrom("a", "b", "-", "q"), maxLength: 9 }), { maxLength: 30 }), (patterns, within, texts) => {
        const found = witnesses(patterns.map(globPattern), globPattern(within));
        const combinations = new Set(found.texts.map((text) => combination(patterns, text)));
        assert.equal(combinations.size, found.texts.length, "one each");
        for (const text of found.texts) assert.ok(matchesGlob(globPattern(within), text));
        if (!found.complete) return;
        for (const text of texts) {
          if (matchesGlob(globPattern(within), text)) assert.ok(combinations.has(combination(patterns, text)), text);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("says so when it gives up", () => {
    const patterns = Array.from({ length: 6 }, (_, index) => globPattern(`*${"abcdefgh".repeat(4).slice(index)}*${"hgfe".repeat(3)}${index}*`));
    assert.equal(witnesses(patterns, anything).complete, false);
    assert.equal(witnesses([globPattern("arn:aws:iam::111122223333:role/import-*"), globPattern("arn:aws:iam::*:role/*-prod")], globPattern("arn:aws:iam::111122223333:role/?*")).complete, true);
  });
});
