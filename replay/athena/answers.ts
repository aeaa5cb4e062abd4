/** The replay's document from what SQL over the log files answered. */
import type { LakeQuestion } from "../../encryption/lake/queries";
import { auditMetrics } from "../../encryption/metrics";
import { monthlyCostOf } from "../cost/cost";
import { mostFirst } from "../document";
import type { ReplayDocument } from "../documentSchema";
import type { AuditDefinitions } from "../definitions/auditDefinitions";

/** A row as Athena gives it: every value as text. */
export type AnswerRow = Readonly<Record<string, string | null>>;

/** The rows of each question that was asked. */
export type LakeAnswers = Readonly<Record<Exclude<LakeQuestion, "objects">, readonly AnswerRow[]>>;

/** What SQL over log files does not tell. */
export const notTold: readonly string[] = [
  "positions in files: an example is told by its file and its eventID",
  "alarms: when each record was delivered is not in a log; replay the files to have it made up",
  "which records are duplicates or damaged: they are counted, but not listed",
  "what the log group takes in: a table has no bytes of records, so the cost of a month lacks that term",
  "damaged files: Athena fails where a file cannot be unpacked",
];

const numberOf = (row: AnswerRow | undefined, column: string): number => Number(row?.[column] ?? 0);
const textOf = (row: AnswerRow, column: string): string => row[column] ?? "";

/** @param scannedBytes that Athena read, of all queries together */
export function answeredDocument(answers: LakeAnswers, definitions: AuditDefinitions, delay: { seed: number; worstMinutes: number }, scannedBytes: number): ReplayDocument {
  const [records] = answers.records;
  const { methods, kmsKeyArns, origin } = definitions.requirement;
  const metricNames = auditMetrics(definitions.requirement).map(({ metricName }) => metricName);
  const [first, last] = [records?.["first"] ?? null, records?.["last"] ?? null];
  const count = { read: numberOf(records, "read"), matched: numberOf(records, "matched"), duplicates: numberOf(records, "duplicates"), unreadable: numberOf(records, "unreadable") };
  const by = <Name extends string>(name: Name, column: string): Record<string, unknown>[] => {
    const sums = new Map<string, number>();
    for (const row of answers.uploads) {
      const value = row[column];
      if (value !== null && value !== undefined) sums.set(value, (sums.get(value) ?? 0) + numberOf(row, "uploads"));
    }
    return mostFirst([...sums].map(([value, uploads]) => ({ key: { [name]: value }, count: uploads }))).map(({ key, count: uploads }) => ({ ...key, count: uploads }));
  };
  const groups = <Key extends object>(rows: readonly AnswerRow[], keyOf: (row: AnswerRow) => Key): (Key & Span)[] =>
    mostFirst(rows.map((row) => ({ key: keyOf(row), count: numberOf(row, "uploads"), row }))).map(({ key, row }) => ({ ...key, ...spanOf(row) }));
  const traffic = { matched: count.matched, writes: numberOf(records, "writes"), bytes: undefined };
  const cost = first === null || last === null ? null : monthlyCostOf({ ...traffic, milliseconds: Date.parse(last) - Date.parse(first) }, definitions.pipeline);
  return {
    version: 1,
    definitions: definitions.source,
    requirement: { methods: [...methods], ...(kmsKeyArns && { kmsKeyArns: [...kmsKeyArns] }), origin },
    partial: false,
    files: { read: numberOf(records, "files"), skipped: 0, bytes: scannedBytes, textBytes: null },
    records: { read: count.read, matched: count.matched, notMatched: numberOf(records, "not_matched"), duplicates: count.duplicates, unreadable: count.unreadable },
    period: first === null || last === null ? null : { first, last },
    metrics: Object.fromEntries(metricNames.map((name) => [name, answers.metrics.reduce((sum, row) => sum + numberOf(row, name), 0)])),
    uploads: {
      byMethod: by("method", "method"),
      byBucket: by("bucket", "bucket"),
      byPrincipal: by("principal", "principal"),
      byKmsKey: by("kmsKeyArn", "kms_key"),
      byHour: answers.metrics.map((row) => ({
        hour: textOf(row, "hour"),
        metrics: Object.fromEntries(metricNames.map((name) => [name, numberOf(row, name)] as const).filter(([, sum]) => sum !== 0)),
      })),
    },
    violations: groups(answers.violations, (row) => ({ bucket: textOf(row, "bucket"), principal: textOf(row, "principal"), method: textOf(row, "method"), reason: textOf(row, "reason") })),
    wouldBeDenied: groups(answers.wouldBeDenied, (row) => ({ principal: textOf(row, "principal"), bucket: textOf(row, "bucket"), method: textOf(row, "method"), deniedBy: textOf(row, "denied_by") })),
    delivery: { ...delay, timestamp: "event time" },
    alarms: [],
    cost: cost && { ...cost, deployed: [...cost.deployed], allWrites: [...cost.allWrites] },
    problems: [],
    problemsNotListed: count.duplicates + count.unreadable,
    temporaryBytes: 0,
    notTold: [...notTold],
  };
}

type Span = Pick<ReplayDocument["violations"][number], "count" | "first" | "last" | "example">;

function spanOf(row: AnswerRow): Span {
  return {
    count: numberOf(row, "uploads"),
    first: textOf(row, "first"),
    last: textOf(row, "last"),
    example: { file: textOf(row, "example_file"), position: null, eventID: textOf(row, "example_id") },
  };
}
