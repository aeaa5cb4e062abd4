/** Protects the log alarm on uploads against the requirement: it tells of those that metrics with alarms count, and of no others. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { deliveryMinutes } from "../../encryption/alarms";
import { uploadEventNames } from "../../encryption/auditScope";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { minutesLookedBack, runsOverEvent, logAlarmOf } from "../../encryption/logAlarm";
import { metricFilters } from "../../encryption/metricFilters";
import { applications } from "../../encryption/methods";
import { auditMetrics } from "../../encryption/metrics";
import { offendersQuery } from "../../encryption/queries";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { matchFilterPattern, toEventBridgeEvent } from "../../simulator";
import { compileAggregation, runLogsQuery, type Readings } from "../../simulator/logsQuery/run";
import { recordOf } from "./scopes";
import { account, everyRequirement, keyArn } from "./uploads";

const readings: fc.Arbitrary<Readings> = fc.record({ emptyIsPresent: fc.boolean(), concatIsMissing: fc.boolean(), missingDiffers: fc.boolean() });

const knownValues = applications.flatMap(({ application }) => application.sseApplied);
const userIdentities = [
  { type: "IAMUser", arn: `arn:aws:iam::${account}:user/matthew`, accountId: account, principalId: "AIDAEXAMPLE" },
  ...["a", "b"].map((session) => ({
    type: "AssumedRole",
    arn: `arn:aws:sts::${account}:assumed-role/app/${session}`,
    accountId: account,
    principalId: `AROAEXAMPLE:${session}`,
    sessionContext: { sessionIssuer: { type: "Role", arn: `arn:aws:iam::${account}:role/app` } },
  })),
  { type: "AWSAccount", accountId: "444455556666", principalId: "AROANOTREAL:s3-replication" },
  { type: "AWSAccount", accountId: "anonymous", principalId: "" },
  { type: "Unknown" },
];
/** Of a null CloudWatch Logs does not say whether it is there; CloudTrail writes none where the method stands. */
const records = fc
  .record({
    bucket: fc.constantFrom("acme-orders", "acme-reports"),
    userIdentity: fc.constantFrom(...userIdentities),
    eventName: fc.constantFrom(...uploadEventNames),
    errorCode: fc.constantFrom(undefined, undefined, undefined, undefined, "AccessDenied", "NoSuchBucket"),
    SSEApplied: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...knownValues) }, fc.constantFrom(...knownValues).map((value) => `${value}_2`), fc.constant(undefined)),
    key: fc.option(fc.constantFrom("good-1", "good-2", "bad").map(keyArn), { nil: undefined }),
  })
  .map(({ bucket, userIdentity, eventName, errorCode, SSEApplied, key }) => ({
    ...recordOf(bucket, eventName),
    userIdentity,
    errorCode,
    additionalEventData: { SSEApplied },
    responseElements: key === undefined ? null : { "x-amz-server-side-encryption-aws-kms-key-id": key },
  }))
  .map((record) => JSON.parse(JSON.stringify(record)) as object);

const asEvents = (all: readonly object[]) => all.map((record, index) => ({ timestamp: index, event: toEventBridgeEvent(record) }));

/** Whether a metric with an alarm counts an upload. */
function isAlarmed(requirement: EncryptionRequirement, record: object): boolean {
  const violations = auditMetrics(requirement).flatMap(({ metricName, violation }) => (violation === undefined ? [] : metricName));
  const event = JSON.stringify(toEventBridgeEvent(record));
  return metricFilters(requirement).some(({ metricName, pattern }) => violations.includes(metricName) && matchFilterPattern(pattern, event));
}

describe("the log alarm on uploads against the requirement", () => {
  it("property: counts an upload just when one of its metrics has an alarm, whatever the requirement, and whatever AWS does with missing fields", () => {
    let told = 0;
    fc.assert(
      fc.property(fc.constantFrom(...everyRequirement), records, readings, (requirement, record, reading) => {
        const { queryString, aggregationExpression } = logAlarmOf(requirement);
        const values = compileAggregation(queryString, aggregationExpression, reading)(asEvents([record])).map(({ value }) => value);
        assert.deepEqual(values, isAlarmed(requirement, record) ? [1] : [], JSON.stringify({ requirement, record }));
        told += values.length;
      }),
      { numRuns: 400 },
    );
    assert.ok(told > 100, `only ${told} were told`);
  });

  it("property: tells apart the buckets and principals of the table of all such uploads, each with as many uploads", () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyRequirement), fc.array(records, { minLength: 1, maxLength: 8 }), readings, (requirement, all, reading) => {
        // Of a wrong key with a method that has none the table does not tell; S3 stores no such object.
        const events = asEvents(all.filter((record) => isAlarmed(requirement, record)));
        const { queryString, aggregationExpression } = logAlarmOf(requirement);
        const values = compileAggregation(queryString, aggregationExpression, reading)(asEvents(all));
        const named = runLogsQuery(offendersQuery(requirement).replace(/\| filter not[^\n]*\n/, ""), events, reading).map(({ bucket, principal }) => `${bucket} ${principal}`);
        assert.deepEqual(values.map(({ of }) => `${of["bucket"]} ${of["principal"]}`).sort(), [...new Set(named)].sort());
        assert.equal(values.reduce((sum, { value }) => sum + value, 0), events.length);
      }),
      { numRuns: 100 },
    );
  });

  it("leaves out buckets that are not audited", () => {
    const { queryString, aggregationExpression } = logAlarmOf(defaultRequirement, ["acme-logs"]);
    const wrong = (bucket: string): object => ({ ...recordOf(bucket), additionalEventData: { SSEApplied: "SSE_C" } });
    assert.deepEqual(compileAggregation(queryString, aggregationExpression)(asEvents([wrong("acme-logs"), wrong("acme-orders")])).map(({ of }) => of["bucket"]), ["acme-orders"]);
  });

  it("looks back as far as CloudTrail may be late, and a run and a minute more; each log event is read by five runs", () => {
    const { scheduleExpression, startTimeOffset, endTimeOffset } = logAlarmOf(defaultRequirement);
    assert.deepEqual([scheduleExpression, startTimeOffset, endTimeOffset], ["rate(5 minutes)", (deliveryMinutes + 5 + 1) * 60, 0]);
    assert.equal(startTimeOffset, minutesLookedBack * 60);
    assert.equal(runsOverEvent, 5);
  });

  it("goes off for a single upload, and is quiet where there is none", () => {
    const { queryResultsToEvaluate, queryResultsToAlarm, comparisonOperator, threshold, treatMissingData } = logAlarmOf(defaultRequirement);
    assert.deepEqual([queryResultsToEvaluate, queryResultsToAlarm, comparisonOperator, threshold, treatMissingData], [1, 1, "GreaterThanThreshold", 0, "notBreaching"]);
  });

  it("says what to do, and where such uploads are, as far as there is room for it", () => {
    const query = (link: string) => ({ name: "p/Uploads against the requirement", link });
    const short = logAlarmOf(defaultRequirement, [], query("https://console/x")).description;
    assert.match(short, /the saved query "p\/Uploads against the requirement" https:\/\/console\/x What to do: docs\/runbook\.md#an-improper-upload$/);
    const long = logAlarmOf(defaultRequirement, [], query("x".repeat(1000))).description;
    assert.match(long, /the saved query "p\/Uploads against the requirement"\. What to do:/);
    assert.ok(long.length <= awsLimits.alarmDescriptionCharacters);
  });

  it("is refused where the query would be longer than CloudWatch takes, and never with as many keys as filters take", () => {
    const keys = (count: number): EncryptionRequirement => ({
      methods: ["sse-kms", "dsse-kms", "sse-s3"],
      origin: "header",
      kmsKeyArns: Array.from({ length: count }, (_, index) => `arn:aws-us-gov:kms:us-gov-west-1:${account}:key/mrk-${String(index).padStart(32, "0")}`),
    });
    const { queryString, aggregationExpression } = logAlarmOf(keys(21), Array.from({ length: 15 }, (_, index) => `${index}`.padStart(63, "a")));
    assert.ok(queryString.length < awsLimits.queryCharacters / 2, String(queryString.length));
    assert.ok(aggregationExpression.length <= awsLimits.aggregationCharacters);
    assert.throws(() => logAlarmOf(keys(200)), (error) => error instanceof AwsLimitError && error.excess === "uploadMessages");
  });
});
