import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accessPoliciesArguments } from "../arguments/components";
import type { AccessPoliciesArgs } from "../arguments/interfaces";
import { resourcePrefix } from "../arguments/names";
import { uploadIdentityPolicy, uploadResourceControlPolicy, uploadServiceControlPolicy } from "../encryption/accessPolicies";
import type { PolicyDocument } from "../encryption/policyDocument";
import type { EncryptionRequirement } from "../encryption/requirement";
import type { ExemptPrincipal } from "../encryption/uploadDenials";
import { CheckedArguments } from "./checkedArguments";
import { childOf } from "./childOptions";
import { statedRequirement } from "./requirement";

/** Makes an organization's policy. */
type OrganizationDocument = (requirement: EncryptionRequirement, partition: string, exemptPrincipals: readonly ExemptPrincipal[]) => PolicyDocument;

/** The requirement as policies outside of the buckets: identity policy, SCP and RCP, each on request. */
export class AccessPolicies extends pulumi.ComponentResource {
  /** ARN of the identity policy, where one was asked for. */
  readonly identityPolicyArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: AccessPoliciesArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const prefix = typeof args.namePrefix === "string" ? args.namePrefix : resourcePrefix(name);
    const checked = new CheckedArguments(`AccessPolicies ${name}`, accessPoliciesArguments, args, { prefix, prefixMadeOf: "the component's name" });
    super("s3-encryption-audit:index:AccessPolicies", name, {}, opts);
    const { settings } = checked;
    const place = checked.placeOf(this);
    const requirement = statedRequirement(settings.requirement, args.requirement);
    const child = childOf(this);
    const tags = args.tags ?? {};

    if (settings.identity) {
      // Where the requirement names keys, those of the buckets do not matter.
      const keyArns = pulumi.output(requirement.shape.kmsKeyArns ? [] : (args.bucketKeyArns ?? []));
      this.identityPolicyArn = new aws.iam.Policy(
        name,
        {
          name: place.apply(() => `${prefix}-uploads`),
          description: "Allows uploads that are encrypted as required",
          policy: pulumi
            .all([place, requirement.known, keyArns])
            .apply(([known, stated, keys]) => JSON.stringify(uploadIdentityPolicy(stated, known, settings.bucketNames, keys))),
          tags,
        },
        child,
      ).arn;
    }

    const exempt = pulumi.output(args.exemptPrincipals ?? []) as pulumi.Output<ExemptPrincipal[]>;
    const organizationPolicy = (type: string, suffix: string, targets: readonly string[], document: OrganizationDocument): void => {
      const policy = new aws.organizations.Policy(
        `${name}-${suffix}`,
        {
          name: place.apply(() => `${prefix}-uploads-${suffix}`),
          description: "Denies uploads that are not encrypted as required",
          type,
          content: pulumi
            .all([place, requirement.known, exempt])
            .apply(([{ partition }, stated, exemptPrincipals]) => JSON.stringify(document(stated, partition, exemptPrincipals))),
          tags,
        },
        child,
      );
      for (const targetId of targets) {
        new aws.organizations.PolicyAttachment(`${name}-${suffix}-${targetId}`, { policyId: policy.id, targetId }, child);
      }
    };
    const { serviceControl, resourceControl } = settings;
    if (serviceControl) organizationPolicy("SERVICE_CONTROL_POLICY", "scp", serviceControl.targets, uploadServiceControlPolicy);
    if (resourceControl) organizationPolicy("RESOURCE_CONTROL_POLICY", "rcp", resourceControl.targets, uploadResourceControlPolicy);
    this.registerOutputs({ identityPolicyArn: this.identityPolicyArn });
  }
}
