/** Draws a deployed CloudWatch dashboard with the data that the sandbox's uploads left in it. */
import type { DashboardWidget } from "../../encryption/dashboard";
import type { DashboardBody, DashboardData } from "./data";
import { graph } from "./graph";
import { alarmStates, logTable, singleValues } from "./panels";
import { escaped, palette, rectangle, text, type Box, type Svg } from "./svg";

/** Pixels a cell of CloudWatch's grid, which has 24 columns. */
const cellWidth = 50;
const cellHeight = 50;
const margin = 16;
const headerHeight = 64;
const titleHeight = 30;

/**
 * The dashboard as one SVG picture.
 * @throws Error for widgets that this project does not deploy
 */
export function dashboardSvg(body: DashboardBody, data: DashboardData): Svg {
  const right = Math.max(...body.widgets.map(({ x, width }) => x + width));
  const bottom = Math.max(...body.widgets.map(({ y, height }) => y + height));
  const width = right * cellWidth + 2 * margin;
  const height = bottom * cellHeight + headerHeight + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" role="img" aria-label="${escaped(data.title)}">`,
    rectangle({ x: 0, y: 0, width, height }, palette.page),
    text(margin + 6, 34, data.title, { size: 20, weight: "bold" }),
    text(margin + 6, 56, data.subtitle, { size: 12, color: palette.faint }),
    ...body.widgets.map((widget) => drawn(widget, data)),
    "</svg>",
    "",
  ].join("\n");
}

/** A page around the picture, for a browser. */
export function dashboardHtml(svg: Svg, title: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>body { margin: 0; background: ${palette.page}; } svg { display: block; margin: 0 auto; max-width: 100%; height: auto; }</style>
${svg}</html>
`;
}

function drawn(widget: DashboardWidget, data: DashboardData): Svg {
  const card = {
    x: margin + widget.x * cellWidth + 4,
    y: headerHeight + margin + widget.y * cellHeight + 4,
    width: widget.width * cellWidth - 8,
    height: widget.height * cellHeight - 8,
  };
  const content = {
    x: card.x + 8,
    y: card.y + titleHeight,
    width: card.width - 16,
    height: card.height - titleHeight - 8,
  };
  return [
    rectangle(card, palette.card, palette.border, 4),
    text(card.x + 12, card.y + 20, String(widget.properties["title"] ?? ""), { size: 14, weight: "bold" }),
    panel(widget, content, data),
  ].join("\n");
}

function panel({ type, properties }: DashboardWidget, content: Box, data: DashboardData): Svg {
  const kind = type === "metric" ? `${type} ${String(properties["view"])}` : type;
  switch (kind) {
    case "metric timeSeries":
      return graph(content, properties, data);
    case "metric singleValue":
      return singleValues(content, properties, data);
    case "alarm":
      return alarmStates(content, properties, data);
    case "log":
      return logTable(content, properties, data);
    default:
      throw new Error(`the picture cannot show a ${kind} widget`);
  }
}
