/** The default encryption of a bucket of an inventory. */
import { encryptionMethod, methodOfAlgorithm } from "../encryption/methods";
import type { DefaultEncryption } from "../judge/bucketJudge";
import type { BucketInventory } from "./inventory";

/** A bucket's default encryption as S3 answers it. */
export function defaultOf(configuration: BucketInventory["ServerSideEncryptionConfiguration"]): DefaultEncryption | undefined {
  const rule = configuration?.Rules[0];
  if (!rule) return undefined;
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {};
  const blocked = rule.BlockedEncryptionTypes?.EncryptionType;
  return {
    // A rule with blocked types alone leaves S3's own default.
    algorithm: SSEAlgorithm ?? encryptionMethod("sse-s3").algorithm ?? "",
    ...(KMSMasterKeyID !== undefined && { kmsKey: KMSMasterKeyID }),
    ...(blocked && { blockedEncryptionTypes: blocked }),
  };
}

/** In words, such as `SSE-KMS with arn:aws:kms:…`. */
export function encryptionWords(encryption: DefaultEncryption | undefined): string {
  if (!encryption) return "none";
  const method = methodOfAlgorithm(encryption.algorithm);
  return `${method?.label ?? encryption.algorithm}${encryption.kmsKey === undefined ? "" : ` with ${encryption.kmsKey}`}`;
}
