import assert from "node:assert/strict";
import { Secret, type ResourceValidationArgs } from "@pulumi/policy";
import * as deserialize from "@pulumi/policy/deserialize";
import * as proxy from "@pulumi/policy/proxy";
import * as secret from "@pulumi/policy/secret";
import { analysis, joinAnalysis } from "../../policypack/analysis";
import { parsePackConfig } from "../../policypack/config/packConfig";
import { s3AddDefaultEncryption } from "../../policypack/policies/s3-add-default-encryption";

// Internal to @pulumi/policy; the real ones, as the server puts them around the properties that it hands over.
const { unknownCheckingProxy, unknownStringValue } = proxy as unknown as {
  unknownCheckingProxy: (props: object) => Record<string, unknown>;
  unknownStringValue: string;
};
const { secretsPreservingProxy } = secret as unknown as { secretsPreservingProxy: (props: object) => object };
const { serializeProperties: serialize } = deserialize as unknown as {
  serializeProperties: (props: unknown) => Promise<Record<string, unknown>>;
};

/** What becomes of a resource's inputs; undefined when they stay as they are. */
async function remediated(type: string, inputs: Record<string, unknown>, config: object = {}): Promise<Record<string, unknown> | undefined> {
  const args = {
    type,
    name: "orders",
    urn: `urn:pulumi:test::project::${type}::orders`,
    props: unknownCheckingProxy(secretsPreservingProxy(inputs)),
    getConfig: () => config,
  } as unknown as ResourceValidationArgs;
  const result = await s3AddDefaultEncryption.remediateResource?.(args);
  return result === undefined ? undefined : serialize(result);
}

describe("policypack/policies/s3-add-default-encryption", () => {
  const byDefault = { sseAlgorithm: "aws:kms" };
  const anything = (): Record<string, unknown> => ({ forceDestroy: true });

  beforeEach(() => {
    // Who comes a second time begins an analysis: that of other tests in this process has requirements of its own.
    joinAnalysis("remediation.test");
    joinAnalysis("remediation.test");
  });

  it("is off by default", () => {
    assert.equal(s3AddDefaultEncryption.enforcementLevel, "disabled");
  });

  for (const [type, property, expected] of [
    ["aws:s3/bucket:Bucket", "serverSideEncryptionConfiguration", { rule: { applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled: true } }],
    ["aws:s3/bucketV2:BucketV2", "serverSideEncryptionConfigurations", [{ rules: [{ applyServerSideEncryptionByDefaults: [byDefault], bucketKeyEnabled: true }] }]],
    ["aws-native:s3:Bucket", "bucketEncryption", { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: byDefault, bucketKeyEnabled: true }] }],
  ] as const) {
    it(`gives a ${type} without one the default encryption that the requirement asks for`, async () => {
      assert.deepEqual((await remediated(type, anything()))?.[property], expected);
    });
    it(`leaves a ${type} that declares one alone`, async () => {
      assert.equal(await remediated(type, { [property]: { any: "thing" } }), undefined);
    });
    it(`leaves a ${type} alone whose default encryption is not known yet`, async () => {
      assert.equal(await remediated(type, { [property]: unknownStringValue }), undefined);
    });
  }

  it("adds nothing where the policies' requirements contradict each other: those that judge say so", async () => {
    analysis().organization.give("another", parsePackConfig("another", { requirement: { methods: ["sse-kms"] } }).config?.requirement);
    assert.equal(await remediated("aws:s3/bucket:Bucket", anything(), { requirement: { methods: ["sse-s3"] } }), undefined);
  });

  it("names the approved key", async () => {
    const kmsKeyArns = ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"];
    const after = await remediated("aws:s3/bucket:Bucket", anything(), { requirement: { methods: ["sse-kms"], kmsKeyArns } });
    assert.match(JSON.stringify(after), /"kmsMasterKeyId":"arn:aws:kms:us-east-1:111122223333:key\/1234abcd/);
  });

  it("gives SSE-S3 and DSSE-KMS no bucket key, which they do not have", async () => {
    for (const [method, sseAlgorithm] of [["sse-s3", "AES256"], ["dsse-kms", "aws:kms:dsse"]] as const) {
      const after = await remediated("aws:s3/bucket:Bucket", anything(), { requirement: { methods: [method] } });
      assert.deepEqual(after?.["serverSideEncryptionConfiguration"], { rule: { applyServerSideEncryptionByDefault: { sseAlgorithm } } });
    }
  });

  it("adds nothing where only SSE-C is approved: no default can satisfy", async () => {
    assert.equal(await remediated("aws:s3/bucket:Bucket", anything(), { requirement: { methods: ["sse-c"] } }), undefined);
  });

  it("says what is wrong with its configuration", async () => {
    await assert.rejects(remediated("aws:s3/bucket:Bucket", anything(), { requirements: {} }), /s3-add-default-encryption.*requirements/s);
  });

  it("is not put off by keys without a value, which CrossGuard hands over for what nobody configured", async () => {
    assert.ok(await remediated("aws:s3/bucket:Bucket", anything(), { requirement: undefined, account: undefined, exemptions: null }));
  });

  it("leaves the other inputs as they are: unknown ones unknown, secret ones secret", async () => {
    const after = await remediated("aws:s3/bucket:Bucket", { bucket: unknownStringValue, tags: { owner: new Secret("hidden") } });
    assert.equal(after?.["bucket"], unknownStringValue);
    assert.match(JSON.stringify(after?.["tags"]), /1b47061264138c4ac30d75fd1eb44270/, "the signature of a secret");
  });

  it("leaves a bucket alone that the update leaves out, which the engine shows without any property", async () => {
    assert.equal(await remediated("aws:s3/bucket:Bucket", {}), undefined);
  });

  it("leaves exempt buckets and other resources alone", async () => {
    assert.equal(await remediated("aws:sns/topic:Topic", {}, { requirements: {} }), undefined, "whatever its configuration");
    assert.ok(await remediated("aws:s3/bucket:Bucket", { bucket: unknownStringValue }, { exemptions: [{ bucket: "acme-*", reason: "legacy" }] }), "not one whose name is not known yet");
    assert.equal(await remediated("aws:s3/bucket:Bucket", { bucket: "acme-old" }, { exemptions: [{ bucket: "acme-*", reason: "legacy" }] }), undefined);
    assert.equal(await remediated("aws:s3/bucket:Bucket", { tags: { legacy: "yes" } }, { exemptions: [{ tag: { key: "legacy" }, reason: "legacy" }] }), undefined);
    for (const type of ["aws:sns/topic:Topic", "aws:s3/directoryBucket:DirectoryBucket", "constructor"]) assert.equal(await remediated(type, {}), undefined);
  });

  it("does not leave a bucket alone whose exemption has expired, or is another one's", async () => {
    for (const exemption of [{ bucket: "*", reason: "legacy", expires: "2020-01-01" }, { bucket: "other", reason: "legacy" }]) {
      assert.ok(await remediated("aws:s3/bucket:Bucket", { bucket: "acme-old" }, { exemptions: [exemption] }));
    }
  });
});
