/** The deployed dashboard with the data that the demo's uploads left in it, as SVG and as a page. */
import * as fs from "node:fs";
import * as path from "node:path";
import { graphTitle } from "../../encryption/dashboard";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { dashboardHtml, dashboardSvg } from "../dashboardPicture/dashboardPicture";
import type { DashboardData } from "../dashboardPicture/data";
import type { DeployedStack } from "./deployedStack";
import type { DemoResult } from "./result";
import { offence, type SentRequests } from "./send";

/**
 * Draws the stack's dashboard into a folder.
 * @returns the paths of the SVG and of the page
 */
export function drawDashboard(
  folder: string,
  stack: DeployedStack,
  requests: SentRequests,
  result: Omit<DemoResult, "pictures">,
  requirement: EncryptionRequirement,
): string[] {
  const [dashboard] = stack.dashboards;
  if (!dashboard) throw new Error("the stack has no dashboard");
  const svg = dashboardSvg(dashboard.body, dashboardData(stack, requests, result, requirement));
  const written = [
    { file: path.join(folder, "dashboard.svg"), content: svg },
    { file: path.join(folder, "dashboard.html"), content: dashboardHtml(svg, graphTitle) },
  ];
  fs.mkdirSync(folder, { recursive: true });
  for (const { file, content } of written) fs.writeFileSync(file, content);
  return written.map(({ file }) => file);
}

function dashboardData(
  stack: DeployedStack,
  requests: SentRequests,
  result: Omit<DemoResult, "pictures">,
  requirement: EncryptionRequirement,
): DashboardData {
  const states = new Map(result.alarms.map((alarm) => [alarm.name, alarm]));
  return {
    title: graphTitle,
    subtitle: `Stack ${result.stack} in the sandbox: the deployed dashboard, drawn with the demo's ${result.uploads.length} uploads. No AWS account was used.`,
    start: requests.start,
    end: requests.end,
    datapoints: (namespace, metricName) =>
      requests.pipeline.metrics
        .filter((metric) => metric.namespace === namespace && metric.metricName === metricName)
        .flatMap(({ datapoints }) => datapoints.map(({ time, sum }) => ({ time: new Date(time), value: sum }))),
    alarms: (arn) => {
      const name = stack.alarms.find((alarm) => alarm.arn === arn)?.name;
      return name === undefined ? undefined : states.get(name);
    },
    offenders: offenders(requests, requirement),
  };
}

/** The rows that the dashboard's query would give: the audit sees an upload only when a rule brought it to the log. */
function offenders(requests: SentRequests, requirement: EncryptionRequirement): Record<string, string>[] {
  const rows = new Map<string, { row: Record<string, string>; uploads: number }>();
  for (const one of requests.sent) {
    const { request, result, trace } = one;
    if (result.outcome !== "stored" || trace.rules.length === 0) continue;
    const why = offence(requirement, one);
    if (why === undefined) continue;
    const { principal, key } = request.upload;
    const row = {
      principal: typeof principal === "object" && "arn" in principal ? principal.arn : JSON.stringify(principal),
      bucket: request.bucket,
      prefix: key.slice(0, key.indexOf("/") + 1),
      method: result.sseApplied,
    };
    const id = JSON.stringify(row);
    rows.set(id, { row, uploads: (rows.get(id)?.uploads ?? 0) + 1 });
  }
  return [...rows.values()].sort((a, b) => b.uploads - a.uploads).map(({ row, uploads }) => ({ ...row, uploads: String(uploads) }));
}
