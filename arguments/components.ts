/** How the arguments of each component are checked: the same checks, with the same messages, as the stack config's. */
import type { z } from "zod";
import { metaAlong } from "../validation/schemaMeta";
import { parseWith } from "../validation/zodProblems";
import { pathText, type Problem } from "../validation/problem";
import { requirementProblems } from "../validation/requirementSchema";
import { checkAll, type Check } from "./check";
import { accessPointProblems, repeatedAccessPoints } from "./checks/accessPoints";
import { placeholderProblems } from "./checks/account";
import { alarmActionProblems } from "./checks/actions";
import { bucketNameProblems, createdLogBucket } from "./checks/bucketNames";
import { bucketProblems } from "./checks/buckets";
import { dimensionProblems, estateProblems, estateRequirementProblems, homeRegionProblems } from "./checks/estate";
import { keyArnProblems } from "./checks/keyArns";
import { lakeProblems } from "./checks/lake";
import { auditLimitProblems, bucketLimitProblems, policyLimitProblems } from "./checks/limits";
import { notificationProblems } from "./checks/notifications";
import { policyProblems } from "./checks/policies";
import { scopeProblems } from "./checks/scope";
import { tagProblems } from "./checks/tags";
import { tamperingProblems } from "./checks/tampering";
import { trailProblems } from "./checks/trail";
import type { ArgumentContext } from "./context";
import { bucketTerms } from "./keys/bucket";
import { isBucketName } from "./fields";
import { longestPrefix } from "./names";
import { accessPoliciesSchema, auditSchema, encryptedBucketSchema, lakeSchema, type AccessSettings, type AuditSettings, type EncryptedBucketSettings, type LakeSettings } from "./schemas";

/** What a component takes, and how it is checked. */
export interface ComponentArguments<Settings> {
  readonly schema: z.ZodType<Settings>;
  /** Checks of contradictions. */
  readonly checks: readonly Check<Settings>[];
  /** What is too large for AWS, in arguments without other problems. */
  readonly limits: (settings: Settings, context: ArgumentContext) => Problem[];
}

/**
 * Arguments with their defaults, and every problem that they have, as far as the context tells.
 * @param values as the component was given them, with stand-ins for Outputs
 */
export function checkArguments<Settings>(
  { schema, checks, limits }: ComponentArguments<Settings>,
  values: unknown,
  context: ArgumentContext,
): { settings: Settings; problems: Problem[] } {
  const { value: settings, problems: ofShape, broken } = parseWith(schema, values);
  // What has the wrong shape was reported already.
  const contradictions = checkAll(checks, settings, context, broken).filter(
    ({ path }) => !ofShape.some((problem) => pathText(path) === pathText(problem.path)),
  );
  const problems = [...ofShape, ...contradictions];
  if (problems.length === 0) problems.push(...limits(settings, context));
  return { settings, problems: problems.map((problem) => ({ ...metaAlong(schema, problem.path), ...problem })) };
}

/** The resource names of a component begin with its prefix: too long a one leaves no room. */
export function prefixProblems({ prefix }: ArgumentContext): Problem[] {
  if (prefix.length <= longestPrefix && /^[A-Za-z0-9_-]+$/.test(prefix)) return [];
  return [
    {
      path: ["namePrefix"],
      message: `the names of all resources would begin with "${prefix}": ${prefix.length} characters`,
      allowed: `1 to ${longestPrefix} letters, digits, underscores and hyphens`,
      example: "namePrefix: uploads-prod",
    },
  ];
}

const requirementCheck = {
  keys: ["requirement"],
  problems: ({ requirement }: Pick<AuditSettings, "requirement">, { region }: ArgumentContext) => requirementProblems(requirement, ["requirement"], region),
} as const;

/** `EncryptedBucket`; the context's prefix is the name of the component. */
export const encryptedBucketArguments: ComponentArguments<EncryptedBucketSettings> = {
  schema: encryptedBucketSchema,
  checks: [
    requirementCheck,
    {
      keys: ["bucketName", "requirement", ...(Object.keys(bucketTerms) as (keyof typeof bucketTerms)[])],
      problems: (settings, { prefix, region }) => bucketProblems({ bucketName: prefix, ...settings }, settings.requirement, region, []),
    },
    {
      keys: ["accessPoints", "enforcement", "requireTls"],
      problems: (settings, context) => [
        ...repeatedAccessPoints([{ accessPoints: settings.accessPoints, path: ["accessPoints"] }]),
        ...accessPointProblems({ bucketName: context.prefix, ...settings }, context, []),
      ],
    },
    { keys: ["bucketName"], problems: ({ bucketName }, { prefix }) => (bucketName === undefined ? derivedNameProblems(prefix) : []) },
    { keys: ["bucketName"], problems: ({ bucketName }, context) => bucketNameProblems([{ name: bucketName ?? context.prefix, path: ["bucketName"] }], context) },
    { keys: ["tags"], problems: ({ tags }) => tagProblems(tags, { trail: false, identityPolicy: false }) },
    { keys: [], problems: (settings, { accountId }) => placeholderProblems(settings, accountId) },
  ],
  limits: (settings, { prefix }) => bucketLimitProblems({ bucketName: prefix, ...settings }, settings.requirement, []),
};

/** `ObjectEncryptionAudit`. */
export const auditArguments: ComponentArguments<AuditSettings> = {
  schema: auditSchema,
  checks: [
    { keys: ["namePrefix"], problems: (_, context) => prefixProblems(context) },
    { keys: ["requirement", "regions"], problems: estateRequirementProblems },
    { keys: ["scope"], problems: scopeProblems },
    { keys: ["regions", "accounts", "trail"], problems: estateProblems },
    { keys: ["regions"], problems: homeRegionProblems },
    { keys: ["regions", "accounts", "metricDimensions"], problems: dimensionProblems },
    { keys: ["trail", "requirement", "scope"], problems: trailProblems },
    { keys: ["trail", "logGroup", "notifications", "requirement"], problems: keyArnProblems },
    { keys: ["notifications"], problems: notificationProblems },
    { keys: ["alarms"], problems: alarmActionProblems },
    { keys: ["tampering", "trail"], problems: tamperingProblems },
    { keys: ["trail"], problems: ({ trail }, context) => bucketNameProblems(createdLogBucket(trail), context) },
    { keys: ["tags", "trail"], problems: ({ tags, trail }) => tagProblems(tags, { trail: trail.mode === "create", identityPolicy: false }) },
    { keys: [], problems: (settings, { accountId }) => placeholderProblems(settings, accountId) },
  ],
  limits: auditLimitProblems,
};

/** `AuditLake`. */
export const lakeArguments: ComponentArguments<LakeSettings> = {
  schema: lakeSchema,
  checks: [
    { keys: ["namePrefix"], problems: (_, context) => prefixProblems(context) },
    requirementCheck,
    { keys: ["scope"], problems: scopeProblems },
    { keys: ["requirement", "resultBucket", "accountIds", "logBucket"], problems: (settings, context) => lakeProblems(settings, settings.requirement, settings.logBucket, context, []) },
    { keys: ["tags"], problems: ({ tags }) => tagProblems(tags, { trail: false, identityPolicy: false }) },
    { keys: [], problems: (settings, { accountId }) => placeholderProblems(settings, accountId) },
  ],
  limits: () => [],
};

/** `AccessPolicies`. */
export const accessPoliciesArguments: ComponentArguments<AccessSettings> = {
  schema: accessPoliciesSchema,
  checks: [
    { keys: ["namePrefix"], problems: (_, context) => prefixProblems(context) },
    requirementCheck,
    {
      keys: ["requirement", "serviceControl", "resourceControl", "exemptPrincipals"],
      problems: (settings, { region }) => policyProblems(settings, settings.requirement, region, []),
    },
    { keys: ["identity", "bucketNames"], problems: identityProblems },
    { keys: ["tags", "identity"], problems: ({ tags, identity }) => tagProblems(tags, { trail: false, identityPolicy: identity }) },
    { keys: [], problems: (settings, { accountId }) => placeholderProblems(settings, accountId) },
  ],
  limits: (settings) => policyLimitProblems(settings, settings.requirement, []),
};

/** A bucket that is given no name gets that of its component. */
function derivedNameProblems(name: string): Problem[] {
  if (isBucketName(name)) return [];
  return [{ path: ["bucketName"], message: `is missing, and the component's name (${name}) is no bucket name` }];
}

function identityProblems({ identity, bucketNames }: AccessSettings): Problem[] {
  if (!identity || bucketNames.length > 0) return [];
  return [
    {
      path: ["identity"],
      message: "allows uploads to the buckets of bucketNames, but there are none",
      allowed: "identity: true only where bucketNames has entries",
      example: "bucketNames: [acme-orders]",
    },
  ];
}
