/** Protects the requirement as identity policy, SCP and RCP: what each allows and denies, and its size. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { uploadIdentityPolicy, uploadResourceControlPolicy, uploadServiceControlPolicy } from "../../encryption/accessPolicies";
import { encryptionHeaders } from "../../encryption/methods";
import type { PolicyDocument } from "../../encryption/policyDocument";
import { defaultRequirement, preferredDefault, violationOf, type EncryptionRequirement } from "../../encryption/requirement";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { evaluateUpload, parsePolicyDocument, type UploadBucket, type UploadRequest } from "../../simulator";
import { keyUses } from "../judges/iamSimulate/keyUse";
import { groups } from "../judges/iamSimulate/questions";
import { decisionsOn } from "../judges/iamSimulate/verdicts";
import { account, bucketName, everyRequirement, everyWrite, keyArn, namesKeyInPart, requirements, role } from "./uploads";

/**
 * What a policy decides, put where the simulator evaluates one: on the bucket, for whoever it is attached to. The role is
 * of another account, which needs an Allow from the policy.
 */
function outcome(policy: PolicyDocument, upload: UploadRequest, bucket: Partial<UploadBucket> = {}): string {
  const ofS3 = policy.Statement.filter(({ Sid }) => Sid !== "AllowKeysOfUploads");
  const Statement = ofS3.map((statement) => ({ Principal: "*", ...statement }));
  return evaluateUpload({ name: bucketName, account: "222222222222", blockedEncryptionTypes: ["NONE"], ...bucket, policy: { ...policy, Statement } }, upload).outcome;
}

/** Whether the upload asks for something that the requirement approves. */
function asksProperly(requirement: EncryptionRequirement, upload: UploadRequest): boolean {
  const result = evaluateUpload({ name: bucketName, account, blockedEncryptionTypes: ["NONE"] }, upload);
  return result.outcome === "stored" && violationOf(requirement, result.applied) === undefined;
}

const place = { partition: "aws", region: "us-east-1", accountId: account };

const asksNothing = ({ headers = {} }: UploadRequest): boolean => Object.keys(headers).length === 0;

/**
 * Compares what a policy decides with what it should, under every requirement and for every way to ask. A request without
 * headers is the matter of a bucket's default, so whether it may pass is told apart.
 */
function decidesProperly(policyOf: (requirement: EncryptionRequirement) => PolicyDocument, silencePasses: (requirement: EncryptionRequirement) => boolean): void {
  const seen = { stored: 0, denied: 0 };
  for (const requirement of everyRequirement) {
    const policy = policyOf(requirement);
    for (const upload of everyWrite) {
      // Policies compare texts: an approved key that is named in part is denied, which is not what is tested here.
      if (requirement.kmsKeyArns && namesKeyInPart(upload)) continue;
      const expected = (asksNothing(upload) ? silencePasses : asksProperly)(requirement, upload) ? "stored" : "denied";
      assert.equal(outcome(policy, upload), expected, JSON.stringify({ requirement, upload }));
      seen[expected]++;
    }
  }
  assert.ok(seen.stored > 0 && seen.denied > 0, JSON.stringify(seen));
}

describe("identity policy", () => {
  it("allows, under every requirement, the uploads that ask properly and no others", () => {
    decidesProperly(
      (requirement) => uploadIdentityPolicy(requirement, place, [bucketName]),
      (requirement) => requirement.origin === "any" && preferredDefault(requirement) !== undefined,
    );
  });

  it("allows uploads to the named buckets alone, in their partition", () => {
    const policy = uploadIdentityPolicy(defaultRequirement, place, [bucketName, "other"]);
    const upload: UploadRequest = { action: "PutObject", key: "a/b", principal: role("app") };
    assert.deepEqual([bucketName, "other", "acme-2", "acm"].map((name) => outcome(policy, upload, { name })), ["stored", "stored", "denied", "denied"]);
    assert.match(JSON.stringify(uploadIdentityPolicy(defaultRequirement, { ...place, partition: "aws-cn", region: "cn-north-1" }, [bucketName])), /"arn:aws-cn:s3:::acme\/\*"/);
  });

  it("is the blog's: KMS with the named key, or no header", () => {
    const key = keyArn("7436850b-4f22-4e11-8c88-8db5aaf58be1");
    assert.deepEqual(uploadIdentityPolicy({ methods: ["sse-kms"], kmsKeyArns: [key], origin: "any" }, place, [bucketName]), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AllowUploadsWithApprovedKmsMethods",
          Effect: "Allow",
          Action: "s3:PutObject",
          Resource: ["arn:aws:s3:::acme/*"],
          Condition: { StringEquals: { "s3:x-amz-server-side-encryption": ["aws:kms"], "s3:x-amz-server-side-encryption-aws-kms-key-id": [key] } },
        },
        {
          Sid: "AllowKeysOfUploads",
          Effect: "Allow",
          Action: ["kms:GenerateDataKey", "kms:Decrypt"],
          Resource: [key],
          Condition: { StringEquals: { "kms:ViaService": ["s3.us-east-1.amazonaws.com"] } },
        },
        {
          Sid: "AllowUploadsWithBucketDefault",
          Effect: "Allow",
          Action: "s3:PutObject",
          Resource: ["arn:aws:s3:::acme/*"],
          Condition: { Null: { "s3:x-amz-server-side-encryption": "true", "s3:x-amz-server-side-encryption-customer-algorithm": "true" } },
        },
      ],
    });
  });
});

describe("the keys of an identity policy", () => {
  const decisions = decisionsOn(groups.keyUse, keyUses.map(({ question }) => question));
  keyUses.forEach(({ says, action, allowed }, index) => {
    it(`are ${says}: ${action} is ${allowed ? "allowed" : "not allowed"}, as an independent evaluator reads it`, () => {
      assert.equal(decisions[index] === "allow", allowed);
    });
  });

  it("are the approved ones, else those of the buckets' defaults, each once and in an order that does not change, else any of the account", () => {
    const keys = (requirement: EncryptionRequirement, ...ofBuckets: string[]) =>
      uploadIdentityPolicy(requirement, place, [bucketName], ofBuckets).Statement.find(({ Sid }) => Sid === "AllowKeysOfUploads")?.Resource;
    assert.deepEqual(keys({ ...defaultRequirement, kmsKeyArns: [keyArn("good-1")] }, keyArn("of-bucket")), [keyArn("good-1")]);
    assert.deepEqual(keys(defaultRequirement, keyArn("b"), keyArn("a"), keyArn("b")), [keyArn("a"), keyArn("b")]);
    assert.deepEqual(keys(defaultRequirement), [`arn:aws:kms:us-east-1:${account}:key/*`]);
  });

  it("are none where no approved method uses one", () => {
    assert.equal(JSON.stringify(uploadIdentityPolicy({ methods: ["sse-s3", "sse-c"], origin: "any" }, place, [bucketName])).includes("kms:"), false);
  });

  for (const [partition, region, via] of [
    ["aws-cn", "cn-north-1", "s3.cn-north-1.amazonaws.com.cn"],
    ["aws-eusc", "eusc-de-east-1", "s3.eusc-de-east-1.amazonaws.eu"],
    ["aws-us-gov", "us-gov-west-1", "s3.us-gov-west-1.amazonaws.com"],
  ] as const) {
    it(`are used by way of S3 under either name in ${region}`, () => {
      const { Statement } = uploadIdentityPolicy(defaultRequirement, { partition, region, accountId: account }, [bucketName]);
      const names = [...new Set([`s3.${region}.amazonaws.com`, via])];
      assert.deepEqual(Statement.find(({ Sid }) => Sid === "AllowKeysOfUploads")?.Condition, { StringEquals: { "kms:ViaService": names } });
    });
  }
});

describe("SCP and RCP", () => {
  // Both only take away: the statement beside them is what an identity policy would allow.
  const beside = (policy: PolicyDocument): PolicyDocument => ({
    ...policy,
    Statement: [...policy.Statement, { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::acme/*" }],
  });
  const kinds = [
    ["scp", uploadServiceControlPolicy, awsLimits.serviceControlPolicyCharacters],
    ["rcp", uploadResourceControlPolicy, awsLimits.resourceControlPolicyCharacters],
  ] as const;

  for (const [kind, generate] of kinds) {
    it(`the ${kind} denies, under every requirement, what does not ask properly, and leaves the bucket's default alone unless a header is asked for`, () => {
      decidesProperly((requirement) => beside(generate(requirement, "aws")), (requirement) => requirement.origin === "any");
    });

    it(`the ${kind} leaves exempt principals alone, and only them`, () => {
      const policy = beside(generate(defaultRequirement, "aws", [{ arn: role("importer").arn, reason: "until May" }]));
      const upload = (name: string): UploadRequest => ({ action: "PutObject", key: "a", principal: role(name), headers: { [encryptionHeaders.algorithm]: "AES256" } });
      assert.equal(outcome(policy, upload("importer")), "stored");
      assert.equal(outcome(policy, upload("importer-2")), "denied");
    });
  }

  it("the rcp leaves AWS services alone, as AWS asks; a bucket policy does not", () => {
    const upload: UploadRequest = { action: "PutObject", key: "a", principal: { service: "cloudtrail.amazonaws.com" }, headers: { [encryptionHeaders.algorithm]: "AES256" } };
    assert.equal(outcome(beside(uploadResourceControlPolicy(defaultRequirement, "aws")), upload), "stored");
  });

  it("property: are documents that AWS accepts, of the size that it allows", () => {
    fc.assert(
      fc.property(requirements, fc.constantFrom("aws", "aws-cn", "aws-us-gov"), (requirement, partition) => {
        const documents = [
          ["identity", uploadIdentityPolicy(requirement, { ...place, partition }, [bucketName]), awsLimits.managedPolicyCharacters],
          ...kinds.map(([kind, generate, limit]) => [kind, generate(requirement, partition), limit] as const),
        ] as const;
        for (const [kind, document, limit] of documents) {
          const text = JSON.stringify(document);
          const parsed = parsePolicyDocument(text, kind);
          assert.ok(parsed.valid, `${kind}: ${JSON.stringify(parsed)}`);
          assert.ok(text.length <= limit);
          assert.deepEqual(text.match(/arn:(?!aws[a-z-]*:kms)[^:]*:/g)?.filter((arn) => arn !== `arn:${partition}:`) ?? [], [], "its partition's ARNs");
        }
      }),
    );
  });

  const many = Array.from({ length: 120 }, (_, index) => ({ arn: role(`importer-${index}`).arn, reason: "many" }));
  const tooLarge: readonly (readonly [excess: string, generate: () => unknown])[] = [
    ["identityPolicy", () => uploadIdentityPolicy(defaultRequirement, place, Array.from({ length: 200 }, (_, index) => `acme-${index}`))],
    ["serviceControlPolicy", () => uploadServiceControlPolicy(defaultRequirement, "aws", many)],
    ["resourceControlPolicy", () => uploadResourceControlPolicy(defaultRequirement, "aws", many)],
  ];
  for (const [excess, generate] of tooLarge) {
    it(`${excess} names itself where it is larger than AWS allows`, () => {
      assert.throws(generate, (error) => error instanceof AwsLimitError && error.excess === excess && /characters; AWS allows \d+/.test(error.message));
    });
  }

  for (const [kind, generate, limit] of kinds) {
    it(`the ${kind} may have as many characters as AWS allows, and not one more`, () => {
      const withArnOf = (length: number): PolicyDocument => generate(defaultRequirement, "aws", [{ arn: "x".repeat(length), reason: "long" }]);
      // Two statements carry the exemption, so that an odd number of characters is left over.
      const perStatement = Math.floor((limit - JSON.stringify(withArnOf(0)).length) / 2);
      assert.ok(limit - JSON.stringify(withArnOf(perStatement)).length < 2);
      assert.throws(() => withArnOf(perStatement + 1), AwsLimitError);
    });
  }

  it("an identity policy allows no upload without headers where no default can satisfy", () => {
    const sids = (requirement: EncryptionRequirement): (string | undefined)[] => uploadIdentityPolicy(requirement, place, [bucketName]).Statement.map(({ Sid }) => Sid);
    assert.deepEqual(sids({ methods: ["sse-c"], origin: "any" }), ["AllowUploadsWithSseC"]);
    assert.deepEqual(sids({ methods: ["sse-c", "sse-s3"], origin: "any" }), ["AllowUploadsWithApprovedMethods", "AllowUploadsWithSseC", "AllowUploadsWithBucketDefault"]);
  });
});
