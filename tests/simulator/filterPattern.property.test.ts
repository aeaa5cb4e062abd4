/** Random filter patterns: printed, parsed again and evaluated as a second, naive evaluator does on the model. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compileFilterPattern, matchFilterPattern } from "../../simulator/filterPattern/matchFilterPattern";
import { PatternError } from "../../simulator/patternError";

/** A pattern as this test means it: its text, and whether an event matches. */
interface Model {
  readonly text: string;
  readonly holds: (event: unknown) => boolean;
}

/** A selector: its text and the values that it leads to, by recursion over the rest of the steps. */
interface SelectorModel {
  readonly text: string;
  readonly wildcards: number;
  readonly values: (event: unknown) => unknown[];
}

type Step = string | number | "*property" | "*element";

const names = ["a", "b", "x-y_1", "c.d"];
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.constantFrom(...names), weight: 6 },
  { arbitrary: fc.constantFrom(0, 1), weight: 3 },
  { arbitrary: fc.constantFrom("*property" as const, "*element" as const), weight: 1 },
);

function textOf(step: Step): string {
  if (step === "*property") return ".*";
  if (step === "*element") return "[*]";
  if (typeof step === "number") return `[${step}]`;
  return step.includes(".") ? `.['${step}']` : `.${step}`;
}

function follow(value: unknown, [first, ...rest]: readonly Step[]): unknown[] {
  if (first === undefined) return [value];
  const into: unknown[] = [];
  if (value instanceof Array) {
    value.forEach((element, index) => {
      if (first === index || first === "*element") into.push(element);
    });
  } else if (value instanceof Object) {
    for (const [name, member] of Object.entries(value)) if (first === name || first === "*property") into.push(member);
  }
  return into.flatMap((inner) => follow(inner, rest));
}

const selector: fc.Arbitrary<SelectorModel> = fc
  .tuple(fc.constantFrom(...names), fc.array(step, { maxLength: 3 }))
  .map(([first, more]): SelectorModel => {
    const steps = [first, ...more];
    return {
      text: `$${steps.map(textOf).join("")}`,
      wildcards: steps.filter((one) => one === "*property" || one === "*element").length,
      values: (event) => follow(event, steps),
    };
  })
  .filter(({ wildcards }) => wildcards <= 1);

/** A value that is compared: its text and whether a string or number equals it. */
interface OperandModel {
  readonly text: string;
  readonly equals: (value: string | number) => boolean;
}

const pieces = ["x", "y", "5", '"', "\\", "ä", " "];
const glob = fc.array(fc.constantFrom(...pieces, "*"), { maxLength: 5 }).map((parts): OperandModel => {
  const expression = new RegExp(`^${parts.map((part) => (part === "*" ? "[^]*" : part.replace(/\\/, "\\\\"))).join("")}$`);
  return {
    text: `"${parts.join("").replace(/["\\]/g, "\\$&")}"`,
    equals: (value) => expression.test(`${value}`),
  };
});
const bare = fc.constantFrom("x", "xy", "5x", "NULL").map((text): OperandModel => ({
  text,
  equals: (value) => value === text,
}));
const number = fc.constantFrom("0", "5", "5.0", "+5", "-1", "1e1", "0.5").map((text) => ({
  text,
  value: parseFloat(text),
  equals: (value: string | number) => (typeof value === "string" ? value === text : value === parseFloat(text)),
}));

const test: fc.Arbitrary<Model> = fc.oneof(
  fc.tuple(selector, fc.oneof(glob, bare, number), fc.boolean()).map(([{ text, values }, operand, negated]): Model => ({
    text: `${text} ${negated ? "!=" : "="} ${operand.text}`,
    holds: (event) =>
      values(event).some((value) => /string|number/.test(typeof value) && operand.equals(value as string) !== negated),
  })),
  fc
    .tuple(selector, number, fc.constantFrom("<", ">", "<=", ">="))
    .map(([{ text, values }, operand, operator]): Model => ({
      text: `${text}${operator}${operand.text}`,
      holds: (event) =>
        values(event).some((value) => {
          if (typeof value !== "number") return false;
          if (value === operand.value) return operator.length === 2;
          return value < operand.value === operator.startsWith("<");
        }),
    })),
  fc.tuple(selector, fc.constantFrom(null, true, false)).map(([{ text, values }, value]): Model => ({
    text: `${text} IS ${String(value).toUpperCase()}`,
    holds: (event) => values(event).filter((one) => one === value).length > 0,
  })),
  selector.map(({ text, values }): Model => ({
    text: `${text} NOT EXISTS`,
    holds: (event) => values(event).length === 0,
  })),
);

/** Printed with as few parentheses as the order of operations allows, so that the parser has to know it. */
const { or: expression } = fc.letrec<{ or: Model; and: Model; atom: Model }>((tie) => ({
  atom: fc.oneof({ maxDepth: 3 }, test, test, tie("or").map(({ text, holds }) => ({ text: `( ${text})`, holds }))),
  and: fc.array(tie("atom"), { minLength: 1, maxLength: 3 }).map((all): Model => ({
    text: all.map(({ text }) => text).join(" && "),
    holds: (event) => all.every(({ holds }) => holds(event)),
  })),
  or: fc.array(tie("and"), { minLength: 1, maxLength: 3 }).map((some): Model => ({
    text: some.map(({ text }) => text).join("||"),
    holds: (event) => some.some(({ holds }) => holds(event)),
  })),
}));

const event = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>("x", "xy", "", "5", 'x"', "\\", "x ä", 0, 5, -1, 10, 0.5, null, true, false),
    fc.array(tie("value"), { maxLength: 2 }),
    tie("object"),
  ),
  object: fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 4, noNullPrototype: true }),
})).object;

const tooManyWildcards = /\.\*|\[\*\]/g;

describe("matchFilterPattern on random patterns", () => {
  it("parses what was printed, and evaluates it as the model does", () => {
    const within = expression.filter(
      ({ text }) => text.length < 1000 && (text.replace(/"(?:\\.|[^"])*"/g, "").match(tooManyWildcards) ?? []).length <= 3,
    );
    fc.assert(
      fc.property(within, fc.array(event, { minLength: 1, maxLength: 5 }), ({ text, holds }, someEvents) => {
        const { matches } = compileFilterPattern(`{ ${text} }`);
        for (const one of someEvents) {
          assert.equal(matches(one), holds(one), `{ ${text} } on ${JSON.stringify(one)}`);
          assert.equal(matches(JSON.stringify(one)), holds(one));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses any other text at an offset within it, and never crashes or hangs", () => {
    const scrap = fc.constantFrom(
      ...["{", "}", "(", ")", "&&", "||", "|", "=", "!=", "<", "!", "$", "$.a", ".*", "[*]", "[0]", "['a']", '"', '"x*"'],
      ...["%", "%a%", "%[a-b]{1,2}%", "\\", "IS", "NOT", "EXISTS", "NULL", "1", "-1e3", "x", "*", " ", "\n", "“", "ä"],
    );
    const scraps = fc.array(scrap, { maxLength: 30 }).map((some) => some.join(""));
    fc.assert(
      fc.property(fc.oneof(scraps, scraps.map((inner) => `{ $.a = ${inner} }`), fc.string()), (pattern) => {
        try {
          matchFilterPattern(pattern, { a: "x" });
        } catch (error) {
          assert.ok(error instanceof PatternError, String(error));
          assert.ok(error.offset !== undefined && error.offset >= 0 && error.offset <= pattern.length, error.message);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("compiles regular expressions that JavaScript takes, or says where they are wrong", () => {
    const scrap = fc.constantFrom(..."ab0-: ^$?[]{}|\\*+.,/;(!", "{1,2}", "[a-c]", "\\d", "\\x41", "\\.");
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 12 }), fc.string(), (scraps, value) => {
        const source = scraps.join("");
        try {
          matchFilterPattern(`{ $.a = %${source}% }`, { a: value });
        } catch (error) {
          assert.ok(error instanceof PatternError, String(error));
          const offset = (error.offset ?? -1) - "{ $.a = ".length;
          assert.ok(offset >= 0 && offset <= source.length + 1, error.message);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
