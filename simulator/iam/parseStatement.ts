/** Reads and checks one statement of a policy document. */
import { checkAction, reportUnfitActions } from "./bucketActions";
import { reportUnfitKeys } from "./bucketKeys";
import { checkResource } from "./parseResource";
import { type PatternElement, type CheckedStatement } from "./document";
import { memberPath } from "./documentPath";
import { parseConditions } from "./parseCondition";
import { parsePrincipalElement } from "./parsePrincipal";
import { entriesOf, isRecord, reportUnknownMembers } from "./shape";
import { type StatementScope } from "./statementScope";

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
export function parseStatement(raw: unknown, scope: StatementScope): CheckedStatement | undefined {
  const { index, path, rules, problems } = scope;
  const found = problems.problems.length;
  if (!isRecord(raw)) {
    problems.add(path, "Invalid policy syntax: a statement must be an object", "Write it as { … }");
    return undefined;
  }
  reportUnknownMembers(raw, path, elements, problems);
  const sid = parseSid(raw["Sid"], scope);
  const effect = parseEffect(raw["Effect"], scope);
  const principal = parsePrincipalElement(raw, scope);
  const action = parsePatterns(raw, "Action", "NotAction", scope, (pattern, at, element) => checkAction(pattern, at, element, scope));
  const resource = parsePatterns(raw, "Resource", "NotResource", scope, (pattern, at) => checkResource(pattern, at, scope));
  const conditions = parseConditions(raw["Condition"], memberPath(path, "Condition"), scope);
  if (rules.services && effect === "Allow" && raw["NotPrincipal"] !== undefined) {
    problems.add(
      memberPath(path, "NotPrincipal"),
      "Allow with NotPrincipal",
      'It would allow everyone else, anonymous callers included: name in Principal whom it is for, or write "Effect": "Deny"',
    );
  }
  if (!effect || !action || !resource || !conditions) return undefined;
  const statement: CheckedStatement = {
    index,
    ...(sid === undefined ? {} : { sid }),
    effect,
    ...(principal === undefined ? {} : { principal }),
    action,
    resource,
    conditions,
  };
  // Only for a statement that is well otherwise: one mistake, one problem.
  if (rules.services && problems.problems.length === found) {
    reportUnfitActions(statement, path, problems);
    reportUnfitKeys(statement, path, problems);
  }
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
  check: (pattern: string, path: string, element: Positive | Negative) => void,
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
      check(value, at, element);
      return value;
    }
    problems.add(at, `Invalid policy syntax: ${element} must be a string or a list of strings`, "Put it in double quotes");
    return [];
  });
  return patterns.length === entries.length ? { element, patterns } : undefined;
}
