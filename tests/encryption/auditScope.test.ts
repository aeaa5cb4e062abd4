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

const name = fc.stringMatching(/^[ab][ab-]{2,6}[ab]$/);
const scopes: fc.Arbitrary<AuditScope> = fc.oneof(
  fc.record({ buckets: fc.constant("all" as const), excludedBuckets: fc.array(name, { maxLength: 3 }) }),
  fc
    .record({ buckets: fc.array(name, { maxLength: 5 }), bucketPrefixes: fc.array(fc.stringMatching(/^[ab]{1,3}$/), { maxLength: 3 }) })
    .filter(({ buckets, bucketPrefixes }) => buckets.length + bucketPrefixes.length > 0)
    .map((scope) => ({ ...scope, excludedBuckets: [] })),
);

describe("audit scope", () => {
  it("property: selectors and rules take exactly the audited buckets' uploads, each by one rule", () => {
    fc.assert(
      fc.property(scopes, name, (scope, bucketName) => {
        const audited = isAudited(scope, bucketName);
        const record = recordOf(bucketName);
        assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), record), audited);
        assert.equal(matchingRules(scope, record), audited ? 1 : 0);
      }),
      { numRuns: 300 },
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

  it("leaves the excluded log bucket to no trail, even where a prefix covers it", () => {
    const scope: AuditScope = { buckets: [], bucketPrefixes: ["acme-"], excludedBuckets: ["acme-logs"] };
    assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), recordOf("acme-logs")), false);
    assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), recordOf("acme-logs-2")), true);
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

  it("refuses what no trail and no bus has room for, naming the config key", () => {
    const many: AuditScope = { buckets: Array.from({ length: 600 }, (_, index) => `acme-${index}`), bucketPrefixes: [], excludedBuckets: [] };
    assert.throws(() => eventSelectors(many, "aws"), (error) => error instanceof AwsLimitError && error.configPath === "scope.buckets");
    const excluding: AuditScope = { buckets: "all", excludedBuckets: Array.from({ length: 200 }, (_, index) => `acme-excluded-${index}`) };
    assert.throws(() => eventPatterns(excluding), (error) => error instanceof AwsLimitError && error.configPath === "scope.excludedBuckets");
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
