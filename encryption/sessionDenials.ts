/**
 * Deny statements for directory buckets, which authorize sessions instead of uploads: whoever may open a session uploads
 * with the encryption that it was opened with.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html
 */
import type { PolicyStatement } from "./policyDocument";
import { approvedAlgorithms, type EncryptionRequirement } from "./requirement";
import { conditionKeys, type GeneratedSid } from "./uploadDenials";

/** The IAM action that opens a session. */
export const createSessionAction = "s3express:CreateSession";

/** The condition keys of a session's encryption: those of an upload, under the service's own prefix. */
export const sessionConditionKeys = {
  algorithm: conditionKeys.algorithm.replace(/^s3:/, "s3express:"),
  kmsKeyId: conditionKeys.kmsKeyId.replace(/^s3:/, "s3express:"),
} as const;

/**
 * The statements for a requirement: against other methods, other keys, and sessions that leave the choice to the bucket's
 * default. The last one is for buckets whose default does not satisfy, and for requirements that ask for a header.
 * @param arn of the directory bucket
 */
export function sessionDenials(requirement: EncryptionRequirement, arn: string): PolicyStatement[] {
  const { algorithm, kmsKeyId } = sessionConditionKeys;
  const deny = (Sid: GeneratedSid, Condition: NonNullable<PolicyStatement["Condition"]>): PolicyStatement => ({
    Sid,
    Effect: "Deny",
    Principal: "*",
    Action: createSessionAction,
    Resource: arn,
    Condition,
  });
  const algorithms = approvedAlgorithms(requirement);
  return [
    deny("DenyOtherEncryptionMethods", {
      Null: { [algorithm]: "false" },
      ...(algorithms.length > 0 && { StringNotEquals: { [algorithm]: algorithms } }),
    }),
    ...(requirement.kmsKeyArns
      ? [deny("DenyOtherKmsKeys", { Null: { [kmsKeyId]: "false" }, StringNotEquals: { [kmsKeyId]: requirement.kmsKeyArns } })]
      : []),
    deny("DenyMissingEncryptionHeader", { Null: { [algorithm]: "true" } }),
  ];
}
