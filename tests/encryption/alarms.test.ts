/** Protects the alarms: one for each way of breaking the requirement, none for what is proper, and those on the audit itself. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { deadLetterAlarm, deniedUploadsAlarm, failedInvocationsAlarms, silenceAlarm, violationAlarms } from "../../encryption/alarms";
import { metricNamespace, type EncryptionMethodId } from "../../encryption/methods";
import { auditMetrics } from "../../encryption/metrics";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { evaluateAlarm } from "../../simulator";
import { keyArn, requirements } from "./uploads";

const only = (...methods: EncryptionMethodId[]): EncryptionRequirement => ({ methods, origin: "any" });

describe("violation alarms", () => {
  const kms = ["sse-kms-default", "sse-kms-header"];
  const dsse = ["dsse-kms-default", "dsse-kms-header"];
  const s3 = ["sse-s3-default", "sse-s3-header"];
  const cases: readonly (readonly [what: string, requirement: EncryptionRequirement, alarms: string[]])[] = [
    ["the default", defaultRequirement, ["non-encrypted", "sse-c-header", ...s3, "unknown-method"]],
    ["origin header", { ...defaultRequirement, origin: "header" }, ["non-encrypted", "sse-c-header", ...s3, "sse-kms-default", "dsse-kms-default", "unknown-method"]],
    ["SSE-S3 alone", only("sse-s3"), ["non-encrypted", "sse-c-header", ...kms, ...dsse, "unknown-method", "encryption-updated"]],
    ["SSE-S3 alone, by header", { ...only("sse-s3"), origin: "header" }, ["non-encrypted", "sse-c-header", "sse-s3-default", ...kms, ...dsse, "unknown-method", "encryption-updated"]],
    ["SSE-KMS with a named key", { ...only("sse-kms"), kmsKeyArns: [keyArn("a")] }, ["non-encrypted", "sse-c-header", ...s3, ...dsse, "unknown-method", "encryption-updated", "wrong-kms-key"]],
    ["DSSE-KMS alone", only("dsse-kms"), ["non-encrypted", "sse-c-header", ...s3, ...kms, "unknown-method", "encryption-updated"]],
    ["SSE-C alone", only("sse-c"), ["non-encrypted", ...s3, ...kms, ...dsse, "unknown-method", "encryption-updated"]],
    ["every method", only("sse-c", "sse-s3", "sse-kms", "dsse-kms"), ["non-encrypted", "unknown-method"]],
  ];
  for (const [what, requirement, alarms] of cases) {
    it(`under ${what} are on ${alarms.length} metrics`, () => {
      assert.deepEqual(violationAlarms(requirement, 60).map(({ metricName }) => metricName), alarms);
    });
  }

  it("property: are on exactly the metrics with a violation, each named after its metric and saying why", () => {
    fc.assert(
      fc.property(requirements, (requirement) => {
        const violating = auditMetrics(requirement).filter(({ violation }) => violation !== undefined);
        const alarms = violationAlarms(requirement, 60);
        assert.deepEqual(alarms.map(({ key, metricName, namespace }) => [key, metricName, namespace]), violating.map(({ metricName }) => [metricName, metricName, metricNamespace]));
        alarms.forEach(({ description }, index) => {
          const { label = "", violation = "" } = violating[index] ?? {};
          assert.equal(description, `Objects were written against the encryption requirement (${label}): ${violation}.`);
        });
      }),
    );
  });

  it("go off for a single upload in one period, and stay quiet for none and for silence", () => {
    const [alarm] = violationAlarms(defaultRequirement, 300);
    assert.ok(alarm);
    assert.equal(alarm.period, 300);
    const states = [[1], [0], []].map((values) => evaluateAlarm(alarm, values).state);
    assert.deepEqual(states, ["ALARM", "OK", "OK"]);
  });
});

describe("health alarms", () => {
  it("are on every rule by its name, numbered where there are several", () => {
    assert.deepEqual(failedInvocationsAlarms(["a"], 60).map(({ key, namespace, metricName, dimensions }) => [key, namespace, metricName, dimensions]), [
      ["failed-invocations", "AWS/Events", "FailedInvocations", { RuleName: "a" }],
    ]);
    assert.deepEqual(failedInvocationsAlarms(["a", "b"], 60).map(({ key, dimensions }) => [key, dimensions]), [
      ["failed-invocations-1", { RuleName: "a" }],
      ["failed-invocations-2", { RuleName: "b" }],
    ]);
  });

  it("are on the dead-letter queue, and quiet while it is empty", () => {
    const alarm = deadLetterAlarm("q", 60);
    assert.deepEqual([alarm.namespace, alarm.metricName, alarm.dimensions], ["AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "q" }]);
    assert.deepEqual([alarm.threshold, alarm.comparisonOperator, alarm.treatMissingData], [0, "GreaterThanThreshold", "notBreaching"]);
  });

  it("are on denials beyond a number, not at it", () => {
    const alarm = deniedUploadsAlarm("denied-uploads", 10, 300);
    assert.equal(alarm.description, "More than 10 uploads were denied in 5 minutes.");
    assert.deepEqual([10, 11].map((value) => evaluateAlarm(alarm, [value]).state), ["OK", "ALARM"]);
    assert.equal(evaluateAlarm(deniedUploadsAlarm("denied-uploads", 0, 60), [1]).state, "ALARM");
  });

  it("are on silence: breaking after as many hours without an event, and not before", () => {
    const alarm = silenceAlarm("/aws/events/sse-objects", 3);
    assert.deepEqual([alarm.namespace, alarm.metricName, alarm.dimensions, alarm.period], ["AWS/Logs", "IncomingLogEvents", { LogGroupName: "/aws/events/sse-objects" }, 3600]);
    assert.equal(evaluateAlarm(alarm, []).state, "ALARM");
    assert.deepEqual([alarm.evaluationPeriods, alarm.datapointsToAlarm, alarm.treatMissingData], [3, 3, "breaching"]);
  });
});
