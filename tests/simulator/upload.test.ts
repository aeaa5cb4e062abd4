/** What S3 does with an upload: policy first, blocked types and default afterwards. */
import assert from "node:assert/strict";
import { encryptionMethods } from "../../encryption/methods";
import { evaluateUpload, type UploadResult } from "../../simulator/upload";
import { laterMethods } from "../encryption/laterMethods";
import { type UploadBucket, type UploadRequest } from "../../simulator/uploadRequest";

const account = "111122223333";
const other = "444455556666";
const writer = { arn: `arn:aws:sts::${account}:assumed-role/writer/one` };
const stranger = { arn: `arn:aws:sts::${other}:assumed-role/writer/one` };
const key = `arn:aws:kms:eu-west-1:${account}:key/11111111-2222-3333-4444-555555555555`;
const otherKey = `arn:aws:kms:eu-west-1:${account}:key/99999999-2222-3333-4444-555555555555`;

const sse = "x-amz-server-side-encryption";
const sseKey = "x-amz-server-side-encryption-aws-kms-key-id";
const sseC = "x-amz-server-side-encryption-customer-algorithm";

/** Made today, without a word on encryption. */
const newBucket: UploadBucket = { name: "examplebucket", account, region: "eu-west-1" };
/** Nothing is blocked on it. */
const plainBucket: UploadBucket = { ...newBucket, blockedEncryptionTypes: ["NONE"] };
const kmsBucket: UploadBucket = { ...plainBucket, defaultEncryption: { algorithm: "aws:kms", kmsKeyArn: key } };

function upload(bucket: UploadBucket, changes: Partial<UploadRequest> = {}): UploadResult {
  return evaluateUpload(bucket, { action: "PutObject", key: "a", principal: writer, ...changes });
}

function deny(condition: object, action = "s3:PutObject"): object {
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "deny", Effect: "Deny", Principal: "*", Action: action, Resource: "arn:aws:s3:::examplebucket/*", Condition: condition }],
  };
}

function allow(principal: object | string): object {
  return {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: principal, Action: "s3:PutObject", Resource: "arn:aws:s3:::examplebucket/*" },
  };
}

/** The outcome in one word or two, for tables. */
function summary(result: UploadResult): string {
  if (result.outcome === "stored") return `${result.applied.method} ${result.applied.origin} ${result.sseApplied}`;
  return result.outcome === "denied" ? `denied by ${result.by}` : result.outcome;
}

describe("evaluateUpload", () => {
  describe("stores by header or by default", () => {
    const awsManagedKey = `arn:aws:kms:eu-west-1:${account}:alias/aws/s3`;
    type Case = [sentence: string, bucket: UploadBucket, headers: Record<string, string>, expected: string, kmsKeyArn?: string];
    const later = laterMethods.flatMap(({ id, algorithm, usesKmsKey, applications }) =>
      applications.flatMap(({ origin, sseApplied: [value] }): Case[] => {
        if (algorithm === undefined || value === undefined) return [];
        const byDefault = origin === "default";
        const bucket = byDefault ? { ...plainBucket, defaultEncryption: { algorithm } } : plainBucket;
        const stored: Case = [`${id} by ${origin}`, bucket, byDefault ? {} : { [sse]: algorithm }, `${id} ${origin} ${value}`];
        return [usesKmsKey ? [stored[0], stored[1], stored[2], stored[3], awsManagedKey] : stored];
      }),
    );
    const cases: Case[] = [
      ["no default: S3's own, SSE-S3", plainBucket, {}, "sse-s3 default Default_SSE_S3"],
      ["default SSE-KMS with its key", kmsBucket, {}, "sse-kms default Default_SSE_KMS", key],
      ["default DSSE-KMS with its key", { ...plainBucket, defaultEncryption: { algorithm: "aws:kms:dsse", kmsKeyArn: key } }, {}, "dsse-kms default Default_DSSE_KMS", key],
      ["default SSE-KMS without a key: the AWS managed one", { ...plainBucket, defaultEncryption: { algorithm: "aws:kms" } }, {}, "sse-kms default Default_SSE_KMS", awsManagedKey],
      ["default of a method yet to come", { ...plainBucket, defaultEncryption: { algorithm: "aws:future" } }, {}, "unknown default Default_AWS:FUTURE"],
      ["header AES256 beats the default", kmsBucket, { [sse]: "AES256" }, "sse-s3 header SSE_S3"],
      ["header aws:kms with a key", plainBucket, { [sse]: "aws:kms", [sseKey]: otherKey }, "sse-kms header SSE_KMS", otherKey],
      ["header aws:kms without a key: not the bucket's key, the AWS managed one", kmsBucket, { [sse]: "aws:kms" }, "sse-kms header SSE_KMS", awsManagedKey],
      ["header aws:kms:dsse", plainBucket, { [sse]: "aws:kms:dsse", [sseKey]: key }, "dsse-kms header DSSE_KMS", key],
      ["a key by its bare ID", plainBucket, { [sse]: "aws:kms", [sseKey]: "11111111-2222-3333-4444-555555555555" }, "sse-kms header SSE_KMS", key],
      ["a key by alias, whose key is not known", plainBucket, { [sse]: "aws:kms", [sseKey]: "alias/mine" }, "sse-kms header SSE_KMS", `arn:aws:kms:eu-west-1:${account}:alias/mine`],
      ["SSE-C", kmsBucket, { [sseC]: "AES256" }, "sse-c header SSE_C"],
      ...later,
      ["a method yet to come", kmsBucket, { [sse]: "aws:future" }, "unknown header AWS:FUTURE"],
      ["a method yet to come whose name reads like a known one", plainBucket, { [sse]: "sse_kms" }, "unknown header Unknown_SSE_KMS"],
      ["header names in any case", kmsBucket, { "X-Amz-Server-Side-Encryption": "AES256" }, "sse-s3 header SSE_S3"],
    ];
    for (const [sentence, bucket, headers, expected, kmsKeyArn] of cases) {
      it(sentence, () => {
        for (const action of ["PutObject", "CopyObject", "CreateMultipartUpload", "PostObject"] as const) {
          const result = upload(bucket, { action, headers });
          assert.equal(summary(result), expected);
          assert.equal(result.outcome === "stored" ? result.applied.kmsKeyArn : "none", kmsKeyArn);
        }
      });
    }

    it("every value of SSEApplied in the catalogue comes about in some way", () => {
      const reached = new Set(cases.map(([, , , expected]) => expected.split(" ")[2]));
      const known = encryptionMethods.flatMap((method) => method.applications.flatMap((application) => application.sseApplied as readonly string[]));
      assert.deepEqual(known.filter((value) => !reached.has(value)), []);
    });

    it("takes the region of unnamed keys from the default key, and else S3's first", () => {
      const [inDefault, nowhere] = [kmsBucket, plainBucket].map((bucket) => {
        const regionless = Object.fromEntries(Object.entries(bucket).filter(([name]) => name !== "region")) as unknown as UploadBucket;
        const result = upload(regionless, { headers: { [sse]: "aws:kms" } });
        return result.outcome === "stored" ? result.applied.kmsKeyArn?.split(":")[3] : undefined;
      });
      assert.deepEqual([inDefault, nowhere], ["eu-west-1", "us-east-1"]);
    });

    it("resolves aliases in the requester's account and the bucket's partition", () => {
      const bucket = { ...plainBucket, partition: "aws-cn", policy: JSON.stringify(allow("*")).replace("arn:aws:", "arn:aws-cn:") };
      const result = upload(bucket, { principal: stranger, headers: { [sse]: "aws:kms", [sseKey]: "alias/x" } });
      assert.equal(result.outcome === "stored" && result.applied.kmsKeyArn, `arn:aws-cn:kms:eu-west-1:${other}:alias/x`);
    });
  });

  describe("rejects what contradicts itself", () => {
    const cases: [sentence: string, request: Partial<UploadRequest>, reason: RegExp][] = [
      ["SSE-C and another method", { headers: { [sse]: "aws:kms", [sseC]: "AES256" } }, /incompatible/],
      ["SSE-C and a KMS key", { headers: { [sseKey]: key, [sseC]: "AES256" } }, /incompatible/],
      ["SSE-C with another algorithm", { headers: { [sseC]: "AES128" } }, /must be AES256/],
      ["SSE-C without TLS", { headers: { [sseC]: "AES256" }, secureTransport: false }, /secure connection/],
      ["a KMS key without a method", { headers: { [sseKey]: key } }, /requires HTTP header .*aws:kms or aws:kms:dsse/],
      ["a KMS key with SSE-S3", { headers: { [sse]: "AES256", [sseKey]: key } }, /requires HTTP header/],
      ["SSE-KMS without TLS", { headers: { [sse]: "aws:kms" }, secureTransport: false }, /secure connection/],
      ["UpdateObjectEncryption without a key", { action: "UpdateObjectEncryption" }, /takes the ARN/],
      ["UpdateObjectEncryption with an alias", { action: "UpdateObjectEncryption", objectEncryption: { kmsKeyArn: `arn:aws:kms:eu-west-1:${account}:alias/x` } }, /takes the ARN/],
    ];
    for (const [sentence, request, reason] of cases) {
      it(sentence, () => {
        const result = upload(plainBucket, request);
        assert(result.outcome === "rejected");
        assert.match(result.reason, reason);
      });
    }

    it("default SSE-KMS without TLS or signature", () => {
      assert.equal(summary(upload(kmsBucket, { secureTransport: false })), "rejected");
      assert.equal(summary(upload({ ...kmsBucket, policy: allow("*") }, { principal: "anonymous" })), "rejected");
      assert.equal(summary(upload({ ...plainBucket, policy: allow("*") }, { principal: "anonymous" })), "sse-s3 default Default_SSE_S3");
    });
  });

  describe("denies by policy, which sees the request and not the default", () => {
    const notKms = deny({ StringNotEquals: { [`s3:${sse}`]: "aws:kms" } });
    const notKmsIfThere = deny({ Null: { [`s3:${sse}`]: "false" }, StringNotEquals: { [`s3:${sse}`]: "aws:kms" } });
    const onlyKey = deny({ StringNotEqualsIfExists: { [`s3:${sseKey}`]: key }, Null: { [`s3:${sseKey}`]: "false" } });
    const cases: [sentence: string, policy: object, headers: Record<string, string>, denied: boolean][] = [
      ["a bare StringNotEquals denies uploads that rely on the default", notKms, {}, true],
      ["a Null check spares them", notKmsIfThere, {}, false],
      ["a Null check does not spare others", notKmsIfThere, { [sse]: "AES256" }, true],
      ["a condition on the method does not see SSE-C", notKmsIfThere, { [sseC]: "AES256" }, false],
      ["SSE-C has a key of its own", deny({ Null: { [`s3:${sseC}`]: "false" } }), { [sseC]: "AES256" }, true],
      ["the right key", onlyKey, { [sse]: "aws:kms", [sseKey]: key }, false],
      ["a wrong key", onlyKey, { [sse]: "aws:kms", [sseKey]: otherKey }, true],
      ["no key: the condition key is absent", onlyKey, { [sse]: "aws:kms" }, false],
      ["the right key by its bare ID is not its ARN", onlyKey, { [sse]: "aws:kms", [sseKey]: "11111111-2222-3333-4444-555555555555" }, true],
      ["a method yet to come, by an allowlist", notKmsIfThere, { [sse]: "aws:future" }, true],
      ["a method yet to come, by a denylist", deny({ StringEquals: { [`s3:${sse}`]: "AES256" } }), { [sse]: "aws:future" }, false],
      ["other headers are condition keys too", deny({ StringEquals: { "s3:x-amz-acl": "public-read" } }), { "X-Amz-Acl": "public-read" }, true],
    ];
    for (const [sentence, policy, headers, denied] of cases) {
      it(sentence, () => {
        const result = upload({ ...kmsBucket, policy }, { headers });
        assert.equal(result.outcome, denied ? "denied" : "stored");
        if (result.outcome !== "denied") return;
        assert(result.by === "policy");
        assert.deepEqual(result.statement, { index: 0, sid: "deny", effect: "Deny" });
        assert.equal(result.reason, 'statement 0 ("deny") of the bucket policy denies s3:PutObject');
      });
    }

    it("knows TLS, version, signature and accounts of every request", () => {
      const bucket = (condition: object) => ({ ...plainBucket, policy: deny(condition) });
      const tls = bucket({ Bool: { "aws:SecureTransport": "false" } });
      assert.equal(summary(upload(tls, { secureTransport: false })), "denied by policy");
      assert.equal(upload(tls).outcome, "stored");
      for (const condition of [
        { NumericLessThan: { "s3:TlsVersion": "1.2" } },
        { StringNotEquals: { "s3:signatureversion": "AWS4-HMAC-SHA256" } },
        { StringNotEquals: { "s3:authType": "REST-HEADER" } },
        { StringNotEquals: { "aws:ResourceAccount": account } },
        { StringNotEquals: { "s3:ResourceAccount": account } },
      ]) {
        assert.equal(upload(bucket(condition)).outcome, "stored", JSON.stringify(condition));
      }
      assert.equal(upload(bucket({ StringEquals: { "s3:authType": "POST" } }), { action: "PostObject" }).outcome, "denied");
    });

    it("takes more condition keys from the request", () => {
      const policy = deny({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } });
      assert.equal(upload({ ...plainBucket, policy }, { context: { "aws:SourceIp": "10.0.0.1" } }).outcome, "stored");
      assert.equal(upload({ ...plainBucket, policy }, { context: { "aws:SourceIp": "203.0.113.1" } }).outcome, "denied");
    });

    it("throws for an invalid policy", () => {
      assert.throws(() => upload({ ...plainBucket, policy: "{}" }), /Missing required field Statement/);
    });
  });

  describe("UpdateObjectEncryption", () => {
    const update: Partial<UploadRequest> = { action: "UpdateObjectEncryption", objectEncryption: { kmsKeyArn: otherKey } };
    it("stores SSE-KMS with the key it names", () => {
      const result = upload(plainBucket, update);
      assert.deepEqual(result, { outcome: "stored", applied: { method: "sse-kms", origin: "header", kmsKeyArn: otherKey }, sseApplied: "SSE_KMS" });
    });
    it("has an action of its own, that a statement about s3:PutObject does not cover", () => {
      const condition = { StringNotEquals: { [`s3:${sseKey}`]: key } };
      assert.equal(upload({ ...plainBucket, policy: deny(condition) }, update).outcome, "stored");
      assert.equal(upload({ ...plainBucket, policy: deny(condition, "s3:UpdateObjectEncryption") }, update).outcome, "denied");
      assert.equal(upload({ ...plainBucket, policy: deny(condition, "s3:*") }, { ...update, objectEncryption: { kmsKeyArn: key } }).outcome, "stored");
    });
  });

  describe("denies without an allow", () => {
    const service = { service: "cloudtrail.amazonaws.com" };
    it("and says to whom", () => {
      const reasons = ["anonymous" as const, service, stranger].map((principal) => {
        const result = upload(plainBucket, { principal });
        return result.outcome === "denied" ? result.reason : "";
      });
      assert.deepEqual(reasons, [
        "no statement of the bucket policy allows s3:PutObject to anonymous requests",
        "no statement of the bucket policy allows s3:PutObject to cloudtrail.amazonaws.com",
        `no statement of the bucket policy allows s3:PutObject to ${stranger.arn}, which is of another account`,
      ]);
    });

    const cases: [sentence: string, policy: object | undefined, principal: UploadRequest["principal"], denied: boolean][] = [
      ["the bucket's own account needs none", undefined, writer, false],
      ["the root user of the account needs none", undefined, { arn: `arn:aws:iam::${account}:root` }, false],
      ["another account", undefined, stranger, true],
      ["another account that is allowed", allow({ AWS: other }), stranger, false],
      ["anonymous", undefined, "anonymous", true],
      ["anonymous where accounts are allowed", allow({ AWS: other }), "anonymous", true],
      ["anonymous that is allowed", allow("*"), "anonymous", false],
      ["a service", undefined, service, true],
      ["a service that is allowed", allow({ Service: "cloudtrail.amazonaws.com" }), service, false],
    ];
    for (const [sentence, policy, principal, denied] of cases) {
      it(sentence, () => {
        const result = upload(policy ? { ...plainBucket, policy } : plainBucket, { principal });
        assert.equal(summary(result), denied ? "denied by noAllow" : "sse-s3 default Default_SSE_S3");
      });
    }
  });

  describe("blocked encryption types", () => {
    const blocks = (...blockedEncryptionTypes: string[]) => ({ ...plainBucket, blockedEncryptionTypes });
    it("SSE-C blocks SSE-C and nothing else", () => {
      assert.equal(summary(upload(blocks("SSE-C"), { headers: { [sseC]: "AES256" } })), "denied by blockedEncryptionType");
      assert.equal(upload(blocks("SSE-C")).outcome, "stored");
      assert.equal(upload(blocks("SSE-C"), { headers: { [sse]: "AES256" } }).outcome, "stored");
    });
    it("NONE blocks nothing, and is not counted on beside SSE-C", () => {
      assert.equal(upload(blocks("NONE"), { headers: { [sseC]: "AES256" } }).outcome, "stored");
      assert.equal(upload(blocks("NONE", "SSE-C"), { headers: { [sseC]: "AES256" } }).outcome, "stored");
    });
    it("S3's own is SSE-C where the bucket says nothing, but for two regions", () => {
      const silent = (region: string): UploadBucket => ({ ...newBucket, region });
      const result = upload(silent("eu-west-1"), { headers: { [sseC]: "AES256" } });
      assert.equal(summary(result), "denied by blockedEncryptionType");
      assert.equal(result.outcome === "denied" && result.by === "blockedEncryptionType" && result.type, "SSE-C");
      assert.equal(upload(silent("eu-west-1")).outcome, "stored");
      for (const region of ["me-south-1", "me-central-1"]) assert.equal(upload(silent(region), { headers: { [sseC]: "AES256" } }).outcome, "stored", region);
    });
    it("the policy is asked first", () => {
      const bucket = { ...blocks("SSE-C"), policy: deny({ Null: { [`s3:${sseC}`]: "false" } }) };
      assert.equal(summary(upload(bucket, { headers: { [sseC]: "AES256" } })), "denied by policy");
    });
  });
});
