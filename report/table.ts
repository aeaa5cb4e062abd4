/** A table as data: drawn for a terminal (terminalTable.ts) and for a browser (htmlTable.ts). */

/** What a reader should see at once: `bad` breaks the requirement, was denied or is in ALARM; `faint` matters less. */
export type Tone = "bad" | "good" | "faint";

/** A cell: text, with a tone or without one. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

export interface Column {
  readonly title: string;
  /** Numbers stand at the right, so that their digits are below each other. */
  readonly align?: "right";
}

export interface Table {
  readonly columns: readonly Column[];
  /** A cell for each column; missing ones are empty. */
  readonly rows: readonly (readonly Cell[])[];
}

/** The text of a cell; empty where there is no such cell. */
export function textOf(cell: Cell | undefined): string {
  return typeof cell === "object" ? cell.text : (cell ?? "");
}

/** The tone of a cell, if it has one. */
export function toneOf(cell: Cell | undefined): Tone | undefined {
  return typeof cell === "object" ? cell.tone : undefined;
}
