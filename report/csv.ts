/** Draws a table as comma-separated values. https://www.rfc-editor.org/rfc/rfc4180 */
import { textOf, type Table } from "./table";

/** The table with a line of titles, each line ended as the RFC asks. */
export function csvTable({ columns, rows }: Table): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((_, index) => textOf(row[index])))];
  return lines.map((cells) => `${cells.map(cellText).join(",")}\r\n`).join("");
}

function cellText(text: string): string {
  // A spreadsheet would calculate what begins like a formula: an apostrophe says that it is text.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
