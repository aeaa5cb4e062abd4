/** Who puts requests to a bucket: everybody of no particular kind, and whom the bucket's policy names. */
import type { RequestPrincipal } from "../../simulator";
import { anyCharacters, literalPattern, oneCharacter, type GlobPattern } from "../../simulator/iam/glob";
import { operatorDefinition } from "../../simulator/iam/operators";
import { parsePrincipalArn } from "../../simulator/iam/principal";
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
  const tests = arnTests(policy);
  const list: NamedPrincipal[] = [];
  const add = ({ exceptions, ...variant }: NamedPrincipal): void => {
    const spared = tests.flatMap(({ matches, exception }) => (exception && matches(arnOf(variant.principal)) ? [exception] : []));
    const all = [...new Map([...exceptions, ...spared].map((exception) => [`${exception.key} ${exception.value}`, exception])).values()];
    const at = list.findIndex(({ principal }) => JSON.stringify(principal) === JSON.stringify(variant.principal));
    // The policy may name one of the usual ones, too: the account's root.
    if (at < 0) list.push({ ...variant, exceptions: all });
    else if (all.length > 0) list[at] = { words: variant.words, principal: variant.principal, ...list[at], exceptions: all };
  };
  usualPrincipals(place).forEach((variant) => { add({ ...variant, exceptions: [] }); });
  namedPrincipals(policy, place).forEach(add);
  const { arns, complete } = arnsBetween(tests, place, list.map(({ principal }) => arnOf(principal)));
  for (const arn of arns) add({ words: arn, principal: { arn }, exceptions: [] });
  return { list, complete };
}

/** What a policy says of identities: by a value of its conditions, or by an account that NotPrincipal names. */
interface ArnTest {
  /** Of conditions on `aws:PrincipalArn`. */
  readonly pattern?: GlobPattern;
  readonly matches: (arn: string) => boolean;
  /** The Deny statement spares whom the value means. */
  readonly exception?: Exception;
}

function arnTests(policy: Statements | undefined): ArnTest[] {
  const variables = hasVariables(policy);
  return (policy?.statements ?? []).flatMap(({ effect, principal, conditions }) => [
    ...(effect === "Deny" && principal?.element === "NotPrincipal" ? principal.principals.flatMap(({ id }) => sparedAccount(id)) : []),
    ...conditions.flatMap(({ key, operator, values }): ArnTest[] => {
      const ofAccount = key.toLowerCase() === "aws:principalaccount";
      if ((key.toLowerCase() !== "aws:principalarn" && !ofAccount) || operator.base === "Null") return [];
      const { negated, compile } = operatorDefinition(operator.base);
      return values.map((value) => {
        const test = compile(value, variables);
        const wild = /Like$|^Arn/.test(operator.base);
        return {
          ...(!ofAccount && { pattern: wild ? patternOf(value, variables) : literalPattern(literalOf(value, variables)) }),
          matches: (arn) => test?.(ofAccount ? accountOf(arn) : arn, () => exampleCharacter) ?? false,
          ...(effect === "Deny" && negated && { exception: { key, value } }),
        };
      });
    }),
  ]);
}

/** An account, or its root, stands for all of its principals. */
function sparedAccount(id: string): ArnTest[] {
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(id)?.[1];
  return account === undefined ? [] : [{ matches: (arn) => accountOf(arn) === account, exception: { key: "NotPrincipal", value: id } }];
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

/** Identities that several of the policy's patterns mean together, or none: those of each account that is told apart. */
function arnsBetween(tests: readonly ArnTest[], place: Account, known: readonly string[]): { arns: string[]; complete: boolean } {
  const patterns = tests.flatMap(({ pattern }) => (pattern ? [pattern] : []));
  if (patterns.length === 0) return { arns: [], complete: true };
  const accounts = new Set([place.account, otherAccount, ...known.map(accountOf)].filter((account) => /^\d{12}$/.test(account)));
  const kinds = ["iam::<account>:role", "iam::<account>:user", "sts::<account>:federated-user"];
  const verdictOf = (arn: string): string => `${accountOf(arn)} ${tests.map(({ matches }) => (matches(arn) ? "1" : "0")).join("")}`;
  const seen = new Set(known.map(verdictOf));
  const found = [...accounts].flatMap((account) =>
    kinds.map((kind) => {
      const within: GlobPattern = [...literalPattern(`arn:${place.partition}:${kind.replace("<account>", account)}/`), oneCharacter, anyCharacters];
      return witnesses(patterns, within);
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

/** A principal whom the bucket trusts, unless its policy denies something. */
export function anyRole({ account, partition }: Account): PrincipalVariant {
  return { words: "a role of the account", principal: { arn: `arn:${partition}:iam::${account}:role/any-role` } };
}

function usualPrincipals({ account, partition }: Account): PrincipalVariant[] {
  return [
    anyRole({ account, partition }),
    { words: "the account's root", principal: { arn: `arn:${partition}:iam::${account}:root` } },
    { words: "a role of another account", principal: { arn: `arn:${partition}:iam::${otherAccount}:role/any-role` } },
    { words: "an anonymous caller", principal: "anonymous" },
    // Of GetFederationToken: neither role nor user nor root to a condition that tells these apart.
    { words: "a federated user of the account", principal: { arn: `arn:${partition}:sts::${account}:federated-user/any-user` } },
  ];
}

function namedPrincipals(policy: Statements | undefined, place: Account): NamedPrincipal[] {
  const found: NamedPrincipal[] = [];
  const add = (pattern: string, exception?: Exception): void => {
    const arn = identityArn(pattern, place);
    if (arn === undefined) return;
    found.push({
      words: `${pattern}, which the policy names`,
      principal: { arn },
      exceptions: exception ? [exception] : [],
    });
  };
  /** Somebody who is known by something else than an ARN, of the bucket's account or of another one. */
  const addKnownBy = (id: string, by: object, exception: Exception | undefined): void => {
    for (const account of [place.account, otherAccount]) {
      found.push({
        words: `${id}, which the policy names`,
        principal: { ...by, arn: `arn:${place.partition}:iam::${account}:role/any-role` },
        exceptions: exception ? [exception] : [],
      });
    }
  };
  for (const { effect, principal, conditions } of policy?.statements ?? []) {
    for (const { type, id } of principal?.principals ?? []) {
      const exception = effect === "Deny" && principal?.element === "NotPrincipal" ? { key: "NotPrincipal", value: id } : undefined;
      if (type === "CanonicalUser") addKnownBy(id, { canonicalUserId: id }, exception);
      else if (type === "Federated") addKnownBy(id, { federatedProvider: id }, exception);
      else if (type === "AWS" && id !== "*") add(id, exception);
    }
    for (const { key, operator, values } of conditions) {
      if (operator.base === "Null") continue;
      for (const value of values) {
        switch (key.toLowerCase()) {
          case "aws:principalarn":
          case "aws:principalaccount":
            add(value, effect === "Deny" ? { key, value } : undefined);
            break;
          case "aws:principaltype":
            add(`arn:${place.partition}:iam::${place.account}:user/any-user`, effect === "Deny" ? { key, value } : undefined);
            break;
        }
      }
    }
  }
  return found;
}

/** An identity that an account, an ARN or a pattern of ARNs means; undefined where none can be made up. */
function identityArn(pattern: string, { account, partition }: Account): string | undefined {
  if (/^\d{12}$/.test(pattern)) return `arn:${partition}:iam::${pattern}:role/any-role`;
  // A wildcard for the account, or one that swallows it, includes the bucket's own.
  const parts = pattern.split(":");
  const owner = parts.length >= 6 && /^(\d{12}|cloudfront)$/.test(parts[4] ?? "") ? parts[4] : account;
  const resource = /(role|user|root|assumed-role|federated-user)(\/.*)?$/.exec(parts.at(-1) ?? "")?.[0] ?? "role/*";
  const service = /^(assumed-role|federated-user)\//.test(resource) ? "sts" : "iam";
  const arn = `arn:${partition}:${service}::${owner ?? account}:${example(resource)}`;
  return parsePrincipalArn(arn) ? arn : undefined;
}

function arnOf(principal: RequestPrincipal): string {
  return typeof principal === "object" && "arn" in principal ? principal.arn : JSON.stringify(principal);
}

