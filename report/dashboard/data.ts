/** What a dashboard shows: the widgets as they were deployed, and the data behind them. */
import type { DashboardBody } from "../../encryption/dashboard";

export type { DashboardBody };

/** A value of a metric in a period. */
export interface Datapoint {
  readonly time: Date;
  readonly value: number;
}

/** A metric by what CloudWatch tells metrics apart by. */
export interface MetricName {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface DashboardData {
  readonly title: string;
  /** A line under the title that says where the data comes from. */
  readonly subtitle: string;
  readonly start: Date;
  readonly end: Date;
  /** A metric without datapoints may be left out. */
  readonly datapoints: (metric: MetricName) => readonly Datapoint[];
  /** State of each alarm by its ARN. */
  readonly alarms: (arn: string) => { readonly state: string; readonly name: string } | undefined;
  /** What a query of a log widget gives: rows of column name to value. */
  readonly rows: (query: string) => readonly Readonly<Record<string, string>>[];
}

/** A metric of a metric widget. */
export interface WidgetMetric extends MetricName {
  readonly label: string;
  readonly color: string;
  readonly yAxis: "left" | "right";
}

/**
 * The metrics of a metric widget.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 * @throws Error for array forms that this project does not deploy, such as expressions
 */
export function widgetMetrics(properties: Readonly<Record<string, unknown>>): WidgetMetric[] {
  return (properties["metrics"] as unknown[][]).map((entry) => {
    const names = entry.slice(0, -1);
    const options = entry.at(-1) as { label?: string; color?: string; yAxis?: "left" | "right" };
    if (names.length < 2 || names.length % 2 !== 0 || names.some((name) => typeof name !== "string") || typeof options !== "object") {
      throw new Error(`the picture cannot show the metric ${JSON.stringify(entry)}`);
    }
    const [namespace = "", metricName = "", ...dimensions] = names as string[];
    const pairs = dimensions.flatMap((name, index) => (index % 2 === 0 ? [[name, dimensions[index + 1] ?? ""] as const] : []));
    const { label = metricName, color = "#000000", yAxis = "left" } = options;
    return { namespace, metricName, dimensions: Object.fromEntries(pairs), label, color, yAxis };
  });
}
