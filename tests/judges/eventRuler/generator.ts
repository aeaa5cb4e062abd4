/** Random event patterns and events as JSON texts: few names and few values, so that many of them meet. */
import fc from "fast-check";

const texts = ["", "x", "y", "xy", "yx", "xyx", "X", "Y", "xY", "x*y", "\\", "N", "5", "null", "äx", "ÄX", "ß", "SS"];
const addresses = ["10.0.0.1", "10.0.0.255", "10.0.1.0", "11.0.0.1", "::1", "0:0:0:0:0:0:0:1", "2001:db8::1"];
const numbers = ["0", "1", "1.0", "1e0", "0.1e1", "-1", "-0", "5", "5.0", "50e-1", "2.5", "1.000001", "300"];
const wildcards = ["*", "x*", "*x", "*y*", "x*x", "x*y*x", "x\\\\*y", "\\\\\\\\*", "*ä*"];

const name = fc.constantFrom("a", "a", "a", "a", "a", "b", "b", "b", "c", "a.b");
const text = fc.constantFrom(...texts).map((value) => JSON.stringify(value));
const someText = fc.constantFrom(...texts.filter((value) => value !== "")).map((value) => JSON.stringify(value));
const address = fc.constantFrom(...addresses).map((value) => JSON.stringify(value));
const number = fc.constantFrom(...numbers);
const literal = fc.constantFrom("null", "true", "false");

/** Items of a list, or a single one without brackets. */
const oneOrMore = (item: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(",")}]`));

const object = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>, minLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(key, value), { minLength, maxLength: 2 })
    .map((members) => `{${members.map(([memberName, member]) => `${JSON.stringify(memberName)}:${member}`).join(",")}}`);

const operation = (operator: string, operand: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  operand.map((value) => `{"${operator}":${value}}`);

const wildcard = fc.constantFrom(...wildcards).map((value) => `"${value}"`);
const bound = fc.tuple(fc.constantFrom('"="', '"<"', '"<="', '">"', '">="'), number).map((pair) => pair.join(","));
const range = fc
  .tuple(fc.constantFrom('">"', '">="'), fc.constantFrom("-1", "0", "1.0"), fc.constantFrom('"<"', '"<="'), fc.constantFrom("2.5", "5.0", "300"))
  .map((parts) => parts.join(","));

/** Operands that are mostly wrong, so that validity is asked for, too. */
const wrong = fc.oneof(
  operation("anything-but", fc.constantFrom('["x",1]', "null", "[true]", "{}", "[]", '[["x"]]')),
  operation("numeric", fc.array(bound, { minLength: 0, maxLength: 3 }).map((bounds) => `[${bounds.join(",")}]`)),
  operation("wildcard", fc.constantFrom('"**"', '"x\\\\y"', '"\\\\"', "1")),
  operation("cidr", fc.constantFrom('"10.0.0.0/32"', '"10.0.0.0"', '"x/8"', '"::/128"')),
  operation("anything-but", operation("prefix", fc.constantFrom('""', '["x",""]', "1"))),
);

const comparison = fc.oneof(
  operation("prefix", fc.oneof(text, operation("equals-ignore-case", text))),
  operation("suffix", fc.oneof(text, operation("equals-ignore-case", text))),
  operation("equals-ignore-case", text),
  operation("wildcard", wildcard),
  operation("anything-but", oneOrMore(text)),
  operation("anything-but", oneOrMore(number)),
  operation("anything-but", operation("prefix", oneOrMore(someText))),
  operation("anything-but", operation("suffix", oneOrMore(someText))),
  operation("anything-but", operation("equals-ignore-case", oneOrMore(text))),
  operation("anything-but", operation("wildcard", oneOrMore(wildcard))),
  operation("numeric", fc.oneof(bound, range).map((bounds) => `[${bounds}]`)),
  operation("exists", fc.constantFrom("true", "false")),
  operation("cidr", fc.constantFrom('"10.0.0.0/24"', '"10.0.0.0/8"', '"10.0.0.0/23"', '"::/127"', '"2001:db8::/32"')),
);

const entry = fc.oneof(
  { arbitrary: comparison, weight: 60 },
  { arbitrary: text, weight: 20 },
  { arbitrary: number, weight: 20 },
  { arbitrary: literal, weight: 10 },
  { arbitrary: address, weight: 10 },
  { arbitrary: wrong, weight: 2 },
);

const entries = fc.array(entry, { minLength: 1, maxLength: 4 }).map((values) => `[${values.join(",")}]`);

/** Event patterns, a few of them invalid. */
export const patterns: fc.Arbitrary<string> = fc.letrec<{ fields: string; field: string; alternatives: string }>(
  (tie) => ({
    field: fc.oneof({ maxDepth: 2 }, entries, entries, entries, tie("fields")),
    alternatives: fc
      .array(tie("fields"), { minLength: 2, maxLength: 2 })
      .map((objects) => `{"$or":[${objects.join(",")}]}`),
    fields: fc.oneof(
      { maxDepth: 2 },
      object(name, tie("field"), 1),
      object(name, tie("field"), 1),
      fc
        .tuple(object(name, tie("field"), 1), tie("alternatives"))
        .map(([both, alternatives]) => `${both.slice(0, -1)},${alternatives.slice(1)}`),
    ),
  }),
).fields;

/** Events: objects with values, arrays and objects in arrays. */
export const events: fc.Arbitrary<string> = fc.letrec<{ value: string; event: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { arbitrary: fc.oneof(text, number, literal, address), weight: 3 },
    { arbitrary: fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`), weight: 2 },
    { arbitrary: tie("event"), weight: 2 },
  ),
  event: object(name, tie("value"), 1),
})).event;
