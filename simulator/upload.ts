/**
 * What Amazon S3 does with an upload: refuses it, or stores the object, encrypted in one way or another.
 *
 * Bucket policy first, bucket default afterwards: a request without an encryption header has no
 * `s3:x-amz-server-side-encryption` condition key, whatever the bucket's default is
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html).
 */
import { blocksNothing, typesBlockedByDefault } from "../encryption/blockedTypes";
import {
  applicationOfSseApplied,
  encryptionMethod,
  methodOfAlgorithm,
  type CataloguedMethod,
  type EncryptionOrigin,
} from "../encryption/methods";
import { type AppliedEncryption } from "../encryption/requirement";
import { objectBehind, type UploadAccessPoint } from "./accessPoint";
import { ContextKeys } from "./iam/conditions";
import { evaluateAccessPointPolicy, evaluateBucketPolicy, type DecidingStatement, type PolicyDecision, type PolicyRequest } from "./iam/evaluate";
import { identify, type Identity } from "./iam/principal";
import {
  askedEncryption,
  iamActionOf,
  objectArn,
  uploadContext,
  type AskedEncryption,
  type UploadBucket,
  type UploadRequest,
} from "./uploadRequest";

// The request is this evaluator's other half: who uses the one needs the other.
export {
  customerAlgorithmHeader,
  encryptionHeader,
  iamActionOf,
  kmsKeyIdHeader,
  objectArn,
  uploadActions,
  type UploadAction,
  type UploadBucket,
  type UploadRequest,
} from "./uploadRequest";

/** What S3 answers. */
export type UploadResult =
  | { readonly outcome: "denied"; readonly by: "policy"; readonly statement: DecidingStatement; readonly reason: string }
  /** By the policy of the access point that the request came through. */
  | { readonly outcome: "denied"; readonly by: "accessPointPolicy"; readonly statement: DecidingStatement; readonly reason: string }
  /** The access point takes requests of one VPC alone. */
  | { readonly outcome: "denied"; readonly by: "networkOrigin"; readonly reason: string }
  | { readonly outcome: "denied"; readonly by: "blockedEncryptionType"; readonly type: string; readonly reason: string }
  | { readonly outcome: "denied"; readonly by: "noAllow"; readonly reason: string }
  /** A request that contradicts itself: HTTP 400. */
  | { readonly outcome: "rejected"; readonly reason: string }
  | {
      readonly outcome: "stored";
      readonly applied: AppliedEncryption;
      /** `additionalEventData.SSEApplied` of the CloudTrail record. */
      readonly sseApplied: string;
    };

/**
 * What S3 does with an upload, given the bucket's default encryption, blocked encryption types and policy.
 *
 * Principals of the bucket's account are taken to have identity policies that allow the upload, and principals of other
 * accounts likewise on their side; KMS key policies are taken to allow it. What is left to refuse it is the bucket, and the
 * access point that the request comes through.
 * @throws PolicyDocumentError when the policy of the bucket or the access point is invalid.
 */
export function evaluateUpload(bucket: UploadBucket, request: UploadRequest): UploadResult {
  const identity = identify(request.principal);
  const asked = askedEncryption(request);
  if ("reason" in asked) return { outcome: "rejected", reason: asked.reason };
  return (
    refusalByPolicy(bucket, request, identity, asked) ??
    refusalOfType(bucket, asked) ??
    store(bucket, request, identity, asked)
  );
}

function refusalByPolicy(
  bucket: UploadBucket,
  request: UploadRequest,
  identity: Identity,
  asked: AskedEncryption,
): UploadResult | undefined {
  const { accessPoint } = request;
  const common = {
    action: iamActionOf(request.action),
    principal: request.principal,
    context: uploadContext(bucket, request, identity, asked),
  };
  const ofBucket = { ...common, resource: objectArn(bucket, request.key) };
  // "The bucket owner must grant the access point owner's account access to the bucket through the bucket policy".
  const foreign = accessPoint !== undefined && accessPoint.account !== bucket.account;
  const needing = foreign ? "requests through an access point of another account" : describeIdentity(identity);
  return (
    (accessPoint && refusalByAccessPoint(accessPoint, { ...common, resource: objectBehind(accessPoint, request.key) }, identity)) ??
    refusalOf("bucket policy", "policy", evaluateBucketPolicy(bucket.policy, ofBucket), ofBucket, isOf(bucket, identity) && !foreign ? undefined : needing)
  );
}

function refusalByAccessPoint(accessPoint: UploadAccessPoint, request: PolicyRequest, identity: Identity): UploadResult | undefined {
  const { name, vpcId, policy } = accessPoint;
  if (vpcId !== undefined && new ContextKeys(request.context ?? {}).get("aws:sourcevpc")?.[0] !== vpcId) {
    return { outcome: "denied", by: "networkOrigin", reason: `the access point ${name} takes requests from ${vpcId} alone` };
  }
  const decision = evaluateAccessPointPolicy(policy, request);
  const needing = isOf(accessPoint, identity) ? undefined : describeIdentity(identity);
  return refusalOf(`policy of the access point ${name}`, "accessPointPolicy", decision, request, needing);
}

/** A principal of its account needs no Allow of what a policy is attached to. */
function isOf({ account }: { readonly account: string }, identity: Identity): boolean {
  return identity.kind === "aws" && identity.account === account;
}

/** @param needing who needs an Allow, in words; undefined where nobody does */
function refusalOf(
  policy: string,
  by: "policy" | "accessPointPolicy",
  { decision, statement }: PolicyDecision,
  { action }: PolicyRequest,
  needing: string | undefined,
): UploadResult | undefined {
  if (decision === "explicitDeny" && statement) {
    const name = statement.sid === undefined ? `statement ${statement.index}` : `statement ${statement.index} ("${statement.sid}")`;
    return { outcome: "denied", by, statement, reason: `${name} of the ${policy} denies ${action}` };
  }
  if (decision === "allow" || needing === undefined) return undefined;
  return { outcome: "denied", by: "noAllow", reason: `no statement of the ${policy} allows ${action} to ${needing}` };
}

function describeIdentity(identity: Identity): string {
  if (identity.kind === "anonymous") return "anonymous requests";
  return identity.kind === "service" ? identity.service : `${identity.arn}, which is of another account`;
}

function refusalOfType(bucket: UploadBucket, asked: AskedEncryption): UploadResult | undefined {
  const type = methodAsked(asked)?.blocking?.type;
  const blocked = bucket.blockedEncryptionTypes ?? typesBlockedByDefault(regionOf(bucket));
  // S3 takes NONE alone; where it stands beside other types, a block is not counted on.
  if (type === undefined || !blocked.includes(type) || blocked.includes(blocksNothing)) return undefined;
  return { outcome: "denied", by: "blockedEncryptionType", type, reason: `the bucket blocks uploads with ${type}` };
}

const customerKeyMethod = encryptionMethod("sse-c");

/** The method that a request asks for; undefined when it asks for none, or for one that the catalogue does not have. */
function methodAsked(asked: AskedEncryption): CataloguedMethod | undefined {
  if (asked.customerAlgorithm !== undefined) return customerKeyMethod;
  return asked.algorithm === undefined ? undefined : methodOfAlgorithm(asked.algorithm);
}

/** S3's own default encryption since January 2023. */
const s3Default = { algorithm: encryptionMethod("sse-s3").algorithm };

function store(bucket: UploadBucket, request: UploadRequest, identity: Identity, asked: AskedEncryption): UploadResult {
  const byHeader = (asked.algorithm ?? asked.customerAlgorithm) !== undefined;
  const origin: EncryptionOrigin = byHeader ? "header" : "default";
  const chosen = bucket.defaultEncryption ?? s3Default;
  const algorithm = byHeader ? asked.algorithm : chosen.algorithm;
  const method = byHeader ? methodAsked(asked) : methodOfAlgorithm(algorithm ?? "");
  const kmsKeyId = byHeader ? asked.kmsKeyId : bucket.defaultEncryption?.kmsKeyArn;
  if (method?.usesKmsKey) {
    const fault = kmsFault(request, identity);
    if (fault !== undefined) return { outcome: "rejected", reason: fault };
  }
  const usesKey = method ? method.usesKmsKey : kmsKeyId !== undefined;
  const applied: AppliedEncryption = {
    method: method?.id ?? "unknown",
    origin,
    ...(usesKey ? { kmsKeyArn: kmsKeyArn(kmsKeyId, bucket, identity) } : {}),
  };
  return { outcome: "stored", applied, sseApplied: sseAppliedOf(method, origin, algorithm ?? "") };
}

/** "All GET and PUT requests for an object protected by AWS KMS fail if they are not made via SSL or TLS" and signed. */
function kmsFault(request: UploadRequest, identity: Identity): string | undefined {
  const requests = "Requests specifying Server Side Encryption with AWS KMS managed keys";
  if (request.secureTransport === false) return `${requests} must be made over a secure connection`;
  return identity.kind === "anonymous" ? `${requests} require AWS Signature Version 4` : undefined;
}

/**
 * The full ARN of the key that a request or default names.
 *
 * Without a key it is the AWS managed key, also when the bucket's default has another. IDs and aliases are "resolved
 * within the requester's account"; which key an alias stands for is not known, so the ARN is then the alias's.
 */
function kmsKeyArn(kmsKeyId: string | undefined, bucket: UploadBucket, identity: Identity): string {
  if (kmsKeyId?.startsWith("arn:")) return kmsKeyId;
  const resource = kmsKeyId === undefined ? "alias/aws/s3" : kmsKeyId.startsWith("alias/") ? kmsKeyId : `key/${kmsKeyId}`;
  const account = identity.kind === "aws" ? identity.account : bucket.account;
  return `arn:${bucket.partition ?? "aws"}:kms:${regionOf(bucket)}:${account}:${resource}`;
}

function regionOf(bucket: UploadBucket): string {
  return bucket.region ?? /^arn:[^:]*:kms:([^:]+):/.exec(bucket.defaultEncryption?.kmsKeyArn ?? "")?.[1] ?? "us-east-1";
}

/** `SSEApplied` from the catalogue; for a method that it does not have, a value that it does not have either. */
function sseAppliedOf(method: CataloguedMethod | undefined, origin: EncryptionOrigin, algorithm: string): string {
  const known = method?.applications.find((application) => application.origin === origin)?.sseApplied[0];
  if (known !== undefined) return known;
  const invented = `${origin === "default" ? "Default_" : ""}${algorithm.toUpperCase()}`;
  return applicationOfSseApplied(invented) ? `Unknown_${invented}` : invented;
}
