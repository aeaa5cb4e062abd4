/** What of an audit is watched, as its settings say it. */
import { longestKeyArn, longestPlace, regionalArn } from "../encryption/arn";
import type { AuditScope } from "../encryption/auditScope";
import type { WatchedAudit } from "../encryption/tamperingRules";
import { trailKmsKey } from "../encryption/trailDelivery";
import { ownTrail, type Watch } from "./keys/tampering";
import { logBucketOf } from "./names";
import type { AuditSettings } from "./schemas";

type Settings = Pick<AuditSettings, "requirement" | "trail" | "logGroup"> & { readonly watch: Watch };

/** What settings alone do not tell. */
interface Told {
  readonly accountId: string;
  readonly topicArn: string;
  readonly kmsKeyArns: readonly string[];
}

/**
 * The audit to watch over.
 * @param scope the audited buckets, without the log bucket of a created trail, which is watched as what it is
 */
export function watchedAudit({ trail, logGroup, watch }: Settings, namePrefix: string, scope: AuditScope, told: Told): WatchedAudit {
  const { accountId, topicArn, kmsKeyArns } = told;
  const created = trail.mode === "create";
  return {
    scope,
    namePrefix,
    trails: [
      ...(created ? [trail.name ?? namePrefix] : trail.name === undefined ? [] : [trail.name]),
      ...(watch.trail === ownTrail ? [] : [watch.trail]),
    ],
    logBucket: created ? logBucketOf(trail, namePrefix, accountId) : trail.logBucket.existing,
    logGroupName: logGroup.name,
    topicArn,
    kmsKeyArns,
  };
}

/** Whether the trail gets a key of its own. */
export function createsTrailKey({ requirement, trail }: Pick<AuditSettings, "requirement" | "trail">): boolean {
  return trail.mode === "create" && trailKmsKey(requirement, trail.kmsKey) === "create";
}

/** How many KMS keys are watched: those of the requirement, the trail's own, and others. */
export function watchedKeyCount(settings: Pick<AuditSettings, "requirement" | "trail">, others: number): number {
  return (settings.requirement.kmsKeyArns?.length ?? 0) + (createsTrailKey(settings) ? 1 : 0) + others;
}

/** Names of topics have at most 256 characters. */
const longestTopic = "t".repeat(256);

/** The same audit with every name as long as it can be, where AWS gives it or an Output holds it. */
export function longestWatched(settings: Settings, namePrefix: string, scope: AuditScope, otherKeys = 0): WatchedAudit {
  // Each key another one: what is the same is named once.
  return watchedAudit(settings, namePrefix, scope, {
    accountId: longestPlace.accountId,
    topicArn: regionalArn(longestPlace, "sns", longestTopic),
    kmsKeyArns: Array.from({ length: watchedKeyCount(settings, otherKeys) }, (_, index) => longestKeyArn(index)),
  });
}
