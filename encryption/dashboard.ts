/**
 * The CloudWatch dashboard of an audit.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import { metricNamespace } from "./methods";
import { auditMetrics, type AuditMetric } from "./metrics";
import { offendersQuery } from "./queries";
import type { EncryptionRequirement } from "./requirement";

export interface DashboardOptions {
  readonly requirement: EncryptionRequirement;
  /** Buckets that the table leaves out: exclusionsFromPrefixes (encryption/auditScope.ts). */
  readonly excludedBuckets?: readonly string[];
  readonly region: string;
  readonly logGroupName: string;
  readonly alarmArns: readonly string[];
}

/** Title of the dashboard's graph; the blog's. */
export const graphTitle = "Object Encryption Methods";

/** Name of an audit's dashboard; CloudWatch takes no spaces in one. */
export function dashboardName(namePrefix: string): string {
  return `${namePrefix}-${graphTitle.replaceAll(" ", "-")}`;
}

/** Marks what breaks the requirement, in labels. */
const violationMark = "(!)";

const fullWidth = 24;
const rowHeight = 6;
const valuesHeight = 3;
const tableHeight = 8;
const fiveMinutes = 300;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const alarmsInWidget = 100;

/** A widget at its place in the grid. */
export interface DashboardWidget {
  readonly type: "metric" | "log" | "alarm";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface DashboardBody {
  readonly widgets: readonly DashboardWidget[];
}

/** The dashboard body: graph, totals, alarms, and the table of who uploaded against the requirement. */
export function dashboardBody(options: DashboardOptions): DashboardBody {
  const { requirement, excludedBuckets, region, logGroupName, alarmArns } = options;
  const metrics = auditMetrics(requirement);
  const rows: Omit<DashboardWidget, "y" | "x" | "width">[] = [
    {
      type: "metric",
      height: rowHeight,
      properties: {
        title: graphTitle,
        view: "timeSeries",
        stacked: false,
        stat: "Sum",
        period: fiveMinutes,
        region,
        metrics: metrics.filter(({ kind }) => kind === "method").map(series),
        yAxis: { left: { min: 0, label: "Objects", showUnits: false } },
      },
    },
    {
      type: "metric",
      height: valuesHeight,
      properties: {
        title: "Totals",
        view: "singleValue",
        stat: "Sum",
        period: fiveMinutes,
        setPeriodToTimeRange: true,
        region,
        metrics: metrics.map(series),
      },
    },
    ...Array.from({ length: Math.ceil(alarmArns.length / alarmsInWidget) }, (_, index) => ({
      type: "alarm" as const,
      height: valuesHeight,
      properties: { title: "Alarms", alarms: alarmArns.slice(index * alarmsInWidget, (index + 1) * alarmsInWidget) },
    })),
    {
      type: "log",
      height: tableHeight,
      properties: {
        title: "Who uploaded against the requirement",
        view: "table",
        region,
        query: `SOURCE '${logGroupName}' | ${offendersQuery(requirement, excludedBuckets)}`,
      },
    },
  ];
  let y = 0;
  return {
    widgets: rows.map((row) => {
      const widget = { ...row, x: 0, y, width: fullWidth };
      y += row.height;
      return widget;
    }),
  };
}

/** A metric in the array form of a metric widget. */
function series({ metricName, label, color, violation }: AuditMetric): unknown[] {
  return [metricNamespace, metricName, { label: violation ? `${label} ${violationMark}` : label, color }];
}
