/** Protects the way from a schema's issues to problems: path, value, what is allowed, what was meant, an example. */
import assert from "node:assert/strict";
import { z } from "zod";
import { pathText } from "../../validation/problem";
import { metaAlong, metaOf, unwrap } from "../../validation/schemaMeta";
import { parseWith } from "../../validation/zodProblems";

const schema = z
  .strictObject({
    color: z.enum(["red", "green"]).default("red").meta({ description: "A colour.", allowed: "red, green", example: "color: red" }),
    size: z.number().int().min(1).max(9).exactOptional(),
    days: z.literal([1, 7, 30]).exactOptional(),
    name: z.string().refine((text) => text !== "bad", { error: "is not a good name" }).exactOptional(),
    list: z.array(z.strictObject({ id: z.string().min(2) })).min(1).exactOptional().meta({ description: "A list.", example: "list: [{ id: ab }]" }),
    either: z.union([z.literal("all"), z.array(z.string())]).exactOptional().meta({ description: "Either.", allowed: "all, or a list" }),
    short: z.preprocess((value) => (typeof value === "string" ? { mode: value } : value), z.strictObject({ mode: z.enum(["on", "off"]) })).exactOptional(),
    map: z.record(z.string(), z.string()).exactOptional(),
  })
  .meta({ description: "All.", example: "color: green" });

const problemsOf = (value: unknown) => parseWith(schema, value).problems.map(({ path, ...rest }) => ({ at: pathText(path), ...rest }));

describe("parseWith", () => {
  it("gives the value with its defaults, and no problem", () => {
    assert.deepEqual(parseWith(schema, { size: 3 }), { value: { color: "red", size: 3 }, problems: [], broken: new Set() });
  });

  const cases: readonly (readonly [what: string, value: unknown, at: string, message: string, allowed: string | undefined, meant: string | undefined, example: string | undefined])[] = [
    ["a value of another type", { size: "x" }, "size", '"x" is not a number', "a number", undefined, "color: green"],
    ["a number in quotes", { size: "3" }, "size", '"3" is text, not a number: write it without quotes', "a number", "size: 3", "color: green"],
    ["a fraction", { size: 1.5 }, "size", "1.5 is not a whole number", "a whole number", undefined, "color: green"],
    ["too little", { size: 0 }, "size", "0 is too small", "at least 1", undefined, "color: green"],
    ["too much", { size: 10 }, "size", "10 is too large", "at most 9", undefined, "color: green"],
    ["a misspelt word", { color: "gren" }, "color", '"gren" is not one of the allowed values', "red, green", "green", "color: red"],
    ["a word that is none", { color: "blue" }, "color", '"blue" is not one of the allowed values', "red, green", undefined, "color: red"],
    ["a number that is none of some", { days: 2 }, "days", "2 is not one of the allowed values", "1, 7, 30", undefined, "color: green"],
    ["a check of one's own", { name: "bad" }, "name", '"bad" is not a good name', undefined, undefined, "color: green"],
    ["an empty list", { list: [] }, "list", "[] is empty", "at least one entry", undefined, "list: [{ id: ab }]"],
    ["a text for a list, once", { list: "" }, "list", '"" is not a list', "a list", undefined, "list: [{ id: ab }]"],
    ["something missing in an entry", { list: [{ id: "ab" }, {}] }, "list[1].id", "is missing", "a string", undefined, "list: [{ id: ab }]"],
    ["a text that is too short", { list: [{ id: "a" }] }, "list[0].id", '"a" is too short', "at least 2", undefined, "list: [{ id: ab }]"],
    ["neither of two types", { either: 5 }, "either", "5 is not valid", "all, or a list", undefined, undefined],
    ["a wrong short form, shown as it was written", { short: "onn" }, "short.mode", '"onn" is not one of the allowed values', "on, off", "on", "color: green"],
    ["a wrong value in a map of any keys", { map: { a: 1 } }, "map.a", "1 is a number, not text: put it in quotes", "a string", 'a: "1"', "color: green"],
    ["a key without a value", { size: null }, "size", "has no value", "a number", undefined, "color: green"],
    ["something else than a map", [], "", "[] is not a map", "a map", undefined, "color: green"],
    ["nothing at all", undefined, "", "is missing", "a map", undefined, "color: green"],
    ["a misspelt key, with the example of the right one", { colr: "red" }, "colr", 'is not a known key; its value is "red"', "color, size, days, name, list, either, short, map", "color", "color: red"],
    ["an unknown key of an entry", { list: [{ id: "ab", xyz: 1 }] }, "list[0].xyz", "is not a known key; its value is 1", "id", undefined, "list: [{ id: ab }]"],
    ["a key named like a member of every object", { toString: 1 }, "toString", "is not a known key; its value is 1", "color, size, days, name, list, either, short, map", undefined, "color: green"],
  ];
  for (const [what, value, at, message, allowed, didYouMean, example] of cases) {
    it(`tells of ${what}`, () => {
      const [{ withoutValue, ...problem } = {}, ...more] = problemsOf(value);
      assert.deepEqual(more, []);
      // What the message says after the value; where a check or a key of one's own is told of, nothing is known to be safe.
      const safe = /is not a (good name|known key)/.test(message) ? undefined : message.replace(/^.*? ?(?=is |has )/, "");
      assert.equal(withoutValue, safe);
      assert.deepEqual({ allowed: undefined, didYouMean: undefined, example: undefined, ...problem }, { at, message, allowed, didYouMean, example });
    });
  }

  it("tells of all problems, one for each unknown key", () => {
    assert.deepEqual(problemsOf({ size: 0, a: 1, b: 2, color: "blue" }).map(({ at }) => at), ["color", "size", "a", "b"]);
  });

  it("says which top-level keys are of another type than the schema's, and which are merely wrong", () => {
    const broken = (value: unknown): string[] => [...parseWith(schema, value).broken];
    assert.deepEqual(broken({ size: 0, color: "blue", name: "bad", list: [] }), []);
    assert.deepEqual(broken({ size: "x", list: [{ id: 5 }], either: {}, map: [] }), ["size", "list", "either", "map"]);
    assert.deepEqual(broken({ color: { toString: 1 }, days: "x" }), ["color", "days"], "a map is no misspelt word");
    assert.deepEqual(broken({ list: [{}] }), ["list"], "what is missing is of no type");
  });

  it("gives what could be read beside the problems", () => {
    assert.deepEqual(parseWith(schema, { size: 0, days: 7 }).value, { color: "red", size: 0, days: 7 });
  });

  it("refuses schemas that need to wait", () => {
    assert.throws(() => parseWith(z.string().refine(async () => Promise.resolve(true)), "a"), /synchronous/);
  });
});

describe("what schemas say of themselves", () => {
  it("is found along a path, the innermost first", () => {
    assert.equal(metaAlong(schema, ["list", 0, "id"]).example, "list: [{ id: ab }]");
    assert.equal(metaAlong(schema, ["nowhere", "else"]).example, "color: green");
    assert.equal(metaAlong(schema, ["constructor"]).example, "color: green");
    assert.equal(metaAlong(schema, []).example, "color: green");
  });

  it("is that of the wrapped schema, unless the wrapper says something", () => {
    const inner = z.string().meta({ description: "inner", allowed: "x" });
    assert.deepEqual(metaOf(inner.exactOptional().meta({ description: "outer" })), { description: "outer", allowed: "x" });
  });

  it("leads through optionals, defaults and preprocessing to the schema inside", () => {
    const inner = z.strictObject({ a: z.string() });
    assert.deepEqual(Object.keys((unwrap(z.preprocess((value) => value, inner).prefault({ a: "" }).exactOptional()) as typeof inner).shape), ["a"]);
  });
});
