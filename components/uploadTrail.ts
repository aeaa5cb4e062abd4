import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { regionalArn, type AwsEnvironment } from "../encryption/arn";
import type { AdvancedEventSelector } from "../encryption/eventSelectors";
import type { EncryptionRequirement } from "../encryption/requirement";
import { trailKeyStatements } from "../encryption/servicePolicies";
import { logBucketTerms, trailKmsKey } from "../encryption/trailDelivery";
import { childOf } from "./childOptions";
import { EncryptedBucket } from "./encryptedBucket";
import { EncryptionKey } from "./encryptionKey";

export interface UploadTrailArgs {
  readonly environment: AwsEnvironment;
  readonly requirement: EncryptionRequirement;
  readonly trailName: string;
  readonly selectors: readonly AdvancedEventSelector[];
  readonly multiRegion: boolean;
  /** KMS key of the log files: a key ARN, `create` or `none`; derived from the requirement when left out. */
  readonly kmsKey?: string;
  readonly logBucket: {
    readonly bucketName: string;
    /** The bucket is there already, and lets CloudTrail write. */
    readonly exists: boolean;
    readonly expireAfterDays: number;
  };
  readonly tags: Readonly<Record<string, string>>;
  readonly protect: boolean;
  readonly forceDestroy: boolean;
}

/** A trail that records the audited uploads and nothing else, with the bucket it delivers its log files to. */
export class UploadTrail extends pulumi.ComponentResource {
  readonly trail: aws.cloudtrail.Trail;

  constructor(name: string, args: UploadTrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:UploadTrail", name, {}, opts);
    const { environment, requirement, trailName, logBucket, tags, protect } = args;
    const child = childOf(this);
    const kmsKey = trailKmsKey(requirement, args.kmsKey);
    const kmsKeyArn =
      kmsKey === "create"
        ? new EncryptionKey(
            name,
            {
              encrypts: { trail: trailName },
              environment,
              additionalStatements: trailKeyStatements(environment, trailName),
              tags,
              protect,
              // A bucket that exists outside the stack keeps its log files.
              forceDestroy: args.forceDestroy && !logBucket.exists,
            },
            child,
          ).arn
        : kmsKey;

    const bucket = logBucket.exists
      ? undefined
      : new EncryptedBucket(
          `${name}-logs`,
          {
            bucketName: logBucket.bucketName,
            environment,
            requirement,
            ...(kmsKeyArn !== "none" && { kmsKeyArn }),
            ...logBucketTerms(environment, requirement, { trailName, bucketName: logBucket.bucketName, kmsKey }),
            expireAfterDays: logBucket.expireAfterDays,
            tags,
            protect,
            forceDestroy: args.forceDestroy,
          },
          child,
        );

    this.trail = new aws.cloudtrail.Trail(
      name,
      {
        name: trailName,
        s3BucketName: logBucket.bucketName,
        isMultiRegionTrail: args.multiRegion,
        // Selectors of data events record no global service events; CloudTrail still asks for them in all regions.
        includeGlobalServiceEvents: args.multiRegion,
        enableLogFileValidation: true,
        ...(kmsKeyArn !== "none" && { kmsKeyId: kmsKeyArn }),
        advancedEventSelectors: [...args.selectors],
        tags,
      },
      // CloudTrail tries to write when the trail is created.
      { ...child, dependsOn: bucket ? [bucket.bucketPolicy] : [] },
    );
    this.registerOutputs({ trailArn: regionalArn(environment, "cloudtrail", `trail/${trailName}`) });
  }
}
