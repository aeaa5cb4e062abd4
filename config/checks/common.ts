/** Checks that several parts of the config share. */
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";

/** A KMS key that the requirement does not approve; undefined where it does, or names no keys. */
export function unapprovedKey(arn: string, path: ProblemPath, approved: readonly string[] | undefined): Problem | undefined {
  if (!approved || approved.includes(arn)) return undefined;
  return {
    path,
    message: `${valueText(arn)} is not one of requirement.kmsKeyArns`,
    allowed: approved.join(", "),
  };
}

/** Entries of a list that stand in it before. */
export function repeated(values: readonly string[], path: ProblemPath): Problem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? [{ path: [...path, index], message: `${valueText(value)} is named twice` }] : [],
  );
}
