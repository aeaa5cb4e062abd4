/** Protects what Pulumi Cloud shows of the pack and its policies. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import type { Policy } from "@pulumi/policy";
import * as protoutil from "@pulumi/policy/protoutil";
import ownPackage from "../../package.json";
import packPackage from "../../policypack/package.json";
import { policies } from "../../policypack/policies/all";
import { s3DenyWrongUploads } from "../../policypack/policies/s3-deny-wrong-uploads";
import { s3UnverifiableAtPreview } from "../../policypack/policies/s3-unverifiable-at-preview";
import { violations, type Declared } from "./stack";

// Internal to @pulumi/policy: what is sent to the engine, and with it to Pulumi Cloud.
const { makeAnalyzerInfo } = protoutil as unknown as {
  makeAnalyzerInfo: (name: string, version: string, level: string, pack: { policies: readonly Policy[] }) => { toObject(): { policiesList: Record<string, unknown>[] } };
};
const yaml = createRequire(require.resolve("@pulumi/pulumi"))("js-yaml") as { load(text: string): Record<string, unknown> };

describe("policypack, what is shown of it", () => {
  it("is, of each policy, a name, how severe it is, what to do, and a page to read", () => {
    const { policiesList } = makeAnalyzerInfo("pack", "0.1.0", "advisory", { policies }).toObject();
    assert.equal(policiesList.length, policies.length);
    for (const { name, displayname, severity, remediationSteps, url, tagsList } of policiesList) {
      assert.match(String(displayname), /^[A-Z].*[^.]$/, String(name));
      assert.ok(Number(severity) > 0, String(name));
      assert.match(String(remediationSteps), /^[A-Z].*\.$/, String(name));
      assert.match(String(url), /^https:\/\/(docs\.aws\.amazon|www\.pulumi)\.com\/./, String(name));
      assert.ok((tagsList as string[]).includes("s3"), String(name));
    }
  });

  it("is never milder than its level: what is mandatory is no trifle", () => {
    for (const { name, severity, enforcementLevel } of policies) assert.ok(enforcementLevel !== "mandatory" || severity !== "low", name);
  });

  it("is a framework where the policy belongs to one, in full", () => {
    const frameworks = policies.flatMap(({ framework }) => framework ?? []);
    assert.ok(frameworks.length >= 4);
    for (const framework of frameworks) for (const part of Object.values(framework)) assert.notEqual(part, "");
  });

  it("is the same version and licence everywhere", () => {
    const project = yaml.load(readFileSync(path.resolve(__dirname, "../../policypack/PulumiPolicy.yaml"), "utf8"));
    const { version, license } = ownPackage;
    assert.deepEqual([packPackage.version, packPackage.license, project["version"], project["license"]], [version, license, version, license]);
    assert.match(String(project["website"]), /^https:/);
    assert.ok(project["author"]);
  });

  const reasonOf = async (stack: readonly Declared[], policy = s3DenyWrongUploads, config = {}): Promise<string | undefined> => {
    let reason: string | undefined;
    await violations(policy, stack, config, {}, undefined, (why) => (reason = why));
    return reason;
  };
  const bucket: Declared = { type: "aws:s3/bucket:Bucket", name: "orders", inputs: { bucket: "acme-orders" } };

  it("is that a policy does not apply, to a stack without buckets, or with none that is not exempt", async () => {
    const words = /no S3 bucket that is not exempt/;
    assert.match((await reasonOf([{ type: "aws:sns/topic:Topic", name: "topic", inputs: { name: "topic" } }])) ?? "", words);
    assert.match((await reasonOf([bucket], s3DenyWrongUploads, { exemptions: [{ bucket: "acme-*", reason: "moves" }] })) ?? "", words);
  });

  it("is not that where there is something to judge or to say", async () => {
    assert.equal(await reasonOf([bucket]), undefined);
    assert.equal(await reasonOf([bucket], s3DenyWrongUploads, { exemptions: [{ bucket: "acme-*", reason: "moves", expires: "2020-01-01" }] }), undefined);
    assert.equal(await reasonOf([{ type: "aws:cloudcontrol/resource:Resource", name: "other", inputs: { typeName: "AWS::S3::Bucket" } }], s3UnverifiableAtPreview), undefined);
  });
});
