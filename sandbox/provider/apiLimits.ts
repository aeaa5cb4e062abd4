/**
 * What AWS takes of single values, by the inputs they come from: how long, which characters, which numbers, which words.
 * Most of it is in the API models of AWS, to which tests/judges/awsApi/ holds it; the rest are quotas. What takes more than
 * one value to tell stands with the types' behaviours.
 */
import { catalogue } from "../../encryption/methods";
import { type Refusal } from "./behaviour";
import { isObject, UNKNOWN, type Properties } from "./values";

/** Whether AWS takes a value, and in words what it takes. */
interface Limit {
  readonly takes: string;
  holds(value: unknown): boolean;
}

const count = (value: unknown): number =>
  typeof value === "string" || Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;

/** How many characters, by their kind where that matters. */
const characters = (atLeast: number, atMost: number, of?: RegExp, kind = "characters"): Limit => ({
  takes: `${atLeast} to ${atMost.toLocaleString("en")} ${kind}`,
  holds: (value) => count(value) >= atLeast && count(value) <= atMost && (of === undefined || of.test(String(value))),
});
const atMost = (characterCount: number): Limit => characters(0, characterCount);
const entries = (atLeast: number, atMost: number): Limit => ({
  takes: atMost === Infinity ? `at least ${atLeast}` : `${atLeast} to ${atMost}`,
  holds: (value) => count(value) >= atLeast && count(value) <= atMost,
});
const numbers = (atLeast: number, atMost = 2 ** 31 - 1): Limit => ({
  takes: `${atLeast} to ${atMost.toLocaleString("en")}`,
  holds: (value) => Number.isInteger(value) && Number(value) >= atLeast && Number(value) <= atMost,
});
const words = (...allowed: string[]): Limit => ({ takes: allowed.join(", "), holds: (value) => allowed.includes(String(value)) });
const form = (pattern: RegExp, takes: string): Limit => ({ takes, holds: (value) => pattern.test(String(value)) });

const units = ["", "/Second"].flatMap((rate) => [
  ...["Bytes", "Bits"].flatMap((unit) => ["", "Kilo", "Mega", "Giga", "Tera"].map((scale) => `${scale}${scale === "" ? unit : unit.toLowerCase()}${rate}`)),
  `Count${rate}`,
]);
const unit = words("Seconds", "Microseconds", "Milliseconds", "Percent", "None", ...units);
const methods = words(...catalogue.flatMap(({ algorithm }) => algorithm ?? []));
const bucketNamespace = words("account-regional", "global");
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html; 0 is the provider's word for no end.
const retention = words("0", "1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1096", "1827", "2192", "2557", "2922", "3288", "3653");
const comparison = words(
  ...["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"],
  ...["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"],
);
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
const queuePolicy = atMost(8_192);
const ruleName = characters(1, 64, /^[\w.-]*$/, "letters, digits and . - _");
const logGroupName = characters(1, 512, /^[\w./#-]*$/, "letters, digits and . - _ / #");
const actions = entries(0, 5);
const catalogName = form(/^[a-z0-9_]{1,255}$/, "1 to 255 small letters, digits and underscores");
/** Tags; CloudTrail takes none without a value. */
const tags = (most: number, shortestValue = 0): Readonly<Record<string, Limit>> => ({
  tags: entries(0, most),
  "tags.*": characters(shortestValue, 256, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, "letters, digits, spaces and _ . : / = + - @"),
});

/** By type token, then by the path of the input: `rules[].status`; `*` is every key of a map. */
const limits: Readonly<Record<string, Readonly<Record<string, Limit>>>> = {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html
  "aws:s3/bucket:Bucket": { bucketNamespace, ...tags(50) },
  "aws:s3/bucketV2:BucketV2": { bucketNamespace },
  "aws:s3/bucketObject:BucketObject": { serverSideEncryption: methods },
  "aws:s3/bucketObjectv2:BucketObjectv2": { serverSideEncryption: methods },
  "aws:s3/bucketPolicy:BucketPolicy": { policy: atMost(20_480) },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessPoint.html
  "aws:s3/accessPoint:AccessPoint": { policy: atMost(20_480), "vpcConfiguration.vpcId": characters(1, 1_024), ...tags(50) },
  "aws:s3control/accessPointPolicy:AccessPointPolicy": { policy: atMost(20_480) },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": { "rules[].blockedEncryptionTypes[]": words("NONE", "SSE-C") },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": { "rule.objectOwnership": words("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced") },
  // The provider's own word for a bucket that never had versions is Disabled: then it makes no call.
  "aws:s3/bucketVersioning:BucketVersioning": { "versioningConfiguration.status": words("Enabled", "Suspended", "Disabled") },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    "rules[].status": words("Enabled", "Disabled"),
    "rules[].id": characters(0, 255),
    "rules[].expiration.days": numbers(1),
    "rules[].abortIncompleteMultipartUpload.daysAfterInitiation": numbers(1),
  },
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
  "aws:kms/key:Key": {
    description: characters(0, 8_192),
    policy: characters(0, 32_768, /^[\t\n\r\x20-\xff]*$/, "letters of ISO 8859-1"),
    keyUsage: words("ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT", "ENCAPSULATE_DECAPSULATE"),
    customerMasterKeySpec: form(/^(SYMMETRIC_DEFAULT|RSA_\d{4}|ECC_\w+|HMAC_\d{3}|SM2|ML_\w+)$/, "SYMMETRIC_DEFAULT or a spec of RSA, ECC, HMAC, SM2 or ML"),
    rotationPeriodInDays: numbers(90, 2_560),
    ...tags(50),
  },
  "aws:kms/alias:Alias": {
    name: form(/^(?!alias\/aws\/)alias\/[\w/-]{1,250}$/, "alias/ and up to 250 letters, digits, /, _ and -, not beginning with aws/"),
  },
  // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
  "aws:cloudtrail/trail:Trail": {
    name: form(/^(?=.{3,128}$)(?!(\d+\.){3}\d+$)[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/, "3 to 128 letters, digits and single . _ - between them, not like an IP address"),
    "advancedEventSelectors[].name": characters(0, 1_000),
    "advancedEventSelectors[].fieldSelectors": entries(1, Infinity),
    "advancedEventSelectors[].fieldSelectors[].field": characters(1, 1_000, /^[\w.|]*$/, "letters, digits and . _"),
    ...Object.fromEntries(
      ["equals", "notEquals", "startsWiths", "notStartsWiths", "endsWiths", "notEndsWiths"].flatMap((operator) => {
        const path = `advancedEventSelectors[].fieldSelectors[].${operator}`;
        return [[path, entries(1, Infinity)], [`${path}[]`, characters(1, 2_048)]];
      }),
    ),
    ...tags(50, 1),
  },
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
  "aws:iam/policy:Policy": {
    name: characters(1, 128, /^[\w+=,.@-]*$/, "letters, digits and + = , . @ - _"),
    path: form(/^(?=.{1,512}$)(\/[\w.,+@=-]+)*\/$/, "a path that begins and ends with /"),
    description: characters(0, 1_000),
    policy: characters(0, 6_144, /^(?![^]*"Version"\s*:\s*"(?!2012-10-17"|2008-10-17"))/, "characters in the version 2012-10-17 or 2008-10-17"),
    ...tags(50),
  },
  // https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
  "aws:organizations/policy:Policy": { name: characters(1, 128), description: characters(0, 512), ...tags(50) },
  "aws:organizations/policyAttachment:PolicyAttachment": {
    targetId: form(/^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/, "the id of a root, an organizational unit or an account"),
  },
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
  "aws:cloudwatch/eventBus:EventBus": {
    name: form(/^(?!default$)[\w.-]{1,256}$/, "1 to 256 letters, digits and . - _, not default"),
    description: characters(0, 512),
    ...tags(50),
  },
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": { policy: atMost(10_240) },
  "aws:cloudwatch/eventRule:EventRule": {
    eventPattern: atMost(2_048),
    name: ruleName,
    description: characters(0, 512),
    state: words("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
    ...tags(50),
  },
  "aws:cloudwatch/eventTarget:EventTarget": { rule: ruleName, targetId: ruleName, arn: characters(1, 1_600) },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
  "aws:cloudwatch/logGroup:LogGroup": { retentionInDays: retention, name: logGroupName, logGroupClass: words("STANDARD", "INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS"), kmsKeyId: characters(0, 256), ...tags(50) },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": { policyDocument: atMost(5_120) },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    pattern: atMost(1_024),
    name: characters(1, 512, /^[^:*]*$/, "characters without : and *"),
    "metricTransformation.name": characters(0, 255, /^[^:*$]*$/, "characters without :, * and $"),
    "metricTransformation.namespace": characters(0, 255, /^[^:*$]*$/, "characters without :, * and $"),
    "metricTransformation.value": characters(0, 100),
    "metricTransformation.unit": unit,
  },
  "aws:cloudwatch/queryDefinition:QueryDefinition": { name: characters(1, 255), queryString: characters(1, 10_000), "logGroupNames[]": logGroupName },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    comparisonOperator: comparison,
    treatMissingData: words("breaching", "notBreaching", "ignore", "missing"),
    name: characters(1, 255),
    alarmDescription: characters(0, 1_024),
    metricName: characters(1, 255),
    namespace: characters(1, 255, /^[^:]/, "characters, the first no colon"),
    statistic: words("SampleCount", "Average", "Sum", "Minimum", "Maximum"),
    period: numbers(1),
    evaluationPeriods: numbers(1),
    datapointsToAlarm: numbers(1),
    unit,
    dimensions: entries(0, 30),
    "dimensions.*": characters(1, 1_024),
    alarmActions: actions,
    okActions: actions,
    insufficientDataActions: actions,
    ...tags(50),
  },
  // https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html
  "aws:athena/workgroup:Workgroup": {
    name: characters(1, 128, /^[\w.-]*$/, "letters, digits and . - _"),
    description: characters(0, 1_024),
    state: words("ENABLED", "DISABLED"),
    "configuration.bytesScannedCutoffPerQuery": numbers(10_000_000, Number.MAX_SAFE_INTEGER),
    "configuration.engineVersion.selectedEngineVersion": characters(1, 128),
    "configuration.resultConfiguration.outputLocation": form(/^s3:\/\/[a-z0-9.-]{3,63}\/([^/]+\/)*$/, "s3://bucket/ or s3://bucket/folder/"),
    "configuration.resultConfiguration.encryptionConfiguration.encryptionOption": words("SSE_S3", "SSE_KMS", "CSE_KMS"),
    ...tags(50),
  },
  // https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html
  "aws:athena/namedQuery:NamedQuery": {
    name: characters(1, 128),
    description: characters(1, 1_024),
    database: characters(1, 255),
    query: characters(1, 262_144),
    workgroup: characters(1, 128, /^[\w.-]*$/, "letters, digits and . - _"),
  },
  // https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html; names: https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
  "aws:glue/catalogDatabase:CatalogDatabase": { name: catalogName, description: characters(0, 2_048), ...tags(50) },
  // https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html
  "aws:glue/catalogTable:CatalogTable": {
    name: catalogName,
    description: characters(0, 2_048),
    tableType: characters(0, 255),
    "parameters.*": characters(0, 512_000),
    "partitionKeys[].name": characters(1, 255),
    "partitionKeys[].type": characters(0, 131_072),
    "storageDescriptor.location": characters(0, 2_056),
    "storageDescriptor.columns[].name": characters(1, 255),
    "storageDescriptor.columns[].type": characters(0, 131_072),
    "storageDescriptor.inputFormat": characters(0, 128),
    "storageDescriptor.outputFormat": characters(0, 128),
  },
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  "aws:sns/topic:Topic": { name: form(/^([\w-]{1,256}|[\w-]{1,251}\.fifo)$/, "1 to 256 letters, digits, - and _"), ...tags(50) },
  "aws:sns/topicPolicy:TopicPolicy": { policy: atMost(30_720) },
  "aws:sns/topicSubscription:TopicSubscription": {
    protocol: words("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"),
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
  "aws:sqs/queue:Queue": {
    policy: queuePolicy,
    name: form(/^([\w-]{1,80}|[\w-]{1,75}\.fifo)$/, "1 to 80 letters, digits, - and _"),
    messageRetentionSeconds: numbers(60, 1_209_600),
    ...tags(50),
  },
  "aws:sqs/queuePolicy:QueuePolicy": { policy: queuePolicy },
};

/** The inputs of a type that have limits. */
export function limitedInputs(token: string): string[] {
  return Object.keys(limits[token] ?? {}).map((path) => path.split(/[.[]/, 1)[0] ?? "");
}

/** What of a type's inputs is outside of the limits, with its path; what is not known yet is left for later. */
export function limitRefusals(token: string, inputs: Properties): Refusal[] {
  return Object.entries(limits[token] ?? {}).flatMap(([path, { takes, holds }]) =>
    valuesAt(inputs, path.split(/(?=\[\])|\./)).flatMap(({ at, value }) => (holds(value) ? [] : [{ property: at, reason: `AWS accepts ${takes}; got ${short(value)}` }])),
  );
}

interface Found {
  readonly at: string;
  readonly value: unknown;
}

/** Every value at a path, with the place where it stands. */
function valuesAt(value: unknown, [step, ...rest]: readonly string[], at = ""): Found[] {
  if (value === undefined || value === null || (typeof value === "string" && value.includes(UNKNOWN))) return [];
  if (step === undefined) return [{ at, value }];
  if (step === "[]") return Array.isArray(value) ? value.flatMap((item, index) => valuesAt(item, rest, `${at}[${index}]`)) : [];
  if (!isObject(value)) return [];
  const names = step === "*" ? Object.keys(value).filter((name) => !name.startsWith("__")) : [step];
  return names.flatMap((name) => valuesAt(value[name], rest, at === "" ? name : `${at}.${name}`));
}

function short(value: unknown): string {
  if (Array.isArray(value) || isObject(value)) return `${count(value)}`;
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 60)}…, ${count(value).toLocaleString("en")} characters`;
}
