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

  it("never take a scope that names nothing for everything", () => {
    assert.throws(() => eventPatterns({ ...listing([]), excludedBuckets: ["acme"] }), /names no bucket/);
  });
});
