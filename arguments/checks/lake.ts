/** Contradictions of a lake: beside the requirement, and of its bucket beside others. */
import { longestPlace } from "../../encryption/arn";
import { resultMethod, resultMethods } from "../../encryption/lake/results";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import type { ArgumentContext } from "../context";
import { isBucketName } from "../fields";
import { resultBucketOf } from "../names";
import type { LakeSettings } from "../schemas";
import { bucketNameProblems } from "./bucketNames";
import { isSettled, repeated } from "./common";

/**
 * What is wrong with a lake.
 * @param logBucket that the trail delivers to, where it is known
 * @param root where the lake's own keys stand
 */
export function lakeProblems(
  { resultBucket, accountIds }: Pick<LakeSettings, "resultBucket" | "accountIds">,
  requirement: EncryptionRequirement,
  logBucket: string | undefined,
  context: ArgumentContext,
  root: ProblemPath,
): Problem[] {
  const at = [...root, "resultBucket", "name"];
  return [
    ...(isSettled(requirement) && resultMethod(requirement) === undefined ? [unwritable(root)] : []),
    ...repeated(accountIds, [...root, "accountIds"]),
    ...bucketNameProblems(resultBucket.name === undefined ? [] : [{ name: resultBucket.name, path: at }], context),
    ...(resultBucket.name === undefined ? derivedNameProblems(at, context) : []),
    ...takenNameProblems(resultBucketOf(resultBucket, context.prefix, context.accountId ?? ""), at, logBucket, context),
  ];
}

function unwritable(root: ProblemPath): Problem {
  return {
    path: root.length === 0 ? ["requirement", "methods"] : root,
    message: `needs a bucket for the results of queries, which Athena writes with ${resultMethods.map(({ label }) => label).join(" or ")}, and the requirement approves neither`,
    allowed: `a requirement with one of ${resultMethods.map(({ id }) => id).join(", ")}`,
    example: `methods: [${resultMethods.at(-1)?.id ?? ""}]`,
  };
}

function derivedNameProblems(path: ProblemPath, { prefix, prefixMadeOf }: ArgumentContext): Problem[] {
  const derived = resultBucketOf({}, prefix, longestPlace.accountId);
  if (isBucketName(derived)) return [];
  return [
    {
      path,
      message: `is missing, and the name made of ${prefixMadeOf} (${derived.replace(/0{12}$/, "<account>")}) is no bucket name`,
      allowed: "a bucket name of at most 63 characters",
      example: "resultBucket: { name: acme-athena-results }",
    },
  ];
}

/** Results beside log files, or in a bucket that the stack makes anyway. */
function takenNameProblems(name: string, path: ProblemPath, logBucket: string | undefined, { ownBuckets = [] }: ArgumentContext): Problem[] {
  const advice = { allowed: "a name that no other bucket has", example: "resultBucket: { name: acme-athena-results }" };
  if (name === logBucket) return [{ path, message: `${valueText(name)} is the bucket of the log files`, ...advice }];
  const own = ownBuckets.indexOf(name);
  return own < 0 ? [] : [{ path, message: `${valueText(name)} is also the name of buckets[${own}]`, ...advice }];
}
