/** Audit scopes at random, and what becomes of an upload under one. */
import fc from "fast-check";
import { exclusionsFromPrefixes, type AuditScope } from "../../encryption/auditScope";
import { eventPatterns } from "../../encryption/eventPattern";
import { metricFilters } from "../../encryption/metricFilters";
import { auditMetrics } from "../../encryption/metrics";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { cloudTrailRecord, matchEventPattern, matchFilterPattern, toEventBridgeEvent } from "../../simulator";
import { account } from "./uploads";

export const allBuckets: AuditScope = { buckets: "all", excludedBuckets: [] };

/** As many names of buckets. */
export const names = (count: number, prefix = "acme-"): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** A scope of these buckets alone. */
export const listing = (buckets: readonly string[]): AuditScope => ({ buckets, bucketPrefixes: [], excludedBuckets: [] });

/** Whether a bucket is audited, as the words of the scope say it. */
export function isAudited(scope: AuditScope, bucketName: string): boolean {
  if (scope.excludedBuckets.includes(bucketName)) return false;
  if (scope.buckets === "all") return true;
  return scope.buckets.includes(bucketName) || scope.bucketPrefixes.some((prefix) => bucketName.startsWith(prefix));
}

/** CloudTrail's record of a call on an object of a bucket. */
export function recordOf(bucketName: string, eventName: string = "PutObject"): object {
  const record = cloudTrailRecord(
    { name: bucketName, account },
    { action: "PutObject", key: "a/b", principal: { arn: `arn:aws:iam::${account}:role/x`, account } },
    { outcome: "stored", applied: { method: "sse-kms", origin: "default" }, sseApplied: "Default_SSE_KMS" },
    { time: new Date(0), region: "us-east-1" },
  );
  return { ...record, eventName };
}

/** An order of a list's items: every number below the factorial of their count is another one. */
function permutation<Item>(items: readonly Item[], number: number): Item[] {
  const [first, ...rest] = items;
  if (first === undefined) return [];
  const others = permutation(rest, Math.floor(number / items.length));
  return [...others.slice(0, number % items.length), first, ...others.slice(number % items.length)];
}

/**
 * CloudTrail's record of a copy from one bucket to another: its resources are both objects and both buckets, in some
 * order. Recorded ones list the bucket twice where source and target are in one.
 */
export function copyRecordOf(from: string, to: string, order: number): object {
  const resources = [to, from].flatMap((bucketName) => [
    { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucketName}/a/b` },
    { accountId: account, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucketName}` },
  ]);
  const record = recordOf(to, "CopyObject") as { requestParameters: object };
  return { ...record, requestParameters: { ...record.requestParameters, "x-amz-copy-source": `${from}/a/b` }, resources: permutation(resources, order) };
}

/** How many times an upload that breaks the requirement is counted: by as many filters for each rule that takes it. */
export function timesCounted(scope: AuditScope, record: object): number {
  const event = toEventBridgeEvent(record);
  const requirement: EncryptionRequirement = { methods: ["sse-s3"], origin: "any" };
  // The others are second looks at what these count.
  const counting = auditMetrics(requirement).flatMap(({ kind, metricName }) => (kind === "method" || kind === "failure" ? metricName : []));
  const filters = metricFilters(requirement, exclusionsFromPrefixes(scope)).filter(
    ({ metricName, pattern }) => counting.includes(metricName) && matchFilterPattern(pattern, JSON.stringify(event)),
  );
  return matchingRules(scope, record) * filters.length;
}

/** How many rules of a scope take a record. */
export function matchingRules(scope: AuditScope, record: object): number {
  return eventPatterns(scope).filter((pattern) => matchEventPattern(pattern, toEventBridgeEvent(record))).length;
}

// Few letters: names, prefixes and exclusions should meet often.
export const bucketNames = fc.stringMatching(/^[ab]{3,4}$/);
export const scopes: fc.Arbitrary<AuditScope> = fc.oneof(
  fc.record({ buckets: fc.constant("all" as const), excludedBuckets: fc.array(bucketNames, { maxLength: 3 }) }),
  fc
    .record({
      buckets: fc.array(bucketNames, { maxLength: 5 }),
      bucketPrefixes: fc.array(fc.stringMatching(/^[ab]{1,3}$/), { maxLength: 3 }),
      excludedBuckets: fc.array(bucketNames, { maxLength: 3 }),
    })
    .filter(({ buckets, bucketPrefixes, excludedBuckets }) => bucketPrefixes.length > 0 || buckets.some((one) => !excludedBuckets.includes(one))),
);
