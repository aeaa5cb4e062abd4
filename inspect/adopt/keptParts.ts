/** Which parts of a bucket are as `enforce` would have them: then it may say so, and nothing changes. The others are kept. */
import { parseArn } from "../../encryption/arn";
import { blockedEncryptionTypes, typesBlockedByDefault } from "../../encryption/blockedTypes";
import { bucketDefault } from "../../encryption/bucketPolicy";
import { methodOfAlgorithm, type EncryptionMethodId } from "../../encryption/methods";
import { defaultViolation, preferredDefault, type EncryptionRequirement } from "../../encryption/requirement";
import { defaultOf, encryptionWords } from "../defaultEncryption";
import type { BucketInventory } from "../inventory";

/** A part of a bucket: as `enforce` would have it, with what the config says of it; or kept, and why. */
export type JudgedPart<Terms = object> = { readonly enforced: true; readonly terms: Terms } | { readonly enforced: false; readonly why: string };

const kept = (why: string): JudgedPart<never> => ({ enforced: false, why });

/** The block of public access. */
export function publicAccessPart({ PublicAccessBlockConfiguration: block }: BucketInventory): JudgedPart {
  if (block === undefined) return kept("it was not read");
  if (block === null) return kept("nothing blocks public access");
  const open = openBlocks(block);
  return open.length === 0 ? { enforced: true, terms: {} } : kept(`${open.join(", ")} ${open.length === 1 ? "is" : "are"} off`);
}

/** The settings of a block of public access that are off. */
export function openBlocks(block: NonNullable<BucketInventory["PublicAccessBlockConfiguration"]>): string[] {
  return (["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] as const).filter((key) => block[key] !== true);
}

/** Who owns the objects. */
export function ownershipPart({ OwnershipControls: controls }: BucketInventory): JudgedPart {
  if (controls === undefined) return kept("it was not read");
  const ownership = controls?.Rules[0]?.ObjectOwnership;
  if (ownership === "BucketOwnerEnforced") return { enforced: true, terms: {} };
  return kept(`ACLs count (${ownership ?? "no ownership controls"}): look whether any is needed`);
}

/** What the config says of a default encryption. */
interface EncryptionTerms {
  readonly method?: EncryptionMethodId;
  readonly kmsKeyArn?: string;
}

/** The default encryption. */
export function encryptionPart(bucket: BucketInventory, requirement: EncryptionRequirement): JudgedPart<EncryptionTerms> {
  const configuration = bucket.ServerSideEncryptionConfiguration;
  if (configuration === undefined) return kept("it was not read");
  const encryption = defaultOf(configuration);
  const words = encryptionWords(encryption);
  const method = encryption && methodOfAlgorithm(encryption.algorithm);
  if (!method || defaultViolation({ ...requirement, origin: "any" }, method.id, encryption.kmsKey) !== undefined) {
    return kept(`${words} is not what the requirement approves`);
  }
  const declared = bucketDefault(requirement, method.id);
  const key = encryption.kmsKey;
  const isKey = key !== undefined && parseArn(key)?.resource.startsWith("key/") === true;
  if (declared.usesKmsKey && !isKey) return kept(`${words}: a stack names the key by its ARN${key === undefined ? ", and would make one" : ""}`);
  if ((configuration?.Rules[0]?.BucketKeyEnabled ?? false) !== declared.bucketKeyEnabled) {
    return kept(`S3 Bucket Keys are ${declared.bucketKeyEnabled ? "off" : "on"}: enforce switches them, for new objects`);
  }
  const blocks = blockedEncryptionTypes(requirement, "audit") ?? typesBlockedByDefault(bucket.BucketRegion);
  const blocked = encryption.blockedEncryptionTypes ?? [];
  if (blocks.join() !== blocked.join()) return kept(`S3 blocks ${blocked.join(", ") || "nothing"}: enforce blocks ${blocks.join(", ") || "nothing"}`);
  return {
    enforced: true,
    terms: {
      ...(method.id !== preferredDefault(requirement)?.id && { method: method.id }),
      ...(declared.usesKmsKey && key !== undefined && key !== requirement.kmsKeyArns?.[0] && { kmsKeyArn: key }),
    },
  };
}
