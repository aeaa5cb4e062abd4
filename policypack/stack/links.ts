/** Which bucket a resource is for, where the name does not tell: by the property that the name comes from, and by parent. */
import type { PolicyResource } from "@pulumi/policy";
import { bucketProperty, bucketTypes } from "./resourceTypes";

/** What of a bucket a link needs. */
interface Bucket {
  readonly urn: string;
  /** Undefined while it is not known. */
  readonly bucketName: string | undefined;
}

/** The buckets that a configuration whose bucket is open may belong to. */
export function candidatesOf<T extends Bucket>(
  resource: PolicyResource,
  byUrn: ReadonlyMap<string, T>,
  declared: readonly T[],
  namesakes: ReadonlyMap<string, readonly T[]>,
): readonly T[] {
  const dependencies = dependenciesIn(resource, byUrn);
  if (dependencies.length > 0) {
    // Of names that are made of names that are made of this one, too.
    const candidates = new Set(dependencies);
    for (const bucket of candidates) for (const namesake of namesakes.get(bucket.urn) ?? []) candidates.add(namesake);
    return [...candidates];
  }
  // Made of something else than a bucket of the stack: then of none whose name is known. Made of nothing that is told: of any.
  const traced = (resource.propertyDependencies[bucketProperty] ?? []).length > 0;
  return traced ? declared.filter(({ bucketName }) => bucketName === undefined) : declared;
}

/**
 * Buckets whose name is not known and is made of another bucket's, such as `<name>-logs`, by the URN of that one: what is
 * made of its name, too, may belong to either.
 */
export function namesakesOf<T extends Bucket>(resources: readonly PolicyResource[], byUrn: ReadonlyMap<string, T>): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const resource of resources) {
    const bucket = byUrn.get(resource.urn);
    const property = bucketTypes[resource.type]?.name;
    if (!bucket || bucket.bucketName !== undefined || property === undefined) continue;
    for (const origin of dependenciesIn(resource, byUrn, property)) found.set(origin.urn, [...(found.get(origin.urn) ?? []), bucket]);
  }
  return found;
}

/** The bucket whose output the `bucket` property comes from, while the name itself is not known. */
export function bucketByDependency<T extends Bucket>(
  resource: PolicyResource,
  byUrn: ReadonlyMap<string, T>,
  name: string | undefined,
  namesakes: ReadonlyMap<string, readonly T[]>,
): T | undefined {
  const buckets = dependenciesIn(resource, byUrn);
  // A parent is a weaker hint: it counts only where nothing else says which bucket is meant.
  const parent = resource.parent && byUrn.get(resource.parent.urn);
  if (name === undefined && !resource.propertyDependencies[bucketProperty]?.length && parent) return parent;
  const [bucket] = buckets;
  // Made of several buckets' outputs, or of a bucket that is known to have another name: not to be told.
  if (buckets.length !== 1 || !bucket || (name !== undefined && bucket.bucketName !== undefined)) return undefined;
  return name === undefined && namesakes.has(bucket.urn) ? undefined : bucket;
}

/**
 * The buckets that the `bucket` property comes from, directly or through other resources of the bucket: people chain
 * them, such as a policy on the `bucket` of the public access block, for the order of their creation.
 */
function dependenciesIn<T>(resource: PolicyResource, byUrn: ReadonlyMap<string, T>, property = bucketProperty, visited = new Set<string>()): T[] {
  const found = (resource.propertyDependencies[property] ?? []).flatMap((dependency) => {
    if (visited.has(dependency.urn)) return [];
    visited.add(dependency.urn);
    return byUrn.get(dependency.urn) ?? dependenciesIn(dependency, byUrn, bucketProperty, visited);
  });
  return [...new Set(found)];
}
