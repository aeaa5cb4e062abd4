import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import type { PolicyStatement } from "../encryption/policyDocument";
import { accountKeyPolicy } from "../encryption/servicePolicies";

export interface EncryptionKeyArgs {
  readonly description: string;
  readonly environment: AwsEnvironment;
  /** Statements for AWS services that use the key, beside the account's own. */
  readonly additionalStatements?: readonly PolicyStatement[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly protect?: boolean;
}

/** A symmetric KMS key that AWS rotates every year, with an alias of the same name. */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:EncryptionKey", name, {}, opts);
    const key = new aws.kms.Key(
      name,
      {
        description: args.description,
        enableKeyRotation: true,
        policy: JSON.stringify(accountKeyPolicy(args.environment, args.additionalStatements)),
        tags: { ...args.tags },
      },
      { parent: this, protect: args.protect ?? false },
    );
    // Alias names take no periods, which bucket names may have. These have no underscores, so no two aliases are the same.
    new aws.kms.Alias(name, { name: `alias/${name.replaceAll(".", "_")}`, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
