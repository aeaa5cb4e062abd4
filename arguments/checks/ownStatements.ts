/** Slips in statements of one's own, for a bucket's policy or an access point's, that the arguments can name better than S3 would. */
import type { PolicyStatement } from "../../encryption/policyDocument";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";

const exactlyOne: readonly (readonly [string, string])[] = [
  ["Principal", "NotPrincipal"],
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
];

/**
 * What is wrong with own statements.
 * @param taken Sids of the generated statements beside them
 * @param listed where they stand
 * @param resourceProblems what is wrong with one of their resources
 */
export function ownStatementProblems(
  statements: readonly PolicyStatement[],
  taken: readonly string[],
  listed: ProblemPath,
  resourceProblems: (resource: string, path: ProblemPath) => Problem[],
): Problem[] {
  return statements.flatMap((statement, index) => {
    const path = [...listed, index];
    const problems: Problem[] = exactlyOne.flatMap(([element, opposite]) =>
      element in statement === opposite in statement
        ? [
            {
              path,
              message: `has ${element in statement ? "both" : "neither"} ${element} ${element in statement ? "and" : "nor"} ${opposite}`,
              allowed: `exactly one of ${element} and ${opposite}`,
            },
          ]
        : [],
    );
    for (const element of ["Resource", "NotResource"] as const) {
      const given = statement[element] ?? [];
      if (typeof given === "string") problems.push(...resourceProblems(given, [...path, element]));
      else problems.push(...given.flatMap((one, position) => resourceProblems(one, [...path, element, position])));
    }
    const { Sid } = statement;
    const first = statements.findIndex((other) => other.Sid === Sid);
    const isTaken = Sid !== undefined && taken.includes(Sid);
    if (Sid !== undefined && (isTaken || first < index)) {
      problems.push({
        path: [...path, "Sid"],
        message: `${valueText(Sid)} is also the Sid of ${isTaken ? "a generated statement" : `additionalStatements[${first}]`}`,
        allowed: "a Sid that no other statement of the policy has",
      });
    }
    return problems;
  });
}
