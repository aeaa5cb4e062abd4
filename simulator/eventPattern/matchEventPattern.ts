/**
 * Evaluates Amazon EventBridge event patterns.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html. Where the user guide is silent, the
 * behaviour is that of Event Ruler, the matcher that AWS publishes; tests/judges/eventRuler holds its verdicts.
 */
import { JsonSyntaxError, readJson } from "../json/readJson";
import type { JsonTree } from "../json/tree";
import { PatternError } from "../patternError";
import { compilePattern, type PatternAlternative } from "./compilePattern";
import { agreeingElements, eventFields, type ArrayElements, type EventFields } from "./eventFields";
import { treeOfData } from "./treeOfData";

/** A compiled event pattern. */
export interface EventPattern {
  /** Whether an event matches: plain data, or a JSON text that keeps numbers as they are written. */
  matches(event: unknown): boolean;
}

/**
 * Whether an event matches an event pattern.
 *
 * @param pattern a JSON text as `aws.cloudwatch.EventRule` takes it, or the same as an object
 * @param event an event as an object, or as JSON text
 * @throws PatternError for a pattern that EventBridge would refuse: its `path` leads to the problem, and for a text
 *   `offset`, `line` and `column` do, too
 */
export function matchEventPattern(pattern: unknown, event: unknown): boolean {
  return compileEventPattern(pattern).matches(event);
}

/**
 * Compiles an event pattern that is to be matched against many events.
 * @throws PatternError as {@link matchEventPattern}
 */
export function compileEventPattern(pattern: unknown): EventPattern {
  const alternatives = compileWithPosition(pattern);
  return {
    matches(event) {
      const fields = eventFields(treeOf(event));
      return alternatives.some((alternative) => matchesAlternative(alternative, fields));
    },
  };
}

function compileWithPosition(pattern: unknown): readonly PatternAlternative[] {
  try {
    return compilePattern(treeOf(pattern));
  } catch (error) {
    // The compiler knows offsets but not the text that line and column are counted in.
    if (!(error instanceof PatternError) || typeof pattern !== "string") throw error;
    throw new PatternError(error.problem, { path: error.path, offset: error.offset, text: pattern });
  }
}

function treeOf(value: unknown): JsonTree {
  return typeof value === "string" ? treeOfText(value) : treeOfData(value);
}

function treeOfText(text: string): JsonTree {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new PatternError(`${error.message}. ${error.hint}`, { offset: error.offset, text });
  }
}

/**
 * Whether every field of an alternative finds a value, all of them in agreeing array elements.
 *
 * Fields are taken in the order of their names, and a field is absent when no value of it agrees with the elements
 * chosen for the fields before it. The order is Event Ruler's, and it shows: of `r: [{ n: 1 }, { m: 1, o: 1 }]`, "n is 1
 * and o is absent" holds in the first element, but "m is absent and n is 1" does not: m comes before any choice.
 */
function matchesAlternative(alternative: PatternAlternative, fields: EventFields): boolean {
  const byName = [...alternative].sort(([left], [right]) => (left < right ? -1 : 1));
  let choices: readonly ArrayElements[] = [new Map()];
  for (const [name, { tests, orAbsent }] of byName) {
    const values = fields.get(name) ?? [];
    const next = choices.flatMap((elements) => {
      const agreeing = values.flatMap(({ value, elements: own }) => {
        const both = agreeingElements(elements, own);
        return both ? [{ value, both }] : [];
      });
      if (orAbsent && agreeing.length === 0) return [elements];
      return agreeing.filter(({ value }) => tests.some((test) => test(value))).map(({ both }) => both);
    });
    choices = distinct(next);
    if (choices.length === 0) return false;
  }
  return true;
}

/** Without repetitions: many values may choose the same elements, and each choice would be followed again. */
function distinct(choices: readonly ArrayElements[]): readonly ArrayElements[] {
  const byKey = new Map<string, ArrayElements>();
  for (const choice of choices) {
    const key = [...choice].sort(([left], [right]) => left - right).join(";");
    byKey.set(key, choice);
  }
  return [...byKey.values()];
}
