/**
 * How CloudTrail delivers to a trail's log bucket, which is under the requirement like every bucket of the stack.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
 */
import type { AwsEnvironment } from "./arn";
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

/** What the deliveries ask of the log bucket's policy. */
export function logBucketTerms(
  environment: AwsEnvironment,
  requirement: EncryptionRequirement,
  trail: { readonly trailName: string; readonly bucketName: string; /** See {@link trailKmsKey}. */ readonly kmsKey: string },
): Required<Pick<BucketPolicyOptions, "exemptServices" | "additionalStatements">> {
  return {
    exemptServices: deliveryBreaks(requirement, trail.kmsKey) ? [cloudTrailService] : [],
    additionalStatements: trailDeliveryStatements(environment, trail.bucketName, trail.trailName),
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
