import * as pulumi from "@pulumi/pulumi";
import { encryptedBucketArguments } from "../arguments/components";
import type { EncryptedBucketArgs } from "../arguments/interfaces";
import { bucketArn } from "../encryption/arn";
import type { PolicyStatement } from "../encryption/policyDocument";
import type { ExemptPrincipal } from "../encryption/uploadDenials";
import { declareBucket } from "./bucketResources";
import { CheckedArguments } from "./checkedArguments";
import { statedRequirement } from "./requirement";

/**
 * A bucket that holds only objects encrypted as required: default encryption, a policy that denies other uploads and
 * requests without TLS, no public access, no ACLs.
 */
export class EncryptedBucket extends pulumi.ComponentResource {
  /** Name of the bucket; known at preview. */
  readonly bucketName: pulumi.Output<string>;
  /** ARN of the bucket. */
  readonly bucketArn: pulumi.Output<string>;
  /** ARN of the KMS key of the default encryption; none where the method uses none. */
  readonly kmsKeyArn: pulumi.Output<string> | undefined;
  /** ARNs of the access points, in their order. */
  readonly accessPointArns: pulumi.Output<string[]>;

  constructor(name: string, args: EncryptedBucketArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const context = { prefix: name, prefixMadeOf: "the component's name" };
    const checked = new CheckedArguments(`EncryptedBucket ${name}`, encryptedBucketArguments, args, context);
    super("s3-encryption-audit:index:EncryptedBucket", name, {}, opts);
    const { settings } = checked;
    const { bucketName = name, exemptPrincipals } = settings;
    const place = checked.placeOf(this);

    const { bucket, kmsKeyArn, accessPoints } = declareBucket(this, name, {
      ...settings,
      namePattern: bucketName,
      bucketName: place.apply(() => bucketName),
      place,
      requirement: statedRequirement(settings.requirement, args.requirement),
      ...(args.kmsKeyArn !== undefined && { kmsKeyArn: args.kmsKeyArn }),
      exemptions: exemptPrincipals,
      exemptPrincipals: pulumi.output(args.exemptPrincipals ?? []) as pulumi.Output<ExemptPrincipal[]>,
      noStatements: settings.additionalStatements.length === 0,
      additionalStatements: statementsOf(args.additionalStatements ?? []),
      accessPoints: (args.accessPoints ?? []).map(({ name: pointName, vpcId, additionalStatements = [] }) => ({
        name: pointName,
        ...(vpcId !== undefined && { vpcId }),
        additionalStatements: statementsOf(additionalStatements),
      })),
      tags: args.tags ?? {},
    });
    this.bucketName = bucket.bucket;
    this.bucketArn = pulumi.all([place, bucket.bucket]).apply(([{ partition }, created]) => bucketArn(partition, created));
    this.kmsKeyArn = kmsKeyArn;
    this.accessPointArns = pulumi.all(accessPoints.map(({ arn }) => arn));
    this.registerOutputs({ bucketName, kmsKeyArn });
  }
}

function statementsOf(texts: readonly pulumi.Input<string>[]): pulumi.Output<PolicyStatement[]> {
  return pulumi.all([...texts]).apply((known) => known.map((text) => JSON.parse(text) as PolicyStatement));
}
