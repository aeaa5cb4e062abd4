/**
 * One entry of a field's array in an event pattern, compiled: a plain value or a comparison operator.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { itemPath, memberPath, PatternError } from "../patternError";
import { caselessText, endsWithCaseless, equalsCaseless, startsWithCaseless } from "./ignoreCase";
import { cidrBlock, inBlock, ipAddress } from "./ipAddress";
import type { JsonLiteral, JsonMember, JsonNumber, JsonString, JsonTree } from "../json/tree";
import { comparableNumber } from "./number";
import { matchesWildcard, wildcardParts } from "./wildcard";

/** A value of an event: a leaf of its JSON tree. */
export type EventValue = JsonString | JsonNumber | JsonLiteral;

/** Whether a value of the event is one that the pattern asks for. */
export type ValueTest = (value: EventValue) => boolean;

/** `absent` for `{ "exists": false }`: it asks for no value at all. */
export type ValuePattern = ValueTest | "absent";

/** Part of a pattern, with its path for errors. */
interface Part<Tree extends JsonTree = JsonTree> {
  readonly tree: Tree;
  readonly path: string;
}

/** Bounds of `numeric` that the EventBridge user guide promises; beyond them a rule may be refused. */
const largestNumber = 5e9;

type TextTest = (text: string) => boolean;

/**
 * Compiles one entry of a field's array.
 * @throws PatternError with the path of the part that EventBridge would refuse.
 */
export function compileValuePattern(tree: JsonTree, path: string): ValuePattern {
  switch (tree.kind) {
    case "string":
      return exactText(tree.value);
    case "number":
      return exactNumber(tree.text);
    case "literal":
      return (value) => value.kind === "literal" && value.text === tree.text;
    case "array":
      return fail({ tree, path }, "an array in an array: list the values themselves");
    case "object": {
      const [name, operand] = onlyMember({ tree, path }, "a comparison");
      return compileOperator(name, operand);
    }
  }
}

function compileOperator(name: string, operand: Part): ValuePattern {
  switch (name) {
    case "exists":
      return compileExists(operand);
    case "anything-but":
      return compileAnythingBut(operand);
    case "numeric":
      return compileNumeric(operand);
    case "cidr":
      return compileCidr(operand);
    case "exactly": {
      // Event Ruler's own spelling of a plain string, not in the EventBridge user guide.
      const expected = textOf(operand);
      return onText((text) => text === expected);
    }
    case "prefix":
    case "suffix":
    case "equals-ignore-case":
    case "wildcard":
      return onText(compileTextTest(name, operand));
    default:
      return fail(operand, `there is no comparison operator ${JSON.stringify(name)}`);
  }
}

function compileExists({ tree, path }: Part): ValuePattern {
  if (tree.kind !== "literal" || tree.text === "null") return fail({ tree, path }, "exists must be true or false");
  return tree.text === "true" ? () => true : "absent";
}

/** Tests on strings; `prefix` and `suffix` also take an object with `equals-ignore-case`. */
function compileTextTest(name: "prefix" | "suffix" | "equals-ignore-case" | "wildcard", operand: Part): TextTest {
  if (operand.tree.kind === "object" && (name === "prefix" || name === "suffix")) {
    const [inner, innerOperand] = onlyMember({ ...operand, tree: operand.tree }, name);
    if (inner !== "equals-ignore-case") return fail(innerOperand, `${name} does not combine with ${inner}`);
    const expected = caselessText(textOf(innerOperand));
    return (text) => (name === "prefix" ? startsWithCaseless(text, expected) : endsWithCaseless(text, expected));
  }
  const expected = textOf(operand);
  switch (name) {
    case "prefix":
      return (text) => text.startsWith(expected);
    case "suffix":
      return (text) => text.endsWith(expected);
    case "equals-ignore-case": {
      const caseless = caselessText(expected);
      return (text) => equalsCaseless(text, caseless);
    }
    case "wildcard": {
      const parts = wildcardParts(expected);
      if ("problem" in parts) return fail(operand, `${parts.problem} (character ${parts.index + 1} of the text)`);
      return (text) => matchesWildcard(text, parts);
    }
  }
}

/**
 * `anything-but`: a value that is none of those listed. A value of another type is none of them, so a number matches
 * `{ "anything-but": "x" }`; a field that is absent has no value and does not match.
 */
function compileAnythingBut(operand: Part): ValueTest {
  if (operand.tree.kind === "object") {
    const [name, inner] = onlyMember({ ...operand, tree: operand.tree }, "anything-but");
    if (name !== "prefix" && name !== "suffix" && name !== "equals-ignore-case" && name !== "wildcard") {
      return fail(inner, `anything-but does not combine with ${name}`);
    }
    const tests = itemsOf(inner).map((item) => {
      const text = textOf(item);
      if (text === "" && (name === "prefix" || name === "suffix")) {
        return fail(item, `an empty ${name} leaves nothing to match`);
      }
      return compileTextTest(name, item);
    });
    return (value) => value.kind !== "string" || !tests.some((test) => test(value.value));
  }
  const items = itemsOf(operand);
  const kind = items[0]?.tree.kind;
  const tests = items.map((item) => {
    if (item.tree.kind !== "string" && item.tree.kind !== "number") {
      return fail(item, "anything-but takes strings or numbers");
    }
    if (item.tree.kind !== kind) return fail(item, "anything-but takes either strings or numbers, not both");
    return item.tree.kind === "string" ? sameText(item.tree.value) : sameNumber(comparable(item));
  });
  return (value) => !tests.some((test) => test(value));
}

/** `numeric`: `["=", n]`, one bound, or a lower and then an upper bound. */
function compileNumeric(operand: Part): ValueTest {
  if (operand.tree.kind !== "array") return fail(operand, "numeric takes an array of operators and numbers");
  const items = itemsOf(operand);
  const [first, firstNumber, second, secondNumber, ...more] = items;
  const operator = first?.tree.kind === "string" ? first.tree.value : "";
  if (!first || !/^(?:=|<|<=|>|>=)$/.test(operator)) {
    return fail(first ?? operand, "numeric starts with one of =, <, <=, >, >=");
  }
  const bound = boundOf(firstNumber ?? operand);
  const one = compare(operator, bound);
  if (!second) return one;
  if (!operator.startsWith(">")) {
    return fail(second, `nothing may follow ${operator} and its number: the lower bound comes first`);
  }
  const upperOperator = second.tree.kind === "string" ? second.tree.value : "";
  if (upperOperator !== "<" && upperOperator !== "<=") return fail(second, "a lower bound is followed by < or <=");
  const upper = boundOf(secondNumber ?? operand);
  if (more[0]) return fail(more[0], "numeric takes two comparisons at most");
  if (bound >= upper) return fail(secondNumber ?? operand, "the lower bound must be less than the upper bound");
  const other = compare(upperOperator, upper);
  return (value) => one(value) && other(value);
}

function compare(operator: string, bound: number): ValueTest {
  return (value) => {
    const number = value.kind === "number" ? comparableNumber(value.text) : undefined;
    if (number === undefined) return false;
    switch (operator) {
      case "=":
        return number === bound;
      case "<":
        return number < bound;
      case "<=":
        return number <= bound;
      case ">":
        return number > bound;
      default:
        return number >= bound;
    }
  };
}

function boundOf(part: Part): number {
  const bound = comparable(part);
  if (Math.abs(bound) > largestNumber) return fail(part, "numeric works from -5.0e9 to 5.0e9");
  return bound;
}

function comparable(part: Part): number {
  if (part.tree.kind !== "number") return fail(part, "a number is expected");
  return comparableNumber(part.tree.text) ?? fail(part, `${part.tree.text} has more digits than can be compared`);
}

function compileCidr(operand: Part): ValueTest {
  const block = cidrBlock(textOf(operand));
  if (typeof block === "string") return fail(operand, block);
  return onText((text) => {
    const address = ipAddress(text);
    return address !== undefined && inBlock(address, block);
  });
}

/** A plain string. One that is an IP address matches every spelling of that address. */
function exactText(expected: string): ValueTest {
  const address = ipAddress(expected);
  if (!address) return sameText(expected);
  const block = { address, maskBits: address.length * 8 };
  return onText((text) => {
    const other = ipAddress(text);
    return other !== undefined && inBlock(other, block);
  });
}

/** A plain number: equal by value, or by its text where it has no comparable value. */
function exactNumber(expected: string): ValueTest {
  const number = comparableNumber(expected);
  if (number !== undefined) return sameNumber(number);
  return (value) => value.kind === "number" && value.text === expected;
}

function sameText(expected: string): ValueTest {
  return onText((text) => text === expected);
}

function sameNumber(expected: number): ValueTest {
  return (value) => value.kind === "number" && comparableNumber(value.text) === expected;
}

function onText(test: TextTest): ValueTest {
  return (value) => value.kind === "string" && test(value.value);
}

function textOf(part: Part): string {
  return part.tree.kind === "string" ? part.tree.value : fail(part, "a string is expected");
}

/** The items of an array, or a single value as a list of one. */
function itemsOf(part: Part): readonly Part[] {
  if (part.tree.kind !== "array") return [part];
  if (part.tree.items.length === 0) return fail(part, "an empty list");
  return part.tree.items.map((tree, index) => ({ tree, path: itemPath(part.path, index) }));
}

function onlyMember(part: Part<JsonTree & { kind: "object" }>, what: string): [name: string, operand: Part] {
  const [member, more] = part.tree.members;
  if (!member) return fail(part, `${what} without an operator`);
  if (more) return fail(memberPart(part.path, more), `${what} takes one operator`);
  return [member.name, memberPart(part.path, member)];
}

function memberPart(path: string, member: JsonMember): Part {
  return { tree: member.value, path: memberPath(path, member.name) };
}

function fail({ tree, path }: Part, problem: string): never {
  throw new PatternError(problem, { path, offset: tree.offset });
}
