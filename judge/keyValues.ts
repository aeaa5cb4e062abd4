/** Values of a condition key that the conditions of a policy tell apart. */
import type { PolicyCondition } from "../simulator";
import { anyCharacters, matchesGlob, oneCharacter, type GlobPattern } from "../simulator/iam/glob";
import { nullOperator, operatorDefinition } from "../simulator/iam/operators";
import { witnesses } from "./witnesses";

/** A value that a request may have for a key. */
export interface KeyValue {
  readonly value: string;
  /** The policy's values that it comes from; none for a value that the policy does not have. */
  readonly from: readonly string[];
}

const longEnough: GlobPattern = [oneCharacter, anyCharacters];
/** A text that no policy has. */
const otherText = "something-else";

/**
 * The values that conditions on one key tell apart, by their operators: the policy's own first, then texts for combinations
 * of its patterns, of which one may stand for none of them.
 * @returns `complete`: false when the patterns are too many to tell all apart
 */
export function tellingValues(conditions: readonly PolicyCondition[], variables: boolean): { values: readonly KeyValue[]; complete: boolean } {
  const looking = conditions.filter(({ operator }) => operator.base !== nullOperator);
  // Of a key that is only tested for absence any value will do.
  if (looking.length === 0) return { values: conditions.length > 0 ? [{ value: otherText, from: [] }] : [], complete: true };
  // Of one family at once: limits of several conditions have values between them.
  const families = [...new Set(looking.map(({ operator }) => operatorDefinition(operator.base).telling))];
  const told = families.map((family) => {
    const values = looking.filter(({ operator }) => operatorDefinition(operator.base).telling === family).flatMap((condition) => condition.values);
    return family([...new Set(values)], variables);
  });
  const patterns = told.flatMap((one) => one.patterns);
  const ownValues = told.flatMap((one) => one.values.map(({ value, from }) => ({ value, from: from === undefined ? [] : [from] })));
  if (patterns.length === 0) return { values: ownValues, complete: true };
  const { texts, complete } = witnesses(patterns.map(({ pattern }) => pattern), longEnough, [otherText]);
  const between = texts.map((value) => ({ value, from: patterns.filter(({ pattern }) => matchesGlob(pattern, value)).map(({ from }) => from) }));
  return { values: [...ownValues, ...between], complete };
}
