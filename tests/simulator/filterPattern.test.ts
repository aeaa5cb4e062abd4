/** matchFilterPattern: AWS's own examples, what this project decides where AWS is silent, and positions of errors. */
import assert from "node:assert/strict";
import { compileFilterPattern, matchFilterPattern } from "../../simulator/filterPattern/matchFilterPattern";
import { PatternError } from "../../simulator/patternError";

/** The log events of AWS's page "Filter pattern syntax". */
const trailEvent = {
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  "cluster.name": "c",
  ThisFlag: true,
};

const userEvent = {
  user: { id: 1, email: "John.Stiles@example.com" },
  users: [
    { id: 2, email: "John.Doe@example.com" },
    { id: 3, email: "Jane.Doe@example.com" },
  ],
  actions: ["GET", "PUT", "DELETE"],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
};

type Row = [why: string, pattern: string, event: unknown, expected: boolean];

function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    for (const [why, pattern, event, expected] of rows) {
      it(`${why}: ${pattern} is ${expected}`, () => {
        assert.equal(matchFilterPattern(pattern, event), expected);
        assert.equal(matchFilterPattern(pattern, JSON.stringify(event)), expected);
      });
    }
  });
}

describe("matchFilterPattern", () => {
  table("AWS's examples", [
    ["a text", '{ $.eventType = "UpdateTrail" }', trailEvent, true],
    ["a wildcard in a number", "{ $.sourceIPAddress != 123.123.* }", trailEvent, true],
    ["a wildcard in a number", "{ $.sourceIPAddress != 111.111.* }", trailEvent, false],
    ["an array element", '{ $.arrayKey[0] = "value" }', trailEvent, true],
    ["a regular expression", "{ $.eventType = %Trail% }", trailEvent, true],
    ["any element", "{ $.arrayKey[*] = %val.{2}% }", trailEvent, true],
    ["any property", "{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }", trailEvent, true],
    ["an object in an array", "{ $.objectList[1].id = 2 }", trailEvent, true],
    ["a period in a name", "{ $.['cluster.name'] = \"c\" }", trailEvent, true],
    ["IS NULL", "{ $.SomeObject IS NULL }", trailEvent, true],
    ["IS TRUE", "{ $.ThisFlag IS TRUE }", trailEvent, true],
    ["NOT EXISTS", "{ $.SomeOtherObject NOT EXISTS }", trailEvent, true],
    ["and", '{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', userEvent, true],
    [
      "&& before ||",
      '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }',
      userEvent,
      true,
    ],
    [
      "parentheses first",
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }',
      userEvent,
      false,
    ],
    ["or", '{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', userEvent, false],
    ["an array", "{ $.users = 1 }", { users: [1, 2, 3] }, false],
    ["an array and !=", "{ $.users != 1 }", { users: [1, 2, 3] }, false],
    ["greater", "{ $.bandwidth > 75 }", { bandwidth: 75 }, false],
    ["less", "{ $.latency < 50 }", { latency: 49.5 }, true],
    ["at least", "{ $.refreshRate >= 60 }", { refreshRate: 60 }, true],
    ["at most", "{ $.responseTime <= 5 }", { responseTime: 5.1 }, false],
    ["no blank before the brace", "{ $.errorCode = 400}", { errorCode: 400 }, true],
    ["scientific notation", "{ $.number[0] = 1e+3 }", { number: [1000] }, true],
    ["scientific notation", "{ $.number[0] != 1e-3 }", { number: [0.001] }, false],
    ["an account number, a string in CloudTrail", "{ $.id = 123456789012 }", { id: "123456789012" }, true],
  ]);

  table("a field that is not there", [
    ["= needs a value", '{ $.a = "x" }', {}, false],
    ["!= needs a value, too", '{ $.a != "x" }', {}, false],
    ["so it does for numbers", "{ $.a != 1 }", { b: 1 }, false],
    ["and below a missing object", '{ $.a.b != "x" }', { a: 1 }, false],
    ["and beyond an array's end", "{ $.a[2] != 1 }", { a: [1, 2] }, false],
    ["an index does not select from an object", "{ $.a[0] NOT EXISTS }", { a: { 0: 1 } }, true],
    ["a name does not select from an array", "{ $.a.length NOT EXISTS }", { a: [1] }, true],
    ["nor what every object inherits", "{ $.toString NOT EXISTS && $.__proto__.x NOT EXISTS }", {}, true],
    ["null is there", "{ $.a NOT EXISTS }", { a: null }, false],
    ["the empty text is there", "{ $.a NOT EXISTS }", { a: "" }, false],
    ["an object is there", "{ $.a NOT EXISTS }", { a: {} }, false],
    ["an array is there", "{ $.a NOT EXISTS }", { a: [] }, false],
    ['= "*" says that there is a text', '{ $.a = "*" }', { a: "" }, true],
    ['= "*" says that there is a number', '{ $.a = "*" }', { a: 0 }, true],
    ['= "*" is false without', '{ $.a = "*" }', {}, false],
  ]);

  table("values without text and number", [
    ["true is not its name", "{ $.a = true }", { a: true }, false],
    ["nor another", '{ $.a != "x" }', { a: false }, false],
    ["a text may be called true", "{ $.a = true }", { a: "true" }, true],
    ["null equals nothing", '{ $.a = "null" || $.a != "null" }', { a: null }, false],
    ["IS FALSE", "{ $.a IS FALSE }", { a: false }, true],
    ["IS FALSE is not absence", "{ $.a IS FALSE }", {}, false],
    ["IS FALSE is not 0", "{ $.a IS FALSE }", { a: 0 }, false],
    ["IS TRUE is not a text", "{ $.a IS TRUE }", { a: "true" }, false],
    ["IS NULL is not absence", "{ $.a IS NULL }", {}, false],
    ["an object equals nothing", '{ $.a = "*" || $.a != "*" || $.a IS NULL }', { a: {} }, false],
  ]);

  table("texts", [
    ["case matters", '{ $.a = "X" }', { a: "x" }, false],
    ["case matters in names", '{ $.A = "x" }', { a: "x" }, false],
    ["no quotation marks", "{ $.a = Default_SSE_KMS }", { a: "Default_SSE_KMS" }, true],
    ["a keyword as a text", "{ $.a = NULL }", { a: "NULL" }, true],
    ["an escaped quotation mark", '{ $.a = "x\\"y" }', { a: 'x"y' }, true],
    ["an escaped backslash", '{ $.a = "x\\\\y" }', { a: "x\\y" }, true],
    ["braces in quotation marks", '{ $.a = "} && { ||" }', { a: "} && { ||" }, true],
    ["any language", '{ $.a = "größer*" }', { a: "größere" }, true],
    ["a wildcard before", '{ $.a = "*Event" }', { a: "PutEvent" }, true],
    ["a wildcard after", "{ $.a = Event* }", { a: "EventName" }, true],
    ["a wildcard between", '{ $.a = "s3:*:Put" }', { a: "s3:Object:Put" }, true],
    ["a wildcard is not part of the text", '{ $.a != "x*" }', { a: "xyz" }, false],
    ["a wildcard over lines", '{ $.a = "x*y" }', { a: "x\ny" }, true],
    ["the whole text", '{ $.a = "x" }', { a: "xy" }, false],
    ["a number's text", '{ $.a = "404" }', { a: 404 }, true],
    ["a wildcard in a number", "{ $.a = 4* }", { a: 404 }, true],
    ["a wildcard in a number with a sign", "{ $.a = -4*.5 }", { a: -40.5 }, true],
    ["a service without quotation marks, as AWS publishes it", "{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}", { eventSource: "kms.amazonaws.com", eventName: "DisableKey" }, true],
    ["its periods are no wildcards", "{ $.a = kms.amazonaws.com }", { a: "kms-amazonaws.com" }, false],
    ["an IP address without quotation marks", "{ $.a = 10.0.0.1 }", { a: "10.0.0.1" }, true],
  ]);

  table("numbers", [
    ["by value", "{ $.a = 1.50 }", { a: 1.5 }, true],
    ["by value", "{ $.a != 15e-1 }", { a: 1.5 }, false],
    ["a plus sign", "{ $.a > +1000 }", { a: 1001 }, true],
    ["a minus sign", "{ $.a <= -.5 }", { a: -0.5 }, true],
    ["a string by its text", "{ $.a = 1.50 }", { a: "1.5" }, false],
    ["a string has no order", '{ $.a > 1 || $.a <= 1 }', { a: "2" }, false],
    ["!= on a string", "{ $.a != 1 }", { a: "2" }, true],
  ]);

  table("wildcard selectors", [
    ["one of the elements is enough", "{ $.a[*] = 2 }", { a: [1, 2] }, true],
    ["also for !=", "{ $.a[*] != 2 }", { a: [1, 2] }, true],
    ["no element", "{ $.a[*] != 2 }", { a: [] }, false],
    ["elements are not properties", "{ $.a.* = 1 }", { a: [1] }, false],
    ["properties are not elements", "{ $.a[*] = 1 }", { a: { b: 1 } }, false],
    ["steps after it", "{ $.a[*].b.c = 1 }", { a: [{ b: 2 }, { b: { c: 1 } }] }, true],
    ["NOT EXISTS: in none of them", "{ $.a[*].b NOT EXISTS }", { a: [{ b: 1 }, {}] }, false],
    ["NOT EXISTS: in none of them", "{ $.a[*].b NOT EXISTS }", { a: [{ c: 1 }, {}] }, true],
  ]);

  table("selectors", [
    ["hyphens and digits", "{ $.x-amz_1.2 = 1 }", { "x-amz_1": { 2: 1 } }, true],
    ["brackets without a period", "{ $['a.b']['c d'][0] = 1 }", { "a.b": { "c d": [1] } }, true],
    ["arrays of arrays", "{ $.a[1][0] = 3 }", { a: [[1, 2], [3]] }, true],
  ]);

  table("regular expressions", [
    ["anywhere in the text", "{ $.a = %b% }", { a: "abc" }, true],
    ["anchors", "{ $.a = %^a.c$% }", { a: "abc" }, true],
    ["anchors", "{ $.a = %^b% }", { a: "abc" }, false],
    ["!=", "{ $.a != %b% }", { a: "abc" }, false],
    ["!= needs a value", "{ $.a != %b% }", {}, false],
    ["a number's text", "{ $.a = %^4\\d{2}$% }", { a: 404 }, true],
    ["alternatives", "{ $.a = %^starting|^shutting down% }", { a: "shutting down now" }, true],
    ["classes", "{ $.a = %^[abcx-z]+$% }", { a: "axyz" }, true],
    ["classes", "{ $.a = %ab[^c]$% }", { a: "abc" }, false],
    ["at most", "{ $.a = %^a{,2}$% }", { a: "aaa" }, false],
    ["at least", "{ $.a = %^a{2,}$% }", { a: "aaa" }, true],
    ["exactly", "{ $.a = %^a{2}$% }", { a: "aaa" }, false],
    ["between", "{ $.a = %^a{1, 2}$% }", { a: "aa" }, true],
    ["escaped operators", "{ $.a = %\\[.\\]% }", { a: "x[]]y" }, true],
    ["hexadecimal", "{ $.a = %\\x28b\\x29% }", { a: "a(b)" }, true],
    ["a period is any character", "{ $.a = %a.b% }", { a: "a\nb" }, true],
    ["case matters", "{ $.a = %B% }", { a: "abc" }, false],
    ["asked twice", "{ $.a = %b% && $.b = %b% }", { a: "b", b: "ab" }, true],
  ]);

  describe("log events that are not JSON objects", () => {
    it("match no JSON pattern, whatever it says", () => {
      for (const message of ["", "ERROR", "{", '"x"', "1", "null", "true", '{"a":1} x', 1, null, undefined, true]) {
        for (const pattern of ["{ $.a NOT EXISTS }", '{ $.a != "x" }', "{ $.a IS NULL }"]) {
          assert.equal(matchFilterPattern(pattern, message), false, `${pattern} on ${String(message)}`);
        }
      }
    });

    it("match the empty pattern, as every log event does", () => {
      for (const pattern of ["", "  \n"]) {
        for (const message of ["", "ERROR", "{}", {}, []]) assert.equal(matchFilterPattern(pattern, message), true);
      }
    });

    it("are JSON when they are an array, but a selector starts in an object", () => {
      assert.equal(matchFilterPattern("{ $.a NOT EXISTS }", [1]), true);
      assert.equal(matchFilterPattern("{ $.a = 1 }", '[{"a":1}]'), false);
    });
  });

  describe("says where a pattern is wrong", () => {
    const cases: [why: string, pattern: string, at: string, problem: RegExp][] = [
      ["a term", "  ERROR", "ERROR", /not supported/],
      ["space-delimited fields", "[ip, user]", "[", /not supported/],
      ["a quoted term", '" "', '"', /not supported/],
      ["a regular expression alone", "%x%", "%", /not supported/],
      ["nothing in braces", "{ }", "}", /selector/],
      ["no end", "{ $.a = 1", "", /the pattern ends/],
      ["more after the end", "{ $.a = 1 } x", "x", /nothing after/],
      ["no operator", "{ $.a }", "}", /operator/],
      ["two operators", "{ $.a == 1 }", "= 1", /a text, a number/],
      ["no operand", "{ $.a = }", "}", /a text, a number/],
      ["no second condition", "{ $.a = 1 && }", "}", /selector/],
      ["one ampersand", "{ $.a = 1 & $.b = 1 }", "& ", /&&/],
      ["a negation", "{ !($.a = 1) }", "!", /!=/],
      ["no closing parenthesis", "{ ($.a = 1 }", "}", /\)/],
      ["EXISTS", "{ $.a EXISTS }", "EXISTS", /not supported/],
      ["IS NOT", "{ $.a IS NOT NULL }", "NOT", /not supported/],
      ["IS something", '{ $.a IS "NULL" }', '"NULL"', /NULL, TRUE or FALSE/],
      ["keywords in small letters", "{ $.a is null }", "is", /capitals/],
      ["NOT without EXISTS", "{ $.a NOT TRUE }", "TRUE", /EXISTS/],
      ["an order of texts", '{ $.a > "1" }', '"1"', /number/],
      ["an order with a wildcard", "{ $.a <= 4* }", "4*", /number/],
      ["an order with a regular expression", "{ $.a < %1% }", "%", /number/],
      ["a number beyond any double", "{ $.a < 1e400 }", "1e400", /too large/],
      ["typographic quotes", "{ $.detail.additionalEventData.SSEApplied = “SSE_C” }", "“", /typographic/],
      ["single quotes", "{ $.a = 'x' }", "'x'", /quotation marks/],
      ["a text that needs quotation marks", "{ $.a = us-east-1 }", "us-east-1", /quotation marks/],
      ["a quotation that does not end", '{ $.a = "x }', '"x', /does not end/],
      ["an unknown escape", '{ $.a = "x\\n" }', "\\n", /backslash/],
      ["no selector", "{ a = 1 }", "a", /selector/],
      ["the root alone", "{ $ = 1 }", "$", /property/],
      ["no period", "{ $a = 1 }", "$a", /property/],
      ["an empty name", "{ $.a..b = 1 }", "..b", /expected a property/],
      ["an array at the root", "{ $[0] = 1 }", "[0]", /after a property/],
      ["a negative index", "{ $.a[-1] = 1 }", "[-1]", /expected a property/],
      ["an index beyond any array", "{ $.a[99999999999999999] = 1 }", "[999", /no array/],
      ["double quotes in brackets", '{ $["a.b"] = 1 }', '["', /expected a property|property/],
      ["two wildcards in a selector", "{ $.a[*].* = 1 }", ".* =", /one wildcard/],
      ["four wildcards", "{ $.* = 1 || $.* = 1 || $.* = 1 || $.x[*] = 1 }", "[*]", /three/],
      ["three regular expressions", "{ $.a = %a% || $.a = %b% || $.a = %c% }", "%c%", /two/],
      ["a regular expression without an end", "{ $.a = %a }", "%a", /does not end/],
      ["an empty regular expression", "{ $.a = %% }", "% }", /empty/],
      ["parentheses in one", "{ $.a = %x(a|b)% }", "(a", /parentheses/],
      ["an unsupported symbol in one", "{ $.a = %something!% }", "!", /not supported/],
      ["an umlaut in one", "{ $.a = %ä% }", "ä", /not supported/],
      ["a class without an end", "{ $.a = %[ab% }", "[ab", /does not end/],
      ["an empty class", "{ $.a = %x[]% }", "]%", /empty/],
      ["a named class", "{ $.a = %[[:alpha:]]% }", "[:", /escaped/],
      ["a range backwards", "{ $.a = %[z-a]% }", "z-a", /range/],
      ["a range of classes", "{ $.a = %[a-\\d]% }", "a-\\d", /range/],
      ["nothing to repeat", "{ $.a = %*a% }", "*a", /nothing stands before/],
      ["a repeated repetition", "{ $.a = %a+?% }", "?%", /again/],
      ["a lone brace", "{ $.a = %a{x}% }", "{x}", /braces/],
      ["counts backwards", "{ $.a = %a{3,1}% }", "{3,1}", /minimum/],
      ["a count that no text needs", "{ $.a = %a{99999}% }", "{99999}", /counts/],
      ["a trailing bar", "{ $.a = %a|% }", "|", /either side/],
      ["an unknown escape in one", "{ $.a = %a\\b% }", "\\b", /escape/],
    ];
    for (const [why, pattern, at, problem] of cases) {
      it(`${why}: ${pattern}`, () => {
        assert.throws(
          () => compileFilterPattern(pattern),
          (error) => {
            assert.ok(error instanceof PatternError, String(error));
            assert.match(error.problem, problem);
            assert.equal(error.offset, at === "" ? pattern.length : pattern.indexOf(at), error.message);
            return true;
          },
        );
      });
    }

    it("a pattern of more than 1,024 characters", () => {
      const pattern = (length: number): string => `{ $.a = "${"x".repeat(length - 12)}" }`;
      assert.equal(pattern(1024).length, 1024);
      assert.equal(matchFilterPattern(pattern(1024), {}), false);
      assert.throws(() => matchFilterPattern(pattern(1025), {}), (error) => {
        return error instanceof PatternError && error.offset === 1024 && error.message.includes("1025");
      });
    });

    it("in lines and columns, too", () => {
      const pattern = "{ $.a = 1 &&\n  $.b EXISTS }";
      assert.throws(() => matchFilterPattern(pattern, {}), { name: "PatternError", line: 2, column: 7 });
    });
  });
});
