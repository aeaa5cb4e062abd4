/**
 * Who asks, from where and how: the circumstances that a bucket policy looks at besides the encryption.
 *
 * Whatever a policy's conditions tell apart is tried, in every combination: a Deny that leaves out a role, a network or
 * a time of day is a hole for exactly those. Values that no condition tells apart are tried once.
 */
import { compileCondition, ContextKeys, type RequestContext } from "../../simulator/iam/conditions";
import type { PolicyCondition } from "../../simulator";
import { conditionKeys } from "../../encryption/uploadDenials";
import { compilePrincipal, identify, type Identity } from "../../simulator/iam/principal";
import { parseDate } from "../../simulator/iam/values";
import { candidateValues, otherValue, type CandidateValue } from "./conditionValues";
import { exampleCharacter } from "./example";
import { hasVariables, templatesOf, variablesIn } from "./policyVariables";
import { principals, type Exception, type PrincipalVariant } from "./principals";
import type { Statements } from "./relevantStatements";
import { otherAccount, type Place } from "./requests";

/** One way for a request to arrive. */
export interface Circumstance extends PrincipalVariant {
  readonly context: RequestContext;
  /** What the policy makes an exception for here; empty for requests of no particular kind. */
  readonly exceptions: readonly Exception[];
  /** The part of the policy that can matter here. */
  readonly statements: Statements;
}

export interface Circumstances {
  /** Those of no particular kind first. */
  readonly list: readonly Circumstance[];
  /** How many combinations were left out, because there are too many. */
  readonly leftOut: number;
}

/** Combinations that are tried; real policies need a few dozen. */
const mostCombinations = 2000;

/**
 * Keys of AWS services, which are no requester that could choose. Those of the source are "included in the request context
 * only if the call to your resource is made directly by an AWS service principal":
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const serviceKeys: readonly string[] = [
  ...["aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"],
  ...["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"],
];

/** Keys that the requests and their principals settle. */
const settledKeys = new Set([
  ...serviceKeys,
  ...Object.values(conditionKeys),
  // Of sessions with directory buckets.
  ...Object.values(conditionKeys).map((key) => key.replace(/^s3:/, "s3express:")),
  "s3express:SessionMode",
  ...["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType"],
  ...["aws:ResourceAccount", "s3:ResourceAccount"],
].map((key) => key.toLowerCase()));

/** Anonymous requests have no properties of a principal. */
const principalKeys = /^aws:(principal|userid$|username$|federatedprovider$|multifactorauth|token)/i;

/**
 * The circumstances to try on a policy.
 * @param isAllowed exceptions that are no holes: they are not tried
 * @param asked what the requests ask for: a policy may compare it with properties of the requester
 */
export function circumstances(
  policy: Statements | undefined,
  place: Pick<Place, "account" | "partition" | "region" | "regionKnown">,
  isAllowed: (exception: Exception) => boolean,
  asked: readonly string[] = [],
): Circumstances {
  const who = principals(policy, place);
  const groups = new Map<string, Group>();
  let leftOut = who.complete ? 0 : 1;
  const list = who.list.flatMap(({ exceptions, ...variant }): Circumstance[] => {
    if (exceptions.some(isAllowed)) return [];
    const statements = statementsFor(policy, identify(variant.principal), place.account);
    if (!statements) return [];
    const id = statements.statements.map(({ index }) => index).join(" ");
    let group = groups.get(id);
    if (!group) {
      group = groupOf(statements, place, isAllowed, asked);
      groups.set(id, group);
      leftOut += group.leftOut;
    }
    const { combinations, usual } = group;
    return combinations
      .filter((combination) => variant.principal !== "anonymous" || !combination.some(({ key }) => principalKeys.test(key)))
      .map((combination) => ({
        ...variant,
        statements: group.statements,
        context: { ...usual, ...Object.fromEntries(combination.map(({ key, value }) => [key, value])) },
        exceptions: [...exceptions, ...combination.flatMap((variation) => variation.exceptions)],
      }));
  });
  list.sort((left, right) => left.exceptions.length - right.exceptions.length);
  return { list, leftOut };
}

/**
 * The statements that can matter for somebody: every Deny; and for whom it takes an Allow, those that may allow it. None
 * where nothing does. Principals of the bucket's account need no Allow.
 */
function statementsFor(policy: Statements | undefined, identity: Identity, account: string): Statements | undefined {
  const all = policy?.statements ?? [];
  const version = policy?.version ?? "2012-10-17";
  const denials = all.filter(({ effect }) => effect === "Deny");
  if (identity.kind === "aws" && identity.account === account) return { version, statements: denials };
  const allowing = all.filter(({ effect, principal }) => effect === "Allow" && principal && compilePrincipal(principal)(identity));
  return allowing.length === 0 ? undefined : { version, statements: [...denials, ...allowing] };
}

/** How requests may arrive, as far as these statements look at it. */
interface Group {
  readonly statements: Statements;
  readonly combinations: readonly (readonly Variation[])[];
  readonly usual: RequestContext;
  readonly leftOut: number;
}

function groupOf(
  statements: Statements,
  place: Pick<Place, "account" | "region" | "regionKnown">,
  isAllowed: (exception: Exception) => boolean,
  asked: readonly string[],
): Group {
  const variables = hasVariables(statements);
  const requestedRegion: RequestContext = place.regionKnown ? { "aws:RequestedRegion": place.region } : {};
  const ofPolicy = freeKeys(statements, variables).filter(({ key }) => !(place.regionKnown && key.toLowerCase() === "aws:requestedregion"));
  const comparable = comparableValues(statements, ofPolicy, [...asked, place.account, otherAccount]);
  const keys = ofPolicy.map((key) => variations(key, variables, isAllowed, comparable));
  const free = keys.map((key) => key.variations);
  const total = free.reduce((product, { length }) => product * (length + 1), 1);
  const combinations = combined(free, total <= mostCombinations ? free.length : 2).slice(0, mostCombinations);
  return {
    statements,
    combinations,
    usual: Object.assign({ ...requestedRegion }, ...keys.map(({ key }) => alwaysThere(key))) as RequestContext,
    leftOut: total - combinations.length + keys.filter(({ complete }) => !complete).length,
  };
}

/** A condition key with a value other than its usual one. */
interface Variation {
  readonly key: string;
  readonly value: string | boolean | readonly string[];
  readonly exceptions: readonly Exception[];
}

/** A key that a request's circumstances decide. */
interface FreeKey {
  readonly key: string;
  readonly conditions: readonly PolicyCondition[];
  /** A variable of the policy stands for its value. */
  readonly isVariable: boolean;
  /** Values of its conditions with variables in them. */
  readonly templates: readonly string[];
}

/** The keys that a request's circumstances decide, as far as the policy looks at them. */
function freeKeys(policy: Statements | undefined, variables: boolean): FreeKey[] {
  const statements = policy?.statements ?? [];
  const conditions = statements.flatMap((statement) => statement.conditions);
  const inVariables = statements.flatMap((statement) => variablesIn(templatesOf(statement), variables));
  const spelling = new Map([...inVariables, ...conditions.map(({ key }) => key)].map((key) => [key.toLowerCase(), key]));
  const isVariable = new Set(inVariables.map((key) => key.toLowerCase()));
  return [...spelling]
    .filter(([lower]) => !settledKeys.has(lower))
    .map(([lower, key]) => {
      const ofKey = conditions.filter((condition) => condition.key.toLowerCase() === lower);
      const templates = ofKey.flatMap(({ values }) => values).filter((value) => variablesIn([value], variables).length > 0);
      return { key, conditions: ofKey, isVariable: isVariable.has(lower), templates };
    });
}

/**
 * Values that keys may have in common where a variable compares them with each other: those that the policy tells apart
 * in any of them, and those of the request where the policy compares that.
 */
function comparableValues(policy: Statements | undefined, keys: readonly FreeKey[], ofRequest: readonly string[]): string[] {
  const variables = hasVariables(policy);
  const compared = keys.filter(({ isVariable, templates }) => isVariable || templates.length > 0);
  if (compared.length === 0) return [];
  const texts = compared.flatMap(({ conditions }) => candidateValues(conditions, variables).values.flatMap(({ value, patterns }) => (patterns.includes(otherValue) ? [] : value)));
  const withRequest = (policy?.statements ?? []).some(
    ({ resource, conditions }) =>
      variablesIn(resource.patterns, variables).length > 0 ||
      conditions.some(({ key, values }) => settledKeys.has(key.toLowerCase()) && variablesIn(values, variables).length > 0),
  );
  return [...new Set([exampleCharacter, ...texts, ...(withRequest ? ofRequest : [])])];
}

/**
 * Values of a key that its conditions tell apart from each other and from an ordinary request.
 * @param comparable see {@link comparableValues}
 */
function variations(
  { key, conditions, isVariable, templates }: FreeKey,
  variables: boolean,
  isAllowed: (exception: Exception) => boolean,
  comparable: readonly string[],
): { key: string; variations: Variation[]; complete: boolean } {
  const tests = conditions.map((condition) => compileCondition(condition, variables));
  const verdicts = (context: RequestContext): string => {
    const keys = new ContextKeys(context);
    return tests.map((test) => (test(keys) ? "1" : "0")).join("");
  };
  // Where a variable is involved, what a value means hangs on another key, too: then every value is a case of its own.
  const compared = isVariable || templates.length > 0;
  const secureTransport = key.toLowerCase() === "aws:securetransport";
  const seen = new Set([verdicts(secureTransport ? { [key]: true } : { ...usualContext(key), ...alwaysThere(key) })]);
  const { values, complete } = candidateValues(conditions, variables);
  const inCommon = compared ? comparable.map((value) => ({ value, patterns: templates.length > 0 ? templates : [otherValue] })) : [];
  const found = [...values, ...inCommon].flatMap(({ value, patterns }) => {
    const exceptions = patterns.map((pattern): Exception => ({ key, value: pattern }));
    const verdict = compared ? JSON.stringify(value) : verdicts({ [key]: value });
    if (exceptions.some(isAllowed) || seen.has(verdict) || isPast(key, value)) return [];
    seen.add(verdict);
    return [{ key, value: secureTransport ? value === "true" : value, exceptions }];
  });
  return { key, variations: found, complete };
}

const times = new Set(["aws:currenttime", "aws:epochtime"]);

/** Keys that every request has, whatever the simulator knows of it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function alwaysThere(key: string): RequestContext {
  if (key.toLowerCase() === "aws:currenttime") return { [key]: new Date().toISOString() };
  // Numeric operators read it, too.
  if (key.toLowerCase() === "aws:epochtime") return { [key]: String(Math.floor(Date.now() / 1000)) };
  return key.toLowerCase() === "aws:viaawsservice" ? { [key]: "false" } : {};
}

/** No request will come at a time that is over: a Deny from a day in the past on is one for good. */
function isPast(key: string, value: CandidateValue["value"]): boolean {
  return times.has(key.toLowerCase()) && typeof value === "string" && (parseDate(value) ?? 0) < Date.now();
}

/** Keys that every signed request has; see simulator/uploadRequest.ts. */
function usualContext(key: string): RequestContext {
  const usual: Readonly<Record<string, string>> = {
    "s3:tlsversion": "1.3",
    "s3:signatureversion": "AWS4-HMAC-SHA256",
    "s3:authtype": "REST-HEADER",
  };
  const value = usual[key.toLowerCase()];
  return value === undefined ? {} : { [key]: value };
}

/** Choices of at most one variation a key, of at most so many keys; fewest first. */
function combined(free: readonly (readonly Variation[])[], mostKeys: number): Variation[][] {
  let found: Variation[][] = [[]];
  for (const variationsOfKey of free) {
    found = [
      ...found,
      ...found
        .filter((combination) => combination.length < mostKeys)
        .flatMap((combination) => variationsOfKey.map((variation) => [...combination, variation])),
    ];
  }
  return found.sort((left, right) => left.length - right.length);
}
