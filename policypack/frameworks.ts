/** The compliance frameworks whose requirements the pack's policies belong to. */
import type { PolicyComplianceFramework } from "@pulumi/policy";

/**
 * Encryption at rest; the first of those that AWS itself maps to default encryption with KMS keys, its control S3.17.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-17
 */
export const encryptionAtRest: PolicyComplianceFramework = {
  name: "NIST SP 800-53",
  version: "Revision 5",
  reference: "SC-28(1)",
  specification: "Protection of information at rest: cryptographic protection.",
};

/**
 * Records of uploads, AWS's control S3.22.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-22
 */
export const recordedWrites: PolicyComplianceFramework = {
  name: "CIS AWS Foundations Benchmark",
  version: "5.0.0",
  reference: "3.8",
  specification: "Object-level logging for write events is enabled for S3 buckets.",
};
