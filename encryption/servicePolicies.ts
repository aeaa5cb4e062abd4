/** Resource policies that let AWS services do their part of the pipeline. */
import { accountRootArn, bucketArn, regionalArn, type AwsEnvironment } from "./arn";
import { putAction } from "./auditScope";
import { policyDocument, type PolicyDocument, type PolicyStatement } from "./policyDocument";

/** The service that delivers trails' log files. */
export const cloudTrailService = "cloudtrail.amazonaws.com";

const service = (...names: string[]): { Service: string | string[] } => ({
  Service: names.length === 1 ? (names[0] as string) : names,
});

/**
 * Lets EventBridge write to a log group; a log group takes no role.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export function logDeliveryPolicy(environment: AwsEnvironment, logGroupName: string): PolicyDocument {
  return policyDocument([
    {
      Sid: "EventBridgeToUploadLog",
      Effect: "Allow",
      Principal: service("events.amazonaws.com", "delivery.logs.amazonaws.com"),
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: regionalArn(environment, "logs", `log-group:${logGroupName}:*`),
    },
  ]);
}

/** Name of a stack's queue of undeliverable events. */
export function deadLetterQueueName(namePrefix: string): string {
  return `${namePrefix}-dead-letters`;
}

/**
 * Lets the audit's rules put undeliverable events into a queue.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * @param ruleNames names of the rules, or patterns of the names of several: a queue's policy has at most 8,192 bytes, too
 *   few for the ARNs of all rules that a stack may have
 */
export function deadLetterPolicy(environment: AwsEnvironment, queueName: string, ruleNames: readonly string[]): PolicyDocument {
  const arns = ruleNames.map((name) => regionalArn(environment, "events", `rule/${name}`));
  return policyDocument([
    {
      Sid: "EventBridgeToDeadLetterQueue",
      Effect: "Allow",
      Principal: service("events.amazonaws.com"),
      Action: "sqs:SendMessage",
      Resource: regionalArn(environment, "sqs", queueName),
      Condition: { ArnLike: { "aws:SourceArn": arns.length === 1 ? (arns[0] as string) : arns } },
    },
  ]);
}

/**
 * Lets the account's CloudWatch alarms publish to a topic.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function alarmTopicPolicy(environment: AwsEnvironment, topicName: string): PolicyDocument {
  return policyDocument([
    {
      Sid: "CloudWatchAlarmsToTopic",
      Effect: "Allow",
      Principal: service("cloudwatch.amazonaws.com"),
      Action: "sns:Publish",
      Resource: regionalArn(environment, "sns", topicName),
      Condition: { StringEquals: { "aws:SourceAccount": environment.accountId } },
    },
  ]);
}

/**
 * Lets rules of the account take on a role, and nothing else of EventBridge.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html
 * @param rules their ARNs, which may have wildcards
 */
export function ruleRoleTrust({ accountId }: AwsEnvironment, rules: string | string[], sid = "RulesTakeTheRole"): PolicyDocument {
  return policyDocument([
    {
      Sid: sid,
      Effect: "Allow",
      Principal: service("events.amazonaws.com"),
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: { "aws:SourceArn": rules },
      },
    },
  ]);
}

/**
 * Lets a role publish to a topic. A topic's own policy could not be held to rules: EventBridge takes no condition there.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 * @param kmsKeyArn of the topic, where it has one
 */
export function publishPolicy(topicArn: string, kmsKeyArn?: string): PolicyDocument {
  return policyDocument([
    { Sid: "PublishToTopic", Effect: "Allow", Action: "sns:Publish", Resource: topicArn },
    ...(kmsKeyArn === undefined
      ? []
      : [{ Sid: "UseKeyOfTopic", Effect: "Allow" as const, Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: kmsKeyArn }]),
  ]);
}

/**
 * Lets CloudWatch Logs take on a role for the scheduled queries of the account. Nobody chooses their names: AWS makes the one of
 * a log alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Alarm-On-Logs.html#log-alarm-prereq-query-role
 */
export function scheduledQueryTrust(environment: AwsEnvironment): PolicyDocument {
  return policyDocument([
    {
      Sid: "ScheduledQueriesTakeTheRole",
      Effect: "Allow",
      Principal: service("logs.amazonaws.com"),
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": environment.accountId },
        ArnLike: { "aws:SourceArn": regionalArn(environment, "logs", "scheduled-query:*") },
      },
    },
  ]);
}

/**
 * Lets a role query one log group. What is told by the number of a query, or of all log groups, has no resource that could be named.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export function queryPolicy(environment: AwsEnvironment, logGroupName: string): PolicyDocument {
  return policyDocument([
    { Sid: "QueryUploadLog", Effect: "Allow", Action: "logs:StartQuery", Resource: regionalArn(environment, "logs", `log-group:${logGroupName}:*`) },
    { Sid: "FollowQueries", Effect: "Allow", Action: ["logs:StopQuery", "logs:GetQueryResults", "logs:DescribeLogGroups"], Resource: "*" },
  ]);
}

/**
 * Lets one trail deliver its log files to a bucket.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 * @param organizationId of the organization whose trail it is; what it records of member accounts has a folder of its own
 */
export function trailDeliveryStatements(environment: AwsEnvironment, bucketName: string, trailName: string, organizationId?: string): PolicyStatement[] {
  const folders = [environment.accountId, ...(organizationId === undefined ? [] : [organizationId])].map((id) => `AWSLogs/${id}/*`);
  const arn = bucketArn(environment.partition, bucketName);
  const ofTrail = { "aws:SourceArn": regionalArn(environment, "cloudtrail", `trail/${trailName}`) };
  return [
    {
      Sid: "AllowCloudTrailAclCheck",
      Effect: "Allow",
      Principal: service(cloudTrailService),
      Action: "s3:GetBucketAcl",
      Resource: arn,
      Condition: { StringEquals: ofTrail },
    },
    {
      Sid: "AllowCloudTrailDelivery",
      Effect: "Allow",
      Principal: service(cloudTrailService),
      Action: putAction,
      Resource: folders.length === 1 ? `${arn}/${folders[0] as string}` : folders.map((folder) => `${arn}/${folder}`),
      Condition: { StringEquals: { ...ofTrail, "s3:x-amz-acl": "bucket-owner-full-control" } },
    },
  ];
}

/** Leaves the use of a KMS key to the account's IAM policies, as AWS's default key policy does. */
export function accountKeyPolicy(
  account: AwsEnvironment,
  additionalStatements: readonly PolicyStatement[] = [],
): PolicyDocument {
  return policyDocument([
    {
      Sid: "AccountUsesIamPolicies",
      Effect: "Allow",
      Principal: { AWS: accountRootArn(account) },
      Action: "kms:*",
      Resource: "*",
    },
    ...additionalStatements,
  ]);
}

/**
 * Lets a trail encrypt its log files with a KMS key.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export function trailKeyStatements(environment: AwsEnvironment, trailName: string): PolicyStatement[] {
  const trailArn = regionalArn(environment, "cloudtrail", `trail/${trailName}`);
  const allow = (Sid: string, Action: string, condition: object): PolicyStatement => ({
    Sid,
    Effect: "Allow",
    Principal: service(cloudTrailService),
    Action,
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceArn": trailArn }, ...condition },
  });
  return [
    allow("AllowCloudTrailEncryption", "kms:GenerateDataKey*", {
      StringLike: {
        "kms:EncryptionContext:aws:cloudtrail:arn": `arn:${environment.partition}:cloudtrail:*:${environment.accountId}:trail/*`,
      },
    }),
    // Asked for where the log bucket has a Bucket Key. What is decrypted is then the bucket's key, under another context.
    allow("AllowCloudTrailDecryption", "kms:Decrypt", {}),
    allow("AllowCloudTrailDescribeKey", "kms:DescribeKey", {}),
  ];
}
