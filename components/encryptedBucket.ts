import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import { blockedEncryptionTypes } from "../encryption/blockedTypes";
import { needsAccountRegionalNamespace } from "../encryption/bucketNamespace";
import { bucketDefault, bucketPolicy } from "../encryption/bucketPolicy";
import type { EncryptionMethodId } from "../encryption/methods";
import type { PolicyStatement } from "../encryption/policyDocument";
import type { EncryptionRequirement } from "../encryption/requirement";
import type { ExemptPrincipal } from "../encryption/uploadDenials";
import { childOf } from "./childOptions";
import { EncryptionKey } from "./encryptionKey";

export interface EncryptedBucketArgs {
  /** Name of the bucket. Plain, so that the policy document is known at preview. */
  readonly bucketName: string;
  readonly environment: AwsEnvironment;
  /** What a proper upload is; default encryption and deny policy derive from it. */
  readonly requirement: EncryptionRequirement;
  /** Method of the default encryption; the preferred one of the requirement when left out. */
  readonly method?: EncryptionMethodId;
  /** KMS key of the default encryption; the first approved key, else a new key, when left out. */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** `deny` (default) stops improper uploads; `audit` only lets them be seen. */
  readonly enforcement?: "deny" | "audit";
  readonly versioning?: boolean;
  readonly exemptPrincipals?: readonly ExemptPrincipal[];
  /** AWS services whose own writes are not denied, such as `cloudtrail.amazonaws.com`. */
  readonly exemptServices?: readonly string[];
  /** The owner's own policy statements; kept as they are. */
  readonly additionalStatements?: readonly PolicyStatement[];
  /** Days after which objects are deleted; kept for ever when left out. */
  readonly expireAfterDays?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Refuse to delete the bucket, its key, and what makes it safe: policy, encryption, privacy, versions. */
  readonly protect?: boolean;
  /** Delete the bucket's objects with it, and the key that was created for them. */
  readonly forceDestroy?: boolean;
}

/**
 * A bucket that holds only objects encrypted as required: default encryption, a policy that denies other uploads and
 * requests without TLS, no public access, no ACLs.
 */
export class EncryptedBucket extends pulumi.ComponentResource {
  readonly bucketName: string;
  readonly bucket: aws.s3.Bucket;
  readonly bucketPolicy: aws.s3.BucketPolicy;
  /** The KMS key of the default encryption; undefined where the method uses none. */
  readonly kmsKeyArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: EncryptedBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:EncryptedBucket", name, {}, opts);
    const { bucketName, environment, requirement, enforcement = "deny" } = args;
    const { tags = {}, protect = false, forceDestroy = false } = args;
    const child = childOf(this);
    const encryption = bucketDefault(requirement, args.method);
    const blocked = blockedEncryptionTypes(requirement, enforcement, args.exemptPrincipals);

    const givenKey = args.kmsKeyArn ?? requirement.kmsKeyArns?.[0];
    const createdKey = (): EncryptionKey =>
      new EncryptionKey(name, { encrypts: { bucket: bucketName }, environment, tags, protect, forceDestroy }, child);
    this.kmsKeyArn = encryption.usesKmsKey ? pulumi.output(givenKey ?? createdKey().arn) : undefined;

    this.bucketName = bucketName;
    this.bucket = new aws.s3.Bucket(
      name,
      {
        bucket: bucketName,
        ...(needsAccountRegionalNamespace(bucketName) && { bucketNamespace: "account-regional" }),
        forceDestroy,
        tags,
      },
      { ...child, protect, ...(this.kmsKeyArn && { dependsOn: resourcesBehind(this.kmsKeyArn) }) },
    );
    const ofBucket = { bucket: this.bucket.id };
    // S3 deletes a bucket's configuration with it. Deleted one by one before it, a bucket that S3 then refuses to delete
    // would hold its objects without encryption, policy and privacy. Where the engine refuses, each part must do so.
    const kept = { ...child, deletedWith: this.bucket, protect };

    new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        ...ofBucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: encryption.algorithm,
              ...(this.kmsKeyArn && { kmsMasterKeyId: this.kmsKeyArn }),
            },
            bucketKeyEnabled: encryption.bucketKeyEnabled,
            ...(blocked && { blockedEncryptionTypes: [...blocked] }),
          },
        ],
      },
      kept,
    );
    const publicAccessBlock = new aws.s3.BucketPublicAccessBlock(
      name,
      {
        ...ofBucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      kept,
    );
    new aws.s3.BucketOwnershipControls(name, { ...ofBucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, kept);
    if (args.versioning) {
      new aws.s3.BucketVersioning(name, { ...ofBucket, versioningConfiguration: { status: "Enabled" } }, kept);
    }
    if (args.expireAfterDays !== undefined) {
      new aws.s3.BucketLifecycleConfiguration(
        name,
        {
          ...ofBucket,
          rules: [
            {
              id: "expire",
              status: "Enabled",
              filter: { prefix: "" },
              expiration: { days: args.expireAfterDays },
              abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            },
          ],
        },
        { ...child, deletedWith: this.bucket },
      );
    }

    const policy = bucketPolicy({
      partition: environment.partition,
      bucketName,
      requirement,
      default: encryption,
      ...(typeof givenKey === "string" && { defaultKmsKeyArn: givenKey }),
      enforcement,
      exemptPrincipals: args.exemptPrincipals ?? [],
      exemptServices: args.exemptServices ?? [],
      additionalStatements: args.additionalStatements ?? [],
    });
    this.bucketPolicy = new aws.s3.BucketPolicy(
      name,
      { ...ofBucket, policy: JSON.stringify(policy) },
      // S3 refuses two changes to a bucket's access at the same time.
      { ...kept, dependsOn: [publicAccessBlock] },
    );
    this.registerOutputs({ bucketName, kmsKeyArn: this.kmsKeyArn });
  }
}

/** The resources that a value comes from, for what must be deleted before them. */
function resourcesBehind(value: pulumi.Output<unknown>): pulumi.Output<pulumi.Resource[]> {
  // Pulumi adds the resources of an output to those that it holds.
  return value.apply(() => []);
}
