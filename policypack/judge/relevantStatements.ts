/** The statements of a policy that can matter for some actions: others only add combinations to try. */
import type { PolicyDocument, PolicyStatement } from "../../simulator";
import { globPattern, matchesGlob } from "../../simulator/iam/glob";

/** A policy as far as it is looked through, which its evaluation is not bound to. */
export type Statements = Pick<PolicyDocument, "version" | "statements">;

/** The part of a policy that speaks of at least one of these IAM actions. */
export function relevantStatements({ version, statements }: PolicyDocument, actions: readonly string[]): Statements {
  return { version, statements: statements.filter((statement) => actions.some((action) => speaksOf(statement, action))) };
}

function speaksOf({ action: { element, patterns } }: PolicyStatement, action: string): boolean {
  const named = patterns.some((pattern) => matchesGlob(globPattern(pattern.toLowerCase()), action.toLowerCase()));
  return named === (element === "Action");
}
