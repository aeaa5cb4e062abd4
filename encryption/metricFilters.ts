/**
 * CloudWatch Logs metric filters that count each upload under the metric of its encryption method.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax-for-Metric-Filters.html
 *
 * A failed request stored nothing and lacks SSEApplied: every filter but the one of the denied uploads says that
 * errorCode does not exist. What `!=` does on a missing field is undocumented: none stands without a `= "*"`, but on the
 * bucket's name, which the rules have compared.
 */
import { updateEventName } from "./auditScope";
import { accessDenied, eventFields } from "./eventFields";
import { AwsLimitError, awsLimits } from "./limits";
import { applications, metricNamespace } from "./methods";
import { auditMetrics, specialMetrics, updateViolation, type AuditMetric } from "./metrics";
import { approvesApplication, type EncryptionRequirement } from "./requirement";

/** Where uploads happen: what metrics may have as dimensions, and the field of a log event that tells it. */
export const metricDimensions = { account: "$.account", region: "$.region" } as const;

export type MetricDimension = keyof typeof metricDimensions;

/** What the dimensions of a metric tell, or where they are read. */
export type DimensionValues = Readonly<Partial<Record<MetricDimension, string>>>;

/** A metric filter; its metric value is 1. */
export interface MetricFilter {
  readonly name: string;
  readonly pattern: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly value: "1";
  /** Absent beside dimensions: CloudWatch Logs takes no default value there. */
  readonly defaultValue?: "0";
  /** Fields of log events by the name of the dimension. */
  readonly dimensions?: DimensionValues;
}

const errorCode = `$.${eventFields.errorCode}`;
const eventName = `$.${eventFields.eventName}`;
const bucketName = `$.${eventFields.bucketName}`;
const sseApplied = `$.${eventFields.sseApplied}`;
const kmsKeyId = `$.${eventFields.kmsKeyId}`;

const succeeded = `(${errorCode} NOT EXISTS)`;
const quoted = (value: string): string => JSON.stringify(value);
const isAnyOf = (selector: string, values: readonly string[]): string =>
  parenthesised(values.map((value) => `${selector} = ${quoted(value)}`).join(" || "));
const isNoneOf = (selector: string, values: readonly string[]): string =>
  [`(${selector} = "*")`, ...values.map((value) => `(${selector} != ${quoted(value)})`)].join(" && ");
const parenthesised = (expression: string): string => `(${expression})`;

/**
 * The metric filters of a stack: one for each metric, in the order of {@link auditMetrics}; two for the wrong KMS
 * key, which is a wrong one or one that the record does not name, and several for the sum of what is improper.
 * @param excludedBuckets buckets that are not audited although events of them may reach the log group:
 *   exclusionsFromPrefixes (encryption/auditScope.ts)
 * @param dimensions by which the same uploads are counted a second time: a metric without dimensions stays for the alarms, since one
 *   with dimensions is another metric, and CloudWatch sums up none
 * @throws AwsLimitError when there are more KMS keys or excluded buckets than a pattern, or a log group, has room for
 */
export function metricFilters(requirement: EncryptionRequirement, excludedBuckets: readonly string[] = [], dimensions: readonly MetricDimension[] = []): MetricFilter[] {
  const sums = sumFilters(requirement, excludedBuckets);
  const filters = [...sums, ...(dimensions.length > 0 ? sums.map((filter) => byDimensions(filter, dimensions)) : [])];
  const byExpression = filters.filter(({ pattern }) => pattern.includes(regexMark)).length;
  const most = awsLimits.filtersWithRegexOfLogGroup;
  if (byExpression <= most) return filters;
  const keys = `${requirement.kmsKeyArns?.length ?? 0} keys make ${byExpression} metric filters with a regular expression`;
  throw new AwsLimitError(dimensions.length > 0 ? "metricDimensions" : "approvedKeys", `${keys}${dimensions.length > 0 ? ", those with dimensions counted" : ""}; AWS allows ${most} on a log group`);
}

/** Encloses a regular expression; neither ARNs nor bucket names have one. */
const regexMark = "%";

function byDimensions({ defaultValue: _, ...filter }: MetricFilter, dimensions: readonly MetricDimension[]): MetricFilter {
  const fields = Object.entries(metricDimensions).filter(([name]) => dimensions.some((one) => one === name));
  return { ...filter, name: `${filter.name}_BY_PLACE`, dimensions: Object.fromEntries(fields) };
}

function sumFilters(requirement: EncryptionRequirement, excludedBuckets: readonly string[]): MetricFilter[] {
  const audited = auditedAlone(excludedBuckets);
  return auditMetrics(requirement).flatMap((metric) =>
    patterns(metric, requirement, audited.length).map(({ suffix, expression }) => {
      const pattern = `{ ${expression}${audited} }`;
      if (pattern.length > awsLimits.filterPatternCharacters) throw tooManyExclusions(excludedBuckets, pattern);
      return {
        name: metric.filterName + suffix,
        pattern,
        namespace: metricNamespace,
        metricName: metric.metricName,
        value: "1" as const,
        defaultValue: "0" as const,
      };
    }),
  );
}

function tooManyExclusions(excludedBuckets: readonly string[], pattern: string): AwsLimitError {
  return new AwsLimitError(
    "excludedBuckets",
    `${excludedBuckets.length} excluded buckets that an audited prefix covers need a metric filter pattern of ${pattern.length} ` +
      `characters; AWS allows ${awsLimits.filterPatternCharacters}`,
  );
}

/** @param taken how many characters of a pattern something else needs */
function patterns(metric: AuditMetric, requirement: EncryptionRequirement, taken: number): { suffix: string; expression: string }[] {
  switch (metric.metricName) {
    case specialMetrics.unknownMethod.metricName: {
      const known = applications.flatMap(({ application }) => application.sseApplied);
      return one(`${succeeded} && ((${sseApplied} IS NULL) || (${isNoneOf(sseApplied, known)}))`);
    }
    case specialMetrics.encryptionUpdated.metricName:
      return one(`${succeeded} && (${sseApplied} NOT EXISTS) && (${eventName} = ${quoted(updateEventName)})`);
    case specialMetrics.deniedUploads.metricName:
      return one(`${errorCode} = ${quoted(`*${accessDenied}*`)}`);
    case specialMetrics.wrongKmsKey.metricName:
      return wrongKmsKeyPatterns(requirement.kmsKeyArns ?? [], taken);
    case specialMetrics.improperUploads.metricName:
      return improperPatterns(requirement, taken);
    default: {
      const values = applications.find(({ application }) => application.metricName === metric.metricName)?.application
        .sseApplied;
      if (!values) throw new Error(`no metric filter is known for the metric ${metric.metricName}`);
      return one(
        values.length > 0
          ? `${isAnyOf(sseApplied, values)} && ${succeeded}`
          : `(${sseApplied} NOT EXISTS) && ${succeeded} && (${isNoneOf(eventName, [updateEventName])})`,
      );
    }
  }
}

function one(expression: string): { suffix: string; expression: string }[] {
  return [{ suffix: "", expression }];
}

function wrongKmsKeyPatterns(kmsKeyArns: readonly string[], taken: number): { suffix: string; expression: string }[] {
  const byKmsMethod = applications
    .filter(({ method }) => method.usesKmsKey)
    .flatMap(({ application }) => application.sseApplied);
  return [
    { suffix: "", expression: `${succeeded} && ${isOtherKey(kmsKeyArns, taken)}` },
    { suffix: "_UNNAMED", expression: `${succeeded} && (${kmsKeyId} NOT EXISTS) && ${isAnyOf(sseApplied, byKmsMethod)}` },
  ];
}

/**
 * Uploads that break the requirement, each under one of these alone: those with a method that is not approved, those
 * without one, and those of approved KMS methods with a wrong key or an unnamed one.
 */
function improperPatterns(requirement: EncryptionRequirement, taken: number): { suffix: string; expression: string }[] {
  const approved = applications.filter(({ method, application }) => approvesApplication(requirement, method.id, application.origin));
  const valuesOf = (all: typeof approved): string[] => all.flatMap(({ application }) => application.sseApplied);
  const { kmsKeyArns } = requirement;
  const byKms = kmsKeyArns ? valuesOf(approved.filter(({ method }) => method.usesKmsKey)) : [];
  const butUpdates = isNoneOf(eventName, updateViolation(requirement) === undefined ? [updateEventName] : []);
  return [
    { suffix: "", expression: `${succeeded} && ((${sseApplied} IS NULL) || (${isNoneOf(sseApplied, valuesOf(approved))}))` },
    { suffix: "_NONE", expression: `(${sseApplied} NOT EXISTS) && ${succeeded} && (${butUpdates})` },
    ...(kmsKeyArns ? apart(approved) : []).map((values) => {
      const method = `${succeeded} && ${isAnyOf(sseApplied, values)}`;
      return { suffix: `_${values.join("_OR_").toUpperCase()}_OTHER_KEY`, expression: `${method} && ${isOtherKey(kmsKeyArns ?? [], taken, method)}` };
    }),
    ...(byKms.length > 0 ? [{ suffix: "_UNNAMED_KEY", expression: `${succeeded} && (${kmsKeyId} NOT EXISTS) && ${isAnyOf(sseApplied, byKms)}` }] : []),
  ];
}

/**
 * Values that filters of their own compare keys for: each alone leaves most room for keys. Where these would be more than may have
 * regular expressions, beside the one of the wrong keys, values of one method share a filter.
 */
function apart(approved: typeof applications): string[][] {
  const each = approved.flatMap(({ application }) => application.sseApplied.map((value) => [value]));
  if (each.length < awsLimits.filtersWithRegexOfLogGroup) return each;
  const methods = [...new Set(approved.map(({ method }) => method))];
  return methods
    .map((method) => approved.filter((one) => one.method === method).flatMap(({ application }) => application.sseApplied))
    .filter((values) => values.length > 0);
}

/** How the filters tell approved keys from others: by whole ARNs, or where these do not fit by their ids. */
export function keysComparedBy(kmsKeyArns: readonly string[], excludedBuckets: readonly string[] = []): "arn" | "id" {
  const room = roomForKeys(succeeded, auditedAlone(excludedBuckets).length);
  return isNoneOf(kmsKeyId, kmsKeyArns).length <= room ? "arn" : "id";
}

function roomForKeys(beside: string, taken: number): number {
  return awsLimits.filterPatternCharacters - `{ ${beside} &&  }`.length - taken;
}

/** Leaves out the uploads to buckets that are not audited. */
function auditedAlone(excludedBuckets: readonly string[]): string {
  return excludedBuckets.map((name) => ` && ${bucketName} != ${quoted(name)}`).join("");
}

/**
 * Compares whole ARNs while they fit; then the key ids alone, in one regular expression. Both fail closed.
 * @param beside what else the pattern asks
 */
function isOtherKey(kmsKeyArns: readonly string[], taken: number, beside = succeeded): string {
  const room = roomForKeys(beside, taken);
  const exact = isNoneOf(kmsKeyId, kmsKeyArns);
  if (exact.length <= room) return exact;
  // Whole ids: a regular expression matches anywhere, and an id may be part of another.
  const keyIds = kmsKeyArns.map((arn) => `${arn.slice(arn.lastIndexOf("/"))}$`);
  const byId = `(${kmsKeyId} = "*") && (${kmsKeyId} != ${regexMark}${keyIds.join("|")}${regexMark})`;
  if (byId.length <= room) return byId;
  throw new AwsLimitError(
    "approvedKeys",
    `${kmsKeyArns.length} keys make a metric filter pattern longer than the ${awsLimits.filterPatternCharacters} ` +
      `characters that AWS allows${taken > 0 ? ", with the excluded buckets that an audited prefix covers" : ""}`,
  );
}
