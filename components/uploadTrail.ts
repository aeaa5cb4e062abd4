import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AuditSettings } from "../arguments/schemas";
import { logBucketOf } from "../arguments/names";
import { regionalArn, type AwsEnvironment } from "../encryption/arn";
import type { AdvancedEventSelector } from "../encryption/eventSelectors";
import { trailKeyStatements } from "../encryption/servicePolicies";
import { logBucketTerms, trailKmsKey } from "../encryption/trailDelivery";
import { childOf } from "./childOptions";
import { EncryptionKey } from "./encryptionKey";
import { PlacedBucket } from "./placedBucket";
import type { StatedRequirement } from "./requirement";

export interface UploadTrailArgs {
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly requirement: StatedRequirement;
  readonly namePrefix: string;
  readonly selectors: pulumi.Output<AdvancedEventSelector[]>;
  readonly trail: AuditSettings["trail"];
  /** The key of the log files where it is given: `trail.kmsKey` may be a stand-in for it. */
  readonly kmsKeyArn: pulumi.Input<string> | undefined;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly protect: boolean;
  readonly forceDestroy: boolean;
}

/** A trail that records what its selectors say and nothing else, with the bucket it delivers its log files to. */
export class UploadTrail extends pulumi.ComponentResource {
  readonly trail: aws.cloudtrail.Trail;
  /** Name of the bucket that it delivers to. */
  readonly bucketName: pulumi.Output<string>;
  /** The key that was created for the log files, where one was. */
  readonly createdKeyArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: UploadTrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:UploadTrail", name, {}, opts);
    const { place, requirement, trail, tags, protect, forceDestroy } = args;
    const { logBucket, name: trailName = args.namePrefix } = trail;
    const exists = logBucket.existing !== undefined;
    const child = childOf(this);
    const kind = trailKmsKey(requirement.shape, trail.kmsKey);
    this.createdKeyArn =
      kind === "create"
        ? new EncryptionKey(
            name,
            {
              encrypts: { trail: trailName },
              place,
              additionalStatements: (known) => trailKeyStatements(known, trailName),
              tags,
              protect,
              // A bucket that exists outside the stack keeps its log files.
              forceDestroy: forceDestroy && !exists,
            },
            child,
          ).arn
        : undefined;
    const kmsKeyArn = kind === "none" ? undefined : (this.createdKeyArn ?? args.kmsKeyArn ?? requirement.firstKey);

    const bucketName = place.apply(({ accountId }) => logBucketOf(trail, args.namePrefix, accountId));
    this.bucketName = bucketName;
    // A key that is created is not named by any policy.
    const namedKey = kind === "create" || kind === "none" ? kind : kmsKeyArn;
    const terms = pulumi.all([place, requirement.known, bucketName, pulumi.output(namedKey)]).apply(([known, stated, created, kmsKey = kind]) =>
      logBucketTerms(known, stated, { trailName, bucketName: created, kmsKey, organizationId: trail.organization?.id }),
    );
    const bucketPolicy = exists
      ? []
      : [
          new PlacedBucket(
            `${name}-logs`,
            {
              namePattern: logBucketOf(trail, args.namePrefix, ""),
              bucketName,
              place,
              requirement,
              ...(kmsKeyArn !== undefined && { kmsKeyArn }),
              enforcement: "deny",
              exemptServices: terms.exemptServices,
              additionalStatements: terms.additionalStatements,
              expireAfterDays: logBucket.expireAfterDays,
              tags,
              protect,
              forceDestroy,
            },
            child,
          ).bucketPolicy ?? [],
        ].flat();

    this.trail = new aws.cloudtrail.Trail(
      name,
      {
        name: place.apply(() => trailName),
        s3BucketName: bucketName,
        isMultiRegionTrail: trail.multiRegion,
        // Selectors of data events record no global service events; CloudTrail still asks for them in all regions.
        includeGlobalServiceEvents: trail.multiRegion,
        enableLogFileValidation: true,
        ...(trail.organization && { isOrganizationTrail: true }),
        ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }),
        advancedEventSelectors: args.selectors,
        tags,
      },
      // CloudTrail tries to write when the trail is created.
      { ...child, dependsOn: bucketPolicy },
    );
    this.registerOutputs({ trailArn: place.apply((known) => regionalArn(known, "cloudtrail", `trail/${trailName}`)) });
  }
}
