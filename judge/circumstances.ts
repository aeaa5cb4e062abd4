/**
 * From where, when and how a request arrives: the values that its condition keys may have, as far as a bucket policy
 * tells them apart and neither the request nor the requester settles them.
 */
import { compileCondition, ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import type { PolicyCondition } from "../simulator";
import { exampleCharacter } from "../simulator/iam/telling";
import { parseDate } from "../simulator/iam/values";
import { otherValue, type Exception, type JudgeOptions, type Place, type Untold } from "./bucket";
import { distinct } from "./distinct";
import { tellingValues } from "./keyValues";
import { isSettled, type Statements } from "./statements";
import { hasVariables, variablesIn, variablesOf } from "./variables";

/** A condition key with a value other than its usual one. */
export interface Variation {
  /** The keys that it settles, in lower case: those of its context. */
  readonly keys: readonly string[];
  /** What the context of the request then has; an empty list for what it then lacks. */
  readonly context: RequestContext;
  readonly exceptions: readonly Exception[];
  /** The access point that the request comes through, where it is a known one. */
  readonly accessPoint?: string;
  /** Whether the request gets any further is not known: why not. */
  readonly untold?: Untold;
}

/** How requests may arrive. */
export interface Circumstances {
  /** What every request has, whatever the simulator knows of it. */
  readonly usual: RequestContext;
  /** Variations by key, in lower case; the policy's own values first. */
  readonly variations: ReadonlyMap<string, readonly Variation[]>;
  /** Keys whose values are more than are tried. */
  readonly untold: readonly Untold[];
}

/** Access points that a request may come through. */
export interface Doors {
  /** The condition keys that one decides, in lower case. */
  readonly keys: readonly string[];
  readonly variations: readonly Variation[];
  readonly untold: readonly Untold[];
}

const noDoors: Doors = { keys: [], variations: [], untold: [] };

/** Most values of a key that are tried together where it may have several at once. */
const mostTogether = 20;

/**
 * The circumstances that a policy tells apart.
 * @param asked what the requests ask for: a policy may compare it with properties of the requester
 * @param doors access points, where the policy tells requests through them from others
 */
export function circumstances(
  policy: Statements | undefined,
  { regionKnown, region }: Pick<Place, "region" | "regionKnown">,
  { isAllowedException, today }: Pick<JudgeOptions, "isAllowedException" | "today">,
  asked: readonly string[],
  doors: Doors = noDoors,
): Circumstances {
  const variables = hasVariables(policy);
  const requestedRegion: RequestContext = regionKnown ? { "aws:RequestedRegion": region } : {};
  const keys = freeKeys(policy, variables).filter(({ key }) => !(regionKnown && key.toLowerCase() === "aws:requestedregion"));
  const comparable = comparableValues(policy, keys, variables, asked);
  const variations = new Map<string, readonly Variation[]>(doors.keys.map((key) => [key, doors.variations]));
  const untold: Untold[] = [...doors.untold];
  for (const freeKey of keys) {
    const lower = freeKey.key.toLowerCase();
    if (variations.has(lower)) continue;
    // No request will come at a time that is over: a Deny from a day in the past on is one for good.
    const isOver = (value: string | readonly string[]): boolean => times.has(lower) && typeof value === "string" && (parseDate(value) ?? 0) < today.getTime();
    const isTried = ({ value, exceptions }: Candidate): boolean => !isOver(value) && !exceptions.some(isAllowedException);
    const { values, complete } = candidates(freeKey, variables, comparable, isTried);
    variations.set(lower, values.map((one) => variation(freeKey.key, one)));
    if (!complete) untold.push({ kind: "conditions", key: freeKey.key });
  }
  const usual = Object.assign({ ...requestedRegion }, ...keys.map(({ key }) => alwaysThere(key, today))) as RequestContext;
  return { usual, variations, untold };
}

function variation(key: string, { value, exceptions }: Candidate): Variation {
  const lower = key.toLowerCase();
  if (lower !== "aws:securetransport") return { keys: [lower], context: { [key]: value }, exceptions };
  const secure = value === "true";
  // Without TLS there is no version of it.
  return secure
    ? { keys: [lower], context: { [key]: secure }, exceptions }
    : { keys: [lower, "s3:tlsversion"], context: { [key]: secure, "s3:TlsVersion": [] }, exceptions };
}

const times = new Set(["aws:currenttime", "aws:epochtime"]);

/** Keys that every request has, whatever the simulator knows of it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function alwaysThere(key: string, today: Date): RequestContext {
  switch (key.toLowerCase()) {
    case "aws:currenttime":
      return { [key]: today.toISOString() };
    case "aws:epochtime":
      // Numeric operators read it, too.
      return { [key]: String(Math.floor(today.getTime() / 1000)) };
    case "aws:viaawsservice":
      return { [key]: "false" };
    default:
      return {};
  }
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

function freeKeys(policy: Statements | undefined, variables: boolean): FreeKey[] {
  const statements = policy?.statements ?? [];
  const conditions = statements.flatMap((statement) => statement.conditions);
  const inVariables = statements.flatMap((statement) => variablesOf(statement, variables));
  const spelling = new Map([...inVariables, ...conditions.map(({ key }) => key)].map((key) => [key.toLowerCase(), key]));
  const isVariable = new Set(inVariables.map((key) => key.toLowerCase()));
  return [...spelling]
    .filter(([, key]) => !isSettled(key))
    .map(([lower, key]) => {
      const ofKey = conditions.filter((condition) => condition.key.toLowerCase() === lower);
      const templates = ofKey.flatMap(({ values }) => values).filter((value) => variablesIn([value], variables).length > 0);
      return { key, conditions: ofKey, isVariable: isVariable.has(lower), templates };
    });
}

/** The values that a policy has for keys which its variables compare with each other, or with what is asked. */
export function comparedValues(policy: Statements | undefined): string[] {
  const variables = hasVariables(policy);
  return comparedIn(freeKeys(policy, variables), variables);
}

function comparedIn(keys: readonly FreeKey[], variables: boolean): string[] {
  const compared = keys.filter(isCompared);
  return [...new Set(compared.flatMap(({ conditions }) => tellingValues(conditions, variables).values.flatMap(({ value, from }) => (from.length === 0 ? [] : value))))];
}

function isCompared({ isVariable, templates }: FreeKey): boolean {
  return isVariable || templates.length > 0;
}

/**
 * Values that keys may have in common where a variable compares them with each other: those that the policy has for any
 * of them, and those of the request where the policy compares that.
 */
function comparableValues(policy: Statements | undefined, keys: readonly FreeKey[], variables: boolean, asked: readonly string[]): string[] {
  if (!keys.some(isCompared)) return [];
  const ofPolicy = comparedIn(keys, variables);
  const withRequest = (policy?.statements ?? []).some(
    ({ resource, conditions }) =>
      variablesIn(resource.patterns, variables).length > 0 ||
      conditions.some(({ key, values }) => isSettled(key) && variablesIn(values, variables).length > 0),
  );
  return [...new Set([exampleCharacter, ...ofPolicy, ...(withRequest ? asked : [])])];
}

/** A value that a key may have, and the policy's values that it comes from. */
interface Candidate {
  readonly value: string | readonly string[];
  readonly exceptions: readonly Exception[];
}

/** Values of a key, one for each verdict of its conditions: the first that is to be tried. */
function candidates(
  freeKey: FreeKey,
  variables: boolean,
  comparable: readonly string[],
  isTried: (candidate: Candidate) => boolean,
): { values: readonly Candidate[]; complete: boolean } {
  // Where a variable is involved, what a value means hangs on another key, too: then every value is a case of its own.
  const { key, conditions, templates } = freeKey;
  const compared = isCompared(freeKey);
  const { values: telling, complete } = tellingValues(conditions, variables);
  const single = [
    ...telling.map(({ value, from }) => candidate(key, value, from)),
    ...(compared ? comparable.map((value) => candidate(key, value, templates)) : []),
  ];
  const tests = conditions.map((condition) => compileCondition(condition, variables));
  const kindOf = ({ value }: Candidate): string => (compared ? JSON.stringify(value) : verdict(tests, { [key]: value }));
  const told = distinct(single.filter(isTried), kindOf);
  if (!conditions.some(({ operator }) => operator.set !== undefined)) return { values: told, complete };
  const members = told.slice(0, mostTogether);
  return { values: distinct([...told, ...setsOf(key, members)], kindOf), complete: complete && members.length === told.length };
}

function candidate(key: string, value: string | readonly string[], from: readonly string[]): Candidate {
  const values = from.length > 0 ? [...new Set(from)] : [otherValue];
  return { value, exceptions: values.map((one) => ({ key, value: one })) };
}

function verdict(tests: readonly ((context: ContextKeys) => boolean)[], context: RequestContext): string {
  const keys = new ContextKeys(context);
  return tests.map((test) => (test(keys) ? "1" : "0")).join("");
}

/** Values that a key has together: each two, and all. */
function setsOf(key: string, single: readonly Candidate[]): Candidate[] {
  const joined = (members: readonly Candidate[]): Candidate =>
    candidate(key, members.flatMap(({ value }) => value), members.flatMap(({ exceptions }) => exceptions.map(({ value }) => value)));
  const pairs = single.flatMap((one, index) => single.slice(index + 1).map((two) => joined([one, two])));
  return single.length < 2 ? [] : [...pairs, joined(single)];
}
