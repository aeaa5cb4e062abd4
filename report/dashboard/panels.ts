/** A deployed dashboard as what it says: the one source of the page and the picture. */
import { headlineMetric, type DashboardWidget } from "../../encryption/dashboard";
import type { Table } from "../table";
import { widgetMetrics, type DashboardBody, type DashboardData, type WidgetMetric } from "./data";
import { paragraphs, type Span } from "./markdown";

/** A number with what it counts. */
export interface Value {
  readonly metric: WidgetMetric;
  readonly value: number;
}

export interface AlarmState {
  /** Without what the names of all alarms of the widget begin with. */
  readonly name: string;
  readonly state: string;
}

export type PanelContent =
  | { readonly kind: "headline"; readonly value: Value }
  | { readonly kind: "values"; readonly values: readonly Value[] }
  | { readonly kind: "alarms"; readonly alarms: readonly AlarmState[] }
  | { readonly kind: "text"; readonly paragraphs: readonly (readonly Span[])[] }
  | { readonly kind: "graph"; readonly metrics: readonly WidgetMetric[]; readonly properties: Readonly<Record<string, unknown>> }
  | { readonly kind: "table"; readonly table: Table };

export interface Panel {
  readonly title: string;
  readonly widget: DashboardWidget;
  readonly content: PanelContent;
}

/**
 * What each widget of a dashboard says.
 * @throws Error for widgets that this project does not deploy
 */
export function panels(body: DashboardBody, data: DashboardData): Panel[] {
  return body.widgets.map((widget) => ({
    title: String(widget.properties["title"] ?? ""),
    widget,
    content: contentOf(widget, data),
  }));
}

function contentOf({ type, properties }: DashboardWidget, data: DashboardData): PanelContent {
  const kind = type === "metric" ? `${type} ${String(properties["view"])}` : type;
  switch (kind) {
    case "metric timeSeries":
      return { kind: "graph", metrics: widgetMetrics(properties), properties };
    case "metric singleValue": {
      const values = widgetMetrics(properties).map((metric) => ({ metric, value: sum(metric, data) }));
      const [only] = values;
      return only && values.length === 1 && only.metric.metricName === headlineMetric ? { kind: "headline", value: only } : { kind: "values", values };
    }
    case "alarm":
      return { kind: "alarms", alarms: alarmStates(properties["alarms"] as string[], data) };
    case "text":
      return { kind: "text", paragraphs: paragraphs(String(properties["markdown"])) };
    case "log":
      return { kind: "table", table: logTable(data.rows(String(properties["query"]))) };
    default:
      throw new Error(`the picture cannot show a ${kind} widget`);
  }
}

/** Over the whole time range, as `setPeriodToTimeRange` asks. */
function sum(metric: WidgetMetric, data: DashboardData): number {
  return data.datapoints(metric).reduce((total, { value }) => total + value, 0);
}

function alarmStates(arns: readonly string[], data: DashboardData): AlarmState[] {
  const alarms = arns.map((arn) => data.alarms(arn) ?? { name: arn.slice(arn.lastIndexOf(":") + 1), state: "INSUFFICIENT_DATA" });
  const shared = sharedBeginning(alarms.map(({ name }) => name));
  return alarms.map(({ name, state }) => ({ name: name.slice(shared.length), state }));
}

/** What all names begin with, up to a hyphen: nobody needs to read it ten times. */
export function sharedBeginning(names: readonly string[]): string {
  const [first = "", ...others] = names;
  if (others.length === 0) return "";
  let length = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, first.slice(0, length).lastIndexOf("-") + 1);
}

function logTable(rows: ReturnType<DashboardData["rows"]>): Table {
  const columns = Object.keys(rows[0] ?? {});
  const isNumber = (column: string): boolean => rows.every((row) => /^\d+$/.test(row[column] ?? ""));
  return {
    columns: columns.map((title) => ({ title, ...(isNumber(title) && { align: "right" as const }) })),
    rows: rows.map((row) => columns.map((column) => row[column] ?? "")),
  };
}

/** The words for a state, as CloudWatch shows it, and its tone. */
export function stateText(state: string): { readonly text: string; readonly color: "bad" | "good" | "none" } {
  if (state === "ALARM") return { text: "ALARM", color: "bad" };
  return state === "OK" ? { text: "OK", color: "good" } : { text: "no data", color: "none" };
}
