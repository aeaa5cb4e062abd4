/** Protects the bucket policy as a document: S3 accepts it, it keeps the owner's statements, and fits its default. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { bucketDefault, bucketPolicy } from "../../encryption/bucketPolicy";
import { AwsLimitError } from "../../encryption/limits";
import { encryptionHeaders, type EncryptionMethodId } from "../../encryption/methods";
import { approvedMethods, type EncryptionRequirement } from "../../encryption/requirement";
import { evaluateUpload, parsePolicyDocument, type UploadRequest } from "../../simulator";
import { account, bucketCases, bucketName, deployed, keyArn as key } from "./uploads";

describe("bucket policy", () => {
  it("property: S3 accepts each generated policy, in every partition and for every kind of exemption", () => {
    const exemptions = fc.record(
      {
        exemptPrincipals: fc.constant([{ arn: `arn:aws:iam::${account}:role/team-*`, reason: "until May" }]),
        exemptServices: fc.constant(["cloudtrail.amazonaws.com"]),
        enforcement: fc.constantFrom("deny" as const, "audit" as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(bucketCases, exemptions, fc.constantFrom("aws", "aws-cn", "aws-us-gov"), ({ requirement, method }, more, partition) => {
        const parsed = parsePolicyDocument(deployed(requirement, { method, partition, ...more }).policy, "bucket", { name: bucketName });
        assert.ok(parsed.valid, JSON.stringify(parsed));
      }),
    );
  });

  it("denies requests without TLS, proper ones too", () => {
    const upload: UploadRequest = { action: "PutObject", key: "a", principal: { arn: `arn:aws:iam::${account}:role/app`, account }, secureTransport: false };
    assert.equal(evaluateUpload(deployed({ methods: ["sse-kms"], origin: "any" }), upload).outcome, "denied");
  });

  it("denies in-place updates to a key that is not approved, and any where SSE-KMS is not approved", () => {
    const update = (kmsKeyArn: string): UploadRequest => ({
      action: "UpdateObjectEncryption",
      key: "a",
      principal: { arn: `arn:aws:iam::${account}:role/app`, account },
      objectEncryption: { kmsKeyArn },
    });
    const named: EncryptionRequirement = { methods: ["sse-kms"], kmsKeyArns: [key("good-1")], origin: "any" };
    assert.equal(evaluateUpload(deployed(named), update(key("good-1"))).outcome, "stored");
    assert.equal(evaluateUpload(deployed(named), update(key("bad"))).outcome, "denied");
    assert.equal(evaluateUpload(deployed({ methods: ["sse-s3"], origin: "any" }), update(key("bad"))).outcome, "denied");
  });

  it("leaves exempt principals alone, and only them", () => {
    const arn = `arn:aws:iam::${account}:role/importer`;
    const bucket = deployed({ methods: ["sse-kms"], origin: "any" }, { exemptPrincipals: [{ arn, reason: "until May" }] });
    const put = (principal: UploadRequest["principal"]): UploadRequest => ({ action: "PutObject", key: "a", principal, headers: { [encryptionHeaders.algorithm]: "AES256" } });
    assert.equal(evaluateUpload(bucket, put({ arn, account })).outcome, "stored");
    assert.equal(evaluateUpload(bucket, put({ arn: `arn:aws:sts::${account}:assumed-role/importer/session`, account })).outcome, "stored");
    assert.equal(evaluateUpload(bucket, put({ arn: `${arn}-2`, account })).outcome, "denied");
    assert.equal(evaluateUpload(bucket, put("anonymous")).outcome, "denied");
  });

  it("only watches with enforcement audit, and keeps the owner's statements as they are", () => {
    const own = { Sid: "Own", Effect: "Allow", Principal: { AWS: account }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" } as const;
    const policy = bucketPolicy({
      partition: "aws",
      bucketName: "acme",
      requirement: { methods: ["sse-kms"], origin: "any" },
      default: bucketDefault({ methods: ["sse-kms"], origin: "any" }),
      enforcement: "audit",
      additionalStatements: [own],
    });
    assert.deepEqual(policy.Statement.map(({ Sid }) => Sid), ["DenyInsecureTransport", "Own"]);
    assert.deepEqual(policy.Statement.at(-1), own);
  });

  it("refuses a policy over S3's 20 KB", () => {
    const exemptPrincipals = Array.from({ length: 400 }, (_, index) => ({ arn: `arn:aws:iam::${account}:role/importer-${index}`, reason: "many" }));
    assert.throws(() => deployed({ methods: ["sse-kms"], origin: "any" }, { exemptPrincipals }), AwsLimitError);
  });

  it("chooses defaults that satisfy: bucket keys where there are some", () => {
    const of = (...methods: EncryptionMethodId[]) => bucketDefault({ methods, origin: "any" });
    assert.deepEqual(of("sse-kms", "dsse-kms"), { method: "sse-kms", algorithm: "aws:kms", usesKmsKey: true, bucketKeyEnabled: true });
    assert.deepEqual(of("dsse-kms"), { method: "dsse-kms", algorithm: "aws:kms:dsse", usesKmsKey: true, bucketKeyEnabled: false });
    assert.deepEqual(of("sse-s3").algorithm, "AES256");
    assert.equal(approvedMethods({ methods: ["none"], origin: "any" }).length, 0, "none is never approved");
  });
});
