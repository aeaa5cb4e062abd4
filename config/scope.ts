/** From the stack config's scope to the buckets that are audited. */
import type { AuditScope } from "../encryption/auditScope";
import type { StackConfig } from "./schema";

/** The audited buckets of a stack: those of the config, and always the stack's own. In whatever order they stand, the same. */
export function auditScope({ scope, buckets: owned }: Pick<StackConfig, "scope" | "buckets">): AuditScope {
  const { buckets } = scope;
  const bucketPrefixes = [...(scope.bucketPrefixes ?? [])].sort();
  const excludedBuckets = [...scope.excludedBuckets].sort();
  // Naming neither buckets nor prefixes means all buckets.
  if (buckets === "all" || (buckets === undefined && scope.bucketPrefixes === undefined)) {
    return { buckets: "all", excludedBuckets };
  }
  const names = new Set([...(buckets ?? []), ...owned.map(({ name }) => name)]);
  return { buckets: [...names].sort(), bucketPrefixes, excludedBuckets };
}
