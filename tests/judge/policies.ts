/** Bucket policies that tests judge, in the form in which people write them. */
import assert from "node:assert/strict";
import type { Place } from "../../judge/bucket";
import { relevantStatements, type Statements } from "../../judge/statements";
import { parsePolicyDocument } from "../../simulator";

/** The day of all judgements. */
export const today = new Date("2026-11-25T00:00:00Z");
export const bucketName = "acme-orders";
export const account = "111122223333";
export const approvedKey = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

export interface Statement {
  readonly [element: string]: unknown;
}

/** A policy of these statements, as JSON text. */
export function policy(...statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A bucket of which everything is known. */
export const place: Place = { account, accountKnown: true, region: "eu-west-1", regionKnown: true, partition: "aws" };

/** What a policy says of uploads. */
export function statementsOf(...statements: Statement[]): Statements {
  if (statements.length === 0) return { version: "2012-10-17", statements: [] };
  const parsed = parsePolicyDocument(policy(...statements), "bucket", { name: bucketName });
  assert.ok(parsed.valid, JSON.stringify(parsed));
  return relevantStatements(parsed.document, ["s3:PutObject", "s3:UpdateObjectEncryption"]);
}

/** A statement that denies uploads to the whole bucket to everybody under these conditions. */
export function deny(condition: object | undefined, more: Statement = {}): Statement {
  return {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${bucketName}/*`,
    ...(condition && { Condition: condition }),
    ...more,
  };
}

const algorithm = "s3:x-amz-server-side-encryption";
const keyId = "s3:x-amz-server-side-encryption-aws-kms-key-id";
const customer = "s3:x-amz-server-side-encryption-customer-algorithm";

/** Denies SSE-C. */
export const denySseC = deny({ Null: { [customer]: "false" } });
/** Denies every method but the KMS ones where a method is asked for. */
export const denyOthers = deny({ Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: ["aws:kms", "aws:kms:dsse"] } });
/** The two that close a bucket with a KMS default under the default requirement. */
export const closed: readonly Statement[] = [denyOthers, denySseC];

/** The bucket policy of the AWS blog, with its typography and its missing Principal mended. */
export const blogStatements: readonly Statement[] = [
  deny({ StringEquals: { [algorithm]: "AES256" } }, { Sid: "Prevent SSE-S3 encryption" }),
  deny(
    { StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: approvedKey } },
    { Sid: "Prevent encryption with other KMS keys" },
  ),
  deny({ Null: { [algorithm]: true } }, { Sid: "Prevent PutObject with no encryption or SSE-C encryption" }),
];

export const keys = { algorithm, keyId, customer };
