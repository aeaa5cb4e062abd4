/** Reports the requests that get into a bucket; shared by the policies on wrong uploads of today and of the future. */
import type { ReportViolation } from "@pulumi/policy";
import { blockedEncryptionTypes } from "../../encryption/blockedTypes";
import type { Hole, Untold } from "../../judge/bucket";
import type { JudgedEncryption } from "../../judge/bucketJudge";
import { list, passageWords, untoldWords } from "../../judge/words";
import { describeProblem, parsePolicyDocument, publicAccessProblems, type PolicyProblem } from "../../simulator";
import { bucketWords, reportAs, type PolicyContext } from "../policy";
import { advisedEncryption, defaultEncryptionPolicy, encryptionAfterAdvice } from "../stack/advisedEncryption";
import type { DeclaredBucket } from "../stack/bucketModel";
import { leftOutWords } from "../stack/leftOut";
import { pageOf, toldOnce, type Finding } from "../wording/alike";
import { accountSetting, evidenceLines, under } from "../wording/holes";
import { pasteable, remedyLines } from "../wording/remedy";

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
      if (bucket.bucketName !== undefined && !future) reportSessions(policyName, context, report, judged, bucket.bucketName, urn);
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
  unstated: UnstatedBlock | undefined,
): void {
  const { analysis, requirement } = context;
  const after = encryptionAfterAdvice(bucket, encryption, requirement, analysis);
  const toClose = [...holes, ...(unstated?.toDeny ?? [])];
  const statements = context.judge.remedy(bucket.bucketName, after, policy, toClose, bucket.region);
  const sids = statements.map(({ Sid }) => Sid ?? "");
  const mayBeSilent = future || analysis.hasReported(policyName, bucket.urn);
  if (mayBeSilent && sids.length > 0 && sids.every((sid) => analysis.hasAdvised(bucket.urn, sid))) return;
  analysis.noteReport(policyName, bucket.urn);
  for (const sid of sids) analysis.noteAdvice(bucket.urn, sid);

  const leftOut = policy === undefined ? bucket.lacks["bucket policy"] : undefined;
  const lets = `${policy === undefined ? " has no bucket policy, and" : ""} lets wrong uploads in`;
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
  const left = after === encryption ? [] : holesOf(context, { bucket, encryption: after, policy }).filter((hole) => hole.future === future);
  const evidence = [
    ...evidenceLines(context, left.length > 0 ? left : holes, "  Without these statements"),
    ...(unstated ? [`  ${unstated.toState === undefined ? unstated.why : `Also ${unstated.toState}. ${unstated.why}`}`] : []),
  ];
  const finding: Finding = {
    kind: [lets, evidence, pasteable(bucket, statements)],
    lines: () => [`${lets}. Add to its bucket policy (${pageOf(policyName)}):`, ...remedyLines(bucket, statements, analysis), ...evidence],
    ifLike: (other) => `${lets}, just as ${other}: add the statements given there, with its own name in them.`,
  };
  report([toldOnce(analysis, policyName, bucket, finding), ...(leftOut ? [`  ${leftOutWords(leftOut, "bucket policy")}`] : [])].join("\n"), urn);
}

/** The requests that get into a bucket, but for those that S3 itself blocks. */
function holesOf({ judge }: PolicyContext, { bucket, encryption, policy }: JudgeableBucket): readonly Hole[] {
  const judgement = judge.judge(bucket.bucketName, encryption, policy, bucket.region);
  return judgement.valid ? judgement.holes.filter(({ blockedByDefault }) => !blockedByDefault) : [];
}

/** A method that S3 blocks by itself and that nothing else stops. An older bucket may be without that block. */
interface UnstatedBlock {
  readonly why: string;
  /** What to do, as a clause, where the bucket's default encryption can state the block. */
  readonly toState: string | undefined;
  /** What is to be denied, where it cannot. */
  readonly toDeny: readonly Hole[];
}

/**
 * None where another violation's remedy states the block.
 * @param holes what would get in without the block
 */
function unstatedBlock({ analysis, requirement }: PolicyContext, { bucket, encryption }: JudgeableBucket, holes: readonly Hole[]): UnstatedBlock | undefined {
  const after = encryptionAfterAdvice(bucket, encryption, requirement, analysis);
  if (holes.length === 0 || (typeof after === "object" && after.blockedEncryptionTypes)) return undefined;
  const methods = list([...new Set(holes.map(({ storedAs }) => storedAs))]);
  const why = `Nothing but S3's own setting blocks ${methods}: a bucket from before April 2026 may be without it, and it can be lifted unseen.`;
  const types = JSON.stringify(blockedEncryptionTypes(requirement, "deny"));
  return advisedEncryption(bucket, requirement).statesBlocks
    ? { why, toState: `state blockedEncryptionTypes: ${types} in the rule of its default encryption`, toDeny: [] }
    : { why: `${why} Its inline default encryption cannot state it.`, toState: undefined, toDeny: holes };
}

function adviseBlock(policyName: string, context: PolicyContext, report: ReportViolation, { bucket, encryption, policy }: JudgeableBucket, unstated: UnstatedBlock): void {
  const { analysis, judge } = context;
  const { why, toState, toDeny } = unstated;
  const statements = judge.remedy(bucket.bucketName, encryption, policy, toDeny, bucket.region);
  const finding: Finding = {
    kind: [unstated.why, pasteable(bucket, statements)],
    lines: () =>
      toState === undefined
        ? [`: add to its bucket policy (${pageOf(policyName)}):`, ...remedyLines(bucket, statements, analysis), `  ${why}`]
        : [`: ${toState}. ${why} (${pageOf(policyName)})`],
    ifLike: (other) => `: ${toState ?? "add the statements given"}, just as for ${other}.`,
  };
  const source = toState === undefined ? bucket.policies[0] : bucket.encryptions[0];
  reportAs(report, "advisory", toldOnce(analysis, policyName, bucket, finding), source?.urn ?? bucket.urn);
}

/** Directory buckets authorize sessions, in which uploads then need no permission. */
function reportSessions(policyName: string, context: PolicyContext, report: ReportViolation, judged: JudgeableBucket, bucketName: string, urn: string): void {
  const { bucket, encryption, policy } = judged;
  const judgement = context.judge.sessions(bucketName, encryption, policy, bucket.region);
  if (!judgement.valid) {
    report(refusedText(bucket, judgement.problems), urn);
    return;
  }
  if (judgement.holes.length === 0) {
    if (judgement.untold.length > 0) report(untoldText(context, bucket, judgement.untold), urn);
    return;
  }
  context.analysis.noteReport(policyName, bucket.urn);
  // Statements for the default encryption that the bucket is to have: one against missing headers would deny all that rely on it.
  const after = context.judge.sessions(bucketName, encryptionAfterAdvice(bucket, encryption, context.requirement, context.analysis), policy, bucket.region);
  const statements = after.valid ? after.statements : [];
  const lets = `${policy === undefined ? " has no bucket policy, and" : ""} lets sessions for wrong uploads be created`;
  const lines = judgement.holes.map(
    ({ request, storedAs, reason, ...passage }) => `${request} ${passageWords(passage, context.expiredAllowance)}: its uploads would be stored as ${storedAs}: ${reason}`,
  );
  if (bucket.lacks["bucket policy"]?.isCertain && policy === undefined) {
    report(`${bucketWords(bucket)}${lets}. ${leftOutWords(bucket.lacks["bucket policy"], "bucket policy")}`, urn);
    return;
  }
  if (statements.length === 0) {
    const heading = `${bucketWords(bucket)}${lets} until it has the default encryption that ${defaultEncryptionPolicy} asks for`;
    report(under(heading, lines).join("\n"), urn);
    return;
  }
  const finding: Finding = {
    kind: [lets, lines, pasteable(bucket, statements)],
    lines: () => [`${lets}. Add to its bucket policy (${pageOf(policyName)}):`, ...remedyLines(bucket, statements, context.analysis), ...under("  Without these statements", lines)],
    ifLike: (other) => `${lets}, just as ${other}: add the statements given there, with its own name in them.`,
  };
  report(toldOnce(context.analysis, policyName, bucket, finding), urn);
}

function refusedText(bucket: DeclaredBucket, problems: readonly PolicyProblem[]): string {
  const verdict = problems.every(({ uncertain }) => uncertain)
    ? "whether S3 takes its policy is not known, so that it is not judged"
    : "S3 would refuse its policy";
  return `${bucketWords(bucket)}: ${verdict}.\n${problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`;
}

function untoldText({ config }: PolicyContext, bucket: DeclaredBucket, untold: readonly Untold[]): string {
  const lines = untold.map((one) => `  - ${untoldWords(one, config.account === undefined ? accountSetting : undefined)}`);
  return [`${bucketWords(bucket)}: whether its policy denies wrong uploads cannot be told:`, ...lines].join("\n");
}
