/** Names that S3 would not give to a new bucket, and names of buckets that are not where the stack is. */
import {
  accountRegionalName,
  needsAccountRegionalNamespace,
  type AccountRegionalName,
} from "../../encryption/bucketNamespace";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import type { StackConfig } from "../schema";
import type { ConfigContext } from "./context";

/** The buckets that the stack creates under names of the config. */
function createdBuckets({ buckets, trail }: StackConfig): { name: string; path: ProblemPath }[] {
  const { name } = trail.logBucket;
  return [
    ...buckets.map((bucket, index) => ({ name: bucket.name, path: ["buckets", index, "name"] })),
    ...(trail.mode === "create" && name !== undefined ? [{ name, path: ["trail", "logBucket", "name"] }] : []),
  ];
}

/** What is wrong with the names of the buckets that the stack creates, as far as their account need not be known. */
export function bucketNameProblems(config: StackConfig, { region }: ConfigContext): Problem[] {
  return createdBuckets(config).flatMap(({ name, path }) => {
    if (!needsAccountRegionalNamespace(name)) return [];
    const namespace = accountRegionalName(name);
    const place = region ?? "<region>";
    const advice = { allowed: `<prefix>-<account>-${place}-an, or a name that does not end in -an` };
    if (!namespace) {
      const message =
        `${valueText(name)} ends in -an, which S3 gives to new buckets of the form <prefix>-<account>-<region>-an alone, ` +
        `in every region but me-south-1 and me-central-1`;
      return [{ path, message, ...advice }];
    }
    if (region === undefined || namespace.region === region) return [];
    return [{ path, message: `${valueText(name)} is a name for a bucket in ${namespace.region}, but the stack deploys to ${region}`, ...advice }];
  });
}

/** The buckets whose names belong to another account than the one that the stack deploys to. */
export function foreignBucketNameProblems(config: StackConfig, accountId: string): Problem[] {
  const isForeign = (namespace: AccountRegionalName | undefined): boolean => namespace !== undefined && namespace.accountId !== accountId;
  return createdBuckets(config)
    .filter(({ name }) => isForeign(accountRegionalName(name)))
    .map(({ name, path }) => ({
      path,
      message: `${valueText(name)} is a name that only account ${accountRegionalName(name)?.accountId ?? ""} can create, but the stack deploys to ${accountId}`,
      allowed: `<prefix>-${accountId}-<region>-an, or a name that does not end in -an`,
    }));
}
