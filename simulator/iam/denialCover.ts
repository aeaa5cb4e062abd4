/** Whether a Deny is about everything that an Allow is about, by actions and resources alone. */
import { type PatternElement, type CheckedStatement } from "./document";
import { globPattern, matchesGlob } from "./glob";

/** Whether a Deny covers an Allow. False where it cannot be told from the patterns alone. */
export function denies(denial: CheckedStatement, allow: CheckedStatement): boolean {
  return covers(denial.action, allow.action, (pattern) => pattern.toLowerCase()) && covers(denial.resource, allow.resource, (pattern) => pattern);
}

function covers(wide: PatternElement<string>, narrow: PatternElement<string>, form: (pattern: string) => string): boolean {
  // What a Not… element is about is never told by a list of patterns.
  if (wide.element.startsWith("Not") || narrow.element.startsWith("Not")) return false;
  return narrow.patterns.every((pattern) => wide.patterns.some((one) => coversPattern(form(one), form(pattern))));
}

/** Whether one pattern matches all that another does: an asterisk covers an asterisk, a question mark no wildcard. */
function coversPattern(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  return !(wide.includes("?") && /[*?]/.test(narrow)) && matchesGlob(globPattern(wide), narrow);
}
