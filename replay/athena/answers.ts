/** The replay's document from what SQL over the log files answered. */
import type { LakeQuestion } from "../../encryption/lake/queries";
import { arrivalSeparators } from "../../encryption/lake/arrivals";
import { auditMetrics } from "../../encryption/metrics";
import type { AlarmResult } from "../../simulator/alarmHistory";
import { AlarmRun } from "../alarmRun";
import { bytesOfEvents, monthlyCostOf } from "../cost/cost";
import { alarmsOf, mostFirst } from "../document";
import type { ReplayDocument } from "../documentSchema";
import type { AuditDefinitions } from "../definitions/auditDefinitions";

/** A row as Athena gives it: every value as text. */
export type AnswerRow = Readonly<Record<string, string | null>>;

/** The rows of each question that was asked; `arrivals` for the alarms. */
export type LakeAnswers = Readonly<Record<Exclude<LakeQuestion, "objects"> | "arrivals", readonly AnswerRow[]>>;

/** What SQL over log files does not tell, or not as exactly. */
const notToldByAny: readonly string[] = [
  "positions in files: an example is told by its file and its eventID",
  "which records are duplicates or damaged: they are counted, but not listed",
  "how long records are: what the log group takes in, and costs, is reckoned from the table's columns, by some per cent too little",
  "damaged files: Athena fails where a file cannot be unpacked",
];

/** The same for some definitions: of an estate also the accounts whose log files lie elsewhere. */
export function notTold({ pipeline: { account, forwarding = [] }, lake }: AuditDefinitions): string[] {
  const accounts = [...new Set([account ?? [], forwarding.map((place) => place.account)].flat())];
  const elsewhere = accounts.filter((id) => lake?.logAccounts?.includes(id) === false);
  const missing = `uploads in the account${elsewhere.length === 1 ? "" : "s"} ${elsewhere.join(", ")}: trails of their own record them, whose log files are in no table of the stack`;
  return [...notToldByAny, ...(elsewhere.length > 0 ? [missing] : [])];
}

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
  const traffic = { matched: count.matched, writes: numberOf(records, "writes"), bytes: bytesOfEvents(answers.uploads.reduce((sum, row) => sum + numberOf(row, "bytes"), 0), count.matched) };
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
    alarms: alarmsOf(alarmResults(answers.arrivals, definitions), definitions),
    cost: cost && { ...cost, deployed: [...cost.deployed], allWrites: [...cost.allWrites] },
    problems: [],
    problemsNotListed: count.duplicates + count.unreadable,
    temporaryBytes: 0,
    notTold: notTold(definitions),
  };
}

/** The metrics that alarms are on, in the order in which they are asked for. */
export function alarmMetrics({ pipeline, requirement }: AuditDefinitions): string[] {
  const watched = new Set(pipeline.alarms.map(({ metricName }) => metricName));
  return auditMetrics(requirement).flatMap(({ metricName }) => (watched.has(metricName) ? [metricName] : []));
}

/** What became of the alarms. */
function alarmResults(rows: readonly AnswerRow[], definitions: AuditDefinitions): AlarmResult[] {
  const minutes = rows.map((row) => numberOf(row, "arrived"));
  const run = new AlarmRun(definitions.pipeline, (minutes[0] ?? Infinity) * minute, (minutes.at(-1) ?? -Infinity) * minute);
  const metrics = alarmMetrics(definitions);
  const { entries, numbers } = arrivalSeparators;
  rows.forEach((row, index) => {
    const arrived = minutes[index] as number;
    for (const entry of textOf(row, "counted").split(entries)) {
      const [earlier = 0, ...counts] = entry.split(numbers).map(Number);
      // Several filters of a metric count together: the first of them publishes for all.
      const left = new Map(metrics.map((metricName, place) => [metricName, counts[place] ?? 0]));
      run.publish(arrived, arrived - earlier, ({ metricName }) => {
        const matching = left.get(metricName) ?? 0;
        left.set(metricName, 0);
        return matching;
      });
    }
  });
  return run.results();
}

const minute = 60_000;

type Span = Pick<ReplayDocument["violations"][number], "count" | "first" | "last" | "example">;

function spanOf(row: AnswerRow): Span {
  return {
    count: numberOf(row, "uploads"),
    first: textOf(row, "first"),
    last: textOf(row, "last"),
    example: { file: textOf(row, "example_file"), position: null, eventID: textOf(row, "example_id") },
  };
}
