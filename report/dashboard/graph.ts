/** A metric widget with view timeSeries: one line a metric, on one of two axes. */
import { color } from "../colors";
import type { Markup } from "../html";
import { letterPixels, line, rounded, text, type Box } from "../svg";
import type { DashboardData, WidgetMetric } from "./data";

const axisWidth = 34;
const axisHeight = 22;
const labelHeight = 20;
/** Steps of a value axis. */
const valueSteps = 4;
const timeStepPixels = 110;
const legendRow = 18;

interface Series {
  readonly metric: WidgetMetric;
  readonly values: readonly (number | undefined)[];
}

interface Axis {
  readonly top: number;
  readonly label: string;
}

/** The graph with its legend below, in a place. */
export function graph(box: Box, metrics: readonly WidgetMetric[], properties: Readonly<Record<string, unknown>>, data: DashboardData): Markup {
  const periodMs = Number(properties["period"]) * 1000;
  const first = Math.floor(data.start.getTime() / periodMs) * periodMs;
  const count = Math.max(2, Math.ceil((data.end.getTime() - first) / periodMs) + 1);
  const all: Series[] = metrics.map((metric) => ({ metric, values: periodValues(data.datapoints(metric), first, periodMs, count) }));
  const legend = legendOf(metrics, box);

  const plot = {
    x: box.x + axisWidth,
    y: box.y + labelHeight,
    width: box.width - 2 * axisWidth,
    height: box.height - legend.height - axisHeight - labelHeight,
  };
  const axes = { left: axisOf("left", all, properties), right: axisOf("right", all, properties) };
  const xOf = (index: number): number => plot.x + (plot.width * index) / (count - 1);
  const yOf = (value: number, side: "left" | "right"): number => plot.y + plot.height * (1 - value / axes[side].top);

  const times = Math.max(1, Math.min(count - 1, Math.floor(plot.width / timeStepPixels)));
  const twoSided = metrics.some(({ yAxis }) => yAxis === "right");
  const frame = [
    text(box.x, box.y + 10, axes.left.label, { size: 11, fill: color("faint") }),
    ...(twoSided ? [text(box.x + box.width, box.y + 10, axes.right.label, { size: 11, fill: color("bad"), anchor: "end" })] : []),
    ...Array.from({ length: valueSteps + 1 }, (_, step) => {
      const at = (side: "left" | "right"): number => (axes[side].top * step) / valueSteps;
      const y = yOf(at("left"), "left");
      return [
        line(plot.x, y, plot.x + plot.width, y, color("grid")),
        text(plot.x - 6, y + 4, String(at("left")), { size: 11, fill: color("faint"), anchor: "end" }),
        ...(twoSided ? [text(plot.x + plot.width + 6, y + 4, String(at("right")), { size: 11, fill: color("bad") })] : []),
      ].join("");
    }),
    ...Array.from({ length: times + 1 }, (_, step) => Math.round(((count - 1) * step) / times)).map((index) =>
      text(xOf(index), plot.y + plot.height + 16, clock(first + index * periodMs), { size: 11, fill: color("faint"), anchor: "middle" }),
    ),
  ];
  // Lines of equal values hide each other: what breaks the requirement is drawn last, and of the others the larger ones.
  const drawn = [...all].sort((a, b) => rank(a) - rank(b) || total(a) - total(b));
  const lines = drawn.map(({ metric, values }) => {
    const points = values.flatMap((value, index) => (value === undefined ? [] : [{ value, x: rounded(xOf(index)), y: rounded(yOf(value, metric.yAxis)) }]));
    if (points.length === 0) return "";
    const marks = points.map(({ value, x, y }) => (value > 0 ? `<circle cx="${x}" cy="${y}" r="3.5" fill="${metric.color}"/>` : "")).join("");
    return `<polyline points="${points.map(({ x, y }) => `${x},${y}`).join(" ")}" fill="none" stroke="${metric.color}" stroke-width="2"/>${marks}`;
  });
  return [...frame, ...lines, ...legend.entries(box.y + box.height - legend.height)].join("\n");
}

function axisOf(side: "left" | "right", all: readonly Series[], properties: Readonly<Record<string, unknown>>): Axis {
  const highest = Math.max(1, ...all.filter(({ metric }) => metric.yAxis === side).flatMap(({ values }) => values.map((value) => value ?? 0)));
  const { [side]: axis = {} } = (properties["yAxis"] ?? {}) as Partial<Record<string, { label?: string }>>;
  return { top: Math.ceil(highest / valueSteps) * valueSteps, label: axis.label ?? "" };
}

/** Entries in as many columns as have room for the longest label. */
function legendOf(metrics: readonly WidgetMetric[], { x, width }: Box): { height: number; entries: (top: number) => Markup[] } {
  const columnWidth = Math.max(...metrics.map(({ label }) => letterPixels(label.length, 11))) + 26;
  const columns = Math.max(1, Math.floor(width / columnWidth));
  return {
    height: Math.ceil(metrics.length / columns) * legendRow,
    entries: (top) =>
      metrics.map(({ label, color: fill }, index) => {
        const left = x + (index % columns) * (width / columns);
        const y = top + Math.floor(index / columns) * legendRow + 13;
        return `<circle cx="${rounded(left + 5)}" cy="${rounded(y - 4)}" r="5" fill="${fill}"/>${text(left + 16, y, label, { size: 11 })}`;
      }),
  };
}

/** Sums of the periods; undefined where there is no data. */
function periodValues(datapoints: readonly { readonly time: Date; readonly value: number }[], first: number, periodMs: number, count: number): (number | undefined)[] {
  const values: (number | undefined)[] = Array.from({ length: count }, () => undefined);
  for (const { time, value } of datapoints) {
    const index = Math.floor((time.getTime() - first) / periodMs);
    if (index >= 0 && index < count) values[index] = (values[index] ?? 0) + value;
  }
  return values;
}

const rank = ({ metric }: Series): number => (metric.yAxis === "right" ? 1 : 0);
const total = ({ values }: Series): number => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
const clock = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(11, 16);
