/** Places in a text as editors count them. */

/** Both from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** @param offset in UTF-16 code units from 0, at most the length of the text */
export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
