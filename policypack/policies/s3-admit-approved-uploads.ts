/** A bucket policy that looks at the encryption leaves a way in for approved uploads. */
import type { ShuttingStatement } from "../../judge/bucket";
import { encryptionHeaders } from "../../encryption/methods";
import { approvedAlgorithms, type EncryptionRequirement } from "../../encryption/requirement";
import { bucketWords, stackPolicy } from "../policy";
import { encryptionAfterAdvice } from "../stack/advisedEncryption";
import { judgeable } from "./denials";

export const s3AdmitApprovedUploads = stackPolicy({
  name: "s3-admit-approved-uploads",
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
      const after = encryptionAfterAdvice(bucket, encryption, context.requirement, context.analysis);
      const judgement = context.judge.judge(bucket.bucketName, after, policy, bucket.region);
      if (!judgement.valid || judgement.shutOut.length === 0) continue;
      report(
        [
          `${bucketWords(bucket)}: its policy denies every approved upload, so that nobody can write to it:`,
          ...judgement.shutOut.map((statement) => `  - ${statementText(statement)}`),
          `  ${remedy(context.requirement)}`,
        ].join("\n"),
        bucket.policies[0]?.urn ?? bucket.urn,
      );
    }
  },
});

function statementText({ index, sid, conditions, requests }: ShuttingStatement): string {
  const [first = "", ...others] = requests;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return `${sid ?? `Statement[${index}]`} denies ${first}${more} by its conditions ${conditions.join(" and ")}`;
}

function remedy(requirement: EncryptionRequirement): string {
  const algorithms = approvedAlgorithms(requirement);
  if (algorithms.length === 0) return "Change these conditions so that uploads with SSE-C headers pass.";
  const byDefault = requirement.origin === "any" ? ", and requests without the header pass, which get the bucket's default encryption" : "";
  return `Change these conditions so that uploads with ${algorithms.join(" or ")} in ${encryptionHeaders.algorithm} pass${byDefault}, or remove the statements.`;
}
