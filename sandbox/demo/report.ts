/** The demo's result as text for a terminal. */
import type { AuditMetric } from "../../encryption/metrics";
import type { Cell, Column } from "../../report/table";
import { toned, type Terminal } from "../../report/terminal";
import { terminalTable } from "../../report/terminalTable";
import { wrapped } from "../../report/wrap";
import type { DemoResult } from "./result";

const bad = (text: string): Cell => ({ text, tone: "bad" });
const badIf = (condition: boolean, text: string): Cell => (condition ? bad(text) : text);

/**
 * Tables of uploads, metrics, alarms and denied uploads.
 * @param metrics what the metrics stand for, in the order to show them
 * @param terminal what the text has to fit into
 */
export function reportText(result: DemoResult, metrics: readonly AuditMetric[], terminal: Terminal): string {
  const known = new Map(metrics.map((metric) => [metric.metricName, metric]));
  const isEstate = new Set(result.uploads.map(({ account, region }) => `${account} ${region}`)).size > 1;
  const firing = result.alarms.filter(({ state }) => state === "ALARM");
  const table = (columns: readonly (string | Column)[], rows: readonly (readonly Cell[])[]): string =>
    terminalTable({ columns: columns.map((column) => (typeof column === "string" ? { title: column } : column)), rows }, terminal);
  const heading = (text: string, tone?: "bad"): string => `\n${toned(text, tone, terminal)}\n${"=".repeat(text.length)}`;
  const sentence = (text: string): string => (terminal.columns === undefined ? text : wrapped(text, terminal.columns).join("\n"));

  return [
    heading("Uploads"),
    table(
      ["request", "bucket", ...(isEstate ? ["account", "region"] : []), "what S3 did", "counted under"],
      result.uploads.map(({ what, bucket, account, region, outcome, metrics: counted, notCounted }) => [
        what,
        bucket,
        ...(isEstate ? [account, region] : []),
        badIf(outcome.startsWith("denied"), outcome),
        counted.length > 0
          ? badIf(counted.some((name) => known.get(name)?.violation !== undefined), counted.filter((name) => known.get(name)?.kind !== "total").join(" + "))
          : { text: `- (${notCounted ?? ""})`, tone: "faint" },
      ]),
    ),
    ...[
      `CloudTrail delivered each record in its own time, up to ${result.delivery.worstMinutes} minutes late (made up, seed ${result.delivery.seed}).`,
      ...result.notes,
      ...result.notCounted.map(({ eventName, bucket, why }) => `${eventName} on ${bucket} is not counted: ${why}.`),
    ].map(sentence),
    heading("Metrics"),
    table(
      ["metric", { title: "sum", align: "right" }, "", "meaning"],
      Object.entries(result.metrics).map(([name, sum]) => {
        const metric = known.get(name);
        const breaks = metric !== undefined && (metric.violation !== undefined || metric.kind === "total") && sum > 0;
        return [name, String(sum), bad(breaks ? "breaks the requirement" : ""), meaning(metric)];
      }),
    ),
    sentence(`${methodTotal(result, known)} uploads are counted, each under one metric of a method or as denied; wrong keys once more.`),
    heading(`Alarms: ${firing.length} of ${result.alarms.length} fire`, firing.length > 0 ? "bad" : undefined),
    table(
      ["alarm", "state", "since", "why"],
      result.alarms.map(({ name, state, reason, time }) => [
        name,
        badIf(state === "ALARM", state === "INSUFFICIENT_DATA" ? "no data" : state),
        time?.slice(11, 16) ?? "",
        state === "ALARM" ? reason : "",
      ]),
    ),
    ...messagesText(result, heading, table, sentence, terminal),
    heading("Denied uploads"),
    ...(result.deniedUploads.length > 0
      ? [
          table(
            ["bucket", "request", "from", "denied by"],
            result.deniedUploads.map(({ bucket, request, by }) => [
              bucket,
              `${request.action} ${request.key}`,
              request.principal.slice(request.principal.lastIndexOf(":") + 1),
              bad(by),
            ]),
          ),
        ]
      : ["None."]),
    ...tamperingText(result, heading, sentence, terminal),
    "",
    sentence(`The dashboard as a picture: ${result.pictures.join(", ")}`),
  ].join("\n");
}

type Heading = (text: string, tone?: "bad") => string;
type Sentence = (text: string) => string;

/** What is said of the uploads, one by one or by bucket and principal. */
function messagesText({ messages }: DemoResult, heading: Heading, table: (columns: readonly (string | Column)[], rows: readonly (readonly Cell[])[]) => string, sentence: Sentence, terminal: Terminal): string[] {
  if (!messages) return [];
  const { sent } = messages;
  const title = heading(`Messages: ${sent.length}`, sent.length > 0 ? "bad" : undefined);
  if (messages.details === "grouped") {
    return [
      title,
      table(
        ["at", "bucket", "principal", { title: "uploads so far", align: "right" }],
        messages.sent.map(({ time, bucket, principal, uploads }) => [time.slice(11, 16), bucket, principal.slice(principal.lastIndexOf(":") + 1), String(uploads)]),
      ),
      sentence(`One for each bucket and principal, by the log alarm ${messages.alarm}, however many uploads there are; and once more when it is over.`),
    ];
  }
  const [first] = messages.sent;
  const rules = [...new Set(messages.sent.map(({ rule }) => rule))].sort();
  return [
    title,
    sentence("One for each upload and part of the requirement that it breaks:"),
    table(["rule", { title: "messages", align: "right" }], rules.map((name) => [name, String(messages.sent.filter(({ rule }) => rule === name).length)])),
    ...(first ? [sentence(`The first, at ${first.time.slice(11, 16)}:`), ...withoutLinks(first.text).split("\n").map((line) => toned(sentence(line), "bad", terminal))] : []),
  ];
}

/** The link to a query holds the whole query: here it only begins. */
function withoutLinks(text: string): string {
  return text.replaceAll(/(https:\/\/[^/\s]+\/)[^\s"]+/g, "$1…");
}

/** Somebody stops the trail, and the message comes. */
function tamperingText({ tampering }: DemoResult, heading: Heading, sentence: Sentence, terminal: Terminal): string[] {
  if (!tampering) return [];
  const { principal, eventName, resource, messages, alarms } = tampering;
  const who = principal.slice(principal.lastIndexOf(":") + 1);
  return [
    heading("Those who would switch it off", "bad"),
    sentence(`In the evening ${who} calls ${eventName} on ${resource}. The message that comes at once:`),
    ...messages.flatMap((message) => message.split("\n")).map((line) => toned(sentence(line), "bad", terminal)),
    ...alarms.map(({ name, state }) => sentence(`The alarm ${name} is in ${state}.`)),
  ];
}

function meaning(metric: AuditMetric | undefined): string {
  if (!metric) return "";
  if (metric.kind === "total") return `${metric.label}, each once`;
  return metric.kind === "detail" ? `${metric.label} (counted under its method as well)` : metric.label;
}

function methodTotal({ metrics }: DemoResult, known: ReadonlyMap<string, AuditMetric>): number {
  return Object.entries(metrics)
    .filter(([name]) => ["method", "failure"].includes(known.get(name)?.kind ?? ""))
    .reduce((total, [, sum]) => total + sum, 0);
}
