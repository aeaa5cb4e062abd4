/**
 * Values of a condition key that the values of a policy tell apart: for whoever looks for a request that a policy treats
 * differently from others. Each operator of operators.ts names the family of its own.
 *
 * Texts are told apart by patterns, which may overlap: whoever looks must find texts for their combinations. All other
 * types have enough values in a list: those of the policy, and those between and beside them.
 */
import { globPattern, literalPattern, type GlobPattern } from "./glob";
import { parseIpRange } from "./ip";
import { parseDate, parseNumber } from "./values";
import { parseTemplate, resolvePattern, resolveText } from "./variables";

/** A value that a request could have for a condition key. */
export interface TellingValue {
  readonly value: string;
  /** The value of the policy that it comes from; absent for one that the policy does not have. */
  readonly from?: string;
}

/** What the values of a condition tell apart. */
export interface Telling {
  /** Patterns that texts match or do not, each with the value of the policy that it comes from. */
  readonly patterns: readonly { readonly pattern: GlobPattern; readonly from: string }[];
  readonly values: readonly TellingValue[];
}

/**
 * What values of a policy tell apart.
 * @param values of one condition
 * @param variables whether `${…}` are variables in the policy
 */
export type TellingFamily = (values: readonly string[], variables: boolean) => Telling;

/** Stands for the value of a policy variable, and for a wildcard. */
export const exampleCharacter = "x";

/** A text that a pattern with `*`, `?` and policy variables matches. */
export function exampleOf(pattern: string): string {
  return pattern.replaceAll(/\$\{([*?$])\}|\$\{[^}]*\}|[*?]/g, (_, escaped: string | undefined) => escaped ?? exampleCharacter);
}

/** The pattern of a policy's text; its variables have an example for a value. */
export function patternOf(text: string, variables: boolean): GlobPattern {
  return resolvePattern(parseTemplate(text, variables), () => exampleCharacter) ?? globPattern(text);
}

/** A policy's text in which wildcards stand for themselves; its variables have an example for a value. */
export function literalOf(text: string, variables: boolean): string {
  return resolveText(parseTemplate(text, variables), () => exampleCharacter) ?? text;
}

/** Whole texts. */
export const wholeTexts: TellingFamily = (values, variables) => ({
  patterns: values.map((from) => ({ from, pattern: literalPattern(literalOf(from, variables)) })),
  values: values.map((from) => ({ value: literalOf(from, variables), from })),
});

/** Whole texts without regard to case: a comparison beside it that regards it takes only one of them. */
export const textsOfAnyCase: TellingFamily = (values, variables) => {
  const texts = wholeTexts(values, variables);
  const cases = texts.values.flatMap(({ value, from }) => [value.toUpperCase(), value.toLowerCase()].map((text) => ({ value: text, ...(from !== undefined && { from }) })));
  return { ...texts, values: [...texts.values, ...cases] };
};

/** Texts by patterns with wildcards. */
export const wildTexts: TellingFamily = (values, variables) => ({
  patterns: values.map((from) => ({ from, pattern: patternOf(from, variables) })),
  values: values.map((from) => ({ value: exampleOf(from), from })),
});

/** ARNs by patterns; no text that is no ARN matches any of them. */
export const arnTexts: TellingFamily = (values, variables) => ({
  ...wildTexts(values, variables),
  values: [...wildTexts(values, variables).values, { value: "arn:aws:s3:us-east-1:999988887777:something/else" }],
});

export const numbers: TellingFamily = (values) => ordered(values, parseNumber, String, 1);
export const dates: TellingFamily = (values) => ordered(values, parseDate, dateText, 1000);

export const booleans: TellingFamily = () => listed(["true", "false"].map((value) => ({ value, from: value })));

export const bytes: TellingFamily = (values) =>
  listed([...values.map((from) => ({ value: from, from })), { value: Buffer.from("something else").toString("base64") }]);

/** The first address of every range and the first behind it, and the first of all: between these no range ends. */
export const addresses: TellingFamily = (values) => {
  const found = values.flatMap((from): TellingValue[] => {
    const range = parseIpRange(from);
    if (!range) return [];
    const { bits, network, prefixLength } = range;
    const size = BigInt(bits - prefixLength);
    const behind = (network + 1n) << size;
    const isLast = behind >> BigInt(bits) !== 0n;
    return [{ value: addressText(bits, network << size), from }, ...(isLast ? [] : [{ value: addressText(bits, behind) }])];
  });
  return listed([...found, ...["203.0.113.77", "0.0.0.0", "::"].map((value) => ({ value }))]);
};

function listed(values: readonly TellingValue[]): Telling {
  return { patterns: [], values };
}

/** The limits of the policy, a value between each two of them, and one beyond them on either side. */
function ordered(
  values: readonly string[],
  parse: (text: string) => number | undefined,
  write: (value: number) => string,
  step: number,
): Telling {
  const limits = [...new Set(values.flatMap((text) => parse(text) ?? []))].sort((a, b) => a - b);
  const [first] = limits;
  if (first === undefined) return listed([]);
  const last = limits.at(-1) ?? first;
  const between = limits.slice(1).map((limit, index) => ((limits[index] ?? limit) + limit) / 2);
  return listed([...values.map((from) => ({ value: from, from })), ...[first - step, ...between, last + step].map((value) => ({ value: write(value) }))]);
}

/** In the form of IAM as far as years have four digits, else in epoch seconds. */
function dateText(time: number): string {
  const year2000 = 946_684_800_000;
  const year9999 = 253_402_300_799_000;
  const within = Math.round(Math.max(time, 0));
  return within < year2000 || within > year9999 ? String(within / 1000) : new Date(within).toISOString();
}

function addressText(bits: 32 | 128, value: bigint): string {
  const groups = bits === 32 ? 4 : 8;
  const width = BigInt(bits / groups);
  const parts = Array.from({ length: groups }, (_, at) => (value >> (width * BigInt(groups - 1 - at))) & ((1n << width) - 1n));
  return bits === 32 ? parts.join(".") : parts.map((part) => part.toString(16)).join(":");
}
