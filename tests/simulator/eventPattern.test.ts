/** What the judge cannot say of matchEventPattern: positions of errors, data instead of text, limits. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compileEventPattern, matchEventPattern } from "../../simulator/eventPattern/matchEventPattern";
import { PatternError } from "../../simulator/patternError";
import { events, patterns } from "../judges/eventRuler/generator";

function errorOf(pattern: unknown): PatternError {
  try {
    compileEventPattern(pattern);
  } catch (error) {
    assert.ok(error instanceof PatternError, String(error));
    return error;
  }
  assert.fail(`no error for ${JSON.stringify(pattern)}`);
}

const blogRule = {
  source: ["aws.s3"],
  "detail-type": ["AWS API Call via CloudTrail"],
  detail: { eventSource: ["s3.amazonaws.com"], eventName: ["PutObject", "CopyObject", "CreateMultipartUpload"] },
};

const put = {
  source: "aws.s3",
  "detail-type": "AWS API Call via CloudTrail",
  detail: { eventSource: "s3.amazonaws.com", eventName: "PutObject", requestParameters: { bucketName: "b" } },
};

describe("matchEventPattern", () => {
  it("matches the blog's rule, as an object and as the text of one", () => {
    const read = { ...put, detail: { ...put.detail, eventName: "GetObject" } };
    for (const pattern of [blogRule, JSON.stringify(blogRule), JSON.stringify(blogRule, undefined, 2)]) {
      assert.equal(matchEventPattern(pattern, put), true);
      assert.equal(matchEventPattern(pattern, JSON.stringify(put)), true);
      assert.equal(matchEventPattern(pattern, read), false);
    }
  });

  it("takes members of data that are undefined for absent ones, as JSON.stringify does", () => {
    assert.equal(matchEventPattern({ a: [{ exists: false }], b: undefined }, { a: undefined }), true);
    assert.equal(matchEventPattern({ a: [null] }, { a: null }), true);
  });

  describe("says where a structural error is", () => {
    const cases: [why: string, pattern: string, path: string, at: string][] = [
      ["a value that is not in an array", '{"source":"aws.s3"}', "source", '"aws.s3"'],
      ["a nested value", '{"detail":{"eventName":null}}', "detail.eventName", "null"],
      ["an empty array", '{"detail":{"eventName":[]}}', "detail.eventName", "[]"],
      ["an empty object", '{"detail":{}}', "detail", "{}"],
      ["an operand", '{"detail":{"eventName":["x",{"prefix":1}]}}', "detail.eventName[1].prefix", "1"],
      ["an operator", '{"a":[{"contains":"x"}]}', "a[0].contains", '"x"'],
      ["an item of a list", '{"a":[{"anything-but":["x",1]}]}', "a[0].anything-but[1]", "1"],
      ["a bound", '{"a":[{"numeric":[">",5,"<",5]}]}', "a[0].numeric[3]", "5]"],
      ["a bound beyond the limit", '{"a":[{"numeric":["=",5000000001]}]}', "a[0].numeric[1]", "5000000001"],
      ["a second operator", '{"a":[{"prefix":"x","suffix":"y"}]}', "a[0].suffix", '"y"'],
      ["an alternative", '{"$or":[{"a":[1]},{"b":{"c":2}}]}', "$or[1].b.c", "2"],
      ["a reserved name", '{"a":{"$or":[{"x":[1]},{"cidr":[1]}]}}', "a.$or[1].cidr", '"cidr"'],
      ["a name with a period", '{"a.b":{"c d":1}}', '["a.b"]["c d"]', "1"],
      ["the whole pattern", " [1]", "$", "[1]"],
    ];
    for (const [why, pattern, path, at] of cases) {
      it(`${why}: ${path}`, () => {
        const error = errorOf(pattern);
        assert.equal(error.path, path);
        assert.equal(error.offset, pattern.indexOf(at));
        assert.ok(error.message.includes(path));
        // Data has no offsets, but the same path.
        assert.equal(errorOf(JSON.parse(pattern)).path, path);
        assert.equal(errorOf(JSON.parse(pattern)).offset, undefined);
      });
    }
  });

  describe("says where a text is not JSON", () => {
    const cases: [why: string, pattern: string, line: number, column: number, problem: RegExp][] = [
      ["typographic quotes", '{\n  "a": [“x”]\n}', 2, 9, /typographic/],
      ["a trailing comma", '{"a":["x",]}', 1, 10, /a comma before \]/],
      ["a missing bracket", '{"a":["x"', 1, 10, /closing \].*the text ends/],
      ["a string without an end", '{"a":["x]}', 1, 11, /does not end/],
      ["a line break in a string", '{"a":["x\ny"]}', 1, 9, /line break/],
      ["an unknown escape", '{"a":["\\x"]}', 1, 8, /escape/],
      ["a leading zero", '{"a":[01]}', 1, 8, /number/],
      ["more text", '{"a":[1]}\n}', 2, 1, /goes on after its end/],
      ["no text", "", 1, 1, /the text ends/],
    ];
    for (const [why, pattern, line, column, problem] of cases) {
      it(why, () => {
        const error = errorOf(pattern);
        assert.deepEqual([error.line, error.column], [line, column], error.message);
        assert.match(error.message, problem);
        assert.match(error.message, new RegExp(`line ${line}, column ${column}`));
      });
    }
  });

  it("refuses data that JSON cannot say", () => {
    const cycle: Record<string, unknown> = {};
    cycle.a = cycle;
    for (const pattern of [undefined, 1, { a: [NaN] }, { a: [() => 1] }, { a: [1n] }, cycle]) {
      assert.ok(errorOf(pattern).path !== undefined);
    }
    assert.throws(() => matchEventPattern(blogRule, { a: Infinity }), PatternError);
  });

  it("refuses nesting that no event has, instead of running out of stack", () => {
    const deep = 100_000;
    assert.match(errorOf("[".repeat(deep)).message, /nested deeper/);
    assert.match(errorOf('{"a":'.repeat(deep)).message, /nested deeper/);
  });

  it("refuses $or that multiply to more than 1,000 alternatives", () => {
    const eight = Array.from({ length: 8 }, (_, index) => ({ a: [index] }));
    const ten = Array.from({ length: 10 }, (_, index) => ({ b: [index] }));
    const pattern = (count: number): string =>
      `{${Array<string>(count).fill(`"$or":${JSON.stringify(ten)}`).join(",")}}`;
    assert.equal(matchEventPattern(pattern(3), { b: 9 }), true);
    assert.match(errorOf(pattern(4)).message, /1000 alternatives/);
    assert.equal(matchEventPattern({ $or: eight }, { a: 7 }), true);
  });

  it("compiles once and matches many times", () => {
    const { matches } = compileEventPattern(blogRule);
    assert.deepEqual([put, {}, put].map(matches), [true, false, true]);
  });

  it("answers the same for data and for its text, or refuses both", () => {
    fc.assert(
      fc.property(patterns, events, (pattern, event) => {
        // JSON.parse keeps one of two equal names; let both sides see the same.
        const [pattern2, event2] = [pattern, event].map((text) => JSON.stringify(JSON.parse(text))) as [string, string];
        const answer = (run: () => boolean): unknown => {
          try {
            return run();
          } catch (error) {
            return (error as PatternError).path;
          }
        };
        assert.equal(
          answer(() => matchEventPattern(JSON.parse(pattern2), JSON.parse(event2))),
          answer(() => matchEventPattern(pattern2, event2)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("refuses any other text at an offset within it, and never crashes", () => {
    const scrap = fc.constantFrom("{", "}", "[", "]", '"', ",", ":", '"a"', '"$or"', '"prefix"', "1", "null", " ", "\\");
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 20 }), (scraps) => {
        const pattern = scraps.join("");
        try {
          compileEventPattern(pattern);
        } catch (error) {
          assert.ok(error instanceof PatternError, String(error));
          assert.ok(error.offset !== undefined && error.offset >= 0 && error.offset <= pattern.length, error.message);
        }
      }),
      { numRuns: 500 },
    );
  });
});
