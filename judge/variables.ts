/** The policy variables of statements: `${aws:PrincipalTag/team}` makes of a condition on one key one on two. */
import type { CheckedPolicy, CheckedStatement } from "../simulator";
import type { GlobPattern } from "../simulator/iam/glob";
import { parseTemplate, resolvePattern } from "../simulator/iam/variables";

/** Whether `${…}` are variables in a policy, rather than plain text. */
export function hasVariables(policy: Pick<CheckedPolicy, "version"> | undefined): boolean {
  return policy?.version === "2012-10-17";
}

/** The condition keys that variables in these texts stand for. */
export function variablesIn(texts: readonly string[], variables: boolean): string[] {
  return piecesOf(texts, variables).flatMap((piece) => ("variable" in piece ? piece.variable : []));
}

/** The condition keys that variables of a statement stand for, in its conditions and resources. */
export function variablesOf({ conditions, resource }: Pick<CheckedStatement, "conditions" | "resource">, variables: boolean): string[] {
  return variablesIn([...conditions.flatMap(({ values }) => values), ...resource.patterns], variables);
}

/** Those that leave the text without a value where the request has none: no fallback is written beside them. */
export function variablesWithoutFallback(texts: readonly string[], variables: boolean): string[] {
  return piecesOf(texts, variables).flatMap((piece) => ("variable" in piece && piece.fallback === undefined ? piece.variable : []));
}

/**
 * The patterns that a text with variables stands for, with each combination of their values.
 * @param valuesOf values of a condition key
 * @returns undefined where they are more than `most`
 */
export function patternsByValues(text: string, variables: boolean, valuesOf: (key: string) => readonly string[], most: number): GlobPattern[] | undefined {
  const template = parseTemplate(text, variables);
  const keys = [...new Set(variablesIn([text], variables))];
  let combinations: ReadonlyMap<string, string>[] = [new Map()];
  for (const key of keys) {
    const values = valuesOf(key);
    combinations = combinations.flatMap((one) => values.map((value) => new Map([...one, [key, value]])));
    if (combinations.length > most) return undefined;
  }
  return combinations.flatMap((values) => {
    const pattern = resolvePattern(template, (key) => values.get(key));
    return pattern ? [pattern] : [];
  });
}

function piecesOf(texts: readonly string[], variables: boolean): ReturnType<typeof parseTemplate>["pieces"] {
  return texts.flatMap((text) => parseTemplate(text, variables).pieces);
}
