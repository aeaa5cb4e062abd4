/** Statements of bucket policies that look at access points, as tests of the pack need them. */

const algorithm = "s3:x-amz-server-side-encryption";

/** What closes a bucket with a KMS default under the default requirement. */
export function closed(resource: string): object[] {
  const denial = { Effect: "Deny", Principal: "*", Action: ["s3:PutObject", "s3:UpdateObjectEncryption"], Resource: resource };
  return [
    { ...denial, Sid: "DenyOthers", Condition: { Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: ["aws:kms", "aws:kms:dsse"] } } },
    { ...denial, Sid: "DenySseC", Action: "s3:PutObject", Condition: { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } } },
  ];
}

/** Denies what does not come to a bucket as the condition says. */
export function only(bucketName: string, Condition: object): object {
  return { Sid: "OnlyThroughAccessPoints", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`], Condition };
}
