/** Values as programs write them: what a violation says to paste. */

const widest = 120;

/** A value as a program writes it, in one line. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([key, member]) => `${key}: ${literal(member)}`).join(", ")} }`;
}

/** A text in lines of at most 120 characters, broken behind commas; the first begins with so many spaces, others with two more. */
export function folded(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  text.split(/(?<=, )/).forEach((part, index) => {
    if (index > 0 && (line + part).trimEnd().length > widest) {
      lines.push(line.trimEnd());
      line = " ".repeat(indent + 2);
    }
    line += part;
  });
  return [...lines, line];
}
