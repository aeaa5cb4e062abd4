/**
 * The statements of a bucket policy as a search for requests looks at them: which parts the request, the requester and
 * the bucket settle, and which parts the circumstances decide.
 */
import { conditionKeys } from "../encryption/uploadDenials";
import type { PolicyCondition, CheckedPolicy, CheckedStatement } from "../simulator";
import { compileResource } from "../simulator/iam/arn";
import { compileCondition, type ContextKeys } from "../simulator/iam/conditions";
import { globPattern, matchesGlob } from "../simulator/iam/glob";
import { nullOperator, operatorDefinition } from "../simulator/iam/operators";
import { compilePrincipal, type PrincipalTest } from "../simulator/iam/principal";
import type { JudgeOptions } from "./bucket";
import { remembering } from "./remembered";
import { hasVariables, variablesIn, variablesOf, variablesWithoutFallback } from "./variables";

/** A statement of a bucket's policy, or of the policy of one of its access points. */
export interface JudgedStatement extends CheckedStatement {
  /** The access point whose policy it is of; absent for the bucket's. */
  readonly accessPoint?: string;
}

/** A policy as far as it is looked through, which its evaluation is not bound to. */
export interface Statements extends Pick<CheckedPolicy, "version"> {
  readonly statements: readonly JudgedStatement[];
}

/** The part of a policy that speaks of at least one of these IAM actions. */
export function relevantStatements({ version, statements }: Statements, actions: readonly string[]): Statements {
  return { version, statements: statements.filter((statement) => actions.some((action) => speaksOf(statement, action))) };
}

function speaksOf({ action: { element, patterns } }: CheckedStatement, action: string): boolean {
  const named = patterns.some((pattern) => matchesGlob(globPattern(pattern.toLowerCase()), action.toLowerCase()));
  return named === (element === "Action");
}

/**
 * Keys of AWS services, which are no requester that could choose. Those of the source are "included in the request context
 * only if the call to your resource is made directly by an AWS service principal":
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const serviceKeys = [
  ...["aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"],
  ...["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"],
];
const askedKeys = [...Object.values(conditionKeys), ...Object.values(conditionKeys).map((key) => key.replace(/^s3:/, "s3express:")), "s3express:SessionMode"];
/** What follows from who asks. */
export const requesterKeys: ReadonlySet<string> = lowerCase(["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType"]);
/** What follows from whose the bucket is. */
export const bucketKeys: ReadonlySet<string> = lowerCase(["aws:ResourceAccount", "s3:ResourceAccount"]);
/** What a request asks for; and that it comes from no AWS service, whatever it asks for. */
const settledByAsk = lowerCase([...serviceKeys, ...askedKeys]);

function lowerCase(keys: readonly string[]): ReadonlySet<string> {
  return new Set(keys.map((key) => key.toLowerCase()));
}

/** Whether a condition key is settled by what is asked, by whom and of which bucket, rather than by circumstances. */
export function isSettled(key: string): boolean {
  const lower = key.toLowerCase();
  return settledByAsk.has(lower) || requesterKeys.has(lower) || bucketKeys.has(lower);
}

/** Whether a policy looks at whose the bucket is. */
export function looksAtBucketAccount(policy: Statements | undefined): boolean {
  const variables = hasVariables(policy);
  return (policy?.statements ?? []).some((statement) => {
    const { conditions } = statement;
    return [...variablesOf(statement, variables), ...conditions.map(({ key }) => key)].some((key) => bucketKeys.has(key.toLowerCase()));
  });
}

/** Whether a condition key is settled by what is asked. */
export function isOfAsk(key: string): boolean {
  return settledByAsk.has(key.toLowerCase());
}

/** A part of a statement that hangs on circumstances, on one key of them or, with policy variables, on several. */
export interface Literal {
  /** See `SparedBy.by`. */
  readonly words: string;
  /** Condition keys in lower case. */
  readonly keys: readonly string[];
  /** Condition keys that it looks at as well, but which other parts of its statement settle. */
  readonly settled?: readonly string[];
  readonly holds: (context: ContextKeys) => boolean;
}

/** A statement taken apart. */
export interface Clause {
  readonly statement: JudgedStatement;
  /** Whether it is about an IAM action. */
  readonly isAbout: (action: string) => boolean;
  readonly means: PrincipalTest;
  /** Whether it covers a resource, by the parts of its ARN; undefined where policy variables decide that. */
  readonly covers: ((resource: readonly string[]) => boolean) | undefined;
  /** The resource as a part that hangs on circumstances, where {@link covers} is undefined. */
  readonly coversBy: ((resource: readonly string[]) => Literal) | undefined;
  /** Its conditions on what is asked. */
  readonly ofAsk: readonly Literal[];
  /** Its conditions on who asks, and on whose the bucket is. */
  readonly ofRequester: readonly Literal[];
  /** Its conditions that compare what is asked with who asks. */
  readonly ofBoth: readonly Literal[];
  /** Its conditions on circumstances. */
  readonly free: readonly Literal[];
}

type IsAllowed = JudgeOptions["isAllowedException"];

/** How to read a statement in which a policy variable has no value under a negated operator. */
export type Reading =
  /** "There is no equal or like value", so that the condition holds. */
  | "condition-holds"
  /** "Might cause the entire statement to be invalid": it then denies and allows nothing. */
  | "statement-invalid";

/**
 * Takes the statements of a policy apart, in their order.
 * @param isAllowed exceptions that are no holes: who allows what a variable stands for allows both readings of it
 */
export function clausesOf(policy: Statements | undefined, reading: Reading, isAllowed: IsAllowed): Clause[] {
  if (!policy) return [];
  const variables = hasVariables(policy);
  return policy.statements.map((statement) => {
    const literals = [
      ...statement.conditions.map((condition) => conditionLiteral(condition, variables)),
      ...(reading === "statement-invalid" ? valueLiterals(statement, variables, isAllowed) : []),
    ];
    return {
      statement,
      isAbout: remembering((action) => speaksOf(statement, action)),
      means: statement.principal ? compilePrincipal(statement.principal) : () => false,
      ...resourceTests(statement, variables),
      ...bySubject(literals),
    };
  });
}

function bySubject(literals: readonly Literal[]): Pick<Clause, "ofAsk" | "ofRequester" | "ofBoth" | "free"> {
  const settled = literals.filter(({ keys }) => keys.every(isSettled));
  const ofAsk = settled.filter(({ keys }) => keys.every((key) => settledByAsk.has(key)));
  const ofRequester = settled.filter(({ keys }) => keys.every((key) => !settledByAsk.has(key)));
  return {
    ofAsk,
    ofRequester,
    ofBoth: settled.filter((literal) => !ofAsk.includes(literal) && !ofRequester.includes(literal)),
    free: literals.filter((literal) => !settled.includes(literal)),
  };
}

/** The parts of a statement that circumstances decide; undefined where what is asked, and by whom, makes it no matter. */
export function partsThatDecide({ ofAsk, ofBoth, free }: Clause, base: ContextKeys): readonly Literal[] | undefined {
  return [...ofAsk, ...ofBoth].every(({ holds }) => holds(base)) ? free : undefined;
}

/** The first part of a policy whose verdict hangs on the {@link Reading}, with its statement. */
export function ambiguousPart(policy: Statements | undefined, isAllowed: IsAllowed): { statement: JudgedStatement; words: string } | undefined {
  const variables = hasVariables(policy);
  for (const statement of policy?.statements ?? []) {
    const [literal] = valueLiterals(statement, variables, isAllowed);
    if (literal) return { statement, words: literal.words };
  }
  return undefined;
}

export function conditionWords({ operator, key }: PolicyCondition): string {
  return `${operator.name} ${key}`;
}

function conditionLiteral(condition: PolicyCondition, variables: boolean): Literal {
  const used = variablesIn(condition.values, variables);
  return {
    words: conditionWords(condition),
    keys: [...new Set([condition.key, ...used].map((key) => key.toLowerCase()))],
    holds: compileCondition(condition, variables),
  };
}

/** Hold where the variables of the negated parts of a statement have a value. */
function valueLiterals({ conditions, resource }: CheckedStatement, variables: boolean, isAllowed: IsAllowed): Literal[] {
  const negated = conditions.filter(({ operator }) => operator.base !== nullOperator && operatorDefinition(operator.base).negated);
  const parts = [
    ...negated.map((condition) => ({
      words: conditionWords(condition),
      texts: condition.values.filter((value) => !isAllowed({ key: condition.key, value })),
    })),
    ...(resource.element === "NotResource" ? [{ words: resource.element, texts: resource.patterns }] : []),
  ];
  return parts.flatMap(({ words, texts }) => {
    const used = variablesWithoutFallback(texts, variables);
    if (used.length === 0) return [];
    const holds = (context: ContextKeys): boolean => used.every((key) => context.lookup(key) !== undefined);
    return { words, keys: used.map((key) => key.toLowerCase()), holds };
  });
}

function resourceTests({ resource }: CheckedStatement, variables: boolean): Pick<Clause, "covers" | "coversBy"> {
  const tests = resource.patterns.map((pattern) => compileResource(pattern, variables));
  const negated = resource.element === "NotResource";
  const used = variablesIn(resource.patterns, variables);
  if (used.length === 0) {
    return { coversBy: undefined, covers: (parts) => tests.some((test) => test(parts, () => undefined)) !== negated };
  }
  return {
    covers: undefined,
    coversBy: (parts) => ({
      words: resource.element,
      keys: [...new Set(used.map((key) => key.toLowerCase()))],
      holds: (context) => tests.some((test) => test(parts, context.lookup)) !== negated,
    }),
  };
}
