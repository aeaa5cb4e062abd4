/** Who puts requests to a bucket: everybody of no particular kind, and whom the bucket's policy names. */
import type { RequestPrincipal } from "../simulator";
import { arnFields } from "../simulator/iam/arn";
import { anyCharacters, literalPattern, oneCharacter, type GlobPattern } from "../simulator/iam/glob";
import { nullOperator, operatorDefinition, type ValueTest } from "../simulator/iam/operators";
import { compilePrincipal, identify, parsePrincipalArn, principalKeys, type Identity } from "../simulator/iam/principal";
import { exampleCharacter, exampleOf } from "../simulator/iam/telling";
import { accountPatternIn, accountsToldApart, isAnyAccount, matchesAccount } from "./accounts";
import type { Exception, Place } from "./bucket";
import { remembered } from "./remembered";
import type { Statements } from "./statements";
import { hasVariables } from "./variables";
import { witnesses } from "./witnesses";

/** A principal with words for it. */
export interface Requester {
  /** Completes "by …". */
  readonly words: string;
  readonly principal: RequestPrincipal;
  readonly identity: Identity;
  /** The policy names nobody like it: it stands for many. */
  readonly isUsual: boolean;
  /** The exceptions of the policy that it is. */
  readonly exceptions: readonly Exception[];
}

/** The account of a requester who signs as somebody of one. */
export function accountOf({ identity }: Requester): string | undefined {
  return identity.kind === "aws" ? identity.account : undefined;
}

type Account = Pick<Place, "account" | "partition">;

/** An account that nobody's bucket is in; policies that mention it mean another one. */
export const otherAccount = "999988887777";

/** The principals to try, and whether they are all that the policy tells apart. */
export function requesters(policy: Statements | undefined, place: Account): { list: readonly Requester[]; complete: boolean } {
  const { requesterOf, arnsOf } = policy ? remembered(told, policy, () => toldBy(policy)) : toldBy(policy);
  const list = new Map<string, Requester>();
  const add = (words: string, principal: RequestPrincipal, isUsual = false): void => {
    const id = JSON.stringify(principal);
    if (!list.has(id)) list.set(id, requesterOf(words, principal, isUsual));
  };
  for (const [words, principal] of usualPrincipals(place)) add(words, principal, true);
  for (const [named, principal] of namedPrincipals(policy, place)) add(`${named}, which the policy names`, principal);
  const accounts = new Set([place.account, otherAccount, ...[...list.values()].flatMap((one) => accountOf(one) ?? [])]);
  accounts.delete(cloudFront);
  const found = [...accounts].map((account) => arnsOf({ account, partition: place.partition }));
  for (const { arns } of found) for (const arn of arns) add(arn, { arn });
  return { list: [...list.values()], complete: found.every(({ complete }) => complete) };
}

/** What a policy says of principals, whoever the bucket is of: found out once, since it may be judged as the bucket of many accounts. */
interface ToldBy {
  readonly requesterOf: (words: string, principal: RequestPrincipal, isUsual: boolean) => Requester;
  /** Identities of an account that several patterns of the policy mean together, or none. */
  readonly arnsOf: (account: Account) => { readonly arns: readonly string[]; readonly complete: boolean };
}

const told = new WeakMap<Statements, ToldBy>();

function toldBy(policy: Statements | undefined): ToldBy {
  const exceptionsOf = exceptionTests(policy);
  const between = arnsBetween(policy);
  const known = new Map<string, Requester>();
  const arns = new Map<string, ReturnType<typeof between>>();
  return {
    requesterOf: (words, principal, isUsual) =>
      remembered(known, JSON.stringify([words, principal, isUsual]), () => {
        const identity = identify(principal);
        return { words, principal, identity, isUsual, exceptions: exceptionsOf(identity) };
      }),
    arnsOf: (account) => remembered(arns, JSON.stringify(account), () => between(account)),
  };
}

/** A principal whom the bucket trusts, unless its policy denies something. */
export function anyRole({ account, partition }: Account): RequestPrincipal {
  return { arn: `arn:${partition}:iam::${account}:role/any-role` };
}

const roleWords = "a role of the account";
const userWords = "a user of the account";
const federatedWords = "a federated user of the account";

function usualPrincipals({ account, partition }: Account): [words: string, principal: RequestPrincipal][] {
  return [
    [roleWords, anyRole({ account, partition })],
    ["the account's root", { arn: `arn:${partition}:iam::${account}:root` }],
    ["a role of another account", anyRole({ account: otherAccount, partition })],
    ["an anonymous caller", "anonymous"],
    [userWords, { arn: `arn:${partition}:iam::${account}:user/any-user` }],
    // Of GetFederationToken: neither role nor user nor root to a condition that tells these apart.
    [federatedWords, { arn: `arn:${partition}:sts::${account}:federated-user/any-user` }],
  ];
}

/** Words for several requesters: a role stands for the account's users as well, and those of no particular kind for others. */
export function wordsOf(several: readonly Requester[]): string[] {
  const usual = several.filter(({ isUsual }) => isUsual);
  const words = [...new Set((usual.length > 0 ? usual : several.slice(0, 1)).map((one) => one.words))];
  return words.includes(roleWords) ? words.filter((word) => word !== userWords && word !== federatedWords) : words;
}

/** What Deny statements spare an identity by: by what they say of principals. */
function exceptionTests(policy: Statements | undefined): (identity: Identity) => Exception[] {
  const variables = hasVariables(policy);
  const denials = (policy?.statements ?? []).filter(({ effect }) => effect === "Deny");
  const byPrincipal = denials.flatMap(({ principal }) =>
    (principal?.element === "NotPrincipal" ? principal.principals : []).map((entry) => ({
      exception: { key: "NotPrincipal", value: entry.id },
      means: compilePrincipal({ element: "Principal", principals: [entry] }),
    })),
  );
  const byKey = denials.flatMap(({ conditions }) =>
    conditions.flatMap(({ key, operator, values }) => {
      const definition = operator.base === nullOperator ? undefined : operatorDefinition(operator.base);
      if (!definition?.negated) return [];
      const lower = key.toLowerCase();
      return values.map((value): KeyTest => ({
        exception: { key, value },
        key: lower,
        only: definition.exact?.(value, variables),
        account: lower === "aws:principalarn" ? meaningOf(value).account : undefined,
        test: definition.compile(value, variables),
      }));
    }),
  );
  const testsOf = testsByValue(byKey);
  return (identity) => {
    const own = new Map(Object.entries(principalKeys(identity)).flatMap(([key, value]) => (value === undefined ? [] : [[key.toLowerCase(), String(value)]])));
    const found = [
      ...byPrincipal.filter(({ means }) => means(identity)),
      ...testsOf(own, identity.kind === "aws" ? identity.account : undefined).filter(({ key, test }) => test?.(own.get(key) ?? "", () => exampleCharacter) === true),
    ];
    return [...new Map(found.map(({ exception }) => [`${exception.key} ${exception.value}`, exception])).values()];
  };
}

/** An exception for the values of a key that pass a test; `only` is the single one where there is no other, and `account` the one of the only principals that can have one. */
interface KeyTest {
  readonly exception: Exception;
  readonly key: string;
  readonly only: string | undefined;
  readonly account: string | undefined;
  readonly test: ValueTest | undefined;
}

/** Gives, of many tests, those that some values of keys of somebody in an account can pass, in their order. */
function testsByValue(tests: readonly KeyTest[]): (values: ReadonlyMap<string, string>, account: string | undefined) => KeyTest[] {
  const indexes = new Map<string, number[]>();
  const idOf = (key: string, only: string | undefined, account: string | undefined): string => JSON.stringify([key, only ?? null, account ?? null]);
  tests.forEach(({ key, only, account }, index) => remembered(indexes, idOf(key, only, account), (): number[] => []).push(index));
  return (values, account) => {
    const found = [...values].flatMap(([key, value]) =>
      [...new Set([idOf(key, undefined, undefined), idOf(key, undefined, account), idOf(key, value, undefined), idOf(key, value, account)])].flatMap((id) => indexes.get(id) ?? []),
    );
    return found.sort((one, other) => one - other).flatMap((index) => tests[index] ?? []);
  };
}

function namedPrincipals(policy: Statements | undefined, place: Account): [named: string, principal: RequestPrincipal][] {
  const found: [string, RequestPrincipal][] = [];
  const added = new Set<string>();
  const addArns = (named: string, pattern = named): void => {
    // The statements of a policy often leave out the same list.
    if (added.has(pattern)) return;
    added.add(pattern);
    for (const arn of identityArns(pattern, place)) found.push([named, { arn }]);
  };
  /** Somebody who is known by something else than an ARN, of the bucket's account or of another one. */
  const addKnownBy = (id: string, by: object): void => {
    for (const account of [place.account, otherAccount]) found.push([id, { ...by, arn: `arn:${place.partition}:iam::${account}:role/any-role` }]);
  };
  for (const { principal, conditions } of policy?.statements ?? []) {
    for (const { type, id } of principal?.principals ?? []) {
      if (type === "CanonicalUser") addKnownBy(id, { canonicalUserId: id });
      else if (type === "Federated") addKnownBy(id, { federatedProvider: id });
      else if (type === "AWS") addArns(id);
    }
    for (const { key, operator, values } of conditions) {
      if (operator.base === nullOperator) continue;
      for (const value of values) {
        switch (key.toLowerCase()) {
          case "aws:principalarn":
          case "aws:principalaccount":
            addArns(value);
            break;
          case "aws:username":
            addArns(value, `arn:${place.partition}:iam::${place.account}:user/${exampleOf(value)}`);
            break;
          case "aws:federatedprovider":
            addKnownBy(value, { federatedProvider: exampleOf(value) });
            break;
        }
      }
    }
  }
  return found;
}

/** Identities that an account, an ARN or a pattern of either means; none where none can be made up. */
function identityArns(pattern: string, { account, partition }: Account): string[] {
  // A pattern such as `*:role/import-*` has a wildcard in place of its first parts.
  const lastPart = pattern.slice(pattern.lastIndexOf(":") + 1);
  const resource = /(role|user|root|assumed-role|federated-user)(\/.*)?$/.exec(lastPart)?.[0] ?? "role/any-role";
  const service = /^(assumed-role|federated-user)\//.test(resource) ? "sts" : "iam";
  return accountsOf(pattern, account)
    .map((owner) => `arn:${partition}:${service}::${owner}:${exampleOf(resource)}`)
    .filter((arn) => parsePrincipalArn(arn) !== undefined);
}

/** The accounts to take for an identity that a pattern means: the bucket's own among them where the pattern includes it. */
function accountsOf(pattern: string, own: string): string[] {
  if (arnFields(pattern)?.account === cloudFront) return [cloudFront];
  const accounts = accountPatternIn(pattern);
  if (accounts === undefined || isAnyAccount(accounts)) return [own];
  return [...new Set([...(matchesAccount(accounts, own) ? [own] : []), ...accountsToldApart([accounts])])];
}

/** What the ARNs of CloudFront's origin access identities have for an account. */
const cloudFront = "cloudfront";

/** Gives the identities of an account that several patterns of the policy mean together, or none. */
function arnsBetween(policy: Statements | undefined): ToldBy["arnsOf"] {
  const variables = hasVariables(policy);
  const conditions = (policy?.statements ?? []).flatMap((statement) =>
    statement.conditions.filter(({ key, operator }) => key.toLowerCase() === "aws:principalarn" && operator.base !== nullOperator),
  );
  if (conditions.length === 0) return () => ({ arns: [], complete: true });
  const found = conditions.flatMap(({ operator, values }) => operatorDefinition(operator.base).telling(values, variables).patterns);
  const patterns = [...new Map(found.map((one) => [one.pattern.join(), one])).values()].map(({ pattern, from }) => ({ pattern, ...meaningOf(from) }));
  const ofAnyAccount = patterns.filter(({ account }) => account === undefined);
  const ofAccounts = new Map<string, typeof patterns>();
  for (const one of patterns) if (one.account !== undefined) remembered(ofAccounts, one.account, (): typeof patterns => []).push(one);
  return ({ account, partition }) => {
    const ofKinds = kindsOfIdentities.map(({ service, type }) => {
      const within: GlobPattern = [...literalPattern(`arn:${partition}:${service}::${account}:${type}/`), oneCharacter, anyCharacters];
      const meant = [...(ofAccounts.get(account) ?? []), ...ofAnyAccount].filter(({ mayMean }) => mayMean(type));
      return witnesses(meant.map(({ pattern }) => pattern), within);
    });
    const arns = ofKinds.flatMap(({ texts }) => texts.filter((arn) => parsePrincipalArn(arn) !== undefined));
    return { arns, complete: ofKinds.every(({ complete }) => complete) };
  };
}

const kindsOfIdentities = [
  { service: "iam", type: "role" },
  { service: "iam", type: "user" },
  { service: "sts", type: "federated-user" },
] as const;

/** The one account that a pattern of ARNs can mean, and whether it can mean a kind of identity, by its parts: a policy may name hundreds. */
function meaningOf(pattern: string): { account: string | undefined; mayMean: (type: string) => boolean } {
  const fields = arnFields(pattern);
  if (!fields || fields.resource === "") return { account: undefined, mayMean: () => true };
  const [beginning = ""] = fields.resource.split(/[*?$]/);
  return {
    account: /^\d{12}$/.test(fields.account) ? fields.account : undefined,
    mayMean: (type) => beginning.startsWith(`${type}/`) || `${type}/`.startsWith(beginning),
  };
}
