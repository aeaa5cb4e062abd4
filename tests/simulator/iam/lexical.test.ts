/** The small readers below policies: JSON, wildcards, addresses, dates; each against an oracle. */
import assert from "node:assert/strict";
import { BlockList, isIPv4 } from "node:net";
import fc from "fast-check";
import { arnFields, arnParts, arnPatternParts, compileResource } from "../../../simulator/iam/arn";
import { elementPath, memberPath, pathParts } from "../../../simulator/iam/documentPath";
import { globPattern, literalPattern, matchesGlob } from "../../../simulator/iam/glob";
import { isInRange, parseIpRange } from "../../../simulator/iam/ip";
import { jsonPositions, parseJson } from "../../../simulator/iam/json";
import { JsonSyntaxError } from "../../../simulator/json/readJson";
import { canonicalBase64, parseBoolean, parseDate, parseNumber } from "../../../simulator/iam/values";
import { parseTemplate, resolvePattern, resolveText } from "../../../simulator/iam/variables";

/** A value as JSON.parse gives it, with ordinary prototypes. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

describe("paths of a document", () => {
  it("are taken apart into what they were made of", () => {
    const member = fc.oneof(fc.constantFrom("Statement", "Condition", "aws:SourceIp", 'a"b', "x\\y", "[0]", "a.b"), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.array(fc.oneof(member, fc.nat(99)), { maxLength: 5 }), (parts) => {
        const path = parts.reduce<string>((parent, part) => (typeof part === "number" ? elementPath(parent, part) : memberPath(parent, part)), "");
        assert.deepEqual(pathParts(path), parts);
      }),
    );
  });
});

describe("parseJson", () => {
  it("reads what JSON.parse reads, however it is laid out", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2, "\t", "\r\n"), (value, space) => {
        const text = JSON.stringify(value, null, typeof space === "string" ? space.replace("\r\n", " ") : space);
        assert.deepEqual(plain(parseJson(text)), plain(JSON.parse(text)));
      }),
    );
  });

  it("refuses what JSON.parse refuses, with a place inside of the text", () => {
    const damaged = fc
      .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom("", ",", "}", '"', "x", "“", "01", "\n"))
      .map(([value, at, insert]) => {
        const text = JSON.stringify(value);
        const offset = at % (text.length + 1);
        return text.slice(0, offset) + insert + text.slice(offset + (insert ? 0 : 1));
      });
    fc.assert(
      fc.property(damaged, (text) => {
        let accepted = true;
        try {
          JSON.parse(text);
        } catch {
          accepted = false;
        }
        try {
          parseJson(text);
        } catch (error) {
          assert(error instanceof JsonSyntaxError);
          // Two members of one name are the one thing that JSON.parse lets pass.
          assert(!accepted || /twice/.test(error.message), text);
          assert(error.position.line <= text.split("\n").length && error.position.column <= text.length + 1);
          return;
        }
        assert(accepted, text);
      }),
    );
  });

  it("has no special member names", () => {
    const value = parseJson('{"__proto__": {"x": 1}, "constructor": 2}') as Record<string, unknown>;
    assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
    assert.equal(value["x"], undefined);
  });

  it("finds every value by its path", () => {
    const positions = jsonPositions('{ "a": [1,\n {"b:c": true}] }');
    assert.deepEqual(Object.fromEntries(positions), {
      "": { line: 1, column: 1 },
      a: { line: 1, column: 8 },
      "a[0]": { line: 1, column: 9 },
      "a[1]": { line: 2, column: 2 },
      'a[1]["b:c"]': { line: 2, column: 10 },
    });
  });
});

describe("matchesGlob", () => {
  it("agrees with the regular expression for the pattern", () => {
    const letters = fc.constantFrom("a", "b", "/", ".", "*", "?");
    const pattern = fc.string({ unit: letters, maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "/", "."), maxLength: 10 });
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        const source = glob.replace(/[./]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".");
        assert.equal(matchesGlob(globPattern(glob), value), new RegExp(`^${source}$`, "s").test(value));
      }),
      { numRuns: 2000 },
    );
  });

  it("takes no exponential time for many wildcards", () => {
    assert.equal(matchesGlob(globPattern(`${"*a".repeat(60)}b`), "a".repeat(5000)), false);
  });
});

describe("ARNs and patterns of ARNs", () => {
  it("have their parts by name, as far as they reach", () => {
    assert.deepEqual(arnFields("arn:aws:s3:::bucket/a:b"), { partition: "aws", service: "s3", region: "", account: "", resource: "bucket/a:b" });
    assert.deepEqual(arnFields("arn:aws:iam::1111"), { partition: "aws", service: "iam", region: "", account: "1111", resource: "" });
    for (const short of ["", "*", "arn:aws:s3:*"]) assert.equal(arnFields(short), undefined, short);
  });

  it("have six parts or more", () => {
    assert.deepEqual(arnPatternParts(globPattern(":::::")), [[], [], [], [], [], []]);
    assert.equal(arnPatternParts(globPattern("::::")), undefined);
    assert.deepEqual(arnPatternParts(globPattern("a:b:c:d:e:f:*"))?.at(-1), globPattern("f:*"));
  });
});

describe("resource patterns", () => {
  const lookup = () => undefined;
  it("with a variable are held to their other parts as well", () => {
    const test = compileResource("arn:aws:s3:::bucket/${aws:username}/*", true);
    const matches = (arn: string): boolean => test(arnParts(arn) ?? [], () => "alice");
    assert.deepEqual(["arn:aws:s3:::bucket/alice/x", "arn:aws:s3:::bucket/bob/x", "arn:aws-cn:s3:::bucket/alice/x"].map(matches), [true, false, false]);
  });

  const cases: [pattern: string, arn: string, matches: boolean][] = [
    ["*", "arn:aws:s3:::bucket/key", true],
    ["arn:aws:s3:*", "arn:aws:s3:::bucket/key", true],
    ["arn:aws:s3*", "arn:aws:s3express:us-west-2:1:bucket/b", true],
    ["arn:aws:s3", "arn:aws:s3:::bucket/key", false],
    ["arn:aws:*:::bucket/*", "arn:aws:s3:::bucket/key", true],
    ["arn:*:bucket/*", "arn:aws:s3:::bucket/key", false],
  ];
  for (const [pattern, arn, matches] of cases) {
    it(`${pattern} ${matches ? "matches" : "does not match"} ${arn}: a wildcard stays within its part`, () => {
      assert.equal(compileResource(pattern, true)(arnParts(arn) ?? [], lookup), matches);
    });
  }
});

describe("parseIpRange", () => {
  it("agrees with Node's BlockList", () => {
    const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
    const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
    const near = fc.oneof(v4, v6).chain(([network, prefix]) => fc.tuple(fc.constant(network), fc.constant(prefix), fc.oneof(fc.constant(network), fc.ipV4(), fc.ipV6())));
    fc.assert(
      fc.property(near, ([network, prefix, address]) => {
        const family = (text: string) => (isIPv4(text) ? "ipv4" : "ipv6");
        const range = parseIpRange(`${network}/${prefix}`);
        assert(range);
        const list = new BlockList();
        list.addSubnet(network, prefix, family(network));
        // BlockList also finds IPv4 in IPv4-mapped IPv6 ranges; IAM's families are kept apart.
        const expected = family(network) === family(address) && list.check(address, family(address));
        assert.equal(isInRange(address, range), expected);
      }),
      { numRuns: 1000 },
    );
  });

  for (const text of ["", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/8/8", "10.0.0.256", "::/129", "fe80::1%eth0", ":::", "x"]) {
    it(`refuses "${text}"`, () => {
      assert.equal(parseIpRange(text), undefined);
    });
  }
});

describe("values of conditions", () => {
  it("are numbers, Booleans and base64 in their usual forms, and nothing else", () => {
    assert.deepEqual(["1", "-1.5", "+.5", "2e3", "1.", "", "1,5", "0x1", " 1", "1 ", "e3"].map(parseNumber), [1, -1.5, 0.5, 2000, 1, undefined, undefined, undefined, undefined, undefined, undefined]);
    assert.deepEqual(["true", "FALSE", "maybe", "", "1"].map(parseBoolean), [true, false, undefined, undefined, undefined]);
    assert.deepEqual(["QUJD", "QR==", "", "QUJ", "Q===", "QU D"].map(canonicalBase64), ["QUJD", "QQ==", "", undefined, undefined, undefined]);
  });
});

describe("policy variables", () => {
  it("are found between texts, with their defaults, and what is none stays text", () => {
    assert.deepEqual(parseTemplate("a${aws:username}b${*}${aws:PrincipalTag/team, 'none'}", true), {
      pieces: [{ text: "a" }, { variable: "aws:username" }, { text: "b" }, { literal: "*" }, { variable: "aws:PrincipalTag/team", fallback: "none" }],
      hasVariables: true,
    });
    assert.deepEqual(parseTemplate("${no variable}/${aws:username}", true), { pieces: [{ text: "${no variable}/" }, { variable: "aws:username" }], hasVariables: true });
    assert.deepEqual(parseTemplate("${aws:username}", false), { pieces: [{ text: "${aws:username}" }], hasVariables: false });
    assert.deepEqual(parseTemplate("${$}", true), { pieces: [{ literal: "$" }], hasVariables: false });
  });

  it("leave nothing of a text in which one has no value", () => {
    const template = parseTemplate("a${aws:username}b", true);
    assert.deepEqual([resolveText(template, () => undefined), resolvePattern(template, () => undefined)], [undefined, undefined]);
    assert.deepEqual([resolveText(template, () => "*"), resolvePattern(template, () => "*")], ["a*b", literalPattern("a*b")]);
  });
});

describe("parseDate", () => {
  const cases: [text: string, expected: string | undefined][] = [
    ["2026", "2026-01-01T00:00:00.000Z"],
    ["2026-07", "2026-07-01T00:00:00.000Z"],
    ["2026-07-04T12:30Z", "2026-07-04T12:30:00.000Z"],
    ["2026-07-04T12:30:15.5-07:00", "2026-07-04T19:30:15.500Z"],
    ["1767225600", "2026-01-01T00:00:00.000Z"],
    ["2026-06-31", undefined],
    ["2026-13-01", undefined],
    ["2026-07-04T25:00Z", undefined],
    ["2026-07-04T12:30", undefined],
    ["4 July 2026", undefined],
    ["", undefined],
  ];
  for (const [text, expected] of cases) {
    it(`reads "${text}" as ${expected ?? "no date"}`, () => {
      const time = parseDate(text);
      assert.equal(time === undefined ? undefined : new Date(time).toISOString(), expected);
    });
  }
});
