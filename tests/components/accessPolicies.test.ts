/** Protects the requirement outside of the buckets: identity policy, SCP and RCP, each on request alone. */
import assert from "node:assert/strict";
import { EncryptedBucket } from "../../components/encryptedBucket";
import type { AccessPoliciesArgs } from "../../arguments/interfaces";
import { AccessPolicies } from "../../components/accessPolicies";
import { kms, tags } from "./audit";
import { declare, of, only, statements, type Registered } from "./declare";

const access = (args: Partial<AccessPoliciesArgs>): Promise<Registered[]> =>
  declare(() => {
    new AccessPolicies("access", { requirement: kms, namePrefix: "audit-dev", bucketNames: ["acme"], tags, ...args });
  });

describe("AccessPolicies", () => {
  it("creates nothing unasked", async () => {
    assert.deepEqual((await access({})).map(({ type }) => type), ["s3-encryption-audit:index:AccessPolicies"]);
  });

  it("creates an identity policy that allows proper uploads to the stack's buckets alone", async () => {
    const all = await access({ identity: true, bucketNames: ["acme", "acme-2"] });
    assert.deepEqual(all.filter(({ custom }) => custom).map(({ type }) => type), ["aws:iam/policy:Policy"]);
    const policy = only(all, "iam/policy:Policy");
    assert.equal(policy.inputs["name"], "audit-dev-uploads");
    for (const { Sid, Effect, Resource } of statements(policy)) {
      assert.equal(Effect, "Allow");
      if (Sid !== "AllowKeysOfUploads") assert.deepEqual(Resource, ["arn:aws:s3:::acme/*", "arn:aws:s3:::acme-2/*"]);
    }
  });

  it("lets the identity policy's bearer use the keys that the stack makes for its buckets", async () => {
    const all = await declare(() => {
      const bucket = new EncryptedBucket("acme", { requirement: kms });
      assert.ok(bucket.kmsKeyArn);
      new AccessPolicies("access", { requirement: kms, namePrefix: "audit-dev", identity: true, bucketNames: ["acme"], bucketKeyArns: [bucket.kmsKeyArn], tags });
    });
    const keys = statements(only(all, "iam/policy:Policy")).find(({ Sid }) => Sid === "AllowKeysOfUploads");
    assert.deepEqual(keys?.["Resource"], ["arn:aws:kms:::acme"], "the key's ARN on the mocks");
  });

  for (const [type, changes, suffix, principal] of [
    ["SERVICE_CONTROL_POLICY", "serviceControl", "scp", undefined],
    ["RESOURCE_CONTROL_POLICY", "resourceControl", "rcp", "*"],
  ] as const) {
    it(`creates a ${type}, with a statement's principal where AWS wants one, and attaches it to each target`, async () => {
      const all = await access({ [changes]: { targets: ["r-abcd", "111122223333"] } });
      const policy = only(all, "organizations/policy:Policy");
      assert.equal(policy.inputs["type"], type);
      assert.equal(policy.inputs["name"], `audit-dev-uploads-${suffix}`);
      const denials = statements(policy, "content");
      assert.ok(denials.length > 0);
      for (const { Effect, Principal, Resource } of denials) assert.deepEqual([Effect, Principal, Resource], ["Deny", principal, "arn:aws:s3:::*/*"]);
      assert.deepEqual(of(all, ":PolicyAttachment").map(({ inputs }) => inputs), [
        { policyId: `access-${suffix}-id`, targetId: "r-abcd" },
        { policyId: `access-${suffix}-id`, targetId: "111122223333" },
      ]);
    });

    it(`creates a ${type} that nothing is attached to yet`, async () => {
      const all = await access({ [changes]: { targets: [] } });
      assert.equal(of(all, "organizations/policy:Policy").length, 1);
      assert.deepEqual(of(all, ":PolicyAttachment"), []);
    });
  }

  it("spares the exempt principals in both", async () => {
    const arn = "arn:aws:iam::111122223333:role/importer";
    const all = await access({ serviceControl: { targets: [] }, resourceControl: { targets: [] }, exemptPrincipals: [{ arn, reason: "until May" }] });
    for (const policy of of(all, "organizations/policy:Policy")) {
      for (const statement of statements(policy, "content")) assert.match(JSON.stringify(statement["Condition"]), new RegExp(`"ArnNotLike":\\{"aws:PrincipalArn":\\["${arn}"\\]`));
    }
  });
});
