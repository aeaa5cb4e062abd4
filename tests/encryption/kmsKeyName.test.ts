/** Protects that a key's name is one that S3 takes: a placeholder that was left in a program is none. */
import assert from "node:assert/strict";
import { isKmsKeyName } from "../../encryption/kmsKeyName";

const id = "1234abcd-12ab-34cd-56ef-1234567890ab";

describe("names of KMS keys", () => {
  for (const name of [
    `arn:aws:kms:us-east-1:111122223333:key/${id}`,
    "arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab",
    "arn:aws:kms:us-east-1:111122223333:alias/data/orders",
    id,
    "mrk-1234abcd12ab34cd56ef1234567890ab",
    "alias/aws/s3",
  ]) {
    it(`are ${name}`, () => {
      assert.equal(isKmsKeyName(name), true);
    });
  }

  for (const name of [
    "<ARN…>",
    "<ARN of a customer managed KMS key>",
    "",
    "orders",
    "alias/",
    `key/${id}`,
    `arn:aws:kms:us-east-1:<account>:key/${id}`,
    `arn:aws:kms::111122223333:key/${id}`,
    `arn:aws:kms:us-east-1::key/${id}`,
    "arn:aws:kms:us-east-1:111122223333:key/",
    `arn:aws:kms:us-east-1:111122223333:monkey/${id}`,
    `arn:aws:kms:us-east-1:111122223333:key/${id} or another`,
    `arn:aws:s3:us-east-1:111122223333:key/${id}`,
    `arn:aws:iam::111122223333:role/kms`,
  ]) {
    it(`are not ${JSON.stringify(name)}`, () => {
      assert.equal(isKmsKeyName(name), false);
    });
  }
});
