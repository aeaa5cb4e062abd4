/**
 * Parses JSON filter patterns of CloudWatch Logs.
 *
 *     pattern    = "{" or "}"
 *     or         = and { "||" and }
 *     and        = condition { "&&" condition }
 *     condition  = "(" or ")"
 *                | selector ( "=" | "!=" ) ( text | number | regex )
 *                | selector ( "<" | ">" | "<=" | ">=" ) number
 *                | selector "IS" ( "NULL" | "TRUE" | "FALSE" )
 *                | selector "NOT" "EXISTS"
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
import { PatternError } from "../patternError";
import { tokensOf, type Token } from "./lexer";
import type { Expression, Selector } from "./syntax";

/** Longest filter pattern that CloudWatch Logs takes, in characters. */
const longestFilterPattern = 1024;

/**
 * The expression of a JSON filter pattern; undefined for the empty pattern, which matches every log event.
 * @throws PatternError with the offset of what CloudWatch Logs would refuse, or of what this project does not evaluate:
 *   patterns for log events that are not JSON
 */
export function parseFilterPattern(pattern: string): Expression | undefined {
  if (pattern.length > longestFilterPattern) {
    const problem = `${pattern.length} characters: a filter pattern has ${longestFilterPattern} at most`;
    throw new PatternError(problem, { offset: longestFilterPattern, text: pattern });
  }
  const start = pattern.search(/\S/);
  if (start < 0) return undefined;
  if (pattern[start] !== "{") {
    const problem = "not supported: only JSON filter patterns, in { }, are evaluated";
    throw new PatternError(problem, { offset: start, text: pattern });
  }
  return new Parser(pattern).parse();
}

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(private readonly pattern: string) {
    this.tokens = tokensOf(pattern);
  }

  parse(): Expression {
    this.expect("{", "{");
    const expression = this.parseOr();
    this.expect("}", "&&, || or }");
    this.expect("end", "nothing after }");
    return expression;
  }

  private parseOr(): Expression {
    return this.parseList("or", "||", () => this.parseAnd());
  }

  private parseAnd(): Expression {
    return this.parseList("and", "&&", () => this.parseCondition());
  }

  private parseList(kind: "or" | "and", separator: "||" | "&&", parseOne: () => Expression): Expression {
    const first = parseOne();
    const operands = [first];
    while (this.take(separator)) operands.push(parseOne());
    return operands.length === 1 ? first : { kind, operands };
  }

  private parseCondition(): Expression {
    if (this.take("(")) {
      const expression = this.parseOr();
      this.expect(")", "&&, || or )");
      return expression;
    }
    const token = this.take("selector");
    return token ? this.parseTest(token.selector) : this.fail("a selector such as $.detail, or (");
  }

  private parseTest(selector: Selector): Expression {
    const operator = this.take("operator");
    if (operator) return this.parseComparison(selector, operator);
    switch (this.takeWord()) {
      case "IS":
        return { kind: "is", selector, value: this.parseIsValue() };
      case "NOT":
        if (this.takeWord() === "EXISTS") return { kind: "notExists", selector };
        return this.refuse("NOT is followed by EXISTS");
      case "EXISTS":
        return this.refuse('EXISTS is not supported: = "*" says that there is a text or a number');
      default:
        return this.refuse("a selector is followed by an operator, IS or NOT EXISTS (in capitals)");
    }
  }

  private parseIsValue(): null | true | false {
    switch (this.takeWord()) {
      case "NULL":
        return null;
      case "TRUE":
        return true;
      case "FALSE":
        return false;
      case "NOT":
        return this.refuse("IS NOT is not supported");
      default:
        return this.refuse("IS is followed by NULL, TRUE or FALSE (in capitals)");
    }
  }

  private parseComparison(selector: Selector, { operator }: Token & { kind: "operator" }): Expression {
    const token = this.take("operand");
    if (!token) return this.fail("a text, a number or a %regex%");
    const { operand } = token;
    if (operator !== "=" && operator !== "!=" && operand.kind !== "number") {
      return this.refuse(`${operator} is followed by a number, without quotation marks and wildcards`);
    }
    return { kind: "comparison", selector, operator, operand };
  }

  /** Takes the next token when it is of that kind. */
  private take<Kind extends Token["kind"]>(kind: Kind): (Token & { kind: Kind }) | undefined {
    const token = this.peek();
    if (token.kind !== kind) return undefined;
    this.next += 1;
    return token as Token & { kind: Kind };
  }

  /** Takes the next token; its text when it is a bare word. */
  private takeWord(): string | undefined {
    const token = this.peek();
    this.next += 1;
    return token.kind === "operand" ? token.word : undefined;
  }

  private peek(): Token {
    return this.tokens[this.next] ?? { kind: "end", offset: this.pattern.length };
  }

  private expect(kind: Token["kind"], expected: string): void {
    if (!this.take(kind)) this.fail(expected);
  }

  /** Fails at the token that was taken last. */
  private refuse(problem: string): never {
    this.next -= 1;
    throw new PatternError(problem, { offset: this.peek().offset, text: this.pattern });
  }

  /** Fails at the next token. */
  private fail(expected: string): never {
    const { kind, offset } = this.peek();
    const found = kind === "end" ? "the pattern ends" : `unexpected ${JSON.stringify(this.pattern.slice(offset, offset + 12))}`;
    throw new PatternError(`${found}: expected ${expected}`, { offset, text: this.pattern });
  }
}
