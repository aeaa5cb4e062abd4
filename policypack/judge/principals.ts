/** Who puts requests to a bucket: everybody of no particular kind, and whom the bucket's policy names. */
import type { RequestPrincipal } from "../../simulator";
import { anyCharacters, literalPattern, oneCharacter, type GlobPattern } from "../../simulator/iam/glob";
import { operatorDefinition } from "../../simulator/iam/operators";
import { compilePrincipal, identify, parsePrincipalArn, principalKeys, type Identity } from "../../simulator/iam/principal";
import { accountPatternIn, accountsToldApart, isAnyAccount, matchesAccount } from "./accounts";
import { example, exampleCharacter } from "./example";
import { hasVariables, literalOf, patternOf } from "./policyVariables";
import type { Statements } from "./relevantStatements";
import { otherAccount, type Place } from "./requests";
import { witnesses } from "./witnesses";

/** Something that the bucket's policy makes an exception for. */
export interface Exception {
  /** Condition key as the policy spells it, or `NotPrincipal`. */
  readonly key: string;
  /** As the policy has it, wildcards included; `(other)` for any value that the policy does not have. */
  readonly value: string;
}

/** A principal with words for it. */
export interface PrincipalVariant {
  /** Completes "by …". */
  readonly words: string;
  readonly principal: RequestPrincipal;
}

type Account = Pick<Place, "account" | "partition">;

/** A principal with the exceptions of the policy that it is. */
type NamedPrincipal = PrincipalVariant & { readonly exceptions: readonly Exception[] };

/** The principals to try. */
export function principals(policy: Statements | undefined, place: Account): { list: readonly NamedPrincipal[]; complete: boolean } {
  const spares = exceptionTests(policy);
  const list: NamedPrincipal[] = [];
  const seen = new Set<string>();
  const add = (variant: PrincipalVariant): void => {
    const id = JSON.stringify(variant.principal);
    if (seen.has(id)) return;
    seen.add(id);
    const identity = identify(variant.principal);
    const exceptions = spares.flatMap(({ means, exception }) => (means(identity) ? [exception] : []));
    list.push({ ...variant, exceptions: [...new Map(exceptions.map((one) => [`${one.key} ${one.value}`, one])).values()] });
  };
  usualPrincipals(place).forEach(add);
  namedPrincipals(policy, place).forEach(add);
  const { arns, complete } = arnsBetween(arnTests(policy), place, list.map(({ principal }) => arnOf(principal)));
  for (const arn of arns) add({ words: arn, principal: { arn } });
  return { list, complete };
}

/** Whom a Deny statement spares by what it says of principals. */
interface ExceptionTest {
  readonly exception: Exception;
  readonly means: (identity: Identity) => boolean;
}

function exceptionTests(policy: Statements | undefined): ExceptionTest[] {
  const variables = hasVariables(policy);
  return (policy?.statements ?? []).flatMap(({ effect, principal, conditions }): ExceptionTest[] => {
    if (effect !== "Deny") return [];
    const spared = principal?.element === "NotPrincipal" ? principal.principals : [];
    return [
      ...spared.map((entry) => ({
        exception: { key: "NotPrincipal", value: entry.id },
        means: compilePrincipal({ element: "Principal", principals: [entry] }),
      })),
      ...conditions.flatMap(({ key, operator, values }) => {
        if (operator.base === "Null") return [];
        const { negated, compile } = operatorDefinition(operator.base);
        if (!negated) return [];
        return values.map((value) => {
          const test = compile(value, variables);
          return {
            exception: { key, value },
            means: (identity: Identity) => {
              const own = ownKey(identity, key);
              return own !== undefined && test?.(own, () => exampleCharacter) === true;
            },
          };
        });
      }),
    ];
  });
}

/** A condition key as who asks settles it. */
function ownKey(identity: Identity, key: string): string | undefined {
  const found = Object.entries(principalKeys(identity)).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  return found === undefined ? undefined : String(found);
}

/** A value of the policy's conditions on `aws:PrincipalArn`. */
interface ArnTest {
  readonly pattern: GlobPattern;
  readonly matches: (arn: string) => boolean;
}

function arnTests(policy: Statements | undefined): ArnTest[] {
  const variables = hasVariables(policy);
  return (policy?.statements ?? []).flatMap(({ conditions }) =>
    conditions.flatMap(({ key, operator, values }): ArnTest[] => {
      if (key.toLowerCase() !== "aws:principalarn" || operator.base === "Null") return [];
      const { compile } = operatorDefinition(operator.base);
      return values.map((value) => {
        const test = compile(value, variables);
        const wild = /Like$|^Arn/.test(operator.base);
        return {
          pattern: wild ? patternOf(value, variables) : literalPattern(literalOf(value, variables)),
          matches: (arn) => test?.(arn, () => exampleCharacter) ?? false,
        };
      });
    }),
  );
}

/** Identities that several of the policy's patterns mean together, or none: those of each account that is told apart. */
function arnsBetween(tests: readonly ArnTest[], place: Account, known: readonly string[]): { arns: string[]; complete: boolean } {
  if (tests.length === 0) return { arns: [], complete: true };
  const accounts = new Set([place.account, otherAccount, ...known.map(accountOf)].filter((account) => /^\d{12}$/.test(account)));
  const kinds = ["iam::<account>:role", "iam::<account>:user", "sts::<account>:federated-user"];
  const verdictOf = (arn: string): string => `${accountOf(arn)} ${tests.map(({ matches }) => (matches(arn) ? "1" : "0")).join("")}`;
  const seen = new Set(known.map(verdictOf));
  const found = [...accounts].flatMap((account) =>
    kinds.map((kind) => {
      const within: GlobPattern = [...literalPattern(`arn:${place.partition}:${kind.replace("<account>", account)}/`), oneCharacter, anyCharacters];
      return witnesses(tests.map(({ pattern }) => pattern), within);
    }),
  );
  const arns = found.flatMap(({ texts }) =>
    texts.filter((arn) => {
      const isNew = parsePrincipalArn(arn) !== undefined && !seen.has(verdictOf(arn));
      seen.add(verdictOf(arn));
      return isNew;
    }),
  );
  return { arns, complete: found.every(({ complete }) => complete) };
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

/** A principal whom the bucket trusts, unless its policy denies something. */
export function anyRole({ account, partition }: Account): PrincipalVariant {
  return { words: roleWords, principal: { arn: `arn:${partition}:iam::${account}:role/any-role` } };
}

const roleWords = "a role of the account";
const userWords = "a user of the account";
const federatedWords = "a federated user of the account";

function usualPrincipals({ account, partition }: Account): PrincipalVariant[] {
  return [
    anyRole({ account, partition }),
    { words: "the account's root", principal: { arn: `arn:${partition}:iam::${account}:root` } },
    { words: "a role of another account", principal: { arn: `arn:${partition}:iam::${otherAccount}:role/any-role` } },
    { words: "an anonymous caller", principal: "anonymous" },
    { words: userWords, principal: { arn: `arn:${partition}:iam::${account}:user/any-user` } },
    // Of GetFederationToken: neither role nor user nor root to a condition that tells these apart.
    { words: federatedWords, principal: { arn: `arn:${partition}:sts::${account}:federated-user/any-user` } },
  ];
}

/** Words for several principals: a role stands for the account's users as well. */
export function wordsOf(variants: readonly PrincipalVariant[]): string[] {
  const words = [...new Set(variants.map((variant) => variant.words))];
  return words.includes(roleWords) ? words.filter((word) => word !== userWords && word !== federatedWords) : words;
}

function namedPrincipals(policy: Statements | undefined, place: Account): PrincipalVariant[] {
  const found: PrincipalVariant[] = [];
  const add = (named: string, principal: RequestPrincipal): void => {
    found.push({ words: `${named}, which the policy names`, principal });
  };
  /** Somebody who is known by something else than an ARN, of the bucket's account or of another one. */
  const addKnownBy = (id: string, by: object): void => {
    for (const account of [place.account, otherAccount]) add(id, { ...by, arn: `arn:${place.partition}:iam::${account}:role/any-role` });
  };
  for (const { principal, conditions } of policy?.statements ?? []) {
    for (const { type, id } of principal?.principals ?? []) {
      if (type === "CanonicalUser") addKnownBy(id, { canonicalUserId: id });
      else if (type === "Federated") addKnownBy(id, { federatedProvider: id });
      else if (type === "AWS" && id !== "*") for (const arn of identityArns(id, place)) add(id, { arn });
    }
    for (const { key, operator, values } of conditions) {
      if (operator.base === "Null") continue;
      for (const value of values) {
        switch (key.toLowerCase()) {
          case "aws:principalarn":
          case "aws:principalaccount":
            for (const arn of identityArns(value, place)) add(value, { arn });
            break;
          case "aws:username":
            for (const arn of identityArns(`arn:${place.partition}:iam::${place.account}:user/${example(value)}`, place)) add(value, { arn });
            break;
          case "aws:federatedprovider":
            addKnownBy(value, { federatedProvider: example(value) });
            break;
        }
      }
    }
  }
  return found;
}

/** Identities that an account, an ARN or a pattern of either means; none where none can be made up. */
function identityArns(pattern: string, { account, partition }: Account): string[] {
  const parts = pattern.split(":");
  const resource = /(role|user|root|assumed-role|federated-user)(\/.*)?$/.exec(parts.length > 1 ? (parts.at(-1) ?? "") : "")?.[0] ?? "role/any-role";
  const service = /^(assumed-role|federated-user)\//.test(resource) ? "sts" : "iam";
  return accountsOf(pattern, account)
    .map((owner) => `arn:${partition}:${service}::${owner}:${example(resource)}`)
    .filter((arn) => parsePrincipalArn(arn) !== undefined);
}

/** The accounts to take for an identity that a pattern means: the bucket's own among them where the pattern includes it. */
function accountsOf(pattern: string, own: string): string[] {
  if (pattern.split(":")[4] === "cloudfront") return ["cloudfront"];
  const accounts = accountPatternIn(pattern);
  if (accounts === undefined || isAnyAccount(accounts)) return [own];
  return [...new Set([...(matchesAccount(accounts, own) ? [own] : []), ...accountsToldApart([accounts])])];
}

function arnOf(principal: RequestPrincipal): string {
  return typeof principal === "object" && "arn" in principal ? principal.arn : JSON.stringify(principal);
}
