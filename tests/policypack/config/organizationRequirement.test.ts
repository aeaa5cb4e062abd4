/** Protects that one requirement holds for the whole pack, under whichever policy it is given. */
import assert from "node:assert/strict";
import { s3AddDefaultEncryption } from "../../../policypack/policies/s3-add-default-encryption";
import { s3DefaultEncryption } from "../../../policypack/policies/s3-default-encryption";
import { s3DenyWrongUploads } from "../../../policypack/policies/s3-deny-wrong-uploads";
import { messages, stackOf, violations, type Declared } from "../stack";

const bucket: Declared = { type: "aws:s3/bucket:Bucket", name: "orders", inputs: { bucket: "acme-orders" } };
const encryption: Declared = {
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name: "orders",
  inputs: { bucket: "acme-orders", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true }] },
};
const requiring = (...methods: string[]): object => ({ requirement: { methods } });

describe("policypack/config/organizationRequirement", () => {
  it("that of another policy counts", async () => {
    assert.deepEqual(await messages(s3DefaultEncryption, [bucket, encryption]), []);
    const [found] = await messages(s3DefaultEncryption, [bucket, encryption], {}, { [s3DenyWrongUploads.name]: requiring("dsse-kms") });
    assert.match(found ?? "", /SSE-KMS is not approved/);
  });

  it("the strictest of several counts", async () => {
    const loose = requiring("sse-kms", "dsse-kms", "sse-s3");
    const [found] = await messages(s3DefaultEncryption, [bucket, encryption], loose, { [s3DenyWrongUploads.name]: requiring("dsse-kms", "sse-s3") });
    assert.match(found ?? "", /SSE-KMS is not approved\. Approved: AES256, aws:kms:dsse/);
  });

  it("those that exclude each other are refused, and nothing passes", async () => {
    const others = { [s3DenyWrongUploads.name]: requiring("dsse-kms") };
    const found = await violations(s3DefaultEncryption, [bucket, encryption], requiring("sse-kms"), others);
    assert.equal(found.length, 1);
    assert.equal(found[0]?.enforcementLevel, "mandatory");
    assert.match(found[0]?.message ?? "", /s3-default-encryption.*exclude each other|exclude each other.*s3-default-encryption/);
    assert.match(found[0]?.message ?? "", /s3-deny-wrong-uploads/);
  });

  it("one of an earlier analysis is forgotten", async () => {
    await messages(s3DefaultEncryption, [bucket, encryption], {}, { [s3DenyWrongUploads.name]: requiring("dsse-kms") });
    assert.deepEqual(await messages(s3DefaultEncryption, [bucket, encryption]), []);
  });

  it("that of the remediation counts, whether or not there is anything to add", async () => {
    await s3AddDefaultEncryption.remediateResource?.({ type: "pulumi:pulumi:Stack", name: "s", urn: "urn", props: {}, getConfig: () => requiring("dsse-kms") } as never);
    const [found] = await messages(s3DefaultEncryption, [bucket, encryption]);
    await s3AddDefaultEncryption.remediateResource?.({ type: "pulumi:pulumi:Stack", name: "s", urn: "urn", props: {}, getConfig: () => ({}) } as never);
    assert.match(found ?? "", /SSE-KMS is not approved/);
  });

  it("of those that exclude each other remediation follows none", async () => {
    await messages(s3DefaultEncryption, [bucket], {}, { [s3DenyWrongUploads.name]: requiring("dsse-kms") });
    const props: Record<string, unknown> = { bucket: "acme-orders" };
    await s3AddDefaultEncryption.remediateResource?.({ type: bucket.type, name: "orders", urn: "urn", props, getConfig: () => requiring("sse-kms") } as never);
    assert.deepEqual(props, { bucket: "acme-orders" });
    await s3AddDefaultEncryption.remediateResource?.({ type: "pulumi:pulumi:Stack", name: "s", urn: "urn", props: {}, getConfig: () => ({}) } as never);
  });

  it("counts for a policy that is shown the stack alone", () => {
    const found: string[] = [];
    const report = ((violation: string | { message: string }) => found.push(typeof violation === "string" ? violation : violation.message)) as never;
    const args = { resources: stackOf([bucket, encryption]).resources, stackTags: new Map(), notApplicable: () => undefined, getConfig: () => requiring("dsse-kms") } as never;
    void s3DefaultEncryption.validateStack(args, report);
    assert.match(found.join(), /SSE-KMS is not approved/);
  });

  it("remediation adds what it asks for", async () => {
    await messages(s3DefaultEncryption, [bucket], {}, { [s3DenyWrongUploads.name]: requiring("dsse-kms") });
    const props: Record<string, unknown> = { bucket: "acme-orders" };
    await s3AddDefaultEncryption.remediateResource?.({ type: bucket.type, name: "orders", urn: "urn", props, getConfig: () => ({}) } as never);
    assert.match(JSON.stringify(props), /aws:kms:dsse/);
    await messages(s3DefaultEncryption, [bucket]);
  });
});
