/**
 * Inputs that AWS refuses, each in a resource that is right but for it: they show that the judges judge, and hold the
 * sandbox to them.
 */

/** A wrong input of one resource. */
export interface WrongInput {
  readonly about: string;
  /** The type's token, or as much of its end as tells it apart: `Trail`, `iam/policy:Policy`. */
  readonly type: string;
  /** What takes the place of the right inputs. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

const long = (length: number): string => "x".repeat(length);
const listOf = (length: number): string[] => Array.from({ length }, (_, index) => `arn:aws:sns:us-east-1:111122223333:topic-${index}`);
const selector = (field: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  advancedEventSelectors: [{ name: "uploads", fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }, field] }],
});
const transformation = (more: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  metricTransformation: { namespace: "S3ObjectEncryption", name: "uploads", value: "1", defaultValue: "0", ...more },
});
const encryption = (rule: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, ...rule }],
});

/** The text of a log alarm that is right but for this. */
const logAlarm = (more: object, query: object = {}): Readonly<Record<string, unknown>> => ({
  desiredState: JSON.stringify({
    AlarmName: "uploaders",
    ScheduledQueryConfiguration: {
      QueryString: "filter detail.errorCode = 1",
      AggregationExpression: "count(*)",
      LogGroupIdentifiers: ["uploads"],
      ScheduledQueryRoleARN: "arn:aws:iam::111122223333:role/query",
      ScheduleConfiguration: { ScheduleExpression: "rate(5 minutes)", StartTimeOffset: 600 },
      ...query,
    },
    QueryResultsToEvaluate: 1,
    QueryResultsToAlarm: 1,
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 0,
    ...more,
  }),
});

export const wrongInputs: readonly WrongInput[] = [
  { about: "a bucket name of 64 characters", type: "Bucket", inputs: { bucket: long(64) } },
  { about: "an encryption algorithm that does not exist", type: "BucketServerSideEncryptionConfiguration", inputs: encryption({ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms2" } }) },
  { about: "a blocked encryption type that does not exist", type: "BucketServerSideEncryptionConfiguration", inputs: encryption({ blockedEncryptionTypes: ["SSE-S3"] }) },
  { about: "an object ownership that does not exist", type: "BucketOwnershipControls", inputs: { rule: { objectOwnership: "Everyone" } } },
  { about: "a versioning status that does not exist", type: "BucketVersioning", inputs: { versioningConfiguration: { status: "On" } } },
  { about: "an expiry in more days than there are numbers for", type: "BucketLifecycleConfiguration", inputs: { rules: [{ id: "expire", status: "Enabled", filter: { prefix: "" }, expiration: { days: 99_999_999_999 } }] } },
  { about: "a lifecycle rule that is neither on nor off", type: "BucketLifecycleConfiguration", inputs: { rules: [{ id: "expire", status: "On", filter: { prefix: "" }, expiration: { days: 1 } }] } },

  { about: "a key description of 8,193 characters", type: "Key", inputs: { description: long(8_193) } },
  { about: "a key policy in other letters than KMS takes", type: "Key", inputs: { policy: JSON.stringify({ Version: "2012-10-17", Id: "ключ", Statement: [] }) } },
  { about: "a key for what keys are not for", type: "Key", inputs: { keyUsage: "ENCRYPT" } },
  { about: "a key of no kind", type: "Key", inputs: { customerMasterKeySpec: "AES_256" } },
  { about: "rotation every month", type: "Key", inputs: { rotationPeriodInDays: 30 } },
  { about: "an alias with a period", type: "Alias", inputs: { name: "alias/acme.orders" } },
  { about: "an alias without its prefix", type: "Alias", inputs: { name: "acme-orders" } },
  { about: "an alias of 257 characters", type: "Alias", inputs: { name: `alias/${long(251)}` } },

  { about: "a trail name of two characters", type: "Trail", inputs: { name: "ab" } },
  { about: "a trail name of 129 characters", type: "Trail", inputs: { name: long(129) } },
  { about: "a trail name with a space", type: "Trail", inputs: { name: "s3 uploads" } },
  { about: "a trail name that ends in a hyphen", type: "Trail", inputs: { name: "s3-uploads-" } },
  { about: "a trail's tag without a value", type: "Trail", inputs: { tags: { team: "" } } },
  { about: "a selector field without values", type: "Trail", inputs: selector({ field: "eventName", equals: [] }) },
  { about: "a selector field without a name", type: "Trail", inputs: selector({ field: "", equals: ["PutObject"] }) },
  { about: "a selector value of 2,049 characters", type: "Trail", inputs: selector({ field: "resources.ARN", startsWiths: [long(2_049)] }) },
  { about: "a selector name of 1,001 characters", type: "Trail", inputs: { advancedEventSelectors: [{ name: long(1_001), fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }] }] } },

  { about: "a workgroup name with a space", type: "Workgroup", inputs: { name: "my queries" } },
  { about: "a workgroup whose queries may read a thousand bytes", type: "Workgroup", inputs: { configuration: { bytesScannedCutoffPerQuery: 1_000 } } },
  { about: "results with an encryption that Athena does not know", type: "Workgroup", inputs: { configuration: { resultConfiguration: { encryptionConfiguration: { encryptionOption: "DSSE_KMS" } } } } },
  { about: "a saved query of 262,145 characters", type: "NamedQuery", inputs: { query: long(262_145) } },
  { about: "a saved query without a description, in words", type: "NamedQuery", inputs: { description: "" } },
  { about: "a name of 129 characters for a saved query", type: "NamedQuery", inputs: { name: long(129) } },
  { about: "a table description of 2,049 characters", type: "CatalogTable", inputs: { description: long(2_049) } },
  { about: "a database name of 256 characters", type: "CatalogDatabase", inputs: { name: long(256) } },

  { about: "an IAM policy name with a space", type: "iam/policy:Policy", inputs: { name: "proper uploads" } },
  { about: "an IAM policy name of 129 characters", type: "iam/policy:Policy", inputs: { name: long(129) } },
  { about: "an IAM policy description of 1,001 characters", type: "iam/policy:Policy", inputs: { description: long(1_001) } },
  { about: "an IAM policy without a version of the language", type: "iam/policy:Policy", inputs: { policy: JSON.stringify({ Version: "2026-01-01", Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }] }) } },
  { about: "an IAM policy path that is none", type: "iam/policy:Policy", inputs: { path: "audit" } },
  { about: "a target that is no target", type: "PolicyAttachment", inputs: { targetId: "production" } },

  { about: "a rule name of 65 characters", type: "EventRule", inputs: { name: long(65) } },
  { about: "a rule name with a space", type: "EventRule", inputs: { name: "s3 uploads" } },
  { about: "a rule description of 513 characters", type: "EventRule", inputs: { description: long(513) } },
  { about: "an event pattern that is no JSON", type: "EventRule", inputs: { eventPattern: "{ source: aws.s3 }" } },
  { about: "an event pattern of 4,097 characters", type: "EventRule", inputs: { eventPattern: JSON.stringify({ source: [long(4_097 - 14)] }) } },
  { about: "a rule in a state that does not exist", type: "EventRule", inputs: { state: "ON" } },
  { about: "a target id with a space", type: "EventTarget", inputs: { targetId: "upload log" } },
  { about: "a target id of 65 characters", type: "EventTarget", inputs: { targetId: long(65) } },

  { about: "a log group name with a space", type: "LogGroup", inputs: { name: "sse objects" } },
  { about: "a log group name of 513 characters", type: "LogGroup", inputs: { name: long(513) } },
  { about: "a log group of a class that does not exist", type: "LogGroup", inputs: { logGroupClass: "CHEAP" } },
  { about: "51 tags", type: "LogGroup", inputs: { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag${index}`, ""])) } },
  { about: "a metric filter name with a colon", type: "LogMetricFilter", inputs: { name: "sse:s3" } },
  { about: "a metric filter name of 513 characters", type: "LogMetricFilter", inputs: { name: long(513) } },
  { about: "a filter pattern of 1,025 characters", type: "LogMetricFilter", inputs: { pattern: `"${long(1_023)}"` } },
  { about: "a metric namespace with a colon", type: "LogMetricFilter", inputs: transformation({ namespace: "S3:ObjectEncryption" }) },
  { about: "a metric name of 256 characters", type: "LogMetricFilter", inputs: transformation({ name: long(256) }) },
  { about: "a metric in a unit that does not exist", type: "LogMetricFilter", inputs: transformation({ unit: "Uploads" }) },
  { about: "a query without a name", type: "QueryDefinition", inputs: { name: "" } },
  { about: "a query name of 256 characters", type: "QueryDefinition", inputs: { name: long(256) } },
  { about: "a query of 10,001 characters", type: "QueryDefinition", inputs: { queryString: long(10_001) } },
  { about: "a query on a log group with a space", type: "QueryDefinition", inputs: { logGroupNames: ["sse objects"] } },
  { about: "a resource policy of 51,201 characters", type: "LogResourcePolicy", inputs: { policyDocument: JSON.stringify({ Id: long(51_201) }) } },

  { about: "an alarm name of 256 characters", type: "MetricAlarm", inputs: { name: long(256) } },
  { about: "an alarm description of 1,025 characters", type: "MetricAlarm", inputs: { alarmDescription: long(1_025) } },
  { about: "an alarm that compares in a way that does not exist", type: "MetricAlarm", inputs: { comparisonOperator: "Above" } },
  { about: "an alarm on a statistic that does not exist", type: "MetricAlarm", inputs: { statistic: "Total" } },
  { about: "an alarm over no period", type: "MetricAlarm", inputs: { evaluationPeriods: 0 } },
  { about: "an alarm that needs no datapoint", type: "MetricAlarm", inputs: { datapointsToAlarm: 0 } },
  { about: "an alarm over periods of no length", type: "MetricAlarm", inputs: { period: 0 } },
  { about: "an alarm with six actions", type: "MetricAlarm", inputs: { alarmActions: listOf(6) } },
  { about: "an alarm on a namespace that begins with a colon", type: "MetricAlarm", inputs: { namespace: ":S3" } },
  { about: "an alarm in a unit that does not exist", type: "MetricAlarm", inputs: { unit: "Uploads" } },
  { about: "a type of Cloud Control with a space", type: "cloudcontrol/resource:Resource", inputs: { typeName: "AWS::CloudWatch::Log Alarm" } },
  { about: "a log alarm's name of 256 characters", type: "cloudcontrol/resource:Resource", inputs: logAlarm({ AlarmName: long(256) }) },
  { about: "a log alarm's description of 1,025 characters", type: "cloudcontrol/resource:Resource", inputs: logAlarm({ AlarmDescription: long(1_025) }) },
  { about: "a log alarm with a property that there is not", type: "cloudcontrol/resource:Resource", inputs: logAlarm({ AlarmNames: ["uploaders"] }) },
  { about: "a log alarm without a threshold", type: "cloudcontrol/resource:Resource", inputs: logAlarm({ Threshold: undefined }) },
  { about: "a log alarm on no run", type: "cloudcontrol/resource:Resource", inputs: logAlarm({ QueryResultsToEvaluate: 0 }) },
  { about: "a log alarm that compares in a way that does not exist", type: "cloudcontrol/resource:Resource", inputs: logAlarm({ ComparisonOperator: "Above" }) },
  { about: "a log alarm with six actions", type: "cloudcontrol/resource:Resource", inputs: logAlarm({ AlarmActions: listOf(6) }) },
  { about: "a log alarm on no log group", type: "cloudcontrol/resource:Resource", inputs: logAlarm({}, { LogGroupIdentifiers: [] }) },
  { about: "a log alarm that looks back for more than 30 days", type: "cloudcontrol/resource:Resource", inputs: logAlarm({}, { ScheduleConfiguration: { ScheduleExpression: "rate(5 minutes)", StartTimeOffset: 2_592_001 } }) },
  { about: "a log alarm's query of 10,001 characters", type: "cloudcontrol/resource:Resource", inputs: logAlarm({}, { QueryString: long(10_001) }) },
  { about: "a log alarm without a schedule", type: "cloudcontrol/resource:Resource", inputs: logAlarm({}, { ScheduleConfiguration: undefined }) },
  { about: "a log alarm without an aggregation", type: "cloudcontrol/resource:Resource", inputs: logAlarm({}, { AggregationExpression: "" }) },

  { about: "a dashboard that is no JSON", type: "Dashboard", inputs: { dashboardBody: "{ widgets }" } },

  { about: "a topic name with a space", type: "Topic", inputs: { name: "security alerts" } },
  { about: "a topic name of 257 characters", type: "Topic", inputs: { name: long(257) } },
  { about: "a topic policy that is no JSON", type: "TopicPolicy", inputs: { policy: "{ Statement }" } },
  { about: "a queue name with a period", type: "Queue", inputs: { name: "dead.letters" } },
  { about: "a queue name of 81 characters", type: "Queue", inputs: { name: long(81) } },
];
