/** Reports the requests that get into a bucket; shared by the policies on wrong uploads of today and of the future. */
import type { ReportViolation } from "@pulumi/policy";
import { describeProblem } from "../../simulator";
import type { Hole } from "../judge/holes";
import { bucketWords, type PolicyContext } from "../policy";
import type { JudgedEncryption } from "../judge/judgeBucket";
import type { DeclaredBucket } from "../stack/bucketModel";

/** How many requests a message spells out. */
const shownHoles = 6;

/**
 * Judges every bucket whose default encryption and policy are known.
 * @param future report requests with methods that do not exist today, instead of the others
 */
export function reportHoles(context: PolicyContext, report: ReportViolation, future: boolean): void {
  for (const bucket of context.buckets) {
    // Directory buckets authorise sessions, not uploads; s3-unverifiable-at-preview says so.
    if (bucket.kind === "directory") continue;
    const encryption = context.encryption(bucket);
    const policy = context.policy(bucket);
    if (policy.state === "unknown") continue;
    if (policy.state === "malformed") {
      if (!future) report(`${bucketWords(bucket)}: ${policy.message}.`, policy.urn);
      continue;
    }
    if (policy.state === "known" && bucket.bucketName === undefined) continue;
    const text = policy.state === "known" ? policy.value : undefined;
    // Requests that bring a method of their own are judged even while the default is not known.
    const known = encryption.state === "known" ? encryption.value : encryption.state === "unknown" ? "open" : undefined;
    const judgement = context.judge.judge(bucket.bucketName, known, text);
    const urn = bucket.policies[0]?.urn ?? bucket.urn;
    if (!judgement.valid) {
      if (!future) {
        report(
          `${bucketWords(bucket)}: S3 would refuse its policy.\n${judgement.problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`,
          urn,
        );
      }
      continue;
    }
    const holes = judgement.holes.filter((hole) => hole.future === future);
    if (holes.length > 0) report(message(context, bucket, known, text, holes), urn);
    else if (judgement.leftOut > 0 && !future) {
      report(
        `${bucketWords(bucket)}: whether its policy denies wrong uploads cannot be told: its conditions have ${judgement.leftOut} more combinations ` +
          "than are tried. Put the denials into statements of their own, without other conditions.",
        urn,
      );
    }
  }
}

function message(
  context: PolicyContext,
  bucket: DeclaredBucket,
  encryption: JudgedEncryption,
  policy: string | undefined,
  holes: readonly Hole[],
): string {
  const statements = context.judge.remedy(bucket.bucketName, encryption, policy, holes);
  const lines = holes.slice(0, shownHoles).map((hole) => `  - ${holeText(hole)}`);
  if (holes.length > shownHoles) lines.push(`  - and ${holes.length - shownHoles} more requests`);
  const exceptions = holes.some(({ exceptions: needed }) => needed.length > 0)
    ? ["  An exception that is wanted belongs into allowedExceptions of this policy's configuration, with a reason."]
    : [];
  return [
    `${bucketWords(bucket)} ${policy === undefined ? "has no bucket policy, and lets" : "lets"} wrong uploads in:`,
    ...lines,
    ...exceptions,
    `  Add to its bucket policy: ${JSON.stringify(statements)}`,
  ].join("\n");
}

function holeText({ request, principals, storedAs, reason, key, exceptions }: Hole): string {
  const where = key === undefined ? "" : ` of the key ${key}`;
  const needed = exceptions.map((exception) => `${exception.key} ${exception.value}`);
  const through = needed.length > 0 ? ` through the policy's exception for ${needed.join(" and ")}` : "";
  return `${request}${where} by ${list(principals)}${through} would be stored as ${storedAs}: ${reason}`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}
