/** Object keys anywhere in a bucket: one for each combination of a policy's resources that a key can match. */
import { arnFields } from "../simulator/iam/arn";
import { anyCharacters, literalPattern, oneCharacter, type GlobPattern } from "../simulator/iam/glob";
import { exampleOf, patternOf } from "../simulator/iam/telling";
import type { Statements } from "./statements";
import { hasVariables } from "./variables";
import { witnesses } from "./witnesses";

/** A key that no policy singles out. */
export const anyKey = "object";

/** The object keys to try, {@link anyKey} first where it is one of its kind, and whether they are all that are told apart. */
export function objectKeys(bucketName: string, policy: Statements | undefined): { keys: readonly string[]; complete: boolean } {
  const prefix = `${bucketName}/`;
  // Of a pattern that is no ARN, all of it: it can match whatever it begins with.
  const patterns = policy?.statements.flatMap(({ resource }) => resource.patterns.map((pattern) => arnFields(pattern)?.resource ?? "*")) ?? [];
  const resources = [...new Set(patterns)];
  const examples = resources.flatMap((resource) => (resource.startsWith(prefix) ? [exampleOf(resource)] : []));
  const within: GlobPattern = [...literalPattern(prefix), oneCharacter, anyCharacters];
  const { texts, complete } = witnesses(
    resources.map((resource) => patternOf(resource, hasVariables(policy))),
    within,
    [`${prefix}${anyKey}`, `${prefix}folder/deep/object.txt`, ...examples],
  );
  return { keys: texts.map((text) => text.slice(prefix.length)), complete };
}
