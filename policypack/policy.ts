/** What all policies of the pack have in common: configuration, requirement, the model of the stack, exemptions. */
import type { EnforcementLevel, Policy, ReportViolation, ResourceValidationArgs, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import type { EncryptionRequirement } from "../encryption/requirement";
import { exemptionOf, expiredAllowance, isAllowedException } from "./config/exemptions";
import { crossGuardProperties, parsePackConfig, type PackConfig } from "./config/packConfig";
import { effectiveRequirement, stackRequirementText } from "./config/requirementSources";
import type { ServiceWriter } from "../encryption/serviceWriters";
import type { BucketJudge } from "../judge/bucketJudge";
import { analysis, joinAnalysis, type Analysis } from "./analysis";
import { assessEncryption, assessPolicy, type Assessed, type KnownEncryption } from "./stack/assess";
import { outcomesOf, type BucketModel, type DeclaredBucket } from "./stack/bucketModel";
import { copyProperties, isGiven } from "./stack/values";

/** What a policy judges by: some buckets of a stack, and the requirement that they are held to. */
export interface PolicyContext {
  readonly args: StackValidationArgs;
  readonly analysis: Analysis;
  readonly config: PackConfig;
  readonly requirement: EncryptionRequirement;
  readonly model: BucketModel;
  /** The region of the stack's AWS providers, where it is one and told. */
  readonly region: string | undefined;
  /** The buckets under the requirement that no exemption leaves alone. */
  readonly buckets: readonly DeclaredBucket[];
  /** What may come of these buckets; see {@link outcomesOf}. */
  readonly outcomes: readonly DeclaredBucket[];
  readonly judge: BucketJudge;
  /** The configuration's entry that allowed an exception of a bucket policy until it expired. */
  readonly expiredAllowance: ReturnType<typeof expiredAllowance>;
  /** The AWS services that write into a bucket, by its policy. */
  readonly writers: (bucket: DeclaredBucket) => readonly ServiceWriter[];
  encryption(bucket: DeclaredBucket): Assessed<KnownEncryption>;
  policy(bucket: DeclaredBucket): Assessed<string>;
}

/** What Pulumi Cloud shows of a policy, beside its name. */
export type PolicyMetadata = Required<Pick<Policy, "displayName" | "severity" | "tags" | "url" | "remediationSteps">> & Pick<Policy, "framework">;

export interface PolicyDefinition extends PolicyMetadata {
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
 * `validateResource` records what was declared (see stack/declaredInputs.ts), and refuses a wrong configuration at the
 * first resource: `up` then stops before anything is created.
 */
export function stackPolicy(definition: PolicyDefinition): StackValidationPolicy {
  let configuration: ReturnType<typeof parsePackConfig> | undefined;
  const configure = ({ getConfig }: Pick<StackValidationArgs, "getConfig">, report: ReportViolation): void => {
    configuration = parsePackConfig(definition.name, getConfig());
    analysis().organization.give(definition.name, configuration.config?.requirement);
    analysis().shared.give(definition.name, configuration.config);
    // What policies that only advise were told to do is not what they would do, either.
    if (!configuration.config) reportAs(report, "mandatory", configuration.message);
  };
  const policy: StackValidationPolicy & { validateResource: (args: ResourceValidationArgs, report: ReportViolation) => void } = {
    ...definition,
    configSchema: { properties: crossGuardProperties },
    validateResource: (args, report) => {
      if (args.type === stackType) {
        joinAnalysis(definition.name);
        configuration = undefined;
      }
      if (!configuration) configure(args, report);
      analysis().inputs.record(definition.name, args);
    },
    validateStack: (args, report) => {
      if (!configuration) configure(args, report);
      const config = configuration?.config;
      // Said once a deployment; another one in the same process is told again.
      configuration = undefined;
      if (!config) return;
      const { requirement, contradiction } = analysis().organization.strictest();
      if (contradiction !== undefined) reportAs(report, "mandatory", contradiction);
      else {
        const said = new Set<string>();
        const contexts = policyContexts(definition, config, requirement, args, once(report, said));
        for (const context of contexts) definition.validate(context, once(report, said));
        if (said.size === 0 && contexts.every(isEmpty)) args.notApplicable("The stack has no S3 bucket that is not exempt.");
      }
    },
  };
  return policy;
}

/** The stack itself, which the engine shows to all policies before any other resource: an analysis begins. */
export const stackType = "pulumi:pulumi:Stack";

function judgeFor(config: PackConfig, requirement: EncryptionRequirement, region: string | undefined, today: Date): BucketJudge {
  const { updateObjectEncryption: updates, allowedExceptions, account } = config;
  return analysis().judge(
    JSON.stringify([requirement, updates, config.requireSseCBlocked, allowedExceptions, account, region]),
    { requirement, updates, statedBlocksOnly: config.requireSseCBlocked, isAllowedException: isAllowedException(config, today), today },
    { ...(account !== undefined && { account }), ...(region !== undefined && { region }) },
  );
}

/** Whether there is nothing to judge. */
function isEmpty({ buckets, model }: PolicyContext): boolean {
  return buckets.length === 0 && model.unlinked.length === 0;
}

/** Two outcomes of a bucket may have a problem in common. */
function once(report: ReportViolation, said: Set<string>): ReportViolation {
  return (...violation) => {
    const id = JSON.stringify(violation);
    if (said.has(id)) return;
    said.add(id);
    report(...violation);
  };
}

/** Reports at another level than the policy's. CrossGuard takes an object with a level of its own, which its types leave out. */
export function reportAs(report: ReportViolation, enforcementLevel: EnforcementLevel, message: string, urn?: string): void {
  (report as unknown as (violation: { message: string; urn: string | undefined; enforcementLevel: EnforcementLevel }) => void)({
    message,
    urn,
    enforcementLevel,
  });
}

/** A context for the buckets under the stack's requirement, and one for those under each requirement of an exemption. */
function policyContexts(
  definition: PolicyDefinition,
  own: PackConfig,
  organization: EncryptionRequirement | undefined,
  args: StackValidationArgs,
  report: ReportViolation,
): PolicyContext[] {
  const today = new Date();
  const config = analysis().shared.with(own);
  const { requirement: ofStack, violations } = effectiveRequirement(organization, stackRequirementText());
  if (definition.reportsConfiguration) violations.forEach((violation) => { report(violation); });

  const model = analysis().modelFor(definition.name, args.resources);
  const byRequirement = new Map<EncryptionRequirement, DeclaredBucket[]>([[ofStack, []]]);
  for (const bucket of model.buckets) {
    const { exempt, requirement = ofStack, expired } = exemptionOf(bucket, config, today);
    // One for the whole pack is said once.
    const isOwn = expired !== undefined && !expired.requirement && own.exemptions.includes(expired);
    if (expired && (isOwn || analysis().first(`expired ${JSON.stringify(expired)} ${bucket.urn}`))) {
      const from = isOwn ? ` from ${definition.name}` : "";
      report(
        `${bucketWords(bucket)}: fix it, or renew its exemption${from}, which expired on ${expired.expires ?? ""} (reason: ${expired.reason}).`,
        bucket.urn,
      );
    }
    if (exempt) continue;
    const buckets = byRequirement.get(requirement) ?? [];
    buckets.push(bucket);
    byRequirement.set(requirement, buckets);
  }
  const region = regionOf(args);
  return [...byRequirement].map(([requirement, buckets]) => ({
    args,
    analysis: analysis(),
    config,
    requirement,
    model,
    region,
    buckets,
    outcomes: buckets.flatMap(outcomesOf),
    judge: judgeFor(config, requirement, region, today),
    expiredAllowance: expiredAllowance(config, today),
    writers: (bucket) => {
      const policy = assessPolicy(bucket);
      return policy.state === "known" ? analysis().writersIn(policy.value) : [];
    },
    encryption: (bucket) => assessEncryption(bucket, requirement.kmsKeyArns !== undefined),
    policy: assessPolicy,
  }));
}

/** Where it matters little and is not known. */
export const anyRegion = "us-east-1";

/** The region of the stack's AWS providers, if they have one and the same; where they say nothing, that of the environment. */
function regionOf({ resources }: StackValidationArgs): string | undefined {
  const regions = resources.flatMap(({ type, props }) => {
    if (type !== "pulumi:providers:aws" && type !== "pulumi:providers:aws-native") return [];
    const { region } = copyProperties(props);
    return [isGiven(region) ? region : regionOfEnvironment()];
  });
  const [region] = regions;
  return typeof region === "string" && regions.every((other) => other === region) ? region : undefined;
}

/** As the providers read it, to whom an empty text is none: https://www.pulumi.com/registry/packages/aws/installation-configuration/ */
function regionOfEnvironment(): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return [AWS_REGION, AWS_DEFAULT_REGION].find((region) => region !== undefined && region !== "");
}

/** A bucket in a message: its name where it is known, and its resource. */
export function bucketWords({ bucketName, resourceName }: Pick<DeclaredBucket, "bucketName" | "resourceName">): string {
  return bucketName === undefined ? `Bucket of resource ${resourceName}` : `Bucket ${bucketName}`;
}
