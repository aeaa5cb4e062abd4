/** Protects what records are judged by: the state of a stack, and what a config would deploy, say the same. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { excluding } from "../../encryption/auditScope";
import { auditParameter } from "../../encryption/lake/description";
import { accountsParameter } from "../../encryption/lake/table";
import { notTold } from "../../replay/athena/answers";
import { definitionsOfFile } from "../../replay/definitions/config";
import { pipelineOf } from "../../replay/definitions/pipeline";
import { definitionsOfState, StateError } from "../../replay/definitions/state";
import { anyElement, arnParts, readsOf } from "../../replay/judge/reads";
import { EnforcedBucket } from "../../replay/judge/enforcement";
import { principalName } from "../../replay/judge/principal";
import type { PipelineDefinitions } from "../../simulator/pipeline";
import { audit, kms, trail } from "../components/audit";
import { of } from "../components/declare";
import { pipelineOf as estatePipeline } from "../encryption/estates";

const byName = (definitions: PipelineDefinitions): unknown => {
  const sorted = <T extends { name: string }>(all: readonly T[]): T[] => [...all].sort((left, right) => (left.name < right.name ? -1 : 1));
  return JSON.parse(
    JSON.stringify({
      selectors: definitions.trails.map(({ selectors }) => selectors),
      patterns: definitions.rules.map(({ eventPattern }) => eventPattern),
      filters: sorted(definitions.metricFilters),
      alarms: sorted(definitions.alarms.map((alarm) => ({ ...alarm, name: alarm.name.replace("audit-dev-", "") }))).map(
        ({ name, namespace, metricName, statistic, period, evaluationPeriods, datapointsToAlarm, threshold, comparisonOperator, treatMissingData }) =>
          ({ name, namespace, metricName, statistic, period, evaluationPeriods, datapointsToAlarm, threshold, comparisonOperator, treatMissingData }),
      ),
    }),
  ) as unknown;
};

describe("the definitions of a replay", () => {
  it("are those that the components declare, and are read from the state of a stack as they were deployed", async () => {
    const scope = { buckets: ["acme-orders"], bucketPrefixes: ["acme-"], excludedBuckets: [] };
    const resources = await audit({ scope, alarms: { periodMinutes: 5, deniedUploads: 3 } });
    const arn = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/sse-objects";
    const outputsOf = (type: string, inputs: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
      ...inputs,
      ...(type.endsWith(":LogGroup") && { arn }),
      ...(type.endsWith(":EventTarget") && { arn }),
    });
    const state = {
      version: 3,
      deployment: {
        resources: [
          { type: "pulumi:pulumi:Stack", outputs: { requirement: kms, logGroupName: "/aws/events/sse-objects" } },
          ...resources.map(({ type, inputs }) => ({ type, outputs: outputsOf(type, inputs) })),
        ],
      },
    };
    assert.ok(of(resources, ":MetricAlarm").length > 5);
    const { pipeline, requirement } = definitionsOfState(JSON.stringify(state), "state.json");
    const deployed = pipelineOf({ requirement: kms, scope: excluding(scope, trail.logBucket.name), periodMinutes: 5, deniedUploads: 3, region: "us-east-1" });
    assert.deepEqual(byName(pipeline), byName(deployed));
    assert.equal(pipeline.region, "us-east-1");
    assert.deepEqual(requirement, kms);
  });

  it("know of an estate with a lake which accounts' log files are elsewhere, and count at home what is home's", () => {
    const [home, other] = ["111122223333", "444455556666"];
    const [logGroup, bus] = [`arn:aws:logs:eu-central-1:${home}:log-group:/aws/events/sse-objects`, `arn:aws:events:eu-central-1:${home}:event-bus/hub`];
    const audited = { requirement: kms, scope: { buckets: "all", excludedBuckets: [] }, partition: "aws" };
    const rule = (name: string, account: string): object => ({ name, arn: `arn:aws:events:eu-central-1:${account}:rule/${name}`, eventPattern: "{}" });
    const state = (tableAccounts: string): string =>
      JSON.stringify({
        deployment: {
          resources: [
            { type: "pulumi:pulumi:Stack", outputs: { requirement: kms } },
            { type: "aws:cloudwatch/logGroup:LogGroup", outputs: { name: "/aws/events/sse-objects", arn: logGroup } },
            { type: "aws:cloudwatch/logMetricFilter:LogMetricFilter", outputs: { name: "f", pattern: "{ $.detail.errorCode NOT EXISTS }", logGroupName: "/aws/events/sse-objects", metricTransformation: { namespace: "n", name: "m", value: "1" } } },
            { type: "aws:cloudwatch/eventRule:EventRule", outputs: rule("uploads", home) },
            { type: "aws:cloudwatch/eventTarget:EventTarget", outputs: { rule: "uploads", arn: logGroup } },
            { type: "aws:cloudwatch/eventBus:EventBus", outputs: { name: "hub", arn: bus } },
            { type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy", outputs: { policy: JSON.stringify({ Statement: [{ Principal: { AWS: `arn:aws:iam::${other}:root` } }] }) } },
            { type: "aws:cloudwatch/eventRule:EventRule", outputs: rule("forward", other) },
            { type: "aws:cloudwatch/eventTarget:EventTarget", outputs: { rule: "forward", region: "eu-central-1", arn: bus, roleArn: `arn:aws:iam::${other}:role/forward` } },
            { type: "aws:glue/catalogTable:CatalogTable", outputs: { name: "cloudtrail_logs", databaseName: "audit", parameters: { [auditParameter]: JSON.stringify(audited), [accountsParameter]: tableAccounts } } },
          ],
        },
      });
    const alone = definitionsOfState(state(home), "state.json");
    assert.deepEqual(alone.lake?.audit.accounts, [home]);
    assert.match(notTold(alone).at(-1) ?? "", /^uploads in the account 444455556666: trails of their own record them/);
    assert.doesNotMatch(notTold(definitionsOfState(state(`${home},${other}`), "state.json")).join(), /444455556666/);
  });

  for (const logBucket of [{ existing: "acme-logs" }, { name: "acme-logs" }]) {
    it(`leave out the log bucket that a config names: ${Object.keys(logBucket).join()}`, () => {
      const file = path.join(os.tmpdir(), `replay-${process.pid}.yaml`);
      const mode = "existing" in logBucket ? "existing" : "create";
      fs.writeFileSync(file, JSON.stringify({ config: { "s3-encryption-audit:trail": { mode, logBucket } } }));
      const { pipeline } = definitionsOfFile(file);
      fs.rmSync(file);
      assert.deepEqual(byName(pipeline), byName(pipelineOf({ requirement: { methods: ["sse-kms", "dsse-kms"], origin: "any" }, scope: { buckets: "all", excludedBuckets: ["acme-logs"] }, periodMinutes: 1 })));
    });
  }

  for (const { what, text } of [
    { what: "no JSON", text: "{" },
    { what: "no state", text: "{}" },
    { what: "the state of another program", text: '{"deployment":{"resources":[{"type":"pulumi:pulumi:Stack","outputs":{}}]}}' },
    { what: "a stack without an audit", text: '{"deployment":{"resources":[{"type":"pulumi:pulumi:Stack","outputs":{"requirement":{}}}]}}' },
  ]) {
    it(`refuse ${what}`, () => assert.throws(() => definitionsOfState(text, "state.json"), StateError));
  }
});

describe("what definitions read", () => {
  it("is, of several accounts and regions, what the rules of each read: the account of a bucket as well", () => {
    const estate = { scope: { buckets: "all", excludedBuckets: [] }, accounts: ["111122223333", "444455556666"], regions: ["us-east-1"], organization: false } as const;
    const { paths, eventNames } = readsOf(estatePipeline(estate));
    assert.ok(paths.some((path) => JSON.stringify(path) === JSON.stringify(["resources", anyElement, "accountId"])));
    assert.ok(eventNames?.includes("PutObject"));
  });

  const pipeline = pipelineOf({ requirement: kms, scope: { buckets: "all", excludedBuckets: ["logs"] }, periodMinutes: 1 });

  it("names the uploads, where patterns list them", () => {
    assert.ok(readsOf(pipeline).eventNames?.includes("PutObject"));
    const anything = { ...pipeline, rules: [{ name: "x", eventPattern: { source: ["aws.s3"] } }] };
    assert.equal(readsOf(anything).eventNames, undefined);
    const prefixed = { ...pipeline, rules: [{ name: "x", eventPattern: { detail: { eventName: [{ prefix: "Put" }] } } }] };
    assert.equal(readsOf(prefixed).eventNames, undefined);
  });

  it("knows fields of patterns in $or, and of filters", () => {
    const paths = readsOf({
      ...pipeline,
      rules: [{ name: "x", eventPattern: { $or: [{ detail: { a: { b: [1] } } }, { detail: { "c.d": [2] } }] } }],
      metricFilters: [{ name: "f", pattern: "{ ($.detail.e.f = 1) || ($.detail.g[0].h NOT EXISTS) }", namespace: "n", metricName: "m", value: 1 }],
    }).paths.map((path) => path.join("."));
    for (const path of ["a.b", "c.d", "e.f", "g"]) assert.ok(paths.includes(path), path);
  });

  it("is of ARNs as many slashes as prefixes have, and their ends, the longest first", () => {
    assert.deepEqual(arnParts({ prefixes: ["arn:aws:s3:::acme/", "arn:aws:s3:::b/folder"], suffixes: ["s", ":::logs"], whole: ["arn:aws:s3:::x/y/z", "s"] }), {
      slashes: 2,
      ends: ["arn:aws:s3:::x/y/z", ":::logs", "s"],
    });
  });
});

describe("what enforcement would have denied", () => {
  const enforced = new EnforcedBucket({ methods: ["sse-kms"], origin: "any", kmsKeyArns: ["arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"] });
  const denial = (requestParameters: object, more: object = {}): string | undefined =>
    enforced.denialOf({ eventName: "PutObject", userIdentity: { arn: "arn:aws:iam::111122223333:user/kim" }, requestParameters, ...more });
  const kmsHeader = { "x-amz-server-side-encryption": "aws:kms" };

  for (const { what, given, by } of [
    { what: "no header", given: denial({}), by: undefined },
    { what: "another method", given: denial({ "x-amz-server-side-encryption": "AES256" }), by: "DenyOtherEncryptionMethods" },
    { what: "the method without a key", given: denial(kmsHeader), by: "DenyOtherKmsKeys" },
    { what: "the approved key by an alias", given: denial({ ...kmsHeader, "x-amz-server-side-encryption-aws-kms-key-id": "alias/approved" }), by: "DenyOtherKmsKeys" },
    { what: "SSE-C", given: denial({ "x-amz-server-side-encryption-customer-algorithm": "AES256" }), by: "DenySseC" },
    { what: "another account's principal", given: denial({ "x-amz-server-side-encryption": "AES256" }, { userIdentity: { type: "AWSAccount", accountId: "444455556666" } }), by: "DenyOtherEncryptionMethods" },
    { what: "what is no upload", given: denial({ "x-amz-server-side-encryption": "AES256" }, { eventName: "GetObject" }), by: undefined },
  ]) {
    it(`${what}: ${by ?? "nothing"}`, () => assert.equal(given, by));
  }
});

describe("the names of principals", () => {
  for (const { identity, name } of [
    { identity: { type: "AssumedRole", arn: "arn:aws:sts::1:assumed-role/a/s", accountId: "1", principalId: "AROA:s", sessionContext: { sessionIssuer: { arn: "arn:aws:iam::1:role/path/a" } } }, name: "arn:aws:iam::1:role/path/a" },
    { identity: { type: "FederatedUser", arn: "arn:aws:sts::1:federated-user/f", sessionContext: { sessionIssuer: { arn: "arn:aws:iam::1:user/u" } } }, name: "arn:aws:sts::1:federated-user/f" },
    { identity: { type: "AWSAccount", accountId: "444455556666", principalId: "AROAX:s3-replication" }, name: "444455556666 AROAX" },
    { identity: { type: "AWSAccount", accountId: "anonymous", principalId: "" }, name: "anonymous" },
    { identity: { type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" }, name: "cloudtrail.amazonaws.com" },
    { identity: { type: "IdentityCenterUser", onBehalfOf: { userId: "u-1" } }, name: "u-1" },
    { identity: undefined, name: "unknown" },
  ]) {
    it(name, () => assert.equal(principalName(identity), name));
  }
});
