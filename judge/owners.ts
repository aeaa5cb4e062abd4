/**
 * The accounts that a bucket may be of, while its own is not known: a principal of the bucket's account needs no Allow, and
 * a Deny for one account's principals leaves those of all others alone.
 */
import type { CheckedStatement } from "../simulator";
import { operatorDefinition } from "../simulator/iam/operators";
import { isOfAccessPoint } from "./accessPoints";
import { accountPatternIn, accountsToldApart, isAnyAccount, matchesAccount, unnamedAccount, type AccountPattern } from "./accounts";
import type { Exception, Place } from "./bucket";
import { bucketKeys, type Statements } from "./statements";

/** Accounts that are tried; most policies tell no more than two apart. */
const mostOwners = 12;

export interface Owners {
  /** At least one, the likeliest first. */
  readonly list: readonly string[];
  /** Those among them that the policy names. */
  readonly named: readonly string[];
  readonly complete: boolean;
}

/**
 * The accounts to judge a bucket by.
 * @param isAllowed exceptions that are no holes: accounts that differ in nothing but being listed must be told apart
 */
export function owners(policy: Statements | undefined, { account, accountKnown }: Place, isAllowed: (exception: Exception) => boolean): Owners {
  if (accountKnown) return { list: [account], named: [account], complete: true };
  const groups = (policy?.statements ?? []).flatMap((statement) => accountGroups(statement, isAllowed));
  const patterns = groups.flat();
  const byMeaning = new Map<string, string>();
  for (const candidate of [account, unnamedAccount(patterns), ...accountsToldApart(patterns)]) {
    const meaning = groups.map((group) => (group.some((pattern) => matchesAccount(pattern, candidate)) ? "1" : "0")).join("");
    if (!byMeaning.has(meaning)) byMeaning.set(meaning, candidate);
  }
  const all = [...byMeaning.values()];
  const list = all.slice(0, mostOwners);
  return { list, named: list.filter((owner) => patterns.some((pattern) => matchesAccount(pattern, owner))), complete: all.length <= mostOwners };
}

const accountOfRequester = new Set(["aws:principalarn", "aws:principalaccount"]);

/**
 * Accounts that a statement treats alike: a Deny by its principals and by its conditions on them, and any statement by its
 * conditions on the account of the bucket or of access points. Of what it makes exceptions for, those that are allowed are a
 * group of their own.
 */
function accountGroups({ effect, principal, conditions }: CheckedStatement, isAllowed: (exception: Exception) => boolean): AccountPattern[][] {
  const denies = effect === "Deny";
  const groups: AccountPattern[][] = [];
  const add = (key: string, values: readonly string[], excepts: boolean): void => {
    const patternsOf = (chosen: readonly string[]): AccountPattern[] =>
      chosen.flatMap((value) => accountPatternIn(value) ?? []).filter((pattern) => !isAnyAccount(pattern));
    const allowed = excepts ? values.filter((value) => isAllowed({ key, value })) : [];
    groups.push(patternsOf(allowed), patternsOf(values));
  };
  if (denies && principal) add("NotPrincipal", principal.principals.map(({ id }) => id), principal.element === "NotPrincipal");
  for (const { key, operator, values } of conditions) {
    if (operator.base === "Null") continue;
    // An access point is of its bucket's account, unless the policy lets in those of another.
    if (bucketKeys.has(key.toLowerCase()) || isOfAccessPoint(key)) add(key, values, false);
    else if (denies && accountOfRequester.has(key.toLowerCase())) add(key, values, operatorDefinition(operator.base).negated);
  }
  return groups;
}
