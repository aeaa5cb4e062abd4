/**
 * Evaluates the policy of a bucket or an access point for a request, as IAM does: an explicit deny wins, then an allow, else the policy says
 * nothing.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { arnParts, compileResource } from "./arn";
import { compileCondition, ContextKeys, type RequestContext } from "./conditions";
import { isPolicyDocument, type CheckedPolicy, type CheckedStatement, type PolicyKind } from "./document";
import { globPattern, matchesGlob } from "./glob";
import { parsePolicyDocument } from "./parse";
import { compilePrincipal, identify, principalContext, type Identity, type RequestPrincipal } from "./principal";
import { PolicyDocumentError } from "./problems";

/** A request to be authorized. */
export interface PolicyRequest {
  /** IAM action, e.g. `s3:PutObject`. */
  readonly action: string;
  /** ARN of the bucket, access point or object, e.g. `arn:aws:s3:::examplebucket/key`. */
  readonly resource: string;
  readonly principal: RequestPrincipal;
  /** Condition keys of the request. They override those that follow from the principal; an empty list removes one. */
  readonly context?: RequestContext;
}

/** The statement that decided. */
export interface DecidingStatement {
  /** Position among the policy's statements, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
}

/** What a policy says about a request; `statement` is the first one that decided, absent when none did. */
export interface PolicyDecision {
  readonly decision: "explicitDeny" | "allow" | "neither";
  readonly statement?: DecidingStatement;
}

/**
 * What a bucket policy says about a request. Parse the policy once with `parsePolicyDocument` when there are many
 * requests; a text or raw object is parsed at each call.
 * @param policy undefined for a bucket without a policy.
 * @throws PolicyDocumentError when the policy is invalid; Error when it was parsed as another kind of policy, and when
 *   the request's action, resource or principal is none that a request can have.
 */
export function evaluateBucketPolicy(policy: string | object | undefined, request: PolicyRequest): PolicyDecision {
  return evaluate(policy, "bucket", request);
}

/**
 * What the policy of an access point says about a request through it, whose resource is then the access point's:
 * `arn:aws:s3:us-west-2:111122223333:accesspoint/example/object/key`. For the rest see {@link evaluateBucketPolicy}.
 */
export function evaluateAccessPointPolicy(policy: string | object | undefined, request: PolicyRequest): PolicyDecision {
  return evaluate(policy, "accessPoint", request);
}

function evaluate(policy: string | object | undefined, kind: PolicyKind, request: PolicyRequest): PolicyDecision {
  if (!/^[a-z0-9-]+:[a-z]\w*$/i.test(request.action)) {
    throw new Error(`the action "${request.action}" is not that of a request, such as s3:PutObject`);
  }
  const identity = identify(request.principal);
  const resource = arnParts(request.resource);
  if (!resource) throw new Error(`the resource "${request.resource}" is not an ARN`);
  if (policy === undefined) return { decision: "neither" };
  const context = new ContextKeys(request.context ?? {}, principalContext(identity));
  const action = request.action.toLowerCase();

  let allowedBy: CompiledStatement | undefined;
  for (const compiled of compiledPolicy(checkedDocument(policy, kind))) {
    const allows = compiled.statement.effect === "Allow";
    if (allows && allowedBy) continue;
    if (!compiled.applies({ action, resource, identity, context })) continue;
    if (!allows) return { decision: "explicitDeny", statement: describe(compiled.statement) };
    allowedBy = compiled;
  }
  return allowedBy ? { decision: "allow", statement: describe(allowedBy.statement) } : { decision: "neither" };
}

function describe({ index, sid, effect }: CheckedStatement): DecidingStatement {
  return sid === undefined ? { index, effect } : { index, sid, effect };
}

function checkedDocument(policy: string | object, kind: PolicyKind): CheckedPolicy {
  if (isPolicyDocument(policy)) return policy;
  const parsed = parsePolicyDocument(policy, kind);
  if (!parsed.valid) throw new PolicyDocumentError(parsed.problems);
  return parsed.document;
}

interface PreparedRequest {
  readonly action: string;
  readonly resource: readonly string[];
  readonly identity: Identity;
  readonly context: ContextKeys;
}

interface CompiledStatement {
  readonly statement: CheckedStatement;
  applies(request: PreparedRequest): boolean;
}

/** Kept beside the documents, not in them: documents stay plain data that can be printed and compared. */
const compiledPolicies = new WeakMap<CheckedPolicy, readonly CompiledStatement[]>();

function compiledPolicy(document: CheckedPolicy): readonly CompiledStatement[] {
  const known = compiledPolicies.get(document);
  if (known) return known;
  const compiled = document.statements.map((statement) => compileStatement(statement, document.version === "2012-10-17"));
  compiledPolicies.set(document, compiled);
  return compiled;
}

function compileStatement(statement: CheckedStatement, variables: boolean): CompiledStatement {
  const { action, resource, principal } = statement;
  const matchesAction = matchesAny(action.element === "NotAction", action.patterns, compileAction);
  const matchesResource = matchesAny(resource.element === "NotResource", resource.patterns, (pattern) => {
    const test = compileResource(pattern, variables);
    return (request: PreparedRequest) => test(request.resource, request.context.lookup);
  });
  if (!principal) throw new Error(`statement ${statement.index} has no principal: the document is no bucket policy`);
  const matchesPrincipal = compilePrincipal(principal);
  const conditions = statement.conditions.map((condition) => compileCondition(condition, variables));
  return {
    statement,
    applies: (request) =>
      matchesAction(request) &&
      matchesPrincipal(request.identity) &&
      matchesResource(request) &&
      conditions.every((condition) => condition(request.context)),
  };
}

type RequestTest = (request: PreparedRequest) => boolean;

function matchesAny(negated: boolean, patterns: readonly string[], compile: (pattern: string) => RequestTest): RequestTest {
  const tests = patterns.map(compile);
  return (request) => tests.some((test) => test(request)) !== negated;
}

/** Actions are compared without regard to case. */
function compileAction(pattern: string): RequestTest {
  const glob = globPattern(pattern.toLowerCase());
  return (request) => matchesGlob(glob, request.action);
}
