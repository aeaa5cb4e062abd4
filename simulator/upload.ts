/**
 * What Amazon S3 does with an upload: refuses it, or stores the object, encrypted in one way or another.
 *
 * Bucket policy first, bucket default afterwards: a request without an encryption header has no
 * `s3:x-amz-server-side-encryption` condition key, whatever the bucket's default is
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html).
 */
import {
  applicationOfSseApplied,
  catalogue,
  encryptionMethod,
  methodOfAlgorithm,
  type CataloguedMethod,
  type EncryptionOrigin,
} from "../encryption/methods";
import { type AppliedEncryption } from "../encryption/requirement";
import { type ContextValue, type RequestContext } from "./iam/conditions";
import { evaluateBucketPolicy, type DecidingStatement } from "./iam/evaluate";
import { identify, type Identity, type RequestPrincipal } from "./iam/principal";

/** Request headers that choose the encryption; form fields of the same names in browser uploads. */
export const encryptionHeader = "x-amz-server-side-encryption";
export const kmsKeyIdHeader = "x-amz-server-side-encryption-aws-kms-key-id";
export const customerAlgorithmHeader = "x-amz-server-side-encryption-customer-algorithm";

/** API operations that write an object or change its encryption. */
export const uploadActions = [
  "PutObject",
  "CopyObject",
  "CreateMultipartUpload",
  "PostObject",
  "UpdateObjectEncryption",
] as const;
export type UploadAction = (typeof uploadActions)[number];

/** A general purpose bucket, as far as it matters for uploads. */
export interface UploadBucket {
  readonly name: string;
  /** Account that owns the bucket, twelve digits. */
  readonly account: string;
  /** `aws` by default. */
  readonly partition?: string;
  /** Region for KMS keys that a request does not name in full; by default that of the default key, or `us-east-1`. */
  readonly region?: string;
  /** Absent: S3's own default, which since 2023 is SSE-S3. */
  readonly defaultEncryption?: {
    /** `SSEAlgorithm`. */
    readonly algorithm: string;
    /** `KMSMasterKeyID`: ARN, ID or alias; absent for the AWS managed key. */
    readonly kmsKeyArn?: string;
    readonly bucketKeyEnabled?: boolean;
  };
  /** `BlockedEncryptionTypes` of the bucket's encryption rule. */
  readonly blockedEncryptionTypes?: readonly string[];
  /** Text, raw object, or document of `parsePolicyDocument`; the last is best for many requests. */
  readonly policy?: string | object;
}

/** An upload. */
export interface UploadRequest {
  readonly action: UploadAction;
  readonly key: string;
  readonly principal: RequestPrincipal;
  /** Names are compared without regard to case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What UpdateObjectEncryption changes to; of that action alone. */
  readonly objectEncryption?: { readonly kmsKeyArn: string };
  /** Sent over TLS; true by default. */
  readonly secureTransport?: boolean;
  /** More condition keys, such as `aws:SourceIp` or tags. They override the derived ones. */
  readonly context?: RequestContext;
}

/** What S3 answers. */
export type UploadResult =
  | { readonly outcome: "denied"; readonly by: "policy"; readonly statement: DecidingStatement; readonly reason: string }
  | { readonly outcome: "denied"; readonly by: "blockedEncryptionType" | "noAllow"; readonly reason: string }
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
 * accounts likewise on their side; KMS key policies are taken to allow it. What is left to refuse it is the bucket.
 * @throws PolicyDocumentError when the bucket's policy is invalid.
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

/** IAM action that S3 authorizes an operation with. */
export function iamActionOf(action: UploadAction): string {
  // UpdateObjectEncryption also needs s3:PutObject in the caller's identity policy. Whether S3 asks the bucket policy
  // for it as well is not documented: a policy that only speaks of s3:PutObject is not counted on here.
  return action === "UpdateObjectEncryption" ? "s3:UpdateObjectEncryption" : "s3:PutObject";
}

/** ARN of an object. */
export function objectArn(bucket: Pick<UploadBucket, "name" | "partition">, key: string): string {
  return `arn:${bucket.partition ?? "aws"}:s3:::${bucket.name}/${key}`;
}

/** What a request asks for by itself. */
export interface AskedEncryption {
  /** Value of `x-amz-server-side-encryption`. */
  readonly algorithm?: string;
  /** As the request names it: ARN, ID or alias. */
  readonly kmsKeyId?: string;
  /** Value of `x-amz-server-side-encryption-customer-algorithm`: SSE-C. */
  readonly customerAlgorithm?: string;
}

const kmsMethods = catalogue.filter((method) => method.usesKmsKey);
const objectEncryptionMethod = encryptionMethod("sse-kms");
const customerKeyMethod = encryptionMethod("sse-c");

/** What a request asks for, or why S3 answers 400 to it. */
export function askedEncryption(request: UploadRequest): AskedEncryption | { readonly reason: string } {
  if (request.action === "UpdateObjectEncryption") return askedByObjectEncryption(request);
  const headers = lowerCased(request.headers ?? {});
  const algorithm = headers[encryptionHeader];
  const kmsKeyId = headers[kmsKeyIdHeader];
  const customerAlgorithm = headers[customerAlgorithmHeader];
  const method = algorithm === undefined ? undefined : methodOfAlgorithm(algorithm);

  if (customerAlgorithm !== undefined && (algorithm ?? kmsKeyId) !== undefined) {
    return { reason: "Server Side Encryption with Customer provided key is incompatible with the encryption method specified" };
  }
  if (customerAlgorithm !== undefined && customerAlgorithm !== "AES256") {
    return { reason: "The requested encryption algorithm is not valid, must be AES256" };
  }
  if (customerAlgorithm !== undefined && request.secureTransport === false) {
    return { reason: "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection" };
  }
  if (kmsKeyId !== undefined && (algorithm === undefined || method?.usesKmsKey === false)) {
    const algorithms = kmsMethods.flatMap((kmsMethod) => kmsMethod.algorithm ?? []).join(" or ");
    return { reason: `Server Side Encryption with AWS KMS managed key requires HTTP header ${encryptionHeader} : ${algorithms}` };
  }
  return {
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    ...(customerAlgorithm === undefined ? {} : { customerAlgorithm }),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html: SSE-KMS with a key ARN, no alias. */
function askedByObjectEncryption({ objectEncryption }: UploadRequest): AskedEncryption | { readonly reason: string } {
  const kmsKeyId = objectEncryption?.kmsKeyArn ?? "";
  if (!/^arn:aws[a-zA-Z0-9-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-zA-Z0-9-]+$/.test(kmsKeyId)) {
    return { reason: `UpdateObjectEncryption takes the ARN of a KMS key, not "${kmsKeyId}"` };
  }
  return { algorithm: objectEncryptionMethod.algorithm ?? "", kmsKeyId };
}

/**
 * Condition keys of an upload.
 *
 * `s3:x-amz-server-side-encryption-aws-kms-key-id` holds the key as the request names it, and is absent when it names
 * none. AWS asks policies to name the full key ARN and does not say that S3 completes an ID or alias for them; taken
 * literally, a policy that allows only listed ARNs refuses them, and one that denies only listed ARNs lets them in,
 * which is the careful reading of both (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html).
 *
 * Keys that every signed request has are given too: left out, a Deny with a negated operator, such as
 * `StringNotEquals` on `s3:signatureversion`, would seem to deny everything.
 */
function uploadContext(bucket: UploadBucket, request: UploadRequest, identity: Identity, asked: AskedEncryption): RequestContext {
  const secure = request.secureTransport ?? true;
  const signed = identity.kind !== "anonymous";
  const context: Record<string, ContextValue | undefined> = {
    "aws:SecureTransport": secure,
    "s3:TlsVersion": secure ? "1.3" : undefined,
    "s3:signatureversion": signed ? "AWS4-HMAC-SHA256" : undefined,
    "s3:authType": signed ? (request.action === "PostObject" ? "POST" : "REST-HEADER") : undefined,
    "aws:ResourceAccount": bucket.account,
    "s3:ResourceAccount": bucket.account,
  };
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (headerKeys.has(name.toLowerCase())) context[`s3:${name.toLowerCase()}`] = value;
  }
  context[algorithmKey] = asked.algorithm;
  context[kmsKeyIdKey] = asked.kmsKeyId;
  context[customerAlgorithmKey] = asked.customerAlgorithm;
  return request.context ? { ...context, ...request.context } : context;
}

const algorithmKey = `s3:${encryptionHeader}`;
const kmsKeyIdKey = `s3:${kmsKeyIdHeader}`;
const customerAlgorithmKey = `s3:${customerAlgorithmHeader}`;

/** Headers besides those for encryption that are condition keys of s3:PutObject. */
const headerKeys = new Set([
  "x-amz-acl",
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-grant-full-control",
  "x-amz-grant-read",
  "x-amz-grant-read-acp",
  "x-amz-grant-write",
  "x-amz-grant-write-acp",
  "x-amz-metadata-directive",
  "x-amz-storage-class",
  "x-amz-website-redirect-location",
]);

function refusalByPolicy(
  bucket: UploadBucket,
  request: UploadRequest,
  identity: Identity,
  asked: AskedEncryption,
): UploadResult | undefined {
  const action = iamActionOf(request.action);
  const { decision, statement } = evaluateBucketPolicy(bucket.policy, {
    action,
    resource: objectArn(bucket, request.key),
    principal: request.principal,
    context: uploadContext(bucket, request, identity, asked),
  });
  if (decision === "explicitDeny" && statement) {
    const name = statement.sid === undefined ? `statement ${statement.index}` : `statement ${statement.index} ("${statement.sid}")`;
    return { outcome: "denied", by: "policy", statement, reason: `${name} of the bucket policy denies ${action}` };
  }
  const trusted = identity.kind === "aws" && identity.account === bucket.account;
  if (decision === "allow" || trusted) return undefined;
  return { outcome: "denied", by: "noAllow", reason: `no statement of the bucket policy allows ${action} to ${describeIdentity(identity)}` };
}

function describeIdentity(identity: Identity): string {
  if (identity.kind === "anonymous") return "anonymous requests";
  return identity.kind === "service" ? identity.service : `${identity.arn}, which is of another account`;
}

function refusalOfType(bucket: UploadBucket, asked: AskedEncryption): UploadResult | undefined {
  const type = methodAsked(asked)?.blockedEncryptionType;
  const blocked = bucket.blockedEncryptionTypes ?? [];
  // NONE says that nothing is blocked; beside other types it contradicts them, and a block is then not counted on.
  if (type === undefined || !blocked.includes(type) || blocked.includes("NONE")) return undefined;
  return { outcome: "denied", by: "blockedEncryptionType", reason: `the bucket blocks uploads with ${type}` };
}

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

/** Headers by lower-case name. */
export function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
