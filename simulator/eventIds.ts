/** Ids of events as numbers: what duplicates are found by, and what made-up delays depend on. */
import { createHash } from "node:crypto";

/** An id is so many words of 32 bits. */
export const idWords = 4;

const uuidLength = 36;

/**
 * Writes the 32 digits of a UUID in small letters as four words.
 * @returns false where the bytes from `from` to `to` are none: what has been written then means nothing
 */
export function writeUuid(text: Uint8Array, from: number, to: number, words: Uint32Array): boolean {
  if (to - from !== uuidLength) return false;
  let [digits, word] = [0, 0];
  for (let index = 0; index < uuidLength; index++) {
    const code = text[from + index] as number;
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (code !== 0x2d) return false;
      continue;
    }
    const digit = code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
    if (digit < 0) return false;
    word = (word << 4) | digit;
    if ((++digits & 7) === 0) words[(digits >> 3) - 1] = word;
  }
  return true;
}

/**
 * Writes an id as four words: the digits of a UUID; of any other text the first ones of its SHA-256.
 * @returns whether it is a UUID
 */
export function writeId(id: string, words: Uint32Array): boolean {
  const text = Buffer.from(id);
  if (writeUuid(text, 0, text.length, words)) return true;
  const digest = createHash("sha256").update(text).digest();
  for (let word = 0; word < idWords; word++) words[word] = digest.readUInt32BE(word * 4);
  return false;
}
