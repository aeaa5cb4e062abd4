/** Protects that the access points of a bucket have the bucket's denials in their own policies, and no public access. */
import assert from "node:assert/strict";
import type { EncryptedBucketArgs } from "../../arguments/interfaces";
import { EncryptedBucket } from "../../components/encryptedBucket";
import { evaluateUpload, type UploadAccessPoint, type UploadBucket } from "../../simulator";
import { kms, tags } from "./audit";
import { declare, environment, of, only, type Registered } from "./declare";

const name = "acme-orders";
const arn = "arn:aws:s3:us-east-1:111122223333:accesspoint/orders-app";
const customerKey = { "x-amz-server-side-encryption-customer-algorithm": "AES256" };
const sseS3 = { "x-amz-server-side-encryption": "AES256" };

const bucket = (args: Partial<EncryptedBucketArgs>, place = environment): Promise<Registered[]> =>
  declare(() => {
    new EncryptedBucket("orders", { bucketName: name, requirement: kms, tags, ...args });
  }, place);

interface Statement {
  readonly Sid?: string;
  readonly Resource: string | readonly string[];
}

const policyText = (all: readonly Registered[]): string => String(only(all, ":AccessPoint").inputs["policy"]);
const statementsOf = (text: string): readonly Statement[] => (JSON.parse(text) as { Statement?: Statement[] }).Statement ?? [];
/** A policy as if it were the bucket's. */
const asOfBucket = (text: string): string => text.replaceAll(`${arn}/object/`, `arn:aws:s3:::${name}/`).replaceAll(arn, `arn:aws:s3:::${name}`);

/** The access point as S3 would have it; without the bucket's policy, so that what denies is its own. */
function outcome(all: readonly Registered[], headers: Record<string, string>, key = "a"): string {
  const target: UploadBucket = { name, account: "111122223333", blockedEncryptionTypes: ["NONE"] };
  const accessPoint: UploadAccessPoint = { name: "orders-app", account: "111122223333", region: "us-east-1", policy: policyText(all) };
  const result = evaluateUpload(target, { action: "PutObject", key, principal: { arn: "arn:aws:iam::111122223333:role/app" }, headers, accessPoint });
  return result.outcome === "denied" ? `denied by ${result.by}` : result.outcome;
}

describe("access points of EncryptedBucket", () => {
  const same: readonly [what: string, args: Partial<EncryptedBucketArgs>][] = [
    ["by default", {}],
    ["with exemptions", { exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/importer", methods: ["sse-c"], reason: "until May" }], exemptServices: ["logdelivery.elasticloadbalancing.amazonaws.com"] }],
    ["below prefixes", { denyBelow: ["invoices/", "orders/"] }],
    ["under a requirement of headers", { requirement: { methods: ["sse-kms"], origin: "header" } }],
    ["with audit alone", { enforcement: "audit" }],
  ];
  for (const [what, args] of same) {
    it(`have the bucket's denials, ${what}`, async () => {
      const all = await bucket({ ...args, accessPoints: [{ name: "orders-app" }] });
      assert.deepEqual(statementsOf(asOfBucket(policyText(all))), statementsOf(String(only(all, ":BucketPolicy").inputs["policy"])));
    });
  }

  it("deny by themselves what the bucket denies", async () => {
    const all = await bucket({ accessPoints: [{ name: "orders-app" }] });
    assert.deepEqual([outcome(all, {}), outcome(all, sseS3), outcome(all, customerKey)], ["stored", "denied by accessPointPolicy", "denied by accessPointPolicy"]);
    const below = await bucket({ denyBelow: ["invoices/"], accessPoints: [{ name: "orders-app" }] });
    assert.deepEqual([outcome(below, sseS3, "invoices/1"), outcome(below, sseS3, "drafts/1")], ["denied by accessPointPolicy", "stored"]);
  });

  it("have statements of their own behind the generated ones, not the bucket's", async () => {
    const own = (Resource: string): string => JSON.stringify({ Sid: "Own", Effect: "Allow", Principal: { AWS: "444455556666" }, Action: "s3:GetObject", Resource });
    const all = await bucket({ additionalStatements: [own(`arn:aws:s3:::${name}/a/*`)], accessPoints: [{ name: "orders-app", additionalStatements: [own(`${arn}/object/b/*`)] }] });
    const last = statementsOf(policyText(all)).at(-1);
    assert.deepEqual([last?.Sid, last?.Resource], ["Own", `${arn}/object/b/*`]);
    assert.equal(statementsOf(policyText(all)).filter(({ Sid }) => Sid === "Own").length, 1);
  });

  it("are made after the bucket's policy, without public access, in their VPC, with the bucket's tags", async () => {
    const all = await bucket({ accessPoints: [{ name: "orders-app", vpcId: "vpc-0a1b2c3d4e5f67890" }, { name: "orders-batch" }] });
    const points = of(all, ":AccessPoint").sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(points.map(({ inputs }) => inputs["name"]), ["orders-app", "orders-batch"]);
    const [first] = points;
    assert.ok(first);
    assert.ok(first.dependencies.includes(only(all, ":BucketPolicy").urn));
    assert.deepEqual(first.inputs["publicAccessBlockConfiguration"], { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true });
    assert.deepEqual(points.map(({ inputs }) => inputs["vpcConfiguration"]), [{ vpcId: "vpc-0a1b2c3d4e5f67890" }, undefined]);
    assert.deepEqual(first.inputs["tags"], tags);
    assert.deepEqual([first.protect, first.deleteBeforeReplace], [false, false]);
  });

  it("have no policy where nothing is denied: the provider's word for that takes one away", async () => {
    const all = await bucket({ enforcement: "audit", requireTls: "keep", accessPoints: [{ name: "orders-app" }] });
    assert.equal(policyText(all), "{}");
    assert.deepEqual(of(all, ":BucketPolicy"), []);
  });

  it("are those of the partition, region and account that the provider tells", async () => {
    const all = await bucket({ accessPoints: [{ name: "orders-app" }] }, { partition: "aws-cn", region: "cn-north-1", accountId: "222233334444" });
    assert.ok(policyText(all).includes('"arn:aws-cn:s3:cn-north-1:222233334444:accesspoint/orders-app/object/*"'));
  });

  it("are refused with names that are taken, and with policies larger than S3 allows", async () => {
    await assert.rejects(bucket({ accessPoints: [{ name: "app" }, { name: "app" }] }), /accessPoints\[1\]\.name: "app" is the name of another access point/);
    const large = JSON.stringify({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `${arn}/object/*`, Condition: { StringEquals: { "aws:PrincipalTag/team": Array.from({ length: 2000 }, (_, index) => `team-${index}`) } } });
    await assert.rejects(bucket({ accessPoints: [{ name: "orders-app", additionalStatements: [large] }] }), /accessPoints.*(20480|20 ?KB|20,480)/s);
  });
});
