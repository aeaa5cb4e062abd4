/**
 * The CloudWatch dashboard of an audit. It answers from top to bottom: is everything all right, what is required, what
 * happens, who does it, and is the pipeline alive.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import type { AuditScope } from "./auditScope";
import type { DimensionValues } from "./metricFilters";
import { metricNamespace } from "./methods";
import { auditMetrics, improperColors, specialMetrics, type AuditMetric } from "./metrics";
import { logsQueries, offendersQuery, type LogsQuery } from "./queries";
import { queryLink } from "./queryLink";
import type { EncryptionRequirement } from "./requirement";
import { requirementText } from "./requirementText";
import { runbookFile } from "./runbook";

export interface DashboardOptions {
  readonly requirement: EncryptionRequirement;
  readonly scope: AuditScope;
  /** Buckets that the queries leave out: exclusionsFromPrefixes (encryption/auditScope.ts). */
  readonly excludedBuckets?: readonly string[];
  /** Whether several accounts and regions are audited. */
  readonly estate?: boolean;
  /** Accounts and regions by which metrics are told apart: the values of their dimensions. */
  readonly dimensions?: readonly DimensionValues[];
  readonly region: string;
  readonly partition: string;
  readonly logGroupName: string;
  readonly alarmArns: readonly string[];
  /** The rules that bring events to the log group. */
  readonly ruleNames: readonly string[];
  /** Undefined where there is no such queue. */
  readonly deadLetterQueueName: string | undefined;
}

/** Title of the dashboard's graph; the blog's. */
export const graphTitle = "Object Encryption Methods";

/** Name of an audit's dashboard; CloudWatch takes no spaces in one. */
export function dashboardName(namePrefix: string): string {
  return `${namePrefix}-${graphTitle.replaceAll(" ", "-")}`;
}

/** Marks what breaks the requirement, in labels. */
export const violationMark = "(!)";

const fullWidth = 24;
const fiveMinutes = 300;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const alarmsInWidget = 100;
const metricsInWidget = 500;

/** A widget at its place in the grid. */
export interface DashboardWidget {
  readonly type: "metric" | "log" | "alarm" | "text";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface DashboardBody {
  readonly widgets: readonly DashboardWidget[];
}

/** A widget before it has its place: `width` where it is not a whole row, beside the ones before it. */
type Unplaced = Pick<DashboardWidget, "type" | "height" | "properties"> & { readonly width?: number };

/** The dashboard body. */
export function dashboardBody(options: DashboardOptions): DashboardBody {
  const { requirement, excludedBuckets = [], estate, dimensions = [], region, logGroupName } = options;
  return {
    widgets: placed([
      ...headline(options),
      { type: "text", height: 4, properties: { markdown: requirementMarkdown(options) } },
      methodsGraph(requirement, region),
      totals(requirement, region),
      ...(dimensions.length > 0 ? [placesGraph(dimensions, region)] : []),
      {
        type: "log",
        height: 8,
        properties: {
          title: "Who uploaded against the requirement",
          view: "table",
          region,
          query: `SOURCE '${logGroupName}' | ${offendersQuery(requirement, excludedBuckets, estate)}`,
        },
      },
      pipelineGraph(options),
    ]),
  };
}

/** Below each other; those of less than the whole width beside each other while they fit. */
function placed(widgets: readonly Unplaced[]): DashboardWidget[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return widgets.map(({ width = fullWidth, ...widget }) => {
    if (x + width > fullWidth) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const at = { ...widget, x, y, width };
    x += width;
    rowHeight = Math.max(rowHeight, widget.height);
    return at;
  });
}

/** One number, each improper upload counted once, and the state of the alarms. */
function headline({ requirement, region, alarmArns }: DashboardOptions): Unplaced[] {
  const height = 4;
  const total = auditMetrics(requirement).filter(({ kind }) => kind === "total");
  const [first, ...more] = Array.from({ length: Math.ceil(alarmArns.length / alarmsInWidget) }, (_, index) =>
    alarmArns.slice(index * alarmsInWidget, (index + 1) * alarmsInWidget),
  );
  const alarms = (arns: readonly string[], width?: number): Unplaced => ({
    type: "alarm",
    height,
    ...(width !== undefined && { width }),
    properties: { title: "Alarms", alarms: arns },
  });
  return [
    {
      type: "metric",
      height,
      width: first ? 6 : fullWidth,
      properties: {
        title: "Is everything all right?",
        view: "singleValue",
        stat: "Sum",
        period: fiveMinutes,
        setPeriodToTimeRange: true,
        region,
        metrics: total.map((metric) => series(metric, { label: "uploads against the requirement" })),
      },
    },
    ...(first ? [alarms(first, fullWidth - 6)] : []),
    ...more.map((arns) => alarms(arns)),
  ];
}

/** What is required, and a link for each way of breaking it that opens the saved query of its uploads. */
function requirementMarkdown(options: DashboardOptions): string {
  const { requirement, scope, excludedBuckets = [], estate, logGroupName } = options;
  const queries = logsQueries(requirement, excludedBuckets, estate);
  const link = (text: string, { queryString }: LogsQuery): string => `[${text}](${queryLink(options, logGroupName, queryString)})`;
  const metrics = new Map(auditMetrics(requirement).map((metric) => [metric.metricName, metric]));
  const improper = queries.flatMap((query) => {
    const metric = metrics.get(query.metricName ?? "");
    return metric?.violation === undefined ? [] : [link(metric.label, query)];
  });
  const others = queries.filter(({ metricName }) => metrics.get(metricName ?? "")?.violation === undefined).map((query) => link(query.name, query));
  return [
    `**What is required:** ${requirementText(requirement)} ${scopeText(scope)}`,
    `Everything else breaks it. Which objects: ${improper.join(" · ")}`,
    `More queries: ${others.join(" · ")}. What to do: \`${runbookFile}\``,
  ].join("\n\n");
}

function scopeText(scope: AuditScope): string {
  const { excludedBuckets } = scope;
  const but = excludedBuckets.length > 0 ? ` but ${counted(excludedBuckets.length, "bucket")}` : "";
  if (scope.buckets === "all") return `Audited are all buckets of the account in the region${but}.`;
  const parts = [
    ...(scope.buckets.length > 0 ? [counted(scope.buckets.length, "bucket")] : []),
    ...(scope.bucketPrefixes.length > 0 ? [`those named ${scope.bucketPrefixes.map((prefix) => `\`${prefix}…\``).join(", ")}`] : []),
  ];
  return `Audited are ${parts.join(" and ")}${but}.`;
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;

/**
 * All metrics in one graph. What is proper, and what was denied, is on the left axis; what breaks the requirement on the
 * right one, so that a single improper upload shows beside a million proper ones.
 */
function methodsGraph(requirement: EncryptionRequirement, region: string): Unplaced {
  return {
    type: "metric",
    height: 7,
    properties: {
      title: graphTitle,
      view: "timeSeries",
      stacked: false,
      stat: "Sum",
      period: fiveMinutes,
      region,
      metrics: auditMetrics(requirement)
        .filter(({ kind }) => kind !== "total")
        .map((metric) => series(metric, metric.violation === undefined ? {} : { yAxis: "right" })),
      yAxis: {
        left: { min: 0, label: "As required, and denied", showUnits: false },
        right: { min: 0, label: "Against the requirement", showUnits: false },
      },
    },
  };
}

function totals(requirement: EncryptionRequirement, region: string): Unplaced {
  return {
    type: "metric",
    height: 3,
    properties: {
      title: "Totals",
      view: "singleValue",
      stat: "Sum",
      period: fiveMinutes,
      setPeriodToTimeRange: true,
      region,
      metrics: auditMetrics(requirement).filter(({ kind }) => kind !== "total").map((metric) => series(metric)),
    },
  };
}

/** What broke the requirement, where. */
function placesGraph(dimensions: readonly DimensionValues[], region: string): Unplaced {
  const metrics = dimensions.map((values, index) => [
    metricNamespace,
    headlineMetric,
    ...Object.entries(values).flat(),
    { label: Object.values(values).join(" "), color: improperColors[index % improperColors.length] },
  ]);
  return {
    type: "metric",
    height: 6,
    properties: {
      title: `Against the requirement, by ${Object.keys(dimensions[0] ?? {}).join(" and ")}`,
      view: "timeSeries",
      stacked: false,
      stat: "Sum",
      period: fiveMinutes,
      region,
      metrics: metrics.slice(0, metricsInWidget),
      yAxis: { left: { min: 0, label: "Uploads", showUnits: false } },
    },
  };
}

/** What arrives in the log group, and what could not be delivered to it. */
function pipelineGraph({ region, logGroupName, ruleNames, deadLetterQueueName }: DashboardOptions): Unplaced {
  const failures = ruleNames.map((RuleName, index) => [
    "AWS/Events",
    "FailedInvocations",
    "RuleName",
    RuleName,
    { label: index === 0 ? "Not delivered" : `Not delivered (${RuleName})`, color: "#d13212" },
  ]);
  const waiting =
    deadLetterQueueName === undefined
      ? []
      : [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", deadLetterQueueName, { label: "Dead letters", color: "#f89256", stat: "Maximum" }]];
  return {
    type: "metric",
    height: 5,
    properties: {
      title: "Is the pipeline alive?",
      view: "timeSeries",
      stacked: false,
      stat: "Sum",
      period: fiveMinutes,
      region,
      metrics: [
        ["AWS/Logs", "IncomingLogEvents", "LogGroupName", logGroupName, { label: "Upload events recorded", color: "#0073bb" }],
        ...waiting,
        ...failures,
      ].slice(0, metricsInWidget),
      yAxis: { left: { min: 0, label: "Events", showUnits: false } },
    },
  };
}

/** A metric in the array form of a metric widget. */
function series({ metricName, label, color, violation }: AuditMetric, more: Readonly<Record<string, string>> = {}): unknown[] {
  return [metricNamespace, metricName, { label: violation ? `${label} ${violationMark}` : label, color, ...more }];
}

/** The metric of the headline. */
export const headlineMetric = specialMetrics.improperUploads.metricName;
