/** The widgets that are no graph: single values, alarm states, and the table of log events. */
import { widgetMetrics, type DashboardData } from "./data";
import { fitted, fittedEnd, line, palette, rectangle, text, widthOf, type Box, type Svg } from "./svg";

/** A metric widget with view singleValue: the sum of each metric over the whole time range. */
export function singleValues(box: Box, properties: Readonly<Record<string, unknown>>, data: DashboardData): Svg {
  const metrics = widgetMetrics(properties);
  const cell = box.width / metrics.length;
  return metrics
    .map(({ namespace, metricName, label, color }, index) => {
      const sum = data.datapoints(namespace, metricName).reduce((total, { value }) => total + value, 0);
      const x = Math.round(box.x + index * cell);
      const [first, second] = twoLines(label);
      return [
        rectangle({ x: x + 6, y: box.y + 6, width: 4, height: 66 }, color),
        text(x + 18, box.y + 32, String(sum), { size: 26, color: sum > 0 ? palette.text : palette.noData }),
        text(x + 18, box.y + 52, fitted(first, cell - 20, 11), { size: 11, color: palette.faint }),
        text(x + 18, box.y + 67, fitted(second, cell - 20, 11), { size: 11, color: palette.faint }),
      ].join("");
    })
    .join("\n");
}

function twoLines(label: string): [string, string] {
  const space = label.indexOf(" ", 5);
  return space < 0 ? [label, ""] : [label.slice(0, space), label.slice(space + 1)];
}

const alarmColumns = 4;
const stateColors: Readonly<Record<string, string>> = { ALARM: palette.alarm, OK: palette.ok };

/** An alarm widget: the state of each alarm. */
export function alarmStates(box: Box, properties: Readonly<Record<string, unknown>>, data: DashboardData): Svg {
  const arns = properties["alarms"] as string[];
  const rows = Math.ceil(arns.length / alarmColumns);
  const cell = { width: box.width / alarmColumns, height: box.height / rows };
  return arns
    .map((arn, index) => {
      const alarm = data.alarms(arn);
      const state = alarm?.state ?? "INSUFFICIENT_DATA";
      const place = {
        x: Math.round(box.x + (index % alarmColumns) * cell.width) + 4,
        y: Math.round(box.y + Math.floor(index / alarmColumns) * cell.height) + 2,
        width: Math.round(cell.width) - 8,
        height: Math.round(cell.height) - 4,
      };
      const middle = place.y + place.height / 2 + 4;
      const name = alarm?.name ?? arn.slice(arn.lastIndexOf(":") + 1);
      return [
        rectangle(place, palette.card, palette.border, 3),
        rectangle({ ...place, width: 6 }, stateColors[state] ?? palette.noData),
        text(place.x + 14, middle, fittedEnd(name, place.width - 80, 11), { size: 11 }),
        text(place.x + place.width - 8, middle, state === "INSUFFICIENT_DATA" ? "no data" : state, {
          size: 11,
          weight: "bold",
          color: stateColors[state] ?? palette.noData,
          anchor: "end",
        }),
      ].join("");
    })
    .join("\n");
}

const tableRow = 22;
const columnGap = 14;

/** A log widget with view table. */
export function logTable(box: Box, properties: Readonly<Record<string, unknown>>, data: DashboardData): Svg {
  const rows = data.rows(String(properties["query"]));
  const [firstRow] = rows;
  if (!firstRow) return text(box.x + 8, box.y + 20, "No data found for this time range.", { color: palette.faint });
  const columns = Object.keys(firstRow);
  const widths = columnWidths(columns, rows, box.width - 16);
  const room = Math.floor(box.height / tableRow) - 1;
  const shown = rows.slice(0, room);
  const starts = widths.map((_, index) => box.x + 8 + widths.slice(0, index).reduce((sum, width) => sum + width, 0));
  const cells = (values: readonly string[], y: number, bold: boolean): Svg =>
    values
      .map((value, index) =>
        text(Math.round(starts[index] ?? 0), y, shortened(value, (widths[index] ?? 0) - columnGap), bold ? { weight: "bold" } : {}),
      )
      .join("");
  return [
    cells(columns, box.y + 16, true),
    line(box.x, box.y + tableRow, box.x + box.width, box.y + tableRow, palette.border),
    ...shown.map((row, index) =>
      cells(
        columns.map((column) => row[column] ?? ""),
        box.y + 16 + (index + 1) * tableRow,
        false,
      ),
    ),
    ...(shown.length < rows.length
      ? [text(box.x + 8, box.y + box.height - 4, `… and ${rows.length - shown.length} more`, { color: palette.faint })]
      : []),
  ].join("\n");
}

/** ARNs end in what tells them apart. */
function shortened(value: string, width: number): string {
  return value.startsWith("arn:") ? fittedEnd(value, width) : fitted(value, width);
}

/** Short columns get what their longest value needs; the others share the rest. */
function columnWidths(columns: readonly string[], rows: ReturnType<DashboardData["rows"]>, width: number): number[] {
  const needed = columns.map((column) => widthOf(Math.max(column.length, ...rows.map((row) => (row[column] ?? "").length))) + columnGap);
  const ascending = [...needed.entries()].sort(([, left], [, right]) => left - right);
  const widths = [...needed];
  let room = width;
  ascending.forEach(([column, need], index) => {
    const given = Math.min(need, room / (ascending.length - index));
    widths[column] = given;
    room -= given;
  });
  return widths;
}
