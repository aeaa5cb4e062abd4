/** Reads and checks the `Condition` element. */
import { type ConditionOperator, type PolicyCondition } from "./document";
import { checkKey } from "./bucketKeys";
import { memberPath } from "./documentPath";
import { nullOperator, operatorDefinition, operatorNames, parseOperator } from "./operators";
import { entriesOf, isRecord, suggestion } from "./shape";
import { type StatementScope } from "./statementScope";
import { malformedVariable } from "./variables";

/** The conditions of a statement, in the order of the document; undefined when one of them is wrong. */
export function parseConditions(raw: unknown, path: string, scope: StatementScope): PolicyCondition[] | undefined {
  const { problems } = scope;
  const found = problems.problems.length;
  if (raw === undefined) return [];
  if (!isRecord(raw)) {
    problems.add(path, "Invalid policy syntax: Condition must be an object", 'Write { "operator": { "key": "value" } }');
    return undefined;
  }
  const conditions = Object.entries(raw).flatMap(([name, keys]) => parseOperatorBlock(name, keys, memberPath(path, name), scope));
  return problems.problems.length === found ? conditions : undefined;
}

function parseOperatorBlock(name: string, raw: unknown, path: string, scope: StatementScope): PolicyCondition[] {
  const { problems } = scope;
  const operator = parseOperator(name);
  if (!operator) {
    problems.add(path, `Invalid Condition type : ${name}`, operatorHint(name));
    return [];
  }
  if (!isRecord(raw) || Object.keys(raw).length === 0) {
    problems.add(path, "Invalid policy syntax: a condition operator takes an object", 'Write { "key": "value" }');
    return [];
  }
  return Object.entries(raw).flatMap(([key, values]) => {
    const at = memberPath(path, key);
    if (!/^[^\s:]+:\S(.*\S)?$/s.test(key)) {
      problems.add(at, "Policy has an invalid condition key", `Write "${key}" with its prefix, e.g. aws:SourceIp`);
      return [];
    }
    const entries = entriesOf(values, at);
    const condition = {
      operator,
      key,
      values: entries.flatMap((entry) => parseValue(entry.value, entry.path, operator, scope) ?? []),
    };
    if (scope.rules.services) checkKey(condition, at, problems);
    if (entries.length === 0) reportEmptyList(condition, at, scope);
    return condition;
  });
}

/**
 * S3 takes an empty list, which no value can match: a condition that asks for a match then never holds. What a condition
 * means that asks for none, or for absence, is not documented.
 */
function reportEmptyList({ operator }: PolicyCondition, path: string, { rules, problems }: StatementScope): void {
  if (!rules.services) {
    problems.add(path, "Invalid policy syntax: a condition key without values", "Add a value");
  } else if (operator.base === nullOperator || operatorDefinition(operator.base).negated) {
    const question = `what ${operator.name} means with an empty list, which S3 takes`;
    problems.addUncertain(path, question, "Add a value, or remove the key");
  }
}

function operatorHint(name: string): string {
  if (/null/i.test(name)) return `Write "${nullOperator}" alone: it takes neither IfExists nor a set operator`;
  return suggestion(name.replace(/^For(AllValues|AnyValue):|IfExists$/gi, ""), operatorNames());
}

function parseValue(
  raw: unknown,
  path: string,
  operator: ConditionOperator,
  { version, problems }: StatementScope,
): string | undefined {
  if (typeof raw !== "string" && typeof raw !== "number" && typeof raw !== "boolean") {
    problems.add(path, "Invalid policy syntax: a condition value must be a string, number or Boolean", "Write it in quotes");
    return undefined;
  }
  const value = String(raw);
  if (operator.base === nullOperator) {
    if (/^(true|false)$/i.test(value)) return value;
    problems.add(path, `Invalid value for ${nullOperator}: "${value}"`, "Write true (the key is absent) or false");
    return undefined;
  }
  const definition = operatorDefinition(operator.base);
  const variables = version === "2012-10-17";
  const malformed = variables && definition.allowsVariables ? malformedVariable(value) : undefined;
  if (malformed !== undefined) {
    problems.add(path, `Invalid policy variable ${malformed}`, "Write ${aws:username}, or ${$} for a plain dollar sign");
    return undefined;
  }
  if (definition.compile(value, variables)) return value;
  const noVariables = !definition.allowsVariables && value.includes("${") ? "; policy variables are not allowed here" : "";
  problems.add(path, `Invalid value for ${operator.name}: "${value}"`, `Write ${definition.valueForm}${noVariables}`);
  return undefined;
}
