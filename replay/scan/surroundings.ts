/** What stands before, between and within objects of a log's text. */
import { parsedJson } from "./json";

const [space, colon, quote, backslash, openBrace] = [...' :"\\{'].map((character) => character.charCodeAt(0)) as [number, number, number, number, number];

/** What may stand between objects: white space, commas, brackets of an array around them, an export's timestamps. */
const betweenObjects = /^(?:\xef\xbb\xbf)?[\s,[\]\x1e]*(?:\d{4}-\d\d-\d\dT[\d:.]+Z[ \t]+)?$/;
const betweenElements = /^[\s,]*$/;

/** Whether a text, a character a byte, may stand between two objects, or between two elements of a list. */
export const mayStandBetween = (text: string, inList: boolean): boolean => (inList ? betweenElements : betweenObjects).test(text);

/** None of the keys that are looked for is longer than this in escapes. */
const longestKey = 64;

/** Whether one of some keys, and a colon, stand before a position. */
export function hasKeyBefore(text: Buffer, position: number, keys: readonly string[]): boolean {
  const colonAt = lastBefore(text, position, 0);
  const end = lastBefore(text, colonAt, 0);
  if (text[colonAt] !== colon || text[end] !== quote) return false;
  let start = end - 1;
  while (start > 0 && (text[start] !== quote || isEscaped(text, start))) start--;
  if (end - start > longestKey) return false;
  return keys.includes(parsedJson(text.toString("utf8", start, end + 1)) as string);
}

/** The key that CloudTrail writes first. */
const firstKey = '"eventVersion"';

/**
 * Where the first record between two positions begins, as CloudTrail writes it; undefined where there is none.
 * @param behind the character that must stand before it, if one must
 */
export function recordWithin(text: Buffer, from: number, to: number, behind?: number): number | undefined {
  for (let key = text.indexOf(firstKey, from, "latin1"); key >= 0 && key < to; key = text.indexOf(firstKey, key + 1, "latin1")) {
    const start = lastBefore(text, key, from);
    if (start >= from && text[start] === openBrace && (behind === undefined || text[lastBefore(text, start, from)] === behind)) return start;
  }
  return undefined;
}

/** The position of the last character before another one that is no white space; that of the first one where there is none. */
function lastBefore(text: Buffer, position: number, first: number): number {
  let at = position - 1;
  while (at > first && (text[at] ?? 0) <= space) at--;
  return at;
}

function isEscaped(text: Buffer, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === backslash) backslashes++;
  return backslashes % 2 === 1;
}
