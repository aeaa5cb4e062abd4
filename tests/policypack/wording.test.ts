/** Protects what people paste: values and JSON in lines of at most 120 characters, statements with the bucket's name or a placeholder. */
import assert from "node:assert/strict";
import { Analysis } from "../../policypack/analysis";
import type { PolicyContext } from "../../policypack/policy";
import type { DeclaredBucket } from "../../policypack/stack/bucketModel";
import { toldOnce, type Finding } from "../../policypack/wording/alike";
import { folded, literal } from "../../policypack/wording/code";
import { evidenceLines, refusedText, under, untoldText } from "../../policypack/wording/holes";
import { readableJson } from "../../policypack/wording/json";
import { pasteable, remedyLines } from "../../policypack/wording/remedy";
import { exemptionLines, writerLine } from "../../policypack/wording/writers";
import { serviceWriters } from "../../encryption/serviceWriters";
import { bareBucket } from "./bareBucket";

const bucket: DeclaredBucket = { ...bareBucket, urn: "urn:orders" };
const madeUp = { ...bucket, bucketName: "orders-9073c5f", isAutoNamed: true };
const statementOf = (name: string): object => ({ Effect: "Deny", Resource: `arn:aws:s3:::${name}/*` });

describe("policypack/wording", () => {
  const literals: readonly (readonly [value: unknown, text: string])[] = [
    ["a", '"a"'],
    [true, "true"],
    [null, "null"],
    [[], "[]"],
    [["a", 1], '["a", 1]'],
    [{ a: { b: ["c"] }, d: null }, '{ a: { b: ["c"] }, d: null }'],
  ];
  for (const [value, text] of literals) {
    it(`writes ${JSON.stringify(value)} as programs do`, () => {
      assert.equal(literal(value), text);
    });
  }

  it("breaks a text behind commas, so that no line is longer than 120 characters", () => {
    const [a, b] = ["a".repeat(57), "b".repeat(58)];
    assert.deepEqual(folded(`${a}, ${b}`, 3), [`   ${a}, ${b}`], "just as wide");
    assert.deepEqual(folded(`${a}, ${b}`, 4), [`    ${a},`, `      ${b}`]);
    assert.deepEqual(folded(`${a}, ${b}, ${a}, ${b}`, 1), [` ${a}, ${b},`, `   ${a}, ${b}`]);
    assert.deepEqual(folded("c".repeat(130), 2), [`  ${"c".repeat(130)}`], "what has no comma stays whole");
    assert.deepEqual(folded(`${"c".repeat(130)}, d`, 0), [`${"c".repeat(130)},`, "  d"]);
  });

  const json: readonly (readonly [says: string, value: unknown, text: string, indent?: number])[] = [
    ["what fits stands on one line", { a: [1, "b"], c: {} }, '{ "a": [1, "b"], "c": {} }'],
    ["nothing", null, "null"],
    ["a list that does not fit", ["a".repeat(60), "b".repeat(60)], `[\n  "${"a".repeat(60)}",\n  "${"b".repeat(60)}"\n]`],
    ["a map that does not fit, indented", { a: "a".repeat(60), b: { c: "b".repeat(50) } }, `{\n    "a": "${"a".repeat(60)}",\n    "b": { "c": "${"b".repeat(50)}" }\n  }`, 2],
    ["a text that never fits", "a".repeat(130), `"${"a".repeat(130)}"`],
    ["with a comma behind it: 119 characters are all that fit", ["a".repeat(115)], `["${"a".repeat(115)}"]`],
    ["and 120 do not", ["a".repeat(116)], `[\n  "${"a".repeat(116)}"\n]`],
    ["a member counts with its name", { name: ["a".repeat(107)], b: 1 }, `{\n  "name": [\n    "${"a".repeat(107)}"\n  ],\n  "b": 1\n}`],
    ["a member that just fits beside its name", { name: ["a".repeat(105)], b: 1 }, `{\n  "name": ["${"a".repeat(105)}"],\n  "b": 1\n}`],
  ];
  for (const [says, value, text, indent = 0] of json) {
    it(`writes JSON: ${says}`, () => {
      assert.equal(readableJson(value, indent), text);
    });
  }

  it("has a placeholder for the name of a bucket that Pulumi names, in resources alone", () => {
    const statements = [statementOf("orders-9073c5f"), { Sid: "orders-9073c5f" }];
    assert.deepEqual(pasteable(madeUp, statements), [statementOf("<bucket name>"), { Sid: "orders-9073c5f" }]);
    assert.deepEqual(pasteable(bucket, [statementOf("acme-orders")]), [statementOf("acme-orders")]);
    assert.deepEqual(pasteable({ ...madeUp, bucketName: undefined }, statements), statements);
  });

  it("says once how a program fills the name in, and only where there is one to fill in", () => {
    const analysis = new Analysis();
    assert.deepEqual(remedyLines(bucket, [statementOf("acme-orders")], analysis), ['    [{ "Effect": "Deny", "Resource": "arn:aws:s3:::acme-orders/*" }]']);
    const [json = "", ...languages] = remedyLines(madeUp, [statementOf("orders-9073c5f")], analysis);
    assert.match(json, /<bucket name>/);
    assert.deepEqual(languages.map((line) => line.trim().split(" ")[0]), ["<bucket", "TypeScript", "Python", "Go", "YAML"]);
    assert.equal(remedyLines(madeUp, [statementOf("orders-9073c5f")], analysis).length, 1);
    assert.equal(remedyLines({ ...bucket, bucketName: undefined }, [], new Analysis()).length, 6);
  });

  it("indents statements that need several lines", () => {
    const lines = remedyLines(bucket, [statementOf("a".repeat(60)), statementOf("b".repeat(60))], new Analysis());
    assert.deepEqual(lines.flatMap((text) => text.split("\n")).map((line) => line.search(/\S/)), [4, 6, 6, 4]);
  });

  it("stands under a heading, alone beside it", () => {
    assert.deepEqual(under("h", ["a"]), ["h: a"]);
    assert.deepEqual(under("h", ["a", "b"]), ["h:", "  - a", "  - b"]);
    assert.deepEqual(under("h", []), ["h:"]);
  });

  it("says under holes what the configuration can do about some of them", () => {
    const hole = { request: "r", family: "r", storedAs: "s", reason: "w", future: false, blockedByDefault: false, upload: { action: "PutObject", key: "k", principal: "anonymous" }, bucketAccount: "1", unlessOf: [], principals: ["p"], exceptions: [], spared: [] } as const;
    const advice = (...holes: Parameters<typeof evidenceLines>[1]): string[] => evidenceLines({ expiredAllowance: () => undefined } as unknown as PolicyContext, holes, "h").filter((line) => !line.startsWith("h:") && !line.startsWith("  - "));
    assert.deepEqual(advice(hole), []);
    assert.match(advice(hole, { ...hole, exceptions: [{ key: "k", value: "v" }] }).join("\n"), /^ {2}An exception that is wanted belongs in allowedExceptions [^\n]*$/);
    assert.match(advice(hole, { ...hole, unlessOf: ["1"] }).join("\n"), /^ {2}The bucket's account is not known: [^\n]*$/);
  });

  it("says where the bucket's account can be given, unless it was", () => {
    const text = (account?: string): string => untoldText({ config: { account } } as unknown as PolicyContext, bucket, [{ kind: "owners" }]);
    assert.match(text(), /more accounts apart than are tried\. Give the bucket's as account of this policy's configuration\.$/);
    assert.match(text("111122223333"), /than are tried\.$/);
  });

  it("says that S3 would refuse a policy where that is certain of one problem", () => {
    const problem = { path: "p", message: "m" };
    const verdict = (...uncertain: boolean[]): string => refusedText(bucket, uncertain.map((one) => ({ ...problem, uncertain: one })) as unknown as Parameters<typeof refusedText>[1]).split("\n")[0] ?? "";
    assert.match(verdict(true, true), /whether S3 takes its policy is not known/);
    for (const one of [verdict(true, false), verdict(false)]) assert.match(one, /S3 would refuse its policy/);
  });

  it("tells the first of buckets alike in full, and of each other one whom it is like", () => {
    const analysis = new Analysis();
    const finding = (name: string, kind = "x"): Finding => ({ kind: [kind, name], lines: () => [": do this", "  and that"], ifLike: (other) => `: as ${other}` });
    const tell = (policy: string, of: DeclaredBucket, kind?: string): string => toldOnce(analysis, policy, of, finding(of.bucketName ?? "", kind));
    const other = { ...bucket, bucketName: "acme-other" };
    assert.equal(tell("p", bucket), "Bucket acme-orders: do this\n  and that");
    assert.equal(tell("p", other), "Bucket acme-other: as bucket acme-orders");
    assert.equal(tell("p", { ...bucket, bucketName: "acme-third" }), "Bucket acme-third: as bucket acme-orders");
    assert.equal(tell("p", bucket), "Bucket acme-orders: do this\n  and that", "which is no other bucket");
    assert.equal(tell("q", other), "Bucket acme-other: do this\n  and that", "of another policy");
    assert.equal(tell("p", other, "y"), "Bucket acme-other: do this\n  and that", "of another kind");
    assert.equal(tell("p", { ...bucket, bucketName: undefined }, "z"), "Bucket of resource orders: do this\n  and that");
  });

  it("names the exemption by the bucket's name, or by that in the program where Pulumi made the name up", () => {
    const writers = serviceWriters.filter(({ needs }) => needs === "sse-s3").slice(0, 2);
    const named = (of: DeclaredBucket): unknown => /"bucket": "([^"]*)"/.exec(exemptionLines(of, writers).join("\n"))?.[1];
    assert.deepEqual([named(bucket), named(madeUp), named({ ...bucket, bucketName: undefined })], ["acme-orders", "orders", "orders"]);
    const [first, second] = writers;
    assert.ok(first && second);
    const text = exemptionLines(bucket, writers).map((line) => line.trim()).join(" ");
    assert.ok(text.includes(`"reason": "receives ${first.what} and ${second.what}"`), text);
    assert.equal(exemptionLines(bucket, writers).filter((line) => line.startsWith("  It receives")).length, 2);
  });

  it("says of a writer what it needs, what happens otherwise, where AWS says so, and what else may be done", () => {
    for (const writer of serviceWriters) {
      const line = writerLine(writer);
      assert.ok(line.startsWith(`  It receives ${writer.what}, which need `) && line.includes(`: ${writer.otherwise} (${writer.source}).`), line);
      assert.equal(/ Or .*\.$/.test(line), writer.alternative !== undefined, line);
    }
  });
});
