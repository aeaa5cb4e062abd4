/**
 * Where the events of the audit's log group hold what is looked at: paths into an event of EventBridge, whose detail is
 * a CloudTrail record.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { encryptionHeaders } from "./methods";

export const eventFields = {
  /** Where the request was recorded: of the envelope, which stays the origin's where an event is forwarded. */
  account: "account",
  region: "region",
  eventId: "detail.eventID",
  /** The same in the records of one request that several accounts get; absent where only one does. */
  sharedEventId: "detail.sharedEventID",
  eventName: "detail.eventName",
  /** Absent where the request succeeded. */
  errorCode: "detail.errorCode",
  errorMessage: "detail.errorMessage",
  bucketName: "detail.requestParameters.bucketName",
  objectKey: "detail.requestParameters.key",
  /** Who made the request. */
  userIdentity: "detail.userIdentity",
  /** How the object was encrypted; see `MethodApplication.sseApplied`. */
  sseApplied: "detail.additionalEventData.SSEApplied",
  /** ARN of the KMS key that the object was encrypted with. */
  kmsKeyId: `detail.responseElements.${encryptionHeaders.kmsKeyId}`,
} as const;

/** The part that all error codes of a denied request have in common. */
export const accessDenied = "AccessDenied";
