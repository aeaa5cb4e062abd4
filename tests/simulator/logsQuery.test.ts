/** Queries of Logs Insights: what each command does, and that what is not understood is refused where it stands. */
import assert from "node:assert/strict";
import { compileAggregation, runLogsQuery } from "../../simulator/logsQuery/run";

const events = [
  { a: { b: "x/1" }, n: 10, "with-hyphen": "h", empty: "" },
  { a: { b: "y/2" }, n: 9, list: [1] },
  { a: { b: "x/3" }, n: 2 },
].map((event, index) => ({ timestamp: index * 60_000, event }));
const rows = (query: string, readings?: Parameters<typeof runLogsQuery>[2]): string[][] =>
  runLogsQuery(query, events, readings).map((row) => Object.values(row));
/** Values of an expression, one a log event. */
const values = (expression: string, readings?: Parameters<typeof runLogsQuery>[2]): (string | undefined)[] =>
  rows(`fields ${expression} as v | stats count(*) as c by n, v | sort n asc`, readings).map(([, value]) => value);

describe("runLogsQuery", () => {
  it("groups, counts, sorts numbers as numbers, limits, and shows the columns of by first", () => {
    assert.deepEqual(rows(String.raw`parse a.b /^(?<p>[^\/]+)\// | stats count(*) as c, latest(n) as l, latest(@timestamp) as t by p | sort c desc`), [
      ["x", "2", "2", "1970-01-01 00:02:00.000"],
      ["y", "1", "9", "1970-01-01 00:01:00.000"],
    ]);
    assert.deepEqual(rows("stats count(*) as c by n | sort n desc | limit 2"), [["10", "1"], ["9", "1"]]);
    assert.deepEqual(rows("SOURCE '/aws/x' | stats count(empty) as c"), [["1"]]);
  });

  it("evaluates functions", () => {
    assert.deepEqual(values("coalesce(missing, `with-hyphen`, list, a.b)"), ["x/3", "y/2", "h"]);
    assert.deepEqual(values('concat(n, " \\"is\\" ", a.b)'), ['2 "is" x/3', '9 "is" y/2', '10 "is" x/1']);
    assert.deepEqual(values('replace(replace(a.b, "x", "/"), "/", "-")'), ["--3", "y-2", "--1"]);
    assert.deepEqual(values("ispresent(`with-hyphen`)"), ["false", "false", "true"]);
  });

  it("binds not before and before or", () => {
    const n = (condition: string): string[] => rows(`filter ${condition} | stats count(*) as c by n | sort n asc`).map(([value = ""]) => value);
    assert.deepEqual(n('n = 10 or n = 9 and a.b like "x"'), ["10"]);
    assert.deepEqual(n('(n = 10 or n = 9) and a.b like "y"'), ["9"]);
    assert.deepEqual(n("not n = 10 and not n = 9"), ["2"]);
    assert.deepEqual(n('a.b in ["x/1", "y/2"] and n != 9'), ["10"]);
    assert.deepEqual(n('a.b not in ["x/1", "y/2"]'), ["2"]);
  });

  it("takes what AWS leaves open either way", () => {
    const all = { emptyIsPresent: true, concatIsMissing: true, missingDiffers: true };
    assert.deepEqual(values("ispresent(empty)", all), ["false", "false", "true"]);
    assert.deepEqual(values("ispresent(empty)", { ...all, emptyIsPresent: false }), ["false", "false", "false"]);
    assert.deepEqual(values('coalesce(concat(`with-hyphen`, "!"), "none")', all), ["none", "none", "h!"]);
    assert.deepEqual(values('concat(`with-hyphen`, "!")', { ...all, concatIsMissing: false }), ["!", "!", "h!"]);
    assert.deepEqual(values('missing != "x"', all), ["true", "true", "true"]);
    assert.deepEqual(values('missing not in ["x"]', { ...all, missingDiffers: false }), ["false", "false", "false"]);
  });

  const refused: readonly (readonly [query: string, problem: RegExp, offset: number])[] = [
    ["dedup a.b", /the command dedup is not supported/, 0],
    ['fields case(n = 1, "x") as v', /the function case is not supported/, 7],
    ["fields n", /as and a name are expected/, 8],
    ["stats sum(n) as s", /the aggregate sum is not supported/, 6],
    ["parse a.b 'x *' as y", /a regex is expected/, 10],
    ["parse a.b /(/", /[Ii]nvalid regular expression/, 10],
    ["filter n > 1", /">" is not understood/, 9],
    ["filter n not 1", /in is expected/, 13],
    ["filter n in 1", /\[ is expected/, 12],
    ["filter (n = 1", /\) is expected/, 13],
    ["filter = 1", /a field, a text or a function is expected/, 7],
    ["limit 1 2", /next command/, 8],
    ["limit 1 |", /a word is expected/, 9],
  ];
  for (const [query, problem, offset] of refused) {
    it(`refuses, with its place: ${query}`, () => {
      assert.throws(() => runLogsQuery(query, []), (error) => problem.test(String(error)) && (error as { offset?: number }).offset === offset);
    });
  }
});

describe("compileAggregation", () => {
  const of = (query: string, expression: string): string[] => compileAggregation(query, expression)(events).map(({ of: fields, value }) => [...Object.values(fields), value].join(" "));
  const prefixed = String.raw`parse a.b /^(?<p>[^\/]+)\//`;

  it("counts what the query gives by each combination of fields, those that it made included", () => {
    assert.deepEqual(of(prefixed, "count(*) by p"), ["x 2", "y 1"]);
    assert.deepEqual(of(`${prefixed} | filter n != 2`, "count(*) by p, n"), ["x 10 1", "y 9 1"]);
    assert.deepEqual(of(prefixed, "count(*)"), ["3"]);
    assert.deepEqual(of(prefixed, "count(empty) by p"), ["x 1", "y 0"]);
    assert.deepEqual(of("filter n = 1", "count(*) by n"), []);
    assert.deepEqual(of("fields missing as m", "count(*) by m"), [" 3"], "of a field that is not there");
  });

  it("orders by name, or by value where that is asked for", () => {
    const query = "parse a.b /(?<digit>[0-9])/ | parse a.b /^(?<p>[yx])/";
    assert.deepEqual(of(query, "count(*) by p | sort desc"), ["x 2", "y 1"]);
    assert.deepEqual(of(query, "count(*) by p | sort asc"), ["y 1", "x 2"]);
    assert.deepEqual(of(query, "count(*) by digit"), ["1 1", "2 1", "3 1"]);
  });

  for (const [expression, problem, offset] of [
    ["sum(n)", /the aggregate sum is not supported/, 0],
    ["latest(n) by a.b", /does not know the aggregate latest/, 10],
    ["count(*) as c", /nothing more is expected/, 9],
    ["count(*) by n | sort", /asc or desc is expected/, 20],
    ["count(*) by n | limit 5", /sort is expected/, 16],
  ] as const) {
    it(`refuses, with its place: ${expression}`, () => {
      assert.throws(() => compileAggregation("filter n = 1", expression), (error) => problem.test(String(error)) && (error as { offset?: number }).offset === offset);
    });
  }
});
