/** From what people write as scope to the buckets that are audited. */
import type { AuditScope } from "../encryption/auditScope";

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
