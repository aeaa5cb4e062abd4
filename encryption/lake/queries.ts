/**
 * The questions of the replay as SQL over a trail's log files, for Athena. One query answers one question, and its columns are
 * what the replay's document says.
 */
import { exclusionsFromPrefixes, updateEventName } from "../auditScope";
import { accessDenied } from "../eventFields";
import { applications } from "../methods";
import { auditMetrics, specialMetrics, updateViolation } from "../metrics";
import { approvesApplication, type EncryptionRequirement } from "../requirement";
import { lakeTables, type LakeAudit, type LakeSelection } from "./records";
import { recordBytes } from "./recordBytes";
import { all, any, certainly, isAnyOf, isNoneOf, literal, quotedName } from "./sql";
import type { LakeTable } from "./table";

/** The questions, in the order in which the replay answers them. */
export const lakeQuestions = ["records", "metrics", "uploads", "violations", "wouldBeDenied", "objects"] as const;
export type LakeQuestion = (typeof lakeQuestions)[number];

export interface LakeQuery {
  readonly question: LakeQuestion;
  /** In the list of saved queries. */
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** How many uploads, when, and the record of the first: of several at once, by its place. */
const span = [
  "count(*) AS uploads",
  "min(eventtime) AS first",
  "max(eventtime) AS last",
  "min_by(file, concat(eventtime, ' ', file, ' ', eventid)) AS example_file",
  "min_by(eventid, concat(eventtime, ' ', file, ' ', eventid)) AS example_id",
];

/** Each question's name, what it tells, and what follows the tables it stands on. */
function questions(audit: LakeAudit): Readonly<Record<LakeQuestion, Omit<LakeQuery, "question">>> {
  return {
    records: {
      name: "Records",
      description: "How many records were read, how many of them are uploads that the audit counts, and how many were delivered twice or are damaged.",
      sql: [
        "SELECT read, matched, read - counted - unreadable AS not_matched, counted - matched AS duplicates, unreadable, files, first, last, writes",
        "FROM (",
        "  SELECT",
        "    count(*) AS read,",
        "    count(DISTINCT CASE WHEN audited AND NOT damaged THEN eventid END) AS matched,",
        "    count_if(audited AND NOT damaged) AS counted,",
        "    count_if(damaged) AS unreadable,",
        "    count(DISTINCT file) AS files,",
        "    min(CASE WHEN audited AND NOT damaged THEN eventtime END) AS first,",
        "    max(CASE WHEN audited AND NOT damaged THEN eventtime END) AS last,",
        "    count_if(writes) AS writes",
        "  FROM records",
        ") AS totals",
      ].join("\n"),
    },
    metrics: {
      name: "Metrics by hour",
      description: "What each metric of the audit counts, hour by hour.",
      sql: [
        "SELECT concat(substr(eventtime, 1, 13), ':00:00Z') AS hour,",
        auditMetrics(audit.requirement)
          .map(({ metricName }) => `  count_if(${countedUnder(metricName, audit)}) AS ${quotedName(metricName)}`)
          .join(",\n"),
        "FROM uploads",
        "GROUP BY 1",
        "ORDER BY 1",
      ].join("\n"),
    },
    uploads: {
      name: "Uploads by method, bucket, principal and key",
      description: "Who uploads what where, and with which encryption; requests that failed are told by their errors.",
      sql: [
        "SELECT CASE WHEN errorcode IS NULL THEN method ELSE concat('failed: ', errorcode) END AS method, bucket, principal, kms_key, count(*) AS uploads, sum(bytes) AS bytes",
        "FROM uploads",
        "GROUP BY 1, 2, 3, 4",
        "ORDER BY uploads DESC",
      ].join("\n"),
    },
    violations: {
      name: "Uploads against the requirement",
      description: "Objects that were stored against the requirement: by whom, how, and what is wrong with them.",
      sql: grouped("bucket, principal, method, reason", "reason IS NOT NULL"),
    },
    wouldBeDenied: {
      name: "Uploads that a deny would hit",
      description: "Uploads that were stored, and that `enforcement: deny` would deny: whom to talk to before it is on.",
      sql: grouped("principal, bucket, method, denied_by", "denied_by IS NOT NULL"),
    },
    objects: {
      name: "Objects to mend",
      description: "Objects that are stored against the requirement, and were not replaced by a proper upload since. Deletions are not in a log of uploads.",
      sql: [
        "SELECT bucket, object, min(reason) AS reason",
        "FROM (",
        "  SELECT bucket, object, reason, rank() OVER (PARTITION BY bucket, object ORDER BY eventtime DESC) AS age",
        "  FROM uploads",
        "  WHERE errorcode IS NULL",
        ") AS history",
        "WHERE age = 1 AND reason IS NOT NULL",
        "GROUP BY bucket, object",
        "ORDER BY bucket, object",
      ].join("\n"),
    },
  };
}

/** The queries, one for each question. */
export function lakeQueries(table: LakeTable, audit: LakeAudit, selection: LakeSelection = {}): LakeQuery[] {
  const asked = questions(audit);
  const tables = (question: LakeQuestion): string => lakeTables(table, audit, selection, question === "uploads" ? [[recordBytes, "bytes"]] : []);
  return lakeQuestions.map((question) => ({ question, ...asked[question], sql: `WITH ${tables(question)}\n${asked[question].sql}` }));
}

function grouped(columns: string, condition: string): string {
  return [`SELECT ${columns}, ${span.join(", ")}`, "FROM uploads", `WHERE ${condition}`, `GROUP BY ${columns}`, `ORDER BY uploads DESC, ${columns}`].join("\n");
}

const succeeded = "errorcode IS NULL";
const valuesOf = (chosen: typeof applications): string[] => chosen.flatMap(({ application }) => application.sseApplied);

/** The uploads that a metric counts: what rules and filters say, in SQL. */
export function countedUnder(metricName: string, { requirement, scope }: LakeAudit): string {
  const excluded = exclusionsFromPrefixes(scope);
  // Filters leave out what the rules let through: see exclusionsFromPrefixes.
  const audited = excluded.length === 0 ? [] : [certainly(isNoneOf("bucket", excluded))];
  return all(...audited, matchedBy(metricName, requirement));
}

function matchedBy(metricName: string, requirement: EncryptionRequirement): string {
  const isUpdate = (operator: "=" | "<>"): string => all(succeeded, "NOT tells_method", `eventname ${operator} ${literal(updateEventName)}`);
  switch (metricName) {
    case specialMetrics.unknownMethod.metricName:
      return all(succeeded, isOtherMethod(valuesOf(applications)));
    case specialMetrics.encryptionUpdated.metricName:
      return isUpdate("=");
    case specialMetrics.deniedUploads.metricName:
      return certainly(`errorcode LIKE ${literal(`%${accessDenied}%`)}`);
    case specialMetrics.wrongKmsKey.metricName:
      return all(succeeded, any(isOtherKey(requirement), all("kms_key IS NULL", isAnyOf("sse_applied", valuesOf(applications.filter(({ method }) => method.usesKmsKey))))));
    case specialMetrics.improperUploads.metricName:
      return all(succeeded, any(...improper(requirement)));
    default: {
      const values = applications.find(({ application }) => application.metricName === metricName)?.application.sseApplied ?? [];
      return values.length > 0 ? all(succeeded, isAnyOf("sse_applied", values)) : isUpdate("<>");
    }
  }
}

const isOtherMethod = (known: readonly string[]): string => all("tells_method", any("sse_applied IS NULL", isNoneOf("sse_applied", known)));

const isOtherKey = ({ kmsKeyArns = [] }: EncryptionRequirement): string => certainly(isNoneOf("kms_key", kmsKeyArns));

function improper(requirement: EncryptionRequirement): string[] {
  const approved = applications.filter(({ method, application }) => approvesApplication(requirement, method.id, application.origin));
  const silent = updateViolation(requirement) === undefined ? [`eventname <> ${literal(updateEventName)}`] : [];
  const byKms = approved.filter(({ method }) => method.usesKmsKey);
  return [
    isOtherMethod(valuesOf(approved)),
    all("NOT tells_method", ...silent),
    ...(requirement.kmsKeyArns ? [all(isAnyOf("sse_applied", valuesOf(approved)), isOtherKey(requirement)), all(isAnyOf("sse_applied", valuesOf(byKms)), "kms_key IS NULL")] : []),
  ];
}
