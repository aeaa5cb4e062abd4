/** Splits a JSON filter pattern into tokens, each with the offset that it starts at. */
import { PatternError } from "../patternError";
import { compileRegex } from "./regex";
import type { ComparisonOperator, Operand, Selector, SelectorStep } from "./syntax";

export type Token = { readonly offset: number } & (
  | { readonly kind: "{" | "}" | "(" | ")" | "&&" | "||" }
  | { readonly kind: "operator"; readonly operator: ComparisonOperator }
  | { readonly kind: "selector"; readonly selector: Selector }
  /** A bare word also has its text: whether it is a keyword depends on where it stands. */
  | { readonly kind: "operand"; readonly operand: Operand; readonly word?: string }
  | { readonly kind: "end" }
);

/** AWS allows one wildcard in a selector, three in a pattern, and two regular expressions. */
const mostWildcardsInSelector = 1;
const mostWildcards = 3;
const mostRegexes = 2;

const number = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/**
 * Letters, digits and underscores, with periods between them, and asterisks anywhere. AWS asks for quotation marks around
 * periods, but publishes patterns such as `$.eventSource=kms.amazonaws.com` without them:
 * https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
const bareText = /^(?:[A-Za-z0-9_*]+|[+-]?[0-9*]+)(?:\.[A-Za-z0-9_*]+)*$/;

/**
 * The tokens of a pattern; the last is `end`.
 * @throws PatternError with the offset of what is no token, or one token too many
 */
export function tokensOf(pattern: string): Token[] {
  return new Lexer(pattern).read();
}

class Lexer {
  private offset = 0;
  private wildcards = 0;
  private regexes = 0;

  constructor(private readonly pattern: string) {}

  read(): Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.match(/[ \t\r\n]*/y);
      if (this.offset >= this.pattern.length) return [...tokens, { kind: "end", offset: this.offset }];
      tokens.push(this.readToken());
    }
  }

  private readToken(): Token {
    const offset = this.offset;
    const [punctuation] = this.match(/[{}()]|&&|\|\|/y);
    if (punctuation !== undefined) return { kind: punctuation as "{" | "}" | "(" | ")" | "&&" | "||", offset };
    const [operator] = this.match(/!=|<=|>=|[=<>]/y);
    if (operator !== undefined) return { kind: "operator", operator: operator as ComparisonOperator, offset };
    switch (this.pattern.charAt(offset)) {
      case "$":
        return { kind: "selector", selector: this.readSelector(), offset };
      case '"':
        return { kind: "operand", operand: this.readQuoted(), offset };
      case "%":
        return { kind: "operand", operand: this.readRegex(), offset };
    }
    // A period continues a word but does not begin one that is not a number; the check of the whole word tells.
    const [word] = this.match(/[^\s{}()&|"%=!<>$]+/y);
    if (word === undefined) return this.failAtCharacter(offset);
    return { kind: "operand", operand: this.operandOfWord(word, offset), word, offset };
  }

  private readSelector(): Selector {
    const start = this.offset;
    this.offset += 1;
    const steps: SelectorStep[] = [];
    for (let step = this.readStep(steps); step; step = this.readStep(steps)) steps.push(step);
    if (steps.length === 0) this.fail(start, "a selector is $ and a property, as in $.detail or $['a.b']");
    return steps;
  }

  private readStep(before: readonly SelectorStep[]): SelectorStep | undefined {
    const offset = this.offset;
    const [, name] = this.match(/\.([A-Za-z0-9_-]+)/y);
    if (name !== undefined) return { kind: "property", name };
    const [, quoted] = this.match(/\.?\['([^'\\]+)'\]/y);
    if (quoted !== undefined) return { kind: "property", name: quoted };
    if (this.match(/\.\*/y).length > 0) return this.wildcard({ kind: "anyProperty" }, before, offset);
    const [element, index] = this.match(/\[(\d+|\*)\]/y);
    if (element !== undefined) {
      if (before.length === 0) this.fail(offset, "an array element comes after a property");
      if (index === "*") return this.wildcard({ kind: "anyElement" }, before, offset);
      if (!Number.isSafeInteger(Number(index))) this.fail(offset, "no array has that many elements");
      return { kind: "index", index: Number(index) };
    }
    if (/[.[]/.test(this.pattern.charAt(offset))) {
      this.fail(offset, "expected a property (letters, digits, - and _), ['any name'], [number] or a wildcard");
    }
    return undefined;
  }

  private wildcard(step: SelectorStep, before: readonly SelectorStep[], offset: number): SelectorStep {
    const inSelector = before.filter(({ kind }) => kind === "anyProperty" || kind === "anyElement").length;
    if (inSelector >= mostWildcardsInSelector) this.fail(offset, "a selector takes one wildcard at most");
    this.wildcards += 1;
    if (this.wildcards > mostWildcards) this.fail(offset, "a pattern takes three wildcard selectors at most");
    return step;
  }

  /** A text in quotation marks, with `\"` and `\\` in it; `*` is a wildcard here, too. */
  private readQuoted(): Operand {
    const start = this.offset;
    this.offset += 1;
    const parts = [""];
    const add = (text: string): void => void parts.push((parts.pop() ?? "") + text);
    for (;;) {
      add(this.match(/[^"\\*]+/y)[0] ?? "");
      const offset = this.offset;
      const [, escaped] = this.match(/\\(["\\])/y);
      if (escaped !== undefined) add(escaped);
      else if (this.match(/\*/y).length > 0) parts.push("");
      else if (this.match(/"/y).length > 0) return { kind: "text", parts };
      else if (offset >= this.pattern.length) this.fail(start, "the quoted text does not end");
      else this.fail(offset, 'in a quoted text a backslash stands before " or \\ only');
    }
  }

  private readRegex(): Operand {
    const start = this.offset;
    const [whole, source = ""] = this.match(/%([^%]*)%/y);
    if (whole === undefined) this.fail(start, "the regular expression does not end with %");
    const expression = compileRegex(source);
    if ("problem" in expression) this.fail(start + 1 + expression.index, expression.problem);
    this.regexes += 1;
    if (this.regexes > mostRegexes) this.fail(start, "a pattern takes two regular expressions at most");
    return { kind: "regex", source, expression };
  }

  private operandOfWord(word: string, offset: number): Operand {
    if (/[“”„‟]/.test(word)) this.fail(offset, 'typographic quotes: write "');
    if (number.test(word)) {
      const value = Number(word);
      if (!Number.isFinite(value)) this.fail(offset, `${word} is too large a number`);
      return { kind: "number", value, text: word };
    }
    if (bareText.test(word)) return { kind: "text", parts: word.split("*") };
    return this.fail(offset, `${word} must be in quotation marks: it is not only letters, digits, _ and periods`);
  }

  /** Matches a sticky expression at the current offset and moves past it; empty when it does not match. */
  private match(expression: RegExp): (string | undefined)[] {
    expression.lastIndex = this.offset;
    const found = expression.exec(this.pattern);
    if (found === null) return [];
    this.offset += found[0].length;
    return found;
  }

  private failAtCharacter(offset: number): never {
    const character = this.pattern.charAt(offset);
    const hints: Readonly<Record<string, string>> = { "&": "and is written &&", "|": "or is written ||" };
    const hint = hints[character] ?? "only != begins with it";
    return this.fail(offset, `unexpected ${JSON.stringify(character)}: ${hint}`);
  }

  private fail(offset: number, problem: string): never {
    throw new PatternError(problem, { offset, text: this.pattern });
  }
}
