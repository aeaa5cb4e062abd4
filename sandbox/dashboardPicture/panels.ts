/** The widgets that are no graph: single values, alarm states, and the table of offenders. */
import { widgetMetrics, type DashboardData } from "./data";
import { fitted, fittedEnd, line, palette, rectangle, text, type Box, type Svg } from "./svg";

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

/** A log widget with view table. */
export function offendersTable(box: Box, data: DashboardData): Svg {
  const [firstRow] = data.offenders;
  if (!firstRow) return text(box.x + 8, box.y + 20, "No upload against the requirement.", { color: palette.faint });
  const columns = Object.keys(firstRow);
  const widths = columnWidths(columns, data.offenders, box.width - 16);
  const room = Math.floor(box.height / tableRow) - 1;
  const shown = data.offenders.slice(0, room);
  const starts = widths.map((_, index) => box.x + 8 + widths.slice(0, index).reduce((sum, width) => sum + width, 0));
  const cells = (values: readonly string[], y: number, bold: boolean): Svg =>
    values
      .map((value, index) =>
        text(Math.round(starts[index] ?? 0), y, fitted(value, (widths[index] ?? 0) - 8), bold ? { weight: "bold" } : {}),
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
    ...(shown.length < data.offenders.length
      ? [text(box.x + 8, box.y + box.height - 4, `… and ${data.offenders.length - shown.length} more`, { color: palette.faint })]
      : []),
  ].join("\n");
}

/** Widths in proportion to the longest value of each column. */
function columnWidths(columns: readonly string[], rows: DashboardData["offenders"], width: number): number[] {
  const longest = columns.map((column) => Math.max(column.length, ...rows.map((row) => (row[column] ?? "").length)) + 2);
  const sum = longest.reduce((total, letters) => total + letters, 0);
  return longest.map((letters) => (width * letters) / sum);
}
