/** The default encryption that a bucket has once it follows what s3-default-encryption advises. */
import { bucketDefault } from "../../encryption/bucketPolicy";
import { preferredDefault, type EncryptionRequirement } from "../../encryption/requirement";
import type { JudgedEncryption } from "../../judge/bucketJudge";
import type { Analysis } from "../analysis";
import type { DeclaredBucket } from "./bucketModel";

/** The policy that advises on default encryption. */
export const defaultEncryptionPolicy = "s3-default-encryption";

/**
 * A bucket's default encryption; the advised one where that policy has reported the bucket: the statements of a bucket policy
 * are made for what the bucket is to be, or following both would deny every upload without a header.
 */
export function encryptionAfterAdvice(
  bucket: Pick<DeclaredBucket, "urn">,
  encryption: JudgedEncryption,
  requirement: EncryptionRequirement,
  analysis: Analysis,
): JudgedEncryption {
  if (!analysis.hasReported(defaultEncryptionPolicy, bucket.urn) || !preferredDefault(requirement)) return encryption;
  const { algorithm, usesKmsKey } = bucketDefault(requirement);
  const [kmsKey] = usesKmsKey ? (requirement.kmsKeyArns ?? []) : [];
  const blocked = encryption === "open" ? undefined : encryption?.blockedEncryptionTypes;
  return { algorithm, ...(kmsKey !== undefined && { kmsKey }), ...(blocked && { blockedEncryptionTypes: blocked }) };
}
