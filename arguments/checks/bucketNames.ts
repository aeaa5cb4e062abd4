/** Names that S3 would not give to a new bucket, and names of buckets that are not where the stack is. */
import {
  accountRegionalName,
  needsAccountRegionalNamespace,
  type AccountRegionalName,
} from "../../encryption/bucketNamespace";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import type { ArgumentContext } from "../context";
import type { TrailSettings } from "../keys/trail";

/** The name of a bucket that is created. */
export interface CreatedBucket {
  readonly name: string;
  readonly path: ProblemPath;
}

/** The log bucket that is created with a trail, where it is given a name. */
export function createdLogBucket({ mode, logBucket: { name } }: TrailSettings): CreatedBucket[] {
  return mode === "create" && name !== undefined ? [{ name, path: ["trail", "logBucket", "name"] }] : [];
}

/** What is wrong with the names of buckets that are created: their account is looked at where it is known. */
export function bucketNameProblems(created: readonly CreatedBucket[], { region, accountId }: Pick<ArgumentContext, "region" | "accountId">): Problem[] {
  return [...namespaceProblems(created, region), ...(accountId === undefined ? [] : foreignBucketNameProblems(created, accountId))];
}

function namespaceProblems(created: readonly CreatedBucket[], region: string | undefined): Problem[] {
  return created.flatMap(({ name, path }) => {
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
function foreignBucketNameProblems(created: readonly CreatedBucket[], accountId: string): Problem[] {
  const isForeign = (namespace: AccountRegionalName | undefined): boolean => namespace !== undefined && namespace.accountId !== accountId;
  return created
    .filter(({ name }) => isForeign(accountRegionalName(name)))
    .map(({ name, path }) => ({
      path,
      message: `${valueText(name)} is a name that only account ${accountRegionalName(name)?.accountId ?? ""} can create, but the stack deploys to ${accountId}`,
      allowed: `<prefix>-${accountId}-<region>-an, or a name that does not end in -an`,
    }));
}
