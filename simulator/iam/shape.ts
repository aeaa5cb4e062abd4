/** Shapes of raw values in documents that come from anywhere. */
import { memberPath } from "./documentPath";
import { type ProblemList } from "./problems";

/** Whether a raw value is an object with members. */
export function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

/** The entries of a raw value that is one value or a list of them, with their paths. */
export function entriesOf(raw: unknown, path: string): readonly { value: unknown; path: string }[] {
  return Array.isArray(raw)
    ? raw.map((value: unknown, index) => ({ value, path: `${path}[${index}]` }))
    : [{ value: raw, path }];
}

/** Notes every member that an object must not have; element names are case-sensitive. */
export function reportUnknownMembers(
  raw: Readonly<Record<string, unknown>>,
  path: string,
  known: readonly string[],
  problems: ProblemList,
): void {
  for (const name of Object.keys(raw)) {
    if (known.includes(name)) continue;
    problems.add(memberPath(path, name), `Unknown field ${name}`, suggestion(name, known));
  }
}

/** A hint for a name that is not among the known ones. */
export function suggestion(name: string, known: readonly string[]): string {
  const close = known.find((candidate) => isClose(name.toLowerCase(), candidate.toLowerCase()));
  return close === undefined ? `Known are ${known.join(", ")}` : `Did you mean ${close}`;
}

/** At most two letters to insert, remove or replace. */
function isClose(left: string, right: string): boolean {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let at = 0; at < left.length; at += 1) {
    const next = [at + 1];
    for (let column = 0; column < right.length; column += 1) {
      const replaced = (row[column] ?? 0) + (left[at] === right[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? Infinity) <= 2;
}
