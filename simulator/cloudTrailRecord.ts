/**
 * The CloudTrail data events that Amazon S3 writes for requests on objects.
 *
 * Record contents: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * Examples: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
 */
import { serviceDomain } from "../encryption/arn";
import { accessDenied } from "../encryption/eventFields";
import { encryptionMethod } from "../encryption/methods";
import { arnOfAccessPoint, type UploadAccessPoint } from "./accessPoint";
import { identify, type RequestPrincipal } from "./iam/principal";
import { idOf, uuidOf } from "./madeUpIds";
import { type UploadResult } from "./upload";
import {
  askedEncryption,
  bucketArnOf,
  customerAlgorithmHeader,
  encryptionHeader,
  iamActionOf,
  kmsKeyIdHeader,
  lowerCased,
  objectArn,
  type UploadBucket,
  type UploadRequest,
} from "./uploadRequest";
import { userIdentity } from "./userIdentity";

/** A CloudTrail record of an S3 data event. */
export interface CloudTrailRecord {
  readonly eventVersion: string;
  readonly userIdentity: Readonly<Record<string, unknown>>;
  /** ISO 8601, in whole seconds. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  /** Of failed requests alone. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, unknown>>;
  readonly responseElements: Readonly<Record<string, string>> | null;
  readonly additionalEventData: Readonly<Record<string, string | number>>;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources: readonly Readonly<Record<string, string>>[];
  readonly eventType: string;
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly sharedEventID?: string;
  readonly eventCategory: string;
  readonly tlsDetails?: Readonly<Record<string, string>>;
}

/** When, where and from where a request was made. What is left out is made up, the same for the same request. */
export interface RecordDetails {
  readonly time: Date | string;
  readonly region: string;
  readonly requestId?: string;
  readonly eventId?: string;
  readonly sourceIpAddress?: string;
  readonly userAgent?: string;
  /** The service that makes the request as the principal, as S3 does for replication: `s3.amazonaws.com`. */
  readonly invokedBy?: string;
  readonly versionId?: string;
  /** The account that gets this copy of the record; the bucket's by default. The caller's gets one of its own where its trail logs the bucket. */
  readonly recipient?: string;
}

/** A request on an object other than an upload. */
export interface ObjectRequest {
  readonly key: string;
  readonly principal: RequestPrincipal;
  readonly secureTransport?: boolean;
  readonly accessPoint?: UploadAccessPoint;
}

export type StoredUpload = Extract<UploadResult, { outcome: "stored" }>;

/**
 * The record of an upload. A stored object's has `SSEApplied` and tells method and key in the response; a refused
 * request's has `errorCode` and no `SSEApplied`.
 * @param result what `evaluateUpload` gave for the same bucket and request.
 */
export function cloudTrailRecord(
  bucket: UploadBucket,
  request: UploadRequest,
  result: UploadResult,
  details: RecordDetails,
): CloudTrailRecord {
  const stored = result.outcome === "stored" ? result : undefined;
  return buildRecord(bucket, request, details, {
    eventName: request.action,
    readOnly: false,
    parameters: uploadParameters(request),
    response: stored ? { ...encryptionResponse(request, stored), ...versionResponse(details) } : null,
    ...(stored ? { sseApplied: stored.sseApplied } : {}),
    ...errorOf(bucket, request, result),
    authenticationMethod: request.action === "PostObject" ? "HtmlForm" : "AuthHeader",
  });
}

/** The record of a read: it tells how the object is stored, and must not count as an upload. */
export function getObjectRecord(
  bucket: UploadBucket,
  request: ObjectRequest,
  stored: StoredUpload,
  details: RecordDetails,
): CloudTrailRecord {
  return buildRecord(bucket, request, details, {
    eventName: "GetObject",
    readOnly: true,
    parameters: {},
    response: null,
    sseApplied: stored.sseApplied,
  });
}

/**
 * The record of a later step of a multipart upload. The method was recorded when the upload was created: these records
 * have no `SSEApplied`.
 */
export function multipartRecord(
  eventName: "UploadPart" | "CompleteMultipartUpload",
  bucket: UploadBucket,
  request: UploadRequest,
  stored: StoredUpload,
  details: RecordDetails,
): CloudTrailRecord {
  const uploadId = idOf("upload", bucket.name, request.key).slice(0, 32);
  return buildRecord(bucket, request, details, {
    eventName,
    readOnly: false,
    parameters: eventName === "UploadPart" ? { uploadId, partNumber: "1" } : { uploadId },
    response: encryptionResponse(request, stored),
  });
}

/** What differs between the records of different operations. */
interface Operation {
  readonly eventName: string;
  readonly readOnly: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, string>> | null;
  readonly sseApplied?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly authenticationMethod?: string;
}

function buildRecord(
  bucket: UploadBucket,
  request: ObjectRequest,
  details: RecordDetails,
  operation: Operation,
): CloudTrailRecord {
  const identity = identify(request.principal);
  const service = identity.kind === "service" ? identity.service : details.invokedBy;
  const secure = request.secureTransport ?? true;
  const eventTime = new Date(details.time).toISOString().replace(/\.\d+Z$/, "Z");
  const seed = [bucket.name, request.key, operation.eventName, eventTime, JSON.stringify(operation.parameters)];
  const host = `${bucket.name}.s3.${details.region}.${serviceDomain(bucket.partition ?? "aws")}`;
  const recipient = details.recipient ?? bucket.account;
  const crossAccount = identity.kind === "aws" && identity.account !== bucket.account;
  return {
    eventVersion: "1.11",
    userIdentity: userIdentity(identity, recipient, eventTime, details.invokedBy),
    eventTime,
    eventSource: "s3.amazonaws.com",
    eventName: operation.eventName,
    awsRegion: details.region,
    sourceIPAddress: details.sourceIpAddress ?? service ?? "203.0.113.10",
    userAgent: details.userAgent ?? service ?? "[aws-cli/2.22.0]",
    ...(operation.errorCode === undefined ? {} : { errorCode: operation.errorCode }),
    ...(operation.errorMessage === undefined ? {} : { errorMessage: operation.errorMessage }),
    requestParameters: { bucketName: bucket.name, Host: host, key: request.key, ...operation.parameters },
    responseElements: operation.response,
    additionalEventData: {
      ...(identity.kind === "anonymous"
        ? {}
        : { SignatureVersion: "SigV4", AuthenticationMethod: operation.authenticationMethod ?? "AuthHeader" }),
      ...(secure ? { CipherSuite: cipherSuite } : {}),
      bytesTransferredIn: 0,
      bytesTransferredOut: 0,
      ...(operation.sseApplied === undefined ? {} : { SSEApplied: operation.sseApplied }),
      "x-amz-id-2": `${idOf("host", ...seed)}=`,
    },
    requestID: details.requestId ?? idOf("request", ...seed).slice(0, 16).toUpperCase(),
    eventID: details.eventId ?? uuidOf("event", ...seed, ...(recipient === bucket.account ? [] : [recipient])),
    readOnly: operation.readOnly,
    resources: [
      { type: "AWS::S3::Object", ARN: objectArn(bucket, request.key) },
      // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-receive-logs-from-multiple-accounts.html
      { accountId: recipient !== bucket.account && operation.errorCode === accessDenied ? "" : bucket.account, type: "AWS::S3::Bucket", ARN: bucketArnOf(bucket) },
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-monitoring-logging.html. What bucketName holds
      // where the access point's ARN or alias stood in the request is not documented: here it is the bucket.
      ...(request.accessPoint ? [{ accountId: request.accessPoint.account, type: "AWS::S3::AccessPoint", ARN: arnOfAccessPoint(request.accessPoint) }] : []),
    ],
    eventType: "AwsApiCall",
    managementEvent: false,
    recipientAccountId: recipient,
    ...(crossAccount || identity.kind === "service" ? { sharedEventID: uuidOf("shared", ...seed) } : {}),
    eventCategory: "Data",
    ...(secure && service === undefined
      ? { tlsDetails: { tlsVersion: "TLSv1.3", cipherSuite, clientProvidedHostHeader: host } }
      : {}),
  };
}

const cipherSuite = "TLS_AES_128_GCM_SHA256";

function uploadParameters(request: UploadRequest): Record<string, unknown> {
  const headers = Object.entries(lowerCased(request.headers ?? {})).filter(([name]) => name.startsWith("x-amz-"));
  return {
    ...Object.fromEntries(headers),
    ...(request.action === "CreateMultipartUpload" ? { uploads: "" } : {}),
    ...(request.objectEncryption
      ? { encryption: "", ObjectEncryption: { SSEKMS: { KMSKeyArn: request.objectEncryption.kmsKeyArn } } }
      : {}),
  };
}

/** The response headers that tell how an object was encrypted. */
function encryptionResponse(request: UploadRequest, { applied }: StoredUpload): Record<string, string> {
  const asked = askedEncryption(request);
  if ("reason" in asked) return {};
  if (asked.customerAlgorithm !== undefined) return { [customerAlgorithmHeader]: asked.customerAlgorithm };
  const algorithm = applied.method === "unknown" ? asked.algorithm : encryptionMethod(applied.method).algorithm;
  return {
    ...(algorithm === undefined ? {} : { [encryptionHeader]: algorithm }),
    ...(applied.kmsKeyArn === undefined ? {} : { [kmsKeyIdHeader]: applied.kmsKeyArn }),
  };
}

function versionResponse({ versionId }: RecordDetails): Record<string, string> {
  return versionId === undefined ? {} : { "x-amz-version-id": versionId };
}

function errorOf(
  bucket: UploadBucket,
  request: UploadRequest,
  result: UploadResult,
): { errorCode: string; errorMessage: string } | Record<never, never> {
  if (result.outcome === "stored") return {};
  if (result.outcome === "rejected") return { errorCode: "InvalidArgument", errorMessage: result.reason };
  return { errorCode: accessDenied, errorMessage: denialMessage(bucket, request, result.by) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html */
function denialMessage(bucket: UploadBucket, request: UploadRequest, by: Denial["by"]): string {
  const identity = identify(request.principal);
  if (identity.kind !== "aws") return "Access Denied";
  const action = iamActionOf(request.action);
  const explicitDeny = "with an explicit deny in a resource-based policy";
  const noAllow = `because no resource-based policy allows the ${action} action`;
  const why = {
    policy: explicitDeny,
    accessPointPolicy: explicitDeny,
    noAllow,
    // S3's own words for it are not documented.
    networkOrigin: noAllow,
    blockedEncryptionType:
      "because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys " +
      "(SSE-C). Please specify a different server-side encryption type",
  }[by];
  return `User: ${identity.arn} is not authorized to perform: ${action} on resource: "${objectArn(bucket, request.key)}" ${why}`;
}

type Denial = Extract<UploadResult, { outcome: "denied" }>;
