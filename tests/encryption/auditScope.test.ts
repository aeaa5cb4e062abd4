/** Protects which uploads are recorded: selectors, rules and isAudited agree, and no upload is logged twice. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isAudited, uploadEventNames, type AuditScope } from "../../encryption/auditScope";
import { eventPatterns } from "../../encryption/eventPattern";
import { eventSelectors, putEventSelectorsCommand, toCloudTrailApi } from "../../encryption/eventSelectors";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { cloudTrailRecord, matchEventPattern, matchEventSelectors, toEventBridgeEvent } from "../../simulator";

const account = "111122223333";

function recordOf(bucketName: string, eventName: string = "PutObject"): object {
  const record = cloudTrailRecord(
    { name: bucketName, account },
    { action: "PutObject", key: "a/b", principal: { arn: `arn:aws:iam::${account}:role/x`, account } },
    { outcome: "stored", applied: { method: "sse-kms", origin: "default" }, sseApplied: "Default_SSE_KMS" },
    { time: new Date(0), region: "us-east-1" },
  );
  return { ...record, eventName };
}

const matchingRules = (scope: AuditScope, record: object): number =>
  eventPatterns(scope).filter((pattern) => matchEventPattern(pattern, toEventBridgeEvent(record))).length;

// Few letters: names, prefixes and exclusions should meet often.
const name = fc.stringMatching(/^[ab]{3,4}$/);
const scopes: fc.Arbitrary<AuditScope> = fc.oneof(
  fc.record({ buckets: fc.constant("all" as const), excludedBuckets: fc.array(name, { maxLength: 3 }) }),
  fc
    .record({ buckets: fc.array(name, { maxLength: 5 }), bucketPrefixes: fc.array(fc.stringMatching(/^[ab]{1,3}$/), { maxLength: 3 }), excludedBuckets: fc.array(name, { maxLength: 3 }) })
    .filter(({ buckets, bucketPrefixes, excludedBuckets }) => bucketPrefixes.length > 0 || buckets.some((one) => !excludedBuckets.includes(one))),
);

describe("audit scope", () => {
  it("property: selectors and rules take exactly the audited buckets' uploads, each by one rule", () => {
    fc.assert(
      fc.property(scopes, name, fc.constantFrom(...uploadEventNames), (scope, bucketName, eventName) => {
        const audited = isAudited(scope, bucketName);
        const record = recordOf(bucketName, eventName);
        assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), record), audited);
        assert.equal(matchEventSelectors(toCloudTrailApi(eventSelectors(scope, "aws")), record), audited, "the API's spelling");
        assert.equal(matchingRules(scope, record), audited ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes every call that creates or re-encrypts an object, and no other", () => {
    const scope: AuditScope = { buckets: "all", excludedBuckets: [] };
    for (const eventName of uploadEventNames) assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), recordOf("b", eventName)), true, eventName);
    for (const eventName of ["GetObject", "HeadObject", "UploadPart", "CompleteMultipartUpload", "DeleteObject"]) {
      assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), recordOf("b", eventName)), false, eventName);
      assert.equal(matchingRules(scope, recordOf("b", eventName)), 0, eventName);
    }
  });

  it("leaves the excluded log bucket to no trail and no rule, even where a prefix covers it", () => {
    const scope: AuditScope = { buckets: [], bucketPrefixes: ["acme-"], excludedBuckets: ["acme-logs"] };
    assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), recordOf("acme-logs")), false);
    assert.equal(matchingRules(scope, recordOf("acme-logs")), 0, "another trail may record it");
    for (const bucketName of ["acme-logs-2", "acme-log"]) {
      assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), recordOf(bucketName)), true, bucketName);
      assert.equal(matchingRules(scope, recordOf(bucketName)), 1, bucketName);
    }
  });

  it("spreads a long list over rules that AWS accepts, each bucket in one of them", () => {
    const buckets = Array.from({ length: 300 }, (_, index) => `acme-a-rather-long-bucket-name-${index}`);
    const scope: AuditScope = { buckets, bucketPrefixes: [], excludedBuckets: [] };
    const patterns = eventPatterns(scope);
    assert.ok(patterns.length > 1);
    for (const pattern of patterns) assert.ok(pattern.length <= awsLimits.eventPatternCharacters);
    for (const bucket of buckets.filter((_, index) => index % 10 === 0)) assert.equal(matchingRules(scope, recordOf(bucket)), 1, bucket);
  });

  it("leaves names that a prefix covers to the prefix, also where the list would need several rules", () => {
    const buckets = Array.from({ length: 300 }, (_, index) => `acme-a-rather-long-bucket-name-${index}`);
    const scope: AuditScope = { buckets: [...buckets, "other"], bucketPrefixes: ["acme-a-", "acme-"], excludedBuckets: [] };
    assert.equal(eventPatterns(scope).length, 1);
    for (const bucket of [...buckets.slice(0, 10), "other"]) assert.equal(matchingRules(scope, recordOf(bucket)), 1, bucket);
  });

  describe("refuses what no trail and no bus has room for, naming the config key", () => {
    const names = (count: number, padding = ""): string[] => Array.from({ length: count }, (_, index) => `acme-${padding}${index}`);
    const room = awsLimits.eventSelectorValues - uploadEventNames.length - 2;
    const listing = (buckets: string[]): AuditScope => ({ buckets, bucketPrefixes: [], excludedBuckets: [] });
    const all = (excludedBuckets: string[]): AuditScope => ({ buckets: "all", excludedBuckets });
    const prefixed = (excludedBuckets: string[]): AuditScope => ({ buckets: [], bucketPrefixes: ["acme-"], excludedBuckets });
    const refused: readonly (readonly [what: string, generate: () => unknown, configPath: string])[] = [
      ["one selector value too many, of audited buckets", () => eventSelectors(listing(names(room + 1)), "aws"), "scope.buckets"],
      ["one selector value too many, of excluded buckets", () => eventSelectors(all(names(room + 1)), "aws"), "scope.excludedBuckets"],
      ["more exclusions than one pattern has room for", () => eventPatterns(all(names(200, "excluded-"))), "scope.excludedBuckets"],
      ["more exclusions from a prefix than one pattern has room for", () => eventPatterns(prefixed(names(200, "excluded-"))), "scope.excludedBuckets"],
      ["more rules than a stack may put on a bus", () => eventPatterns(listing(names(6000, "a-very-very-long-bucket-name-".repeat(2).slice(0, 54)))), "scope.buckets"],
    ];
    for (const [what, generate, configPath] of refused) {
      it(what, () => {
        assert.throws(generate, (error) => error instanceof AwsLimitError && error.configPath === configPath);
      });
    }

    it("but not what just fits", () => {
      assert.equal(eventSelectors(listing(names(room)), "aws").length, 1);
      assert.equal(eventSelectors(all(names(room)), "aws").length, 1);
    });
  });

  it("is never taken to be everything when it names nothing", () => {
    const nothing: AuditScope = { buckets: [], bucketPrefixes: [], excludedBuckets: ["acme"] };
    assert.throws(() => eventSelectors(nothing, "aws"), /names no bucket/);
    assert.throws(() => eventPatterns(nothing), /names no bucket/);
  });

  it("writes the selectors of its partition, in Pulumi's and in the API's spelling", () => {
    const selectors = eventSelectors({ buckets: ["acme"], bucketPrefixes: [], excludedBuckets: [] }, "aws-cn");
    assert.match(JSON.stringify(selectors), /"startsWiths":\["arn:aws-cn:s3:::acme\/"\]/);
    assert.match(JSON.stringify(toCloudTrailApi(selectors)), /"StartsWith":\["arn:aws-cn:s3:::acme\/"\]/);
  });

  it("adds the selectors to a trail's own, and refuses a trail with basic ones", () => {
    const command = putEventSelectorsCommand("org trail", eventSelectors({ buckets: "all", excludedBuckets: [] }, "aws"));
    assert.match(command, /--trail-name 'org trail'/);
    assert.match(command, /AdvancedEventSelectors\[\?Name != /);
    assert.match(command, /length\(EventSelectors \|\| /);
  });
});
