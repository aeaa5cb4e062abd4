/** Protects the watch over a deployed audit: added and taken away without a change of the rest, told at preview, heard of by its rules. */
import assert from "node:assert/strict";
import { managementRecord, matchEventPattern, matchEventSelectors, toEventBridgeEvent, transformInput, type InputTransformer } from "../../simulator";
import { assertSucceeded, changes, withStack } from "./harness";

const config = (tampering = ""): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:buckets: [{ name: acme-orders }]
${tampering && `  s3-encryption-audit:tampering: ${tampering}\n`}`;
const deployer = "arn:aws:iam::111122223333:role/deployer";
const own = `{ trail: own, exemptPrincipals: [{ arn: "${deployer}", reason: runs pulumi up }] }`;

describe("the watch over a deployed audit", () => {
  it("comes and goes beside what is there, hears of what is done to it, and leaves nothing to refresh", async () => {
    await withStack({ program: { repository: true }, config: config() }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      engine.writeConfig(config(own));
      const added = await engine.preview();
      assertSucceeded(added);
      const steps = changes(added.preview?.steps ?? []);
      assert.deepEqual(steps.filter((step) => !step.startsWith("create ")).map((step) => step.split(" ", 2).join(" ")), [
        "update aws:cloudtrail/trail:Trail", "update aws:cloudwatch/dashboard:Dashboard", "update aws:sqs/queuePolicy:QueuePolicy",
      ]);
      const up = await engine.up();
      assertSucceeded(up);
      assert.match(up.stdout + up.stderr, /tampering: management events are recorded by the audit's own trail\./);

      const { resources } = await engine.exportStack();
      const of = (type: string): Record<string, unknown>[] => resources.filter((one) => one.type === type).map(({ outputs }) => outputs);
      const key = resources.find(({ type, parent }) => type === "aws:kms/key:Key" && String(parent).includes("acme-orders"))?.outputs["arn"];
      const told = (service: string, eventName: string, requestParameters: object, arn: string, more: object = {}): string[] => {
        const record = managementRecord({ service, eventName, requestParameters: { ...requestParameters }, principal: { arn }, account: "111122223333", region: "us-east-1", time: new Date(0), ...more });
        if (!of("aws:cloudtrail/trail:Trail").some(({ advancedEventSelectors }) => matchEventSelectors(advancedEventSelectors, record))) return [];
        const event = toEventBridgeEvent(record);
        const rules = of("aws:cloudwatch/eventRule:EventRule").filter(({ eventPattern }) => matchEventPattern(String(eventPattern), event));
        const targets = of("aws:cloudwatch/eventTarget:EventTarget").filter(({ rule }) => rules.some(({ name }) => name === rule));
        return targets.map(({ inputTransformer }) => transformInput(inputTransformer as InputTransformer, event));
      };
      const mallory = "arn:aws:iam::111122223333:user/mallory";
      const acts: readonly (readonly [string, string, object, object?])[] = [
        ["cloudtrail", "StopLogging", { name: "arn:aws:cloudtrail:us-east-1:111122223333:trail/s3-encryption-audit-test" }],
        ["events", "DisableRule", { name: "s3-encryption-audit-test-uploads" }],
        ["sns", "DeleteTopic", { topicArn: "arn:aws:sns:us-east-1:111122223333:s3-encryption-audit-test-alarms" }],
        ["s3", "DeleteBucketEncryption", { bucketName: "acme-orders" }],
        ["kms", "ScheduleKeyDeletion", { keyId: "x" }, { resources: [{ type: "AWS::KMS::Key", ARN: String(key) }] }],
      ];
      for (const [service, eventName, parameters, more] of acts) {
        const [message, ...others] = told(service, eventName, parameters, mallory, more);
        assert.ok(message?.includes(eventName) && message.includes(mallory) && others.length === 0, `${eventName}: ${String(message)}`);
        assert.deepEqual(told(service, eventName, parameters, deployer, more), [], `${eventName} by who is exempt`);
      }

      assertSucceeded(await engine.refreshPreview("--expect-no-changes"));
      engine.writeConfig(config());
      const removed = await engine.preview();
      assertSucceeded(removed);
      const kinds = changes(removed.preview?.steps ?? []).filter((step) => step.startsWith("delete ")).map((step) => step.split(" ")[1]);
      assert.deepEqual([...new Set(kinds)].sort(), ["aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget", "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy", "s3-encryption-audit:index:MessageRules"]);
    });
  });
});
