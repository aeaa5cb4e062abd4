/** Who puts requests to a bucket: everybody of no particular kind, and whom the bucket's policy names. */
import type { PolicyDocument, RequestPrincipal } from "../../simulator";
import { anyCharacters, literalPattern, oneCharacter, type GlobPattern } from "../../simulator/iam/glob";
import { operatorDefinition } from "../../simulator/iam/operators";
import { parsePrincipalArn } from "../../simulator/iam/principal";
import { example, exampleCharacter } from "./example";
import { hasVariables, literalOf, patternOf } from "./policyVariables";
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
  /** The account to take for the bucket's, where its own is not known and the principal may be of it. */
  readonly bucketAccount?: string;
}

type Account = Pick<Place, "account" | "accountKnown" | "partition">;

/** A principal with the exceptions of the policy that it is. */
type NamedPrincipal = PrincipalVariant & { readonly exceptions: readonly Exception[] };

/** The principals to try. */
export function principals(policy: PolicyDocument | undefined, place: Account): { list: readonly NamedPrincipal[]; complete: boolean } {
  const tests = arnTests(policy);
  const list: NamedPrincipal[] = [];
  const add = ({ exceptions, ...variant }: NamedPrincipal): void => {
    const spared = tests.flatMap(({ matches, exception }) => (exception && matches(arnOf(variant.principal)) ? [exception] : []));
    const all = [...new Map([...exceptions, ...spared].map((exception) => [`${exception.key} ${exception.value}`, exception])).values()];
    const at = list.findIndex(({ principal }) => arnOf(principal) === arnOf(variant.principal));
    // The policy may name one of the usual ones, too: the account's root.
    if (at < 0) list.push({ ...variant, exceptions: all });
    else if (all.length > 0) list[at] = { words: variant.words, principal: variant.principal, ...list[at], exceptions: all };
  };
  usualPrincipals(place).forEach((variant) => { add({ ...variant, exceptions: [] }); });
  namedPrincipals(policy, place).forEach(add);
  const { arns, complete } = arnsBetween(tests, place, list.map(({ principal }) => arnOf(principal)));
  for (const arn of arns) add({ words: arn, principal: { arn }, exceptions: [], ...ofBucketAccount(arn, place) });
  return { list, complete };
}

/** A value of the policy's conditions on `aws:PrincipalArn`. */
interface ArnTest {
  readonly pattern: GlobPattern;
  readonly matches: (arn: string) => boolean;
  /** The Deny statement spares whom the value means. */
  readonly exception?: Exception;
}

function arnTests(policy: PolicyDocument | undefined): ArnTest[] {
  const variables = hasVariables(policy);
  return (policy?.statements ?? []).flatMap(({ effect, conditions }) =>
    conditions.flatMap(({ key, operator, values }): ArnTest[] => {
      if (key.toLowerCase() !== "aws:principalarn" || operator.base === "Null") return [];
      const { negated, compile } = operatorDefinition(operator.base);
      return values.map((value) => {
        const test = compile(value, variables);
        const wild = /Like$|^Arn/.test(operator.base);
        return {
          pattern: wild ? patternOf(value, variables) : literalPattern(literalOf(value, variables)),
          matches: (arn) => test?.(arn, () => exampleCharacter) ?? false,
          ...(effect === "Deny" && negated && { exception: { key, value } }),
        };
      });
    }),
  );
}

/** Identities that several of the policy's patterns mean together, or none: those of each account that is told apart. */
function arnsBetween(tests: readonly ArnTest[], place: Account, known: readonly string[]): { arns: string[]; complete: boolean } {
  if (tests.length === 0) return { arns: [], complete: true };
  const accounts = new Set([place.account, otherAccount, ...known.flatMap((arn) => arn.split(":")[4] ?? [])].filter((account) => /^\d{12}$/.test(account)));
  const kinds = ["role", "user"];
  const verdictOf = (arn: string): string => `${arn.split(":")[4] ?? ""} ${tests.map(({ matches }) => (matches(arn) ? "1" : "0")).join("")}`;
  const seen = new Set(known.map(verdictOf));
  const found = [...accounts].flatMap((account) =>
    kinds.map((kind) => {
      const within: GlobPattern = [...literalPattern(`arn:${place.partition}:iam::${account}:${kind}/`), oneCharacter, anyCharacters];
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

/** Whom a Deny spares is most likely somebody of the bucket's own account, who needs no Allow. */
function ofBucketAccount(arn: string, { account, accountKnown }: Account): { bucketAccount?: string } {
  const owner = arn.split(":")[4];
  return accountKnown || owner === undefined || owner === account || owner === otherAccount ? {} : { bucketAccount: owner };
}

/** A principal whom the bucket trusts, unless its policy denies something. */
export function anyRole({ account, partition }: Pick<Place, "account" | "partition">): PrincipalVariant {
  return { words: "a role of the account", principal: { arn: `arn:${partition}:iam::${account}:role/any-role` } };
}

function usualPrincipals({ account, partition }: Account): PrincipalVariant[] {
  return [
    anyRole({ account, partition }),
    { words: "the account's root", principal: { arn: `arn:${partition}:iam::${account}:root` } },
    { words: "a role of another account", principal: { arn: `arn:${partition}:iam::${otherAccount}:role/any-role` } },
    { words: "an anonymous caller", principal: "anonymous" },
  ];
}

function namedPrincipals(policy: PolicyDocument | undefined, place: Account): NamedPrincipal[] {
  const found: NamedPrincipal[] = [];
  const add = (pattern: string, exception?: Exception): void => {
    const arn = identityArn(pattern, place);
    if (arn === undefined) return;
    found.push({
      words: `${pattern}, which the policy names`,
      principal: { arn },
      exceptions: exception ? [exception] : [],
      ...(exception && ofBucketAccount(arn, place)),
    });
  };
  for (const { effect, principal, conditions } of policy?.statements ?? []) {
    for (const { type, id } of principal?.principals ?? []) {
      if (type !== "AWS" || id === "*") continue;
      add(id, effect === "Deny" && principal?.element === "NotPrincipal" ? { key: "NotPrincipal", value: id } : undefined);
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
  const owner = parts.length >= 6 && /^\d{12}$/.test(parts[4] ?? "") ? parts[4] : account;
  const resource = /(role|user|root|assumed-role|federated-user)(\/.*)?$/.exec(parts.at(-1) ?? "")?.[0] ?? "role/*";
  const service = /^(assumed-role|federated-user)\//.test(resource) ? "sts" : "iam";
  const arn = `arn:${partition}:${service}::${owner ?? account}:${example(resource)}`;
  return parsePrincipalArn(arn) ? arn : undefined;
}

function arnOf(principal: RequestPrincipal): string {
  return typeof principal === "object" && "arn" in principal ? principal.arn : JSON.stringify(principal);
}

