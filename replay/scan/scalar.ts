/** Numbers, true, false and null, in JSON's bytes. */

const code = (character: string): number => character.charCodeAt(0);
const literals = ["true", "false", "null"].map((literal) => Buffer.from(literal));
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
/** Letters, digits, and the signs of numbers. */
const isScalarByte = (byte: number): boolean => isDigit(byte) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2b || byte === 0x2d || byte === 0x2e || byte === 0x45;

/** The position behind a number, true, false or null that begins at a position; -1 where none does. */
export function scalarEnd(text: Uint8Array, at: number): number {
  let end = at;
  while (isScalarByte(text[end] as number)) end++;
  if (end === at) return -1;
  // Most are short whole numbers and literals: told without making a text of them.
  let digit = at;
  while (isDigit(text[digit] as number)) digit++;
  if (digit === end && (text[at] !== code("0") || end === at + 1)) return end;
  for (const literal of literals) if (literal.length === end - at && startsWith(text, at, literal)) return end;
  return number.test(Buffer.from(text.buffer, text.byteOffset + at, end - at).toString("latin1")) ? end : -1;
}

function startsWith(text: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let byte = 0; byte < bytes.length; byte++) if (text[at + byte] !== bytes[byte]) return false;
  return true;
}
