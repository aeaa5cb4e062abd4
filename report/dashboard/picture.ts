/** A deployed dashboard as one SVG picture, for a README. */
import { color, colorProperties } from "../colors";
import { escaped, type Markup } from "../html";
import { fitted, letterPixels, lettersIn, line, rectangle, text, type Box } from "../svg";
import { textOf, type Table } from "../table";
import { wrapped } from "../wrap";
import type { DashboardBody, DashboardData } from "./data";
import { graph } from "./graph";
import type { Span } from "./markdown";
import { panels, stateText, type AlarmState, type Panel, type PanelContent, type Value } from "./panels";

/** Pixels a cell of CloudWatch's grid, which has 24 columns. */
const cell = { width: 50, height: 50 } as const;
const margin = 16;
const headerHeight = 64;
const titleHeight = 30;

/**
 * The dashboard as one SVG picture.
 * @throws Error for widgets that this project does not deploy
 */
export function dashboardSvg(body: DashboardBody, data: DashboardData): Markup {
  const right = Math.max(...body.widgets.map(({ x, width }) => x + width));
  const bottom = Math.max(...body.widgets.map(({ y, height }) => y + height));
  const width = right * cell.width + 2 * margin;
  const height = bottom * cell.height + headerHeight + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" role="img" aria-label="${escaped(data.title)}">`,
    `<style>${escaped(colorProperties)}</style>`,
    rectangle({ x: 0, y: 0, width, height }, color("page")),
    text(margin + 6, 34, data.title, { size: 20, weight: "bold" }),
    text(margin + 6, 56, data.subtitle, { fill: color("faint") }),
    ...panels(body, data).map((panel) => card(panel, data)),
    "</svg>",
    "",
  ].join("\n");
}

function card({ title, widget, content }: Panel, data: DashboardData): Markup {
  const box = {
    x: margin + widget.x * cell.width + 4,
    y: headerHeight + margin + widget.y * cell.height + 4,
    width: widget.width * cell.width - 8,
    height: widget.height * cell.height - 8,
  };
  const top = title === "" ? 8 : titleHeight;
  const inner = { x: box.x + 12, y: box.y + top, width: box.width - 24, height: box.height - top - 8 };
  return [
    rectangle(box, color("card"), color("border"), 4),
    ...(title === "" ? [] : [text(box.x + 12, box.y + 20, title, { size: 14, weight: "bold" })]),
    drawn(inner, content, data),
  ].join("\n");
}

function drawn(box: Box, content: PanelContent, data: DashboardData): Markup {
  switch (content.kind) {
    case "headline":
      return headline(box, content.value);
    case "values":
      return values(box, content.values);
    case "alarms":
      return alarmStates(box, content.alarms);
    case "text":
      return paragraphLines(box, content.paragraphs);
    case "graph":
      return graph(box, content.metrics, content.properties, data);
    case "table":
      return tableRows(box, content.table);
  }
}

function headline(box: Box, { metric, value }: Value): Markup {
  const fill = color(value > 0 ? "bad" : "good");
  return text(box.x, box.y + 78, String(value), { size: 72, weight: "bold", fill }) + text(box.x, box.y + 108, metric.label, { size: 14 });
}

function values(box: Box, all: readonly Value[]): Markup {
  const width = box.width / all.length;
  return all
    .map(({ metric, value }, index) => {
      const x = Math.round(box.x + index * width);
      const lines = wrapped(metric.label, lettersIn(width - 18, 11)).slice(0, 3);
      return [
        rectangle({ x, y: box.y + 4, width: 4, height: 74 }, metric.color),
        text(x + 12, box.y + 32, String(value), { size: 26, fill: color(value > 0 ? "text" : "none") }),
        ...lines.map((one, row) => text(x + 12, box.y + 54 + 15 * row, one, { size: 11, fill: color("faint") })),
      ].join("");
    })
    .join("\n");
}

const alarmColumns = 3;

function alarmStates(box: Box, alarms: readonly AlarmState[]): Markup {
  const size = { width: box.width / alarmColumns, height: Math.min(34, box.height / Math.ceil(alarms.length / alarmColumns)) };
  return alarms
    .map(({ name, state }, index) => {
      const place = {
        x: Math.round(box.x + (index % alarmColumns) * size.width),
        y: Math.round(box.y + Math.floor(index / alarmColumns) * size.height) + 2,
        width: Math.round(size.width) - 8,
        height: Math.round(size.height) - 4,
      };
      const middle = place.y + place.height / 2 + 4;
      const { text: words, color: tone } = stateText(state);
      return [
        rectangle(place, color("card"), color("border"), 3),
        rectangle({ ...place, width: 6 }, color(tone)),
        text(place.x + 14, middle, fitted(name, place.width - 80)),
        text(place.x + place.width - 8, middle, words, { weight: "bold", fill: color(tone), anchor: "end" }),
      ].join("");
    })
    .join("\n");
}

/** Pictures have no links that one could follow: their text alone. */
function paragraphLines(box: Box, paragraphs: readonly (readonly Span[])[]): Markup {
  const lines = paragraphs.flatMap((spans) => [...wrapped(spans.map((span) => span.text).join(""), lettersIn(box.width, 13)), ""]);
  return lines.map((one, index) => (one === "" ? "" : text(box.x, box.y + 16 + index * 16, one, { size: 13 }))).join("\n");
}

const lineHeight = 15;
const rowGap = 7;
const columnGap = 18;

/** Rows are as high as their cells need, which are broken like those of a terminal. */
function tableRows(box: Box, { columns, rows }: Table): Markup {
  if (rows.length === 0) return text(box.x, box.y + 20, "No data found for this time range.", { fill: color("faint") });
  const widths = columnWidths(columns.map(({ title }, index) => Math.max(title.length, ...rows.map((row) => textOf(row[index]).length))), box.width);
  const starts = widths.map((_, index) => box.x + widths.slice(0, index).reduce((sum, width) => sum + width, 0));
  const drawn: Markup[] = [];
  let y = box.y + lineHeight;
  const draw = (cells: readonly (readonly string[])[], weight?: "bold"): void => {
    cells.forEach((cell, column) => cell.forEach((one, row) => drawn.push(text(starts[column] ?? 0, y + row * lineHeight, one, weight ? { weight } : {}))));
    y += heightOf(cells);
  };
  const brokenRow = (texts: readonly string[]): string[][] => texts.map((one, index) => wrapped(one, lettersIn((widths[index] ?? 0) - columnGap)));
  draw(brokenRow(columns.map(({ title }) => title)), "bold");
  drawn.push(line(box.x, y - lineHeight, box.x + box.width, y - lineHeight, color("border")));
  const broken = rows.map((row) => brokenRow(row.map(textOf)));
  for (const [index, row] of broken.entries()) {
    const left = broken.length - index;
    if (y + heightOf(row) + (left > 1 ? lineHeight : 0) > box.y + box.height) {
      drawn.push(text(box.x, y, `… and ${left} more`, { fill: color("faint") }));
      break;
    }
    draw(row);
  }
  return drawn.join("\n");
}

const heightOf = (cells: readonly (readonly string[])[]): number => Math.max(...cells.map(({ length }) => length)) * lineHeight + rowGap;

/** Short columns get what their longest value needs; the others share the rest. */
function columnWidths(letters: readonly number[], width: number): number[] {
  const needed = letters.map((count) => letterPixels(count) + columnGap);
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
