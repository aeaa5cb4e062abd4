/** Reports the requests that get into a bucket; shared by the policies on wrong uploads of today and of the future. */
import type { ReportViolation } from "@pulumi/policy";
import { describeProblem, type PolicyProblem } from "../../simulator";
import type { Hole, Untold } from "../../judge/bucket";
import type { JudgedEncryption } from "../../judge/bucketJudge";
import { bucketWords, type PolicyContext } from "../policy";
import type { DeclaredBucket } from "../stack/bucketModel";

/** How many requests a message spells out. */
const shownHoles = 6;

/**
 * Judges every bucket whose default encryption and policy are known.
 * @param future report requests with methods that do not exist today, instead of the others
 */
export function reportHoles(context: PolicyContext, report: ReportViolation, future: boolean): void {
  for (const bucket of context.outcomes) {
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
    if (bucket.kind === "directory") {
      // Sessions have no method that is not invented yet: S3 knows two for directory buckets.
      if (bucket.bucketName !== undefined && !future) reportSessions(context, report, bucket, bucket.bucketName, known, text);
      continue;
    }
    const judgement = context.judge.judge(bucket.bucketName, known, text, bucket.region);
    const urn = bucket.policies[0]?.urn ?? bucket.urn;
    if (!judgement.valid) {
      if (!future) report(refusedText(bucket, judgement.problems), urn);
      continue;
    }
    const holes = judgement.holes.filter((hole) => hole.future === future);
    if (holes.length > 0) report(message(context, bucket, known, text, holes), urn);
    else if (judgement.untold.length > 0 && !future) report(untoldText(context, bucket, judgement.untold), urn);
  }
}

/** Directory buckets authorize sessions, in which uploads then need no permission. */
function reportSessions(
  context: PolicyContext,
  report: ReportViolation,
  bucket: DeclaredBucket,
  bucketName: string,
  encryption: JudgedEncryption,
  policy: string | undefined,
): void {
  const judgement = context.judge.sessions(bucketName, encryption, policy, bucket.region);
  const urn = bucket.policies[0]?.urn ?? bucket.urn;
  if (!judgement.valid) report(refusedText(bucket, judgement.problems), urn);
  else if (judgement.holes.length > 0) {
    const lines = judgement.holes.map(
      ({ request, principals, exceptions, storedAs, reason }) =>
        `  - ${request} by ${list(principals)}${throughText(context, exceptions)}: its uploads would be stored as ${storedAs}: ${reason}`,
    );
    report(
      [
        `${bucketWords(bucket)} ${policy === undefined ? "has no bucket policy, and lets" : "lets"} sessions for wrong uploads be created:`,
        ...lines,
        `  Add to its bucket policy: ${JSON.stringify(judgement.statements)}`,
      ].join("\n"),
      urn,
    );
  } else if (judgement.untold.length > 0) report(untoldText(context, bucket, judgement.untold), urn);
}

function refusedText(bucket: DeclaredBucket, problems: readonly PolicyProblem[]): string {
  return `${bucketWords(bucket)}: S3 would refuse its policy.\n${problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`;
}

function untoldText({ config }: PolicyContext, bucket: DeclaredBucket, untold: readonly Untold[]): string {
  const lines = untold.map((one) => `  - ${untoldWords(one, config.account !== undefined)}`);
  return [`${bucketWords(bucket)}: whether its policy denies wrong uploads cannot be told:`, ...lines].join("\n");
}

/** Why something cannot be told, and what makes it so that it can. */
function untoldWords(untold: Untold, accountIsGiven: boolean): string {
  const simplest = "Put the denials into statements of their own, without other conditions.";
  switch (untold.kind) {
    case "patterns":
      return `its patterns of ${untold.of} are too many to try a text for each combination. ${simplest}`;
    case "conditions":
      return `its conditions on ${untold.key} tell more values apart than are tried. ${simplest}`;
    case "owners":
      return `it tells more accounts apart than are tried.${accountIsGiven ? "" : " Give the bucket's as account of this policy's configuration."}`;
    case "trials":
      return `its conditions have more combinations than are tried. ${simplest}`;
    case "readings":
      return (
        `AWS's documents leave open what ${untold.condition} of ${untold.sid === undefined ? `Statement[${untold.index}]` : untold.sid} means ` +
        "for a request in which its policy variable has no value. Give the variable a default, as in ${aws:PrincipalTag/team, 'none'}."
      );
  }
}

function message(
  context: PolicyContext,
  bucket: DeclaredBucket,
  encryption: JudgedEncryption,
  policy: string | undefined,
  holes: readonly Hole[],
): string {
  const statements: readonly object[] = context.judge.remedy(bucket.bucketName, encryption, policy, holes, bucket.region);
  const lines = holes.slice(0, shownHoles).map((hole) => `  - ${holeText(context, hole)}`);
  if (holes.length > shownHoles) lines.push(`  - and ${holes.length - shownHoles} more requests`);
  const exceptions = holes.some(({ exceptions: needed }) => needed.length > 0)
    ? ["  An exception that is wanted belongs in allowedExceptions of this policy's configuration, with a reason."]
    : [];
  const account = holes.some(({ unlessOf }) => unlessOf.length > 0)
    ? ["  The bucket's account is not known: give it as account of this policy's configuration."]
    : [];
  return [
    `${bucketWords(bucket)} ${policy === undefined ? "has no bucket policy, and lets" : "lets"} wrong uploads in:`,
    ...lines,
    ...exceptions,
    ...account,
    `  Add to its bucket policy: ${pasteable(bucket, statements)}`,
  ].join("\n");
}

/** Statements as JSON; a name that Pulumi made up is another one in the next preview. */
function pasteable({ bucketName, isAutoNamed }: DeclaredBucket, statements: readonly object[]): string {
  const json = JSON.stringify(statements);
  if (!isAutoNamed || bucketName === undefined) return json;
  return `${json.replaceAll(`:::${bucketName}/`, ":::<bucket name>/")}, with the bucket's own property bucket for its name`;
}

function holeText(context: PolicyContext, { request, principals, storedAs, reason, key, exceptions, unlessOf }: Hole): string {
  const where = key === undefined ? "" : ` of the key ${key}`;
  return `${request}${where} by ${list(principals)}${throughText(context, exceptions)} would be stored as ${storedAs}${unlessText(unlessOf)}: ${reason}`;
}

function unlessText(accounts: readonly string[]): string {
  return accounts.length > 0 ? `, unless the bucket's account is ${list(accounts)}` : "";
}

function throughText({ expiredAllowance }: PolicyContext, exceptions: Hole["exceptions"]): string {
  const needed = exceptions.map((exception) => {
    const expired = expiredAllowance(exception);
    const until = expired ? ` (allowed until ${expired.expires ?? ""}: ${expired.reason})` : "";
    return `${exception.key} ${exception.value}${until}`;
  });
  return needed.length > 0 ? ` through the policy's exception for ${needed.join(" and ")}` : "";
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}
