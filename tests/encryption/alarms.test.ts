/** Protects the alarms: one for each way of breaking the requirement, none for what is proper, and those on the audit itself. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { alarmMinutes, deadLetterAlarm, deniedUploadsAlarm, failedInvocationsAlarms, periodsLookedBack, silenceAlarm, violationAlarms, type AlarmDefinition } from "../../encryption/alarms";
import { metricFilters } from "../../encryption/metricFilters";
import { applications, catalogue, encryptionHeaders, type EncryptionMethodId } from "../../encryption/methods";
import { defaultRequirement, violationOf, type AppliedEncryption, type EncryptionRequirement } from "../../encryption/requirement";
import { evaluateAlarm, matchFilterPattern } from "../../simulator";
import { everyRequirement, keyArn } from "./uploads";

const only = (...methods: EncryptionMethodId[]): EncryptionRequirement => ({ methods, origin: "any" });

/** How an object may have been encrypted: any method, one that is not known yet, any key or none. */
const everyEncryption: readonly AppliedEncryption[] = [
  { method: "unknown", origin: "header" },
  ...applications.flatMap(({ method, application: { origin } }): AppliedEncryption[] => {
    const keys = method.usesKmsKey ? ["good-1", "good-2", "bad"] : [];
    return [{ method: method.id, origin }, ...keys.map((key): AppliedEncryption => ({ method: method.id, origin, kmsKeyArn: keyArn(key) }))];
  }),
];

/** The event of an upload that was encrypted in this way. */
function eventOf({ method, origin, kmsKeyArn }: AppliedEncryption): string {
  const [SSEApplied] =
    method === "unknown"
      ? ["SSE_FUTURE"]
      : (applications.find((one) => one.method.id === method && one.application.origin === origin)?.application.sseApplied ?? []);
  const detail = {
    eventName: "PutObject",
    additionalEventData: { ...(SSEApplied !== undefined && { SSEApplied }) },
    responseElements: { ...(kmsKeyArn !== undefined && { [encryptionHeaders.kmsKeyId]: kmsKeyArn }) },
  };
  return JSON.stringify({ source: "aws.s3", detail });
}

describe("violation alarms", () => {
  /** The metrics of all methods but these, in the catalogue's order. */
  const allBut = (...methods: EncryptionMethodId[]): string[] => applications.flatMap(({ method, application }) => (methods.includes(method.id) ? [] : application.metricName));
  /** The metrics of the default where these methods are approved, by header alone. */
  const allButHeader = (...methods: EncryptionMethodId[]): string[] =>
    applications.flatMap(({ method, application }) => (methods.includes(method.id) && application.origin === "header" ? [] : application.metricName));
  const cases: readonly (readonly [what: string, requirement: EncryptionRequirement, alarms: string[]])[] = [
    ["the default", defaultRequirement, [...allBut("sse-kms", "dsse-kms"), "unknown-method"]],
    ["origin header", { ...defaultRequirement, origin: "header" }, [...allButHeader("sse-kms", "dsse-kms"), "unknown-method"]],
    ["SSE-S3 alone", only("sse-s3"), [...allBut("sse-s3"), "unknown-method", "encryption-updated"]],
    ["SSE-S3 alone, by header", { ...only("sse-s3"), origin: "header" }, [...allButHeader("sse-s3"), "unknown-method", "encryption-updated"]],
    ["SSE-KMS with a named key", { ...only("sse-kms"), kmsKeyArns: [keyArn("a")] }, [...allBut("sse-kms"), "unknown-method", "encryption-updated", "wrong-kms-key"]],
    ["DSSE-KMS alone", only("dsse-kms"), [...allBut("dsse-kms"), "unknown-method", "encryption-updated"]],
    ["SSE-C alone", only("sse-c"), [...allBut("sse-c"), "unknown-method", "encryption-updated"]],
    ["every method", only(...catalogue.map(({ id }) => id)), ["non-encrypted", "unknown-method"]],
  ];
  for (const [what, requirement, alarms] of cases) {
    it(`under ${what} are on these metrics: ${alarms.join(", ")}`, () => {
      assert.deepEqual(violationAlarms(requirement, 60).map(({ metricName }) => metricName), alarms);
    });
  }

  it("are, under every requirement, on a metric of an upload exactly when it breaks the requirement", () => {
    for (const requirement of everyRequirement) {
      const alarmed = violationAlarms(requirement, 60).map(({ metricName }) => metricName);
      const filters = metricFilters(requirement);
      for (const encryption of everyEncryption) {
        const counted = filters.filter(({ pattern }) => matchFilterPattern(pattern, eventOf(encryption)));
        const breaks = violationOf(requirement, encryption) !== undefined;
        assert.equal(counted.some(({ metricName }) => alarmed.includes(metricName)), breaks, JSON.stringify({ requirement, encryption }));
      }
    }
  });

  it("are named after their metric, and say why", () => {
    const described = (requirement: EncryptionRequirement) =>
      new Map(violationAlarms(requirement, 60).map(({ key, metricName, namespace, description }) => [key, [namespace, metricName, description]]));
    const alarms = described({ methods: ["sse-kms"], kmsKeyArns: [keyArn("a")], origin: "header" });
    const why: readonly (readonly [metric: string, why: string])[] = [
      ["sse-s3-header", "(SSE-S3 (header)): SSE-S3 is not an approved method."],
      ["sse-kms-default", "(SSE-KMS (default)): they rely on the bucket default, but must ask for SSE-KMS by header."],
      ["unknown-method", "(Unknown method): their encryption method is not in the catalogue."],
      ["encryption-updated", "(Encryption updated in place): the record of UpdateObjectEncryption does not say which KMS key was set."],
      ["wrong-kms-key", "(Wrong KMS key): their KMS key is not one of the approved keys."],
    ];
    for (const [metric, words] of why) {
      const [namespace, metricName, says = ""] = alarms.get(metric) ?? [];
      assert.deepEqual([namespace, metricName], ["S3ObjectEncryption", metric]);
      assert.ok(says.startsWith(`Objects were written against the encryption requirement ${words} ALARM lasts about 17 minutes; more such uploads meanwhile send no further message. What to do: docs/runbook.md#`), says);
    }
  });

  it("name the saved query, link it where AWS's 1,024 characters have room, and lead to a page of the runbook that is there", () => {
    const query = (link: string) => (): { name: string; link: string } => ({ name: "audit-dev/Uploads", link });
    const everything: EncryptionRequirement = { methods: ["sse-kms"], kmsKeyArns: [keyArn("a")], origin: "header" };
    const runbook = fs.readFileSync(path.join(__dirname, "../../docs/runbook.md"), "utf8");
    const anchors = [...runbook.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-"));
    for (const link of ["https://short", `https://${"l".repeat(1000)}`]) {
      const alarms = [...violationAlarms(everything, 3600, query(link)), deniedUploadsAlarm(1, 60, query(link)()), silenceAlarm("g", 1), deadLetterAlarm("q", 60), ...failedInvocationsAlarms(["r"], 60)];
      for (const { key, description } of alarms) {
        assert.ok(description.length <= 1024, key);
        const [, anchor = ""] = /What to do: docs\/runbook\.md#(\S+)$/.exec(description) ?? [];
        assert.ok(anchors.includes(anchor), `${key}: ${anchor}`);
        if (description.includes("audit-dev/Uploads")) assert.equal(description.includes(link), link.length < 100, key);
      }
    }
    const pages = violationAlarms(everything, 60).map(({ key, description }) => [key, description.split("#").at(-1)]);
    assert.deepEqual(Object.fromEntries(pages)["sse-c-header"], "sse-c-or-another-accounts-key-as-after-an-attack");
    assert.deepEqual(Object.fromEntries(pages)["unknown-method"], "a-method-that-nobody-knows");
    assert.deepEqual(Object.fromEntries(pages)["wrong-kms-key"], "a-wrong-key");
    assert.deepEqual(Object.fromEntries(pages)["sse-s3-header"], "an-improper-upload");
  });

  const lookingBack: readonly (readonly [seconds: number, periods: number, minutes: number])[] = [
    [60, 17, 17],
    [300, 5, 25],
    [900, 3, 45],
    [3600, 2, 120],
  ];
  for (const [seconds, periods, minutes] of lookingBack) {
    it(`of ${seconds} seconds look back ${periods} periods, enough for a record that is 15 minutes late, and so last ${minutes} minutes`, () => {
      assert.deepEqual([periodsLookedBack(seconds), alarmMinutes(seconds)], [periods, minutes]);
      for (const { evaluationPeriods, datapointsToAlarm, statistic } of violationAlarms(defaultRequirement, seconds)) {
        assert.deepEqual([evaluationPeriods, datapointsToAlarm, statistic], [periods, 1, "Sum"]);
      }
    });
  }

  it("have the link up to the last of the characters that AWS allows", () => {
    const described = (link: string): string => violationAlarms(defaultRequirement, 60, () => ({ name: "q", link }))[0]?.description ?? "";
    const room = 1024 - described("l").length + 1;
    assert.equal(described("l".repeat(room)).length, 1024);
    assert.doesNotMatch(described("l".repeat(room + 1)), /ll/);
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
      ["failed-invocations", { RuleName: "a" }],
      ["failed-invocations-2", { RuleName: "b" }],
    ]);
  });

  it("are on the dead-letter queue, and quiet while it is empty", () => {
    const { description, ...alarm } = deadLetterAlarm("q", 60);
    assert.match(description, /queue q:/);
    assert.deepEqual(alarm, {
      key: "dead-letters",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "q" },
      statistic: "Sum",
      period: 60,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      treatMissingData: "notBreaching",
    });
  });

  it("are on denials beyond a number, not at it", () => {
    const alarm = deniedUploadsAlarm(10, 300);
    assert.deepEqual([alarm.key, alarm.namespace, alarm.metricName], ["denied-uploads", "S3ObjectEncryption", "denied-uploads"]);
    assert.deepEqual([10, 11].map((value) => evaluateAlarm(alarm, [value]).state), ["OK", "ALARM"]);
    assert.equal(evaluateAlarm(deniedUploadsAlarm(0, 60), [1]).state, "ALARM");
  });

  const wordings: readonly (readonly [alarm: () => AlarmDefinition, says: string])[] = [
    [() => deniedUploadsAlarm(10, 300), "More than 10 denied uploads were recorded in 5 minutes. ALARM lasts about 25 minutes; more such uploads meanwhile send no further message. What to do: docs/runbook.md#denied-uploads"],
    [() => deniedUploadsAlarm(10, 60), "More than 10 denied uploads were recorded in 1 minute. ALARM lasts about 17 minutes; more such uploads meanwhile send no further message. What to do: docs/runbook.md#denied-uploads"],
    [() => deniedUploadsAlarm(1, 60), "More than 1 denied upload was recorded in 1 minute. ALARM lasts about 17 minutes; more such uploads meanwhile send no further message. What to do: docs/runbook.md#denied-uploads"],
    [() => deniedUploadsAlarm(0, 3600), "More than 0 denied uploads were recorded in 60 minutes. ALARM lasts about 120 minutes; more such uploads meanwhile send no further message. What to do: docs/runbook.md#denied-uploads"],
    [() => silenceAlarm("g", 1), "No upload was recorded for 1 hour: is the trail still logging data events? What to do: docs/runbook.md#silence"],
    [() => silenceAlarm("g", 24), "No upload was recorded for 24 hours: is the trail still logging data events? What to do: docs/runbook.md#silence"],
  ];
  for (const [alarm, says] of wordings) {
    it(`say: ${says}`, () => {
      assert.equal(alarm().description, says);
    });
  }

  it("are on silence: breaking after as many hours without an event, and not before", () => {
    const alarm = silenceAlarm("/aws/events/sse-objects", 3);
    assert.deepEqual([alarm.namespace, alarm.metricName, alarm.dimensions, alarm.period], ["AWS/Logs", "IncomingLogEvents", { LogGroupName: "/aws/events/sse-objects" }, 3600]);
    assert.deepEqual([alarm.key, alarm.statistic], ["no-events", "Sum"]);
    assert.equal(evaluateAlarm(alarm, []).state, "ALARM");
    assert.deepEqual([alarm.evaluationPeriods, alarm.datapointsToAlarm, alarm.treatMissingData], [3, 3, "breaching"]);
  });
});
