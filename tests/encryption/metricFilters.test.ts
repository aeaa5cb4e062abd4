/** Protects what each metric counts: the blog's six exactly, and every upload once. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { uploadEventNames } from "../../encryption/auditScope";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { metricFilters } from "../../encryption/metricFilters";
import { auditMetrics } from "../../encryption/metrics";
import { applicationOfSseApplied, applications, encryptionHeaders, metricNamespace, type EncryptionMethodId } from "../../encryption/methods";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { matchFilterPattern, toEventBridgeEvent } from "../../simulator";
import { everyRequirement } from "./uploads";

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

/** The metrics that an event counts under, each as often as a filter counts it; without the sum of what is improper. */
function metricsOf(requirement: EncryptionRequirement, detail: Detail): string[] {
  return allMetricsOf(requirement, detail).filter((name) => name !== "improper-uploads");
}

function allMetricsOf(requirement: EncryptionRequirement, detail: Detail): string[] {
  const record = { ...envelope, ...detail };
  return metricFilters(requirement)
    .filter(({ pattern }) => matchFilterPattern(pattern, JSON.stringify(toEventBridgeEvent(record))))
    .map(({ metricName }) => metricName);
}

const envelope = { eventSource: "s3.amazonaws.com", eventID: "e", eventTime: "2026-01-01T00:00:00Z", awsRegion: "us-east-1", recipientAccountId: "111122223333" };
const byHeader: Detail = { eventName: "PutObject", additionalEventData: { SSEApplied: "SSE_KMS" } };
const usedKey = (arn: string): Record<string, string> => ({ [encryptionHeaders.kmsKeyId]: arn });

const requirements: fc.Arbitrary<EncryptionRequirement> = fc.record(
  {
    methods: fc.uniqueArray(fc.constantFrom<EncryptionMethodId>("sse-c", "sse-s3", "sse-kms", "dsse-kms"), { minLength: 1 }),
    origin: fc.constantFrom("any" as const, "header" as const),
    kmsKeyArns: fc.uniqueArray(fc.integer({ min: 0, max: 50 }).map(keyArn), { minLength: 1, maxLength: 15 }),
  },
  { requiredKeys: ["methods", "origin"] },
);

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
    assert.equal(metricNamespace, "S3ObjectEncryption");
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
    const nearly = fc.constantFrom(...known).map((value) => `${value}_2`);
    const details = fc.record(
      {
        eventName: fc.constantFrom(...uploadEventNames),
        errorCode: fc.constantFrom("AccessDenied", "Client.AccessDenied", "AccessDeniedException", "NoSuchBucket", "InternalError", "Denied"),
        SSEApplied: fc.oneof(fc.constantFrom(...known), nearly, fc.string(), fc.constant(null)),
        responseElements: fc.oneof(fc.constant(null), fc.constant({}), fc.constantFrom(keyArn(0), keyArn(1), keyArn(99)).map(usedKey)),
        additionalEventData: fc.constantFrom("missing", "null", "there"),
      },
      { requiredKeys: ["eventName", "additionalEventData"] },
    );
    fc.assert(
      fc.property(requirements, details, (requirement, { SSEApplied, additionalEventData, ...detail }) => {
        const applied = SSEApplied === undefined ? {} : { SSEApplied };
        const counted = allMetricsOf(requirement, {
          ...detail,
          ...(additionalEventData === "there" && { additionalEventData: applied }),
          ...(additionalEventData === "null" && { additionalEventData: null }),
        });
        const metrics = counted.filter((name) => name !== "improper-uploads");
        const kinds = kindOf(requirement);
        const of = (kind: string): string[] => metrics.filter((name) => kinds.get(name) === kind);
        const { errorCode, eventName } = detail;
        const improper = auditMetrics(requirement).some(({ metricName, violation }) => violation !== undefined && metrics.includes(metricName));
        assert.equal(counted.filter((name) => name === "improper-uploads").length, improper ? 1 : 0, "each improper upload once, whatever is wrong with it");
        if (errorCode !== undefined) {
          assert.deepEqual(metrics, errorCode.includes("AccessDenied") ? ["denied-uploads"] : [], "a failed request stored nothing");
          return;
        }
        assert.deepEqual(of("failure"), []);
        const found = additionalEventData === "there" ? SSEApplied : undefined;
        const none = eventName === "UpdateObjectEncryption" ? "encryption-updated" : "non-encrypted";
        const expected =
          found === undefined ? none : (applicationOfSseApplied(found ?? "")?.application.metricName ?? "unknown-method");
        assert.deepEqual(of("method"), [expected]);
      }),
      { numRuns: 400 },
    );
  });

  it("property: are accepted by CloudWatch for every requirement", () => {
    fc.assert(
      fc.property(requirements, (requirement) => {
        const filters = metricFilters(requirement);
        assert.equal(new Set(filters.map(({ name }) => name)).size, filters.length, "names differ");
        assert.ok(filters.length <= 100, "a log group has room for them");
        for (const { name, pattern, value, defaultValue, namespace } of filters) {
          assert.ok(pattern.length <= awsLimits.filterPatternCharacters, name);
          assert.equal(matchFilterPattern(pattern, "{}"), false, "and match no event that says nothing");
          assert.deepEqual([value, defaultValue, namespace], ["1", "0", "S3ObjectEncryption"]);
        }
        assert.deepEqual(
          [...new Set(filters.map(({ metricName }) => metricName))],
          auditMetrics(requirement).map(({ metricName }) => metricName),
          "one metric after the other",
        );
      }),
    );
  });

  for (let count = 1; count <= 30; count++) {
    it(`count a wrong KMS key beside ${count}, by whole ARN for few keys and by key id for many, or refuse too many`, () => {
      const requirement = withKeys(count);
      let filters;
      try {
        filters = metricFilters(requirement);
      } catch (error) {
        assert.ok(error instanceof AwsLimitError && error.excess === "approvedKeys", String(error));
        assert.match(error.message, new RegExp(`${count} keys .* 1024 characters`));
        return;
      }
      const pattern = filters.find(({ name }) => name === "WRONG_KMS_KEY")?.pattern ?? "";
      assert.ok(pattern.length <= awsLimits.filterPatternCharacters);
      const wrong = (key: string): boolean => metricsOf(requirement, { ...byHeader, responseElements: usedKey(key) }).includes("wrong-kms-key");
      for (let index = 0; index < 2 * count; index++) assert.equal(wrong(keyArn(index)), index >= count, index < count ? "an approved key" : "another key");
      assert.equal(wrong(`${keyArn(0)}0`), true, "an approved id with something behind it");
      assert.equal(wrong(keyArn(0).replace("key/", "key/0")), true, "an approved id with something before it");
      assert.equal(wrong(keyArn(0).slice(0, -1)), true, "a part of an approved id");
    });
  }

  it("name as many keys as a pattern has room for, in both forms", () => {
    const form = (count: number): string => (metricFilters(withKeys(count)).find(({ name }) => name === "WRONG_KMS_KEY")?.pattern.includes("%") ? "id" : "ARN");
    assert.deepEqual([5, 6, 19].map(form), ["ARN", "id", "id"]);
    assert.throws(() => form(20), AwsLimitError);
  });

  it("have names that CloudWatch's users write: capitals, digits and underscores", () => {
    for (const { name } of metricFilters({ ...withKeys(2), methods: ["sse-c", "sse-s3", "sse-kms", "dsse-kms"] })) assert.match(name, /^[A-Z0-9_]+$/);
  });

  const approving = (...methods: EncryptionMethodId[]): EncryptionRequirement => ({ methods, origin: "any" });
  const encrypted = (SSEApplied: string | undefined, key?: string, eventName = "PutObject"): Detail => ({
    eventName,
    additionalEventData: SSEApplied === undefined ? {} : { SSEApplied },
    responseElements: key === undefined ? null : usedKey(key),
  });
  const sums: readonly (readonly [what: string, requirement: EncryptionRequirement, detail: Detail, improper: boolean])[] = [
    ["an approved method", approving("sse-kms"), encrypted("SSE_KMS"), false],
    ["any key where none is named", approving("sse-kms"), encrypted("SSE_KMS", keyArn(0)), false],
    ["another method", approving("sse-kms"), encrypted("SSE_S3"), true],
    ["the default where a header is asked for", { ...approving("sse-kms"), origin: "header" }, encrypted("Default_SSE_KMS"), true],
    ["a method that nobody knows", approving("sse-kms"), encrypted("SSE_FUTURE"), true],
    ["no encryption", approving("sse-kms"), encrypted(undefined), true],
    ["an update of the encryption where that can set nothing else than what is approved", approving("sse-kms"), encrypted(undefined, undefined, "UpdateObjectEncryption"), false],
    ["an update of the encryption to a method that is not approved", approving("sse-s3"), encrypted(undefined, undefined, "UpdateObjectEncryption"), true],
    ["an update of the encryption whose key is not known", withKeys(1), encrypted(undefined, undefined, "UpdateObjectEncryption"), true],
    ["an approved key", withKeys(1), encrypted("SSE_KMS", keyArn(0)), false],
    ["another key", withKeys(1), encrypted("Default_SSE_KMS", keyArn(1)), true],
    ["a key that is not named", withKeys(1), encrypted("DSSE_KMS"), true],
    ["a method without a key where keys are named", { ...withKeys(1), methods: ["sse-s3", "sse-kms"] }, encrypted("SSE_S3"), false],
    ["another method with another key, which is wrong twice", withKeys(1), encrypted("SSE_S3", keyArn(1)), true],
    ["a request that failed", approving("sse-kms"), { ...encrypted("SSE_S3"), errorCode: "AccessDenied" }, false],
  ];
  for (const [what, requirement, detail, improper] of sums) {
    it(`${improper ? "sum up, once," : "do not sum up among the improper"} ${what}`, () => {
      assert.equal(allMetricsOf(requirement, detail).filter((name) => name === "improper-uploads").length, improper ? 1 : 0);
    });
  }

  it("leave out the uploads to excluded buckets, under every metric, and refuse more than a pattern has room for", () => {
    const excluded = ["acme-logs", "acme-tmp"];
    for (const { name, pattern } of metricFilters(withKeys(1), excluded)) {
      for (const bucket of excluded) assert.ok(pattern.includes(` && $.detail.requestParameters.bucketName != "${bucket}"`), name);
    }
    const many = Array.from({ length: 9 }, (_, index) => `acme-logs-${index}`);
    assert.throws(() => metricFilters(defaultRequirement, many), (error) => error instanceof AwsLimitError && error.excess === "excludedBuckets" && /9 excluded buckets .* 1024/.test(error.message));
    assert.throws(() => metricFilters(withKeys(20)), (error) => error instanceof AwsLimitError && error.message.endsWith("characters that AWS allows"));
    assert.throws(() => metricFilters(withKeys(19), excluded), (error) => error instanceof AwsLimitError && error.excess === "approvedKeys" && /with the excluded buckets/.test(error.message));
  });

  it("compare whole ARNs, and then ids, up to the last of the characters that AWS allows", () => {
    const longestWith = (count: number, more: number): { length: number; byId: boolean } => {
      const { kmsKeyArns: [first = "", ...others] = [] } = withKeys(count);
      // Of the filters that compare keys the one that asks for most beside them.
      const filter = metricFilters({ ...defaultRequirement, kmsKeyArns: [first + "0".repeat(more), ...others] }).find(({ name }) => name === "IMPROPER_UPLOADS_DEFAULT_DSSE_KMS_OTHER_KEY");
      return { length: filter?.pattern.length ?? 0, byId: filter?.pattern.includes("%") ?? false };
    };
    const room = (count: number): number => 1024 - longestWith(count, 0).length;
    assert.deepEqual(longestWith(4, room(4)), { length: 1024, byId: false });
    assert.equal(longestWith(4, room(4) + 1).byId, true);
    assert.deepEqual(longestWith(12, room(12)), { length: 1024, byId: true });
    assert.throws(() => longestWith(12, room(12) + 1), AwsLimitError);
  });

  it("have at most five regular expressions, whatever is approved and however many keys are named", () => {
    for (const requirement of everyRequirement) {
      for (const count of [1, 5, 15]) {
        const filters = metricFilters({ ...requirement, kmsKeyArns: withKeys(count).kmsKeyArns ?? [] });
        assert.ok(filters.filter(({ pattern }) => pattern.includes("%")).length <= 5, JSON.stringify({ requirement, count }));
        assert.equal(new Set(filters.map(({ name }) => name)).size, filters.length);
      }
    }
  });

  it("have room for excluded buckets up to the last of the characters that AWS allows", () => {
    const longest = (length: number): number => Math.max(...metricFilters(defaultRequirement, ["x".repeat(length)]).map(({ pattern }) => pattern.length));
    const room = 1024 - longest(0);
    assert.equal(longest(room), 1024);
    assert.throws(() => longest(room + 1), /1 excluded buckets .* 1025 characters/);
  });

  it("count the same uploads a second time by the named dimensions alone, without a value for when there are none", () => {
    for (const [dimensions, fields] of [[["region"], { region: "$.region" }], [["account", "region"], { account: "$.account", region: "$.region" }]] as const) {
      const sums = metricFilters(defaultRequirement);
      const byPlace = sums.map(({ defaultValue: _, ...sum }) => ({ ...sum, name: `${sum.name}_BY_PLACE`, dimensions: fields }));
      assert.deepEqual(metricFilters(defaultRequirement, [], dimensions), [...sums, ...byPlace]);
    }
  });

  it("count a KMS method without a named key as a wrong key, once", () => {
    const unnamed: Detail = { eventName: "PutObject", additionalEventData: { SSEApplied: "Default_SSE_KMS" }, responseElements: null };
    assert.deepEqual(metricsOf(withKeys(1), unnamed), ["sse-kms-default", "wrong-kms-key"]);
    for (const requirement of [withKeys(1), withKeys(15)]) {
      const other: Detail = { ...unnamed, additionalEventData: { SSEApplied: "SSE_S3" } };
      assert.deepEqual(metricsOf(requirement, other), ["sse-s3-header"], "a method without a key names none");
      assert.deepEqual(metricsOf(requirement, { ...unnamed, errorCode: "InternalError" }), [], "nor does a failed request");
    }
    assert.deepEqual(metricsOf(defaultRequirement, unnamed), ["sse-kms-default"], "without named keys there is no such metric");
  });
});
