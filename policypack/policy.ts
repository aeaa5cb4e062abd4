/** What all policies of the pack have in common: configuration, requirement, the model of the stack, exemptions. */
import type { EnforcementLevel, ReportViolation, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import type { EncryptionRequirement } from "../encryption/requirement";
import { exemptionOf, isAllowedException } from "./config/exemptions";
import { crossGuardProperties, parsePackConfig, type PackConfig } from "./config/packConfig";
import { effectiveRequirement, stackRequirementText } from "./config/requirementSources";
import { BucketJudge } from "./judge/judgeBucket";
import { assessEncryption, assessPolicy, type Assessed, type KnownEncryption } from "./stack/assess";
import { bucketModel, type BucketModel, type DeclaredBucket } from "./stack/bucketModel";
import { recordInputs } from "./stack/declaredInputs";
import { member, copyProperties } from "./stack/values";

/** What a policy judges by. */
export interface PolicyContext {
  readonly args: StackValidationArgs;
  readonly config: PackConfig;
  readonly requirement: EncryptionRequirement;
  readonly model: BucketModel;
  /** The buckets that no exemption covers. */
  readonly buckets: readonly DeclaredBucket[];
  readonly judge: BucketJudge;
  encryption(bucket: DeclaredBucket): Assessed<KnownEncryption>;
  policy(bucket: DeclaredBucket): Assessed<string>;
}

export interface PolicyDefinition {
  readonly name: string;
  readonly description: string;
  readonly enforcementLevel: EnforcementLevel;
  readonly validate: (context: PolicyContext, report: ReportViolation) => void;
  /** Reports what is wrong with the requirement's sources and with exemptions; one policy does, so that each is said once. */
  readonly reportsConfiguration?: boolean;
}

/**
 * A policy of the pack. What it cannot understand it reports: nothing passes because something was unknown or threw.
 *
 * It is a stack policy, since default encryption and policy of a bucket are resources of their own. Its
 * `validateResource` only records what was declared; see stack/declaredInputs.ts.
 */
export function stackPolicy(definition: PolicyDefinition): StackValidationPolicy {
  const policy: StackValidationPolicy & { validateResource: typeof recordInputs } = {
    name: definition.name,
    description: definition.description,
    enforcementLevel: definition.enforcementLevel,
    configSchema: { properties: crossGuardProperties },
    validateResource: recordInputs,
    validateStack: (args, report) => {
      const context = policyContext(definition, args, report);
      if (context) definition.validate(context, report);
    },
  };
  return policy;
}

function policyContext(definition: PolicyDefinition, args: StackValidationArgs, report: ReportViolation): PolicyContext | undefined {
  const { config, message } = parsePackConfig(definition.name, withoutAbsent(args.getConfig<Record<string, unknown>>()));
  if (!config) {
    report(message);
    return undefined;
  }
  const today = new Date();
  const { requirement, violations } = effectiveRequirement(config.requirement, stackRequirementText());
  if (definition.reportsConfiguration) violations.forEach((violation) => { report(violation); });

  const model = bucketModel(args.resources);
  const buckets = model.buckets.filter((bucket) => {
    const { exempt, expired } = exemptionOf(bucket, config, today);
    if (expired) {
      report(
        `${bucketWords(bucket)}: its exemption from ${definition.name} expired on ${expired.expires ?? ""} (reason: ${expired.reason}). ` +
          "Mend the bucket, or renew the exemption.",
        bucket.urn,
      );
    }
    return !exempt;
  });
  const region = regionOf(args);
  const judge = new BucketJudge(
    { requirement, updates: config.updateObjectEncryption, isAllowedException: isAllowedException(config, today) },
    { ...(config.account !== undefined && { account: config.account }), ...(region !== undefined && { region }) },
  );
  return {
    args,
    config,
    requirement,
    model,
    buckets,
    judge,
    encryption: (bucket) => assessEncryption(bucket, requirement.kmsKeyArns !== undefined),
    policy: assessPolicy,
  };
}

/** CrossGuard hands over keys without a value, too. */
function withoutAbsent(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== null));
}

/** The region of the stack's AWS provider, if it has one and tells. */
function regionOf({ resources }: StackValidationArgs): string | undefined {
  for (const { type, props } of resources) {
    if (type !== "pulumi:providers:aws" && type !== "pulumi:providers:aws-native") continue;
    const region = member(copyProperties(props), "region");
    if (typeof region === "string") return region;
  }
  return undefined;
}

/** A bucket in a message: its name where it is known, and its resource. */
export function bucketWords({ bucketName, resourceName }: Pick<DeclaredBucket, "bucketName" | "resourceName">): string {
  return bucketName === undefined ? `Bucket of resource ${resourceName}` : `Bucket ${bucketName}`;
}
