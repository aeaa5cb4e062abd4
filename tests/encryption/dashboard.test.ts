/** Protects the dashboard, the queries and the alarms: all derived from requirement and catalogue. */
import assert from "node:assert/strict";
import { deadLetterAlarm, deniedUploadsAlarm, failedInvocationsAlarms, silenceAlarm, violationAlarms } from "../../encryption/alarms";
import { dashboardBody } from "../../encryption/dashboard";
import { applications } from "../../encryption/methods";
import { logsQueries, offendersQuery } from "../../encryption/queries";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const body = (requirement: EncryptionRequirement) =>
  dashboardBody({ requirement, region: "us-east-1", logGroupName: "/aws/events/sse-objects", alarmArns: ["arn:alarm"] });

describe("dashboard", () => {
  it("has a Sum graph of all methods in the catalogue's colours, totals, alarms, and the offenders", () => {
    const { widgets } = body(defaultRequirement);
    assert.deepEqual(
      widgets.map(({ type, properties }) => [type, properties["title"], properties["view"] ?? ""]),
      [
        ["metric", "Object Encryption Methods", "timeSeries"],
        ["metric", "Totals", "singleValue"],
        ["alarm", "Alarms", ""],
        ["log", "Who uploaded against the requirement", "table"],
      ],
    );
    const [graph] = widgets;
    assert.equal(graph?.properties["stat"], "Sum");
    const series = graph?.properties["metrics"] as [string, string, { label: string; color: string }][];
    for (const { application } of applications) {
      const found = series.find(([, metricName]) => metricName === application.metricName);
      assert.equal(found?.[0], "S3ObjectEncryption");
      assert.equal(found?.[2].color, application.color);
    }
  });

  it("marks what breaks the requirement, and nothing else", () => {
    const marked = (requirement: EncryptionRequirement): string[] => {
      const metrics = body(requirement).widgets[0]?.properties["metrics"] as [string, string, { label: string }][];
      return metrics.filter(([, , { label }]) => label.endsWith("(!)")).map(([, metricName]) => metricName);
    };
    assert.deepEqual(marked(defaultRequirement), ["non-encrypted", "sse-c-header", "sse-s3-default", "sse-s3-header", "unknown-method"]);
    assert.deepEqual(marked({ methods: ["sse-s3"], origin: "header" }), [
      "non-encrypted", "sse-c-header", "sse-s3-default", "sse-kms-default", "sse-kms-header", "dsse-kms-default", "dsse-kms-header", "unknown-method", "encryption-updated",
    ]);
  });

  it("lays widgets below each other, without overlap", () => {
    let bottom = 0;
    for (const { y, height, x, width } of body(defaultRequirement).widgets) {
      assert.equal(y, bottom);
      assert.ok(x + width <= 24);
      bottom += height;
    }
  });
});

describe("queries", () => {
  it("take stored uploads with another method, or with another key, and fall back to the service for the principal", () => {
    const query = offendersQuery({ ...defaultRequirement, kmsKeyArns: [key] });
    assert.match(query, /coalesce\(detail\.userIdentity\.arn, detail\.userIdentity\.invokedBy/);
    assert.match(query, /not ispresent\(detail\.errorCode\)/);
    assert.match(query, /SSEApplied not in \["Default_SSE_KMS", "SSE_KMS", "Default_DSSE_KMS", "DSSE_KMS"\]/);
    assert.ok(query.includes(key));
    assert.equal(offendersQuery(defaultRequirement).includes("kms-key-id"), false);
    assert.equal(new Set(logsQueries(defaultRequirement).map(({ name }) => name)).size, 3);
  });
});

describe("alarms", () => {
  it("go off for a single upload in a period, and take silence for no upload", () => {
    for (const alarm of violationAlarms({ ...defaultRequirement, kmsKeyArns: [key] }, 300)) {
      assert.deepEqual(
        [alarm.statistic, alarm.period, alarm.evaluationPeriods, alarm.threshold, alarm.comparisonOperator, alarm.treatMissingData],
        ["Sum", 300, 1, 0, "GreaterThanThreshold", "notBreaching"],
      );
      assert.match(alarm.description, /against the encryption requirement/);
    }
  });

  it("tell of the pipeline's own health", () => {
    assert.deepEqual(failedInvocationsAlarms(["a", "b"], 60).map(({ key: name, dimensions }) => [name, dimensions]), [
      ["failed-invocations-1", { RuleName: "a" }],
      ["failed-invocations-2", { RuleName: "b" }],
    ]);
    assert.deepEqual(deadLetterAlarm("queue", 60).dimensions, { QueueName: "queue" });
    assert.equal(deniedUploadsAlarm("denied-uploads", 10, 60).threshold, 10);
    const silence = silenceAlarm("/aws/events/sse-objects", 24);
    assert.deepEqual([silence.period * silence.evaluationPeriods, silence.treatMissingData, silence.comparisonOperator], [86_400, "breaching", "LessThanThreshold"]);
  });
});
