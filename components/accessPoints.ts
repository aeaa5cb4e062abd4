/** Access points of a bucket, with the bucket's denials in their own policies. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import { accessPointPolicy, type BucketPolicyOptions } from "../encryption/bucketPolicy";
import type { PolicyStatement } from "../encryption/policyDocument";

/** An access point of a bucket. */
export interface AccessPointTerms {
  readonly name: string;
  readonly vpcId?: pulumi.Input<string>;
  readonly additionalStatements?: pulumi.Output<readonly PolicyStatement[]>;
}

/** What the access points of a bucket have in common. */
export interface OfBucket {
  readonly bucket: aws.s3.Bucket;
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** What the bucket's own policy is made of. */
  readonly policy: pulumi.Output<Omit<BucketPolicyOptions, "partition">>;
  readonly options: pulumi.CustomResourceOptions;
}

/**
 * Declares access points. Each has its policy from the start, in place of a resource of its own: there is no moment in which one
 * is without.
 * @param name of the bucket's resource
 */
export function declareAccessPoints(name: string, accessPoints: readonly AccessPointTerms[], { bucket, place, tags, policy, options }: OfBucket): aws.s3.AccessPoint[] {
  return accessPoints.map(({ name: pointName, vpcId, additionalStatements }) => {
    const document = pulumi
      .all([place, policy, additionalStatements ?? []])
      .apply(([known, ofBucket, own]) => accessPointPolicy(ofBucket, { name: pointName, additionalStatements: own }, known));
    return new aws.s3.AccessPoint(
      `${name}-${pointName}`,
      {
        bucket: bucket.id,
        name: place.apply(() => pointName),
        // The provider's word for none: left out it would keep the one that there was.
        policy: document.apply((known) => (known ? JSON.stringify(known) : "{}")),
        publicAccessBlockConfiguration: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
        ...(vpcId !== undefined && { vpcConfiguration: { vpcId } }),
        tags,
      },
      options,
    );
  });
}
