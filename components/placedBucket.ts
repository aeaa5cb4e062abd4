import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { declareBucket, type BucketTerms } from "./bucketResources";

/** An EncryptedBucket whose name and policy depend on the account: of a trail's log files, or of query results. */
export class PlacedBucket extends pulumi.ComponentResource {
  readonly bucketPolicy: aws.s3.BucketPolicy | undefined;
  readonly kmsKeyArn: pulumi.Output<string> | undefined;

  constructor(name: string, terms: BucketTerms, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:EncryptedBucket", name, {}, opts);
    const { bucketPolicy, kmsKeyArn } = declareBucket(this, name, terms);
    this.bucketPolicy = bucketPolicy;
    this.kmsKeyArn = kmsKeyArn;
    this.registerOutputs({ bucketName: terms.bucketName, kmsKeyArn });
  }
}
