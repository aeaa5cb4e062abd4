/** Breaks text into lines of a width. */
import stringWidth from "string-width";

/** How many columns of a terminal a text takes: wide characters, such as Japanese ones, take two. */
export const widthOf = stringWidth;

/** Names and ARNs are told apart by their parts, which end with one of these. */
const partEnds = /[^-_/:.,+=@|]*[-_/:.,+=@|]+|[^-_/:.,+=@|]+/g;

/** A text's words; the white space between them is where a line may end. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** A word's parts: where a line may end when a word is too long for one. */
export function parts(word: string): string[] {
  return word.match(partEnds) ?? [];
}

/**
 * A text as lines of at most so many columns: broken between words, else after a part of a name, and within one only where
 * that is longer than a line. White space becomes single spaces.
 */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  const append = (piece: string, gap: string): void => {
    if (line !== "" && widthOf(line + gap + piece) <= width) line += gap + piece;
    else {
      if (line !== "") lines.push(line);
      line = piece;
    }
  };
  for (const word of words(text)) {
    if (widthOf(word) <= width) append(word, " ");
    else pieces(word, width).forEach((piece, index) => append(piece, index === 0 ? " " : ""));
  }
  return [...lines, line];
}

/** The parts of a word, those that are longer than a line cut into characters. */
function pieces(word: string, width: number): string[] {
  return parts(word).flatMap((part) => (widthOf(part) <= width ? [part] : [...part]));
}
