/** Protects which texts stand for combinations of patterns, one by one. */
import assert from "node:assert/strict";
import { witnesses } from "../../judge/witnesses";
import { globPattern } from "../../simulator/iam/glob";

const of = (patterns: readonly string[], within = "*", preferred: string[] = []): string[] => [...witnesses(patterns.map(globPattern), globPattern(within), preferred).texts];

describe("judge/witnesses, text by text", () => {
  const cases: readonly [says: string, patterns: string[], within: string, texts: string[]][] = [
    ["no patterns: one text will do", [], "*", [""]],
    ["within a pattern that asks for a character", [], "?*", ["x"]],
    ["within one text", ["a*", "*b"], "ab", ["ab"]],
    ["within texts with a beginning", ["ab*", "*c", "d*"], "ab?*", ["abx", "abc"]],
    ["within texts with an end", ["a*", "*c"], "?*c", ["xc", "ac"]],
    ["a text: itself and others", ["ab"], "*", ["", "ab"]],
    ["a text that is not within", ["ab"], "b*", ["b"]],
    ["one text twice is one", ["ab", "ab"], "*", ["", "ab"]],
    ["several texts, each by itself", ["ab", "cd", "ce"], "?*", ["x", "ab", "cd", "ce"]],
    ["a text that a pattern matches as well", ["ab", "a*", "cd"], "?*", ["x", "a", "ab", "cd"]],
    ["a text that a pattern of one character matches as well", ["a", "?"], "*", ["", "x", "a"]],
    ["a pattern that matches everything has no others", ["*"], "*", [""]],
    ["two patterns: neither, one, the other and both", ["a*", "*b"], "*", ["", "a", "b", "ab"]],
    ["patterns that exclude each other have nothing in common", ["a*", "b*"], "*", ["", "a", "b"]],
    ["lengths", ["?", "??*"], "?*", ["x", "xx"]],
    ["a wildcard stands for nothing as well", ["a**b", "ab"], "*", ["", "ab", "axb"]],
    ["a pattern and its refinement", ["a*", "ab*"], "?*", ["x", "a", "ab"]],
    ["the letter that stands for others is in no pattern", ["x*", "y*"], "?*", ["z", "x", "y"]],
    ["nor in what all must match", ["y*"], "?*x", ["zx", "yx"]],
    ["a text that is singled out stands for no others", ["ab", "ab", "a"], "a*", ["a", "ab", "ax"]],
  ];
  for (const [says, patterns, within, texts] of cases) {
    it(says, () => {
      assert.deepEqual(of(patterns, within).sort(), [...texts].sort());
    });
  }

  it("begins with the shortest", () => {
    assert.deepEqual(of(["*aa*", "*b"], "*"), ["", "b", "aa", "aab"]);
  });

  it("preferred texts stand for their combinations, within what is asked for, the first of each", () => {
    assert.deepEqual(of(["a*"], "?*", ["", "apple", "avocado", "object"]), ["apple", "object"]);
    assert.deepEqual(of(["a*", "b"], "?*", ["b"]), ["b", "x", "a"]);
    assert.deepEqual(of(["ab", "a*", "c*"], "?*", ["ab"]), ["ab", "x", "a", "c"]);
    assert.deepEqual(of(["a**b", "ab"], "*", ["ab"]), ["ab", "", "axb"], "each combination once");
  });

  it("finds a character for all others where patterns name every usual one", () => {
    const letters = [..."xyzabcdefghijklmnopqrstuvw0123456789"];
    const texts = of(letters.map((letter) => `${letter}*`), "?*");
    assert.equal(texts.length, letters.length + 1);
    assert.equal(texts.filter((text) => /^[^a-z0-9]$/.test(text)).length, 1);
  });

  const isComplete = (patterns: readonly string[], within = "*"): boolean => witnesses(patterns.map(globPattern), globPattern(within)).complete;
  it("gives up after 4,000 states, and says so", () => {
    assert.deepEqual([3_999, 4_000].map((length) => isComplete([], "?".repeat(length))), [true, false]);
  });

  it("does not give up before", () => {
    assert.equal(isComplete([..."abcdefg"].map((letter) => `*${letter}*`)), true, "128 combinations");
    assert.equal(isComplete(["arn:aws:iam::111122223333:role/import-*", "arn:aws:iam::*:role/*-prod"], "arn:aws:iam::111122223333:role/?*"), true);
    // Texts need no walk.
    assert.equal(isComplete(Array.from({ length: 500 }, (_, index) => `role-${index}`)), true);
  });
});
