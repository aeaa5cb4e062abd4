/**
 * How a KMS key may be named where S3 takes one: by its ARN, its id, or an alias of it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
 */
import { parseArn } from "./arn";

const id = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const alias = /^alias\/[\w/-]+$/;

/** Whether a text can be the name of a KMS key: a placeholder such as `<ARN of the key>` cannot. */
export function isKmsKeyName(text: string): boolean {
  const arn = parseArn(text);
  if (!arn) return id.test(text) || alias.test(text);
  return arn.service === "kms" && arn.region !== "" && arn.account !== "" && (/^key\/[\w-]+$/.test(arn.resource) || alias.test(arn.resource));
}
