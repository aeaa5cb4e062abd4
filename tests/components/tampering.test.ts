/** Protects the watch over an audit: nothing unless asked for, rules and alarms on its parts, a trail that records, and who may publish. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { ObjectEncryptionAuditArgs } from "../../arguments/interfaces";
import { ObjectEncryptionAudit } from "../../components/objectEncryptionAudit";
import { globPattern, matchesGlob } from "../../simulator/iam/glob";
import { managementRecord, matchEventPattern, matchEventSelectors, toEventBridgeEvent, transformInput, type InputTransformer } from "../../simulator";
import { audit, auditArgs, key, kms, trail } from "./audit";
import { declare, environment, of, only, statements, untilSettled, type Registered } from "./declare";

const deployer = "arn:aws:iam::111122223333:role/deployer";
const tampering = { trail: "own", exemptPrincipals: [{ arn: deployer, reason: "runs pulumi up" }] };
const account = environment.accountId;
const call = (service: string, eventName: string, requestParameters: Record<string, unknown>, arn = `arn:aws:iam::${account}:user/mallory`): Readonly<Record<string, unknown>> =>
  managementRecord({ service, eventName, requestParameters, principal: { arn }, account, region: environment.region, time: new Date(0) });
const watchRules = (all: readonly Registered[]): Registered[] => of(all, ":EventRule").filter(({ inputs }) => String(inputs["name"]).includes("-watch-"));

describe("the watch over an audit", () => {
  it("is not there unless it is asked for, and adds nothing then", async () => {
    const usual = await audit();
    assert.deepEqual(watchRules(usual), []);
    assert.deepEqual(of(usual, "role:Role"), []);
    assert.equal((only(usual, "trail:Trail").inputs["advancedEventSelectors"] as object[]).length, 1);
  });

  it("leaves everything else as it was, but for the trail's selectors, the queue's policy and the dashboard's alarms", async () => {
    const before = new Map((await audit()).map(({ urn, inputs }) => [urn, inputs]));
    const after = new Map((await audit({ tampering })).map(({ urn, inputs }) => [urn, inputs]));
    const changed = [...before].filter(([urn, inputs]) => JSON.stringify(after.get(urn)) !== JSON.stringify(inputs)).map(([urn]) => urn.split("::").at(-2)?.split(":").at(-1));
    assert.deepEqual(changed.sort(), ["Dashboard", "QueuePolicy", "Trail"]);
  });

  it("has the trail record management events that change something, and the uploads as before", async () => {
    const selectors = only(await audit({ tampering }), "trail:Trail").inputs["advancedEventSelectors"] as object[];
    assert.equal(matchEventSelectors(selectors, call("cloudtrail", "StopLogging", {})), true);
    assert.deepEqual(selectors.slice(0, 1), only(await audit(), "trail:Trail").inputs["advancedEventSelectors"]);
  });

  const acts: readonly (readonly [service: string, eventName: string, parameters: Record<string, unknown>, rule: string])[] = [
    ["cloudtrail", "StopLogging", { name: "audit-dev" }, "trail"],
    ["s3", "DeleteBucketPolicy", { bucketName: "audit-logs" }, "trail"],
    ["events", "DisableRule", { name: "audit-dev-uploads" }, "log"],
    ["events", "RemoveTargets", { rule: "audit-dev-watch-trail", ids: ["topic"] }, "log"],
    ["logs", "DeleteMetricFilter", { logGroupName: "/aws/events/sse-objects", filterName: "SSE_C_HEADER" }, "log"],
    ["monitoring", "DeleteAlarms", { alarmNames: ["audit-dev-sse-c-header"] }, "alarm"],
    ["sqs", "PurgeQueue", { queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/audit-dev-dead-letters` }, "alarm"],
    ["s3", "DeleteBucketEncryption", { bucketName: "any-bucket" }, "bucket"],
  ];
  it("has a rule for each part, with an alarm and a message to the topic, which tells of it and spares who is exempt", async () => {
    const all = await audit({ tampering });
    for (const [service, eventName, parameters, part] of acts) {
      const matching = (arn?: string): string[] =>
        watchRules(all)
          .filter(({ inputs }) => matchEventPattern(String(inputs["eventPattern"]), toEventBridgeEvent(call(service, eventName, parameters, arn))))
          .map(({ inputs }) => String(inputs["name"]));
      assert.deepEqual(matching(), [`audit-dev-watch-${part}`], eventName);
      assert.deepEqual(matching(deployer), [], `${eventName} by the exempt role`);
    }
    for (const { inputs } of watchRules(all)) {
      const name = String(inputs["name"]);
      const [target, ...more] = of(all, ":EventTarget").filter(({ inputs: of }) => of["rule"] === name);
      assert.ok(target && more.length === 0, name);
      assert.equal(target.inputs["arn"], "arn:aws:sns:::audit", "the topic");
      assert.deepEqual(target.inputs["deadLetterConfig"], { arn: "arn:aws:sqs:::audit" });
      const text = transformInput(target.inputs["inputTransformer"] as InputTransformer, toEventBridgeEvent(call("x", "AnEvent", {})));
      assert.match(text, /AnEvent.*\n.*user\/mallory/);
      const [alarm] = of(all, ":MetricAlarm").filter(({ inputs: { dimensions } }) => (dimensions as { RuleName?: string } | undefined)?.RuleName === name);
      assert.ok(alarm, `an alarm on ${name}`);
      const { namespace, metricName, threshold, comparisonOperator, alarmActions } = alarm.inputs;
      assert.deepEqual({ namespace, metricName, threshold, comparisonOperator }, { namespace: "AWS/Events", metricName: "MatchedEvents", threshold: 0, comparisonOperator: "GreaterThanThreshold" });
      assert.deepEqual(alarmActions, ["arn:aws:sns:::audit"]);
    }
  });

  it("publishes by a role that the stack's rules alone can take on, and that may do nothing else", async () => {
    const all = await audit({ tampering, notifications: { kmsKeyArn: key } });
    const [trust] = statements(only(all, "role:Role"), "assumeRolePolicy");
    const { ArnLike, StringEquals } = trust?.["Condition"] as { ArnLike: { "aws:SourceArn": string[] }; StringEquals: object };
    assert.deepEqual(trust?.["Principal"], { Service: "events.amazonaws.com" });
    assert.deepEqual(StringEquals, { "aws:SourceAccount": account });
    assert.deepEqual(ArnLike["aws:SourceArn"], [`arn:aws:events:us-east-1:${account}:rule/audit-dev-watch-*`]);
    assert.deepEqual(statements(only(all, ":RolePolicy")).map(({ Action, Resource }) => [Action, Resource]), [
      ["sns:Publish", "arn:aws:sns:::audit"],
      [["kms:Decrypt", "kms:GenerateDataKey*"], key],
    ]);
    const policy = only(all, ":RolePolicy");
    for (const target of of(all, ":EventTarget").filter(({ inputs }) => "roleArn" in inputs)) assert.ok(target.dependencies.includes(policy.urn), "the role may publish before the rule does");
  });

  it("keeps what the topic did not take in the queue, which the rules may use", async () => {
    const [statement] = statements(only(await audit({ tampering }), ":QueuePolicy"));
    const { ArnLike } = statement?.["Condition"] as { ArnLike: { "aws:SourceArn": string[] } };
    const may = (rule: string): boolean => ArnLike["aws:SourceArn"].some((pattern) => matchesGlob(globPattern(pattern), `arn:aws:events:us-east-1:${account}:rule/${rule}`));
    for (const rule of ["audit-dev-uploads", "audit-dev-watch-trail", "audit-dev-watch-bucket-2"]) assert.ok(may(rule), rule);
    assert.ok(!may("another"));
  });

  it("does without a queue, where there is none", async () => {
    const all = await audit({ tampering, deadLetterQueue: false });
    for (const { inputs } of of(all, ":EventTarget")) assert.equal("deadLetterConfig" in inputs, false);
  });

  it("watches the keys that the requirement names, that the trail got, and that it is given, the last two as Outputs", async () => {
    const watched = async (changes: Partial<ObjectEncryptionAuditArgs>): Promise<unknown> => {
      const [rule] = watchRules(await audit({ tampering, ...changes })).filter(({ inputs }) => inputs["name"] === "audit-dev-watch-key");
      return rule && (JSON.parse(String(rule.inputs["eventPattern"])) as { detail: { resources: { ARN: string[] } } }).detail.resources.ARN;
    };
    assert.deepEqual(await watched({ trail: { ...trail, kmsKey: "none" } }), undefined);
    assert.deepEqual(await watched({ requirement: { ...kms, kmsKeyArns: [key] } }), [key]);
    assert.deepEqual(await watched({ trail: { ...trail, kmsKey: "create" }, tampering: { ...tampering, kmsKeyArns: [pulumi.output(key)] } }), ["arn:aws:kms:::audit", key]);
  });

  it("keeps the pattern secret where the topic is, and the number of rules known", async () => {
    const topicArn = pulumi.secret("arn:aws:sns:us-east-1:111122223333:alerts");
    const patterns = watchRules(await audit({ tampering, notifications: { topicArn } })).map(({ inputs }) => JSON.stringify(inputs["eventPattern"]));
    assert.equal(patterns.length, 5);
    for (const pattern of patterns) assert.match(pattern, /4dabf18193072939515e22adb298388d/);
  });
});

describe("the trail that records management events", () => {
  /** What the component says, and how it ends, with a trail as AWS describes it. */
  async function said(named: string, described: object): Promise<{ told: string[]; read: string[]; failed: string }> {
    const told: string[] = [];
    const { info } = pulumi.log;
    const log = pulumi.log as { info: typeof info };
    log.info = async (text) => void told.push(text);
    const read: string[] = [];
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    // A deployment that is refused never ends here: on the engine the process does.
    const refused = new Promise<string>((resolve) => process.on("unhandledRejection", (error) => { resolve(String(error)); }));
    const declared = declare(() => new ObjectEncryptionAudit("audit", auditArgs({ tampering: { ...tampering, trail: named } })), environment, (type, id) => {
      if (type !== "aws:cloudtrail/trail:Trail" || id === "") return undefined;
      read.push(id);
      return { homeRegion: "us-east-1", enableLogging: true, ...described };
    });
    let failed: string;
    try {
      failed = await Promise.race([refused, declared.then(untilSettled).then(() => "")]);
    } finally {
      log.info = info;
      await untilSettled();
      process.removeAllListeners("unhandledRejection");
      for (const listener of others) process.on("unhandledRejection", listener);
    }
    return { told, read, failed };
  }
  const arnOf = (name: string, owner = account): string => `arn:aws:cloudtrail:us-east-1:${owner}:trail/${name}`;

  it("is the audit's own, and said so", async () => {
    assert.deepEqual(await said("own", {}), { told: ["tampering: management events are recorded by the audit's own trail."], read: [], failed: "" });
  });

  it("is looked at where it is of the account, by name or ARN, and adds no selector to the audit's own", async () => {
    for (const named of ["central", arnOf("central")]) {
      assert.deepEqual(await said(named, {}), { told: [`tampering: management events are recorded by ${named}, as it is now.`], read: [arnOf("central")], failed: "" });
    }
    const all = await audit({ tampering: { ...tampering, trail: "central" } });
    const own = of(all, "trail:Trail").filter(({ inputs }) => inputs["name"] === "audit-dev");
    assert.deepEqual(own.map(({ inputs }) => (inputs["advancedEventSelectors"] as object[]).length), [1]);
  });

  it("is refused where it records none", async () => {
    const { failed, told } = await said("central", { advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }] }] });
    assert.match(failed, /tampering\.trail: central records no management events that change something\. Name a trail/);
    assert.deepEqual(told, []);
  });

  it("is taken for granted where it is another account's, and said so", async () => {
    const arn = arnOf("organization", "999988887777");
    assert.deepEqual(await said(arn, {}), { told: [`tampering: management events are taken to be recorded by ${arn}, which is of account 999988887777 and was not looked at.`], read: [], failed: "" });
  });
});
