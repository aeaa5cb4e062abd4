/** Every general purpose or directory bucket declares a default encryption that satisfies the requirement. */
import { bucketDefault } from "../../encryption/bucketPolicy";
import { encryptionMethod, methodOfAlgorithm, type CataloguedMethod } from "../../encryption/methods";
import { approvedAlgorithms, approvesMethod, type EncryptionRequirement } from "../../encryption/requirement";
import { bucketWords, reportAs, stackPolicy, type PolicyContext } from "../policy";
import type { KnownEncryption } from "../stack/assess";
import { defaultEncryptionPolicy } from "../stack/advisedEncryption";
import type { DeclaredBucket } from "../stack/bucketModel";
import { bucketTypes, nativePrefix, separateRules } from "../stack/resourceTypes";

export const s3DefaultEncryption = stackPolicy({
  name: defaultEncryptionPolicy,
  description: "S3 buckets declare a default encryption that satisfies the encryption requirement.",
  enforcementLevel: "mandatory",
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
        report(
          `${bucketWords(bucket)}: ${reasons.join("; ")}. ${approved(context)} ` +
            suggestion(bucket, context.requirement),
          urn,
        );
      } else if (context.config.requireBucketKey === undefined && encryption.state === "known" && lacksBucketKey(bucket, encryption.value)) {
        reportAs(report, "advisory", `${bucketWords(bucket)}: ${noBucketKey}. ${bucketKeyAdvice}`, urn);
      }
    }
  },
});

/** What to do: where the default encryption is declared already, there; else where the bucket's provider has it. */
function suggestion({ type, encryptions }: DeclaredBucket, requirement: EncryptionRequirement): string {
  const { algorithm, usesKmsKey, bucketKeyEnabled } = bucketDefault(requirement);
  const byDefault = {
    sseAlgorithm: algorithm,
    // Where any key will do, a line with a stand-in for one would only be pasted as it is.
    ...(usesKmsKey && requirement.kmsKeyArns && { kmsMasterKeyId: requirement.kmsKeyArns[0] }),
  };
  const rule = bucketKeyEnabled ? { bucketKeyEnabled } : {};
  const inline = bucketTypes[type]?.inlineEncryption;
  const [declared] = encryptions;
  if (declared && !declared.inline) return `Give ${declared.property} of that resource: ${literal(separateRules(byDefault, rule))}.`;
  if (inline && (declared || type.startsWith(nativePrefix))) return `Give it ${inline.property}: ${literal(inline.write(byDefault, rule))}.`;
  return `Give it a BucketServerSideEncryptionConfiguration with rules: ${literal(separateRules(byDefault, rule))}.`;
}

/** A value as programs write it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([key, member]) => `${key}: ${literal(member)}`).join(", ")} }`;
}

function approved({ requirement }: PolicyContext): string {
  const keys = requirement.kmsKeyArns ? ` with one of the KMS keys ${requirement.kmsKeyArns.join(", ")}` : "";
  return `Approved: ${approvedAlgorithms(requirement).join(", ") || "SSE-C by header only"}${keys}.`;
}

function shortcomings(bucket: DeclaredBucket, encryption: KnownEncryption, { requirement, config }: PolicyContext): string[] {
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
  } else if (method.usesKmsKey && requirement.kmsKeyArns && !requirement.kmsKeyArns.includes(encryption.kmsKey ?? "")) {
    reasons.push(
      encryption.kmsKey === undefined
        ? "its default encryption names no KMS key, so that the AWS managed key aws/s3 is used"
        : `the KMS key ${encryption.kmsKey} of its default encryption is not approved`,
    );
  }
  // Directory buckets have no SSE-C to block.
  if (bucket.kind === "directory") return reasons;
  if (config.requireBucketKey && lacksBucketKey(bucket, encryption)) reasons.push(noBucketKey);
  const sseC = encryptionMethod("sse-c").blocking?.type ?? "";
  if (config.requireSseCBlocked && !approvesMethod(requirement, "sse-c") && !encryption.blockedEncryptionTypes?.includes(sseC)) {
    reasons.push(`blockedEncryptionTypes does not hold ${sseC}`);
  }
  return reasons;
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
