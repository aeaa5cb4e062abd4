/** The default encryption that s3-default-encryption advises for a bucket, and what the bucket is once it follows that. */
import { blockedEncryptionTypes } from "../../encryption/blockedTypes";
import { bucketDefault } from "../../encryption/bucketPolicy";
import { preferredDefault, type EncryptionRequirement } from "../../encryption/requirement";
import type { JudgedEncryption } from "../../judge/bucketJudge";
import type { Analysis } from "../analysis";
import type { DeclaredBucket } from "./bucketModel";
import { bucketTypes, nativePrefix, separateRules, type DefaultRule } from "./resourceTypes";

/** The policy that advises on default encryption. */
export const defaultEncryptionPolicy = "s3-default-encryption";

/** Stands for the ARN of a key that directory buckets need; where any key will do elsewhere, none is named. */
const keyPlaceholder = "<ARN of a customer managed KMS key>";

/** What to write, and where. */
export interface AdvisedEncryption {
  /** Completes "give …": `it a BucketServerSideEncryptionConfiguration with rules`. */
  readonly place: string;
  /** The value of the property that {@link place} ends with. */
  readonly value: unknown;
  /** Whether the place can state what is blocked. */
  readonly statesBlocks: boolean;
}

type Placed = Pick<DeclaredBucket, "kind" | "type" | "encryptions">;

/** The advice for a bucket: where its default encryption is declared already, there; else where its provider has it. */
export function advisedEncryption(bucket: Placed, requirement: EncryptionRequirement): AdvisedEncryption {
  const rule = advisedRule(bucket, requirement);
  const { type, encryptions } = bucket;
  const inline = bucketTypes[type]?.inlineEncryption;
  const [declared] = encryptions;
  if (declared && !declared.inline) return { place: `${declared.property} of that resource`, value: separateRules(rule), statesBlocks: true };
  if (inline && (declared || type.startsWith(nativePrefix))) {
    return { place: `it ${inline.property}`, value: inline.write(rule), statesBlocks: inline.statesBlocks };
  }
  return { place: "it a BucketServerSideEncryptionConfiguration with rules", value: separateRules(rule), statesBlocks: true };
}

/** Directory buckets have no AWS managed key, no SSE-C to block, and always use S3 Bucket Keys. */
function advisedRule({ kind }: Placed, requirement: EncryptionRequirement): DefaultRule {
  const { algorithm, usesKmsKey, bucketKeyEnabled } = bucketDefault(requirement);
  const key = requirement.kmsKeyArns?.[0] ?? (kind === "directory" ? keyPlaceholder : undefined);
  const blocked = blockedEncryptionTypes(requirement, "deny");
  return {
    sseAlgorithm: algorithm,
    ...(usesKmsKey && key !== undefined && { kmsMasterKeyId: key }),
    ...(kind !== "directory" && { ...(bucketKeyEnabled && { bucketKeyEnabled }), ...(blocked && { blockedEncryptionTypes: blocked }) }),
  };
}

/**
 * A bucket's default encryption; the advised one where that policy has reported the bucket: the statements of a bucket policy
 * are made for what the bucket is to be, or following both would deny every upload without a header.
 */
export function encryptionAfterAdvice(
  bucket: Placed & Pick<DeclaredBucket, "urn">,
  encryption: JudgedEncryption,
  requirement: EncryptionRequirement,
  analysis: Analysis,
): JudgedEncryption {
  if (!analysis.hasReported(defaultEncryptionPolicy, bucket.urn) || !preferredDefault(requirement)) return encryption;
  const { sseAlgorithm, kmsMasterKeyId, blockedEncryptionTypes: stated } = advisedRule(bucket, requirement);
  const declared = encryption === "open" ? undefined : encryption?.blockedEncryptionTypes;
  const blocked = advisedEncryption(bucket, requirement).statesBlocks ? stated : declared;
  return {
    algorithm: sseAlgorithm,
    ...(kmsMasterKeyId !== undefined && { kmsKey: kmsMasterKeyId }),
    ...(blocked && { blockedEncryptionTypes: blocked }),
  };
}
