/** Values in examples: of the account that AWS's documentation uses, so that nobody deploys one by accident. */
import { partitionOfRegion, regionalArn } from "../encryption/arn";

/** The account of the examples in AWS's documentation, and in this project's. */
export const documentationAccount = "111122223333";

const documentationRegion = "us-east-1";

/** A resource of the documentation's account, in a region and in the partition of it. */
function exampleArn(service: string, resource: string, region = documentationRegion): string {
  return regionalArn({ partition: partitionOfRegion(region), region, accountId: documentationAccount }, service, resource);
}

/** The ARN of a KMS key. */
export function exampleKmsKeyArn(region?: string): string {
  return exampleArn("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab", region);
}

/** The ARN of an SNS topic. */
export const exampleTopicArn = exampleArn("sns", "security-alerts");
