/** A text that a pattern with `*`, `?` and policy variables matches. */
export function example(pattern: string): string {
  return pattern.replaceAll(/\$\{[*?$]\}/g, (escape) => escape.charAt(2)).replaceAll(/\$\{[^}]*\}|[*?]/g, "x");
}
