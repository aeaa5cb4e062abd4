/** What the terminal that a text is for can show. */
import type { Tone } from "./table";

export interface Terminal {
  /** How many columns a line has; undefined where nothing limits it, as in a pipe. */
  readonly columns: number | undefined;
  readonly color: boolean;
}

/** A pipe or a file: lines of any length, and nothing but text. */
export const plain: Terminal = { columns: undefined, color: false };

/**
 * The terminal behind a stream. Node.js decides on colour by `NO_COLOR`, `FORCE_COLOR` and `TERM`
 * (https://nodejs.org/api/tty.html#writestreamhascolorscount-env).
 */
export function terminalOf(stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "hasColors">): Terminal {
  // A terminal that does not know its size says 0.
  return stream.isTTY ? { columns: stream.columns || undefined, color: stream.hasColors() } : plain;
}

/** Select Graphic Rendition of ECMA-48: foreground colours, and faint. */
const codes: Readonly<Record<Tone, readonly [on: number, off: number]>> = { bad: [31, 39], good: [32, 39], faint: [2, 22] };

/** Text in the colour of its tone, where the terminal has colours. */
export function toned(text: string, tone: Tone | undefined, { color }: Pick<Terminal, "color">): string {
  if (!color || tone === undefined || text === "") return text;
  const [on, off] = codes[tone];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
