/** The `wildcard` operator: `*` is any text, also none; `\*` and `\\` are the characters themselves. */

/** A wildcard text as the literal parts between its asterisks. */
export type WildcardParts = readonly string[];

/** The parts of a wildcard text, or what is wrong with it and where in it. */
export function wildcardParts(text: string): WildcardParts | { problem: string; index: number } {
  const parts = [""];
  let last = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "*") {
      if (text[index + 1] === "*") return { problem: "two asterisks in a row", index };
      parts.push("");
      last += 1;
      continue;
    }
    if (character === "\\") {
      index += 1;
      if (!/^[*\\]/.test(text.slice(index))) {
        return { problem: "a backslash may only stand before an asterisk or a backslash", index: index - 1 };
      }
    }
    parts[last] += text.charAt(index);
  }
  return parts;
}

/** Whether a value is the parts in order, with any text between them. */
export function matchesWildcard(value: string, parts: WildcardParts): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return value.length - last.length >= from && value.endsWith(last);
}
