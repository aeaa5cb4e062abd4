import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  uploadIdentityPolicy,
  uploadResourceControlPolicy,
  uploadServiceControlPolicy,
} from "../encryption/accessPolicies";
import type { AwsEnvironment } from "../encryption/arn";
import type { PolicyDocument } from "../encryption/policyDocument";
import type { EncryptionRequirement } from "../encryption/requirement";
import type { ExemptPrincipal } from "../encryption/uploadDenials";
import { childOf } from "./childOptions";

export interface AccessPoliciesArgs {
  readonly environment: AwsEnvironment;
  readonly requirement: EncryptionRequirement;
  readonly namePrefix: string;
  /** Create an identity policy that allows proper uploads to {@link bucketNames}. */
  readonly identity: boolean;
  readonly bucketNames: readonly string[];
  /** The KMS keys of these buckets' default encryption. */
  readonly bucketKeyArns?: readonly pulumi.Input<string>[];
  /** Create a service control policy, attached to these targets. */
  readonly serviceControl?: { readonly targets: readonly string[] };
  /** Create a resource control policy, attached to these targets. */
  readonly resourceControl?: { readonly targets: readonly string[] };
  readonly exemptPrincipals: readonly ExemptPrincipal[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The requirement as policies outside of the buckets: identity policy, SCP and RCP, each on request. */
export class AccessPolicies extends pulumi.ComponentResource {
  readonly identityPolicyArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: AccessPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:AccessPolicies", name, {}, opts);
    const { requirement, namePrefix, exemptPrincipals, tags } = args;
    const { partition } = args.environment;
    const child = childOf(this);
    if (args.identity) {
      this.identityPolicyArn = new aws.iam.Policy(
        name,
        {
          name: `${namePrefix}-uploads`,
          description: "Allows uploads that are encrypted as required",
          policy: this.identityPolicy(args),
          tags: { ...tags },
        },
        child,
      ).arn;
    }

    const organizationPolicy = (type: string, suffix: string, targets: readonly string[], document: PolicyDocument): void => {
      const policy = new aws.organizations.Policy(
        `${name}-${suffix}`,
        {
          name: `${namePrefix}-uploads-${suffix}`,
          description: "Denies uploads that are not encrypted as required",
          type,
          content: JSON.stringify(document),
          tags: { ...tags },
        },
        child,
      );
      for (const targetId of targets) {
        new aws.organizations.PolicyAttachment(`${name}-${suffix}-${targetId}`, { policyId: policy.id, targetId }, child);
      }
    };
    if (args.serviceControl) {
      const document = uploadServiceControlPolicy(requirement, partition, exemptPrincipals);
      organizationPolicy("SERVICE_CONTROL_POLICY", "scp", args.serviceControl.targets, document);
    }
    if (args.resourceControl) {
      const document = uploadResourceControlPolicy(requirement, partition, exemptPrincipals);
      organizationPolicy("RESOURCE_CONTROL_POLICY", "rcp", args.resourceControl.targets, document);
    }
    this.registerOutputs({ identityPolicyArn: this.identityPolicyArn });
  }

  /** Known at preview unless it names a key that does not exist yet. */
  private identityPolicy({ environment, requirement, bucketNames, bucketKeyArns = [] }: AccessPoliciesArgs): pulumi.Input<string> {
    const policy = (keyArns: readonly string[]): string =>
      JSON.stringify(uploadIdentityPolicy(requirement, environment, bucketNames, keyArns));
    return requirement.kmsKeyArns ? policy([]) : pulumi.all([...bucketKeyArns]).apply(policy);
  }
}
