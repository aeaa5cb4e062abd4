/** The default encryption that s3-default-encryption advises for a bucket, and what the bucket is once it follows that. */
import { advisedDefault } from "../../encryption/advisedDefault";
import { approvesMethod, preferredDefault } from "../../encryption/requirement";
import type { ServiceWriter } from "../../encryption/serviceWriters";
import type { JudgedEncryption } from "../../judge/bucketJudge";
import type { PolicyContext } from "../policy";
import type { DeclaredBucket } from "./bucketModel";
import { bucketTypes, nativePrefix, separateRules, type DefaultRule } from "./resourceTypes";

/** The policy that advises on default encryption. */
export const defaultEncryptionPolicy = "s3-default-encryption";

/** What Analysis.noteAdvice calls the advice to exempt a bucket. */
export const exemptionAdvice = "(exemption)";

/** Stands for the ARN of a key, where the AWS managed one will not do; where any key will do, none is named. */
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

type Advised = Pick<PolicyContext, "requirement" | "writers">;

/**
 * The services that write into a bucket and need SSE-S3, where the requirement does not approve it: the bucket cannot comply,
 * and an exemption is the way out.
 */
export function writersToExempt({ requirement, writers }: Advised, bucket: DeclaredBucket): ServiceWriter[] {
  return approvesMethod(requirement, "sse-s3") ? [] : writers(bucket).filter(({ needs }) => needs === "sse-s3");
}

/** The advice for a bucket: where its default encryption is declared already, there; else where the bucket's provider has it. */
export function advisedEncryption(context: Advised, bucket: DeclaredBucket): AdvisedEncryption {
  const rule = advisedRule(context, bucket);
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
function advisedRule({ requirement, writers }: Advised, bucket: DeclaredBucket): DefaultRule {
  const needs = new Set(writers(bucket).map((writer) => writer.needs));
  const method = needs.has("sse-s3") && approvesMethod(requirement, "sse-s3") ? "sse-s3" : undefined;
  const isDirectory = bucket.kind === "directory";
  const keyOtherwise = isDirectory || needs.has("customer-key") ? keyPlaceholder : undefined;
  const { algorithm, kmsKey, bucketKeyEnabled, blockedEncryptionTypes: blocked } = advisedDefault(requirement, method, keyOtherwise);
  return {
    sseAlgorithm: algorithm,
    ...(kmsKey !== undefined && { kmsMasterKeyId: kmsKey }),
    ...(!isDirectory && { ...(bucketKeyEnabled && { bucketKeyEnabled }), ...(blocked && { blockedEncryptionTypes: blocked }) }),
  };
}

/**
 * A bucket's default encryption; the advised one where that policy has reported the bucket: the statements of a bucket policy
 * are made for what the bucket is to be, or following both would deny every upload without a header.
 */
export function encryptionAfterAdvice(context: PolicyContext, bucket: DeclaredBucket, encryption: JudgedEncryption): JudgedEncryption {
  const { requirement, analysis } = context;
  if (!analysis.hasReported(defaultEncryptionPolicy, bucket.urn) || !preferredDefault(requirement)) return encryption;
  // The exemption that is advised instead leaves it as it is.
  if (writersToExempt(context, bucket).length > 0) return encryption;
  const { sseAlgorithm, kmsMasterKeyId, blockedEncryptionTypes: stated } = advisedRule(context, bucket);
  const declared = typeof encryption === "object" ? encryption.blockedEncryptionTypes : undefined;
  const blocked = advisedEncryption(context, bucket).statesBlocks ? stated : declared;
  return {
    algorithm: sseAlgorithm,
    ...(kmsMasterKeyId !== undefined && { kmsKey: kmsMasterKeyId }),
    ...(blocked && { blockedEncryptionTypes: blocked }),
  };
}
