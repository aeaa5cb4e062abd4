/** The resources of a bucket that holds only objects encrypted as required. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import { blockedEncryptionTypes } from "../encryption/blockedTypes";
import { needsAccountRegionalNamespace } from "../encryption/bucketNamespace";
import { bucketDefault, bucketPolicy, type BucketPolicyOptions } from "../encryption/bucketPolicy";
import type { EncryptionMethodId } from "../encryption/methods";
import type { PolicyStatement } from "../encryption/policyDocument";
import type { ExemptPrincipal } from "../encryption/uploadDenials";
import { declareAccessPoints, type AccessPointTerms } from "./accessPoints";
import { childOf } from "./childOptions";
import { EncryptionKey } from "./encryptionKey";
import type { StatedRequirement } from "./requirement";

/** What `keep` leaves as the bucket has it; `enforce` when left out. */
type Keepable = "enforce" | "keep";

/** What a bucket is made of. What is no Output decides which resources there are. */
export interface BucketTerms {
  /** As far as it is known without an account: whose namespace it is of. */
  readonly namePattern: string;
  readonly bucketName: pulumi.Output<string>;
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly requirement: StatedRequirement;
  readonly method?: EncryptionMethodId;
  readonly kmsKeyArn?: pulumi.Input<string>;
  readonly enforcement: "deny" | "audit";
  readonly denyBelow?: readonly string[];
  readonly defaultEncryption?: Keepable;
  readonly publicAccessBlock?: Keepable;
  readonly ownership?: Keepable;
  readonly requireTls?: Keepable;
  readonly versioning?: boolean;
  /** Their methods decide what S3 blocks; their ARNs may be stand-ins, {@link exemptPrincipals} has the known ones. */
  readonly exemptions?: readonly ExemptPrincipal[];
  readonly exemptPrincipals?: pulumi.Output<readonly ExemptPrincipal[]>;
  readonly exemptServices?: pulumi.Input<readonly string[]>;
  readonly additionalStatements?: pulumi.Output<readonly PolicyStatement[]>;
  /** There are no additional statements: where nothing else makes one either, the stack has no bucket policy. */
  readonly noStatements?: boolean;
  readonly accessPoints?: readonly AccessPointTerms[];
  readonly expireAfterDays?: number;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly protect: boolean;
  readonly forceDestroy: boolean;
}

/** The bucket, its policy, and the KMS key of its default encryption; undefined where the method uses none. */
export interface BucketResources {
  readonly bucket: aws.s3.Bucket;
  /** Undefined where the stack has nothing to say in it. */
  readonly bucketPolicy: aws.s3.BucketPolicy | undefined;
  readonly kmsKeyArn: pulumi.Output<string> | undefined;
  readonly accessPoints: readonly aws.s3.AccessPoint[];
}

/**
 * Declares a bucket as a component's children: default encryption, a policy that denies other uploads and requests without
 * TLS, no public access, no ACLs.
 */
export function declareBucket(component: pulumi.ComponentResource, name: string, terms: BucketTerms): BucketResources {
  const { bucketName, namePattern, place, requirement, tags, protect, forceDestroy } = terms;
  const child = childOf(component);
  const encryption = bucketDefault(requirement.shape, terms.method);
  // S3 blocks a method for the whole bucket: not while it is denied only below some prefixes.
  const blocked = blockedEncryptionTypes(requirement.shape, terms.denyBelow ? "audit" : terms.enforcement, terms.exemptions);

  const givenKey = terms.kmsKeyArn ?? requirement.firstKey;
  const createdKey = (): EncryptionKey => new EncryptionKey(name, { encrypts: { bucket: bucketName }, place, tags, protect, forceDestroy }, child);
  const encrypts = terms.defaultEncryption !== "keep";
  const kmsKeyArn = encrypts && encryption.usesKmsKey ? pulumi.output(givenKey ?? createdKey().arn) : undefined;

  const bucket = new aws.s3.Bucket(
    name,
    {
      bucket: bucketName,
      ...(needsAccountRegionalNamespace(namePattern) && { bucketNamespace: "account-regional" }),
      forceDestroy,
      tags,
    },
    { ...child, protect, ...(kmsKeyArn && { dependsOn: resourcesBehind(kmsKeyArn) }) },
  );
  const ofBucket = { bucket: bucket.id };
  // S3 deletes a bucket's configuration with it. Deleted one by one before it, a bucket that S3 then refuses to delete
  // would hold its objects without encryption, policy and privacy.
  const kept = { ...child, deletedWith: bucket, protect };
  // With `keep` these leave the stack, protected or not, and stay: S3 would open a bucket whose privacy is deleted.
  const keepable = { ...kept, protect: false, retainOnDelete: true };

  if (encrypts) {
    new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        ...ofBucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: encryption.algorithm,
              ...(kmsKeyArn && { kmsMasterKeyId: kmsKeyArn }),
            },
            bucketKeyEnabled: encryption.bucketKeyEnabled,
            ...(blocked && { blockedEncryptionTypes: [...blocked] }),
          },
        ],
      },
      keepable,
    );
  }
  const publicAccessBlock =
    terms.publicAccessBlock === "keep"
      ? []
      : [
          new aws.s3.BucketPublicAccessBlock(
            name,
            {
              ...ofBucket,
              blockPublicAcls: true,
              blockPublicPolicy: true,
              ignorePublicAcls: true,
              restrictPublicBuckets: true,
            },
            keepable,
          ),
        ];
  if (terms.ownership !== "keep") {
    new aws.s3.BucketOwnershipControls(name, { ...ofBucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, keepable);
  }
  if (terms.versioning) {
    new aws.s3.BucketVersioning(name, { ...ofBucket, versioningConfiguration: { status: "Enabled" } }, kept);
  }
  if (terms.expireAfterDays !== undefined) {
    new aws.s3.BucketLifecycleConfiguration(
      name,
      {
        ...ofBucket,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days: terms.expireAfterDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      { ...child, deletedWith: bucket },
    );
  }
  const holdsDenialsAlone = terms.requireTls === "keep" && terms.noStatements === true;
  const saysNothing = terms.enforcement === "audit" && holdsDenialsAlone;
  const policy = saysNothing
    ? undefined
    : new aws.s3.BucketPolicy(
        name,
        { ...ofBucket, policy: policyOf(terms) },
        // S3 refuses two changes to a bucket's access at the same time.
        // One that goes as soon as nothing is enforced is not protected: a roll-out must be undone without a second step.
        { ...kept, protect: protect && !holdsDenialsAlone, dependsOn: publicAccessBlock },
      );
  const accessPoints = declareAccessPoints(name, terms.accessPoints ?? [], {
    bucket,
    place,
    tags,
    policy: policyOptions(terms),
    // Whoever comes through an access point meets the bucket's denials from the first request on.
    options: { ...child, dependsOn: policy ? [policy] : [] },
  });
  return { bucket, bucketPolicy: policy, kmsKeyArn, accessPoints };
}

/** The bucket policy: known at preview, unless it names something that does not exist yet. */
function policyOf(terms: BucketTerms): pulumi.Output<string> {
  return pulumi
    .all([terms.place, policyOptions(terms), terms.additionalStatements ?? []])
    .apply(([{ partition }, options, additionalStatements]) => JSON.stringify(bucketPolicy({ ...options, partition, additionalStatements })));
}

/** What the policies of bucket and access points have in common. */
function policyOptions(terms: BucketTerms): pulumi.Output<Omit<BucketPolicyOptions, "partition">> {
  const { shape } = terms.requirement;
  // Where any key will do, the policy does not depend on which.
  const key = shape.kmsKeyArns ? (terms.kmsKeyArn ?? terms.requirement.firstKey) : undefined;
  return pulumi
    .all([
      pulumi.all([terms.bucketName, terms.requirement.known, pulumi.output(key)]),
      pulumi.all([terms.exemptPrincipals ?? [], pulumi.output(terms.exemptServices ?? [])]),
    ])
    .apply(([[bucketName, requirement, defaultKmsKeyArn], [exemptPrincipals, exemptServices]]) => ({
      bucketName,
      requirement,
      default: terms.defaultEncryption === "keep" ? undefined : bucketDefault(requirement, terms.method),
      ...(defaultKmsKeyArn !== undefined && { defaultKmsKeyArn }),
      enforcement: terms.enforcement,
      ...(terms.denyBelow && { denyBelow: terms.denyBelow }),
      ...(terms.requireTls && { requireTls: terms.requireTls }),
      exemptPrincipals,
      exemptServices,
    }));
}

/** The resources that a value comes from, for what must be deleted before them. */
function resourcesBehind(value: pulumi.Output<unknown>): pulumi.Output<pulumi.Resource[]> {
  // Pulumi adds the resources of an output to those that it holds.
  return value.apply(() => []);
}
