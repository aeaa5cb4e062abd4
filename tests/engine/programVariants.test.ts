/** Protects what environments differ in: partitions, protection, a trail that exists, more buckets than one rule takes. */
import assert from "node:assert/strict";
import { specialMetrics } from "../../encryption/metrics";
import { deployedStack } from "../../sandbox/demo/deployedStack";
import { type Deployment } from "../../sandbox/engineOutput";
import { cloudTrailRecord, evaluateUpload, runPipeline, type UploadBucket, type UploadRequest } from "../../simulator";
import { assertRefused, assertSucceeded, changes, declared, withStack } from "./harness";

/** Everything that a stack can have, in a region. */
const everything = (partition: string, region: string, more = ""): string => {
  const key = `arn:${partition}:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  return `config:
  aws:region: ${region}
  s3-encryption-audit:requirement: { methods: [sse-kms], kmsKeyArns: [${key}] }
  s3-encryption-audit:trail: { kmsKey: none, multiRegion: true }
  s3-encryption-audit:logGroup: { kmsKeyArn: ${key} }
  s3-encryption-audit:alarms: { deniedUploads: 5, silentHours: 24 }
  s3-encryption-audit:notifications: { emails: [security@example.com], kmsKeyArn: ${key} }
  s3-encryption-audit:buckets: [{ name: acme-orders, versioning: true }]
  s3-encryption-audit:policies: { identity: true, serviceControl: { targets: [r-abcd] }, resourceControl: { targets: ["444455556666"] } }
${more}`;
};

describe("the program in another partition", () => {
  it("names nothing of the partition aws in China, and refuses to delete what is protected", async () => {
    const config = everything("aws-cn", "cn-north-1", "  s3-encryption-audit:protect: true\n");
    await withStack({ program: { repository: true }, config }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      const deployment = await engine.exportStack();
      isOfPartition(deployment, "aws-cn", "https://cn-north-1.console.amazonaws.cn/");

      const keptIn = ({ resources }: typeof deployment): string[] =>
        resources.filter(({ protect }) => protect).map(({ type, id }) => `${type.split(":").pop() ?? ""} ${id ?? ""}`).sort();
      assert.deepEqual(keptIn(deployment), [
        ...["Bucket acme-orders", "Bucket s3-encryption-audit-test-trail-111122223333"],
        ...["BucketPolicy acme-orders", "BucketPolicy s3-encryption-audit-test-trail-111122223333"],
        ...[ "BucketVersioning acme-orders", "LogGroup /aws/events/sse-objects"],
      ]);
      // With its preview, as people run it: that refuses before the first deletion.
      assertRefused(await engine.destroy("--skip-preview=false"), /protect/);
      assert.equal(declared(await engine.exportStack()).length, declared(deployment).length, "nothing was deleted");
      assertRefused(await engine.destroy("--skip-preview"), /protect/);
      assert.deepEqual(keptIn(await engine.exportStack()), keptIn(deployment), "the buckets lost nothing that makes them safe");

      const isGuarded = ({ resources }: typeof deployment): unknown =>
        resources.find(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup")?.inputs["deletionProtectionEnabled"];
      assert.equal(isGuarded(deployment), true, "from deletions outside of Pulumi");
      engine.writeConfig(everything("aws-cn", "cn-north-1", "  s3-encryption-audit:forceDestroy: true\n"));
      assertSucceeded(await engine.up());
      assert.equal(isGuarded(await engine.exportStack()), false);
      assertSucceeded(await engine.destroy());
    });
  });

  for (const [partition, region, console] of [
    ["aws-us-gov", "us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/"],
    ["aws-eusc", "eusc-de-east-1", "https://eusc-de-east-1.console.amazonaws-eusc.eu/"],
  ] as const) {
    it(`names nothing of the partition aws in ${region}`, async () => {
      await withStack({ program: { repository: true }, config: everything(partition, region) }, async ({ engine }) => {
        assertSucceeded(await engine.up());
        const deployment = await engine.exportStack();
        isOfPartition(deployment, partition, console);
        assert.deepEqual(deployment.resources.filter(({ protect }) => protect), []);
      });
    });
  }
});

function isOfPartition(deployment: Deployment, partition: string, console: string): void {
  for (const { urn, inputs, outputs } of deployment.resources) {
    const arns = [...JSON.stringify({ inputs, outputs }).matchAll(/arn:[a-z-]*:/g)].map(([arn]) => arn);
    assert.deepEqual(arns.filter((arn) => arn !== `arn:${partition}:`), [], urn);
  }
  assert.ok(String(deployment.outputs["dashboardUrl"]).startsWith(console), String(deployment.outputs["dashboardUrl"]));
  // The policy means the bucket's objects, whose ARNs are of this partition.
  const [orders] = deployedStack(deployment).buckets.filter(({ name }) => name === "acme-orders");
  assert.ok(orders);
  const put: UploadRequest = { action: "PutObject", key: "orders/1.json", principal: { arn: `arn:${partition}:iam::111122223333:role/app` } };
  assert.equal(evaluateUpload(orders, put).outcome, "stored");
  assert.equal(evaluateUpload(orders, { ...put, headers: { "x-amz-server-side-encryption": "AES256" } }).outcome, "denied");
}

describe("the program beside a trail that exists", () => {
  const names = Array.from({ length: 70 }, (_, index) => `acme-department-${index}-invoices`);
  const config = (trail: string): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:trail: ${trail}
  s3-encryption-audit:scope: { buckets: [${names.join(", ")}], bucketPrefixes: [acme-shared-] }
`;

  it("creates no trail, says what to put on the one that is there, and counts each upload to many buckets once", async () => {
    await withStack({ program: { repository: true }, config: config("{ mode: existing, name: org-trail }") }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      const deployment = await engine.exportStack();
      assert.deepEqual(deployment.resources.filter(({ type }) => /^aws:(cloudtrail|s3|kms)\//.test(type)), []);
      assert.equal("trailArn" in deployment.outputs, false);
      assert.match(String(deployment.outputs["eventSelectorsCommand"]), /put-event-selectors --trail-name org-trail /);

      const stack = deployedStack(deployment);
      assert.ok(stack.rules.length > 1, "one rule does not hold that many names");
      // The selectors of the outputs, on the organization's trail.
      const trails = [{ name: "org-trail", selectors: deployment.outputs["eventSelectors"] }];
      const records = (buckets: readonly string[]): object[] => buckets.map(uploadRecord);
      const audited = [...names, "acme-shared-1", "acme-shared-reports"];
      const counted = runPipeline({ ...stack, trails, alarms: [] }, records(audited));
      // The state has the filters in any order.
      const found = counted.records.map(({ rules, counted: metrics }) => [rules.length, metrics.map(({ metricName }) => metricName).sort()]);
      assert.deepEqual(found, audited.map(() => [1, [specialMetrics.improperUploads.metricName, "sse-s3-default"]]));
      const ignored = runPipeline({ ...stack, trails, alarms: [] }, records(["acme-department-7", "acme-department-7-invoices-2", "other"]));
      assert.deepEqual(ignored.logEvents, [], "buckets whose names are only alike are none of the audit's");

      engine.writeConfig(config("existing"));
      const unnamed = await engine.preview();
      assertSucceeded(unnamed);
      assert.deepEqual(changes(unnamed.preview?.steps ?? []), [], "the trail's name is in the outputs alone");
    });
  });
});

function uploadRecord(name: string): object {
  const bucket: UploadBucket = { name, account: "111122223333" };
  const upload: UploadRequest = { action: "PutObject", key: "invoice.pdf", principal: { arn: "arn:aws:iam::111122223333:role/app" } };
  return cloudTrailRecord(bucket, upload, evaluateUpload(bucket, upload), { time: new Date("2026-01-15T09:00:00Z"), region: "us-east-1" });
}
