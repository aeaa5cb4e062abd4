/**
 * CloudWatch Logs Insights queries over the audit's log group.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 *
 * `if` and `case` would say some of this with fewer words, but not every partition's pages know them.
 */
import { updateEventName } from "./auditScope";
import { accessDenied, eventFields } from "./eventFields";
import { applications, encryptionMethods } from "./methods";
import { auditMetrics, specialMetrics, updateViolation } from "./metrics";
import { approvesApplication, violationOf, type EncryptionRequirement } from "./requirement";

/** A saved query. */
export interface LogsQuery {
  readonly name: string;
  readonly queryString: string;
  /** The metric whose uploads it shows, where it shows those of one that has an alarm. */
  readonly metricName?: string;
}

const { account, bucketName, errorCode, errorMessage, eventId, eventName, objectKey, region, sharedEventId, sseApplied, userIdentity } = eventFields;
// A field name with other characters than letters, digits, @ and periods stands in backticks.
const kmsKeyId = `\`${eventFields.kmsKeyId}\``;
/** The method of an object that was not encrypted. */
const [{ id: none }] = encryptionMethods;

/**
 * Who uploaded, one name for each principal. Sessions count as their role: they may bear random names. Another account's
 * principal has no ARN in the bucket owner's records, but account and unique ID; the ID of a role is followed by the
 * session. Anonymous requests have a word for an account and no ID.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
const principal = [
  `| fields concat(${userIdentity}.accountId, " ", ${userIdentity}.principalId) as caller`,
  // A federated user's session is issued by a user: that one is not who uploaded.
  String.raw`| parse ${userIdentity}.sessionContext.sessionIssuer.arn /^(?<role>.+:role\/.+)/`,
  "| parse caller /^(?<foreignRole>[0-9]+ AROA[^:]+)/",
  "| parse caller /^(?<foreign>[0-9]+ .+)/",
  `| fields coalesce(role, ${userIdentity}.arn, foreignRole, foreign, ${userIdentity}.onBehalfOf.userId, ${userIdentity}.invokedBy, ${userIdentity}.accountId, ${userIdentity}.type) as principal`,
];

/** Where, how and who: what each query shows of an upload. */
const columns = [
  `fields ${bucketName} as bucket, coalesce(${kmsKeyId}, "${none}") as key`,
  String.raw`| parse ${objectKey} /^(?<prefix>[^\/]*\/)/`,
  // The record of an update need not say what it set.
  `| parse ${eventName} /^(?<update>${updateEventName})$/`,
  `| fields coalesce(${sseApplied}, update, "${none}") as method`,
  ...principal,
];

/**
 * One id for the records of one upload: EventBridge delivers at least once, and two accounts may have recorded a copy from one
 * into the other.
 */
const upload = `coalesce(${sharedEventId}, ${eventId}) as upload`;

/** What queries show of an audit of several accounts and regions, and how they count there. */
const counted = (estate: boolean): { readonly fields: readonly string[]; readonly uploads: string; readonly place: string } =>
  estate
    ? { fields: [`| fields ${upload}`], uploads: "count_distinct(upload)", place: `, latest(${account}) as inAccount, latest(${region}) as inRegion` }
    : { fields: [], uploads: "count(*)", place: "" };

const list = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;

/** Condition that holds for uploads that stored an object against the requirement. */
function offends(requirement: EncryptionRequirement): string {
  const approved = applications.filter(({ method, application }) =>
    approvesApplication(requirement, method.id, application.origin),
  );
  const values = approved.flatMap(({ application }) => application.sseApplied);
  const silent = updateViolation(requirement) === undefined ? ` and ${eventName} != "${updateEventName}"` : "";
  const wrongMethod = `((not ispresent(${sseApplied})${silent}) or (ispresent(${sseApplied}) and ${sseApplied} not in ${list(values)}))`;
  if (!requirement.kmsKeyArns) return wrongMethod;
  const kmsValues = approved
    .filter(({ method }) => method.usesKmsKey)
    .flatMap(({ application }) => application.sseApplied);
  const wrongKey = `(not ispresent(${kmsKeyId}) or ${kmsKeyId} not in ${list(requirement.kmsKeyArns)})`;
  return `(${wrongMethod} or (${sseApplied} in ${list(kmsValues)} and ${wrongKey}))`;
}

/** Stands for a key that no requirement approves. */
const anyKey = "*";

/**
 * What is wrong with an offending upload, by its `method`: the method, how it came about, or else the key. The names of
 * methods stand in angle brackets until they are replaced, as some are part of others.
 */
function wrong(requirement: EncryptionRequirement): string {
  const told = (violation: string | undefined, values: readonly string[]): (readonly [string, string])[] =>
    violation === undefined ? [] : values.map((value) => [value, violation]);
  const known = applications.flatMap(({ method, application }) => {
    // The table has the key in a column of its own.
    const applied = { method: method.id, origin: application.origin, kmsKeyArn: anyKey };
    const values = application.sseApplied.length > 0 ? application.sseApplied : [method.id];
    return told(violationOf(requirement, applied)?.replace(` ${anyKey} `, " "), values);
  });
  const replacements = [
    ...[...known, ...told(updateViolation(requirement), [updateEventName])].map(([value, words]) => [`<${value}>`, words] as const),
    ["<", `${violationOf(requirement, { method: "unknown", origin: "header" }) ?? ""}: `] as const,
    [">", ""] as const,
  ];
  return replacements.reduce(
    (text, [from, to]) => `replace(${text}, ${JSON.stringify(from)}, ${JSON.stringify(to)})`,
    'concat("<", method, ">")',
  );
}

/** Leaves out buckets that are not audited although events of them may be in the log group. */
const without = (excludedBuckets: readonly string[]): string[] => (excludedBuckets.length > 0 ? [`| filter ${bucketName} not in ${list(excludedBuckets)}`] : []);

/**
 * Uploads that broke the requirement, by principal, bucket, key prefix, method and KMS key, and what was wrong with them.
 * @param excludedBuckets as {@link logsQueries}
 * @param estate as {@link logsQueries}
 */
export function offendersQuery(requirement: EncryptionRequirement, excludedBuckets: readonly string[] = [], estate = false): string {
  const { fields, uploads, place } = counted(estate);
  return [
    ...columns,
    ...fields,
    ...without(excludedBuckets),
    `| filter not ispresent(${errorCode}) and ${offends(requirement)}`,
    `| fields ${wrong(requirement)} as wrong`,
    `| stats ${uploads} as uploads, latest(@timestamp) as last${place} by principal, bucket, prefix, method, wrong, key`,
    "| sort uploads desc",
    "| limit 50",
  ].join("\n");
}

const knownValues = applications.flatMap(({ application }) => application.sseApplied);
const kmsValues = applications.filter(({ method }) => method.usesKmsKey).flatMap(({ application }) => application.sseApplied);

/** Condition that holds for the uploads that a metric of successful uploads counts. */
function countedUnder(metricName: string, { kmsKeyArns = [] }: EncryptionRequirement): string {
  const isUpdate = (operator: "=" | "!="): string => `not ispresent(${sseApplied}) and ${eventName} ${operator} "${updateEventName}"`;
  switch (metricName) {
    case specialMetrics.unknownMethod.metricName:
      return `ispresent(${sseApplied}) and ${sseApplied} not in ${list(knownValues)}`;
    case specialMetrics.encryptionUpdated.metricName:
      return isUpdate("=");
    case specialMetrics.wrongKmsKey.metricName:
      return `((ispresent(${kmsKeyId}) and ${kmsKeyId} not in ${list(kmsKeyArns)}) or (not ispresent(${kmsKeyId}) and ${sseApplied} in ${list(kmsValues)}))`;
    default: {
      const values = applications.find(({ application }) => application.metricName === metricName)?.application.sseApplied ?? [];
      return values.length > 0 ? `${sseApplied} in ${list(values)}` : isUpdate("!=");
    }
  }
}

/** What {@link improperUploadsQuery} tells of each upload, and log alarms tell apart by. */
export const uploaderFields = ["bucket", "principal"] as const;

/**
 * The uploads that metrics with alarms count, each once, by bucket and principal: what a log alarm looks at. Filters
 * come first, as AWS advises for queries that run often.
 * @param excludedBuckets as {@link logsQueries}
 */
export function improperUploadsQuery(requirement: EncryptionRequirement, excludedBuckets: readonly string[] = []): string {
  const improper = auditMetrics(requirement).filter(({ violation }) => violation !== undefined);
  const conditions = improper.map(({ metricName }) => `(${countedUnder(metricName, requirement)})`);
  return [
    `filter not ispresent(${errorCode}) and (${conditions.join(" or ")})`,
    ...without(excludedBuckets),
    `| fields ${bucketName} as bucket`,
    ...principal,
  ].join("\n");
}

/** The objects of an improper metric, one a row, latest first: what there is to re-encrypt. Short, since links hold it whole. */
function objectsQuery(metricName: string, requirement: EncryptionRequirement, excludedBuckets: readonly string[], estate: boolean): string {
  return [
    `filter ${countedUnder(metricName, requirement)} and not ispresent(${errorCode})`,
    ...without(excludedBuckets),
    `| fields @timestamp, ${bucketName}, ${objectKey}, coalesce(${userIdentity}.arn, ${userIdentity}.principalId)${estate ? `, ${account}, ${region}, ${upload}` : ""}`,
    "| sort @timestamp desc",
    ...(estate ? ["| dedup upload"] : []),
  ].join("\n");
}

/**
 * The saved queries of a stack: of all uploads, then one for each metric whose uploads break the requirement.
 * @param excludedBuckets exclusionsFromPrefixes (encryption/auditScope.ts)
 * @param estate whether the log group holds uploads of several accounts and regions
 */
export function logsQueries(requirement: EncryptionRequirement, excludedBuckets: readonly string[] = [], estate = false): LogsQuery[] {
  const { fields, uploads, place } = counted(estate);
  return [
    { name: "Uploads against the requirement", queryString: offendersQuery(requirement, excludedBuckets, estate) },
    {
      name: "Denied uploads",
      metricName: specialMetrics.deniedUploads.metricName,
      queryString: [
        ...columns,
        ...fields,
        ...without(excludedBuckets),
        `| filter ${errorCode} like "${accessDenied}"`,
        `| stats ${uploads} as uploads, latest(@timestamp) as last, latest(${errorMessage}) as why${place} by principal, bucket, prefix`,
        "| sort uploads desc",
        "| limit 50",
      ].join("\n"),
    },
    {
      name: "Uploads by method",
      queryString: [
        ...columns,
        ...fields,
        ...without(excludedBuckets),
        `| filter not ispresent(${errorCode})`,
        `| stats ${uploads} as uploads${place} by method, bucket`,
        "| sort uploads desc",
      ].join("\n"),
    },
    ...auditMetrics(requirement).flatMap(({ metricName, label, violation }) =>
      violation === undefined ? [] : [{ name: `Uploads: ${label}`, queryString: objectsQuery(metricName, requirement, excludedBuckets, estate), metricName }],
    ),
  ];
}
