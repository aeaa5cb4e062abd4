/** What only shows once the account is known. */
import { parseArn } from "../../encryption/arn";
import { documentationAccount } from "../../validation/examples";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";

/** ARNs of the documentation's account, wherever they stand, in a deployment to another account. */
export function placeholderProblems(settings: unknown, accountId: string | undefined): Problem[] {
  if (accountId === undefined || accountId === documentationAccount) return [];
  const problems: Problem[] = [];
  const visit = (value: unknown, path: ProblemPath): void => {
    if (typeof value === "string" && parseArn(value)?.account === documentationAccount) {
      const placeholder = `is a placeholder: it names the account of AWS's documentation, but the stack deploys to ${accountId}`;
      problems.push({ path, message: `${valueText(value)} ${placeholder}`, withoutValue: placeholder });
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(settings, []);
  return problems;
}
