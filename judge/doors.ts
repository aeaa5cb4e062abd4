/**
 * The access points that requests may come through: those that are known, and one of each kind that a bucket's policy tells
 * apart of those that are not.
 */
import { accessPointArn } from "../encryption/arn";
import { accessPointContext, accessPointKeys, type PolicyCondition, type RequestContext } from "../simulator";
import { compileCondition, ContextKeys } from "../simulator/iam/conditions";
import { anyCharacters, literalPattern, oneCharacter, type GlobPattern } from "../simulator/iam/glob";
import { nullOperator, operatorDefinition } from "../simulator/iam/operators";
import { accessPointConditions, type AccessPoint } from "./accessPoints";
import { accountPatternIn, accountsToldApart, isAnyAccount } from "./accounts";
import { otherValue, type Exception, type JudgedBucket, type JudgeOptions, type Place } from "./bucket";
import type { Doors, Variation } from "./circumstances";
import { otherAccount } from "./identities";
import type { Statements } from "./statements";
import { hasVariables } from "./variables";
import { witnesses } from "./witnesses";

/** The bucket that access points are of. */
export interface OfBucket extends Pick<JudgedBucket, "accessPointsComplete"> {
  /** With the account that the bucket is taken to be of. */
  readonly place: Place;
}

/** Access points by what a policy tells apart of them, the known ones first. */
export function doorsOf(policy: Statements, points: readonly AccessPoint[], bucket: OfBucket, { isAllowedException }: Pick<JudgeOptions, "isAllowedException">): Doors {
  const conditions = accessPointConditions(policy);
  const variables = hasVariables(policy);
  const exceptionsOf = exceptionTests(conditions, variables);
  const known = points.map((point): Variation => {
    const exceptions = exceptionsOf(point.context);
    const accessPoint = nameOf(point);
    return {
      ...through(point.context, exceptions),
      accessPoint,
      ...(!point.statements && { untold: { kind: "accessPoints", exceptions, accessPoint } }),
    };
  });
  const { contexts, complete } = otherPoints(conditions, variables, points.map(({ arn }) => arn), bucket);
  const others = contexts.map((context): Variation => {
    const exceptions = exceptionsOf(context);
    return { ...through(context, exceptions), untold: { kind: "accessPoints", exceptions } };
  });
  return {
    keys: Object.values(accessPointKeys).map((key) => key.toLowerCase()),
    variations: [...known, ...others].filter(({ exceptions }) => !exceptions.some(isAllowedException)),
    untold: complete ? [] : [{ kind: "patterns", of: accessPointKeys.arn }],
  };
}

function nameOf({ names: [first = "", ...others] }: AccessPoint): string {
  return others.length === 0 ? first : `${first} (and by ${others.length} more like it)`;
}

function through(context: RequestContext, exceptions: readonly Exception[]): Pick<Variation, "keys" | "context" | "exceptions"> {
  return { keys: Object.keys(context).map((key) => key.toLowerCase()), context, exceptions };
}

/** The values of a policy that mean an access point; where none does, that it has the keys at all is what it is let in by. */
function exceptionTests(conditions: readonly PolicyCondition[], variables: boolean): (context: RequestContext) => Exception[] {
  const tests = conditions
    .filter(({ operator }) => operator.base !== nullOperator)
    .flatMap(({ key, operator, values }) => {
      const { compile } = operatorDefinition(operator.base);
      return values.map((value) => ({ exception: { key, value }, lower: key.toLowerCase(), test: compile(value, variables) }));
    });
  const [first] = conditions;
  return (context) => {
    const keys = new ContextKeys(context);
    const meant = tests.filter(({ lower, test }) => keys.get(lower)?.some((value) => test?.(value, keys.lookup)));
    const found = new Map(meant.map(({ exception }) => [JSON.stringify(exception), exception]));
    return found.size > 0 ? [...found.values()] : [{ key: first?.key ?? accessPointKeys.arn, value: otherValue }];
  };
}

/** Access points that nobody has told of: by account, ARN and network origin as far as the policy tells these apart. */
function otherPoints(conditions: readonly PolicyCondition[], variables: boolean, known: readonly string[], { place, accessPointsComplete }: OfBucket): { contexts: RequestContext[]; complete: boolean } {
  const ofKey = (key: string): PolicyCondition[] => conditions.filter((condition) => condition.key.toLowerCase() === key.toLowerCase() && condition.operator.base !== nullOperator);
  const named = conditions.flatMap(({ values }) => values.flatMap((value) => accountPatternIn(value) ?? [])).filter((pattern) => !isAnyAccount(pattern));
  const accounts = [...new Set([place.account, otherAccount, ...accountsToldApart(named)])].filter((account) => !(accessPointsComplete && account === place.account));
  const patterns = [
    ...ofKey(accessPointKeys.arn).flatMap(({ operator, values }) => operatorDefinition(operator.base).telling(values, variables).patterns.map(({ pattern }) => pattern)),
    // Beside a known one there must be another that the policy takes for the same.
    ...known.map(literalPattern),
  ];
  const origins = ofKey(accessPointKeys.networkOrigin).length > 0 ? [undefined, "vpc-other"] : [undefined];
  const tests = conditions.map((condition) => compileCondition(condition, variables));
  const contexts = new Map<string, RequestContext>();
  let complete = true;
  for (const account of accounts) {
    const within: GlobPattern = [
      ...literalPattern(`arn:${place.partition}:s3:`),
      ...(place.regionKnown ? literalPattern(place.region) : [oneCharacter, anyCharacters]),
      ...literalPattern(`:${account}:accesspoint/`),
      // Names have at least three characters.
      ...[oneCharacter, oneCharacter, oneCharacter, anyCharacters],
    ];
    const arns = witnesses(patterns, within, [accessPointArn({ ...place, accountId: account }, "another-access-point")]);
    complete &&= arns.complete;
    for (const arn of arns.texts.filter((text) => !known.includes(text))) {
      for (const vpcId of origins) {
        const context = { ...accessPointContext({ name: "", account, region: place.region, ...(vpcId !== undefined && { vpcId }) }), [accessPointKeys.arn]: arn };
        // Who asks, and whose the bucket is, may be compared with the account.
        const kind = `${account} ${tests.map((test) => Number(test(new ContextKeys(context)))).join("")}`;
        if (!contexts.has(kind)) contexts.set(kind, context);
      }
    }
  }
  return { contexts: [...contexts.values()], complete };
}
