/** Reports the sessions in which wrong objects get into a directory bucket. */
import type { ReportViolation } from "@pulumi/policy";
import { passageWords } from "../../judge/words";
import { bucketWords, type PolicyContext } from "../policy";
import { defaultEncryptionPolicy, encryptionAfterAdvice } from "../stack/advisedEncryption";
import { leftOutWords } from "../stack/leftOut";
import { pageOf, toldOnce, type Finding } from "../wording/alike";
import { refusedText, under, untoldText } from "../wording/holes";
import { pasteable, remedyLines } from "../wording/remedy";
import type { JudgeableBucket } from "./judgeable";

/** Directory buckets authorize sessions, in which uploads then need no permission. */
export function reportSessions(policyName: string, context: PolicyContext, report: ReportViolation, judged: JudgeableBucket, bucketName: string, urn: string): void {
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
  const after = context.judge.sessions(bucketName, encryptionAfterAdvice(context, bucket, encryption), policy, bucket.region);
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
