/** A replay as one page for a browser: the graph and the tables, without scripts and without anything from elsewhere. */
import * as echarts from "echarts";
import { auditMetrics } from "../encryption/metrics";
import type { EncryptionRequirement } from "../encryption/requirement";
import { color } from "../report/colors";
import { narrowPixels } from "../report/style";
import { escaped, htmlPage, type Section } from "../report/html";
import { htmlTable } from "../report/htmlTable";
import type { ReplayDocument } from "../replay/documentSchema";
import { replaySections } from "./output";

/** The page. */
export function replayPage(document: ReplayDocument): string {
  const [records, ...rest] = replaySections(document);
  const toSection = ({ title, lead, table, cut }: NonNullable<typeof records>): Section => ({
    title,
    body: [
      ...lead.map((line) => `<p>${escaped(line)}</p>`),
      ...(table.rows.length > 0 ? [htmlTable(table)] : []),
      ...(cut > 0 ? [`<p>… and ${cut} more in the JSON document.</p>`] : []),
    ].join("\n"),
  });
  const graph: Section[] = document.uploads.byHour.length > 0 ? [{ title: "Uploads by hour", body: graphs(document) }] : [];
  const when = document.period ? `${document.period.first} to ${document.period.last}` : "no uploads";
  return htmlPage({
    title: "What the S3 object encryption audit would have said",
    subtitle: `${when}. Judged by ${document.definitions}.`,
    sections: [...(records ? [toSection(records)] : []), ...graph, ...rest.map(toSection)],
  });
}

const wide = { width: 1180, height: 360, top: 60 };
const narrow = { width: 380, height: 360, top: 130 };

/** The graph twice: text that is read on a wide page is too small on a phone. */
function graphs(document: ReplayDocument): string {
  return [
    `<style>.narrow-graph { display: none } @media (max-width: ${narrowPixels}px) { .wide-graph { display: none } .narrow-graph { display: block } }</style>`,
    `<div class="wide-graph">${uploadGraph(document, wide)}</div>`,
    `<div class="narrow-graph">${uploadGraph(document, narrow)}</div>`,
  ].join("\n");
}

/** A stacked bar for each hour, or for each day of a long log; metrics in the dashboard's colours. */
function uploadGraph({ uploads: { byHour }, requirement }: ReplayDocument, { top, ...size }: typeof wide): string {
  const days = byHour.length > 24 * 7;
  const labels = new Map<string, Map<string, number>>();
  for (const { hour, metrics } of byHour) {
    const label = days ? hour.slice(0, 10) : hour.slice(0, 16).replace("T", " ");
    const sums = labels.get(label) ?? new Map<string, number>();
    labels.set(label, sums);
    for (const [name, sum] of Object.entries(metrics)) sums.set(name, (sums.get(name) ?? 0) + sum);
  }
  const shown = auditMetrics(requirement as EncryptionRequirement).filter(({ metricName }) => [...labels.values()].some((sums) => sums.has(metricName)));
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: "Helvetica Neue, Helvetica, Arial, sans-serif" },
    grid: { left: 50, right: 16, top, bottom: 40 },
    legend: { top: 0, textStyle: { color: color("text") } },
    xAxis: { type: "category", data: [...labels.keys()], axisLabel: { color: color("faint") }, axisLine: { lineStyle: { color: color("border") } } },
    yAxis: { type: "value", axisLabel: { color: color("faint") }, splitLine: { lineStyle: { color: color("grid") } } },
    series: shown.map(({ metricName, label, color: metricColor, kind }) => ({
      name: label,
      type: kind === "detail" ? "line" : "bar",
      ...(kind !== "detail" && { stack: "uploads" }),
      data: [...labels.values()].map((sums) => sums.get(metricName) ?? 0),
      itemStyle: { color: metricColor },
      lineStyle: { color: metricColor },
    })),
  });
  const svg = chart.renderToSVGString({ useViewBox: true });
  chart.dispose();
  return svg;
}
