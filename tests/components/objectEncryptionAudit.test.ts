/** Protects the pipeline behind the trail: rules, log group, filters, alarms, notifications, dashboard, queries. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { ObjectEncryptionAuditArgs, Requirement } from "../../arguments/interfaces";
import { globPattern, matchesGlob } from "../../simulator/iam/glob";
import { applications } from "../../encryption/methods";
import { auditMetrics } from "../../encryption/metrics";
import { logsQueries } from "../../encryption/queries";
import { evaluateAlarm, matchEventPattern, type Alarm } from "../../simulator";
import { audit, key, kms } from "./audit";
import { of, only, statements, type Registered } from "./declare";

/** The metric of each alarm, in their order. */
const alarmed = (all: readonly Registered[]): unknown[] => of(all, ":MetricAlarm").map(({ inputs }) => inputs["metricName"]);
const alarmOn = (all: readonly Registered[], metricName: string): Record<string, unknown> => {
  const [found] = of(all, ":MetricAlarm").filter(({ inputs }) => inputs["metricName"] === metricName);
  assert.ok(found, `an alarm on ${metricName}`);
  return found.inputs;
};
const logGroup = (changes: NonNullable<ObjectEncryptionAuditArgs["logGroup"]>): Pick<ObjectEncryptionAuditArgs, "logGroup"> => ({ logGroup: changes });

describe("the upload log", () => {
  it("keeps its events as long as told, under the key it is given", async () => {
    const usual = only(await audit(), ":LogGroup");
    assert.equal(usual.inputs["name"], "/aws/events/sse-objects");
    assert.equal(usual.inputs["retentionInDays"], 90);
    assert.equal("kmsKeyId" in usual.inputs, false);
    assert.equal(usual.protect, false);
    const other = only(await audit({ protect: true, ...logGroup({ name: "/acme/uploads", retentionDays: 0, kmsKeyArn: key }) }), ":LogGroup");
    assert.equal(other.inputs["name"], "/acme/uploads");
    assert.equal(other.inputs["retentionInDays"], 0, "for ever");
    assert.equal(other.inputs["kmsKeyId"], key);
    assert.equal(other.protect, true);
  });

  it("stays in AWS when the stack drops or renames it, unless its events may go", async () => {
    assert.equal(only(await audit(), ":LogGroup").retainOnDelete, true);
    assert.equal(only(await audit({ forceDestroy: true }), ":LogGroup").retainOnDelete, false);
  });

  it("lets EventBridge write to it, before the rule sends anything", async () => {
    const all = await audit(logGroup({ name: "/acme/uploads" }));
    const policy = only(all, ":LogResourcePolicy");
    assert.deepEqual(statements(policy, "policyDocument").map(({ Principal, Action, Resource }) => ({ Principal, Action, Resource })), [
      {
        Principal: { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:aws:logs:us-east-1:111122223333:log-group:/acme/uploads:*",
      },
    ]);
    assert.ok(only(all, ":EventTarget").dependencies.includes(policy.urn));
  });

  it("relies on a resource policy of the account on request", async () => {
    const all = await audit(logGroup({ resourcePolicy: "existing" }));
    assert.deepEqual(of(all, ":LogResourcePolicy"), []);
    assert.equal(of(all, ":EventTarget").length, 1);
  });

  it("is the target of the rule, which keeps what it cannot deliver", async () => {
    const all = await audit();
    const target = only(all, ":EventTarget").inputs;
    assert.equal(target["arn"], "arn:aws:cloudwatch:::audit", "the log group");
    assert.equal(target["rule"], only(all, ":EventRule").inputs["name"]);
    assert.deepEqual(target["deadLetterConfig"], { arn: "arn:aws:sqs:::audit" });
    const [statement] = statements(only(all, ":QueuePolicy"));
    assert.deepEqual(statement?.["Principal"], { Service: "events.amazonaws.com" });
    assert.deepEqual(statement["Condition"], { ArnLike: { "aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/audit-dev-uploads" } });
    assert.equal(only(all, ":Queue").inputs["sqsManagedSseEnabled"], true);
  });

  it("does without a queue and its alarm on request", async () => {
    const all = await audit({ deadLetterQueue: false });
    assert.deepEqual(all.filter(({ type }) => type.startsWith("aws:sqs/")), []);
    assert.equal("deadLetterConfig" in only(all, ":EventTarget").inputs, false);
    assert.equal(alarmed(all).includes("ApproximateNumberOfMessagesVisible"), false);
  });

  it("gets each upload from one rule alone, where the buckets need several", async () => {
    const names = Array.from({ length: 90 }, (_, index) => `acme-department-${index}-invoices`);
    const all = await audit({ scope: { buckets: [...names, "shared-a-1"], bucketPrefixes: ["shared-", "shared-a-"], excludedBuckets: [] } });
    const rules = of(all, ":EventRule").map(({ inputs }) => inputs);
    assert.ok(rules.length > 1);
    assert.deepEqual(
      of(await audit(), ":EventRule").map(({ urn }) => urn),
      of(all, ":EventRule").slice(0, 1).map(({ urn }) => urn),
      "the only rule stays when others join it",
    );
    assert.deepEqual(of(all, ":EventTarget").map(({ inputs }) => inputs["rule"]), rules.map(({ name }) => name), "each has its target");
    assert.deepEqual(of(all, ":MetricAlarm").map(({ inputs }) => (inputs["dimensions"] as { RuleName?: string } | undefined)?.RuleName).filter((name) => name), rules.map(({ name }) => name), "and its alarm");
    const [dlq] = statements(only(all, ":QueuePolicy"));
    const { ArnLike } = dlq?.["Condition"] as { ArnLike: { "aws:SourceArn": string } };
    const mayUseQueue = globPattern(ArnLike["aws:SourceArn"]);
    for (const { name } of rules) assert.ok(matchesGlob(mayUseQueue, `arn:aws:events:us-east-1:111122223333:rule/${String(name)}`), `${String(name)} may use the queue`);
    assert.ok(!matchesGlob(mayUseQueue, "arn:aws:events:us-east-1:111122223333:rule/another"));
    for (const bucketName of [...names, "shared-a-1", "shared-b", "shared-a-2"]) {
      const event = { source: "aws.s3", "detail-type": "AWS API Call via CloudTrail", detail: { eventSource: "s3.amazonaws.com", eventName: "PutObject", requestParameters: { bucketName } } };
      const matching = rules.filter(({ eventPattern }) => matchEventPattern(String(eventPattern), event));
      assert.equal(matching.length, 1, bucketName);
    }
  });

  it("counts, lists and shows nothing of a bucket that is excluded from a prefix, although copies into it are logged", async () => {
    const all = await audit({ scope: { bucketPrefixes: ["app-"], excludedBuckets: ["app-logs"] } });
    const found: [type: string, text: (one: Registered) => string][] = [
      [":LogMetricFilter", ({ inputs }) => String(inputs["pattern"])],
      [":QueryDefinition", ({ inputs }) => String(inputs["queryString"])],
      [":Dashboard", ({ inputs }) => JSON.stringify(JSON.parse(String(inputs["dashboardBody"])))],
    ];
    for (const [type, text] of found) for (const one of of(all, type)) assert.match(text(one), /requestParameters\.bucketName (!= |not in \[)\\?"app-logs/, type);
  });
});

describe("the metric filters", () => {
  it("are those of the blog, by its names, in its namespace, with value 1 and default 0", async () => {
    const blog = {
      NON_ENCRYPTED: "non-encrypted",
      SSE_S3_DEFAULT: "sse-s3-default",
      SSE_S3_HEADER: "sse-s3-header",
      SSE_KMS_DEFAULT: "sse-kms-default",
      SSE_KMS_HEADER: "sse-kms-header",
      SSE_C_HEADER: "sse-c-header",
    };
    const filters = new Map(of(await audit(), ":LogMetricFilter").map(({ inputs }) => [inputs["name"], inputs]));
    for (const [filter, name] of Object.entries(blog)) {
      assert.deepEqual(filters.get(filter)?.["metricTransformation"], { namespace: "S3ObjectEncryption", name, value: "1", defaultValue: "0" });
      assert.equal(filters.get(filter)?.["logGroupName"], "/aws/events/sse-objects");
    }
    for (const more of ["DSSE_KMS_DEFAULT", "DSSE_KMS_HEADER", "UNKNOWN_METHOD", "DENIED_UPLOADS"]) assert.ok(filters.has(more), more);
  });

  it("count wrong KMS keys only where the requirement names the right ones", async () => {
    const counted = (all: readonly Registered[]): unknown[] =>
      of(all, ":LogMetricFilter").map(({ inputs }) => (inputs["metricTransformation"] as { name: string }).name);
    assert.equal(counted(await audit()).includes("wrong-kms-key"), false);
    assert.equal(counted(await audit({ requirement: { ...kms, kmsKeyArns: [key] } })).includes("wrong-kms-key"), true);
  });
});

describe("the alarms", () => {
  const health = ["FailedInvocations", "ApproximateNumberOfMessagesVisible"];
  const allBut = (...metrics: string[]): string[] => applications.flatMap(({ application: { metricName } }) => (metrics.includes(metricName) ? [] : metricName));
  const cases: readonly (readonly [Requirement, readonly string[]])[] = [
    [kms, [...allBut("sse-kms-default", "sse-kms-header", "dsse-kms-default", "dsse-kms-header"), "unknown-method"]],
    [
      { ...kms, kmsKeyArns: [key] },
      [...allBut("sse-kms-default", "sse-kms-header", "dsse-kms-default", "dsse-kms-header"), "unknown-method", "encryption-updated", "wrong-kms-key"],
    ],
    [
      { methods: ["sse-kms"], origin: "header" },
      [...allBut("sse-kms-header"), "unknown-method"],
    ],
    [
      { methods: ["sse-s3", "sse-c"], origin: "any" },
      [...allBut("sse-s3-default", "sse-s3-header", "sse-c-header"), "unknown-method", "encryption-updated"],
    ],
  ];
  for (const [requirement, expected] of cases) {
    it(`are on each metric that breaks ${JSON.stringify(requirement.methods)} by ${requirement.origin}, and on the pipeline's health`, async () => {
      assert.deepEqual(alarmed(await audit({ requirement })), [...expected, ...health]);
    });
  }

  it("go off at the first upload, and are quiet while there is none", async () => {
    const alarm = alarmOn(await audit({ alarms: { periodMinutes: 5 } }), "sse-s3-header");
    assert.equal(alarm["period"], 300);
    assert.equal(alarm["namespace"], "S3ObjectEncryption");
    assert.equal(state(alarm, [1]), "ALARM");
    assert.equal(state(alarm, [0]), "OK");
    assert.equal(state(alarm, [undefined]), "OK");
  });

  it("tell of denied uploads and of silence on request alone", async () => {
    const usual = alarmed(await audit());
    assert.equal(usual.includes("denied-uploads") || usual.includes("IncomingLogEvents"), false);
    const all = await audit({ alarms: { deniedUploads: 5, silentHours: 3 } });
    const denied = alarmOn(all, "denied-uploads");
    assert.equal(state(denied, [5]), "OK", "five are as many as may be");
    assert.equal(state(denied, [6]), "ALARM");
    const silence = alarmOn(all, "IncomingLogEvents");
    assert.deepEqual(silence["dimensions"], { LogGroupName: "/aws/events/sse-objects" });
    assert.equal(state(silence, [undefined, undefined, undefined]), "ALARM", "three hours of nothing");
    assert.equal(state(silence, [undefined, 1, undefined]), "OK");
  });

  it("are known to the dashboard, each by its ARN", async () => {
    const all = await audit();
    const names = of(all, ":MetricAlarm").map(({ inputs }) => String(inputs["name"]));
    const arns = widgets(all).flatMap(({ properties }) => (properties["alarms"] as string[] | undefined) ?? []);
    assert.deepEqual(arns, names.map((name) => `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`));
  });
});

describe("the notifications", () => {
  it("go to a topic of the stack, which alarms of the account may use, and to everybody who subscribed", async () => {
    const all = await audit({ notifications: { emails: ["security@example.com"], httpsEndpoints: ["https://example.com/hook"], kmsKeyArn: key } });
    const topic = only(all, "topic:Topic");
    assert.equal(topic.inputs["name"], "audit-dev-alarms");
    assert.equal(topic.inputs["kmsMasterKeyId"], key);
    const [statement] = statements(only(all, ":TopicPolicy"));
    assert.deepEqual(statement?.["Principal"], { Service: "cloudwatch.amazonaws.com" });
    assert.deepEqual(statement["Condition"], { StringEquals: { "aws:SourceAccount": "111122223333" } });
    assert.equal(statement["Resource"], "arn:aws:sns:us-east-1:111122223333:audit-dev-alarms");
    assert.deepEqual(of(all, ":TopicSubscription").map(({ inputs }) => [inputs["protocol"], inputs["endpoint"]]), [
      ["email", "security@example.com"],
      ["https", "https://example.com/hook"],
    ]);
    for (const { inputs } of of(all, ":MetricAlarm")) {
      assert.deepEqual([inputs["alarmActions"], inputs["okActions"]], [["arn:aws:sns:::audit"], ["arn:aws:sns:::audit"]], String(inputs["name"]));
    }
  });

  it("name their subscriptions by a hash, and adopt those that had the address in their name", async () => {
    const notifications = { emails: ["security@example.com"], httpsEndpoints: ["https://example.com/hook"] };
    const subscribed = async (secret: boolean): Promise<(readonly [string, readonly string[], unknown])[]> =>
      of(await audit({ notifications: { ...notifications, secret } }), ":TopicSubscription").map(({ name, aliases, inputs }) => [
        name,
        aliases,
        inputs["endpoint"],
      ]);
    const names = ["audit-email-786906db", "audit-https-19f13522"] as const;
    assert.deepEqual(await subscribed(false), [
      [names[0], ["audit-security@example.com"], "security@example.com"],
      [names[1], ["audit-https://example.com/hook"], "https://example.com/hook"],
    ]);
    // The state keeps aliases in the clear.
    const secret = (value: string): object => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });
    assert.deepEqual(await subscribed(true), [
      [names[0], [], secret("security@example.com")],
      [names[1], [], secret("https://example.com/hook")],
    ]);
  });

  it("keep a topic and a key secret that were given as secrets", async () => {
    const topicArn = pulumi.secret("arn:aws:sns:us-east-1:111122223333:alerts");
    const [alarm] = of(await audit({ notifications: { topicArn } }), ":MetricAlarm");
    assert.match(JSON.stringify(alarm?.inputs["alarmActions"]), /^(\[)?\{"4dabf18193072939515e22adb298388d"/);
    const own = await audit({ notifications: { kmsKeyArn: pulumi.secret(key) } });
    assert.match(JSON.stringify(only(own, "topic:Topic").inputs["kmsMasterKeyId"]), /^\{"4dabf18193072939515e22adb298388d"/);
  });

  it("go to a topic that exists, and leave it as it is", async () => {
    const topicArn = "arn:aws:sns:us-east-1:111122223333:alerts";
    const all = await audit({ notifications: { topicArn } });
    assert.deepEqual(all.filter(({ type }) => type.startsWith("aws:sns/")), []);
    for (const { inputs } of of(all, ":MetricAlarm")) assert.deepEqual(inputs["alarmActions"], [topicArn]);
  });

  it("may have no subscriber", async () => {
    const all = await audit();
    assert.equal(of(all, "topic:Topic").length, 1);
    assert.deepEqual(of(all, ":TopicSubscription"), []);
  });
});

describe("the dashboard", () => {
  it("shows every metric of the requirement, and the offenders in this stack's log group", async () => {
    const requirement = { ...kms, kmsKeyArns: [key] };
    const all = await audit({ requirement, ...logGroup({ name: "/acme/uploads" }) });
    assert.equal(only(all, ":Dashboard").inputs["dashboardName"], "audit-dev-Object-Encryption-Methods");
    const shown = new Set(widgets(all).flatMap(({ properties }) => ((properties["metrics"] as string[][] | undefined) ?? []).flatMap(([namespace, metricName]) => (namespace === "S3ObjectEncryption" ? [metricName] : []))));
    assert.deepEqual([...shown].sort(), auditMetrics(requirement).map(({ metricName }) => metricName).sort());
    const log = widgets(all).find(({ type }) => type === "log");
    assert.match(String(log?.properties["query"]), /^SOURCE '\/acme\/uploads'/);
    for (const { type, properties } of widgets(all)) assert.ok(["alarm", "text"].includes(type) || properties["region"] === "us-east-1", type);
  });

  it("has its queries saved for this stack, on its log group", async () => {
    const queries = of(await audit(), ":QueryDefinition").map(({ inputs }) => inputs);
    assert.deepEqual(queries.map(({ name }) => name), logsQueries(kms).map(({ name }) => `audit-dev/${name}`));
    for (const { logGroupNames } of queries) assert.deepEqual(logGroupNames, ["/aws/events/sse-objects"]);
  });
});

interface Widget {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

function widgets(all: readonly Registered[]): Widget[] {
  return (JSON.parse(String(only(all, ":Dashboard").inputs["dashboardBody"])) as { widgets: Widget[] }).widgets;
}

/** The state of an alarm after these sums, one a period; undefined where no data came. */
function state(alarm: Record<string, unknown>, sums: readonly (number | undefined)[]): string {
  return evaluateAlarm(alarm as unknown as Alarm, sums).state;
}
