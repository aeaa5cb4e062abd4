/** A replay's document as text: tables for a terminal, comma-separated values for a spreadsheet. */
import { auditMetrics } from "../encryption/metrics";
import type { EncryptionRequirement } from "../encryption/requirement";
import { csvTable } from "../report/csv";
import { terminalTable } from "../report/terminalTable";
import { toned, type Terminal } from "../report/terminal";
import type { Cell, Column, Table } from "../report/table";
import type { ReplayDocument } from "../replay/documentSchema";

/** Rows of a table; what more there is, is said in a line. */
const mostRows = 25;

const number = (value: number): string => value.toLocaleString("en-US");
const money = (value: number): string => value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const right = (title: string): Column => ({ title, align: "right" });

/** What a person reads first: the answers in order, each with its table. */
export function replayText(document: ReplayDocument, terminal: Terminal): string {
  return replaySections(document)
    .flatMap(({ title, lead, table, cut }) => [
      "",
      toned(title, undefined, terminal),
      "=".repeat(title.length),
      ...lead,
      ...(table.rows.length > 0 ? [terminalTable(table, terminal)] : []),
      ...(cut > 0 ? [`… and ${number(cut)} more: --format json or csv has them all.`] : []),
    ])
    .join("\n")
    .trimStart();
}

/** A part of the report. */
export interface ReplaySection {
  readonly title: string;
  readonly lead: readonly string[];
  readonly table: Table;
  /** How many rows were left out. */
  readonly cut: number;
}

/** The parts of the report, for a terminal and for a page. */
export function replaySections(document: ReplayDocument): ReplaySection[] {
  const { records, files, violations, wouldBeDenied, problems, problemsNotListed, notTold } = document;
  const wrong = violations.reduce((sum, one) => sum + one.count, 0);
  const denied = wouldBeDenied.reduce((sum, one) => sum + one.count, 0);
  return [
    section(
      document.partial ? "Records read so far" : "Records",
      [
        ...(document.partial ? ["This is part of the log."] : []),
        `${number(records.read)} records = ${number(records.matched)} matched + ${number(records.notMatched)} not matched + ${number(records.duplicates)} duplicates + ${number(records.unreadable)} unreadable,`,
        `of ${number(files.read)} files (${files.textBytes === null ? `${bytesText(files.bytes)} scanned` : `${bytesText(files.textBytes)} unpacked`})${files.skipped > 0 ? `; ${number(files.skipped)} files and folders were skipped by their paths` : ""}. ` +
          (document.period ? `Uploads from ${document.period.first} to ${document.period.last}.` : "No upload was found."),
        `Judged by ${document.definitions}: ${requirementText(document)}.`,
      ],
      [],
      [],
    ),
    section("Uploads by method", [], [{ title: "metric" }, right("uploads"), { title: "meaning" }], metricRows(document)),
    section(
      `Against the requirement: ${number(wrong)} uploads`,
      [],
      [{ title: "bucket" }, { title: "principal" }, { title: "method" }, { title: "what is wrong" }, right("uploads"), { title: "first" }, { title: "last" }],
      violations.map(({ bucket, principal, method, reason, count, first, last }) => [bucket, principal, method, { text: reason, tone: "bad" }, number(count), first, last]),
    ),
    section(
      `enforcement: deny would have denied ${number(denied)} uploads`,
      denied > 0 ? ["Talk to these first. Uploads without a header are none of them where the bucket's default encryption is proper."] : [],
      [{ title: "principal" }, { title: "bucket" }, { title: "method" }, { title: "denied by" }, right("uploads"), { title: "last" }],
      wouldBeDenied.map(({ principal, bucket, method, deniedBy, count, last }) => [principal, bucket, method, { text: deniedBy, tone: "bad" }, number(count), last]),
    ),
    ...(notTold && document.alarms.length === 0 ? [] : [alarmSection(document)]),
    costSection(document),
    section(
      `Problems: ${number(problems.length + problemsNotListed)}`,
      problemsNotListed > 0 ? [`${number(problemsNotListed)} of them are counted, but not listed.`] : [],
      [{ title: "file" }, right("position"), { title: "problem" }],
      problems.map(({ file, position, problem }) => [file, number(position), problem]),
    ),
    ...(notTold ? [section("What is not told, or not as exactly", notTold.map((one) => `- ${one}`), [], [])] : []),
  ];
}

function section(title: string, lead: readonly string[], columns: readonly Column[], rows: readonly (readonly Cell[])[]): ReplaySection {
  return { title, lead, table: { columns, rows: rows.slice(0, mostRows) }, cut: Math.max(0, rows.length - mostRows) };
}

function alarmSection({ alarms, delivery }: ReplayDocument): ReplaySection {
  const fired = alarms.filter((alarm) => alarm.fired.length > 0);
  return section(
    `Alarms: ${fired.length} of ${alarms.length} would have fired`,
    [`Records are taken to arrive up to ${delivery.worstMinutes} minutes late (made up, seed ${delivery.seed}).`],
    [{ title: "alarm" }, right("times"), { title: "first" }, right("minutes in all"), { title: "now" }],
    fired.map(({ name, state, fired: times }) => [
      { text: name, tone: "bad" },
      number(times.length),
      times[0]?.from ?? "",
      number(times.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0)),
      state === "ALARM" ? { text: state, tone: "bad" } : state,
    ]),
  );
}

function metricRows({ metrics, requirement }: ReplayDocument): Cell[][] {
  const known = new Map(auditMetrics(requirement as EncryptionRequirement).map((metric) => [metric.metricName, metric]));
  return Object.entries(metrics).map(([name, sum]) => {
    const violation = known.get(name)?.violation;
    return [name, number(sum), violation !== undefined && sum > 0 ? { text: "breaks the requirement", tone: "bad" } : { text: known.get(name)?.label ?? "", tone: "faint" }];
  });
}

function costSection({ cost }: ReplayDocument): ReplaySection {
  if (cost === null) return section("Cost of a month", ["The log covers less than an hour: that says nothing of a month."], [], []);
  const total = (terms: typeof cost.deployed): number => terms.reduce((sum, one) => sum + one.cost, 0);
  return section(
    `Cost of a month: ${money(total(cost.deployed))} US dollars`,
    [`Of ${cost.days.toFixed(1)} days' traffic, with prices of ${cost.region} of ${cost.pricesOf}, before free tiers.`],
    [{ title: "term" }, right("quantity"), right("this audit"), right("all WRITE events")],
    [
      ...cost.deployed.map((one, index): Cell[] => [one.term, `${number(one.quantity)} ${one.unit}s`, money(one.cost), money(cost.allWrites[index]?.cost ?? 0)]),
      ["all", "", money(total(cost.deployed)), money(total(cost.allWrites))],
    ],
  );
}

function requirementText({ requirement: { methods, kmsKeyArns, origin } }: ReplayDocument): string {
  const keys = kmsKeyArns ? ` with one of ${kmsKeyArns.length} keys` : "";
  return `${methods.join(" or ")}${keys}${origin === "header" ? ", asked for by header" : ""}`;
}

function bytesText(bytes: number): string {
  return bytes < 1e6 ? `${number(Math.ceil(bytes / 1e3))} kB` : bytes < 1e9 ? `${number(Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The violations and the uploads that would be denied, a line each. */
export function replayCsv({ violations, wouldBeDenied }: ReplayDocument): string {
  const head = ["kind", "bucket", "principal", "method", "reason", "count", "first", "last", "example file", "example position"];
  const row = (kind: string, reason: string, one: ReplayDocument["violations"][number] | ReplayDocument["wouldBeDenied"][number]): string[] => [
    kind,
    one.bucket,
    one.principal,
    one.method,
    reason,
    String(one.count),
    one.first,
    one.last,
    one.example.file,
    String(one.example.position ?? ""),
  ];
  const rows = [
    ...violations.map((one) => row("violation", one.reason, one)),
    ...wouldBeDenied.map((one) => row("would be denied", one.deniedBy, one)),
  ];
  return csvTable({ columns: head.map((title) => ({ title })), rows });
}
