/** The default encryption that a bucket is advised to have. */
import { blockedEncryptionTypes } from "./blockedTypes";
import { bucketDefault } from "./bucketPolicy";
import type { EncryptionMethodId } from "./methods";
import type { EncryptionRequirement } from "./requirement";

/** A default encryption as a bucket's encryption rule states it. */
export interface AdvisedDefault {
  /** `SSEAlgorithm`. */
  readonly algorithm: string;
  /** Absent where any key will do, and for methods without one. */
  readonly kmsKey?: string;
  readonly bucketKeyEnabled: boolean;
  /** Absent where the rule says nothing of them. */
  readonly blockedEncryptionTypes?: readonly string[];
}

/**
 * What satisfies the requirement, and blocks what it does not approve.
 * @param method one of the approved methods, to be used instead of the preferred one
 * @param keyOtherwise the KMS key where the requirement names none; the AWS managed key when left out
 */
export function advisedDefault(requirement: EncryptionRequirement, method?: EncryptionMethodId, keyOtherwise?: string): AdvisedDefault {
  const { algorithm, usesKmsKey, bucketKeyEnabled } = bucketDefault(requirement, method);
  const key = usesKmsKey ? (requirement.kmsKeyArns?.[0] ?? keyOtherwise) : undefined;
  const blocked = blockedEncryptionTypes(requirement, "deny");
  return { algorithm, ...(key !== undefined && { kmsKey: key }), bucketKeyEnabled, ...(blocked && { blockedEncryptionTypes: blocked }) };
}
