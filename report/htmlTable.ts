/** Draws a table for a browser. */
import { escaped, type Markup } from "./html";
import { textOf, toneOf, type Cell, type Table } from "./table";
import { parts } from "./wrap";

/** The table as HTML. On a narrow page each row becomes a list, with the columns' titles before the values. */
export function htmlTable({ columns, rows }: Table): Markup {
  const head = columns.map(({ title, align }) => `<th${classes(align)}>${escaped(title)}</th>`).join("");
  const body = rows.map((row) => `<tr>${columns.map(({ title, align }, index) => htmlCell(row[index], title, align)).join("")}</tr>`);
  return ["<table>", `<thead><tr>${head}</tr></thead>`, "<tbody>", ...body, "</tbody>", "</table>"].join("\n");
}

function htmlCell(cell: Cell | undefined, title: string, align: string | undefined): Markup {
  const tone = toneOf(cell);
  const text = breakable(textOf(cell));
  return `<td${classes(align)} data-title="${escaped(title)}">${tone === undefined ? text : `<span${classes(tone)}>${text}</span>`}</td>`;
}

/** Long names may be broken after their parts, and words not at all. */
function breakable(text: string): Markup {
  return text.split(/(\s+)/).map((word) => parts(word).map(escaped).join("<wbr>") || escaped(word)).join("");
}

function classes(name: string | undefined): Markup {
  return name === undefined ? "" : ` class="${name}"`;
}
