/** What AWS would refuse because it is too large: each check generates what has a limit. They run on what has no contradictions. */
import { uploadIdentityPolicy, uploadResourceControlPolicy, uploadServiceControlPolicy } from "../../encryption/accessPolicies";
import { longestKeyArn, longestPlace as place } from "../../encryption/arn";
import { exclusionsFromPrefixes, excluding, excludingAll, type AuditScope } from "../../encryption/auditScope";
import { bucketDefault } from "../../encryption/bucketPolicy";
import { eventPatterns } from "../../encryption/eventPattern";
import { eventSelectors } from "../../encryption/eventSelectors";
import { hubPolicy } from "../../encryption/forwarding";
import { AwsLimitError, type Excess } from "../../encryption/limits";
import { logAlarmOf } from "../../encryption/logAlarm";
import { metricFilters } from "../../encryption/metricFilters";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { tamperingRules } from "../../encryption/tamperingRules";
import { uploadMessageRules } from "../../encryption/uploadMessages";
import type { Problem, ProblemPath } from "../../validation/problem";
import type { ArgumentContext } from "../context";
import { furtherRegions, isEstate, type EstateSettings } from "../keys/estate";
import { watchOf } from "../keys/tampering";
import { accountLogBuckets } from "../names";
import type { AccessSettings, AuditSettings, BucketSettings, NotificationsOf, TamperingOf } from "../schemas";
import { estateScope, recordedScope, type ScopeSettings } from "../scope";
import { longestWatched } from "../watchedAudit";
import { accessPointPolicyOf, policyOf } from "./bucketPolicies";

/** What there is too much of, in the words of arguments: where it stands below its root, and what to do. */
const excesses: Readonly<Record<Excess, { readonly path: ProblemPath; readonly advice: string }>> = {
  auditedBuckets: { path: ["scope", "buckets"], advice: "Name fewer buckets, cover them with scope.bucketPrefixes, or audit all buckets" },
  excludedBuckets: {
    path: ["scope", "excludedBuckets"],
    advice: "Exclude fewer buckets, choose scope.bucketPrefixes that do not cover them, or list the audited ones in scope.buckets",
  },
  accounts: { path: ["accounts"], advice: "Divide them among several stacks" },
  expectedPrincipals: { path: ["tampering", "exemptPrincipals"], advice: "Name fewer, or cover several with one that has a wildcard" },
  uploadMessages: { path: ["notifications", "details"], advice: "Leave it out, audit fewer buckets by name, or with prefixes, or name fewer keys" },
  metricDimensions: { path: ["metricDimensions"], advice: "Leave it out, or name fewer keys" },
  approvedKeys: { path: ["requirement", "kmsKeyArns"], advice: "Name fewer keys" },
  bucketPolicy: { path: [], advice: "Give it fewer exemptPrincipals or additionalStatements, or name fewer KMS keys" },
  accessPointPolicy: { path: ["accessPoints"], advice: "Give the bucket fewer exemptPrincipals, the access point fewer additionalStatements, or name fewer KMS keys" },
  identityPolicy: { path: ["identity"], advice: "Name fewer buckets or KMS keys" },
  serviceControlPolicy: { path: ["serviceControl"], advice: "Name fewer KMS keys or exempt principals" },
  resourceControlPolicy: { path: ["resourceControl"], advice: "Name fewer KMS keys or exempt principals" },
};

function tooLarge(generate: () => unknown, root: ProblemPath = []): Problem[] {
  try {
    generate();
    return [];
  } catch (error) {
    if (!(error instanceof AwsLimitError)) throw error;
    const { path, advice } = excesses[error.excess];
    // Requirement and scope stand beside the roots of buckets and policies.
    return [{ path: path.length === 2 ? path : [...root, ...path], message: `${error.message}. ${advice}` }];
  }
}

/** What is too large of an audit. */
export function auditLimitProblems(
  settings: Pick<AuditSettings, "requirement" | "trail" | "logGroup" | "metricDimensions"> & TamperingOf & NotificationsOf & EstateSettings & { readonly scope: ScopeSettings },
  { prefix, region, ownBuckets }: ArgumentContext,
): Problem[] {
  const { requirement, notifications } = settings;
  const watch = watchOf(settings.tampering);
  const scope = recordedScope(settings, { prefix, accountId: place.accountId, ownBuckets });
  const excludedBuckets = exclusionsFromPrefixes(excludingAll(scope, accountLogBuckets(settings, prefix)));
  const ofEstate = estateLimitProblems(settings, estateScope(settings, ownBuckets), prefix, region);
  return [
    ...tooLarge(() => eventSelectors(scope, place.partition)),
    ...tooLarge(() => eventPatterns(scope, region)),
    // As many keys as a filter has room for are few in the policy of a trail's log bucket, which holds nothing else that is given.
    ...tooLarge(() => metricFilters(requirement, excludedBuckets, settings.metricDimensions)),
    ...ofEstate,
    // The rules on the bus at home have shorter patterns: they look at no owner, and leave out fewer buckets.
    ...(notifications.details === "each" && ofEstate.length === 0
      ? tooLarge(() => uploadMessageRules(requirement, scope, { region, excludedBuckets, ...(isEstate(settings, region) && { owner: place.accountId }) }))
      : []),
    ...(notifications.details === "grouped" ? tooLarge(() => logAlarmOf(requirement, excludedBuckets)) : []),
    ...(watch ? tooLarge(() => tamperingRules(longestWatched({ ...settings, watch }, prefix, scope), place, watch.exemptPrincipals)) : []),
  ];
}

/** What is too large of what forwards uploads from other accounts and regions. */
function estateLimitProblems(
  settings: Pick<AuditSettings, "trail"> & EstateSettings,
  audited: AuditScope,
  prefix: string,
  home: string | undefined,
): Problem[] {
  const { accounts } = settings;
  if (!isEstate(settings, home)) return [];
  const further = furtherRegions(settings, home);
  const anyOwner = place.accountId;
  const scopes = [audited, ...accountLogBuckets(settings, prefix).slice(0, 1).map((logBucket) => excluding(audited, logBucket))];
  const generated = [
    () => hubPolicy(place, prefix, [anyOwner, ...accounts.map(({ id }) => id)]),
    ...scopes.map((scope) => () => eventSelectors(scope, place.partition)),
    ...scopes.flatMap((scope) => [home, ...further].map((region) => () => eventPatterns(scope, region, anyOwner))),
  ];
  // One is enough: what is too much for one account and region is so for many.
  return generated.flatMap((generate) => tooLarge(generate)).slice(0, 1);
}

/** What is too large of policies outside of the buckets. */
export function policyLimitProblems(
  { identity, serviceControl, resourceControl, exemptPrincipals, bucketNames, bucketKeyArns }: Omit<AccessSettings, "requirement" | "tags">,
  requirement: EncryptionRequirement,
  root: ProblemPath,
): Problem[] {
  const { partition } = place;
  return [
    ...(identity ? tooLarge(() => uploadIdentityPolicy(requirement, place, bucketNames, bucketKeyArns), root) : []),
    ...(serviceControl ? tooLarge(() => uploadServiceControlPolicy(requirement, partition, exemptPrincipals), root) : []),
    ...(resourceControl ? tooLarge(() => uploadResourceControlPolicy(requirement, partition, exemptPrincipals), root) : []),
  ];
}

/**
 * What is too large of a bucket. A key that is created for it has no ARN yet, and needs none: no policy names it, and where
 * the requirement names keys there is no such key.
 */
export function bucketLimitProblems(bucket: BucketSettings, requirement: EncryptionRequirement, root: ProblemPath): Problem[] {
  return [
    ...tooLarge(() => policyOf(bucket, requirement, place.partition), root),
    // One is enough: what their policies have in common is most of them.
    ...bucket.accessPoints.flatMap((accessPoint) => tooLarge(() => accessPointPolicyOf(bucket, accessPoint, requirement, place), root)).slice(0, 1),
  ];
}

/** The keys of buckets' default encryption; of one that is created, an ARN of the same length. */
export function bucketKeys(
  buckets: readonly Pick<BucketSettings, "method" | "kmsKeyArn" | "defaultEncryption">[],
  requirement: EncryptionRequirement,
): string[] {
  return buckets.flatMap(({ method, kmsKeyArn, defaultEncryption }, index) =>
    defaultEncryption === "enforce" && bucketDefault(requirement, method).usesKmsKey
      ? (kmsKeyArn ?? longestKeyArn(index))
      : [],
  );
}
