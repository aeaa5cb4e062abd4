/**
 * Evaluates a parsed filter pattern on a JSON log event.
 *
 * What AWS does not document is decided here, always so that a condition needs a value to hold:
 *
 * - A condition on a field that is not there is false, `!=` too; only NOT EXISTS is true. So is it for a selector that
 *   ends at an object or array (documented for `=` and `!=`): the field exists, but it has no value to compare.
 * - Texts, wildcards and regular expressions are compared with strings and with the text of numbers. Numbers are
 *   compared with numbers by value, and by `=` and `!=` with strings by text: account numbers are strings in CloudTrail
 *   and are written without quotation marks in AWS's own examples. `<`, `>`, `<=` and `>=` need a number in the event.
 * - true, false and null are neither text nor number: `=` and `!=` are false on them, IS tells them apart.
 * - With a wildcard selector a condition holds when it holds for one of the selected values; NOT EXISTS, when nothing is
 *   selected.
 * - Comparisons are case sensitive (documented).
 */
import { matchesWildcard } from "../eventPattern/wildcard";
import type { ComparisonOperator, Expression, Operand, Selector, SelectorStep } from "./syntax";

/** Whether an expression holds for a parsed log event. */
export function evaluate(expression: Expression, event: unknown): boolean {
  switch (expression.kind) {
    case "or":
      return expression.operands.some((operand) => evaluate(operand, event));
    case "and":
      return expression.operands.every((operand) => evaluate(operand, event));
    case "notExists":
      return select(expression.selector, event).length === 0;
    case "is":
      return select(expression.selector, event).includes(expression.value);
    case "comparison": {
      const { operator, operand } = expression;
      return select(expression.selector, event).some((value) => compare(value, operator, operand));
    }
  }
}

/** The values that a selector leads to: at most one without a wildcard. */
export function select(selector: Selector, event: unknown): unknown[] {
  return selector.reduce((values, step) => values.flatMap((value) => take(step, value)), [event]);
}

function take(step: SelectorStep, value: unknown): unknown[] {
  if (Array.isArray(value)) {
    if (step.kind === "anyElement") return value;
    // hasOwn also tells an element from a length that was asked for.
    return step.kind === "index" && Object.hasOwn(value, step.index) ? [value[step.index]] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  if (step.kind === "anyProperty") return Object.values(value);
  return step.kind === "property" && Object.hasOwn(value, step.name)
    ? [(value as Record<string, unknown>)[step.name]]
    : [];
}

function compare(value: unknown, operator: ComparisonOperator, operand: Operand): boolean {
  if (typeof value !== "string" && typeof value !== "number") return false;
  switch (operator) {
    case "=":
      return equals(value, operand);
    case "!=":
      return !equals(value, operand);
    case "<":
    case ">":
    case "<=":
    case ">=":
      return operand.kind === "number" && typeof value === "number" && isOrdered(value, operator, operand.value);
  }
}

function equals(value: string | number, operand: Operand): boolean {
  switch (operand.kind) {
    case "number":
      return typeof value === "number" ? value === operand.value : value === operand.text;
    case "text":
      return matchesWildcard(String(value), operand.parts);
    case "regex":
      return operand.expression.test(String(value));
  }
}

function isOrdered(left: number, operator: "<" | ">" | "<=" | ">=", right: number): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case ">":
      return left > right;
    case "<=":
      return left <= right;
    case ">=":
      return left >= right;
  }
}
