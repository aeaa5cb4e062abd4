/**
 * IAM policy documents as plain data.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

/** A value of a condition. IAM takes Booleans and numbers for the texts that they are written as. */
export type ConditionValue = string | number | boolean;

/** Operator to condition key to the value or values; the shape of IAM's Condition element. */
export type Condition = Readonly<Record<string, Readonly<Record<string, ConditionValue | readonly ConditionValue[]>>>>;

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  /** In resource policies only. */
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Condition;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** A document of these statements, in this order. */
export function policyDocument(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** Joins conditions; all must hold. Two on the same operator and key would overwrite each other: that is an error. */
export function allOf(...conditions: readonly Condition[]): Condition {
  const joined: Record<string, Record<string, ConditionValue | readonly ConditionValue[]>> = {};
  for (const condition of conditions) {
    for (const [operator, keys] of Object.entries(condition)) {
      for (const [key, value] of Object.entries(keys)) {
        const target = (joined[operator] ??= {});
        if (key in target) throw new Error(`two conditions ${operator} on ${key} cannot be one statement`);
        target[key] = value;
      }
    }
  }
  return joined;
}
