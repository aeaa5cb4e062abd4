/**
 * The buckets that the demo sends to, by the part that each plays: those of the stack, and those that a real account would
 * have beside them. What is audited is read from the deployed event selectors, so that any stack can be tried.
 */
import { exclusionsFromPrefixes, type AuditScope } from "../../encryption/auditScope";
import { blocksNothing } from "../../encryption/blockedTypes";
import { catalogue, type CataloguedMethod } from "../../encryption/methods";
import { policyDocument } from "../../encryption/policyDocument";
import { cloudTrailService, trailDeliveryStatements } from "../../encryption/servicePolicies";
import { evaluateUpload, encryptionHeader, type UploadBucket } from "../../simulator/upload";
import type { Place } from "./deployedParts";
import { keyArn, type DeployedStack } from "./deployedStack";

/** What the demo sends to. */
export interface Audience {
  /** The stack's own buckets, in the order of the config, at most {@link mostOwn}. */
  readonly own: readonly UploadBucket[];
  /** How many more own buckets there are, to which nothing is sent. */
  readonly moreOwn: number;
  /** The buckets that get every kind of upload: one that denies, one that only watches, one outside the stack. */
  readonly tried: readonly UploadBucket[];
  /** Audited buckets outside the stack, with each method as a default in turn. */
  readonly existing: readonly UploadBucket[];
  /** Audited as well, and made today without saying what is blocked. */
  readonly madeToday: UploadBucket | undefined;
  /** Audited buckets of other accounts and regions, where the stack audits several; home's account may write to them. */
  readonly elsewhere: readonly UploadBucket[];
  /** Buckets that the config leaves out, by name or because nothing names them. */
  readonly unaudited: readonly UploadBucket[];
  /** The trail's log bucket: the stack's, the one that the config names, or one that an existing trail might have. */
  readonly logs: UploadBucket;
  /** The KMS key with which CloudTrail asks for its log files' encryption; it asks for SSE-S3 where there is none. */
  readonly trailKmsKeyArn: string | undefined;
  readonly trailArn: string;
}

const mostOwn = 8;
const withDefault = catalogue.filter(({ algorithm }) => algorithm !== undefined);
/** As many as there are methods for their defaults. */
const mostExisting = withDefault.length;

/** The parts of the stack's buckets, and of buckets beside them in the same place. */
export function audienceOf(stack: DeployedStack): Audience {
  const { place, scope } = stack;
  const all = stack.configuredBuckets.flatMap((name) => stack.buckets.find((bucket) => bucket.name === name) ?? []);
  const own = all.slice(0, mostOwn);
  const logs = logBucket(stack);
  const taken = new Set([...stack.buckets.map(({ name }) => name), logs.name, ...scope.excludedBuckets]);
  const outside = (name: string): boolean => !taken.has(name);
  const elsewhere = bucketsElsewhere(stack, outside);
  const existing = existingNames(scope)
    .filter((name) => outside(name) && !elsewhere.some((bucket) => bucket.name === name))
    .slice(0, mostExisting)
    .map((name, index) => oldBucket(place, name, index));
  const denies = (bucket: UploadBucket): boolean => deniesSomething(bucket, place);
  return {
    own,
    moreOwn: all.length - own.length,
    tried: [own.find(denies), own.find((bucket) => !denies(bucket)), existing.at(-1)].filter((bucket) => bucket !== undefined),
    existing,
    elsewhere,
    madeToday: scope.buckets === "all" && outside(newName) ? { name: newName, ...place } : undefined,
    unaudited: [...scope.excludedBuckets.filter((name) => name !== logs.name).slice(0, 1), ...unnamed(scope).filter(outside)].map((name) => ({ name, ...place })),
    logs,
    trailKmsKeyArn: stack.trail.kmsKeyArn,
    trailArn: stack.trail.arn,
  };
}

/** All buckets of an audience, each once. */
export function bucketsOf({ own, existing, elsewhere, madeToday, unaudited, logs }: Audience): UploadBucket[] {
  return [...own, ...existing, ...elsewhere, ...(madeToday ? [madeToday] : []), ...unaudited, logs];
}

const newName = "acme-new";

/** Names of audited buckets that may exist outside the stack: those that the scope names, or might cover. */
function existingNames(scope: AuditScope): string[] {
  if (scope.buckets === "all") return withDefault.map(({ id }) => `acme-legacy-${id}`);
  const covered = scope.bucketPrefixes.map((prefix) => nameWith(prefix, exclusionsFromPrefixes(scope)));
  return [...covered.flatMap((name) => name ?? []), ...scope.buckets];
}

/** As many as show that each account and each region counts. */
const mostElsewhere = 4;

/** A bucket in each of some accounts and regions, other accounts first: with a name that the scope covers, as long as there are some. */
function bucketsElsewhere({ place, scope, forwarding }: DeployedStack, outside: (name: string) => boolean): UploadBucket[] {
  const places = [...forwarding].sort((one, other) => Number(one.account === place.account) - Number(other.account === place.account)).slice(0, mostElsewhere);
  // Of the names that a scope lists one is left at home, if there are several.
  const listed = scope.buckets === "all" ? [] : scope.buckets.filter(outside).slice(1);
  const home = `arn:${place.partition}:iam::${place.account}:root`;
  return places.flatMap(({ account, region }, index) => {
    const [prefix] = scope.buckets === "all" ? ["acme-"] : scope.bucketPrefixes;
    const name = prefix === undefined ? listed[index] : nameWith(`${prefix}${prefix.endsWith("-") ? "" : "-"}${region}-${account.slice(-4)}-`, exclusionsFromPrefixes(scope));
    if (name === undefined) return [];
    const resource = `arn:${place.partition}:s3:::${name}/*`;
    const policy = JSON.stringify(policyDocument([{ Sid: "HomeWrites", Effect: "Allow", Principal: { AWS: home }, Action: "s3:PutObject", Resource: resource }]));
    return [{ ...oldBucket({ ...place, account, region }, name, 0), policy }];
  });
}

/** A bucket's name that begins with a prefix, and is none of those that are excluded. */
function nameWith(prefix: string, excluded: readonly string[]): string | undefined {
  const longest = 63;
  const shortest = 3;
  return ["legacy", "old", "a1", "z", ""]
    .map((suffix) => prefix + suffix)
    .find((name) => name.length >= shortest && name.length <= longest && /[a-z0-9]$/.test(name) && !excluded.includes(name));
}

/** A bucket that a scope of names and prefixes does not cover. */
function unnamed(scope: AuditScope): string[] {
  if (scope.buckets === "all") return [];
  const names = ["acme-elsewhere", "elsewhere", "0-elsewhere"];
  return names.filter((name) => !scope.buckets.includes(name) && !scope.bucketPrefixes.some((prefix) => name.startsWith(prefix))).slice(0, 1);
}

/** Made before April 2026, and full of SSE-C objects: S3 left such buckets as they were, without a block. */
function oldBucket(place: Place, name: string, index: number): UploadBucket {
  const method = withDefault[index % withDefault.length] as CataloguedMethod;
  return {
    name,
    ...place,
    blockedEncryptionTypes: [blocksNothing],
    defaultEncryption: {
      algorithm: method.algorithm ?? "",
      ...(method.usesKmsKey && { kmsKeyArn: keyArn(place, "0f0e0d0c-0b0a-0908-0706-050403020100") }),
    },
  };
}

/** A value of the encryption header that no method of today has: no requirement approves it. */
export const futureAlgorithm = "aws:kms:future";

function deniesSomething(bucket: UploadBucket, { partition, account }: Place): boolean {
  const principal = { arn: `arn:${partition}:iam::${account}:user/nobody` };
  const headers = { [encryptionHeader]: futureAlgorithm };
  return evaluateUpload(bucket, { action: "PutObject", key: "key", principal, headers }).outcome === "denied";
}

/** One that exists already lets its trail deliver, as AWS asks of log buckets. */
function logBucket({ place, trail, buckets }: DeployedStack): UploadBucket {
  const { partition, region, account } = place;
  const deployed = buckets.find(({ name }) => name === trail.logBucket);
  const environment = { partition, region, accountId: account };
  const policy = JSON.stringify(policyDocument(trailDeliveryStatements(environment, trail.logBucket, trail.name)));
  return deployed ?? { name: trail.logBucket, ...place, policy };
}

/** Who delivers log files. */
export const deliveringService = cloudTrailService;
