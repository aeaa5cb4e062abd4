/** Every general purpose or directory bucket declares a default encryption that satisfies the requirement. */
import { blockedTypesFault, typesBlockedByDefault } from "../../encryption/blockedTypes";
import { isKmsKeyName } from "../../encryption/kmsKeyName";
import { encryptionMethod, methodOfAlgorithm, type CataloguedMethod } from "../../encryption/methods";
import { approvedAlgorithms, approvedMethods, approvesMethod } from "../../encryption/requirement";
import { encryptionAtRest } from "../frameworks";
import { anyRegion, bucketWords, reportAs, stackPolicy, type PolicyContext } from "../policy";
import { advisedEncryption, defaultEncryptionPolicy, exemptionAdvice, writersToExempt } from "../stack/advisedEncryption";
import { keyToBeCreated, type KnownEncryption } from "../stack/assess";
import type { DeclaredBucket } from "../stack/bucketModel";
import { leftOutWords } from "../stack/leftOut";
import { pageOf, toldOnce } from "../wording/alike";
import { folded, literal } from "../wording/code";
import { exemptionLines, writerLine } from "../wording/writers";

export const s3DefaultEncryption = stackPolicy({
  name: defaultEncryptionPolicy,
  description: "S3 buckets declare a default encryption that satisfies the encryption requirement.",
  enforcementLevel: "mandatory",
  displayName: "S3 default encryption",
  severity: "high",
  framework: encryptionAtRest,
  tags: ["s3", "encryption", "kms"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html",
  remediationSteps: "Give the bucket the default encryption that the message names: by a BucketServerSideEncryptionConfiguration, or inline where it has one.",
  reportsConfiguration: true,
  validate: (context, report) => {
    for (const bucket of context.outcomes) {
      const encryption = context.encryption(bucket);
      // What is not known yet is the subject of s3-unverifiable-at-preview.
      if (encryption.state === "unknown") continue;
      const reasons =
        encryption.state === "known"
          ? shortcomings(bucket, encryption.value, context)
          : [encryption.state === "absent" ? "it declares no default encryption" : encryption.message];
      const urn = bucket.encryptions[0]?.urn ?? bucket.urn;
      if (reasons.length > 0) {
        context.analysis.noteReport(defaultEncryptionPolicy, bucket.urn);
        const leftOut = encryption.state === "absent" ? bucket.lacks["default encryption"] : undefined;
        const words = leftOut && leftOutWords(leftOut, "default encryption");
        if (leftOut?.isCertain) report(`${bucketWords(bucket)}: ${reasons.join("; ")}. ${words ?? ""}`, urn);
        else report([violation(bucket, reasons.join("; "), context), ...(words === undefined ? [] : [`  ${words}`])].join("\n"), urn);
      } else if (context.config.requireBucketKey === undefined && encryption.state === "known" && lacksBucketKey(bucket, encryption.value)) {
        reportAs(report, "advisory", `${bucketWords(bucket)}: ${noBucketKey}. ${bucketKeyAdvice}`, urn);
      }
    }
  },
});

/** What to do, and why. */
function violation(bucket: DeclaredBucket, reason: string, context: PolicyContext): string {
  const { analysis } = context;
  const now = `  Now ${reason}. ${approved(context)} (${pageOf(defaultEncryptionPolicy)})`;
  const toExempt = writersToExempt(context, bucket);
  if (toExempt.length > 0) {
    analysis.noteAdvice(bucket.urn, exemptionAdvice);
    const lines = exemptionLines(bucket, toExempt);
    return toldOnce(analysis, defaultEncryptionPolicy, bucket, {
      kind: [lines, now],
      lines: () => [...lines, now],
      ifLike: (other) => `: ${reason}: ask for an exemption, just as for ${other}.`,
    });
  }
  const { place, value } = advisedEncryption(context, bucket);
  const code = folded(literal(value), 4);
  const needing = context.writers(bucket).filter(({ needs }) => needs === "customer-key" && code.some((line) => line.includes("kmsMasterKeyId")));
  return toldOnce(analysis, defaultEncryptionPolicy, bucket, {
    kind: [place, code, reason],
    lines: () => [`: give ${place}:`, ...code, ...needing.map(writerLine), now],
    ifLike: (other) => `: ${reason}, just as with ${other}: give ${place} as said there.`,
  });
}

function approved({ requirement }: PolicyContext): string {
  const keys = requirement.kmsKeyArns ? ` with one of the KMS keys ${requirement.kmsKeyArns.join(", ")}` : "";
  return `Approved: ${approvedAlgorithms(requirement).join(", ") || "SSE-C by header only"}${keys}.`;
}

function shortcomings(bucket: DeclaredBucket, encryption: KnownEncryption, { requirement, config, region }: PolicyContext): string[] {
  const method = methodOfAlgorithm(encryption.algorithm);
  if (!method) return [`its default encryption ${JSON.stringify(encryption.algorithm)} is not an encryption method of S3`];
  const reasons: string[] = [];
  if (bucket.kind === "directory" && !directoryMethods.includes(method)) {
    reasons.push(`directory buckets have no ${method.label}`);
  } else if (bucket.kind === "directory" && method.usesKmsKey && encryption.kmsKey === undefined) {
    reasons.push("it names no KMS key, and directory buckets have none of AWS's own");
  }
  // Where only SSE-C is approved no default can satisfy: requests must bring their headers, which the deny policy sees to.
  if (!approvesMethod(requirement, method.id) && approvedAlgorithms(requirement).length > 0) {
    reasons.push(`its default encryption ${method.label} is not approved`);
  } else if (method.usesKmsKey) reasons.push(...keyShortcomings(encryption.kmsKey, requirement.kmsKeyArns));
  // Directory buckets have no SSE-C to block.
  if (bucket.kind === "directory") return reasons;
  if (config.requireBucketKey && lacksBucketKey(bucket, encryption)) reasons.push(noBucketKey);
  return [...reasons, ...blockShortcomings(encryption.blockedEncryptionTypes, bucket.region ?? region ?? anyRegion, { requirement, config })];
}

function keyShortcomings(key: string | undefined, approvedKeys: readonly string[] | undefined): string[] {
  if (key !== undefined && key !== keyToBeCreated && !isKmsKeyName(key)) {
    return [`the kmsMasterKeyId ${JSON.stringify(key)} of its default encryption is no KMS key's ARN, id or alias`];
  }
  if (!approvedKeys || approvedKeys.includes(key ?? "")) return [];
  return [
    key === undefined
      ? "its default encryption names no KMS key, so that the AWS managed key aws/s3 is used"
      : `the KMS key ${key} of its default encryption is not approved`,
  ];
}

/** @param stated undefined where the rule does not say what is blocked */
function blockShortcomings(stated: readonly string[] | undefined, region: string, { requirement, config }: Pick<PolicyContext, "requirement" | "config">): string[] {
  const fault = stated && blockedTypesFault(stated);
  if (fault !== undefined) return [`S3 refuses blockedEncryptionTypes ${JSON.stringify(stated)} (${fault})`];
  const sseC = encryptionMethod("sse-c");
  const type = sseC.blocking?.type ?? "";
  if (!approvesMethod(requirement, sseC.id)) {
    return config.requireSseCBlocked && !stated?.includes(type) ? [`blockedEncryptionTypes does not hold ${type}`] : [];
  }
  const isShutOut = approvedMethods(requirement).length === 1 && (stated ?? typesBlockedByDefault(region)).includes(type);
  return isShutOut ? [`S3 blocks ${sseC.label} on it${stated ? "" : " unless blockedEncryptionTypes says otherwise"}, and nothing else is approved`] : [];
}

const noBucketKey = "bucketKeyEnabled is not true";
const bucketKeyAdvice =
  "An S3 Bucket Key saves most of the requests to KMS. To demand one, set requireBucketKey of this policy's configuration to true; to do without, to false.";

/** Whether a bucket makes a KMS request for every object; directory buckets always use S3 Bucket Keys. */
function lacksBucketKey(bucket: DeclaredBucket, { algorithm, bucketKeyEnabled }: KnownEncryption): boolean {
  return bucket.kind !== "directory" && methodOfAlgorithm(algorithm)?.supportsBucketKey === true && !bucketKeyEnabled;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-data-protection.html */
const directoryMethods: readonly CataloguedMethod[] = [encryptionMethod("sse-s3"), encryptionMethod("sse-kms")];
