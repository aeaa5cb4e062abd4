/** Comparison without regard to case, as Event Ruler does it: character by character. */

/** A text as the spellings of each of its characters: lower case and upper case. */
export type CaselessText = readonly (readonly string[])[];

/**
 * Prepares a text of a pattern. A character stands for its lower and its upper case form, of whatever length: `ß`
 * matches `ß` and `SS`, but not `ss`, because the pattern's characters are folded, not the event's.
 */
export function caselessText(text: string): CaselessText {
  return Array.from(text, (character) => [...new Set([character.toLowerCase(), character.toUpperCase()])]);
}

export function equalsCaseless(value: string, text: CaselessText): boolean {
  return endsAfter(value, text).has(value.length);
}

export function startsWithCaseless(value: string, text: CaselessText): boolean {
  return endsAfter(value, text).size > 0;
}

export function endsWithCaseless(value: string, text: CaselessText): boolean {
  const reversed = [...text].reverse().map((forms) => forms.map(reverse));
  return endsAfter(reverse(value), reversed).size > 0;
}

/** Every offset in `value` at which `text` may end when it starts at 0; several where forms differ in length. */
function endsAfter(value: string, text: CaselessText): ReadonlySet<number> {
  let ends = new Set([0]);
  for (const forms of text) {
    const next = new Set<number>();
    for (const start of ends) {
      for (const form of forms) if (value.startsWith(form, start)) next.add(start + form.length);
    }
    ends = next;
  }
  return ends;
}

/** The code units backwards: a comparison aid, never shown. */
function reverse(text: string): string {
  return text.split("").reverse().join("");
}
