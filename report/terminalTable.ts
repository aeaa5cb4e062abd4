/** Draws a table as text that fits into a terminal. */
import { textOf, toneOf, type Cell, type Table } from "./table";
import { toned, type Terminal } from "./terminal";
import { parts, widthOf, words, wrapped } from "./wrap";

const gap = "  ";

/**
 * The table, fitted to the terminal: cells are broken between words where it is too narrow, and names at their hyphens
 * where that is not enough. A terminal that is narrower still gets each row as a list of titles and values.
 */
export function terminalTable(table: Table, terminal: Terminal): string {
  const { columns } = terminal;
  const natural = table.columns.map((_, index) => widest(table, index, (text) => [text.trim()]));
  const widths = columns === undefined ? natural : fitted(table, natural, columns);
  return widths ? inColumns(table, widths, terminal) : asLists(table, columns ?? 0, terminal);
}

/** The widest piece of a column's cells and its title. */
function widest({ columns, rows }: Table, index: number, pieces: (text: string) => readonly string[]): number {
  const texts = [columns[index]?.title ?? "", ...rows.map((row) => textOf(row[index]))];
  return Math.max(0, ...texts.flatMap(pieces).map(widthOf));
}

/** Widths that fit, without breaking words if that can be; undefined where not even the parts of names fit. */
function fitted(table: Table, natural: readonly number[], columns: number): number[] | undefined {
  const room = columns - gap.length * (natural.length - 1);
  const sum = (widths: readonly number[]): number => widths.reduce((total, width) => total + width, 0);
  if (sum(natural) <= room) return [...natural];
  for (const pieces of [words, (text: string) => words(text).flatMap(parts)]) {
    const least = natural.map((_, index) => widest(table, index, pieces));
    if (sum(least) > room) continue;
    // All columns that are cut get the same width, the largest that fits.
    const widthsAt = (level: number): number[] => natural.map((width, index) => Math.max(least[index] ?? 0, Math.min(width, level)));
    let level = Math.max(...natural);
    while (sum(widthsAt(level)) > room) level -= 1;
    return widthsAt(level);
  }
  return undefined;
}

function inColumns(table: Table, widths: readonly number[], terminal: Terminal): string {
  const head = table.columns.map(({ title }) => title);
  const rule = widths.map((width) => "-".repeat(width)).join(gap);
  return [...lines(table, head, widths, terminal), rule, ...table.rows.flatMap((row) => lines(table, row, widths, terminal))].join("\n");
}

/** A row as one or more lines. */
function lines({ columns }: Table, row: readonly Cell[], widths: readonly number[], terminal: Terminal): string[] {
  const cells = widths.map((width, index) => wrapped(textOf(row[index]), width));
  const height = Math.max(...cells.map(({ length }) => length));
  // What pads the last cell of a line would only break it.
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((cell, index) => {
        const text = cell[at] ?? "";
        const space = " ".repeat((widths[index] ?? 0) - widthOf(text));
        const shown = toned(text, toneOf(row[index]), terminal);
        return columns[index]?.align === "right" ? space + shown : shown + space;
      })
      .join(gap)
      .trimEnd(),
  );
}

const indent = "  ";

function asLists({ columns, rows }: Table, width: number, terminal: Terminal): string {
  return rows
    .map((row) =>
      columns
        .flatMap(({ title }, index) => {
          const text = textOf(row[index]);
          if (text === "") return [];
          const shown = wrapped(text, Math.max(1, width - indent.length)).map((line) => indent + toned(line, toneOf(row[index]), terminal));
          return title === "" ? shown : [...wrapped(title, width), ...shown];
        })
        .join("\n"),
    )
    .join("\n\n");
}
