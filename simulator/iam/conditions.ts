/**
 * Conditions: whether the context of a request meets what a statement demands.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
import { type PolicyCondition } from "./document";
import { nullOperator, operatorDefinition } from "./operators";
import { type VariableLookup } from "./variables";

/** The value of a condition key; several for multivalued keys such as `aws:TagKeys`. */
export type ContextValue = string | number | boolean | readonly string[];

/** Condition keys of a request with their values. Key names are compared without regard to case. */
export type RequestContext = Readonly<Record<string, ContextValue | undefined>>;

/** A request context made ready for evaluation. */
export class ContextKeys {
  private readonly values = new Map<string, readonly string[]>();

  /** @param base keys that count where the context does not have them itself. */
  constructor(
    context: RequestContext,
    private readonly base?: ContextKeys,
  ) {
    for (const key in context) {
      const value = context[key];
      if (value === undefined) continue;
      this.values.set(key.toLowerCase(), typeof value === "object" ? value : [String(value)]);
    }
  }

  /**
   * The values of a key, at least one, or undefined when the request does not have the key. A key without values
   * "resolves to a null data set", which IAM treats like a key that is not there.
   * @param lowerCaseKey the key in lower case.
   */
  get(lowerCaseKey: string): readonly string[] | undefined {
    const values = this.values.get(lowerCaseKey) ?? this.base?.get(lowerCaseKey);
    return values?.length === 0 ? undefined : values;
  }

  /** Value for a policy variable: multivalued keys have none. */
  readonly lookup: VariableLookup = (key) => {
    const values = this.get(key.toLowerCase());
    return values?.length === 1 ? values[0] : undefined;
  };
}

/** Whether a request's context meets a condition. */
export type ConditionTest = (context: ContextKeys) => boolean;

/**
 * The test that a condition stands for.
 *
 * - Several values in the policy: one must match; with a negated operator, none may.
 * - Key absent: false, but true for negated operators, `…IfExists` and `ForAllValues`. `ForAnyValue` is false even with
 *   `IfExists` or a negated operator, as there is no value that could meet it.
 * - Several values in the request: only `ForAllValues` and `ForAnyValue` look at them. "Multivalued context keys
 *   require a condition set operator": without one the condition is false, so that neither an Allow nor a Deny counts
 *   on something undocumented.
 * - A variable without value: "there is no equal or like value", hence false, and true for negated operators.
 */
export function compileCondition(condition: PolicyCondition, variables: boolean): ConditionTest {
  const { values, operator } = condition;
  const key = condition.key.toLowerCase();
  if (operator.base === nullOperator) {
    const absent = new Set(values.map((value) => value.toLowerCase() === "true"));
    return (context) => absent.has(context.get(key) === undefined);
  }
  const definition = operatorDefinition(operator.base);
  const { negated } = definition;
  const exact = new Set<string>();
  const tests = values.flatMap((value) => {
    const test = definition.compile(value, variables);
    if (!test) throw new Error(`"${value}" is no value for ${operator.name}`);
    const only = definition.exact?.(value, variables);
    if (only === undefined) return test;
    exact.add(only);
    return [];
  });
  const meets = (value: string, context: ContextKeys) => (exact.has(value) || tests.some((test) => test(value, context.lookup))) !== negated;

  if (operator.set === "ForAllValues") return (context) => context.get(key)?.every((value) => meets(value, context)) ?? true;
  if (operator.set === "ForAnyValue") return (context) => context.get(key)?.some((value) => meets(value, context)) ?? false;
  return (context) => {
    const [value, ...others] = context.get(key) ?? [];
    if (value === undefined) return negated || operator.ifExists;
    return others.length === 0 && meets(value, context);
  };
}
