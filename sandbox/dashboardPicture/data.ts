/** What a dashboard picture shows: the widgets as they were deployed, and the data behind them. */
import type { DashboardBody } from "../../encryption/dashboard";

/** Sums of a metric, one a period. */
export interface Datapoint {
  readonly time: Date;
  readonly value: number;
}

export interface DashboardData {
  readonly title: string;
  /** A line under the title that says where the data comes from. */
  readonly subtitle: string;
  readonly start: Date;
  readonly end: Date;
  /** By namespace and name; a metric without datapoints may be left out. */
  readonly datapoints: (namespace: string, metricName: string) => readonly Datapoint[];
  /** State of each alarm by its ARN. */
  readonly alarms: (arn: string) => { readonly state: string; readonly name: string } | undefined;
  /** What a query of a log widget gives: rows of column name to value. */
  readonly rows: (query: string) => readonly Readonly<Record<string, string>>[];
}

export type { DashboardBody };

/** A metric of a metric widget. */
export interface WidgetMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly label: string;
  readonly color: string;
}

/**
 * The metrics of a metric widget.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 * @throws Error for array forms that this project does not deploy, such as dimensions and expressions
 */
export function widgetMetrics(properties: Readonly<Record<string, unknown>>): WidgetMetric[] {
  return (properties["metrics"] as unknown[][]).map((entry) => {
    const [namespace, metricName, options] = entry;
    if (entry.length !== 3 || typeof namespace !== "string" || typeof metricName !== "string") {
      throw new Error(`the picture cannot show the metric ${JSON.stringify(entry)}`);
    }
    const { label = metricName, color = "#000000" } = options as { label?: string; color?: string };
    return { namespace, metricName, label, color };
  });
}
