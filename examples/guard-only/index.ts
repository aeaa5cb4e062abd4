/** A program that uses nothing but the policy pack: buckets declared in plain @pulumi/aws, held to the requirement. */
import * as aws from "@pulumi/aws";

const name = "acme-guarded-orders";
const bucket = new aws.s3.Bucket("orders", { bucket: name });

new aws.s3.BucketServerSideEncryptionConfiguration("orders", {
  bucket: bucket.id,
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] }],
});

// Without this policy the pack rejects the bucket, and says which statements to add: these.
new aws.s3.BucketPolicy("orders", {
  bucket: bucket.id,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyOtherEncryptionMethods",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:PutObject", "s3:ReplicateObject", "s3:UpdateObjectEncryption"],
        Resource: `arn:aws:s3:::${name}/*`,
        Condition: {
          Null: { "s3:x-amz-server-side-encryption": "false" },
          StringNotEquals: { "s3:x-amz-server-side-encryption": ["aws:kms", "aws:kms:dsse"] },
        },
      },
    ],
  }),
});

export const bucketName = bucket.bucket;
