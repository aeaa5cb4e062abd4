/**
 * Who asks, from where and how: the circumstances that a bucket policy looks at besides the encryption.
 *
 * Whatever a policy's conditions tell apart is tried, in every combination: a Deny that leaves out a role, a network or
 * a time of day is a hole for exactly those. Values that no condition tells apart are tried once.
 */
import { compileCondition, ContextKeys, type RequestContext } from "../../simulator/iam/conditions";
import type { PolicyCondition, PolicyDocument } from "../../simulator";
import { conditionKeys } from "../../encryption/uploadDenials";
import { candidateValues } from "./conditionValues";
import { principals, type Exception, type PrincipalVariant } from "./principals";
import type { Place } from "./requests";

/** One way for a request to arrive. */
export interface Circumstance extends PrincipalVariant {
  readonly context: RequestContext;
  /** What the policy makes an exception for here; empty for requests of no particular kind. */
  readonly exceptions: readonly Exception[];
}

export interface Circumstances {
  /** Those of no particular kind first. */
  readonly list: readonly Circumstance[];
  /** How many combinations were left out, because there are too many. */
  readonly leftOut: number;
}

/** Combinations that are tried; real policies need a few dozen. */
const mostCombinations = 2000;

/** Keys that the requests themselves settle, and keys of AWS services, which are no requester that could choose. */
const settledKeys = new Set([
  ...Object.values(conditionKeys),
  // Of sessions with directory buckets.
  ...Object.values(conditionKeys).map((key) => key.replace(/^s3:/, "s3express:")),
  "s3express:SessionMode",
  ...["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType"],
  ...["aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"],
  // "Included in the request context only if the call to your resource is made directly by an AWS service principal":
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
  ...["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"],
  ...["aws:ResourceAccount", "s3:ResourceAccount"],
].map((key) => key.toLowerCase()));

/** Whether a request's circumstances can change what a condition says. */
export function isSettled({ key }: Pick<PolicyCondition, "key">): boolean {
  return settledKeys.has(key.toLowerCase());
}

/** Anonymous requests have no properties of a principal. */
const principalKeys = /^aws:(principal|userid$|username$|federatedprovider$|multifactorauth|token)/i;

/**
 * The circumstances to try on a policy.
 * @param isAllowed exceptions that are no holes: they are not tried
 */
export function circumstances(
  policy: PolicyDocument | undefined,
  place: Pick<Place, "account" | "accountKnown" | "partition">,
  isAllowed: (exception: Exception) => boolean,
): Circumstances {
  const free = freeKeys(policy).map((conditions) => variations(conditions, policy?.version === "2012-10-17", isAllowed));
  const total = free.reduce((product, { length }) => product * (length + 1), 1);
  const combinations = combined(free, total <= mostCombinations ? free.length : 2).slice(0, mostCombinations);
  const list = principals(policy, place)
    .filter(({ exception }) => !exception || !isAllowed(exception))
    .flatMap(({ exception, ...variant }) =>
      combinations
        .filter((combination) => variant.principal !== "anonymous" || !combination.some(({ key }) => principalKeys.test(key)))
        .map((combination) => ({
          ...variant,
          context: Object.fromEntries(combination.map(({ key, value }) => [key, value])),
          exceptions: [...(exception ? [exception] : []), ...combination.map((variation) => variation.exception)],
        })),
    );
  list.sort((left, right) => left.exceptions.length - right.exceptions.length);
  return { list, leftOut: total - combinations.length };
}

/** A condition key with a value other than its usual one. */
interface Variation {
  readonly key: string;
  readonly value: string | boolean | readonly string[];
  readonly exception: Exception;
}

/** The conditions of the policy on keys that a request's circumstances decide, by key. */
function freeKeys(policy: PolicyDocument | undefined): PolicyCondition[][] {
  const byKey = new Map<string, PolicyCondition[]>();
  for (const condition of policy?.statements.flatMap(({ conditions }) => conditions) ?? []) {
    if (isSettled(condition)) continue;
    const key = condition.key.toLowerCase();
    byKey.set(key, [...(byKey.get(key) ?? []), condition]);
  }
  return [...byKey.values()];
}

/** Values of a key that its conditions tell apart from each other and from an ordinary request. */
function variations(conditions: readonly PolicyCondition[], variables: boolean, isAllowed: (exception: Exception) => boolean): Variation[] {
  const key = conditions[0]?.key ?? "";
  // Elsewhere in the policy a variable may stand for the key's value; then every value is a case of its own.
  const tests = conditions.map((condition) => compileCondition(condition, variables));
  const verdicts = (context: RequestContext): string => {
    const keys = new ContextKeys(context);
    return tests.map((test) => (test(keys) ? "1" : "0")).join("");
  };
  const secureTransport = key.toLowerCase() === "aws:securetransport";
  const seen = new Set([verdicts(secureTransport ? { [key]: true } : usualContext(key))]);
  return conditions.flatMap(candidateValues).flatMap(({ value, pattern }) => {
    const exception: Exception = { key, value: pattern };
    const verdict = verdicts({ [key]: value });
    if (isAllowed(exception) || seen.has(verdict)) return [];
    seen.add(verdict);
    return [{ key, value: secureTransport ? value === "true" : value, exception }];
  });
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
