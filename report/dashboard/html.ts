/** A deployed dashboard as a page for a browser, from 400 pixels on. */
import { escaped, htmlPage, type Markup, type Section } from "../html";
import { htmlTable } from "../htmlTable";
import { drawingWidths } from "../style";
import type { DashboardBody, DashboardData } from "./data";
import { graph } from "./graph";
import type { Span } from "./markdown";
import { panels, stateText, type PanelContent, type Value } from "./panels";

/** Each is in the page; the style sheet shows the one that fits. */
const graphHeights = { wide: 320, medium: 340, narrow: 420 } as const;

const fullWidth = 24;

/** @throws Error for widgets that this project does not deploy */
export function dashboardHtml(body: DashboardBody, data: DashboardData): string {
  const sections = panels(body, data).map(
    ({ title, content, widget }): Section => ({ title, body: bodyOf(content, data), ...(widget.width < fullWidth && { width: "half" }) }),
  );
  return htmlPage({ title: data.title, subtitle: data.subtitle, sections });
}

function bodyOf(content: PanelContent, data: DashboardData): Markup {
  switch (content.kind) {
    case "headline": {
      const { metric, value } = content.value;
      return `<p class="headline ${value > 0 ? "bad" : "good"}"><b>${value}</b> ${escaped(metric.label)}</p>`;
    }
    case "values":
      return `<dl class="values">\n${content.values.map(valueOf).join("\n")}\n</dl>`;
    case "alarms":
      return `<ul class="alarms">\n${content.alarms
        .map(({ name, state }) => {
          const { text, color } = stateText(state);
          return `<li class="${color}"><span>${escaped(name)}</span> <b>${text}</b></li>`;
        })
        .join("\n")}\n</ul>`;
    case "text":
      return content.paragraphs.map((spans) => `<p>${spans.map(spanOf).join("")}</p>`).join("\n");
    case "graph":
      return (["wide", "medium", "narrow"] as const)
        .map((name) => {
          const [width, height] = [drawingWidths[name], graphHeights[name]];
          const drawn = graph({ x: 0, y: 0, width, height }, content.metrics, content.properties, data);
          return `<svg class="${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(String(content.properties["title"] ?? ""))}">\n${drawn}\n</svg>`;
        })
        .join("\n");
    case "table":
      return content.table.rows.length > 0 ? htmlTable(content.table) : '<p class="faint">No data found for this time range.</p>';
  }
}

function valueOf({ metric, value }: Value): Markup {
  return `<div style="border-color:${metric.color}"${value === 0 ? ' class="faint"' : ""}><dd>${value}</dd><dt>${escaped(metric.label)}</dt></div>`;
}

function spanOf({ text, style, href }: Span): Markup {
  const content = escaped(text);
  if (href !== undefined) return `<a href="${escaped(href)}">${content}</a>`;
  if (style === "bold") return `<b>${content}</b>`;
  return style === "code" ? `<code>${content}</code>` : content;
}
