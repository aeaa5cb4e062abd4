/** Takes JSON apart to a template and its values. */
import { mostValues } from "./layout";
import { GAP } from "./templateWat";

/** A piece of the text, and what follows it: a value, or the end. */
export interface TemplatePiece {
  /** Where it begins and ends, in bytes. */
  readonly from: number;
  readonly to: number;
  readonly gap: (typeof GAP)[keyof typeof GAP];
}

export interface Template {
  readonly pieces: readonly TemplatePiece[];
  /** For each value the names of the members that lead to it; elements of arrays have none. */
  readonly values: readonly (readonly string[])[];
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;
const deepest = 100;

/**
 * The template of an object.
 * @param json its bytes, a character each (latin1); `JSON.parse` must have taken it
 * @returns undefined where a template would not tell what `JSON.parse` makes of it (two members of one name), or where there is too
 *   much of it
 */
export function templateOf(json: string): Template | undefined {
  const pieces: TemplatePiece[] = [];
  const values: (readonly string[])[] = [];
  const all = Array.from(json.matchAll(tokens), ({ 0: text, index }) => ({ text, index }));
  let next = 0;
  let from = 0;
  let fits = true;

  const value = (path: readonly string[], depth: number): void => {
    const { text, index } = all[next++] ?? { text: "", index: 0 };
    if (depth > deepest || values.length >= mostValues) fits = false;
    else if (text === "{") members(path, depth + 1);
    else if (text === "[") elements(path, depth + 1);
    else {
      const quote = text.startsWith('"') ? 1 : 0;
      pieces.push({ from, to: index + quote, gap: quote ? GAP.string : GAP.scalar });
      values.push(path);
      from = index + text.length - quote;
    }
  };
  const members = (path: readonly string[], depth: number): void => {
    const names = new Set<string>();
    for (let text = all[next++]?.text; fits && text !== "}"; text = all[next++]?.text) {
      if (text === ",") continue;
      const name = JSON.parse(text ?? "") as string;
      fits &&= !names.has(name);
      names.add(name);
      next++; // the colon
      value([...path, name], depth);
    }
  };
  const elements = (path: readonly string[], depth: number): void => {
    for (; fits && all[next]?.text !== "]"; ) {
      if (all[next]?.text === ",") next++;
      value(path, depth);
    }
    next++;
  };

  value([], 0);
  pieces.push({ from, to: json.length, gap: GAP.none });
  return fits ? { pieces, values } : undefined;
}
