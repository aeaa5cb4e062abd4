/**
 * An upload as S3 receives it: what it asks for, and the condition keys that authorization sees.
 *
 * Condition keys: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import { bucketArn } from "../encryption/arn";
import { putAction, updateAction, updateEventName, uploadEventNames } from "../encryption/auditScope";
import { catalogue, encryptionHeaders, encryptionMethod, methodOfAlgorithm, sseCAlgorithm } from "../encryption/methods";
import { accessPointContext, type UploadAccessPoint } from "./accessPoint";
import { type ContextValue, type RequestContext } from "./iam/conditions";
import { type Identity, type RequestPrincipal } from "./iam/principal";

/** Request headers that choose the encryption; form fields of the same names in browser uploads. */
export const {
  algorithm: encryptionHeader,
  kmsKeyId: kmsKeyIdHeader,
  customerAlgorithm: customerAlgorithmHeader,
} = encryptionHeaders;

/** API operations that write an object or change its encryption. */
export const uploadActions = uploadEventNames;
export type UploadAction = (typeof uploadActions)[number];

/** A general purpose bucket, as far as it matters for uploads. */
export interface UploadBucket {
  readonly name: string;
  /** Account that owns the bucket, twelve digits. */
  readonly account: string;
  /** `aws` by default. */
  readonly partition?: string;
  /**
   * Region for KMS keys that a request does not name in full, and for what S3 blocks by default; by default that of the
   * default key, or `us-east-1`.
   */
  readonly region?: string;
  /** Absent: S3's own default, which since 2023 is SSE-S3. */
  readonly defaultEncryption?: {
    /** `SSEAlgorithm`. */
    readonly algorithm: string;
    /** `KMSMasterKeyID`: ARN, ID or alias; absent for the AWS managed key. */
    readonly kmsKeyArn?: string;
    readonly bucketKeyEnabled?: boolean;
  };
  /**
   * `BlockedEncryptionTypes` of the bucket's encryption rule. Absent: what S3 blocks in the region on a bucket made today;
   * one made before April 2026 that holds SSE-C objects has `["NONE"]`.
   */
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
  /** The access point of the bucket that the request comes through; directly to the bucket when left out. */
  readonly accessPoint?: UploadAccessPoint;
  /** More condition keys, such as `aws:SourceIp` or tags. They override the derived ones. */
  readonly context?: RequestContext;
}

/** IAM action that S3 authorizes an operation with. */
export function iamActionOf(action: UploadAction): string {
  // UpdateObjectEncryption asks for permission of its own name, and of KMS; s3:PutObject is not among what it needs.
  return action === updateEventName ? updateAction : putAction;
}

/** ARN of a bucket. */
export function bucketArnOf({ name, partition = "aws" }: Pick<UploadBucket, "name" | "partition">): string {
  return bucketArn(partition, name);
}

/** ARN of an object. */
export function objectArn(bucket: Pick<UploadBucket, "name" | "partition">, key: string): string {
  return `${bucketArnOf(bucket)}/${key}`;
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

/** What a request asks for, or why S3 answers 400 to it. */
export function askedEncryption(request: UploadRequest): AskedEncryption | { readonly reason: string } {
  if (request.action === updateEventName) return askedByObjectEncryption(request);
  const headers = lowerCased(request.headers ?? {});
  const algorithm = headers[encryptionHeader];
  const kmsKeyId = headers[kmsKeyIdHeader];
  const customerAlgorithm = headers[customerAlgorithmHeader];
  const method = algorithm === undefined ? undefined : methodOfAlgorithm(algorithm);

  if (customerAlgorithm !== undefined && (algorithm ?? kmsKeyId) !== undefined) {
    return { reason: "Server Side Encryption with Customer provided key is incompatible with the encryption method specified" };
  }
  if (customerAlgorithm !== undefined && customerAlgorithm !== sseCAlgorithm) {
    return { reason: `The requested encryption algorithm is not valid, must be ${sseCAlgorithm}` };
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
    return { reason: `${updateEventName} takes the ARN of a KMS key, not "${kmsKeyId}"` };
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
export function uploadContext(bucket: UploadBucket, request: UploadRequest, identity: Identity, asked: AskedEncryption): RequestContext {
  const secure = request.secureTransport ?? true;
  const signed = identity.kind !== "anonymous";
  const context: Record<string, ContextValue | undefined> = {
    "aws:SecureTransport": secure,
    "s3:TlsVersion": secure ? "1.3" : undefined,
    "s3:signatureversion": signed ? "AWS4-HMAC-SHA256" : undefined,
    "s3:authType": signed ? (request.action === "PostObject" ? "POST" : "REST-HEADER") : undefined,
    "aws:ResourceAccount": bucket.account,
    "s3:ResourceAccount": bucket.account,
    ...(request.accessPoint && accessPointContext(request.accessPoint)),
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

/** Headers by lower-case name. */
export function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
