import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import type { PolicyStatement } from "../encryption/policyDocument";
import { accountKeyPolicy } from "../encryption/servicePolicies";
import { childOf } from "./childOptions";

export interface EncryptionKeyArgs {
  /** What is encrypted with the key: its tags and its description name it, since a key outlives its stack. */
  readonly encrypts: { readonly bucket: pulumi.Output<string> } | { readonly trail: string };
  readonly place: pulumi.Output<AwsEnvironment>;
  /** Statements for AWS services that use the key, beside the account's own. */
  readonly additionalStatements?: (place: AwsEnvironment) => readonly PolicyStatement[];
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly protect?: boolean;
  /**
   * What the key encrypts may go, so the key is deleted with this component. Else it stays in AWS: a key that is
   * scheduled for deletion decrypts nothing any more. Counts from the deployment after the one that sets it.
   */
  readonly forceDestroy?: boolean;
}

/** A symmetric KMS key that AWS rotates every year, with an alias of the same name. */
export class EncryptionKey extends pulumi.ComponentResource {
  /** ARN of the key. Whatever takes it is deleted before key and alias. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:EncryptionKey", name, {}, opts);
    const { encrypts, place, protect = false, forceDestroy = false } = args;
    const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
    const content = "bucket" in encrypts ? pulumi.interpolate`Objects in s3://${encrypts.bucket}` : `Log files of the trail ${encrypts.trail}`;
    const key = new aws.kms.Key(
      name,
      {
        description: pulumi.interpolate`${content}, for the Pulumi stack ${project}/${stack}`,
        enableKeyRotation: true,
        policy: place.apply((known) => JSON.stringify(accountKeyPolicy(known, args.additionalStatements?.(known)))),
        tags: pulumi.output(args.tags).apply((tags) => ({ project, stack, ...encrypts, ...tags })),
      },
      { ...childOf(this), protect, retainOnDelete: !forceDestroy },
    );
    const alias = new aws.kms.Alias(
      name,
      // Alias names take no periods, which bucket names may have. These have no underscores, so no two aliases are the same.
      { name: `alias/${name.replaceAll(".", "_")}`, targetKeyId: key.keyId },
      // Also of a key that stays: a later key can then have the name.
      childOf(this),
    );
    this.arn = pulumi.all([key.arn, alias.urn]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
