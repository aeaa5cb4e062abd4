/** Protects what each metric counts: the blog's six exactly, and every upload once. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { uploadEventNames } from "../../encryption/auditScope";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { metricFilters } from "../../encryption/metricFilters";
import { auditMetrics } from "../../encryption/metrics";
import { applications } from "../../encryption/methods";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { matchFilterPattern } from "../../simulator";

const keyArn = (id: number): string => `arn:aws:kms:us-east-1:111122223333:key/${String(id).padStart(8, "0")}-12ab-34cd-56ef-1234567890ab`;
const withKeys = (count: number): EncryptionRequirement => ({
  ...defaultRequirement,
  kmsKeyArns: Array.from({ length: count }, (_, index) => keyArn(index)),
});

interface Detail {
  eventName: string;
  errorCode?: string;
  additionalEventData?: Record<string, unknown> | null;
  responseElements?: Record<string, string> | null;
}

function metricsOf(requirement: EncryptionRequirement, detail: Detail): string[] {
  return metricFilters(requirement)
    .filter(({ pattern }) => matchFilterPattern(pattern, JSON.stringify({ detail })))
    .map(({ metricName }) => metricName);
}

const kindOf = (requirement: EncryptionRequirement): ReadonlyMap<string, string> =>
  new Map(auditMetrics(requirement).map(({ metricName, kind }) => [metricName, kind]));

describe("metric filters", () => {
  it("are the blog's six by name, namespace, value and default value", () => {
    const blog = [
      ["NON_ENCRYPTED", "non-encrypted"],
      ["SSE_S3_DEFAULT", "sse-s3-default"],
      ["SSE_S3_HEADER", "sse-s3-header"],
      ["SSE_KMS_DEFAULT", "sse-kms-default"],
      ["SSE_KMS_HEADER", "sse-kms-header"],
      ["SSE_C_HEADER", "sse-c-header"],
    ];
    for (const [name, metricName] of blog) {
      const filter = metricFilters(defaultRequirement).find((one) => one.name === name);
      assert.deepEqual(
        { ...filter, pattern: "" },
        { name, metricName, pattern: "", namespace: "S3ObjectEncryption", value: "1", defaultValue: "0" },
      );
    }
  });

  it("count the blog's values of SSEApplied", () => {
    const values = { Default_SSE_S3: "sse-s3-default", SSE_S3: "sse-s3-header", Default_SSE_KMS: "sse-kms-default", SSE_KMS: "sse-kms-header", SSE_C: "sse-c-header" };
    for (const [SSEApplied, metric] of Object.entries(values)) {
      assert.deepEqual(metricsOf(defaultRequirement, { eventName: "PutObject", additionalEventData: { SSEApplied } }), [metric]);
    }
  });

  it("count a failed request under no method, although it lacks SSEApplied", () => {
    assert.deepEqual(metricsOf(defaultRequirement, { eventName: "PutObject", errorCode: "AccessDenied" }), ["denied-uploads"]);
    assert.deepEqual(metricsOf(defaultRequirement, { eventName: "PutObject", errorCode: "NoSuchBucket", additionalEventData: {} }), []);
  });

  it("count a successful upload without SSEApplied as not encrypted, and an update without it on its own", () => {
    assert.deepEqual(metricsOf(defaultRequirement, { eventName: "PutObject", additionalEventData: {} }), ["non-encrypted"]);
    assert.deepEqual(metricsOf(defaultRequirement, { eventName: "PutObject" }), ["non-encrypted"]);
    assert.deepEqual(metricsOf(defaultRequirement, { eventName: "UpdateObjectEncryption", additionalEventData: {} }), ["encryption-updated"]);
  });

  it("property: each successful upload counts under one metric of a method, others under none", () => {
    const known = applications.flatMap(({ application }) => application.sseApplied);
    const arbitrary = fc.record(
      {
        eventName: fc.constantFrom(...uploadEventNames),
        errorCode: fc.option(fc.constantFrom("AccessDenied", "NoSuchBucket", "InternalError"), { nil: undefined }),
        SSEApplied: fc.option(fc.oneof(fc.constantFrom(...known), fc.stringMatching(/^[A-Za-z_]{1,20}$/), fc.constant(null)), { nil: undefined }),
        key: fc.option(fc.constantFrom(keyArn(0), keyArn(1), keyArn(99)), { nil: undefined }),
      },
      { requiredKeys: ["eventName"] },
    );
    const requirement = withKeys(2);
    const kinds = kindOf(requirement);
    fc.assert(
      fc.property(arbitrary, ({ eventName, errorCode, SSEApplied, key }) => {
        const detail: Detail = {
          eventName,
          ...(errorCode !== undefined && { errorCode }),
          additionalEventData: SSEApplied === undefined ? {} : { SSEApplied },
          responseElements: key === undefined ? null : { "x-amz-server-side-encryption-aws-kms-key-id": key },
        };
        const metrics = metricsOf(requirement, detail);
        const methods = metrics.filter((name) => kinds.get(name) === "method");
        assert.equal(methods.length, errorCode === undefined ? 1 : 0, metrics.join(", "));
        assert.equal(metrics.includes("denied-uploads"), errorCode === "AccessDenied");
        if (errorCode === undefined && key !== undefined) assert.equal(metrics.includes("wrong-kms-key"), key === keyArn(99));
      }),
      { numRuns: 500 },
    );
  });

  it("count a wrong KMS key by whole ARN for few keys, by key id for many, and refuse too many", () => {
    const used = (key: string): Detail => ({
      eventName: "PutObject",
      additionalEventData: { SSEApplied: "SSE_KMS" },
      responseElements: { "x-amz-server-side-encryption-aws-kms-key-id": key },
    });
    for (const count of [1, 5, 15, 20]) {
      const requirement = withKeys(count);
      for (const filter of metricFilters(requirement)) assert.ok(filter.pattern.length <= awsLimits.filterPatternCharacters, filter.name);
      assert.deepEqual(metricsOf(requirement, used(keyArn(count - 1))), ["sse-kms-header"], `${count} keys: the last is right`);
      assert.deepEqual(metricsOf(requirement, used(keyArn(count))), ["sse-kms-header", "wrong-kms-key"], `${count} keys: another is wrong`);
    }
    assert.throws(
      () => metricFilters(withKeys(40)),
      (error) => error instanceof AwsLimitError && error.configPath === "requirement.kmsKeyArns",
    );
  });

  it("count a KMS method without a named key as a wrong key, once", () => {
    const unnamed: Detail = { eventName: "PutObject", additionalEventData: { SSEApplied: "Default_SSE_KMS" }, responseElements: null };
    assert.deepEqual(metricsOf(withKeys(1), unnamed), ["sse-kms-default", "wrong-kms-key"]);
    assert.deepEqual(metricsOf(defaultRequirement, unnamed), ["sse-kms-default"], "without named keys there is no such metric");
  });
});
