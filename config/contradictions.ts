/** What is wrong with a stack config that has the right shape: the components' checks, and what only the stack as a whole has. */
import { checkAll, type Check } from "../arguments/check";
import { accessPointProblems, repeatedAccessPoints } from "../arguments/checks/accessPoints";
import { placeholderProblems } from "../arguments/checks/account";
import { alarmActionProblems } from "../arguments/checks/actions";
import { bucketNameProblems, createdLogBucket } from "../arguments/checks/bucketNames";
import { bucketProblems } from "../arguments/checks/buckets";
import { dimensionProblems, estateProblems, estateRequirementProblems } from "../arguments/checks/estate";
import { keyArnProblems } from "../arguments/checks/keyArns";
import { lakeProblems } from "../arguments/checks/lake";
import { auditLimitProblems, bucketKeys, bucketLimitProblems, policyLimitProblems } from "../arguments/checks/limits";
import { notificationProblems } from "../arguments/checks/notifications";
import { policyProblems } from "../arguments/checks/policies";
import { scopeProblems } from "../arguments/checks/scope";
import { tagProblems } from "../arguments/checks/tags";
import { tamperingProblems } from "../arguments/checks/tampering";
import { trailProblems } from "../arguments/checks/trail";
import { logBucketOfTrail, longestPrefix } from "../arguments/names";
import { valueText, type Problem } from "../validation/problem";
import { stackArgumentContext, stackTags, type ConfigContext } from "./context";
import type { StackConfig } from "./schema";

type StackCheck = Check<StackConfig, ConfigContext>;
/** A check of a component's, with what it is to know of the stack. */
const shared = (keys: StackCheck["keys"], check: (config: StackConfig, context: ReturnType<typeof stackArgumentContext>) => Problem[]): StackCheck => ({
  keys,
  problems: (config, context) => check(config, stackArgumentContext(config, context)),
});

/** The checks, in the order of their reports, and the keys each looks at. */
const checks: readonly StackCheck[] = [
  shared([], (_, { prefix }) => nameProblems(prefix)),
  shared(["requirement", "regions"], estateRequirementProblems),
  shared(["scope", "buckets"], (config, context) => [...allAndPrefixes(config), ...scopeProblems(config, context)]),
  shared(["regions", "accounts", "trail"], estateProblems),
  shared(["regions", "accounts", "metricDimensions"], dimensionProblems),
  shared(["trail", "requirement", "scope", "buckets"], trailProblems),
  shared(["trail", "logGroup", "notifications", "requirement"], keyArnProblems),
  shared(["notifications"], notificationProblems),
  shared(["alarms"], alarmActionProblems),
  shared(["tampering", "trail"], tamperingProblems),
  shared(["lake", "trail", "requirement", "buckets"], stackLakeProblems),
  shared(["buckets", "requirement"], ({ buckets, requirement }, { region }) => [
    ...repeatedBuckets(buckets),
    ...buckets.flatMap(({ name: bucketName, ...bucket }, index) => bucketProblems({ bucketName, ...bucket }, requirement, region, ["buckets", index])),
  ]),
  shared(["buckets"], ({ buckets }, context) => [
    ...repeatedAccessPoints(buckets.map(({ accessPoints }, index) => ({ accessPoints, path: ["buckets", index, "accessPoints"] }))),
    ...buckets.flatMap(({ name: bucketName, ...bucket }, index) => accessPointProblems({ bucketName, ...bucket }, context, ["buckets", index])),
  ]),
  shared(["buckets"], ({ buckets }) =>
    buckets.flatMap(({ tags = {} }, index) =>
      tagProblems(tags, { trail: false, identityPolicy: false }).map((problem) => ({ ...problem, path: ["buckets", index, ...problem.path] })),
    ),
  ),
  shared(["buckets", "trail"], ({ buckets, trail }, context) =>
    bucketNameProblems([...buckets.map(({ name }, index) => ({ name, path: ["buckets", index, "name"] })), ...createdLogBucket(trail)], context),
  ),
  shared(["policies", "buckets", "requirement"], ({ policies, requirement, buckets }, { region }) => [
    ...policyProblems(policies, requirement, region, ["policies"]),
    ...(policies.identity && buckets.length === 0 ? [identityWithoutBuckets] : []),
  ]),
  shared(["tags", "trail", "policies"], ({ tags, trail, policies }) =>
    tagProblems(tags, { trail: trail.mode === "create", identityPolicy: policies.identity }, stackTags),
  ),
  shared([], (config, { accountId }) => placeholderProblems(config, accountId)),
];

/**
 * Every contradiction of a config.
 * @param broken keys whose values have another type than the config's; checks that look at one are left out
 */
export function configProblems(config: StackConfig, context: ConfigContext, broken: ReadonlySet<string> = new Set()): Problem[] {
  return checkAll(checks, config, context, broken);
}

/** What AWS would refuse of a config because it is too large. Runs on a config without contradictions. */
export function limitProblems(config: StackConfig, context: ConfigContext): Problem[] {
  const { requirement, buckets, policies } = config;
  const bucketNames = buckets.map(({ name }) => name);
  return [
    ...auditLimitProblems(config, stackArgumentContext(config, context)),
    ...policyLimitProblems({ ...policies, bucketNames, bucketKeyArns: bucketKeys(buckets, requirement) }, requirement, ["policies"]),
    ...buckets.flatMap(({ name: bucketName, ...bucket }, index) => bucketLimitProblems({ bucketName, ...bucket }, requirement, ["buckets", index])),
  ];
}

/** What is contradictory in `lake`, beside the trail whose log files it is over. */
function stackLakeProblems({ lake, trail, requirement }: StackConfig, context: ReturnType<typeof stackArgumentContext>): Problem[] {
  if (!lake.create) return isDescribed(lake) ? [describedAlone] : [];
  const logBucket = logBucketOfTrail(trail, context.prefix, context.accountId ?? "");
  const problems = lakeProblems(lake, requirement, logBucket, context, ["lake"]);
  if (trail.mode === "existing") return trail.logBucket.existing === undefined ? [...problems, unnamedLogBucket] : problems;
  return [
    ...problems,
    ...(["keyPrefix", "organizationId"] as const)
      .filter((key) => lake[key] !== undefined)
      .map((key) => ({
        path: ["lake", key],
        message: "says where an existing trail's log files lie, but the stack creates its trail",
        allowed: "only beside trail.mode: existing",
      })),
  ];
}

/** Whether a lake is described that is not created. */
const isDescribed = ({ accountIds, keyPrefix, days, organizationId, resultBucket }: StackConfig["lake"]): boolean =>
  accountIds.length > 0 || [keyPrefix, days, organizationId, ...Object.values(resultBucket)].some((value) => value !== undefined);

const describedAlone: Problem = {
  path: ["lake", "create"],
  message: "is false, but the rest of lake says how it is: nothing of it would be created",
  allowed: "true beside the other keys of lake",
  example: "lake: { create: true }",
};

const unnamedLogBucket: Problem = {
  path: ["trail", "logBucket", "existing"],
  message: "is missing: the lake is over the log files of the existing trail, and their bucket is not known",
  allowed: "the name of that trail's log bucket",
  example: "trail: { mode: existing, logBucket: { existing: acme-trail-logs } }",
};

/** Names that would be too long for AWS. */
function nameProblems(prefix: string): Problem[] {
  if (prefix.length <= longestPrefix) return [];
  return [
    {
      path: [],
      message: `project and stack make names that begin with "${prefix}": ${prefix.length} characters`,
      allowed: `at most ${longestPrefix}`,
      example: "pulumi stack rename production",
    },
  ];
}

/** The word `all` and prefixes, which the stack config alone can have beside each other. */
function allAndPrefixes({ scope: { buckets, bucketPrefixes } }: StackConfig): Problem[] {
  if (buckets !== "all" || !bucketPrefixes) return [];
  return [
    {
      path: ["scope", "bucketPrefixes"],
      message: `${valueText(bucketPrefixes)} narrows nothing down beside scope.buckets: all`,
      allowed: "either buckets: all, or bucketPrefixes and a list of buckets",
      example: "scope: { bucketPrefixes: [acme-] }",
    },
  ];
}

function repeatedBuckets(buckets: StackConfig["buckets"]): Problem[] {
  return buckets.flatMap((bucket, index) => {
    const first = buckets.findIndex(({ name }) => name === bucket.name);
    if (first === index) return [];
    return [
      {
        path: ["buckets", index, "name"],
        message: `${valueText(bucket.name)} is also the name of buckets[${first}]`,
        allowed: "a name that no other bucket has",
      },
    ];
  });
}

const identityWithoutBuckets: Problem = {
  path: ["policies", "identity"],
  message: "allows uploads to the stack's own buckets, but buckets is empty",
  allowed: "identity: true only where buckets has entries",
  example: "buckets: [{ name: acme-orders-dev }]",
};
