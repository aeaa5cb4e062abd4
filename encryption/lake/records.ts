/**
 * The records of CloudTrail's log files as SQL sees them, and which of them the audit counts: what trail, rules and metric
 * filters say of a record, said in SQL. The queries stand on two tables of these, `records` and `uploads`.
 */
import { bucketArn } from "../arn";
import { exclusionsFromPrefixes, updateEventName, uploadEventNames, type AuditScope } from "../auditScope";
import { bucketMatchers, type Matcher } from "../eventPattern";
import { applications, catalogue, encryptionHeaders } from "../methods";
import { updateViolation } from "../metrics";
import { violationOf, type AppliedEncryption, type EncryptionRequirement } from "../requirement";
import { askedColumns, denialOf } from "./denials";
import { all, any, certainly, endsWith, everyLine, hasJson, indented, isAnyOf, isNoneOf, jsonText, literal, literalOrNull, quotedName, someResource, startsWith } from "./sql";
import { partitionColumns, type LakeTable } from "./table";

/** What counts. */
export interface LakeAudit {
  readonly requirement: EncryptionRequirement;
  /** Without the trail's own log bucket. */
  readonly scope: AuditScope;
  readonly partition: string;
  /** Regions whose uploads are counted; all when left out. */
  readonly regions?: readonly string[] | undefined;
  /** Of an estate the accounts, each of which counts what is its own; all that the log tells of when left out. */
  readonly accounts?: readonly string[] | undefined;
}

/** Which of the records are asked for. */
export interface LakeSelection {
  /** Milliseconds of the Unix epoch: from then on, and before then. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** The last days in place of these, counted from when the query runs. */
  readonly lastDays?: number | undefined;
  readonly buckets?: readonly string[] | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
}

/** The method of an object that was not encrypted. */
export const none = catalogue[0]?.id ?? "none";

const isNamed = isAnyOf("eventname", uploadEventNames);
// Trino 435 compiles no `CASE managementevent WHEN …` in here.
const category = "coalesce(eventcategory, CASE WHEN managementevent = 'false' THEN 'Data' WHEN managementevent = 'true' THEN 'Management' END)";
const account = "coalesce(recipientaccountid, useridentity.accountid)";

/** What every record has; of one that lacks it nothing is known. */
const isWhole = everyLine([
  "regexp_like(eventversion, '^1[.][0-9]+$')",
  "regexp_like(eventsource, '^[a-z0-9.-]+[.]amazonaws[.]com$')",
  "regexp_like(eventtime, '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$')",
  "try(from_iso8601_timestamp(eventtime)) IS NOT NULL",
  "eventid <> ''",
  "awsregion <> ''",
  `${account} IS NOT NULL`,
  `${category} IS NOT NULL`,
]);

/** Who uploaded, one name for each principal, as in the saved queries (encryption/queries.ts). */
const principal = (() => {
  const caller = "concat(coalesce(useridentity.accountid, ''), ' ', coalesce(useridentity.principalid, ''))";
  const names = [
    "CASE WHEN regexp_like(useridentity.sessioncontext.sessionissuer.arn, '.+:role/.+') THEN useridentity.sessioncontext.sessionissuer.arn END",
    "useridentity.arn",
    `regexp_extract(${caller}, '^[0-9]+ AROA[^:]+')`,
    `regexp_extract(${caller}, '^[0-9]+ .+')`,
    ...["onbehalfof.userid", "invokedby", "accountid", "type"].map((field) => `useridentity.${field}`),
  ];
  return ["coalesce(", ...names.map((name) => `  nullif(${name}, ''),`), "  'unknown'", ")"].join("\n");
})();

/** What a record is looked at for: an expression over the table's columns, and what it is called where that is no column's name. */
export type RecordColumn = readonly [expression: string, name?: string];

const columns: readonly RecordColumn[] = [
  ["eventid"],
  ["eventtime"],
  [quotedName("$path"), "file"],
  ["eventname"],
  ["errorcode"],
  [`coalesce(${jsonText("requestparameters", "bucketName")}, '')`, "bucket"],
  [`coalesce(${jsonText("requestparameters", "key")}, '')`, "object"],
  [principal, "principal"],
  [jsonText("additionaleventdata", "SSEApplied"), "sse_applied"],
  [hasJson("additionaleventdata", "SSEApplied"), "tells_method"],
  [`nullif(${jsonText("responseelements", encryptionHeaders.kmsKeyId)}, '')`, "kms_key"],
  ...askedColumns,
  [`${isNamed} AND NOT ${isWhole}`, "damaged"],
  [certainly(all(`${category} = 'Data'`, "readonly = 'false'", someResource("r.type = 'AWS::S3::Object'"))), "writes"],
];

/**
 * The tables that queries stand on, as what follows `WITH`.
 * @param more columns, beside those that all queries have
 */
export function lakeTables(table: LakeTable, audit: LakeAudit, selection: LakeSelection = {}, more: readonly RecordColumn[] = []): string {
  const selected = [...columns, ...more, [everyLine([...audited(audit), ...asksFor(selection)]), "audited"] as const];
  const fields = selected.map(([expression, name]) => indented(name === undefined ? expression : `${expression} AS ${name}`, 4)).join(",\n");
  const from = [`  FROM ${quotedName(table.database)}.${quotedName(table.name)}`, ...partitions(audit, selection)].join("\n");
  return [
    `records AS (\n  SELECT\n${fields}\n${from}\n)`,
    // CloudTrail delivers at least once.
    "deliveries AS (\n  SELECT *, row_number() OVER (PARTITION BY eventid ORDER BY eventtime, file) AS delivery\n  FROM records\n  WHERE audited AND NOT damaged\n)",
    `uploads AS (\n  SELECT *,\n    ${method} AS method,\n${indented(reasonOf(audit.requirement), 4)} AS reason,\n${indented(denialOf(audit.requirement), 4)} AS denied_by\n  FROM deliveries\n  WHERE delivery = 1\n)`,
  ].join(",\n");
}

/** The value of SSEApplied; of a record without one, the update's name or the method of objects without any. */
const method = `coalesce(sse_applied, CASE WHEN eventname = ${literal(updateEventName)} THEN eventname END, ${literal(none)})`;

/** What trail and rules ask of a record. */
function audited({ scope, partition, regions, accounts }: LakeAudit): string[] {
  const objectsOf = (bucketName: string): string => `${bucketArn(partition, bucketName)}/`;
  const arn = "coalesce(r.arn, '')";
  const included = scope.buckets === "all" ? [] : [...scope.buckets.map(objectsOf), ...scope.bucketPrefixes.map((prefix) => bucketArn(partition, prefix))];
  const object = [
    "r.type = 'AWS::S3::Object'",
    ...(included.length > 0 ? [any(...included.map((prefix) => startsWith(arn, prefix)))] : []),
    ...scope.excludedBuckets.map((name) => `NOT ${startsWith(arn, objectsOf(name))}`),
  ];
  const excluded = exclusionsFromPrefixes(scope);
  const bucket = [
    "r.type = 'AWS::S3::Bucket'",
    ...(accounts ? [`r.accountid IS NULL OR r.accountid = ${account}`] : []),
    ...(excluded.length > 0 ? ["r.arn IS NOT NULL"] : []),
    ...excluded.map((name) => `NOT ${endsWith("r.arn", `:::${name}`)}`),
  ];
  const names = bucketMatchers(scope);
  return [
    isNamed,
    "eventsource = 's3.amazonaws.com'",
    `coalesce(eventtype, '') NOT IN ('AwsServiceEvent', 'AwsConsoleSignIn', 'AwsConsoleAction', 'AwsCloudTrailInsight')`,
    `${category} = 'Data'`,
    someResource(all(...object)),
    ...(bucket.length > 1 ? [someResource(all(...bucket))] : []),
    ...(names ? [any(...names.map(matches))] : []),
    ...(regions ? [isAnyOf("awsregion", regions)] : []),
    ...(accounts ? [isAnyOf(account, accounts)] : []),
  ];
}

const bucketName = jsonText("requestparameters", "bucketName");

function matches(matcher: Matcher): string {
  if (typeof matcher === "string") return `${bucketName} = ${literal(matcher)}`;
  if ("prefix" in matcher) return startsWith(bucketName, matcher.prefix);
  if ("anything-but" in matcher) return isNoneOf(bucketName, matcher["anything-but"]);
  throw new Error(`${JSON.stringify(matcher)} does not match names of buckets`);
}

const time = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/[.]\d+Z$/, "Z");
const day = (milliseconds: number): string => time(milliseconds).slice(0, 10).replaceAll("-", "/");
const dayMilliseconds = 24 * 60 * 60_000;

function asksFor({ since, until, lastDays, buckets, accounts }: LakeSelection): string[] {
  return [
    ...(since === undefined ? [] : [`eventtime >= ${literal(time(since))}`]),
    ...(until === undefined ? [] : [`eventtime < ${literal(time(until))}`]),
    ...(lastDays === undefined ? [] : [`eventtime >= date_format(current_date - INTERVAL '${lastDays}' DAY, '%Y-%m-%d')`]),
    ...(buckets ? [isAnyOf(bucketName, buckets)] : []),
    ...(accounts ? [isAnyOf(account, accounts)] : []),
  ];
}

/** Which folders are read: records are delivered minutes after their events, and none a day later. */
function partitions(audit: LakeAudit, { since, until, lastDays, accounts, regions = audit.regions }: LakeSelection): string[] {
  const conditions = [
    ...(since === undefined ? [] : [`${partitionColumns.day} >= ${literal(day(since))}`]),
    ...(until === undefined ? [] : [`${partitionColumns.day} <= ${literal(day(until + dayMilliseconds - 1))}`]),
    ...(lastDays === undefined ? [] : [`${partitionColumns.day} >= date_format(current_date - INTERVAL '${lastDays}' DAY, '%Y/%m/%d')`]),
    ...(accounts ? [isAnyOf(partitionColumns.account, accounts)] : []),
    ...(regions ? [isAnyOf(partitionColumns.region, regions)] : []),
  ];
  return conditions.length === 0 ? [] : [`  WHERE ${conditions.join(" AND ")}`];
}

/** Stands for a key in the words of what is wrong with it. */
const someKey = "<key>";

/** Why an upload that was stored breaks the requirement, in the words of the replay; NULL where it does not. */
function reasonOf(requirement: EncryptionRequirement): string {
  const values = new Map<string, string[]>();
  for (const { method: { id, usesKmsKey }, application } of applications) {
    const violation = wordsOf(requirement, { method: id, origin: application.origin }, usesKmsKey);
    values.set(violation, [...(values.get(violation) ?? []), ...application.sseApplied]);
  }
  return [
    "CASE",
    "  WHEN errorcode IS NOT NULL THEN NULL",
    `  WHEN NOT tells_method AND eventname = ${literal(updateEventName)} THEN ${literalOrNull(updateViolation(requirement))}`,
    `  WHEN NOT tells_method THEN ${literalOrNull(violationOf(requirement, { method: none, origin: "default" }))}`,
    ...[...values].filter(([, all]) => all.length > 0).map(([violation, all]) => `  WHEN ${isAnyOf("sse_applied", all)} THEN ${violation}`),
    `  ELSE ${literalOrNull(violationOf(requirement, { method: "unknown", origin: "header" }))}`,
    "END",
  ].join("\n");
}

/** What is wrong with what an application stored, as an expression: where its key decides, by the key. */
function wordsOf(requirement: EncryptionRequirement, applied: AppliedEncryption, usesKmsKey: boolean): string {
  const unnamed = violationOf(requirement, applied);
  const other = violationOf(requirement, { ...applied, kmsKeyArn: someKey });
  if (!usesKmsKey || unnamed === other || other === undefined) return literalOrNull(unnamed);
  const [before = "", behind = ""] = other.split(someKey);
  return `CASE WHEN ${isAnyOf("kms_key", requirement.kmsKeyArns ?? [])} THEN NULL WHEN kms_key IS NULL THEN ${literalOrNull(unnamed)} ELSE concat(${literal(before)}, kms_key, ${literal(behind)}) END`;
}
