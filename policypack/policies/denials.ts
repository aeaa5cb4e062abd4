/** Reports the requests that get into a bucket; shared by the policies on wrong uploads of today and of the future. */
import type { ReportViolation } from "@pulumi/policy";
import type { Hole, Untold } from "../../judge/bucket";
import type { JudgedEncryption } from "../../judge/bucketJudge";
import { describeProblem, parsePolicyDocument, publicAccessProblems, type PolicyProblem } from "../../simulator";
import { bucketWords, type PolicyContext } from "../policy";
import { defaultEncryptionPolicy, encryptionAfterAdvice } from "../stack/advisedEncryption";
import type { DeclaredBucket } from "../stack/bucketModel";
import { configurationAdvice, holeLines, passageWords, untoldWords } from "../wording/holes";
import { remedyLines } from "../wording/remedy";

/** A bucket of which enough is known to be judged. */
export interface JudgeableBucket {
  readonly bucket: DeclaredBucket;
  readonly encryption: JudgedEncryption;
  /** JSON text; undefined where there is none. */
  readonly policy: string | undefined;
}

/** The buckets whose policy is known. Requests that bring a method of their own are judged even while the default is not. */
export function judgeable(context: PolicyContext): JudgeableBucket[] {
  return context.outcomes.flatMap((bucket): JudgeableBucket[] => {
    const policy = context.policy(bucket);
    if (policy.state === "unknown" || policy.state === "malformed") return [];
    if (policy.state === "known" && bucket.bucketName === undefined) return [];
    const encryption = context.encryption(bucket);
    return [
      {
        bucket,
        encryption: encryption.state === "known" ? encryption.value : encryption.state === "unknown" ? "open" : undefined,
        policy: policy.state === "known" ? policy.value : undefined,
      },
    ];
  });
}

/**
 * Judges every bucket whose default encryption and policy are known.
 * @param policyName the reporting policy
 * @param future report requests with methods that do not exist today, instead of the others
 */
export function reportHoles(policyName: string, context: PolicyContext, report: ReportViolation, future: boolean): void {
  if (!future) reportMalformed(context, report);
  for (const judged of judgeable(context)) {
    const { bucket, encryption, policy } = judged;
    const urn = bucket.policies[0]?.urn ?? bucket.urn;
    if (bucket.kind === "directory") {
      // Sessions have no method that is not invented yet: S3 knows two for directory buckets.
      if (bucket.bucketName !== undefined && !future) reportSessions(context, report, judged, bucket.bucketName, urn);
      continue;
    }
    const judgement = context.judge.judge(bucket.bucketName, encryption, policy, bucket.region);
    if (!judgement.valid) {
      if (!future) report(refusedText(bucket, judgement.problems), urn);
      continue;
    }
    const open = publicAccess(judged);
    if (open.length > 0) {
      if (!future) report(refusedText(bucket, open), urn);
      continue;
    }
    const holes = judgement.holes.filter((hole) => hole.future === future);
    if (holes.length > 0) reportOnce(policyName, context, report, judged, holes, urn, future);
    else if (judgement.untold.length > 0 && !future) report(untoldText(context, bucket, judgement.untold), urn);
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
 * Reports holes with what closes them. Of buckets alike the first carries the text. Advice on the future is not given where
 * another remedy holds its statements; a hole of today is passed over only in a bucket that this policy has reported.
 */
function reportOnce(
  policyName: string,
  context: PolicyContext,
  report: ReportViolation,
  { bucket, encryption, policy }: JudgeableBucket,
  holes: readonly Hole[],
  urn: string,
  future: boolean,
): void {
  const { analysis, requirement } = context;
  const after = encryptionAfterAdvice(bucket, encryption, requirement, analysis);
  const statements = context.judge.remedy(bucket.bucketName, after, policy, holes, bucket.region);
  const sids = statements.map(({ Sid }) => Sid ?? "");
  const mayBeSilent = future || analysis.hasReported(policyName, bucket.urn);
  if (mayBeSilent && sids.length > 0 && sids.every((sid) => analysis.hasAdvised(bucket.urn, sid))) return;
  analysis.noteReport(policyName, bucket.urn);
  for (const sid of sids) analysis.noteAdvice(bucket.urn, sid);

  const evidence = [...holeLines(context, holes).map((line) => `  - ${line}`), ...configurationAdvice(holes).map((line) => `  ${line}`)];
  const lacking = policy === undefined ? "has no bucket policy, and lets" : "lets";
  if (sids.length === 0) {
    report([`${bucketWords(bucket)} ${lacking} wrong uploads in until it has the default encryption that ${defaultEncryptionPolicy} asks for:`, ...evidence].join("\n"), urn);
    return;
  }
  const kind = JSON.stringify([policyName, lacking, evidence, sids]).replaceAll(bucket.bucketName ?? "\n", "\n");
  const alike = analysis.alike(kind, bucketWords(bucket));
  if (alike !== undefined) {
    report(`${bucketWords(bucket)} ${lacking} wrong uploads in, just as ${lowerCaseFirst(alike)}: add the statements given there, with its own name in them.`, urn);
    return;
  }
  report(
    [
      `${bucketWords(bucket)} ${lacking} wrong uploads in. Add to its bucket policy (${pageOf(policyName)}):`,
      ...remedyLines(bucket, statements, analysis),
      "  Without these statements:",
      ...evidence,
    ].join("\n"),
    urn,
  );
}

/** Where a policy is described. */
function pageOf(policyName: string): string {
  return `docs/policy-pack.md#${policyName}`;
}

function lowerCaseFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Directory buckets authorize sessions, in which uploads then need no permission. */
function reportSessions(context: PolicyContext, report: ReportViolation, { bucket, encryption, policy }: JudgeableBucket, bucketName: string, urn: string): void {
  const judgement = context.judge.sessions(bucketName, encryption, policy, bucket.region);
  if (!judgement.valid) report(refusedText(bucket, judgement.problems), urn);
  else if (judgement.holes.length > 0) {
    const lines = judgement.holes.map(
      ({ request, storedAs, reason, ...passage }) => `  - ${request} ${passageWords(context, passage)}: its uploads would be stored as ${storedAs}: ${reason}`,
    );
    report(
      [
        `${bucketWords(bucket)} ${policy === undefined ? "has no bucket policy, and lets" : "lets"} sessions for wrong uploads be created. Add to its bucket policy:`,
        ...remedyLines(bucket, judgement.statements, context.analysis),
        "  Without these statements:",
        ...lines,
      ].join("\n"),
      urn,
    );
  } else if (judgement.untold.length > 0) report(untoldText(context, bucket, judgement.untold), urn);
}

function refusedText(bucket: DeclaredBucket, problems: readonly PolicyProblem[]): string {
  const verdict = problems.every(({ uncertain }) => uncertain)
    ? "whether S3 takes its policy is not known, so that it is not judged"
    : "S3 would refuse its policy";
  return `${bucketWords(bucket)}: ${verdict}.\n${problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`;
}

function untoldText({ config }: PolicyContext, bucket: DeclaredBucket, untold: readonly Untold[]): string {
  const lines = untold.map((one) => `  - ${untoldWords(one, config.account !== undefined)}`);
  return [`${bucketWords(bucket)}: whether its policy denies wrong uploads cannot be told:`, ...lines].join("\n");
}
