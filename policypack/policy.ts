/** What all policies of the pack have in common: configuration, requirement, the model of the stack, exemptions. */
import type { EnforcementLevel, PolicyResource, ReportViolation, ResourceValidationArgs, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import type { EncryptionRequirement } from "../encryption/requirement";
import { exemptionOf, expiredAllowance, isAllowedException } from "./config/exemptions";
import { organizationRequirement, requirementGiven } from "./config/organizationRequirement";
import { crossGuardProperties, parsePackConfig, type PackConfig } from "./config/packConfig";
import { effectiveRequirement, stackRequirementText } from "./config/requirementSources";
import { BucketJudge } from "../judge/bucketJudge";
import { assessEncryption, assessPolicy, type Assessed, type KnownEncryption } from "./stack/assess";
import { bucketModel, outcomesOf, type BucketModel, type DeclaredBucket } from "./stack/bucketModel";
import { forgetInputs, recordInputs } from "./stack/declaredInputs";
import { member, copyProperties } from "./stack/values";

/** What a policy judges by. */
export interface PolicyContext {
  readonly args: StackValidationArgs;
  readonly config: PackConfig;
  readonly requirement: EncryptionRequirement;
  readonly model: BucketModel;
  /** The region of the stack's AWS providers, where it is one and told. */
  readonly region: string | undefined;
  /** The buckets that no exemption covers. */
  readonly buckets: readonly DeclaredBucket[];
  /** What may come of these buckets; see {@link outcomesOf}. */
  readonly outcomes: readonly DeclaredBucket[];
  readonly judge: BucketJudge;
  /** The configuration's entry that allowed an exception of a bucket policy until it expired. */
  readonly expiredAllowance: ReturnType<typeof expiredAllowance>;
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
 * `validateResource` records what was declared (see stack/declaredInputs.ts), and refuses a wrong configuration at the
 * first resource: `up` then stops before anything is created.
 */
export function stackPolicy(definition: PolicyDefinition): StackValidationPolicy {
  let configuration: ReturnType<typeof parsePackConfig> | undefined;
  const configure = ({ getConfig }: Pick<StackValidationArgs, "getConfig">, report: ReportViolation): void => {
    configuration = parsePackConfig(definition.name, getConfig());
    requirementGiven(definition.name, configuration.config?.requirement);
    // What policies that only advise were told to do is not what they would do, either.
    if (!configuration.config) reportAs(report, "mandatory", configuration.message);
  };
  const policy: StackValidationPolicy & { validateResource: (args: ResourceValidationArgs, report: ReportViolation) => void } = {
    name: definition.name,
    description: definition.description,
    enforcementLevel: definition.enforcementLevel,
    configSchema: { properties: crossGuardProperties },
    validateResource: (args, report) => {
      if (args.type === stackType) {
        beginAnalysis();
        configuration = undefined;
      }
      if (!configuration) configure(args, report);
      recordInputs(args);
    },
    validateStack: (args, report) => {
      if (!configuration) configure(args, report);
      const config = configuration?.config;
      // Said once a deployment; another one in the same process is told again.
      configuration = undefined;
      if (!config) return;
      const { requirement, contradiction } = organizationRequirement();
      if (contradiction !== undefined) reportAs(report, "mandatory", contradiction);
      else {
        const reportOnce = once(report);
        definition.validate(policyContext(definition, config, requirement, args, reportOnce), reportOnce);
      }
    },
  };
  return policy;
}

/** The stack itself, which the engine shows to all policies before any other resource: an analysis begins. */
export const stackType = "pulumi:pulumi:Stack";

function beginAnalysis(): void {
  forgetInputs();
  shared = undefined;
  judges.clear();
}

/** Policies that judge by the same options share what they find. */
const judges = new Map<string, BucketJudge>();

function judgeFor(config: PackConfig, requirement: EncryptionRequirement, region: string | undefined, today: Date): BucketJudge {
  const { updateObjectEncryption: updates, allowedExceptions, account } = config;
  const id = JSON.stringify([requirement, updates, allowedExceptions, account, region]);
  const judge =
    judges.get(id) ??
    new BucketJudge(
      { requirement, updates, isAllowedException: isAllowedException(config, today), today },
      { ...(account !== undefined && { account }), ...(region !== undefined && { region }) },
    );
  judges.set(id, judge);
  return judge;
}

/** Two outcomes of a bucket may have a problem in common. */
function once(report: ReportViolation): ReportViolation {
  const said = new Set<string>();
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

function policyContext(
  definition: PolicyDefinition,
  config: PackConfig,
  organization: EncryptionRequirement | undefined,
  args: StackValidationArgs,
  report: ReportViolation,
): PolicyContext {
  const today = new Date();
  const { requirement, violations } = effectiveRequirement(organization, stackRequirementText());
  if (definition.reportsConfiguration) violations.forEach((violation) => { report(violation); });

  const model = sharedModel(definition.name, args.resources);
  const buckets = model.buckets.filter((bucket) => {
    const { exempt, expired } = exemptionOf(bucket, config, today);
    if (expired) {
      report(
        `${bucketWords(bucket)}: its exemption from ${definition.name} expired on ${expired.expires ?? ""} (reason: ${expired.reason}). ` +
          "Fix the bucket, or renew the exemption.",
        bucket.urn,
      );
    }
    return !exempt;
  });
  const region = regionOf(args);
  return {
    args,
    config,
    requirement,
    model,
    region,
    buckets,
    outcomes: buckets.flatMap(outcomesOf),
    judge: judgeFor(config, requirement, region, today),
    expiredAllowance: expiredAllowance(config, today),
    encryption: (bucket) => assessEncryption(bucket, requirement.kmsKeyArns !== undefined),
    policy: assessPolicy,
  };
}

/** The model of the stack under analysis, and the policies that have judged by it. */
let shared: { readonly model: BucketModel; readonly users: Set<string> } | undefined;

/**
 * The engine calls the policies one after another with the same resources, and reading them costs more than judging: they
 * share a model. A policy that comes a second time is in another analysis.
 */
function sharedModel(policyName: string, resources: readonly PolicyResource[]): BucketModel {
  if (!shared || shared.users.has(policyName)) shared = { model: bucketModel(resources), users: new Set() };
  shared.users.add(policyName);
  return shared.model;
}

/** The region of the stack's AWS providers, if they have one and the same. */
function regionOf({ resources }: StackValidationArgs): string | undefined {
  const regions = resources.flatMap(({ type, props }) =>
    type === "pulumi:providers:aws" || type === "pulumi:providers:aws-native" ? [member(copyProperties(props), "region")] : [],
  );
  const [region] = regions;
  return typeof region === "string" && regions.every((other) => other === region) ? region : undefined;
}

/** A bucket in a message: its name where it is known, and its resource. */
export function bucketWords({ bucketName, resourceName }: Pick<DeclaredBucket, "bucketName" | "resourceName">): string {
  return bucketName === undefined ? `Bucket of resource ${resourceName}` : `Bucket ${bucketName}`;
}
