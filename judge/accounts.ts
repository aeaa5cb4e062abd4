/** Accounts as policies mean them: by their twelve digits, by ARNs, and by patterns of either. */
import { arnFields } from "../simulator/iam/arn";
import { globPattern, matchesGlob, oneCharacter } from "../simulator/iam/glob";
import { witnesses } from "./witnesses";

/** A pattern of accounts: digits and wildcards. */
export type AccountPattern = string;

/** The account in an account id, an ARN, or a pattern of these; undefined where they speak of none. */
export function accountPatternIn(text: string): AccountPattern | undefined {
  if (/^[\d*?]+$/.test(text)) return text;
  const account = arnFields(text)?.account;
  if (account !== undefined) return /^[\d*?]+$/.test(account) ? account : undefined;
  // A wildcard that stands for what comes before the account as well, such as `*111122223333*`.
  const digits = text.includes("*") ? /\d{3,12}/.exec(text)?.[0] : undefined;
  return digits === undefined ? undefined : `*${digits}*`;
}

/** Whether a pattern says nothing of the account. */
export function isAnyAccount(pattern: AccountPattern): boolean {
  return /^[*?]*$/.test(pattern);
}

export function matchesAccount(pattern: AccountPattern, account: string): boolean {
  return matchesGlob(globPattern(pattern), account);
}

const twelve = Array.from({ length: 12 }, () => oneCharacter);

/** Accounts for every combination of the patterns that an account can match, other than for none. */
export function accountsToldApart(patterns: readonly AccountPattern[]): string[] {
  const exact = patterns.filter((pattern) => /^\d{12}$/.test(pattern));
  const wild = [...new Set(patterns)].filter((pattern) => !/^\d{12}$/.test(pattern) && !isAnyAccount(pattern));
  if (wild.length === 0) return [...new Set(exact)];
  const { texts } = witnesses(wild.map(globPattern), twelve);
  const found = texts.map((text) => text.replaceAll(/\D/g, "7")).filter((account) => wild.some((pattern) => matchesAccount(pattern, account)));
  return [...new Set([...exact, ...found])];
}

/** Accounts that nobody's policy should name, and other ones than that of requests.ts. */
const standIns = ["123456789012", "602401143452", "835174920466", "477188529360"] as const;

/** An account that none of the patterns means, as far as there is one. */
export function unnamedAccount(patterns: readonly AccountPattern[]): string {
  const isNamed = (account: string): boolean => patterns.some((pattern) => !isAnyAccount(pattern) && matchesAccount(pattern, account));
  return standIns.find((account) => !isNamed(account)) ?? standIns[0];
}
