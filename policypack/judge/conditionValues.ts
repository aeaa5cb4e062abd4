/** Values of a condition key that its conditions tell apart: such as meet some of them, such as meet others, and none. */
import type { PolicyCondition } from "../../simulator";
import { anyCharacters, literalPattern, matchesGlob, oneCharacter, type GlobPattern } from "../../simulator/iam/glob";
import { parseIpRange } from "../../simulator/iam/ip";
import { parseDate, parseNumber } from "../../simulator/iam/values";
import { example } from "./example";
import { literalOf, patternOf } from "./policyVariables";
import { witnesses } from "./witnesses";

/** A value for a request, and the values of the policy that it comes from. */
export interface CandidateValue {
  readonly value: string | readonly string[];
  /** {@link otherValue} for one that the policy does not have. */
  readonly patterns: readonly string[];
}

export interface CandidateValues {
  readonly values: readonly CandidateValue[];
  /** False when the policy's patterns are too many to tell all apart. */
  readonly complete: boolean;
}

/** Stands for a value that the policy does not have. */
export const otherValue = "(other)";
const other = [otherValue];

/**
 * Candidates for a key, those that the policy itself has first.
 * @param conditions all conditions on the key
 * @param variables whether `${…}` are variables in the policy
 */
export function candidateValues(conditions: readonly PolicyCondition[], variables: boolean): CandidateValues {
  const by = (family: RegExp): PolicyCondition[] => conditions.filter(({ operator }) => family.test(operator.base));
  const { values: texts, complete } = textCandidates(by(/^(String|Arn)/), variables);
  const single = [
    ...texts,
    ...ordered(by(/^Numeric/), parseNumber, String, 1),
    ...ordered(by(/^Date/), parseDate, dateText, 1000),
    ...addresses(by(/IpAddress$/)),
    ...(by(/^Bool$/).length > 0 ? ["true", "false"].map((value) => ({ value, patterns: [value] })) : []),
    ...by(/^BinaryEquals$/).flatMap(({ values }) => values.map((value) => ({ value, patterns: [value] }))),
    ...by(/^BinaryEquals$/).slice(0, 1).map(() => ({ value: "c29tZXRoaW5nIGVsc2U=", patterns: other })),
    // Of a key that is only tested for absence any value will do; of numbers and the like no text is one.
    ...(by(/^String/).length > 0 || (conditions.length > 0 && by(/^Null$/).length === conditions.length) ? [{ value: "something-else", patterns: other }] : []),
    ...(by(/^Arn/).length > 0 ? [{ value: "arn:aws:s3:us-east-1:999988887777:something/else", patterns: other }] : []),
  ];
  return { values: conditions.some(({ operator }) => operator.set) ? [...single, ...sets(single)] : single, complete };
}

const longEnough: GlobPattern = [oneCharacter, anyCharacters];

/** Texts for every combination of the policy's values that one text can match; an example of each value first. */
function textCandidates(conditions: readonly PolicyCondition[], variables: boolean): CandidateValues {
  const patterns = new Map<string, { value: string; pattern: GlobPattern }>();
  const examples: CandidateValue[] = [];
  for (const { operator, values } of conditions) {
    const wild = /Like$|^Arn/.test(operator.base);
    for (const value of values) {
      patterns.set(`${String(wild)} ${value}`, { value, pattern: wild ? patternOf(value, variables) : literalPattern(literalOf(value, variables)) });
      examples.push({ value: wild ? example(value) : literalOf(value, variables), patterns: [value] });
    }
  }
  if (patterns.size < 2) return { values: examples, complete: true };
  const all = [...patterns.values()];
  const { texts, complete } = witnesses(all.map(({ pattern }) => pattern), longEnough, ["something-else"]);
  const between = texts.map((text) => {
    const met = all.filter(({ pattern }) => matchesGlob(pattern, text)).map(({ value }) => value);
    return { value: text, patterns: met.length > 0 ? met : other };
  });
  return { values: [...examples, ...between], complete };
}

/** The limits of the policy, a value between each two of them, and one beyond them on either side. */
function ordered(
  conditions: readonly PolicyCondition[],
  parse: (text: string) => number | undefined,
  write: (value: number) => string,
  step: number,
): CandidateValue[] {
  const stated = conditions.flatMap(({ values }) => values);
  const limits = [...new Set(stated.flatMap((text) => parse(text) ?? []))].sort((a, b) => a - b);
  const [first = 0] = limits;
  const last = limits.at(-1) ?? first;
  const beside = [first - step, ...limits.slice(1).map((limit, index) => ((limits[index] ?? limit) + limit) / 2), last + step];
  return [...stated.map((value) => ({ value, patterns: [value] })), ...(limits.length > 0 ? beside : []).map((value) => ({ value: write(value), patterns: other }))];
}

/** In the form of IAM as far as years have four digits, else in epoch seconds. */
function dateText(time: number): string {
  const year2000 = 946_684_800_000;
  const year9999 = 253_402_300_799_000;
  const within = Math.round(Math.max(time, 0));
  return within < year2000 || within > year9999 ? String(within / 1000) : new Date(within).toISOString();
}

/** The first address of every range and the first behind it, and the first of all: between these no range ends. */
function addresses(conditions: readonly PolicyCondition[]): CandidateValue[] {
  if (conditions.length === 0) return [];
  const found = conditions.flatMap(({ values }) =>
    values.flatMap((value): CandidateValue[] => {
      const range = parseIpRange(value);
      if (!range) return [];
      const { bits, network, prefixLength } = range;
      const size = BigInt(bits - prefixLength);
      const behind = (network + 1n) << size;
      return [
        { value: addressText(bits, network << size), patterns: [value] },
        ...(behind >> BigInt(bits) === 0n ? [{ value: addressText(bits, behind), patterns: other }] : []),
      ];
    }),
  );
  return [...found, ...["203.0.113.77", "0.0.0.0", "::"].map((value) => ({ value, patterns: other }))];
}

function addressText(bits: 32 | 128, value: bigint): string {
  const groups = bits === 32 ? 4 : 8;
  const width = BigInt(bits / groups);
  const parts = Array.from({ length: groups }, (_, at) => (value >> (width * BigInt(groups - 1 - at))) & ((1n << width) - 1n));
  return bits === 32 ? parts.join(".") : parts.map((part) => part.toString(16)).join(":");
}

/** Values that a key has together: each two, and all. */
function sets(single: readonly CandidateValue[]): CandidateValue[] {
  const joined = (members: readonly CandidateValue[]): CandidateValue => ({
    value: members.flatMap(({ value }) => value),
    patterns: [...new Set(members.flatMap(({ patterns }) => patterns))],
  });
  const pairs = single.flatMap((one, index) => single.slice(index + 1).map((two) => joined([one, two])));
  return single.length < 2 ? [] : [...pairs, joined(single)];
}
