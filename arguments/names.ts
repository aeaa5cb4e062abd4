/** Names of AWS resources: made of a prefix, the same at every deployment. */
import { trailModeIn, type EstateSettings } from "./keys/estate";
import type { TrailSettings } from "./keys/trail";

/** What the names of a component's resources begin with. */
export function resourcePrefix(name: string): string {
  // Queue and dashboard names take no periods, which names in Pulumi may have.
  return name.replaceAll(/[^A-Za-z0-9_-]/g, "-");
}

/** The longest prefix that leaves room for suffixes in the 64 characters of an EventBridge rule's name. */
export const longestPrefix = 48;

/** Name of the bucket that a created trail delivers to: as configured, else made of the prefix. */
export function logBucketOf({ logBucket }: Pick<TrailSettings, "logBucket">, prefix: string, accountId: string): string {
  return logBucket.existing ?? logBucket.name ?? logBucketName(prefix, accountId);
}

/** Name of the bucket that a trail delivers to; undefined for an existing trail whose bucket is not named. */
export function logBucketOfTrail(trail: Pick<TrailSettings, "mode" | "logBucket">, prefix: string, accountId: string): string | undefined {
  return trail.mode === "existing" ? trail.logBucket.existing : logBucketOf(trail, prefix, accountId);
}

/** Name of the trail's log bucket; bucket names are unique in the world, hence the account. */
export function logBucketName(prefix: string, accountId: string): string {
  return bucketNameOf(`${prefix}-trail-${accountId}`);
}

function bucketNameOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9.-]/g, "-");
}

/** Name of the bucket of query results: as configured, else made of the prefix. */
export function resultBucketOf({ name }: { readonly name?: string }, prefix: string, accountId: string): string {
  return name ?? bucketNameOf(`${prefix}-athena-${accountId}`);
}

/** Names of the log buckets that are created in the accounts of an estate. */
export function accountLogBuckets({ accounts, trail }: Pick<EstateSettings, "accounts"> & { readonly trail: TrailSettings }, prefix: string): string[] {
  return accounts.filter((account) => trailModeIn(account, trail) === "create").map(({ id }) => logBucketName(prefix, id));
}
