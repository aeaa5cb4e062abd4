import assert from "node:assert/strict";
import { s3DefaultEncryption } from "../../policypack/policies/s3-default-encryption";
import { s3DenyFutureMethods } from "../../policypack/policies/s3-deny-future-methods";
import { s3DenyWrongUploads } from "../../policypack/policies/s3-deny-wrong-uploads";
import { s3OnePolicyPerBucket } from "../../policypack/policies/s3-one-policy-per-bucket";
import { s3UnverifiableAtPreview } from "../../policypack/policies/s3-unverifiable-at-preview";
import { s3AdmitApprovedUploads } from "../../policypack/policies/s3-admit-approved-uploads";
import { approvingLater } from "../encryption/laterMethods";
import { blogStatements, bucketName, closed, deny, keys, policy } from "../judge/policies";
import { messages, unknown, usedBy, violations, type Declared } from "./stack";

const kmsRule = { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true };
const s3Rule = { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
const good = policy(...closed);
const readable = policy(...closed, { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucketName}/*` });
const forOneAccount = policy(...closed.map((one) => ({ ...one, Principal: { AWS: "arn:aws:iam::444455556666:root" } })));

const bucket = (inputs: Record<string, unknown> = {}, more: Partial<Declared> = {}): Declared => ({
  type: "aws:s3/bucket:Bucket",
  name: "orders",
  inputs: { bucket: bucketName, ...inputs },
  ...more,
});
const encryption = (inputs: Record<string, unknown> = {}, more: Partial<Declared> = {}): Declared => ({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name: "orders-encryption",
  inputs: { bucket: bucketName, rules: [kmsRule], ...inputs },
  ...more,
});
const bucketPolicy = (inputs: Record<string, unknown> = {}, more: Partial<Declared> = {}): Declared => ({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name: "orders-policy",
  inputs: { bucket: bucketName, policy: good, ...inputs },
  ...more,
});
const privacy = (inputs: Record<string, unknown> = {}, more: Partial<Declared> = {}): Declared => ({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  name: "orders-privacy",
  inputs: { bucket: bucketName, blockPublicPolicy: true, ...inputs },
  ...more,
});

const directoryName = "acme--use1-az4--x-s3";
const directory = (): Declared => ({ type: "aws:s3/directoryBucket:DirectoryBucket", name: "fast", inputs: { bucket: directoryName } });

const mandatory = [s3DefaultEncryption, s3DenyWrongUploads, s3OnePolicyPerBucket];

interface Case {
  readonly says: string;
  readonly stack: readonly Declared[];
  readonly config?: object;
  readonly encryption?: RegExp;
  readonly uploads?: RegExp;
  readonly once?: RegExp;
  /** Unless given, everything is known. */
  readonly unverifiable?: RegExp;
}

/** A stack on its first preview: the bucket has no name in the program, and what comes from it is unknown. */
const unnamed = (more: Record<string, unknown> = {}): Declared => bucket({ ...more, bucket: unknown });

const cases: readonly Case[] = [
  { says: "a bucket with default encryption and policy passes", stack: [bucket(), encryption(), bucketPolicy()] },
  { says: "a bucket with the blog's corrected policy passes", stack: [bucket(), encryption(), bucketPolicy({ policy: policy(...blogStatements) })], config: { requirement: approvingLater } },
  { says: "a bare bucket breaks both", stack: [bucket()], encryption: /^Bucket acme-orders: give it a BucketServerSideEncryptionConfiguration with rules:\n {4}\[\{[^]*\n {2}Now it declares no default encryption/, uploads: /acme-orders has no bucket policy.*DenyOtherEncryptionMethods.*AES256 by a role of the account.*stored as SSE-S3/s },
  { says: "what AWS fills in is not declared", stack: [bucket({}, { outputs: { serverSideEncryptionConfiguration: { rule: s3Rule }, policy: good } })], encryption: /declares no default/, uploads: /no bucket policy/ },
  { says: "what AWS shows inline of separate resources is not declared twice", stack: [bucket({}, { outputs: { serverSideEncryptionConfiguration: { rule: kmsRule }, policy: good } }), encryption(), bucketPolicy()] },
  { says: "inline and deprecated is declared, too", stack: [bucket({ serverSideEncryptionConfiguration: { rule: kmsRule }, policy: good })] },
  {
    says: "BucketV2 inline",
    stack: [{ type: "aws:s3/bucketV2:BucketV2", name: "orders", inputs: { bucket: bucketName, policy: good, serverSideEncryptionConfigurations: [{ rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "aws:kms" }] }] }] } }],
  },
  {
    says: "BucketV2 with the V2 encryption configuration",
    stack: [
      { type: "aws:s3/bucketV2:BucketV2", name: "orders", inputs: { bucket: bucketName } },
      encryption({}, { type: "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2" }),
      bucketPolicy(),
    ],
  },
  {
    says: "aws-native",
    stack: [
      { type: "aws-native:s3:Bucket", name: "orders", inputs: { bucketName, bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] } } },
      { type: "aws-native:s3:BucketPolicy", name: "orders-policy", inputs: { bucket: bucketName, policyDocument: JSON.parse(good) } },
    ],
  },
  {
    says: "aws-native without either",
    stack: [{ type: "aws-native:s3:Bucket", name: "orders", inputs: { bucketName } }],
    encryption: /no default encryption/,
    uploads: /no bucket policy/,
  },
  { says: "SSE-S3 by default is not KMS", stack: [bucket(), encryption({ rules: [s3Rule] }), bucketPolicy()], encryption: /SSE-S3 is not approved/, uploads: /without an encryption header/ },
  { says: "a rule without an algorithm", stack: [bucket(), encryption({ rules: [{ bucketKeyEnabled: true }] }), bucketPolicy()], encryption: /names no sseAlgorithm/, uploads: /without an encryption header/ },
  { says: "an invalid policy is told in AWS's words", stack: [bucket(), encryption(), bucketPolicy({ policy: good.replace('"Principal":"*",', "") })], uploads: /S3 would refuse.*Missing required field Principal/s },
  { says: "typographic quotes", stack: [bucket(), encryption(), bucketPolicy({ policy: good.replaceAll('"', "“") })], uploads: /S3 would refuse.*Json/s },
  { says: "another bucket's policy", stack: [bucket(), encryption(), bucketPolicy({ policy: good.replaceAll(bucketName, "acme-invoices") })], uploads: /S3 would refuse.*not within the bucket acme-orders/s },
  { says: "a public policy beside BlockPublicPolicy", stack: [bucket(), encryption(), bucketPolicy({ policy: readable }), privacy()], uploads: /acme-orders: S3 would refuse.*BlockPublicPolicy/s },
  { says: "a public policy beside BlockPublicPolicy, linked by its dependency alone", stack: [bucket(), encryption(), bucketPolicy({ policy: readable }), privacy({ bucket: unknown }, { dependencies: { bucket: ["orders"] } })], uploads: /S3 would refuse.*BlockPublicPolicy/s },
  { says: "a public policy where the program allows it", stack: [bucket(), encryption(), bucketPolicy({ policy: readable }), privacy({ blockPublicPolicy: false })] },
  { says: "a public policy beside another bucket's BlockPublicPolicy", stack: [bucket(), encryption(), bucketPolicy({ policy: readable }), privacy({ bucket: "acme-invoices" })] },
  { says: "a policy for one account beside BlockPublicPolicy", stack: [bucket(), encryption(), bucketPolicy(), privacy()] },
  {
    says: "aws-native with BlockPublicPolicy and a public policy",
    stack: [
      { type: "aws-native:s3:Bucket", name: "orders", inputs: { bucketName, publicAccessBlockConfiguration: { blockPublicPolicy: true }, bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] } } },
      { type: "aws-native:s3:BucketPolicy", name: "orders-policy", inputs: { bucket: bucketName, policyDocument: JSON.parse(readable) } },
    ],
    uploads: /S3 would refuse.*BlockPublicPolicy/s,
  },
  { says: "two bucket policies", stack: [bucket(), encryption(), bucketPolicy(), bucketPolicy({}, { name: "second" })], once: /2 bucket policies.*orders-policy.*second/ },
  { says: "an inline policy and a separate one", stack: [bucket({ policy: good }), encryption(), bucketPolicy()], once: /2 bucket policies.*inline policy/ },
  { says: "an inline encryption and a separate one", stack: [bucket({ serverSideEncryptionConfiguration: { rule: kmsRule } }), encryption(), bucketPolicy()], once: /2 default encryptions/ },
  { says: "two policies of a bucket outside of the stack", stack: [bucketPolicy(), bucketPolicy({}, { name: "second" })], once: /acme-orders has 2 bucket policies/, unverifiable: /declares neither the bucket nor its default encryption/ },

  // The first preview: names of other resources are not known.
  {
    says: "linked by property dependency, with a known name",
    stack: [bucket(), encryption({ bucket: unknown }, { dependencies: { bucket: ["orders"] } }), bucketPolicy({ bucket: unknown }, { dependencies: { bucket: ["orders"] } })],
  },
  {
    says: "linked by property dependency through another resource of the bucket",
    stack: [
      bucket(),
      { type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name: "block", inputs: { bucket: unknown }, dependencies: { bucket: ["orders"] } },
      encryption({ bucket: unknown }, { dependencies: { bucket: ["block"] } }),
      bucketPolicy({ bucket: unknown }, { dependencies: { bucket: ["block"] } }),
    ],
  },
  { says: "linked by parent", stack: [bucket(), encryption({ bucket: unknown }, { parent: "orders" }), bucketPolicy({ bucket: unknown }, { parent: "orders" })] },
  {
    says: "a policy document that is not known yet is neither passed nor rejected",
    stack: [bucket(), encryption(), bucketPolicy({ policy: unknown })],
    unverifiable: /acme-orders: its bucket policy cannot be judged yet: policy of .*orders-policy.*Build the document/,
  },
  {
    says: "an algorithm that is not known yet",
    stack: [bucket(), encryption({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: unknown } }] }), bucketPolicy()],
    unverifiable: /default encryption cannot be judged yet/,
  },
  { says: "rules that are not known yet", stack: [bucket(), encryption({ rules: unknown }), bucketPolicy()], unverifiable: /default encryption cannot be judged yet/ },
  { says: "a key to be created matters only where keys are named", stack: [bucket(), encryption({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: unknown } }] }), bucketPolicy()] },
  {
    says: "a key to be created where keys are named",
    stack: [bucket(), encryption({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: unknown } }] }), bucketPolicy()],
    config: { requirement: { methods: ["sse-kms"], kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"] } },
    uploads: /aws:kms without a key id .*, with another key, .*none of these KMS keys is approved/,
    unverifiable: /default encryption cannot be judged yet.*kmsKey/,
  },
  { says: "a bucket without a known name, and a policy that names one", stack: [unnamed(), encryption({ bucket: unknown }, { dependencies: { bucket: ["orders"] } }), bucketPolicy({ bucket: unknown }, { dependencies: { bucket: ["orders"] } })], unverifiable: /bucket's name is known only after/ },
  {
    says: "a configuration whose bucket cannot be told could be this bucket's: not rejected",
    stack: [bucket(), encryption({ bucket: unknown }), bucketPolicy({ bucket: unknown })],
    unverifiable: /acme-orders.*default encryption cannot be judged yet.*orders-encryption/,
  },
  {
    says: "made of two buckets' outputs: not to be told, not rejected",
    stack: [bucket(), bucket({ bucket: "acme-other" }, { name: "other" }), encryption({ bucket: unknown }, { dependencies: { bucket: ["orders", "other"] } }), bucketPolicy({ bucket: unknown }, { dependencies: { bucket: ["orders", "other"] } })],
    unverifiable: /acme-other.*cannot be judged yet/,
  },

  {
    says: "while the default is not known, requests with a method of their own are judged all the same",
    stack: [bucket(), encryption({ rules: unknown })],
    uploads: /AES256 by a role of the account/,
    unverifiable: /default encryption cannot be judged yet/,
  },
  {
    says: "while the default is not known, an invalid policy is invalid all the same",
    stack: [bucket(), encryption({ rules: unknown }), bucketPolicy({ policy: "{" })],
    uploads: /S3 would refuse/,
    unverifiable: /default encryption cannot be judged yet/,
  },
  {
    says: "while the rule is not known, SSE-C may be blocked by it",
    stack: [bucket(), encryption({ rules: unknown }), bucketPolicy({ policy: policy(closed[0] ?? {}) })],
    unverifiable: /default encryption cannot be judged yet/,
  },
  {
    says: "a Deny for one account, which is not known to be the bucket's",
    stack: [bucket(), encryption(), bucketPolicy({ policy: forOneAccount })],
    uploads: /AES256 by a role of the account.*would be stored as SSE-S3, unless the bucket's account is 444455556666: [^]*give it as account of this policy's configuration/,
  },
  {
    says: "a Deny for one account, which is the bucket's",
    stack: [bucket(), encryption(), bucketPolicy({ policy: forOneAccount })],
    config: { account: "444455556666" },
  },

  // Directory buckets.
  {
    says: "a directory bucket without anything",
    stack: [directory()],
    encryption: /--x-s3: give it a BucketServerSideEncryptionConfiguration[^]*kmsMasterKeyId[^]*Now it declares no default encryption/,
    uploads: /--x-s3 has no bucket policy, and lets sessions.*"s3express:CreateSession".*CreateSession with x-amz-server-side-encryption: AES256/s,
  },
  {
    says: "a directory bucket with both",
    stack: [
      directory(),
      encryption({ bucket: directoryName, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" } }] }),
      bucketPolicy({
        bucket: directoryName,
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect: "Deny", Principal: "*", Action: "s3express:CreateSession", Resource: `arn:aws:s3express:us-east-1:111122223333:bucket/${directoryName}`, Condition: { StringEquals: { "s3express:x-amz-server-side-encryption": "AES256" } } },
        }),
      }),
    ],
    config: { requireBucketKey: true, requireSseCBlocked: true },
  },
  {
    says: "a directory bucket has no DSSE-KMS",
    stack: [directory(), encryption({ bucket: directoryName, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms:dsse" } }] })],
    encryption: /directory buckets have no DSSE-KMS/,
    uploads: /AES256/,
  },
  {
    says: "a directory bucket has no AWS managed key",
    stack: [directory(), encryption({ bucket: directoryName })],
    encryption: /names no KMS key/,
    uploads: /AES256/,
  },

  // Buckets that the program only reads.
  {
    says: "a bucket of another stack, read with get, gets its policy here",
    stack: [bucket({}, { readOnly: true, outputs: { id: bucketName, serverSideEncryptionConfiguration: { rule: kmsRule } } }), bucketPolicy({ bucket: bucketName })],
  },
  { says: "a bucket of another stack that this one only reads is not this one's", stack: [bucket({}, { readOnly: true, outputs: { id: bucketName } })] },

  { says: "an exemption by name", stack: [bucket()], config: { exemptions: [{ bucket: "acme-*", reason: "legacy" }] } },
  { says: "an exemption by tag", stack: [bucket({ tags: { legacy: "yes" } })], config: { exemptions: [{ tag: { key: "legacy" }, reason: "legacy" }] } },
  { says: "an exemption by URN", stack: [bucket()], config: { exemptions: [{ urn: "*::orders", reason: "legacy" }] } },
  {
    says: "an exemption that has expired",
    stack: [bucket()],
    config: { exemptions: [{ bucket: "acme-*", reason: "legacy", expires: "2020-01-31" }] },
    encryption: /fix it, or renew its exemption from s3-default-encryption, which expired on 2020-01-31 \(reason: legacy\)/,
    uploads: /expired on 2020-01-31/,
    once: /expired on 2020-01-31/,
    unverifiable: /expired/,
  },
  { says: "bucket keys on demand", stack: [bucket(), encryption({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] }), bucketPolicy()], config: { requireBucketKey: true }, encryption: /bucketKeyEnabled/ },
  { says: "SSE-C blocked on demand", stack: [bucket(), encryption(), bucketPolicy()], config: { requireSseCBlocked: true }, encryption: /blockedEncryptionTypes/ },
];

describe("policypack/policies", () => {
  for (const { says, stack, config = {}, ...expected } of cases) {
    it(says, async () => {
      const checks = [
        [s3DefaultEncryption, expected.encryption],
        [s3DenyWrongUploads, expected.uploads],
        [s3OnePolicyPerBucket, expected.once],
        [s3UnverifiableAtPreview, expected.unverifiable],
      ] as const;
      for (const [tested, pattern] of checks) {
        const found = await messages(tested, stack, usedBy(tested, config));
        if (pattern) assert.ok(found.some((message) => pattern.test(message)), `${tested.name}: ${String(pattern)} is not in\n${found.join("\n")}`);
        else assert.deepEqual(found, [], tested.name);
      }
    });
  }

  it("an invented method is a policy of its own, a warning by default", async () => {
    const stack = [bucket(), encryption(), bucketPolicy({ policy: policy(...blogStatements) })];
    assert.equal(s3DenyFutureMethods.enforcementLevel, "advisory");
    assert.match((await messages(s3DenyFutureMethods, stack)).join(), /future method/);
    assert.deepEqual(await messages(s3DenyFutureMethods, [bucket(), encryption(), bucketPolicy()]), []);
  });

  it("advises a bucket key, unless the configuration says what is wanted", async () => {
    const stack = [bucket(), encryption({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] }), bucketPolicy()];
    const [advice, ...others] = await violations(s3DefaultEncryption, stack);
    assert.match(advice?.message ?? "", /^Bucket acme-orders: bucketKeyEnabled is not true\./);
    assert.deepEqual([advice?.enforcementLevel, advice?.urn, others], ["advisory", "orders-encryption", []]);
    assert.deepEqual(await violations(s3DefaultEncryption, stack, { requireBucketKey: false }), []);
    const [demand] = await violations(s3DefaultEncryption, stack, { requireBucketKey: true });
    assert.equal(demand?.enforcementLevel, undefined, "the policy's own level");
  });

  it("suggests S3's own default where only SSE-C is approved", async () => {
    const [found] = await messages(s3DefaultEncryption, [bucket()], { requirement: { methods: ["sse-c"] } });
    assert.match(found ?? "", /sseAlgorithm: "AES256" \}, blockedEncryptionTypes: \["NONE"\] \}\]\n.*Approved: SSE-C by header only\./);
  });

  it("advises no bucket key where S3 has none", async () => {
    for (const sseAlgorithm of ["AES256", "aws:kms:dsse"]) {
      const stack = [bucket(), encryption({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] })];
      assert.deepEqual(await violations(s3DefaultEncryption, stack, { requirement: { methods: ["sse-s3", "dsse-kms"] } }), [], sseAlgorithm);
    }
  });

  it("says of an exception that it was allowed once", async () => {
    const exempt = { StringNotEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } };
    const stack = [bucket(), encryption(), bucketPolicy({ policy: policy(...closed.map((statement) => ({ ...statement, Condition: { ...(statement["Condition"] as object), ...exempt } }))) })];
    const allowing = (expires: string): object => ({ allowedExceptions: [{ key: "aws:SourceVpce", reason: "backup network", expires }] });
    assert.match((await messages(s3DenyWrongUploads, stack, allowing("2020-01-31"))).join(), /aws:SourceVpce vpce-1a2b3c4d \(allowed until 2020-01-31: backup network\)/);
  });

  it("reports at the resource that is to be mended", async () => {
    const [found] = await violations(s3DefaultEncryption, [bucket(), encryption({ rules: [s3Rule] }), bucketPolicy()]);
    assert.equal(found?.urn, "orders-encryption");
    const [missing] = await violations(s3DefaultEncryption, [bucket()]);
    assert.equal(missing?.urn, "orders");
  });

  it("says of buckets alike what to add once, and of each others with its own URN that it is the same", async () => {
    const many = Array.from({ length: 50 }, (_, index) => [bucket({ bucket: `acme-${index}` }, { name: `b${index}` }), encryption({ bucket: `acme-${index}` }, { name: `e${index}` })]).flat();
    const found = await violations(s3DenyWrongUploads, many);
    assert.deepEqual(found.map(({ urn }) => urn).sort(), Array.from({ length: 50 }, (_, index) => `b${index}`).sort());
    const [first, ...others] = found;
    assert.match(first?.message ?? "", /Add to its bucket policy/);
    for (const { message } of others) assert.match(message, /^Bucket acme-\d+ has no bucket policy, and lets wrong uploads in, just as bucket acme-\d+: add the statements given there, with its own name in them\.$/);
  });

  it("says of a bucket with nothing what to do in at most twelve lines, without the statements", async () => {
    const [message = ""] = await messages(s3DenyWrongUploads, [bucket()]);
    const lines = message.split("\n").filter((line) => !line.startsWith("    "));
    assert.ok(lines.length <= 12, message);
    assert.ok(message.split("\n").filter((line) => line.startsWith("    ")).every((line) => line.length <= 120), message);
  });

  it("a policy that no approved upload gets past names the statements that shut it out", async () => {
    const wantsSseS3 = deny({ StringNotEquals: { [keys.algorithm]: "AES256" } }, { Sid: "OnlySseS3" });
    const [message = "", ...others] = await messages(s3AdmitApprovedUploads, [bucket(), encryption(), bucketPolicy({ policy: policy(wantsSseS3, ...closed) })]);
    assert.deepEqual(others, []);
    assert.match(message, /^Bucket acme-orders: change these conditions so that uploads with aws:kms or aws:kms:dsse in .*\n {2}- OnlySseS3 denies PutObject without an encryption header and \d+ more by its conditions StringNotEquals s3:x-amz-server-side-encryption\n {2}Now its policy denies every approved upload, so that nobody can write to it\./);
    const archive = deny(undefined, { Action: "s3:PutObject" });
    for (const text of [good, policy(archive), policy(archive, ...closed)]) {
      assert.deepEqual(await messages(s3AdmitApprovedUploads, [bucket(), encryption(), bucketPolicy({ policy: text })]), [], text);
    }
    const importer = { ...wantsSseS3, Condition: { ...(wantsSseS3["Condition"] as object), ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/writer" } } };
    assert.deepEqual(await messages(s3AdmitApprovedUploads, [bucket(), encryption(), bucketPolicy({ policy: policy(importer) })]), [], "somebody can write");
  });

  it("a wrong configuration is refused by every policy, with path, allowed values and the word that was meant", async () => {
    for (const tested of [...mandatory, s3DenyFutureMethods]) {
      const [found] = await violations(tested, [bucket()], { exemption: [] });
      assert.equal(found?.enforcementLevel, "mandatory", "whatever the policy's own level");
      const [message = "", ...others] = await messages(tested, [bucket(), encryption(), bucketPolicy()], { requirement: { methods: ["sse-kmss"] }, exemption: [] });
      assert.deepEqual(others, [], "said once");
      assert.match(message, /requirement\.methods\[0\].*sse-kmss/);
      assert.match(message, /Did you mean sse-kms\?/);
      assert.match(message, /exemption: is not a known key/);
      assert.match(message, /Did you mean exemptions\?/);
    }
  });
});
