/** Draws a table as comma-separated values. https://www.rfc-editor.org/rfc/rfc4180 */
import { textOf, type Table } from "./table";

/** The table with a line of titles, each line ended as the RFC asks. */
export function csvTable({ columns, rows }: Table): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((_, index) => textOf(row[index])))];
  return lines.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}

/** A cell. A spreadsheet would calculate what begins like a formula, and names in a log are anybody's: an apostrophe says that it is text. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
