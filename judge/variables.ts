/** The policy variables of statements: `${aws:PrincipalTag/team}` makes of a condition on one key one on two. */
import type { PolicyDocument } from "../simulator";
import { parseTemplate } from "../simulator/iam/variables";

/** Whether `${…}` are variables in a policy, rather than plain text. */
export function hasVariables(policy: Pick<PolicyDocument, "version"> | undefined): boolean {
  return policy?.version === "2012-10-17";
}

/** The condition keys that variables in these texts stand for. */
export function variablesIn(texts: readonly string[], variables: boolean): string[] {
  return piecesOf(texts, variables).flatMap((piece) => ("variable" in piece ? piece.variable : []));
}

/** Those that leave the text without a value where the request has none: no fallback is written beside them. */
export function variablesWithoutFallback(texts: readonly string[], variables: boolean): string[] {
  return piecesOf(texts, variables).flatMap((piece) => ("variable" in piece && piece.fallback === undefined ? piece.variable : []));
}

function piecesOf(texts: readonly string[], variables: boolean): ReturnType<typeof parseTemplate>["pieces"] {
  return texts.flatMap((text) => parseTemplate(text, variables).pieces);
}
