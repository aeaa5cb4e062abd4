/** The demo's result as text for a terminal. */
import type { AuditMetric } from "../../encryption/metrics";
import type { DemoResult } from "./result";

/**
 * Tables of uploads, metrics, alarms and denied uploads.
 * @param metrics what the metrics stand for, in the order to show them
 */
export function reportText(result: DemoResult, metrics: readonly AuditMetric[]): string {
  const known = new Map(metrics.map((metric) => [metric.metricName, metric]));
  const firing = result.alarms.filter(({ state }) => state === "ALARM");
  return [
    heading("Uploads"),
    table(
      ["request", "bucket", "what S3 did", "counted under"],
      result.uploads.map(({ what, bucket, outcome, metrics: counted, notCounted }) => [
        what,
        bucket,
        outcome,
        counted.length > 0 ? counted.join(" + ") : `- (${notCounted ?? ""})`,
      ]),
    ),
    `CloudTrail delivered each record in its own time, up to ${result.delivery.worstMinutes} minutes late (made up, seed ${result.delivery.seed}).`,
    ...result.notCounted.map(({ eventName, bucket, why }) => `${eventName} on ${bucket} is not counted: ${why}.`),
    heading("Metrics"),
    table(
      ["metric", "sum", "", "meaning"],
      Object.entries(result.metrics).map(([name, sum]) => {
        const metric = known.get(name);
        const mark = metric?.violation && sum > 0 ? "breaks the requirement" : "";
        return [name, String(sum), mark, meaning(metric)];
      }),
      [1],
    ),
    `${methodTotal(result, known)} uploads are counted, each under one metric of a method or as denied; wrong keys once more.`,
    heading(`Alarms: ${firing.length} of ${result.alarms.length} fire`),
    table(
      ["alarm", "state", "since", "why"],
      result.alarms.map(({ name, state, reason, time }) => [
        name,
        state === "INSUFFICIENT_DATA" ? "no data" : state,
        time?.slice(11, 16) ?? "",
        state === "ALARM" ? reason : "",
      ]),
    ),
    heading("Denied uploads"),
    table(
      ["bucket", "request", "from", "denied by"],
      result.deniedUploads.map(({ bucket, request, by }) => [
        bucket,
        `${request.action} ${request.key}`,
        request.principal.slice(request.principal.lastIndexOf(":") + 1),
        by,
      ]),
    ),
    "",
    `The dashboard as a picture: ${result.pictures.join(", ")}`,
  ].join("\n");
}

function meaning(metric: AuditMetric | undefined): string {
  if (!metric) return "";
  return metric.kind === "detail" ? `${metric.label} (counted under its method as well)` : metric.label;
}

function methodTotal({ metrics }: DemoResult, known: ReadonlyMap<string, AuditMetric>): number {
  return Object.entries(metrics)
    .filter(([name]) => known.get(name)?.kind !== "detail")
    .reduce((total, [, sum]) => total + sum, 0);
}

const heading = (text: string): string => `\n${text}\n${"=".repeat(text.length)}`;

/** Columns padded to their longest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[], rightAligned: readonly number[] = []): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const render = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return rightAligned.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [render(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(render)].join("\n");
}
