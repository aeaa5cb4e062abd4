/** Which buckets and which exceptions in bucket policies the configuration leaves alone, and until when. */
import type { EncryptionRequirement } from "../../encryption/requirement";
import { strictestOf } from "../../encryption/strictness";
import type { Exception } from "../../judge/bucket";
import type { DeclaredBucket } from "../stack/bucketModel";
import { member } from "../stack/values";
import type { PackConfig } from "./packConfig";

type Exemption = PackConfig["exemptions"][number];
type AllowedException = PackConfig["allowedExceptions"][number];

/** What an exemption makes of a bucket: it is left alone, held to another requirement, or neither since it has expired. */
export interface ExemptionOfBucket {
  readonly exempt: boolean;
  readonly requirement?: EncryptionRequirement;
  readonly expired?: Exemption;
}

/** The exemption of a bucket. Of several requirements the strictest holds; where they exclude each other, the first. */
export function exemptionOf(
  bucket: Pick<DeclaredBucket, "bucketName" | "resourceName" | "urn" | "tags">,
  { exemptions }: Pick<PackConfig, "exemptions">,
  today: Date,
): ExemptionOfBucket {
  const matching = exemptions.filter((exemption) => covers(exemption, bucket));
  const valid = matching.filter((exemption) => !hasExpired(exemption, today));
  const requirements = valid.flatMap(({ requirement }) => requirement ?? []);
  if (valid.length > requirements.length) return { exempt: true };
  const [first] = requirements;
  if (first) return { exempt: false, requirement: strictestOf(requirements) ?? first };
  const [expired] = matching;
  return expired ? { exempt: false, expired } : { exempt: false };
}

function covers(exemption: Exemption, { bucketName, resourceName, urn, tags }: Pick<DeclaredBucket, "bucketName" | "resourceName" | "urn" | "tags">): boolean {
  if (exemption.bucket !== undefined) {
    const pattern = exemption.bucket;
    return [bucketName, resourceName].some((name) => name !== undefined && matchesPattern(pattern, name));
  }
  if (exemption.urn !== undefined) return matchesPattern(exemption.urn, urn);
  const { tag } = exemption;
  const value = tag && member(tags, tag.key);
  return typeof value === "string" && (tag?.value ?? value) === value;
}

/** Whether the configuration lists an exception of a bucket policy as acceptable. */
export function isAllowedException({ allowedExceptions }: Pick<PackConfig, "allowedExceptions">, today: Date): (exception: Exception) => boolean {
  const valid = allowedExceptions.filter((one) => !hasExpired(one, today));
  return (exception) => valid.some((one) => allows(one, exception));
}

/** The entry of the configuration that allowed an exception of a bucket policy until it expired. */
export function expiredAllowance(
  { allowedExceptions }: Pick<PackConfig, "allowedExceptions">,
  today: Date,
): (exception: Exception) => AllowedException | undefined {
  const expired = allowedExceptions.filter((one) => hasExpired(one, today));
  return (exception) => expired.find((one) => allows(one, exception));
}

function allows(allowed: AllowedException, { key, value }: Exception): boolean {
  if (allowed.key.toLowerCase() !== key.toLowerCase()) return false;
  return allowed.values === undefined || allowed.values.some((pattern) => matchesPattern(pattern, value));
}

/** An exemption holds to the end of its last day, in UTC. */
function hasExpired({ expires }: { expires?: string }, today: Date): boolean {
  return expires !== undefined && today.toISOString().slice(0, 10) > expires;
}

/** Whether a text matches a pattern in which `*` stands for anything. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
