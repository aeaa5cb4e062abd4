/** JSON for people: short values on one line, long ones indented. */

const widest = 120;

/**
 * A value as JSON, its lines at most 120 characters wide where its texts allow that.
 * @param indent spaces before every line but the first
 * @param before characters that stand before the value in its first line
 */
export function readableJson(value: unknown, indent = 0, before = indent): string {
  const line = inOneLine(value);
  // A comma may follow.
  if (before + line.length < widest || typeof value !== "object" || value === null) return line;
  const inner = " ".repeat(indent + 2);
  const members = Array.isArray(value)
    ? value.map((member) => readableJson(member, indent + 2))
    : Object.entries(value).map(([key, member]) => {
        const name = `${JSON.stringify(key)}: `;
        return name + readableJson(member, indent + 2, indent + 2 + name.length);
      });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open ?? ""}\n${members.map((member) => inner + member).join(",\n")}\n${" ".repeat(indent)}${close ?? ""}`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${inOneLine(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
