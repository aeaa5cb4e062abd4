/**
 * How CloudTrail delivers to a trail's log bucket, which is under the requirement like every bucket of the stack.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
 */
import { parseArn, type AwsEnvironment } from "./arn";
import type { BucketPolicyOptions } from "./bucketPolicy";
import { approvesMethod, violationOf, type EncryptionRequirement } from "./requirement";
import { cloudTrailService, trailDeliveryStatements } from "./servicePolicies";

/**
 * The KMS key of a trail: as configured, else whatever makes its deliveries proper uploads.
 * @param configured a key ARN, `create` or `none`; the result is one of these as well
 */
export function trailKmsKey(requirement: EncryptionRequirement, configured: string | undefined): string {
  return configured ?? requirement.kmsKeyArns?.[0] ?? (approvesMethod(requirement, "sse-s3") ? "none" : "create");
}

/**
 * The KMS key of a trail in another account than home's, as {@link trailKmsKey} takes it: of the requirement's keys one of that
 * account in the home region, where the trail is and the first key. Where it has none there, no key: whether the key policy of
 * another account's lets the trail use it is not known here.
 * @param configured what is configured for the trail at home
 */
export function accountTrailKmsKey({ kmsKeyArns }: EncryptionRequirement, configured: string | undefined, accountId: string): string | undefined {
  if (!kmsKeyArns) return configured === "create" || configured === "none" ? configured : undefined;
  const [first, ...others] = kmsKeyArns.map((arn) => ({ arn, ...parseArn(arn) }));
  const own = [first, ...others].find((key) => key?.account === accountId && key.region === first?.region);
  return configured === "none" ? "none" : (own?.arn ?? "none");
}

/** What the deliveries ask of the log bucket's policy. */
export function logBucketTerms(
  environment: AwsEnvironment,
  requirement: EncryptionRequirement,
  trail: { readonly trailName: string; readonly bucketName: string; /** See {@link trailKmsKey}. */ readonly kmsKey: string; readonly organizationId?: string | undefined },
): Required<Pick<BucketPolicyOptions, "exemptServices" | "additionalStatements">> {
  return {
    exemptServices: deliveryBreaks(requirement, trail.kmsKey) ? [cloudTrailService] : [],
    additionalStatements: trailDeliveryStatements(environment, trail.bucketName, trail.trailName, trail.organizationId),
  };
}

/**
 * Whether what CloudTrail delivers breaks the requirement, so that its deliveries must be exempt.
 *
 * It asks by header, for log files and for the digest files of log file validation alike: for SSE-KMS with the trail's
 * key, and for SSE-S3 where the trail has none. Until 22 May 2025 digest files were always SSE-S3.
 */
function deliveryBreaks(requirement: EncryptionRequirement, kmsKey: string): boolean {
  const method = kmsKey === "none" ? ({ method: "sse-s3" } as const) : ({ method: "sse-kms", kmsKeyArn: kmsKey } as const);
  return violationOf(requirement, { ...method, origin: "header" }) !== undefined;
}
