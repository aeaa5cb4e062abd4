/** What an example has for a wildcard, and for the value of a policy variable. */
export const exampleCharacter = "x";

/** A text that a pattern with `*`, `?` and policy variables matches. */
export function example(pattern: string): string {
  return pattern.replaceAll(/\$\{[*?$]\}/g, (escape) => escape.charAt(2)).replaceAll(/\$\{[^}]*\}|[*?]/g, exampleCharacter);
}
