/** Protects access points that are taken over with their bucket from meaning anything else than before. */
import assert from "node:assert/strict";
import { load } from "js-yaml";
import { parseStackConfig } from "../../config/parse";
import { accessPointPolicy } from "../../encryption/bucketPolicy";
import { defaultRequirement } from "../../encryption/requirement";
import { adoptBucket, type AdoptedBucket } from "../../inspect/adopt/adoptBucket";
import { adoptionFiles } from "../../inspect/adopt/stackFiles";
import type { AccessPointInventory, BucketInventory } from "../../inspect/inventory";
import { BucketInspector } from "../../inspect/judgeBucket";
import { policy, today, type Statement } from "../judge/policies";

const name = "acme-orders";
const account = "111122223333";
const region = "eu-west-1";
const arn = `arn:aws:s3:${region}:${account}:accesspoint/app`;
const needsTls = (resource: string, objects: string): Statement => ({ Sid: "DenyInsecureTransport", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [resource, objects], Condition: { Bool: { "aws:SecureTransport": "false" } } });
const ofBucket = needsTls(`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`);
const ofPoint = needsTls(arn, `${arn}/object/*`);
const reader: Statement = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:role/reader` }, Action: "s3:GetObject", Resource: `${arn}/object/*` };

const allOn = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const point = (more: Partial<AccessPointInventory> = {}): AccessPointInventory => ({ Name: "app", NetworkOrigin: "Internet", Policy: null, PublicAccessBlockConfiguration: allOn, Tags: null, ...more });
const bucket = (AccessPoints: BucketInventory["AccessPoints"], more: Partial<BucketInventory> = {}): BucketInventory => ({
  Name: name,
  BucketRegion: region,
  ServerSideEncryptionConfiguration: null,
  Policy: null,
  TagSet: null,
  AccessPoints,
  ...more,
});

function adopted(one: BucketInventory, known: string | null = account): AdoptedBucket {
  const owner = known === null ? {} : { account: known };
  return adoptBucket(one, new BucketInspector({ requirement: defaultRequirement, ...owner, today }).inspect(one), { requirement: defaultRequirement, ...owner });
}

/** The entry as Pulumi reads it from the file, checked as the program checks it. */
function configured(one: BucketInventory) {
  const file = adoptionFiles([{ region, buckets: [adopted(one)] }], "prod").find((each) => each.name.endsWith(".yaml"));
  const { config } = load(file?.text ?? "") as { config: Record<string, unknown> };
  const entry = parseStackConfig({ buckets: config["s3-encryption-audit:buckets"] }, { project: "s3-encryption-audit", stack: "prod", region, accountId: account }).buckets[0];
  assert.ok(entry);
  return entry;
}
const idsOf = ({ imports }: AdoptedBucket): (string | undefined)[] => imports.filter(({ type }) => type.endsWith(":AccessPoint")).map(({ id }) => id);
/** The policy that the stack then gives the access point. */
function declared(one: BucketInventory): unknown {
  const { enforcement, requireTls, accessPoints: [own] } = configured(one);
  assert.ok(own);
  return accessPointPolicy({ bucketName: name, requirement: defaultRequirement, default: undefined, enforcement, requireTls }, own, { partition: "aws", region, accountId: account });
}

describe("access points that are taken over", () => {
  it("have their policies, VPCs and names, and are imported by account and name", () => {
    const one = bucket([point({ Policy: policy(reader) }), point({ Name: "inside", NetworkOrigin: "VPC", VpcConfiguration: { VpcId: "vpc-0a1b2c3d" } })]);
    assert.deepEqual(configured(one).accessPoints, [{ name: "app", additionalStatements: [reader] }, { name: "inside", vpcId: "vpc-0a1b2c3d", additionalStatements: [] }]);
    const { imports, changes, decisions } = adopted(one);
    assert.deepEqual(idsOf(adopted(one)), [`${account}:app`, `${account}:inside`]);
    assert.deepEqual(imports.at(-1)?.logicalName, `${name}-inside`);
    assert.deepEqual(changes, []);
    assert.ok(!decisions.some(({ of }) => of.includes("access point")));
  });

  const tls: readonly (readonly [what: string, bucket: Statement[], point: Statement[], requireTls: "enforce" | "keep"])[] = [
    ["both deny requests without TLS as the stack does", [ofBucket], [ofPoint, reader], "enforce"],
    ["the bucket alone denies them", [ofBucket], [reader], "keep"],
    ["the bucket alone denies them, and the access point has no policy", [ofBucket], [], "keep"],
    ["the access point alone denies them", [], [ofPoint], "keep"],
    ["neither does", [], [reader], "keep"],
  ];
  for (const [what, buckets, points, requireTls] of tls) {
    it(`keep every statement where ${what}`, () => {
      const one = bucket([point({ Policy: points.length > 0 ? policy(...points) : null })], { Policy: buckets.length > 0 ? policy(...buckets) : null });
      const entry = configured(one);
      assert.equal(entry.requireTls, requireTls);
      assert.deepEqual(entry.additionalStatements, requireTls === "enforce" ? [] : buckets);
      assert.deepEqual(JSON.parse(JSON.stringify(declared(one) ?? null)), points.length > 0 ? JSON.parse(policy(...points)) : null);
    });
  }

  it("are named where the bucket's denial of requests without TLS is not yet theirs", () => {
    const { decisions } = adopted(bucket([point()], { Policy: policy(ofBucket) }));
    assert.match(decisions.find(({ what }) => what.startsWith("requireTls"))?.why ?? "", /denies requests without TLS, and that of app would/);
  });

  const changed: readonly (readonly [why: RegExp, bucket: BucketInventory])[] = [
    [/gets the bucket's tags, having none/, bucket([point()], { TagSet: [{ Key: "team", Value: "orders" }] })],
    [/Version becomes 2012-10-17/, bucket([point({ Policy: JSON.stringify({ Version: "2008-10-17", Statement: [reader] }) })])],
  ];
  for (const [why, one] of changed) {
    it(`are listed with what the first preview changes: ${why.source}`, () => {
      const { changes } = adopted(one);
      assert.deepEqual(changes.map(({ resource, does }) => [resource, does]), [[`AccessPoint ${name}-app`, "update"]]);
      assert.match(changes[0]?.why ?? "", why);
    });
  }

  it("change nothing where their tags are the bucket's", () => {
    const tags = [{ Key: "team", Value: "orders" }];
    assert.deepEqual(adopted(bucket([point({ Tags: tags })], { TagSet: tags })).changes, []);
  });

  const left: readonly (readonly [why: RegExp, more: Partial<AccessPointInventory>])[] = [
    [/policy was not read, and would be lost \(GetAccessPointPolicy: no\)/, { Policy: undefined, Unread: { Policy: "GetAccessPointPolicy: no" } }],
    [/BlockPublicPolicy is off: a stack has all four on, and S3 never changes them/, { PublicAccessBlockConfiguration: { ...allOn, BlockPublicPolicy: false } }],
    [/blocks of public access was not read$/, { PublicAccessBlockConfiguration: undefined }],
    [/tags were not read/, { Tags: undefined }],
    [/has tags of its own, and would get the bucket's/, { Tags: [{ Key: "team", Value: "batch" }] }],
    [/CloudFormation stack Points has it/, { Tags: [{ Key: "aws:cloudformation:stack-name", Value: "Points" }] }],
    [/VPC is not in the inventory/, { NetworkOrigin: "VPC" }],
    [/2008-10-17.*is text/, { Policy: JSON.stringify({ Version: "2008-10-17", Statement: [{ ...reader, Resource: `${arn}/object/\${aws:username}` }] }) }],
    [/is of the account 444455556666, whose stack declares it/, { AccessPointArn: arn.replace(account, "444455556666") }],
    [/a stack would refuse it: accessPoints\[0\]\.vpcId/, { NetworkOrigin: "VPC", VpcConfiguration: { VpcId: "not-a-vpc" } }],
  ];
  for (const [why, more] of left) {
    it(`are left as they are where ${why.source}, and the bucket and the others are taken over`, () => {
      const found = adopted(bucket([point(more), point({ Name: "other" })]));
      assert.deepEqual(idsOf(found), [`${account}:other`]);
      const [decision] = found.decisions.filter(({ of }) => of === `access point app of ${name}`);
      assert.match(decision?.why ?? "", why);
      assert.ok(found.entry);
    });
  }

  it("need the account's number", () => {
    assert.deepEqual(idsOf(adopted(bucket([point()]), null)), []);
    assert.deepEqual(idsOf(adopted(bucket([point({ AccessPointArn: arn })]), null)), [`${account}:app`]);
  });

  it("are to be looked for where they were not read", () => {
    for (const [more, why] of [[{}, "AccessPoints is not in the inventory"], [{ Unread: { AccessPoints: "ListAccessPoints: AccessDenied" } }, "ListAccessPoints: AccessDenied"]] as const) {
      const { entry, decisions } = adopted(bucket(undefined, more));
      assert.ok(entry && !("accessPoints" in entry));
      assert.deepEqual(decisions.filter(({ what }) => what.includes("access points")), [{ of: name, what: "look whether it has access points, which the stack then has no say in", why }]);
    }
    assert.ok(!adopted(bucket(null)).decisions.some(({ what }) => what.includes("access points")));
  });
});
