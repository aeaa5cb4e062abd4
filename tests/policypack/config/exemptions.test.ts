/** An exemption covers what it names, to the end of its last day, and nothing beyond. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { EncryptionMethodId } from "../../../encryption/methods";
import type { PackConfig } from "../../../policypack/config/packConfig";
import { exemptionOf, expiredAllowance, isAllowedException, matchesPattern } from "../../../policypack/config/exemptions";
import { unknown } from "../../../policypack/stack/values";

const today = new Date("2026-06-15T12:00:00Z");
const bucket = { bucketName: "acme-orders", resourceName: "orders", urn: "urn:pulumi:prod::shop::aws:s3/bucket:Bucket::orders", tags: { class: "public" } };
const reason = "legacy";

describe("policypack/config/exemptions", () => {
  const patterns: readonly [pattern: string, text: string, matches: boolean][] = [
    ["acme-orders", "acme-orders", true],
    ["acme-orders", "acme-orders-2", false],
    ["orders", "acme-orders", false],
    ["acme-*", "acme-orders", true],
    ["*", "", true],
    ["*-orders", "acme-orders", true],
    ["a*e*s", "acme-orders", true],
    ["acme.orders", "acme-orders", false],
    ["acme-(orders|x)", "acme-orders", false],
    ["acme-?rders", "acme-orders", false],
    ["[a]cme-orders", "acme-orders", false],
    ["ACME-*", "acme-orders", false],
    ["a*", "a\nb", true],
    ["^acme-orders$", "acme-orders", false],
  ];
  for (const [pattern, text, matches] of patterns) {
    it(`${pattern} ${matches ? "matches" : "does not match"} ${JSON.stringify(text)}`, () => {
      assert.equal(matchesPattern(pattern, text), matches);
    });
  }

  it("a pattern without an asterisk matches itself alone", () => {
    fc.assert(
      fc.property(fc.string().filter((text) => !text.includes("*")), fc.string(), (pattern, text) => {
        assert.equal(matchesPattern(pattern, pattern), true);
        assert.equal(matchesPattern(pattern, text), pattern === text);
        assert.equal(matchesPattern(`*${pattern}*`, `${text}${pattern}${text}`), true);
      }),
    );
  });

  const cases: readonly [says: string, exemption: object, exempt: boolean, of?: Partial<Record<keyof typeof bucket, unknown>>][] = [
    ["the bucket's name", { bucket: "acme-*" }, true],
    ["the name in the program", { bucket: "orders" }, true],
    ["the name in the program, while AWS's is not known", { bucket: "orders" }, true, { bucketName: undefined }],
    ["another name", { bucket: "acme" }, false],
    ["a URN", { urn: "*::orders" }, true],
    ["another URN", { urn: "*::order" }, false],
    ["a name is no URN", { urn: "acme-orders" }, false],
    ["a tag with its value", { tag: { key: "class", value: "public" } }, true],
    ["a tag with any value", { tag: { key: "class" } }, true],
    ["a tag with another value", { tag: { key: "class", value: "secret" } }, false],
    ["another tag", { tag: { key: "Class" } }, false],
    ["a tag that is not known yet exempts nothing yet", { tag: { key: "class" } }, false, { tags: unknown }],
    ["a tag whose value is not known yet", { tag: { key: "class" } }, false, { tags: { class: unknown } }],
    ["no tags", { tag: { key: "class" } }, false, { tags: undefined }],
    ["a tag that every object seems to have", { tag: { key: "constructor" } }, false],
  ];
  for (const [says, exemption, exempt, of = {}] of cases) {
    it(`${exempt ? "exempts" : "does not exempt"}: ${says}`, () => {
      const found = exemptionOf({ ...bucket, ...of } as typeof bucket, { exemptions: [{ reason, ...exemption }] }, today);
      assert.deepEqual(found, { exempt });
    });
  }

  const dates: readonly [expires: string, exempt: boolean][] = [
    ["2026-06-14", false],
    ["2026-06-15", true],
    ["2026-06-16", true],
    ["2020-12-31", false],
  ];
  for (const [expires, exempt] of dates) {
    it(`on 15 June 2026 an exemption that expires ${expires} ${exempt ? "holds" : "has expired and is named"}`, () => {
      const exemption = { bucket: "*", reason, expires };
      assert.deepEqual(exemptionOf(bucket, { exemptions: [exemption] }, today), exempt ? { exempt } : { exempt, expired: exemption });
      const allowedException = { key: "k", reason, expires };
      assert.equal(isAllowedException({ allowedExceptions: [allowedException] }, today)({ key: "k", value: "v" }), exempt);
      assert.equal(expiredAllowance({ allowedExceptions: [allowedException] }, today)({ key: "k", value: "v" }), exempt ? undefined : allowedException);
    });
  }

  it("one with a requirement holds the bucket to it; the strictest of several, and nothing beside one without", () => {
    const held = (...methods: EncryptionMethodId[]): PackConfig["exemptions"][number] => ({ bucket: "*", reason, requirement: { methods, origin: "any" } });
    const of = (...exemptions: PackConfig["exemptions"]): unknown => exemptionOf(bucket, { exemptions }, today);
    assert.deepEqual(of(held("sse-s3")), { exempt: false, requirement: { methods: ["sse-s3"], origin: "any" } });
    assert.deepEqual(of(held("sse-s3", "sse-kms"), held("sse-kms", "sse-c")), { exempt: false, requirement: { methods: ["sse-kms"], origin: "any" } });
    assert.deepEqual(of(held("sse-s3"), held("sse-kms")), { exempt: false, requirement: { methods: ["sse-s3"], origin: "any" } });
    assert.deepEqual(of(held("sse-s3"), { bucket: "*", reason }), { exempt: true });
    const expired = { ...held("sse-s3"), expires: "2020-01-01" };
    assert.deepEqual(of(expired), { exempt: false, expired });
  });

  it("a valid exemption counts beside an expired one", () => {
    const exemptions = [{ bucket: "*", reason, expires: "2020-01-01" }, { bucket: "acme-*", reason }];
    assert.deepEqual(exemptionOf(bucket, { exemptions }, today), { exempt: true });
  });

  const exceptions: readonly [says: string, allowed: object, exception: { key: string; value: string }, isAllowed: boolean][] = [
    ["any value of a key", { key: "aws:SourceVpce" }, { key: "aws:SourceVpce", value: "vpce-1" }, true],
    ["keys whatever their case", { key: "AWS:sourcevpce" }, { key: "aws:SourceVpce", value: "vpce-1" }, true],
    ["a value that is listed", { key: "aws:SourceVpce", values: ["vpce-2", "vpce-1"] }, { key: "aws:SourceVpce", value: "vpce-1" }, true],
    ["a value that is not", { key: "aws:SourceVpce", values: ["vpce-2"] }, { key: "aws:SourceVpce", value: "vpce-1" }, false],
    ["values that the policy does not list either", { key: "aws:SourceVpce", values: ["vpce-1"] }, { key: "aws:SourceVpce", value: "(other)" }, false],
    ["a pattern of the policy by a pattern", { key: "aws:PrincipalArn", values: ["arn:aws:iam::111122223333:role/*"] }, { key: "aws:PrincipalArn", value: "arn:aws:iam::111122223333:role/import-*" }, true],
    ["a wider pattern of the policy", { key: "aws:PrincipalArn", values: ["arn:aws:iam::111122223333:role/import-*"] }, { key: "aws:PrincipalArn", value: "*" }, false],
    ["NotPrincipal", { key: "NotPrincipal" }, { key: "NotPrincipal", value: "arn" }, true],
    ["another key", { key: "aws:SourceVpc" }, { key: "aws:SourceVpce", value: "vpce-1" }, false],
  ];
  for (const [says, allowed, exception, isAllowed] of exceptions) {
    it(`${isAllowed ? "allows" : "does not allow"} ${says}`, () => {
      assert.equal(isAllowedException({ allowedExceptions: [{ reason, ...allowed } as never] }, today)(exception), isAllowed);
    });
  }
});
