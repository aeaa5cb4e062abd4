/**
 * The accounts that a bucket may be of, while its own is not known: a principal of the bucket's account needs no Allow, and
 * a Deny for one account's principals leaves those of all others alone.
 */
import { parseArn } from "../../encryption/arn";
import type { Place } from "./requests";
import type { Statements } from "./relevantStatements";

/** Accounts that are tried; policies name one or two. */
const mostOwners = 8;

export interface Owners {
  /** At least one, the likeliest first. */
  readonly list: readonly string[];
  /** Those among them that the policy names. */
  readonly named: readonly string[];
  readonly complete: boolean;
}

/** The accounts to judge a bucket by. */
export function owners(policy: Statements | undefined, { account, accountKnown, standInAccount }: Place): Owners {
  if (accountKnown) return { list: [account], named: [account], complete: true };
  const named = [...new Set(accountsTold(policy))];
  // Where no statement tells accounts apart, it makes no difference.
  if (named.length === 0) return { list: [account], named, complete: true };
  const all = [...new Set([account, standInAccount, ...named])];
  return { list: all.slice(0, mostOwners), named, complete: all.length <= mostOwners };
}

const ofPrincipal = new Set(["aws:principalarn", "aws:principalaccount"]);
const ofResource = new Set(["aws:resourceaccount", "s3:resourceaccount"]);

/** Accounts that Deny statements are for, or make exceptions for, and those that any statement takes for the bucket's. */
function accountsTold(policy: Statements | undefined): string[] {
  return (policy?.statements ?? []).flatMap(({ effect, principal, conditions }) => {
    const denies = effect === "Deny";
    const texts = [
      ...(denies ? (principal?.principals ?? []).map(({ id }) => id) : []),
      ...conditions.flatMap(({ key, values }) =>
        ofResource.has(key.toLowerCase()) || (denies && ofPrincipal.has(key.toLowerCase())) ? values : [],
      ),
    ];
    return texts.flatMap((text) => (/^\d{12}$/.test(text) ? text : (accountIn(text) ?? [])));
  });
}

/** The account of an ARN, or of a pattern of ARNs that has one. */
function accountIn(text: string): string | undefined {
  const account = parseArn(text)?.account ?? text.split(":")[4];
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}
