/** The buckets of the cases in Terraform's language, for Checkov. */
import { bucketName } from "../../judge/policies";
import type { ComparisonCase, DefaultEncryption } from "./case";

/** One configuration with the bucket of each case, as `aws_s3_bucket.<id>`. */
export function terraform(cases: readonly ComparisonCase[]): string {
  return cases.map(bucket).join("\n");
}

function bucket({ id, encryption, policy }: ComparisonCase): string {
  return [
    `resource "aws_s3_bucket" "${id}" {\n  bucket = ${text(bucketName)}\n}\n`,
    ...(encryption ? [configuration(id, encryption)] : []),
    ...(policy === undefined ? [] : [`resource "aws_s3_bucket_policy" "${id}" {\n  bucket = aws_s3_bucket.${id}.id\n  policy = ${text(policy)}\n}\n`]),
  ].join("\n");
}

function configuration(id: string, { sseAlgorithm, kmsMasterKeyId, bucketKeyEnabled, blockedEncryptionTypes }: DefaultEncryption): string {
  return `resource "aws_s3_bucket_server_side_encryption_configuration" "${id}" {
  bucket = aws_s3_bucket.${id}.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = ${text(sseAlgorithm)}
${kmsMasterKeyId === undefined ? "" : `      kms_master_key_id = ${text(kmsMasterKeyId)}\n`}    }
${bucketKeyEnabled === undefined ? "" : `    bucket_key_enabled = ${String(bucketKeyEnabled)}\n`}${
    blockedEncryptionTypes ? `    blocked_encryption_types = [${blockedEncryptionTypes.map(text).join(", ")}]\n` : ""
  }  }
}
`;
}

/** A string of Terraform's language, in which ${ and %{ begin a template. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll("${", "$${").replaceAll("%{", "%%{");
}
