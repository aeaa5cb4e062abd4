/** Words that YAML, or an older version of it, takes for something else than text. */
const words = /^(true|false|yes|no|on|off|y|n|null)$/i;
const plain = /^[A-Za-z_/](?:[\w./@-]|:(?=\w))*$/;

/** A value of JSON as YAML in one line, as people write it: `{ methods: [sse-kms] }`. */
export function yamlText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${yamlText(key)}: ${yamlText(inner)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  if (typeof value !== "string") return String(value ?? null);
  if (plain.test(value) && !words.test(value)) return value;
  // What cannot be seen stands in YAML as it stands in JSON: escaped.
  return JSON.stringify(value).replaceAll(/\p{C}/gu, (letter) => [...letter.matchAll(/[^]/g)].map(([unit]) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""));
}

/** A value under its path, as YAML in one line: `requirement: { methods: [sse-kms] }`. */
export function yamlAt(path: readonly (string | number)[], value: unknown): string {
  const nested = path.reduceRight<unknown>((inner, part) => (typeof part === "number" ? [inner] : { [part]: inner }), value);
  const text = yamlText(nested);
  // A map at the top level of a file has no braces.
  return typeof path[0] === "string" ? text.slice(2, -2) : text;
}

/** Longer values are not repeated in a message. */
const longestMeant = 160;

/** What was meant, under its path, as far as it has room in a message. */
export function meantText(path: readonly (string | number)[], value: unknown): string | undefined {
  const text = yamlAt(path, value);
  return text.length <= longestMeant ? text : undefined;
}
