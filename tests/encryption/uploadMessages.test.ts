/** Protects the messages on uploads: for each that sets off an alarm, and for no other, with who did what against what. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { uploadEventNames, type AuditScope } from "../../encryption/auditScope";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { metricFilters } from "../../encryption/metricFilters";
import { applications } from "../../encryption/methods";
import { auditMetrics } from "../../encryption/metrics";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { brokenParts, uploadMessage, uploadMessageRules, type BrokenPart } from "../../encryption/uploadMessages";
import { matchEventPattern, matchFilterPattern, runPipeline, toEventBridgeEvent, transformInput } from "../../simulator";
import { estates, everyAccount, everyRegion, messagesOf, pipelineOf, recordsOf } from "./estates";
import { allBuckets, bucketNames, isAudited, listing, names, recordOf } from "./scopes";
import { account, everyRequirement } from "./uploads";

const keyArn = (index: number): string => `arn:aws:kms:us-east-1:${account}:key/1234abcd-12ab-34cd-56ef-${String(index).padStart(12, "0")}`;
const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => keyArn(index));
const withKeys = (requirement: EncryptionRequirement, count: number): EncryptionRequirement => ({ ...requirement, ...(requirement.kmsKeyArns && { kmsKeyArns: keys(count) }) });
const usedKey = (key: string): object => ({ "x-amz-server-side-encryption-aws-kms-key-id": key });

/** The parts whose rules match an upload. */
function told(requirement: EncryptionRequirement, record: object, scope: AuditScope = allBuckets): BrokenPart["part"][] {
  const event = toEventBridgeEvent(record);
  return uploadMessageRules(requirement, scope).filter(({ eventPattern }) => matchEventPattern(eventPattern, event)).map(({ part }) => part.part);
}

/** The metrics with alarms that count an upload. */
function alarmed(requirement: EncryptionRequirement, record: object): string[] {
  const violations = auditMetrics(requirement).flatMap(({ metricName, violation }) => (violation === undefined ? [] : metricName));
  const event = JSON.stringify(toEventBridgeEvent(record));
  return [...new Set(metricFilters(requirement).filter(({ metricName, pattern }) => violations.includes(metricName) && matchFilterPattern(pattern, event)).map(({ metricName }) => metricName))];
}

const knownValues = applications.flatMap(({ application }) => application.sseApplied);
const records = fc
  .record({
    eventName: fc.constantFrom(...uploadEventNames),
    errorCode: fc.option(fc.constantFrom("AccessDenied", "NoSuchBucket"), { nil: undefined, freq: 8 }),
    SSEApplied: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...knownValues) }, fc.constantFrom(...knownValues).map((value) => `${value}_2`), fc.string(), fc.constantFrom(null, undefined)),
    key: fc.option(fc.integer({ min: 0, max: 40 }).map(keyArn), { nil: undefined }),
    parts: fc.constantFrom("there", "there", "there", "null", "missing"),
  })
  .map(({ eventName, errorCode, SSEApplied, key, parts }) => ({
    ...recordOf("acme-orders", eventName),
    ...(errorCode !== undefined && { errorCode }),
    additionalEventData: parts === "there" ? { ...(SSEApplied !== undefined && { SSEApplied }) } : parts === "null" ? null : undefined,
    responseElements: key === undefined ? null : usedKey(key),
  }))
  .map((record) => JSON.parse(JSON.stringify(record)) as object);

describe("the rules on uploads against the requirement", () => {
  it("property: match an upload just when one of its metrics has an alarm, whatever the requirement and its keys", () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyRequirement), fc.constantFrom(1, 5, 6, 16), records, (stated, count, record) => {
        const requirement = withKeys(stated, count);
        assert.equal(told(requirement, record).length > 0, alarmed(requirement, record).length > 0, JSON.stringify(record));
      }),
      { numRuns: 600 },
    );
  });

  it("property: tell apart what is broken as the alarms do", () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyRequirement), records, (stated, record) => {
        const requirement = withKeys(stated, 2);
        const parts = told(requirement, record);
        const metrics = alarmed(requirement, record);
        assert.equal(new Set(parts).size, parts.length, "each part once");
        assert.equal(parts.some((part) => part === "key" || part === "no-key"), metrics.includes("wrong-kms-key"));
        assert.equal(parts.includes("unknown"), metrics.includes("unknown-method"));
        assert.equal(parts.includes("none"), metrics.includes("non-encrypted") || metrics.includes("encryption-updated"));
        const applied = metrics.filter((name) => applications.some(({ application }) => application.metricName === name && application.sseApplied.length > 0));
        assert.equal(parts.filter((part) => part === "method" || part === "origin").length, applied.length, "method or origin");
      }),
      { numRuns: 400 },
    );
  });

  it("property: tell of uploads of several accounts and regions those that count against the requirement, as often as they count", () => {
    const buckets = fc.record({ name: bucketNames, account: fc.constantFrom(...everyAccount, "999900001111"), region: fc.constantFrom(...everyRegion, "ap-south-1") });
    fc.assert(
      fc.property(estates, buckets, fc.constantFrom(...everyAccount), fc.constantFrom(...everyRequirement), records, (estate, bucket, caller, stated, uploaded) => {
        const requirement = withKeys(stated, 2);
        const { eventName, errorCode, additionalEventData, responseElements } = uploaded as Record<string, unknown>;
        const uploads = recordsOf(bucket, caller, String(eventName)).map((record) => ({ ...record, errorCode, additionalEventData, responseElements })).map((record) => JSON.parse(JSON.stringify(record)) as object);
        const violations = auditMetrics(requirement).flatMap(({ metricName, violation }) => (violation === undefined ? [] : metricName));
        const counted = runPipeline(pipelineOf(estate, requirement), uploads).records.map((one) => one.counted.filter(({ metricName }) => violations.includes(metricName)).length);
        const messages = runPipeline(messagesOf(estate, requirement), uploads).records.map(({ rules }) => rules);
        assert.deepEqual(messages.map((rules) => rules.length), counted, JSON.stringify({ messages, uploads }));
      }),
      { numRuns: 300 },
    );
  });

  it("match uploads to audited buckets alone, each once, also where the buckets need several rules", () => {
    const scope: AuditScope = { buckets: names(120, "acme-a-rather-long-bucket-name-"), bucketPrefixes: ["team-"], excludedBuckets: ["team-logs"] };
    const rules = uploadMessageRules(withKeys({ methods: ["sse-kms"], origin: "header", kmsKeyArns: keys(1) }, 19), scope);
    assert.ok(rules.length > 6);
    assert.equal(new Set(rules.map(({ suffix }) => suffix)).size, rules.length);
    for (const { eventPattern, suffix } of rules) assert.ok(eventPattern.length <= awsLimits.eventPatternCharacters && suffix.length <= 15, suffix);
    for (const bucket of ["acme-a-rather-long-bucket-name-7", "acme-a-rather-long-bucket-name-119", "team-x", "team-logs", "other"]) {
      const record = { ...recordOf(bucket), additionalEventData: { SSEApplied: "SSE_S3" } };
      assert.deepEqual(told({ methods: ["sse-kms"], origin: "any" }, record, scope), isAudited(scope, bucket) ? ["method"] : [], bucket);
    }
  });

  it("are as many as for the longest keys, where keys are not known yet", () => {
    const scope = listing(names(60, "acme-a-rather-long-bucket-name-"));
    const longest = { ...defaultRequirement, kmsKeyArns: keys(19).map((arn) => arn.replace("arn:aws:kms:us-east-1", "arn:aws-us-gov:kms:ap-southeast-1")) };
    const made = uploadMessageRules({ ...defaultRequirement, kmsKeyArns: keys(19) }, scope, { region: "us-east-1", longest });
    assert.deepEqual(made.map(({ suffix }) => suffix), uploadMessageRules(longest, scope).map(({ suffix }) => suffix));
  });

  it("are refused where a bus would have too many of them, or one would be too long", () => {
    const refused = (scope: AuditScope, region?: string): string | undefined => {
      try {
        uploadMessageRules({ ...defaultRequirement, kmsKeyArns: keys(15) }, scope, { region });
        return undefined;
      } catch (error) {
        assert.ok(error instanceof AwsLimitError);
        return error.excess;
      }
    };
    assert.equal(refused(listing(names(400, "acme-a-rather-long-bucket-name-that-is-long-")), "af-south-1"), "uploadMessages");
    assert.equal(refused({ buckets: "all", excludedBuckets: names(25, "acme-a-rather-long-bucket-name-that-is-long-") }), "uploadMessages");
    assert.equal(refused(allBuckets), undefined);
  });
});

describe("the messages on uploads", () => {
  it("say who stored which object, with which method and key, against what, and where all such uploads are", () => {
    const requirement: EncryptionRequirement = { methods: ["sse-kms"], origin: "header", kmsKeyArns: keys(1) };
    for (const part of brokenParts(requirement)) {
      const record = { ...recordOf("acme-orders"), additionalEventData: { SSEApplied: "SSE_KMS" }, responseElements: usedKey(keyArn(7)) };
      const text = transformInput(uploadMessage(part, "audit-dev", "https://console/query?'x'~\"y\""), toEventBridgeEvent(record));
      for (const told of [part.violation, "s3://acme-orders/a/b", "SSE_KMS", keyArn(7), `assumed-role/x`, account, "us-east-1", "1970-01-01T00:00:00Z", "https://console/query", "docs/runbook.md#"]) {
        assert.ok(text.includes(told), `${told} in ${text}`);
      }
    }
  });

  it("leave empty what a record does not tell", () => {
    const [part] = brokenParts(defaultRequirement);
    assert.ok(part);
    const record = { ...recordOf("acme-orders"), additionalEventData: {}, userIdentity: { type: "AWSAccount", accountId: "anonymous" } };
    const text = transformInput(uploadMessage(part, "p", "https://x"), toEventBridgeEvent(record));
    assert.ok(text.includes("By  (AWSAccount ) from"), text);
    assert.doesNotMatch(text, /undefined|null|<\w/);
  });
});
