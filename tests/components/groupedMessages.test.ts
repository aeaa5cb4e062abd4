/** Protects `notifications.details: grouped`: a log alarm on the audit's log group, and a role that may query nothing else. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ObjectEncryptionAudit } from "../../components/objectEncryptionAudit";
import { logAlarmOf } from "../../encryption/logAlarm";
import { audit, auditArgs, key, kms, tags } from "./audit";
import { declare, of, only, statements, type Registered } from "./declare";

const grouped = { details: "grouped" };
const account = "111122223333";
let usual: Promise<Registered[]> | undefined;
/** An audit with nothing else than that. */
const groupedAudit = (): Promise<Registered[]> => (usual ??= audit({ notifications: grouped }));
const alarmOf = (all: readonly Registered[]): Registered => only(all, "cloudcontrol/resource:Resource");

interface DesiredState extends Readonly<Record<string, unknown>> {
  readonly AlarmDescription: string;
  readonly ScheduledQueryConfiguration: Readonly<Record<string, unknown>>;
}
const stateOf = (all: readonly Registered[]): DesiredState => JSON.parse(String(alarmOf(all).inputs["desiredState"])) as DesiredState;

describe("messages by bucket and principal", () => {
  it("are not there unless they are asked for, and change nothing else", async () => {
    for (const registered of [await audit(), await audit({ notifications: { details: "each" } })]) assert.deepEqual(of(registered, "cloudcontrol/resource:Resource"), []);
    const before = new Map((await audit()).map(({ urn, inputs }) => [urn, inputs]));
    const after = await groupedAudit();
    const told = (type: string): string => type.split(":").at(-1) ?? "";
    assert.deepEqual(after.filter(({ urn }) => !before.has(urn)).map(({ type }) => told(type)).sort(), ["GroupedMessages", "Resource", "Role", "RolePolicy"]);
    for (const { urn, inputs } of after) if (before.has(urn)) assert.deepEqual(inputs, before.get(urn), urn);
  });

  it("come from a log alarm on the audit's log group, with the definition of the requirement", async () => {
    const all = await audit({ notifications: grouped, logGroup: { name: "/acme/uploads" } });
    assert.equal(alarmOf(all).inputs["typeName"], "AWS::CloudWatch::LogAlarm");
    const state = stateOf(all);
    const { queryString, aggregationExpression, scheduleExpression, startTimeOffset, endTimeOffset, queryResultsToAlarm, threshold } = logAlarmOf(kms);
    const { ScheduledQueryConfiguration: query } = state;
    assert.deepEqual([query["QueryString"], query["AggregationExpression"], query["LogGroupIdentifiers"]], [queryString, aggregationExpression, ["/acme/uploads"]]);
    assert.deepEqual(query["ScheduleConfiguration"], { ScheduleExpression: scheduleExpression, StartTimeOffset: startTimeOffset, EndTimeOffset: endTimeOffset });
    assert.deepEqual([state["AlarmName"], state["QueryResultsToAlarm"], state["QueryResultsToEvaluate"], state["Threshold"]], ["audit-dev-uploaders", queryResultsToAlarm, 1, threshold]);
    assert.deepEqual([state["ComparisonOperator"], state["TreatMissingData"]], ["GreaterThanThreshold", "notBreaching"]);
    const asTags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    assert.deepEqual([state["Tags"], query["Tags"]], [asTags, asTags]);
    assert.match(state.AlarmDescription, /the saved query "audit-dev\/Uploads against the requirement"/);
  });

  it("go to the topic when it begins and when it is over, and to nothing that log alarms do not know", async () => {
    const { AlarmActions, OKActions } = stateOf(await audit({ notifications: grouped, alarms: { actions: [`arn:aws:ssm-incidents::${account}:response-plan/audit`] } }));
    assert.deepEqual([AlarmActions, OKActions], [["arn:aws:sns:::audit"], ["arn:aws:sns:::audit"]]);
    const existing = `arn:aws:sns:us-east-1:${account}:pager`;
    assert.deepEqual(stateOf(await audit({ notifications: { ...grouped, topicArn: existing } }))["AlarmActions"], [existing]);
  });

  it("need a role that scheduled queries of the account alone can take on, and that queries the log group alone, before the first run", async () => {
    const all = await groupedAudit();
    const role = only(all, "role:Role");
    assert.deepEqual(statements(role, "assumeRolePolicy").map(({ Principal, Action, Condition }) => [Principal, Action, Condition]), [
      [
        { Service: "logs.amazonaws.com" },
        "sts:AssumeRole",
        { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": `arn:aws:logs:us-east-1:${account}:scheduled-query:*` } },
      ],
    ]);
    const policy = only(all, ":RolePolicy");
    assert.deepEqual(statements(policy).map(({ Action, Resource }) => [Action, Resource]), [
      ["logs:StartQuery", `arn:aws:logs:us-east-1:${account}:log-group:/aws/events/sse-objects:*`],
      [["logs:StopQuery", "logs:GetQueryResults", "logs:DescribeLogGroups"], "*"],
    ]);
    const { dependencies } = alarmOf(all);
    for (const { urn } of [policy, role, only(all, "logGroup:LogGroup")]) assert.ok(dependencies.includes(urn), urn);
    assert.equal(stateOf(all).ScheduledQueryConfiguration["ScheduledQueryRoleARN"], "arn:aws:iam:::audit-log-alarm");
  });

  it("name no key that is not known yet, and all when they are", async () => {
    const state = stateOf(await audit({ notifications: grouped, requirement: { methods: ["sse-kms"], kmsKeyArns: [pulumi.output(key)] } }));
    assert.match(String(state.ScheduledQueryConfiguration["QueryString"]), new RegExp(key));
  });

  it("leave out what the metric filters leave out", async () => {
    const state = stateOf(await audit({ notifications: grouped, scope: { bucketPrefixes: ["acme-"], excludedBuckets: ["acme-logs"] } }));
    assert.match(String(state.ScheduledQueryConfiguration["QueryString"]), /bucketName not in \["acme-logs"\]/);
  });

  it("tell of all accounts and regions, from home's log group", async () => {
    const accounts = [{ id: "444455556666", roleArn: "arn:aws:iam::444455556666:role/audit" }];
    const all = await audit({ notifications: grouped, accounts, regions: ["eu-west-1"], trail: { multiRegion: true } });
    const alarm = alarmOf(all);
    assert.deepEqual(stateOf(all).ScheduledQueryConfiguration["LogGroupIdentifiers"], ["/aws/events/sse-objects"]);
    assert.deepEqual([alarm.provider, alarm.inputs["region"]], ["", undefined], "at home");
    assert.equal(of(all, ":EventRule").some(({ inputs }) => String(inputs["name"]).includes("-mail-")), false);
  });

  it("are of the partition that the stack is in", async () => {
    const place = { partition: "aws-cn", region: "cn-north-1", accountId: account };
    const all = await declare(() => new ObjectEncryptionAudit("audit", auditArgs({ notifications: grouped })), place);
    assert.match(JSON.stringify(only(all, "role:Role").inputs), /arn:aws-cn:logs:cn-north-1:111122223333:scheduled-query:\*/);
    assert.match(JSON.stringify(only(all, ":RolePolicy").inputs), /arn:aws-cn:logs:cn-north-1:111122223333:log-group:/);
  });

  it("keep the alarm's text secret where the topic is, and have no tags where there are none", async () => {
    const topicArn = pulumi.secret(`arn:aws:sns:us-east-1:${account}:alerts`);
    const { inputs } = alarmOf(await audit({ notifications: { ...grouped, topicArn } }));
    assert.match(JSON.stringify(inputs["desiredState"]), /4dabf18193072939515e22adb298388d/);
    const untagged = stateOf(await audit({ notifications: grouped, tags: {} }));
    assert.equal("Tags" in untagged || "Tags" in untagged.ScheduledQueryConfiguration, false);
  });
});
