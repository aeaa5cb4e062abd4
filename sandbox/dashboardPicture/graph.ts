/** A metric widget with view timeSeries: one line a metric. */
import { widgetMetrics, type DashboardData, type WidgetMetric } from "./data";
import { line, palette, text, type Box, type Svg } from "./svg";

const legendColumns = 5;
const legendRow = 18;
const axisWidth = 36;
const axisHeight = 22;
/** Height for each step of the value axis, at most this many. */
const valueSteps = 4;
const timeSteps = 6;

export function graph(box: Box, properties: Readonly<Record<string, unknown>>, data: DashboardData): Svg {
  const metrics = widgetMetrics(properties);
  const periodMs = Number(properties["period"]) * 1000;
  const first = Math.floor(data.start.getTime() / periodMs) * periodMs;
  const count = Math.max(2, Math.ceil((data.end.getTime() - first) / periodMs) + 1);

  const series = metrics.map((metric) => ({ metric, sums: periodSums(metric, data, first, periodMs, count) }));
  const highest = Math.max(1, ...series.flatMap(({ sums }) => sums));
  const top = Math.ceil(highest / valueSteps) * valueSteps;

  const legendHeight = Math.ceil(metrics.length / legendColumns) * legendRow;
  const plot = {
    x: box.x + axisWidth,
    y: box.y + 8,
    width: box.width - axisWidth - 12,
    height: box.height - legendHeight - axisHeight - 12,
  };
  const xOf = (index: number): number => round(plot.x + (plot.width * index) / (count - 1));
  const yOf = (value: number): number => round(plot.y + plot.height * (1 - value / top));

  const axes = [
    ...Array.from({ length: valueSteps + 1 }, (_, step) => (top * step) / valueSteps).map(
      (value) =>
        line(plot.x, yOf(value), plot.x + plot.width, yOf(value), palette.grid) +
        text(plot.x - 8, yOf(value) + 4, String(value), { size: 11, color: palette.faint, anchor: "end" }),
    ),
    ...Array.from({ length: timeSteps + 1 }, (_, step) => Math.round(((count - 1) * step) / timeSteps)).map((index) =>
      text(xOf(index), plot.y + plot.height + 16, clock(first + index * periodMs), {
        size: 11,
        color: palette.faint,
        anchor: "middle",
      }),
    ),
  ];
  // Lines of equal values hide each other: those with more objects are drawn last, on top.
  const lines = [...series]
    .sort((a, b) => total(a.sums) - total(b.sums))
    .map(({ metric, sums }) => {
      const points = sums.map((value, index) => `${xOf(index)},${yOf(value)}`).join(" ");
      const marks = sums
        .map((value, index) => (value > 0 ? `<circle cx="${xOf(index)}" cy="${yOf(value)}" r="3.5" fill="${metric.color}"/>` : ""))
        .join("");
      return `<polyline points="${points}" fill="none" stroke="${metric.color}" stroke-width="2"/>${marks}`;
    });
  const legendTop = plot.y + plot.height + axisHeight + 14;
  const legend = metrics.map((metric, index) => {
    const x = plot.x + (index % legendColumns) * (plot.width / legendColumns);
    const y = legendTop + Math.floor(index / legendColumns) * legendRow;
    return `<circle cx="${round(x + 5)}" cy="${y - 4}" r="5" fill="${metric.color}"/>${text(round(x + 16), y, metric.label)}`;
  });
  return [...axes, ...lines, ...legend].join("\n");
}

function periodSums(metric: WidgetMetric, data: DashboardData, first: number, periodMs: number, count: number): number[] {
  const sums = Array.from({ length: count }, () => 0);
  for (const { time, value } of data.datapoints(metric.namespace, metric.metricName)) {
    const index = Math.floor((time.getTime() - first) / periodMs);
    if (index >= 0 && index < count) sums[index] = (sums[index] ?? 0) + value;
  }
  return sums;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const round = (value: number): number => Math.round(value * 10) / 10;
const clock = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(11, 16);
