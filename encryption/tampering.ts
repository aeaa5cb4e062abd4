/**
 * The catalogue of acts that end or blind the audit, or open a bucket: each with the resource of ours that its record
 * names, and where. Rules, messages, alarms and docs derive from it.
 *
 * They are management events: they reach EventBridge only where a trail records management events.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */

/** What of ours an act can be done to, and which part of the audit it belongs to. */
export const watchedResources = {
  trail: { part: "trail", what: "the audit's trail, and the one that records management events" },
  logBucket: { part: "trail", what: "the bucket of the trail's log files" },
  rule: { part: "log", what: "the audit's EventBridge rules" },
  logGroup: { part: "log", what: "the log group" },
  logResourcePolicy: { part: "log", what: "the resource policy that lets EventBridge write to the log group" },
  allLogGroups: { part: "log", what: "every log group of the account" },
  alarm: { part: "alarm", what: "the audit's alarms" },
  topic: { part: "alarm", what: "the topic" },
  subscription: { part: "alarm", what: "the topic's subscriptions" },
  queue: { part: "alarm", what: "the dead-letter queue" },
  bucket: { part: "bucket", what: "the audited buckets" },
  key: { part: "key", what: "the KMS keys that the stack made, and those that the requirement names" },
} as const;

export type WatchedResource = keyof typeof watchedResources;

/** The parts of the audit, each with a rule and an alarm of its own, in words for a person. */
export const watchedParts = {
  trail: "the trail that records uploads, or the bucket of its log files",
  log: "the rules, the log group or the filters that count uploads",
  alarm: "the alarms, or who is notified of them",
  bucket: "the encryption or the policy of an audited bucket",
  key: "a KMS key that objects are encrypted with",
} as const;

export type WatchedPart = keyof typeof watchedParts;

/** Acts of one service with the same effect on the same kind of resource. */
export interface Tampering {
  /** As CloudTrail names it: `eventSource` is `<service>.amazonaws.com`. */
  readonly service: string;
  readonly eventNames: readonly string[];
  readonly resource: WatchedResource;
  /** Where a record's detail names the resource: in one of these fields. None where the act is done to all there are. */
  readonly namedIn: readonly string[];
  /** What the act would do, as a sentence. */
  readonly effect: string;
}

const parameter = (...names: string[]): string[] => names.map((name) => `requestParameters.${name}`);
/** Records of KMS may name the key by its id alone there, but whole among the resources. */
const keyArn = ["resources.ARN"];

export const tamperings: readonly Tampering[] = [
  {
    service: "cloudtrail",
    eventNames: ["StopLogging", "DeleteTrail"],
    resource: "trail",
    namedIn: parameter("name"),
    effect: "Nothing is recorded any more, neither uploads nor acts such as these.",
  },
  {
    service: "cloudtrail",
    eventNames: ["UpdateTrail"],
    resource: "trail",
    namedIn: parameter("name"),
    effect: "The trail records other regions, or delivers its log files to another bucket.",
  },
  {
    service: "cloudtrail",
    eventNames: ["PutEventSelectors"],
    resource: "trail",
    namedIn: parameter("trailName"),
    effect: "Fewer uploads are recorded, or no management events.",
  },
  {
    service: "cloudtrail",
    eventNames: ["PutEventConfiguration"],
    resource: "trail",
    namedIn: parameter("trailName"),
    effect: "Events may become larger than EventBridge takes.",
  },
  {
    service: "s3",
    eventNames: ["DeleteBucket", "PutBucketPolicy", "DeleteBucketPolicy", "PutBucketLifecycle", "PutBucketEncryption", "DeleteBucketEncryption"],
    resource: "logBucket",
    namedIn: parameter("bucketName"),
    effect: "Log files are deleted, or delivered no more.",
  },
  {
    service: "events",
    eventNames: ["DisableRule", "DeleteRule", "PutRule"],
    resource: "rule",
    namedIn: parameter("name"),
    effect: "The rule is off, gone, or matches something else.",
  },
  {
    service: "events",
    eventNames: ["RemoveTargets", "PutTargets"],
    resource: "rule",
    namedIn: parameter("rule"),
    effect: "What the rule matches reaches nobody, or somebody else.",
  },
  {
    service: "logs",
    eventNames: ["DeleteLogGroup", "DeleteLogStream", "PutRetentionPolicy"],
    resource: "logGroup",
    namedIn: parameter("logGroupName"),
    effect: "What was recorded is gone, at once or sooner than it should be.",
  },
  {
    service: "logs",
    eventNames: ["DeleteMetricFilter", "PutMetricFilter"],
    resource: "logGroup",
    namedIn: parameter("logGroupName"),
    effect: "Uploads are no longer counted, or as what they are not.",
  },
  {
    service: "logs",
    eventNames: ["AssociateKmsKey", "DisassociateKmsKey"],
    resource: "logGroup",
    namedIn: parameter("logGroupName", "resourceIdentifier"),
    effect: "Nobody can write or read the log group without the new key, or events are no longer encrypted with yours.",
  },
  {
    service: "logs",
    eventNames: ["PutTransformer", "PutDataProtectionPolicy", "PutLogGroupDeletionProtection"],
    resource: "logGroup",
    namedIn: parameter("logGroupIdentifier"),
    effect: "Events are changed or masked before they are counted, or the log group may be deleted.",
  },
  {
    service: "logs",
    eventNames: ["PutResourcePolicy", "DeleteResourcePolicy"],
    resource: "logResourcePolicy",
    namedIn: parameter("policyName"),
    effect: "EventBridge may no longer write to the log group.",
  },
  {
    service: "logs",
    eventNames: ["PutAccountPolicy", "DeleteAccountPolicy"],
    resource: "allLogGroups",
    namedIn: [],
    effect: "Every log group's events are changed, masked, or kept for another time.",
  },
  {
    service: "monitoring",
    eventNames: ["DeleteAlarms", "DisableAlarmActions"],
    resource: "alarm",
    namedIn: parameter("alarmNames"),
    effect: "The alarm is gone, or tells nobody.",
  },
  {
    service: "monitoring",
    eventNames: ["PutMetricAlarm", "PutLogAlarm", "SetAlarmState"],
    resource: "alarm",
    namedIn: parameter("alarmName"),
    effect: "The alarm watches something else, tells somebody else, or looks as if nothing were wrong.",
  },
  {
    service: "monitoring",
    eventNames: ["PutAlarmMuteRule"],
    resource: "alarm",
    namedIn: parameter("muteTargets.alarmNames"),
    effect: "The alarm tells nobody for a time.",
  },
  {
    service: "sns",
    eventNames: ["DeleteTopic", "SetTopicAttributes", "RemovePermission"],
    resource: "topic",
    namedIn: parameter("topicArn"),
    effect: "Alarms and messages reach nobody.",
  },
  {
    service: "sns",
    eventNames: ["Unsubscribe", "SetSubscriptionAttributes"],
    resource: "subscription",
    namedIn: parameter("subscriptionArn"),
    effect: "A subscriber hears nothing, or only of what a filter lets through. Who unsubscribes by the link in a mail is not recorded.",
  },
  {
    service: "sqs",
    eventNames: ["DeleteQueue", "PurgeQueue", "SetQueueAttributes", "RemovePermission"],
    resource: "queue",
    namedIn: parameter("queueUrl"),
    effect: "Events that could not be delivered are lost.",
  },
  {
    service: "s3",
    eventNames: ["PutBucketPolicy", "DeleteBucketPolicy"],
    resource: "bucket",
    namedIn: parameter("bucketName"),
    effect: "Uploads against the requirement may be let in.",
  },
  {
    service: "s3",
    eventNames: ["PutBucketEncryption", "DeleteBucketEncryption"],
    resource: "bucket",
    namedIn: parameter("bucketName"),
    effect: "New objects have another encryption, or S3 no longer blocks SSE-C.",
  },
  {
    service: "s3",
    eventNames: ["PutBucketOwnershipControls", "DeleteBucketOwnershipControls", "PutBucketPublicAccessBlock", "DeleteBucketPublicAccessBlock"],
    resource: "bucket",
    namedIn: parameter("bucketName"),
    effect: "ACLs or public policies may open the bucket.",
  },
  {
    service: "kms",
    eventNames: ["ScheduleKeyDeletion", "DisableKey", "DeleteImportedKeyMaterial"],
    resource: "key",
    namedIn: keyArn,
    effect: "Objects encrypted with the key cannot be read, and none can be written.",
  },
  {
    service: "kms",
    eventNames: ["PutKeyPolicy"],
    resource: "key",
    namedIn: keyArn,
    effect: "Others may use the key, or those who need it may not.",
  },
];

/** The part of the audit that an act is done to. */
export function partOf({ resource }: Tampering): WatchedPart {
  return watchedResources[resource].part;
}
