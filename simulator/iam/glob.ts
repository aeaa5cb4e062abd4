/** Wildcard patterns: `*` stands for any characters, also none, `?` for exactly one. */

/** A pattern as character codes, with {@link anyCharacters} and {@link oneCharacter} for the wildcards. */
export type GlobPattern = readonly number[];

export const anyCharacters = -1;
export const oneCharacter = -2;

/** The pattern that a text with wildcards stands for. */
export function globPattern(text: string): number[] {
  return literalPattern(text).map((code) => (code === 0x2a ? anyCharacters : code === 0x3f ? oneCharacter : code));
}

/** The pattern that matches a text and nothing else. */
export function literalPattern(text: string): number[] {
  const codes = new Array<number>(text.length);
  for (let at = 0; at < text.length; at++) codes[at] = text.charCodeAt(at);
  return codes;
}

/**
 * Whether a pattern matches a whole text.
 *
 * By hand instead of by regular expression: policies come from anywhere, and `*a*a*a*b` as a regular expression can
 * take exponential time. Here it takes at most pattern length times text length steps.
 */
export function matchesGlob(pattern: GlobPattern, text: string): boolean {
  let at = 0;
  let inText = 0;
  let retryAt = -1;
  let retryInText = 0;
  while (inText < text.length) {
    const expected = pattern[at];
    if (expected === anyCharacters) {
      retryAt = at + 1;
      retryInText = inText;
      at = retryAt;
    } else if (expected === oneCharacter || (expected !== undefined && expected === text.charCodeAt(inText))) {
      at += 1;
      inText += 1;
    } else if (retryAt >= 0) {
      // Let the last * take one character more and try again from there.
      retryInText += 1;
      inText = retryInText;
      at = retryAt;
    } else {
      return false;
    }
  }
  while (pattern[at] === anyCharacters) at += 1;
  return at === pattern.length;
}
