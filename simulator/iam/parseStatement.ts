/** Reads and checks one statement of a policy document. */
import { reportUnfitActions } from "./actionResources";
import { type PatternElement, type PolicyStatement } from "./document";
import { memberPath } from "./documentPath";
import { parseConditions } from "./parseCondition";
import { parsePrincipalElement } from "./parsePrincipal";
import { entriesOf, isRecord, reportUnknownMembers } from "./shape";
import { type StatementScope } from "./statementScope";
import { malformedVariable } from "./variables";

const elements = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

type RawStatement = Readonly<Record<string, unknown>>;

/** The statement, or undefined when something essential is missing or wrong, which is then among the problems. */
export function parseStatement(raw: unknown, scope: StatementScope): PolicyStatement | undefined {
  const { index, path, problems } = scope;
  const found = problems.problems.length;
  if (!isRecord(raw)) {
    problems.add(path, "Invalid policy syntax: a statement must be an object", "Write it as { … }");
    return undefined;
  }
  reportUnknownMembers(raw, path, elements, problems);
  const sid = parseSid(raw["Sid"], scope);
  const effect = parseEffect(raw["Effect"], scope);
  const principal = parsePrincipalElement(raw, scope);
  const action = parsePatterns(raw, "Action", "NotAction", scope, (pattern, at) => checkAction(pattern, at, scope));
  const resource = parsePatterns(raw, "Resource", "NotResource", scope, (pattern, at) => checkResource(pattern, at, scope));
  const conditions = parseConditions(raw["Condition"], memberPath(path, "Condition"), scope);
  if (!effect || !action || !resource || !conditions) return undefined;
  const statement: PolicyStatement = {
    index,
    ...(sid === undefined ? {} : { sid }),
    effect,
    ...(principal === undefined ? {} : { principal }),
    action,
    resource,
    conditions,
  };
  // Only for a statement that is well otherwise: one mistake, one problem.
  if (scope.rules.services && problems.problems.length === found) reportUnfitActions(statement, path, problems);
  return statement;
}

function parseSid(raw: unknown, { path, rules, problems }: StatementScope): string | undefined {
  if (raw === undefined) return undefined;
  const at = memberPath(path, "Sid");
  if (typeof raw !== "string") {
    problems.add(at, "Invalid policy syntax: Sid must be a string", "Put it in double quotes");
    return undefined;
  }
  if (!rules.sid.pattern.test(raw)) problems.add(at, rules.sid.refusal, `${rules.sid.hint} instead of "${raw}"`);
  return raw;
}

function parseEffect(raw: unknown, { path, rules, problems }: StatementScope): "Allow" | "Deny" | undefined {
  const choice = rules.effects.map((effect) => `"${effect}"`).join(" or ");
  if (raw === undefined) {
    problems.add(path, "Missing required field Effect", `Add "Effect": ${choice}`);
    return undefined;
  }
  const effect = rules.effects.find((known) => known === raw);
  if (!effect) {
    problems.add(memberPath(path, "Effect"), `Invalid effect: ${String(raw)}`, `Write ${choice}; case matters`);
  }
  return effect;
}

/** Reads one of two elements that exclude each other. */
function parsePatterns<Positive extends string, Negative extends string>(
  raw: RawStatement,
  positive: Positive,
  negative: Negative,
  { path, problems }: StatementScope,
  check: (pattern: string, path: string) => void,
): PatternElement<Positive | Negative> | undefined {
  const element = raw[positive] !== undefined ? positive : negative;
  if (raw[element] === undefined) {
    problems.add(path, `Missing required field ${positive}`, `Add ${positive} or ${negative}`);
    return undefined;
  }
  if (raw[positive] !== undefined && raw[negative] !== undefined) {
    problems.add(
      memberPath(path, negative),
      `Invalid policy syntax: ${positive} and ${negative} exclude each other`,
      "Remove one of the two",
    );
  }
  const entries = entriesOf(raw[element], memberPath(path, element));
  if (entries.length === 0) {
    problems.add(memberPath(path, element), `Missing required field ${positive}`, `List at least one`);
    return undefined;
  }
  const patterns = entries.flatMap(({ value, path: at }) => {
    if (typeof value === "string") {
      check(value, at);
      return value;
    }
    problems.add(at, `Invalid policy syntax: ${element} must be a string or a list of strings`, "Put it in double quotes");
    return [];
  });
  return patterns.length === entries.length ? { element, patterns } : undefined;
}

function checkAction(action: string, path: string, { rules, problems }: StatementScope): void {
  const [, service] = /^([a-z0-9-]+):[a-z0-9*?]+$/i.exec(action) ?? [];
  if (action === "*") return;
  if (service === undefined) {
    problems.add(path, "Policy has invalid action", `Write "${action}" as service:action, e.g. s3:PutObject`);
  } else if (rules.services && !rules.services.includes(service.toLowerCase())) {
    problems.add(path, "Policy has invalid action", `A ${rules.label} takes only s3 actions, not ${action}`);
  }
}

function checkResource(resource: string, path: string, scope: StatementScope): void {
  const { rules, version, bucketName, problems } = scope;
  const malformed = version === "2012-10-17" ? malformedVariable(resource) : undefined;
  if (malformed !== undefined) {
    problems.add(path, `Policy has invalid resource: ${malformed} is no policy variable`, "Write ${aws:username} or ${*}");
  }
  if (resource === "*") return;
  if (!rules.services) {
    if (!/^arn:/.test(resource)) problems.add(path, "Policy has invalid resource", `Write "${resource}" as an ARN, or "*"`);
    return;
  }
  const bucket = /^arn:[^:]+:(?:s3:::|s3express:[^:]*:[^:]*:bucket\/)([^/]+)/.exec(resource)?.[1];
  if (bucket === undefined) {
    const example = `arn:aws:s3:::${bucketName ?? "examplebucket"}/*`;
    problems.add(path, "Policy has invalid resource", `Write "${resource}" as the ARN of a bucket or objects, e.g. ${example}`);
  } else if (bucketName !== undefined && !isWithin(bucket, bucketName)) {
    problems.add(path, "Policy has invalid resource", `"${resource}" is not within the bucket ${bucketName}`);
  }
}

/** "The value for Resource must be prefixed with the bucket name"; a wildcard may follow the name. */
function isWithin(bucketPattern: string, bucketName: string): boolean {
  return bucketPattern.startsWith(bucketName) && /^([*?]|$)/.test(bucketPattern.slice(bucketName.length));
}
