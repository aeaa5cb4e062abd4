/** Object keys anywhere in a bucket: one for each combination of a policy's resources that a key can match. */
import { arnFields } from "../simulator/iam/arn";
import { anyCharacters, literalPattern, oneCharacter, type GlobPattern } from "../simulator/iam/glob";
import { exampleCharacter, exampleOf } from "../simulator/iam/telling";
import type { Statements } from "./statements";
import { hasVariables, patternsByValues } from "./variables";
import { witnesses } from "./witnesses";

/** A key that no policy singles out. */
export const anyKey = "object";

/** Most combinations of values that the variables of one resource are tried with. */
const mostCombinations = 60;

/**
 * The object keys to try, {@link anyKey} first where it is one of its kind, and whether they are all that are told apart.
 * @param valuesOf values that a request may have for the variables of resources, other than any value
 */
export function objectKeys(
  bucketName: string,
  policy: Statements | undefined,
  valuesOf: (key: string) => readonly string[],
): { keys: readonly string[]; complete: boolean } {
  const prefix = `${bucketName}/`;
  const ofPolicy = policy?.statements.flatMap(({ resource }) => resource.patterns.flatMap((pattern) => arnFields(pattern)?.resource ?? [])) ?? [];
  const resources = [...new Set(ofPolicy)];
  const within: GlobPattern = [...literalPattern(prefix), oneCharacter, anyCharacters];
  const patterns = resources.map((resource) => patternsByValues(resource, hasVariables(policy), (key) => [exampleCharacter, ...valuesOf(key)], mostCombinations));
  const { texts, complete } = witnesses(patterns.flatMap((some) => some ?? []), within, [`${prefix}${anyKey}`, `${prefix}folder/deep/object.txt`, ...resources.map(exampleOf)]);
  return { keys: texts.map((text) => text.slice(prefix.length)), complete: complete && patterns.every((some) => some !== undefined) };
}
