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

  it("refuses a policy over S3's 20 KB, in bytes", () => {
    const withSidOf = (text: string): string => deployed({ methods: ["sse-kms"], origin: "any" }, { additionalStatements: [{ Sid: text, Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::acme" }] }).policy;
    const room = 20 * 1024 - withSidOf("").length;
    assert.equal(withSidOf("x".repeat(room)).length, 20 * 1024);
    const tooLarge = (error: unknown): boolean => error instanceof AwsLimitError && error.name === "AwsLimitError" && error.excess === "bucketPolicy" && /the policy of acme has 20481 bytes; S3 allows 20480/.test(error.message);
    assert.throws(() => withSidOf("x".repeat(room + 1)), tooLarge);
    assert.throws(() => withSidOf(`${"x".repeat(room - 1)}é`), tooLarge);
  });

  const kms: EncryptionRequirement = { methods: ["sse-kms", "sse-s3"], origin: "any" };
  const silence: readonly (readonly [what: string, requirement: EncryptionRequirement, method: EncryptionMethodId, defaultKmsKeyArn: string | undefined, passes: boolean])[] = [
    ["a default with any key", kms, "sse-kms", undefined, true],
    ["a default that needs no key", { ...kms, kmsKeyArns: [key("good-1")] }, "sse-s3", undefined, true],
    ["a default with an approved key", { ...kms, kmsKeyArns: [key("good-1")] }, "sse-kms", key("good-1"), true],
    ["a default with another key", { ...kms, kmsKeyArns: [key("good-1")] }, "sse-kms", key("bad"), false],
    ["a default whose key is not known, where keys are named", { ...kms, kmsKeyArns: [key("good-1")] }, "sse-kms", undefined, false],
    ["a default, where a header is asked for", { ...kms, origin: "header" }, "sse-kms", undefined, false],
  ];
  for (const [what, requirement, method, defaultKmsKeyArn, passes] of silence) {
    it(`${passes ? "lets pass" : "denies"} uploads without a header that rely on ${what}`, () => {
      const byDefault = bucketDefault(requirement, method);
      assert.equal(byDefault.method, method);
      const { Statement } = bucketPolicy({ partition: "aws", bucketName, requirement, default: byDefault, enforcement: "deny", ...(defaultKmsKeyArn !== undefined && { defaultKmsKeyArn }) });
      assert.equal(Statement.some(({ Sid }) => Sid === "DenyMissingEncryptionHeader"), !passes);
    });
  }

  it("chooses defaults that satisfy: bucket keys where there are some", () => {
    const of = (...methods: EncryptionMethodId[]) => bucketDefault({ methods, origin: "any" });
    assert.deepEqual(of("sse-kms", "dsse-kms"), { method: "sse-kms", algorithm: "aws:kms", usesKmsKey: true, bucketKeyEnabled: true });
    assert.deepEqual(of("dsse-kms"), { method: "dsse-kms", algorithm: "aws:kms:dsse", usesKmsKey: true, bucketKeyEnabled: false });
    assert.deepEqual(of("sse-s3").algorithm, "AES256");
    assert.equal(of("sse-c").method, "sse-s3", "S3's own, where no default can satisfy");
    assert.equal(bucketDefault({ methods: ["sse-kms", "sse-s3"], origin: "any" }, "sse-s3").method, "sse-s3", "the chosen one");
    assert.throws(() => bucketDefault({ methods: ["sse-c"], origin: "any" }, "sse-c"), /SSE-C cannot be a bucket's default encryption/);
    assert.equal(approvedMethods({ methods: ["none"], origin: "any" }).length, 0, "none is never approved");
  });
});
