/** Protects what is tried of condition keys: for every value that a request may have, one is tried that no condition tells from it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { globPattern, literalPattern, matchesGlob } from "../../../simulator/iam/glob";
import { operatorDefinition } from "../../../simulator/iam/operators";
import { addresses, arnTexts, booleans, bytes, dates, exampleOf, literalOf, numbers, patternOf, textsOfAnyCase, wholeTexts, wildTexts, type TellingFamily } from "../../../simulator/iam/telling";

/** How conditions of several operators on the same values decide on a value of a request. */
function decisions(operators: readonly string[], values: readonly string[], requested: string): string {
  const tests = operators.flatMap((operator) => values.map((value) => operatorDefinition(operator).compile(value, true)));
  return tests.map((test) => (test?.(requested, () => undefined) === true ? "1" : "0")).join("");
}

/** Whatever a request says, something is tried on which all conditions decide alike. */
function tellsApart(family: TellingFamily, operators: readonly string[], value: fc.Arbitrary<string>, requested: fc.Arbitrary<string>): void {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), requested, (values, one) => {
      const tried = family(values, true).values.map((telling) => decisions(operators, values, telling.value));
      assert.ok(tried.includes(decisions(operators, values, one)), `${one} is not told from ${family(values, true).values.map((telling) => telling.value).join(", ")}`);
    }),
    { numRuns: 300 },
  );
}

const ordered = (family: string): string[] => ["Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map((comparison) => `${family}${comparison}`);

describe("values that tell conditions apart", () => {
  it("property: of numbers: the limits, between them and beyond", () => {
    const value = fc.integer({ min: -3, max: 6 }).map(String);
    tellsApart(numbers, ordered("Numeric"), fc.oneof(value, fc.constantFrom("1.5", "2e0", "+3")), fc.oneof(value, fc.double({ min: -10, max: 10, noNaN: true }).map((number) => number.toFixed(3))));
  });

  it("property: of dates: the limits, between them and beyond, in any form", () => {
    const time = fc.integer({ min: 0, max: 4_000_000_000 });
    const value = time.chain((seconds) => fc.constantFrom(String(seconds), new Date(seconds * 1000).toISOString()));
    tellsApart(dates, ordered("Date"), value, fc.oneof(value, fc.constantFrom("0", "253402300800", "2026-01-31T00:00:00Z")));
  });

  it("property: of addresses: in every range, beside it, and of the other family", () => {
    const value = fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, length]) => `${address}/${length}`),
      fc.tuple(fc.constantFrom("10.0.0.0", "10.0.0.128", "255.255.255.0", "0.0.0.0"), fc.constantFrom(8, 16, 24, 25, 32)).map(([address, length]) => `${address}/${length}`),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([address, length]) => `${address}/${length}`),
    );
    const requested = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("10.0.0.1", "10.0.0.127", "10.0.1.0", "9.255.255.255", "255.255.255.255"));
    tellsApart(addresses, ["IpAddress"], value, requested);
  });

  it("of Booleans are the two, of bytes those of the policy and others", () => {
    assert.deepEqual(booleans(["true"], true), { patterns: [], values: [{ value: "true", from: "true" }, { value: "false", from: "false" }] });
    const of = (text: string): string => Buffer.from(text).toString("base64");
    tellsApart(bytes, ["BinaryEquals"], fc.string().map(of), fc.string().map(of));
    assert.deepEqual(bytes([of("a")], true).values[0], { value: of("a"), from: of("a") });
  });

  it("say which of the policy's values they come from, and are told as IAM writes them", () => {
    assert.deepEqual(numbers(["7", "5", "x"], true).values, [{ value: "7", from: "7" }, { value: "5", from: "5" }, { value: "x", from: "x" }, { value: "4" }, { value: "6" }, { value: "8" }]);
    assert.deepEqual(numbers(["x"], true), { patterns: [], values: [] });
    const day = "2026-01-31T00:00:00Z";
    assert.deepEqual(dates([day], true).values, [{ value: day, from: day }, { value: "2026-01-30T23:59:59.000Z" }, { value: "2026-01-31T00:00:01.000Z" }]);
    assert.deepEqual(dates(["946684800", "253402300799"], true).values.map(({ value }) => value), ["946684800", "253402300799", "946684799", "5999-12-31T23:59:59.500Z", "253402300800"]);
    assert.deepEqual(dates(["0"], true).values.map(({ value }) => value), ["0", "0", "1"], "no date is before 1970");
    assert.deepEqual(addresses(["10.0.0.0/8", "x", "ffff::/16"], true).values, [
      { value: "10.0.0.0", from: "10.0.0.0/8" },
      { value: "11.0.0.0" },
      { value: "ffff:0:0:0:0:0:0:0", from: "ffff::/16" },
      { value: "203.0.113.77" },
      { value: "0.0.0.0" },
      { value: "::" },
    ]);
  });

  it("of texts are patterns, and for each a text that matches it", () => {
    const values = ["plain", "a*b?c", "${aws:username}/x", "${*}"];
    assert.deepEqual(wholeTexts(values, true), {
      patterns: [
        { from: "plain", pattern: literalPattern("plain") },
        { from: "a*b?c", pattern: literalPattern("a*b?c") },
        { from: "${aws:username}/x", pattern: literalPattern("x/x") },
        { from: "${*}", pattern: literalPattern("*") },
      ],
      values: [{ value: "plain", from: "plain" }, { value: "a*b?c", from: "a*b?c" }, { value: "x/x", from: "${aws:username}/x" }, { value: "*", from: "${*}" }],
    });
    const wild = wildTexts(values, true);
    assert.deepEqual(wild.values.map(({ value, from }) => [value, from]), [["plain", "plain"], ["axbxc", "a*b?c"], ["x/x", "${aws:username}/x"], ["*", "${*}"]]);
    wild.patterns.forEach(({ pattern, from }, index) => {
      assert.equal(from, values[index]);
      assert.ok(matchesGlob(pattern, wild.values[index]?.value ?? ""), from);
    });
    assert.deepEqual(arnTexts(["arn:aws:iam::*:role/a"], true).values.map(({ value, from }) => [value, from]), [["arn:aws:iam::x:role/a", "arn:aws:iam::*:role/a"], ["arn:aws:s3:us-east-1:999988887777:something/else", undefined]]);
  });

  it("of texts in any case are these as written, in capitals and in small letters", () => {
    const { values, patterns } = textsOfAnyCase(["aBc"], true);
    assert.deepEqual(values, [{ value: "aBc", from: "aBc" }, { value: "ABC", from: "aBc" }, { value: "abc", from: "aBc" }]);
    assert.deepEqual(patterns, [{ from: "aBc", pattern: literalPattern("aBc") }]);
  });

  it("take variables for text where the policy's version has none", () => {
    const text = "${aws:username}*";
    assert.equal(literalOf(text, false), text);
    assert.equal(literalOf(text, true), "x*");
    assert.deepEqual(patternOf(text, false), globPattern(text));
    assert.deepEqual(patternOf(text, true), globPattern("x*"));
    assert.equal(exampleOf("${$}a${*}?${aws:username}*"), "$a*xxx");
  });
});
