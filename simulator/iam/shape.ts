/** Shapes of raw values in documents that come from anywhere. */
import { didYouMean } from "../../validation/didYouMean";
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
  const close = didYouMean(name, known, 2);
  return close === undefined ? `Known are ${known.join(", ")}` : `Did you mean ${close}`;
}
