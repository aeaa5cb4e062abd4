/**
 * The condition operators of IAM.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { arnParts, arnPatternParts, matchesArnParts } from "./arn";
import { type ConditionOperator } from "./document";
import { matchesGlob, type GlobPattern } from "./glob";
import { isInRange, parseIpRange } from "./ip";
import { addresses, arnTexts, booleans, bytes, dates, numbers, textsOfAnyCase, wholeTexts, wildTexts, type TellingFamily } from "./telling";
import { canonicalBase64, parseBoolean, parseDate, parseNumber } from "./values";
import { parseTemplate, resolvePattern, resolveText, type VariableLookup } from "./variables";

/** Tests one value of the request against one value of the policy, always in the positive sense. */
export type ValueTest = (requestValue: string, lookup: VariableLookup) => boolean;

export interface OperatorDefinition {
  readonly name: string;
  /** `StringNotLike` and its like hold when the test holds for none of the policy's values. */
  readonly negated: boolean;
  /** Policy variables are replaced in the values; for other operators they are an error. */
  readonly allowsVariables: boolean;
  /** What a value must look like, in words. */
  readonly valueForm: string;
  /** Which values of requests the values of a condition tell apart. */
  readonly telling: TellingFamily;
  /** The one text that a value means, where it is a text without wildcards and variables: lists of hundreds are looked up. */
  exact?(value: string, variables: boolean): string | undefined;
  /** The test that a value stands for, or undefined when the value is not of the operator's type. */
  compile(value: string, variables: boolean): ValueTest | undefined;
}

/** The operator that tests for absence. It looks at no value, so it has no {@link OperatorDefinition}. */
export const nullOperator = "Null";

/**
 * Reads an operator's name, e.g. `ForAnyValue:StringLikeIfExists`, or gives undefined when IAM has no such operator.
 * IAM compares the names without regard to case.
 */
export function parseOperator(name: string): ConditionOperator | undefined {
  const [, set, rest = ""] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/is.exec(name) ?? [];
  const ifExists = /IfExists$/i.test(rest);
  const base = (ifExists ? rest.slice(0, -"IfExists".length) : rest).toLowerCase();
  if (base === nullOperator.toLowerCase()) {
    // "any condition operator name except the Null condition" takes IfExists; sets of nothing are as undefined.
    return set === undefined && !ifExists ? { name, base: nullOperator, ifExists: false } : undefined;
  }
  const definition = definitions.get(base);
  if (!definition) return undefined;
  if (set === undefined) return { name, base: definition.name, ifExists };
  return { name, base: definition.name, ifExists, set: set.toLowerCase() === "forallvalues" ? "ForAllValues" : "ForAnyValue" };
}

/**
 * The definition of an operator.
 * @param base an operator's name as {@link parseOperator} gives it, other than {@link nullOperator}.
 */
export function operatorDefinition(base: string): OperatorDefinition {
  const definition = definitions.get(base.toLowerCase());
  if (!definition) throw new Error(`"${base}" is not a condition operator`);
  return definition;
}

/** Names of all operators, for suggestions. */
export function operatorNames(): string[] {
  return [...[...definitions.values()].map((definition) => definition.name), nullOperator];
}

const text = { allowsVariables: true, valueForm: "a string" };

const withoutVariables = (value: string, variables: boolean): string | undefined => (variables && value.includes("${") ? undefined : value);
const withoutWildcards = (value: string, variables: boolean): string | undefined => (/[*?]/.test(value) ? undefined : withoutVariables(value, variables));

const stringEquals: Operation = {
  ...text,
  telling: wholeTexts,
  exact: withoutVariables,
  compile(value, variables) {
    const template = parseTemplate(value, variables);
    return (requestValue, lookup) => resolveText(template, lookup) === requestValue;
  },
};

const stringEqualsIgnoreCase: Operation = {
  ...text,
  telling: textsOfAnyCase,
  compile(value, variables) {
    const template = parseTemplate(value, variables);
    return (requestValue, lookup) => resolveText(template, lookup)?.toLowerCase() === requestValue.toLowerCase();
  },
};

const stringLike: Operation = {
  ...text,
  telling: wildTexts,
  exact: withoutWildcards,
  compile(value, variables) {
    const template = parseTemplate(value, variables);
    const constant = template.hasVariables ? undefined : resolvePattern(template, () => undefined);
    return (requestValue, lookup) => {
      const pattern = constant ?? resolvePattern(template, lookup);
      return pattern !== undefined && matchesGlob(pattern, requestValue);
    };
  },
};

/** ArnEquals and ArnLike "behave identically": both take wildcards, and check each of the six parts by itself. */
const arnLike: Operation = {
  allowsVariables: true,
  valueForm: "an ARN such as arn:aws:iam::111122223333:role/*",
  telling: arnTexts,
  exact: withoutWildcards,
  compile(value, variables) {
    const template = parseTemplate(value, variables);
    const constant = template.hasVariables ? undefined : resolvePattern(template, () => undefined);
    const constantParts = constant && arnPatternParts(constant);
    if (constant && !constantParts) return undefined;
    if (constantParts) return (requestValue) => isArnLike(constantParts, requestValue);
    return (requestValue, lookup) => {
      const pattern = resolvePattern(template, lookup);
      const patterns = pattern && arnPatternParts(pattern);
      return patterns !== undefined && isArnLike(patterns, requestValue);
    };
  },
};

function isArnLike(patterns: readonly GlobPattern[], requestValue: string): boolean {
  const parts = arnParts(requestValue);
  return parts !== undefined && matchesArnParts(patterns, parts);
}

const bool: Operation = {
  allowsVariables: true,
  valueForm: "true or false",
  telling: booleans,
  compile(value, variables) {
    const template = parseTemplate(value, variables);
    if (!template.hasVariables && parseBoolean(value) === undefined) return undefined;
    return (requestValue, lookup) => {
      const expected = parseBoolean(resolveText(template, lookup) ?? "");
      return expected !== undefined && parseBoolean(requestValue) === expected;
    };
  },
};

const binaryEquals: Operation = {
  allowsVariables: false,
  valueForm: "base64",
  telling: bytes,
  compile(value) {
    const expected = canonicalBase64(value);
    return expected === undefined ? undefined : (requestValue) => canonicalBase64(requestValue) === expected;
  },
};

const ipAddress: Operation = {
  allowsVariables: false,
  valueForm: "an IP address or CIDR block such as 203.0.113.0/24",
  telling: addresses,
  compile(value) {
    const range = parseIpRange(value);
    return range && ((requestValue) => isInRange(requestValue, range));
  },
};

/** Builds an operation that orders values: both sides are parsed, and a request value that cannot be never matches. */
function comparison(
  valueForm: string,
  telling: TellingFamily,
  parse: (value: string) => number | undefined,
  holds: (requested: number, stated: number) => boolean,
): Operation {
  return {
    allowsVariables: false,
    valueForm,
    telling,
    compile(value) {
      const stated = parse(value);
      if (stated === undefined) return undefined;
      return (requestValue) => {
        const requested = parse(requestValue);
        return requested !== undefined && holds(requested, stated);
      };
    },
  };
}

const comparisons = {
  Equals: (requested: number, stated: number) => requested === stated,
  LessThan: (requested: number, stated: number) => requested < stated,
  LessThanEquals: (requested: number, stated: number) => requested <= stated,
  GreaterThan: (requested: number, stated: number) => requested > stated,
  GreaterThanEquals: (requested: number, stated: number) => requested >= stated,
};

function comparisonsOf(
  family: string,
  valueForm: string,
  telling: TellingFamily,
  parse: (value: string) => number | undefined,
): OperatorDefinition[] {
  return [
    ...Object.entries(comparisons).map(([suffix, holds]) =>
      positive(`${family}${suffix}`, comparison(valueForm, telling, parse, holds)),
    ),
    negative(`${family}NotEquals`, comparison(valueForm, telling, parse, comparisons.Equals)),
  ];
}

type Operation = Omit<OperatorDefinition, "name" | "negated">;

function positive(name: string, operation: Operation): OperatorDefinition {
  return { name, negated: false, ...operation };
}

function negative(name: string, operation: Operation): OperatorDefinition {
  return { name, negated: true, ...operation };
}

const definitions: ReadonlyMap<string, OperatorDefinition> = new Map(
  [
    positive("StringEquals", stringEquals),
    negative("StringNotEquals", stringEquals),
    positive("StringEqualsIgnoreCase", stringEqualsIgnoreCase),
    negative("StringNotEqualsIgnoreCase", stringEqualsIgnoreCase),
    positive("StringLike", stringLike),
    negative("StringNotLike", stringLike),
    ...comparisonsOf("Numeric", "a number", numbers, parseNumber),
    ...comparisonsOf("Date", "a date such as 2026-01-31T00:00:00Z, or epoch seconds", dates, parseDate),
    positive("Bool", bool),
    positive("BinaryEquals", binaryEquals),
    positive("IpAddress", ipAddress),
    negative("NotIpAddress", ipAddress),
    positive("ArnEquals", arnLike),
    positive("ArnLike", arnLike),
    negative("ArnNotEquals", arnLike),
    negative("ArnNotLike", arnLike),
  ].map((definition) => [definition.name.toLowerCase(), definition]),
);
