/** The deployed dashboard with the data that the demo's uploads left in it, as SVG and as a page. */
import * as fs from "node:fs";
import * as path from "node:path";
import { graphTitle } from "../../encryption/dashboard";
import { runLogsQuery } from "../../simulator/logsQuery/run";
import { metricKey } from "../../simulator/publications";
import type { DashboardData, Datapoint, MetricName } from "../../report/dashboard/data";
import { dashboardHtml } from "../../report/dashboard/html";
import { dashboardSvg } from "../../report/dashboard/picture";
import type { DeployedStack } from "./deployedStack";
import type { DemoResult } from "./result";
import type { SentRequests } from "./send";

/**
 * Draws the stack's dashboard into a folder.
 * @returns the paths of the SVG and of the page
 */
export function drawDashboard(
  folder: string,
  stack: DeployedStack,
  requests: SentRequests,
  result: Omit<DemoResult, "pictures">,
): string[] {
  fs.mkdirSync(folder, { recursive: true });
  return Object.entries(drawnDashboard(stack, requests, result)).map(([extension, content]) => {
    const file = path.join(folder, `dashboard.${extension}`);
    fs.writeFileSync(file, content);
    return file;
  });
}

/** The stack's dashboard as a picture, and as a page. */
export function drawnDashboard(stack: DeployedStack, requests: SentRequests, result: Omit<DemoResult, "pictures">): { svg: string; html: string } {
  const [dashboard] = stack.dashboards;
  if (!dashboard) throw new Error("the stack has no dashboard");
  const data = dashboardData(stack, requests, result);
  return { svg: dashboardSvg(dashboard.body, data), html: dashboardHtml(dashboard.body, data) };
}

function dashboardData(
  stack: DeployedStack,
  requests: SentRequests,
  result: Omit<DemoResult, "pictures">,
): DashboardData {
  const states = new Map(result.alarms.map((alarm) => [alarm.name, alarm]));
  return {
    title: graphTitle,
    subtitle: `Stack ${result.stack} in the sandbox: the deployed dashboard, drawn with the demo's ${result.uploads.length} uploads. No AWS account was used.`,
    start: requests.start,
    end: requests.end,
    datapoints: (metric) => datapoints(metric, requests),
    alarms: (arn) => {
      const name = stack.alarms.find((alarm) => alarm.arn === arn)?.name;
      return name === undefined ? undefined : states.get(name);
    },
    rows: (query) => runLogsQuery(query, requests.pipeline.logEvents),
  };
}

/** What CloudWatch would have: of the audit's metrics what the filters counted, and what AWS's services count of themselves. */
function datapoints({ namespace, metricName, dimensions }: MetricName, { pipeline, start, end }: SentRequests): Datapoint[] {
  switch (`${namespace} ${metricName}`) {
    case "AWS/Logs IncomingLogEvents":
      return pipeline.logEvents.map(({ arrivedAt }) => ({ time: new Date(arrivedAt), value: 1 }));
    case "AWS/SQS ApproximateNumberOfMessagesVisible":
      // A queue says every minute how much waits in it, and here nothing does.
      return [start, end].map((time) => ({ time, value: 0 }));
    default:
      return pipeline.metrics
        .filter((metric) => metricKey(metric) === metricKey({ namespace, metricName, dimensions }))
        .flatMap((metric) => metric.datapoints.map(({ time, sum }) => ({ time: new Date(time), value: sum })));
  }
}
