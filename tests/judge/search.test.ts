/** Protects the search for a way past denials: nothing is overlooked, nothing tried twice, and each step counts. */
import assert from "node:assert/strict";
import type { Variation } from "../../judge/circumstances";
import { Search, type Budget, type Obstacles } from "../../judge/search";
import type { Literal } from "../../judge/statements";
import { ContextKeys } from "../../simulator/iam/conditions";

/** A part that holds where a key has one of these values; `-` stands for none. */
const has = (key: string, ...values: string[]): Literal => ({ words: key, keys: [key], holds: (context) => values.includes(context.get(key)?.[0] ?? "-") });
/** A part that holds where two keys differ. */
const differ = (one: string, other: string): Literal => ({ words: one, keys: [one, other], holds: (context) => context.lookup(one) !== context.lookup(other) });
/** A part that holds where two keys have this value. */
const areBoth = (one: string, other: string, value: string): Literal => ({ words: one, keys: [one, other], holds: (context) => context.lookup(one) === value && context.lookup(other) === value });
/** A part that holds unless a key has a value, beside a value of a key that another part settles. */
const unlessBeside = (key: string, value: string, [other, beside]: readonly [string, string]): Literal => ({ words: key, keys: [key], settled: [other], holds: (context) => context.get(key)?.[0] !== value || context.get(other)?.[0] !== beside });
const usual = new ContextKeys({});

/** `a=1` gives a the value 1, `a=1 b=` in addition takes b away. */
function variation(text: string): Variation {
  const context = Object.fromEntries(text.split(" ").map((one) => one.split("=")).map(([key = "", value = ""]) => [key, value === "" ? [] : value]));
  return { keys: Object.keys(context).map((key) => key.toLowerCase()), context, exceptions: [] };
}

function byKey(texts: readonly string[]): Map<string, Variation[]> {
  const found = new Map<string, Variation[]>();
  for (const one of texts.map(variation)) {
    const [key = ""] = one.keys;
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return found;
}

const wayOf = (chosen: readonly Variation[]): string => chosen.map(({ context }) => Object.entries(context).map(([key, value]) => `${key}=${String(value)}`).join(" ")).join(", ");

interface Case {
  readonly says: string;
  readonly denials?: Obstacles["denials"];
  readonly needed?: readonly Literal[];
  readonly variations?: readonly string[];
  readonly count: number;
  /** The way that is found, or how the search ends. */
  readonly end: string;
}

const cases: readonly Case[] = [
  { says: "nothing in the way", count: 0, end: "" },
  { says: "with more variations than are needed there is no way that was not found before", variations: ["a=1"], count: 1, end: "none" },
  { says: "a denial that nothing can change", denials: [[has("a", "-")], []], variations: ["a=1"], count: 1, end: "none" },
  { says: "a denial without variations", denials: [[has("a", "-")]], count: 1, end: "none" },
  { says: "one variation", denials: [[has("a", "-")]], variations: ["a=1"], count: 1, end: "a=1" },
  { says: "too few variations", denials: [[has("a", "-")]], variations: ["a=1"], count: 0, end: "more" },
  { says: "any part of a denial will do", denials: [[has("a", "-"), has("b", "-")]], variations: ["b=1"], count: 1, end: "b=1" },
  { says: "one of each of two denials", denials: [[has("a", "-")], [has("b", "-")]], variations: ["a=1", "b=1"], count: 2, end: "a=1, b=1" },
  { says: "the variation that spares both first", denials: [[has("a", "-"), has("b", "-")], [has("b", "-")]], variations: ["a=1", "b=1"], count: 1, end: "b=1" },
  { says: "the second value of a key, where the first runs into another denial", denials: [[has("a", "-")], [has("a", "1")]], variations: ["a=1", "a=2"], count: 1, end: "a=2" },
  { says: "denials that leave a key no value", denials: [[has("a", "-", "2")], [has("a", "1")]], variations: ["a=1", "a=2"], count: 1, end: "more" },
  { says: "and none with as many variations as one likes", denials: [[has("a", "-", "2")], [has("a", "1")]], variations: ["a=1", "a=2"], count: 5, end: "none" },
  { says: "what must hold", needed: [has("a", "1")], variations: ["a=2", "a=1"], count: 1, end: "a=1" },
  { says: "what must hold, and cannot", needed: [has("a", "1")], variations: ["a=2"], count: 1, end: "none" },
  { says: "what must hold, beside a denial", denials: [[has("b", "-")]], needed: [has("a", "1"), has("a", "1", "2")], variations: ["a=1", "b=1"], count: 2, end: "b=1, a=1" },
  { says: "what must hold counts as much as a denial in the choice", denials: [[has("a", "-"), has("b", "-")]], needed: [has("b", "1")], variations: ["a=1", "b=1"], count: 1, end: "b=1" },
  { says: "two keys that must be alike, changed together", denials: [[differ("a", "b")], [has("a", "-", "1")]], variations: ["a=1", "a=2", "b=1", "b=2"], count: 2, end: "a=2, b=2" },
  { says: "each value of keys that are compared is one of its own", denials: [[differ("a", "b")]], needed: [has("a", "3")], variations: ["a=1", "a=3", "b=1", "b=3"], count: 2, end: "a=3, b=3" },
  { says: "the value that makes a difference beside what another part settles", denials: [[has("p", "1"), unlessBeside("a", "2", ["p", "1"])]], needed: [has("p", "1")], variations: ["p=1", "a=1", "a=2"], count: 2, end: "p=1, a=2" },
  { says: "no value beside what another part settles otherwise", denials: [[has("p", "2"), unlessBeside("a", "2", ["p", "1"])]], needed: [has("p", "2")], variations: ["p=2", "a=1", "a=2"], count: 2, end: "none" },
  { says: "a variation that settles another key excludes those of that key", denials: [[has("A", "-"), has("a", "-")], [has("b", "-")]], variations: ["a=1 b=", "b=1"], count: 2, end: "none" },
  { says: "nor is it combined with one before it", denials: [[has("a", "-")], [has("b", "-")]], variations: ["a=1 B=", "b=1"], count: 2, end: "none" },
  { says: "values of compared keys that only together make a difference", denials: [[has("a", "-")], [differ("a", "b")], [areBoth("a", "b", "1")]], variations: ["a=1", "a=2", "b=1", "b=2"], count: 2, end: "a=2, b=2" },
  { says: "nor is it combined with one after the other one", denials: [[has("b", "-")], [has("a", "-")]], variations: ["a=1 B=", "b=1"], count: 2, end: "none" },
];

describe("judge/search", () => {
  for (const { says, denials = [], needed = [], variations = [], count, end } of cases) {
    it(`${says}: ${end === "" ? "a way without variations" : end}`, () => {
      const outcome = new Search({ denials, needed }, usual, byKey(variations)).find(count, { left: 100 }, () => true);
      assert.equal(outcome.found ? wayOf(outcome.found) : outcome.end, end);
    });
  }

  /** The ways that are put to whoever accepts them, where none is. */
  const offered = (obstacles: Partial<Obstacles>, variations: readonly string[], count: number, end = "none"): string[] => {
    const ways: string[] = [];
    const outcome = new Search({ denials: [], needed: [], ...obstacles }, usual, byKey(variations)).find(count, { left: 100 }, (chosen) => {
      ways.push(wayOf(chosen));
      return false;
    });
    assert.deepEqual(outcome, { end });
    return ways;
  };

  it("goes on where a way is not accepted, with one value of each kind that the parts tell apart", () => {
    assert.deepEqual(offered({ denials: [[has("a", "-")]] }, ["a=1", "a=2"], 1), ["a=1"]);
    assert.deepEqual(offered({ denials: [[has("a", "-")], [has("a", "3"), has("a", "2"), has("b", "1")]] }, ["a=1", "a=2"], 1), ["a=1", "a=2"]);
    assert.deepEqual(offered({ denials: [[has("a", "-"), has("b", "-")]] }, ["a=1", "b=1"], 1), ["a=1", "b=1"]);
  });

  it("tells values apart by which parts hold for them", () => {
    const denials = [[has("a", "-")], [has("a", "1"), has("c", "-")], [has("a", "2"), has("d", "-")]];
    assert.deepEqual(offered({ denials }, ["a=1", "a=2", "c=1", "d=1"], 2), ["a=1, c=1", "a=2, d=1"]);
  });

  it("tries a value first that leaves what must hold", () => {
    const budget: Budget = { left: 2 };
    const outcome = new Search({ denials: [[has("b", "-")]], needed: [has("b", "-", "1")] }, usual, byKey(["b=2", "b=1"])).find(1, budget, () => true);
    assert.deepEqual(outcome.found && wayOf(outcome.found), "b=1");
  });

  it("tries no set of variations twice, in whichever order they come", () => {
    assert.deepEqual(offered({ denials: [[has("a", "-"), has("b", "-")], [has("b", "-"), has("a", "-")], [has("c", "-"), has("a", "-")], [has("c", "-"), has("b", "-")]] }, ["a=1", "b=1"], 2), ["a=1, b=1"]);
  });

  it("tries the value first that leaves least in the way", () => {
    const denials = [[has("a", "-")], [has("a", "1"), has("b", "-")], [has("a", "1", "2"), has("b", "-")]];
    assert.deepEqual(offered({ denials }, ["a=1", "a=2", "a=3"], 1, "more"), ["a=3"]);
    assert.deepEqual(offered({ denials }, ["a=1", "a=2", "a=3", "b=1"], 2), ["a=2, b=1", "a=1, b=1"]);
  });

  it("ends where its budget is spent, and each set of variations costs one", () => {
    const denials = [[has("a", "-")], [has("b", "-")]];
    const search = (left: number): [end: string, left: number] => {
      const budget: Budget = { left };
      const outcome = new Search({ denials, needed: [] }, usual, byKey(["a=1", "b=1"])).find(2, budget, () => true);
      return [outcome.found ? wayOf(outcome.found) : outcome.end, budget.left];
    };
    assert.deepEqual([0, 1, 2, 3, 4].map(search), [["spent", 0], ["spent", 0], ["spent", 0], ["a=1, b=1", 0], ["a=1, b=1", 1]]);
  });
});
