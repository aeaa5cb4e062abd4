/** Reports the requests that get into a bucket; shared by the policies on wrong uploads of today and of the future. */
import type { ReportViolation } from "@pulumi/policy";
import type { Hole } from "../../judge/bucket";
import { parsePolicyDocument, publicAccessProblems, type PolicyProblem } from "../../simulator";
import { bucketWords, type PolicyContext } from "../policy";
import { defaultEncryptionPolicy, encryptionAfterAdvice, exemptionAdvice, writersToExempt } from "../stack/advisedEncryption";
import { leftOutWords } from "../stack/leftOut";
import { pageOf, toldOnce, type Finding } from "../wording/alike";
import { evidenceLines, refusedText, untoldText } from "../wording/holes";
import { pasteable, remedyLines } from "../wording/remedy";
import { exemptionLines, writerLine } from "../wording/writers";
import { judgeable, judgementOf, type JudgeableBucket } from "./judgeable";
import { reportSessions } from "./sessions";
import { adviseBlock, unstatedBlock, type UnstatedBlock } from "./unstatedBlock";

/**
 * Judges every bucket whose default encryption and policy are known.
 * @param policyName the reporting policy
 * @param future report requests with methods that do not exist today, instead of the others
 */
export function reportHoles(policyName: string, context: PolicyContext, report: ReportViolation, future: boolean): void {
  if (!future) reportMalformed(context, report);
  for (const judged of judgeable(context)) {
    const { bucket } = judged;
    const urn = bucket.policies[0]?.urn ?? bucket.urn;
    if (bucket.kind === "directory") {
      // Sessions have no method that is not invented yet: S3 knows two for directory buckets.
      if (bucket.bucketName !== undefined && !future) reportSessions(policyName, context, report, judged, bucket.bucketName, urn);
      continue;
    }
    const judgement = judgementOf(context, judged);
    if (!judgement.valid) {
      if (!future) report(refusedText(bucket, judgement.problems), urn);
      continue;
    }
    const open = publicAccess(judged);
    if (open.length > 0) {
      if (!future) report(refusedText(bucket, open), urn);
      continue;
    }
    const holes = judgement.holes.filter((hole) => hole.future === future && !hole.blockedByDefault);
    const unstated = future ? undefined : unstatedBlock(context, judged, judgement.holes.filter(({ blockedByDefault }) => blockedByDefault));
    if (holes.length > 0) reportOnce(policyName, context, report, judged, holes, urn, future, unstated);
    else if (judgement.untold.length > 0 && !future) report(untoldText(context, bucket, judgement.untold), urn);
    else if (unstated) adviseBlock(policyName, context, report, judged, unstated);
  }
}

/** What S3 refuses in a policy that it would take of a bucket without BlockPublicPolicy. */
function publicAccess({ bucket, policy }: JudgeableBucket): PolicyProblem[] {
  if (!bucket.blocksPublicPolicy || policy === undefined) return [];
  const parsed = parsePolicyDocument(policy);
  return parsed.valid ? publicAccessProblems(parsed.document) : [];
}

function reportMalformed(context: PolicyContext, report: ReportViolation): void {
  for (const bucket of context.outcomes) {
    const policy = context.policy(bucket);
    if (policy.state === "malformed") report(`${bucketWords(bucket)}: ${policy.message}.`, policy.urn);
  }
}

/**
 * Reports holes with what closes them. Advice on the future is not given where another remedy holds its statements; a hole of
 * today is passed over only in a bucket that this policy has reported.
 */
function reportOnce(
  policyName: string,
  context: PolicyContext,
  report: ReportViolation,
  judged: JudgeableBucket,
  holes: readonly Hole[],
  urn: string,
  future: boolean,
  unstated: UnstatedBlock | undefined,
): void {
  const { bucket, encryption, policy } = judged;
  const { analysis } = context;
  if (writersToExempt(context, bucket).length > 0 && !(future && !analysis.hasAdvised(bucket.urn, exemptionAdvice))) {
    if (!future) reportExemption(policyName, context, report, judged, holes, urn);
    return;
  }
  const after = encryptionAfterAdvice(context, bucket, encryption);
  const toClose = [...holes, ...(unstated?.toDeny ?? [])];
  const statements = context.judge.remedy(bucket.bucketName, after, policy, toClose, bucket.region);
  const sids = statements.map(({ Sid }) => Sid ?? "");
  const mayBeSilent = future || analysis.hasReported(policyName, bucket.urn);
  if (mayBeSilent && sids.length > 0 && sids.every((sid) => analysis.hasAdvised(bucket.urn, sid))) return;
  analysis.noteReport(policyName, bucket.urn);
  for (const sid of sids) analysis.noteAdvice(bucket.urn, sid);

  const lets = letsIn(policy);
  const leftOut = policy === undefined ? bucket.lacks["bucket policy"] : undefined;
  if (leftOut?.isCertain) {
    report(`${bucketWords(bucket)}${lets}. ${leftOutWords(leftOut, "bucket policy")}`, urn);
    return;
  }
  if (sids.length === 0) {
    const heading = `${bucketWords(bucket)}${lets} until it has the default encryption that ${defaultEncryptionPolicy} asks for`;
    report(evidenceLines(context, holes, heading).join("\n"), urn);
    return;
  }
  // What the default encryption closes that another violation asks for is said there.
  const left = holesOf(context, { bucket, encryption: after, policy }).filter((hole) => hole.future === future);
  const evidence = [
    ...evidenceLines(context, left.length > 0 ? left : holes, "  Without these statements"),
    ...(unstated ? [`  ${unstated.toState === undefined ? unstated.why : `Also ${unstated.toState}. ${unstated.why}`}`] : []),
    // What asks by header is what these statements deny.
    ...context.writers(bucket).filter((writer) => writer.needs === "own-key").map(writerLine),
  ];
  const finding: Finding = {
    kind: [lets, evidence, pasteable(bucket, statements)],
    lines: () => [`${lets}. Add to its bucket policy (${pageOf(policyName)}):`, ...remedyLines(bucket, statements, analysis), ...evidence],
    ifLike: (other) => `${lets}, just as ${other}: add the statements given there, with its own name in them.`,
  };
  report([toldOnce(analysis, policyName, bucket, finding), ...(leftOut ? [`  ${leftOutWords(leftOut, "bucket policy")}`] : [])].join("\n"), urn);
}

/** Reports holes of a bucket that cannot comply: with the exemption to ask for, unless another violation has it. */
function reportExemption(policyName: string, context: PolicyContext, report: ReportViolation, { bucket, policy }: JudgeableBucket, holes: readonly Hole[], urn: string): void {
  const { analysis } = context;
  const lets = letsIn(policy);
  analysis.noteReport(policyName, bucket.urn);
  if (analysis.hasAdvised(bucket.urn, exemptionAdvice)) {
    report(evidenceLines(context, holes, `${bucketWords(bucket)}${lets} until it has the exemption that ${defaultEncryptionPolicy} asks for`).join("\n"), urn);
    return;
  }
  analysis.noteAdvice(bucket.urn, exemptionAdvice);
  const lines = [...exemptionLines(bucket, writersToExempt(context, bucket)), ...evidenceLines(context, holes, `  Now it${lets}`)];
  const finding: Finding = { kind: lines, lines: () => lines, ifLike: (other) => `${lets}: ask for an exemption, just as for ${other}.` };
  report(toldOnce(analysis, policyName, bucket, finding), urn);
}

/** Follows the bucket's words. */
function letsIn(policy: string | undefined): string {
  return `${policy === undefined ? " has no bucket policy, and" : ""} lets wrong uploads in`;
}

/** The requests that get into a bucket, but for those that S3 itself blocks. */
function holesOf(context: PolicyContext, judged: JudgeableBucket): readonly Hole[] {
  const judgement = judgementOf(context, judged);
  return judgement.valid ? judgement.holes.filter(({ blockedByDefault }) => !blockedByDefault) : [];
}
