/** Protects the rules' event patterns: AWS accepts each, and together they take each audited upload once. */
import assert from "node:assert/strict";
import type { AuditScope } from "../../encryption/auditScope";
import { eventPatterns } from "../../encryption/eventPattern";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { allBuckets, listing, matchingRules, names, recordOf } from "./scopes";

describe("event patterns", () => {
  const manyBuckets = names(300, "acme-a-rather-long-bucket-name-");

  it("spread a long list over rules that AWS accepts, each bucket in one of them", () => {
    const scope = listing(manyBuckets);
    const patterns = eventPatterns(scope);
    assert.ok(patterns.length > 1);
    for (const pattern of patterns) assert.ok(pattern.length <= awsLimits.eventPatternCharacters);
    for (const bucket of manyBuckets.filter((_, index) => index % 10 === 0)) assert.equal(matchingRules(scope, recordOf(bucket)), 1, bucket);
  });

  it("leave names that a prefix covers to the prefix, also where the list would need several rules", () => {
    const scope: AuditScope = { buckets: [...manyBuckets, "other"], bucketPrefixes: ["acme-a-", "acme-"], excludedBuckets: [] };
    assert.equal(eventPatterns(scope).length, 1);
    for (const bucket of [...manyBuckets.slice(0, 10), "other"]) assert.equal(matchingRules(scope, recordOf(bucket)), 1, bucket);
  });

  it("leave a prefix within another prefix to that, also where the prefixes need several rules: an upload counts once", () => {
    const prefixes = names(120, "acme-a-rather-long-prefix-").map((prefix) => `${prefix}-`);
    for (const bucketPrefixes of [["acme-a-rather-long-prefix-7-within-", ...prefixes], [...prefixes, "acme-a-rather-long-prefix-7-within-"], [...prefixes, ...prefixes]]) {
      const scope: AuditScope = { buckets: [], bucketPrefixes, excludedBuckets: [] };
      assert.ok(eventPatterns(scope).length > 1);
      for (const bucket of ["acme-a-rather-long-prefix-7-within-x", "acme-a-rather-long-prefix-7-x", "acme-a-rather-long-prefix-119-x"]) {
        assert.equal(matchingRules(scope, recordOf(bucket)), 1, bucket);
      }
    }
  });

  const refused: readonly (readonly [what: string, scope: AuditScope, excess: string])[] = [
    ["more exclusions than one pattern has room for", { ...allBuckets, excludedBuckets: names(200, "acme-excluded-") }, "excludedBuckets"],
    ["more exclusions from a prefix than one pattern has room for", { buckets: [], bucketPrefixes: ["acme-"], excludedBuckets: names(200, "acme-excluded-") }, "excludedBuckets"],
    ["more rules than a stack may put on a bus", listing(names(6000, "a-very-very-long-bucket-name-".repeat(2).slice(0, 59))), "auditedBuckets"],
  ];
  for (const [what, scope, excess] of refused) {
    it(`refuse ${what}, naming the config key`, () => {
      assert.throws(() => eventPatterns(scope), (error) => error instanceof AwsLimitError && error.excess === excess);
    });
  }

  const room = (pattern: string | undefined): number => awsLimits.eventPatternCharacters - (pattern?.length ?? 0);
  const full: readonly (readonly [what: string, scope: (name: string) => AuditScope])[] = [
    ["a bucket", (name) => listing([name])],
    ["an excluded bucket", (name) => ({ ...allBuckets, excludedBuckets: [name] })],
    ["a bucket that is excluded from a prefix", (name) => ({ buckets: [], bucketPrefixes: ["x"], excludedBuckets: [name] })],
  ];
  for (const [what, scope] of full) {
    it(`have room for ${what} up to AWS's last character`, () => {
      const length = 1 + room(eventPatterns(scope("x"))[0]);
      assert.deepEqual(eventPatterns(scope("x".repeat(length))).map(room), [0]);
      assert.throws(() => eventPatterns(scope("x".repeat(length + 1))), /an event pattern of 2049 characters; AWS allows 2048/);
    });
  }

  it("are filled up to AWS's last character before another begins", () => {
    const two = (length: number): string[] => eventPatterns(listing(["x", "y".repeat(length)]));
    const length = 1 + room(two(1)[0]);
    assert.deepEqual([two(length), two(length + 1)].map((patterns) => patterns.length), [1, 2]);
  });

  // So long that each needs a rule of its own.
  const rules = (count: number, region?: string): string[] => eventPatterns(listing(names(count, "x".repeat(1500))), region);
  for (const [region, most, bus, where] of [[undefined, 100, 300, ""], ["us-east-1", 100, 300, " in us-east-1"], ["af-south-1", 33, 100, " in af-south-1"], ["eu-south-1", 33, 100, " in eu-south-1"]] as const) {
    it(`take a third of a bus${where}, and say so: ${most} of ${bus} rules`, () => {
      assert.equal(rules(most, region).length, most);
      assert.throws(() => rules(most + 1, region), (error) => error instanceof AwsLimitError && error.message.endsWith(`need ${most + 1} EventBridge rules; this program puts at most ${most} of the ${bus} that a bus may have${where}`));
    });
  }

  it("name one excluded bucket in the form of EventBridge's user guide, which takes no list", () => {
    const excludedFrom = (...excludedBuckets: string[]) => (JSON.parse(eventPatterns({ buckets: [], bucketPrefixes: ["acme-"], excludedBuckets })[0] ?? "") as { detail: { resources: object } }).detail.resources;
    assert.deepEqual(excludedFrom("acme-logs"), { type: ["AWS::S3::Bucket"], ARN: [{ "anything-but": { suffix: ":::acme-logs" } }] });
    assert.deepEqual(excludedFrom("acme-logs", "acme-tmp"), { type: ["AWS::S3::Bucket"], ARN: [{ "anything-but": { suffix: [":::acme-logs", ":::acme-tmp"] } }] });
  });

  it("never take a scope that names nothing for everything", () => {
    assert.throws(() => eventPatterns({ ...listing([]), excludedBuckets: ["acme"] }), /names no bucket/);
  });
});
