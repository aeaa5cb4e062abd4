/** Protects the deny policy: nothing improper is stored, nothing proper is denied, and S3 accepts the document. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { uploadIdentityPolicy, uploadResourceControlPolicy, uploadServiceControlPolicy } from "../../encryption/accessPolicies";
import { bucketDefault, bucketPolicy } from "../../encryption/bucketPolicy";
import { AwsLimitError } from "../../encryption/limits";
import { catalogue, encryptionHeaders, type EncryptionMethodId } from "../../encryption/methods";
import { approvedMethods, violationOf, type EncryptionRequirement } from "../../encryption/requirement";
import { evaluateUpload, parsePolicyDocument, type UploadBucket, type UploadRequest } from "../../simulator";

const account = "111122223333";
const key = (id: string): string => `arn:aws:kms:us-east-1:${account}:key/${id}`;
const approvable = catalogue.map(({ id }) => id).filter((id) => id !== "none");

const requirements: fc.Arbitrary<EncryptionRequirement> = fc
  .record({
    methods: fc.uniqueArray(fc.constantFrom<EncryptionMethodId>(...approvable), { minLength: 1 }),
    keys: fc.boolean(),
    origin: fc.constantFrom("any" as const, "header" as const),
  })
  .map(({ methods, keys, origin }) => ({
    methods,
    origin,
    ...(keys && methods.some((id) => id.endsWith("kms")) && { kmsKeyArns: [key("good-1"), key("good-2")] }),
  }));

const uploads: fc.Arbitrary<UploadRequest> = fc
  .record({
    action: fc.constantFrom("PutObject" as const, "CopyObject" as const, "CreateMultipartUpload" as const),
    algorithm: fc.option(fc.constantFrom("AES256", "aws:kms", "aws:kms:dsse", "aws:kms:future"), { nil: undefined }),
    kmsKey: fc.option(fc.constantFrom(key("good-1"), key("good-2"), key("bad")), { nil: undefined }),
    sseC: fc.boolean(),
  })
  .map(({ action, algorithm, kmsKey, sseC }) => ({
    action,
    key: "folder/object",
    principal: { arn: `arn:aws:iam::${account}:role/app`, account },
    headers: sseC
      ? { [encryptionHeaders.customerAlgorithm]: "AES256" }
      : {
          ...(algorithm !== undefined && { [encryptionHeaders.algorithm]: algorithm }),
          ...(algorithm?.startsWith("aws:kms") && kmsKey !== undefined && { [encryptionHeaders.kmsKeyId]: kmsKey }),
        },
  }));

function deployed(requirement: EncryptionRequirement, more: Partial<Parameters<typeof bucketPolicy>[0]> = {}): UploadBucket {
  const byDefault = bucketDefault(requirement);
  const kmsKey = requirement.kmsKeyArns?.[0] ?? key("created");
  const policy = bucketPolicy({
    partition: "aws",
    bucketName: "acme",
    requirement,
    default: byDefault,
    ...(byDefault.usesKmsKey && { defaultKmsKeyArn: kmsKey }),
    enforcement: "deny",
    ...more,
  });
  return {
    name: "acme",
    account,
    defaultEncryption: { algorithm: byDefault.algorithm, ...(byDefault.usesKmsKey && { kmsKeyArn: kmsKey }) },
    policy: JSON.stringify(policy),
  };
}

describe("bucket policy", () => {
  it("property: an upload is stored exactly when it satisfies the requirement", () => {
    fc.assert(
      fc.property(requirements, uploads, (requirement, upload) => {
        const bucket = deployed(requirement);
        const { policy, ...withoutPolicy } = bucket;
        assert.ok(policy);
        const unprotected = evaluateUpload(withoutPolicy, upload);
        const result = evaluateUpload(bucket, upload);
        if (unprotected.outcome !== "stored") return;
        const violation = violationOf(requirement, unprotected.applied);
        assert.equal(result.outcome, violation === undefined ? "stored" : "denied", violation ?? "it is proper");
      }),
      { numRuns: 1000 },
    );
  });

  it("property: S3 accepts each generated policy, and IAM the identity policy, SCP and RCP", () => {
    fc.assert(
      fc.property(requirements, (requirement) => {
        const bucket = parsePolicyDocument(deployed(requirement).policy ?? "", "bucket", "acme");
        assert.ok(bucket.valid, JSON.stringify(bucket));
        for (const [kind, document] of [
          ["identity", uploadIdentityPolicy(requirement, "aws", ["acme"])],
          ["scp", uploadServiceControlPolicy(requirement, "aws")],
          ["rcp", uploadResourceControlPolicy(requirement, "aws")],
        ] as const) {
          const parsed = parsePolicyDocument(JSON.stringify(document), kind);
          assert.ok(parsed.valid, `${kind}: ${JSON.stringify(parsed)}`);
        }
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

  it("denies a missing header in SCPs and RCPs exactly where the request must ask for the method itself", () => {
    const sids = (origin: "any" | "header"): (string | undefined)[] =>
      uploadServiceControlPolicy({ methods: ["sse-kms"], origin }, "aws").Statement.map(({ Sid }) => Sid);
    assert.ok(sids("header").includes("DenyMissingEncryptionHeader"));
    assert.ok(!sids("any").includes("DenyMissingEncryptionHeader"), "the bucket's default is its own matter");
  });

  it("refuses a policy over S3's 20 KB", () => {
    const exemptPrincipals = Array.from({ length: 400 }, (_, index) => ({ arn: `arn:aws:iam::${account}:role/importer-${index}`, reason: "many" }));
    assert.throws(() => deployed({ methods: ["sse-kms"], origin: "any" }, { exemptPrincipals }), AwsLimitError);
  });

  it("chooses defaults that satisfy: bucket keys where there are some, SSE-C blocked unless it is approved", () => {
    const of = (...methods: EncryptionMethodId[]) => bucketDefault({ methods, origin: "any" });
    assert.deepEqual(of("sse-kms", "dsse-kms"), { method: "sse-kms", algorithm: "aws:kms", usesKmsKey: true, bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] });
    assert.deepEqual(of("dsse-kms"), { method: "dsse-kms", algorithm: "aws:kms:dsse", usesKmsKey: true, bucketKeyEnabled: false, blockedEncryptionTypes: ["SSE-C"] });
    assert.deepEqual(of("sse-s3").algorithm, "AES256");
    assert.deepEqual(of("sse-s3", "sse-c").blockedEncryptionTypes, ["NONE"]);
    assert.equal(approvedMethods({ methods: ["none"], origin: "any" }).length, 0, "none is never approved");
  });
});
