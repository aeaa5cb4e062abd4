/** Checks that several parts of the config share. */
import { partitionOfRegion } from "../../encryption/arn";
import { catalogue } from "../../encryption/methods";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { kmsKeyArnProblem } from "../../validation/arnProblems";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";

/** A KMS key that the requirement does not approve; undefined where it does, or names no keys. */
export function unapprovedKey(arn: string, path: ProblemPath, approved: readonly string[] | undefined): Problem | undefined {
  if (!approved || approved.includes(arn)) return undefined;
  // A list that is wrong itself has been reported: it may have meant this key.
  if (approved.length === 0 || approved.some((one) => kmsKeyArnProblem(one, path))) return undefined;
  return {
    path,
    message: `${valueText(arn)} is not one of requirement.kmsKeyArns`,
    allowed: approved.join(", "),
  };
}

/**
 * An ARN of another partition than that of the stack's region: nothing of the stack's would ever match it. Undefined
 * where the partition is right, or the region not known.
 */
export function otherPartition(arn: string, path: ProblemPath, region: string | undefined): Problem | undefined {
  const named = /^arn:([^:]*):/.exec(arn)?.[1];
  if (named === undefined || region === undefined) return undefined;
  const partition = partitionOfRegion(region);
  if (named === partition) return undefined;
  return {
    path,
    message: `${valueText(arn)} is in partition ${named}, but the stack deploys to ${region}, which is in ${partition}`,
    allowed: `an ARN that begins with arn:${partition}:`,
  };
}

/** Whether every method of a requirement is one that can be approved. */
export function isSettled({ methods }: EncryptionRequirement): boolean {
  return methods.length > 0 && methods.every((id) => id !== "none" && catalogue.some((method) => method.id === id));
}

/** Entries of a list that stand in it before. */
export function repeated(values: readonly string[], path: ProblemPath): Problem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index
      ? [{ path: [...path, index], message: `${valueText(value)} is named twice`, withoutValue: "is named twice" }]
      : [],
  );
}
