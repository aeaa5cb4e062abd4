/** Protects what an inspection says of a bucket: nothing that is not known counts as proper, and what it advises makes it proper. */
import assert from "node:assert/strict";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import type { BucketInventory } from "../../inspect/inventory";
import { BucketInspector } from "../../inspect/judgeBucket";
import { blogStatements, bucketName, closed, policy, today } from "../judge/policies";

const account = "111122223333";
const inspectorOf = (requirement: EncryptionRequirement): BucketInspector => new BucketInspector({ requirement, account, today });
const inspector = inspectorOf(defaultRequirement);

const rules = (SSEAlgorithm: string, KMSMasterKeyID?: string, blocked?: string[]): BucketInventory["ServerSideEncryptionConfiguration"] => ({
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID !== undefined && { KMSMasterKeyID }) },
      ...(blocked && { BlockedEncryptionTypes: { EncryptionType: blocked } }),
    },
  ],
});
const bucket = (more: Partial<BucketInventory> = {}): BucketInventory => ({
  Name: bucketName,
  BucketRegion: "us-east-1",
  ServerSideEncryptionConfiguration: rules("aws:kms"),
  Policy: policy(...closed),
  ...more,
});

/** The bucket after its owner did as advised. */
function asAdvised(before: BucketInventory, by = inspector): BucketInventory {
  const { add } = by.inspect(before);
  assert.ok(add, "there is something to do");
  const configuration = add.serverSideEncryptionConfiguration as BucketInventory["ServerSideEncryptionConfiguration"];
  return { ...before, ...(configuration && { ServerSideEncryptionConfiguration: configuration }), ...(add.policy !== undefined && { Policy: add.policy }) };
}

describe("the finding on a bucket", () => {
  it("is proper where nothing wrong gets in", () => {
    const { verdict, getsIn, problems, add, defaultEncryption } = inspector.inspect(bucket());
    assert.deepEqual({ verdict, getsIn, problems, add, defaultEncryption }, { verdict: "proper", getsIn: [], problems: [], add: undefined, defaultEncryption: "SSE-KMS" });
  });

  const improper: Record<string, Partial<BucketInventory>> = {
    "without a policy": { Policy: null },
    "just made": { ServerSideEncryptionConfiguration: rules("AES256", undefined, ["SSE-C"]), Policy: null },
    "without a default encryption": { ServerSideEncryptionConfiguration: null },
    "with SSE-C open": { Policy: policy(closed[0] ?? {}) },
    "with statements of others": { Policy: policy({ Sid: "Read", Effect: "Allow", Principal: { AWS: "arn:aws:iam::444455556666:root" }, Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucketName}/*` }) },
    "with one statement that is no list": { Policy: JSON.stringify({ Version: "2012-10-17", Statement: closed[0] }) },
  };
  for (const [which, more] of Object.entries(improper)) {
    it(`is that wrong uploads get in, ${which}; and proper once it is as advised`, () => {
      const found = inspector.inspect(bucket(more));
      assert.equal(found.verdict, "improper");
      assert.ok(found.getsIn.length > 0);
      assert.deepEqual(inspector.inspect(asAdvised(bucket(more))).getsIn, []);
      assert.equal(inspector.inspect(asAdvised(bucket(more))).verdict, "proper");
    });
  }

  const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const requirements: EncryptionRequirement[] = [
    { methods: ["sse-s3"], origin: "any" },
    { methods: ["sse-kms"], kmsKeyArns: [key], origin: "any" },
    { methods: ["sse-kms"], kmsKeyArns: [key], origin: "header" },
    { methods: ["dsse-kms"], origin: "any" },
    { methods: ["sse-kms", "sse-c"], origin: "any" },
  ];
  for (const requirement of requirements) {
    it(`what is advised for a new bucket makes it proper: ${JSON.stringify(requirement)}`, () => {
      const by = inspectorOf(requirement);
      const fresh = bucket({ ServerSideEncryptionConfiguration: rules("AES256", undefined, []), Policy: null });
      const after = asAdvised(fresh, by);
      assert.deepEqual(by.inspect(after), { ...by.inspect(after), verdict: "proper", getsIn: [], problems: [] });
    });
  }

  it("keeps the policy's own statements byte for byte", () => {
    const own = '{"Version":"2012-10-17",\n\t"Statement" : [ {"Sid":"R\\u0065ad",  "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-orders/*"} ]}';
    const statement = own.slice(own.indexOf("{", 1), own.lastIndexOf("]") - 1);
    const { add } = inspector.inspect(bucket({ Policy: own }));
    assert.ok(add?.policy !== undefined && add.policy.includes(statement));
    assert.equal((JSON.parse(add.policy) as { Statement: unknown[] }).Statement.length, 1 + add.statements.length);
  });

  it("is unread where default encryption or policy were not read, and says why", () => {
    const { Name, BucketRegion, ServerSideEncryptionConfiguration, Policy } = bucket();
    const found = inspector.inspect({ Name, BucketRegion, ServerSideEncryptionConfiguration, Unread: { Policy: "GetBucketPolicy: AccessDenied" } });
    assert.deepEqual([found.verdict, found.problems], ["unread", ["GetBucketPolicy: AccessDenied"]]);
    assert.deepEqual(inspector.inspect({ Name, BucketRegion, Policy }).problems, ["ServerSideEncryptionConfiguration is not in the inventory"]);
  });

  it("is refused for a policy that is not JSON or not of this bucket, in S3's words", () => {
    for (const text of ["{", policy(...closed).replaceAll(bucketName, "acme-other")]) {
      const { verdict, problems } = inspector.inspect(bucket({ Policy: text }));
      assert.equal(verdict, "refused");
      assert.match(problems[0] ?? "", /Malformed|not within/);
    }
  });

  it("says which statement shuts approved uploads out", () => {
    const onlySseS3 = { Sid: "OnlyAES", Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*`, Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "AES256" } } };
    const { verdict, problems } = inspector.inspect(bucket({ Policy: policy(...closed, onlySseS3) }));
    assert.equal(verdict, "shut-out");
    assert.match(problems.join(), /OnlyAES denies/);
  });

  it("counts SSE-C as blocked only where S3 says that it is", () => {
    const withoutSseC = policy(closed[0] ?? {});
    assert.equal(inspector.inspect(bucket({ Policy: withoutSseC, ServerSideEncryptionConfiguration: rules("aws:kms", undefined, ["SSE-C"]) })).verdict, "proper");
    assert.equal(inspector.inspect(bucket({ Policy: withoutSseC, ServerSideEncryptionConfiguration: rules("aws:kms", undefined, ["NONE"]) })).verdict, "improper");
  });

  it("names the AWS services that could no longer write", () => {
    const log = { Effect: "Allow", Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" }, Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*` };
    const { writers } = inspector.inspect(bucket({ ServerSideEncryptionConfiguration: rules("AES256"), Policy: policy(log) }));
    assert.match(writers.join(), /Load Balancers/);
  });

  it("judges the blog's policy", () => {
    assert.equal(inspectorOf({ methods: ["sse-kms"], kmsKeyArns: [key], origin: "header" }).inspect(bucket({ Policy: policy(...blogStatements) })).verdict, "improper");
  });
});
