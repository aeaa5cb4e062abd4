/** The policy variables of statements: `${aws:PrincipalTag/team}` makes of a condition on one key one on two. */
import type { PolicyDocument, PolicyStatement } from "../../simulator";
import { globPattern, type GlobPattern } from "../../simulator/iam/glob";
import { parseTemplate, resolvePattern, resolveText } from "../../simulator/iam/variables";
import { exampleCharacter } from "./example";

/** Whether `${…}` are variables in a policy, rather than plain text. */
export function hasVariables(policy: Pick<PolicyDocument, "version"> | undefined): boolean {
  return policy?.version === "2012-10-17";
}

/** The condition keys that variables in these texts stand for. */
export function variablesIn(texts: readonly string[], variables: boolean): string[] {
  return texts.flatMap((text) => parseTemplate(text, variables).pieces.flatMap((piece) => ("variable" in piece ? [piece.variable] : [])));
}

/** Texts of a statement in which variables may stand. */
export function templatesOf({ conditions, resource }: PolicyStatement): string[] {
  return [...conditions.flatMap(({ values }) => values), ...resource.patterns];
}

/** A pattern of the policy; its variables have an example for a value. */
export function patternOf(text: string, variables: boolean): GlobPattern {
  return resolvePattern(parseTemplate(text, variables), () => exampleCharacter) ?? globPattern(text);
}

/** A text of the policy in which wildcards stand for themselves; its variables have an example for a value. */
export function literalOf(text: string, variables: boolean): string {
  return resolveText(parseTemplate(text, variables), () => exampleCharacter) ?? text;
}
