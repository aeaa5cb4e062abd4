/** A bucket policy that looks at the encryption leaves a way in for approved uploads. */
import type { ReportViolation } from "@pulumi/policy";
import { encryptionHeaders } from "../../encryption/methods";
import { approvedAlgorithms, type EncryptionRequirement } from "../../encryption/requirement";
import type { ShuttingStatement } from "../../judge/bucket";
import type { JudgedEncryption } from "../../judge/bucketJudge";
import { isStranded } from "../../judge/writers";
import { bucketWords, reportAs, stackPolicy, type PolicyContext } from "../policy";
import { advisedEncryption, defaultEncryptionPolicy, encryptionAfterAdvice, exemptionAdvice, writersToExempt } from "../stack/advisedEncryption";
import type { DeclaredBucket } from "../stack/bucketModel";
import { pageOf, toldOnce, type Finding } from "../wording/alike";
import { folded, literal } from "../wording/code";
import { exemptionLines, writerLine } from "../wording/writers";
import { judgeable, judgementOf } from "./judgeable";

const name = "s3-admit-approved-uploads";

export const s3AdmitApprovedUploads = stackPolicy({
  name,
  description: "S3 bucket policies that look at encryption let uploads in that satisfy the encryption requirement.",
  enforcementLevel: "mandatory",
  displayName: "S3 admission of approved uploads",
  severity: "medium",
  tags: ["s3", "encryption", "bucket-policy"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html",
  remediationSteps: "Change the conditions of the statements that the message names so that approved uploads pass, or remove these statements.",
  validate: (context, report) => {
    for (const { bucket, encryption, policy } of judgeable(context)) {
      if (bucket.kind === "directory") continue;
      const after = encryptionAfterAdvice(context, bucket, encryption);
      adviseOnWriters(context, report, bucket, after);
      const judgement = judgementOf(context, { bucket, encryption: after, policy });
      if (!judgement.valid || judgement.shutOut.length === 0) continue;
      report(
        [
          `${bucketWords(bucket)}: ${remedy(context.requirement)}`,
          ...judgement.shutOut.map((statement) => `  - ${statementText(statement)}`),
          `  Now its policy denies every approved upload, so that nobody can write to it. (${pageOf(name)})`,
        ].join("\n"),
        bucket.policies[0]?.urn ?? bucket.urn,
      );
    }
  },
});

/** Says which AWS services cannot write into a bucket that is as it should be, unless another violation has said so. */
function adviseOnWriters(context: PolicyContext, report: ReportViolation, bucket: DeclaredBucket, encryption: JudgedEncryption): void {
  const { analysis } = context;
  if (encryption === "open" || analysis.hasReported(defaultEncryptionPolicy, bucket.urn) || analysis.hasAdvised(bucket.urn, exemptionAdvice)) return;
  const stranded = context.writers(bucket).filter((writer) => isStranded(writer, encryption));
  if (stranded.length === 0) return;
  const toExempt = writersToExempt(context, bucket);
  const { place, value } = advisedEncryption(context, bucket);
  const lines =
    toExempt.length > 0 ? exemptionLines(bucket, toExempt) : [`: give ${place}:`, ...folded(literal(value), 4), ...stranded.map(writerLine)];
  const finding: Finding = { kind: lines, lines: () => lines, ifLike: (other) => `: its default encryption loses what it receives, just as that of ${other}.` };
  reportAs(report, "advisory", toldOnce(analysis, name, bucket, finding), bucket.encryptions[0]?.urn ?? bucket.urn);
}

function statementText({ index, sid, conditions, requests }: ShuttingStatement): string {
  const [first = "", ...others] = requests;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return `${sid ?? `Statement[${index}]`} denies ${first}${more} by its conditions ${conditions.join(" and ")}`;
}

function remedy(requirement: EncryptionRequirement): string {
  const algorithms = approvedAlgorithms(requirement);
  if (algorithms.length === 0) return "change these conditions so that uploads with SSE-C headers pass:";
  const byDefault = requirement.origin === "any" ? ", and requests without the header pass, which get the bucket's default encryption" : "";
  return `change these conditions so that uploads with ${algorithms.join(" or ")} in ${encryptionHeaders.algorithm} pass${byDefault}, or remove the statements:`;
}
