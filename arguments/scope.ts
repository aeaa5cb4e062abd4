/** From what people write as scope to the buckets that are audited. */
import { excluding, type AuditScope } from "../encryption/auditScope";
import type { TrailSettings } from "./keys/trail";
import { logBucketOfTrail } from "./names";

/** A scope as stack configs and arguments have it. Naming neither buckets nor prefixes means all buckets. */
export interface ScopeSettings {
  readonly buckets?: "all" | readonly string[];
  readonly bucketPrefixes?: readonly string[];
  readonly excludedBuckets: readonly string[];
}

/**
 * The audited buckets. In whatever order they stand, the same.
 * @param ownBuckets buckets that are always audited
 */
export function auditScope(scope: ScopeSettings, ownBuckets: readonly string[] = []): AuditScope {
  const { buckets } = scope;
  const bucketPrefixes = [...(scope.bucketPrefixes ?? [])].sort();
  const excludedBuckets = [...scope.excludedBuckets].sort();
  if (buckets === "all" || (buckets === undefined && scope.bucketPrefixes === undefined)) {
    return { buckets: "all", excludedBuckets };
  }
  const names = new Set([...(buckets ?? []), ...ownBuckets]);
  return { buckets: [...names].sort(), bucketPrefixes, excludedBuckets };
}

/** The part of an audit's arguments that says what it records. */
export interface Recorded {
  readonly scope: ScopeSettings;
  readonly trail: Pick<TrailSettings, "mode" | "logBucket">;
}

/** What all accounts and regions of an estate have of the audited buckets: without the log bucket of a trail that exists, where it is named. */
export function estateScope({ scope, trail }: Recorded, ownBuckets?: readonly string[]): AuditScope {
  const audited = auditScope(scope, ownBuckets);
  const { existing } = trail.logBucket;
  return trail.mode === "create" || existing === undefined ? audited : excluding(audited, existing);
}

/**
 * The audited buckets without the bucket that the trail delivers to, where it is known: each delivery would be an upload.
 * @param accountId is part of the name of a log bucket that is created without a name
 */
export function recordedScope(
  { scope, trail }: Recorded,
  { prefix, accountId, ownBuckets }: { readonly prefix: string; readonly accountId: string; readonly ownBuckets?: readonly string[] | undefined },
): AuditScope {
  const audited = auditScope(scope, ownBuckets);
  const logBucket = logBucketOfTrail(trail, prefix, accountId);
  return logBucket === undefined ? audited : excluding(audited, logBucket);
}
