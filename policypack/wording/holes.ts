/** What gets into a bucket, as a report shows it. */
import type { Hole } from "../../judge/bucket";
import { holeLines } from "../../judge/words";
import type { PolicyContext } from "../policy";

/** Where the account of the buckets can be given. */
export const accountSetting = "account of this policy's configuration";

/** What gets in, under a heading, and what the configuration can do about it. */
export function evidenceLines(context: PolicyContext, holes: readonly Hole[], heading: string): string[] {
  return [...under(heading, holeLines(holes, context.expiredAllowance)), ...configurationAdvice(holes).map((line) => `  ${line}`)];
}

/** Lines under a heading; a single one beside it. */
export function under(heading: string, lines: readonly string[]): string[] {
  return lines.length === 1 ? [`${heading}: ${lines[0] ?? ""}`] : [`${heading}:`, ...lines.map((line) => `  - ${line}`)];
}

/** What the configuration can do about some holes. */
function configurationAdvice(holes: readonly Hole[]): string[] {
  return [
    ...(holes.some(({ exceptions }) => exceptions.length > 0)
      ? ["An exception that is wanted belongs in allowedExceptions of this policy's configuration, with a reason."]
      : []),
    ...(holes.some(({ unlessOf }) => unlessOf.length > 0) ? [`The bucket's account is not known: give it as ${accountSetting}.`] : []),
  ];
}
