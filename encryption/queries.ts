/**
 * CloudWatch Logs Insights queries over the audit's log group.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
import { updateEventName } from "./auditScope";
import { accessDenied, eventFields } from "./eventFields";
import { applications } from "./methods";
import { updateViolation } from "./metrics";
import { approvesApplication, type EncryptionRequirement } from "./requirement";

/** A saved query. */
export interface LogsQuery {
  readonly name: string;
  readonly queryString: string;
}

const { bucketName, errorCode, errorMessage, eventName, objectKey, sseApplied } = eventFields;
// A field name with other characters than letters, digits, @ and periods stands in backticks.
const kmsKeyId = `\`${eventFields.kmsKeyId}\``;

/** Who, where and how: what each query shows of an upload. */
const columns = [
  // Objects written by an AWS service have no principal ARN.
  "fields coalesce(detail.userIdentity.arn, detail.userIdentity.invokedBy, detail.userIdentity.type) as principal",
  `  , ${bucketName} as bucket`,
  `  , coalesce(${sseApplied}, "none") as method`,
  String.raw`| parse ${objectKey} /^(?<prefix>[^\/]*\/)/`,
];

const list = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;

/** Condition that holds for uploads that stored an object against the requirement. */
function offends(requirement: EncryptionRequirement): string {
  const approved = applications.filter(({ method, application }) =>
    approvesApplication(requirement, method.id, application.origin),
  );
  const values = approved.flatMap(({ application }) => application.sseApplied);
  // The record of an update need not say what it set.
  const silent = updateViolation(requirement) === undefined ? ` and ${eventName} != "${updateEventName}"` : "";
  const wrongMethod = `((not ispresent(${sseApplied})${silent}) or (ispresent(${sseApplied}) and ${sseApplied} not in ${list(values)}))`;
  if (!requirement.kmsKeyArns) return wrongMethod;
  const kmsValues = approved
    .filter(({ method }) => method.usesKmsKey)
    .flatMap(({ application }) => application.sseApplied);
  const wrongKey = `(not ispresent(${kmsKeyId}) or ${kmsKeyId} not in ${list(requirement.kmsKeyArns)})`;
  return `(${wrongMethod} or (${sseApplied} in ${list(kmsValues)} and ${wrongKey}))`;
}

/** Leaves out buckets that are not audited although events of them may be in the log group. */
const without = (excludedBuckets: readonly string[]): string[] => (excludedBuckets.length > 0 ? [`| filter ${bucketName} not in ${list(excludedBuckets)}`] : []);

/**
 * Uploads that broke the requirement, by principal, bucket and key prefix.
 * @param excludedBuckets as {@link logsQueries}
 */
export function offendersQuery(requirement: EncryptionRequirement, excludedBuckets: readonly string[] = []): string {
  return [
    ...columns,
    ...without(excludedBuckets),
    `| filter not ispresent(${errorCode}) and ${offends(requirement)}`,
    "| stats count(*) as uploads, latest(@timestamp) as last by principal, bucket, prefix, method",
    "| sort uploads desc",
    "| limit 50",
  ].join("\n");
}

/**
 * The saved queries of a stack.
 * @param excludedBuckets exclusionsFromPrefixes (encryption/auditScope.ts)
 */
export function logsQueries(requirement: EncryptionRequirement, excludedBuckets: readonly string[] = []): LogsQuery[] {
  return [
    { name: "Uploads against the requirement", queryString: offendersQuery(requirement, excludedBuckets) },
    {
      name: "Denied uploads",
      queryString: [
        ...columns,
        ...without(excludedBuckets),
        `| filter ${errorCode} like "${accessDenied}"`,
        `| stats count(*) as uploads, latest(@timestamp) as last, latest(${errorMessage}) as why by principal, bucket, prefix`,
        "| sort uploads desc",
        "| limit 50",
      ].join("\n"),
    },
    {
      name: "Uploads by method",
      queryString: [
        ...columns,
        ...without(excludedBuckets),
        `| filter not ispresent(${errorCode})`,
        "| stats count(*) as uploads by method, bucket",
        "| sort uploads desc",
      ].join("\n"),
    },
  ];
}
