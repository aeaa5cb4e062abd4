/** What gets into a bucket, as a report shows it. */
import type { Hole, Untold } from "../../judge/bucket";
import { holeLines, untoldWords } from "../../judge/words";
import { describeProblem, type PolicyProblem } from "../../simulator";
import { bucketWords, type PolicyContext } from "../policy";
import type { DeclaredBucket } from "../stack/bucketModel";

/** Where the account of the buckets can be given. */
const accountSetting = "account of this policy's configuration";

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

/** That it cannot be told what a bucket lets in. */
export function untoldText({ config }: PolicyContext, bucket: DeclaredBucket, untold: readonly Untold[]): string {
  const lines = untold.map((one) => `  - ${untoldWords(one, config.account === undefined ? accountSetting : undefined)}`);
  return [`${bucketWords(bucket)}: whether its policy denies wrong uploads cannot be told:`, ...lines].join("\n");
}

/** That S3 would refuse a bucket's policy. */
export function refusedText(bucket: DeclaredBucket, problems: readonly PolicyProblem[]): string {
  const verdict = problems.every(({ uncertain }) => uncertain)
    ? "whether S3 takes its policy is not known, so that it is not judged"
    : "S3 would refuse its policy";
  return `${bucketWords(bucket)}: ${verdict}.\n${problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`;
}
