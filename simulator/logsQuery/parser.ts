/**
 * Parses queries in Logs Insights QL: the commands and functions that the audit's own queries use. Anything else is
 * refused, with its position.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
import { PatternError } from "../patternError";
import { aggregateNames, functionNames, type Aggregate, type Aggregation, type QueryCommand, type QueryExpression } from "./syntax";

interface Token {
  readonly kind: "word" | "field" | "text" | "number" | "regex" | "sign" | "end";
  /** Without quotes. */
  readonly text: string;
  readonly offset: number;
}

/** In the order in which they are tried. */
const tokens: readonly (readonly [kind: Token["kind"], expression: RegExp])[] = [
  ["regex", /\/((?:[^/\\\n]|\\.)+)\//y],
  ["text", /"((?:[^"\\]|\\.)*)"|'([^'\\]*)'/y],
  ["field", /`([^`]+)`/y],
  ["number", /\d+/y],
  ["word", /[A-Za-z@_][\w@.]*/y],
  ["sign", /!=|[=|,()[\]*]/y],
];

function tokenize(text: string): Token[] {
  const found: Token[] = [];
  const space = /\s*/y;
  let offset = 0;
  for (;;) {
    space.lastIndex = offset;
    offset += space.exec(text)?.[0].length ?? 0;
    if (offset >= text.length) return [...found, { kind: "end", text: "", offset }];
    const token = tokenAt(text, offset);
    found.push(token);
    offset = token.end;
  }
}

function tokenAt(text: string, offset: number): Token & { readonly end: number } {
  for (const [kind, expression] of tokens) {
    expression.lastIndex = offset;
    const match = expression.exec(text);
    if (!match) continue;
    const [whole, quoted, otherwise] = match;
    return { kind, text: kind === "text" && quoted !== undefined ? unescaped(quoted) : (quoted ?? otherwise ?? whole), offset, end: offset + whole.length };
  }
  throw new PatternError(`${JSON.stringify(text[offset])} is not understood`, { offset, text });
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}

/**
 * The commands of a query.
 * @throws PatternError with offset, line and column of what is not understood
 */
export function parseQuery(text: string): QueryCommand[] {
  return new Parser(text).query();
}

/**
 * What a log alarm makes of the rows of its query: `count(*) by host | sort desc`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-log.html#log-alarm-aggregation
 * @throws PatternError as {@link parseQuery}
 */
export function parseAggregation(text: string): Aggregation {
  return new Parser(text).aggregation();
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(private readonly source: string) {
    this.tokens = tokenize(source);
  }

  query(): QueryCommand[] {
    const commands: QueryCommand[] = [];
    // A widget of a dashboard names the log group first.
    if (this.took("SOURCE")) {
      this.expect("text");
      this.sign("|");
    }
    do commands.push(this.command());
    while (this.took("|"));
    if (this.token.kind !== "end") throw this.problem("the next command after | is expected");
    return commands;
  }

  private command(): QueryCommand {
    const { text } = this.expect("word");
    switch (text) {
      case "fields":
        return { kind: "fields", columns: this.list(() => ({ expression: this.expression(), alias: this.alias() })) };
      case "parse":
        return { kind: "parse", field: this.field(), expression: this.regex() };
      case "filter":
        return { kind: "filter", condition: this.expression() };
      case "stats":
        return { kind: "stats", aggregates: this.list(() => this.aggregate()), by: this.took("by") ? this.list(() => this.field()) : [] };
      case "sort": {
        const field = this.field();
        const descending = this.took("desc");
        if (!descending) this.took("asc");
        return { kind: "sort", field, descending };
      }
      case "limit":
        return { kind: "limit", count: Number(this.expect("number").text) };
      default:
        throw this.problem(`the command ${text} is not supported`, -1);
    }
  }

  aggregation(): Aggregation {
    const aggregate = this.unnamedAggregate();
    if (aggregate.function !== "count") throw this.problem(`a log alarm does not know the aggregate ${aggregate.function}`);
    const by = this.took("by") ? this.list(() => this.field()) : [];
    const descending = this.took("|") ? this.sortedByValue() : undefined;
    if (this.token.kind !== "end") throw this.problem("nothing more is expected");
    return { aggregate, by, ...(descending !== undefined && { descending }) };
  }

  private sortedByValue(): boolean {
    if (!this.took("sort")) throw this.problem("sort is expected");
    if (this.took("desc")) return true;
    if (!this.took("asc")) throw this.problem("asc or desc is expected");
    return false;
  }

  private aggregate(): Aggregate {
    return { ...this.unnamedAggregate(), alias: this.alias() };
  }

  private unnamedAggregate(): Omit<Aggregate, "alias"> {
    const { text } = this.expect("word");
    const name = aggregateNames.find((one) => one === text);
    if (name === undefined) throw this.problem(`the aggregate ${text} is not supported`, -1);
    this.sign("(");
    const field = this.took("*") ? "*" : this.field();
    this.sign(")");
    return { function: name, field };
  }

  private expression(): QueryExpression {
    return this.chain("or", () => this.chain("and", () => this.negation()));
  }

  private chain(kind: "and" | "or", operand: () => QueryExpression): QueryExpression {
    const first = operand();
    const operands = [first];
    while (this.took(kind)) operands.push(operand());
    return operands.length === 1 ? first : { kind, operands };
  }

  private negation(): QueryExpression {
    return this.took("not") ? { kind: "not", operand: this.negation() } : this.comparison();
  }

  private comparison(): QueryExpression {
    const left = this.primary();
    if (this.took("=")) return { kind: "equals", left, right: this.primary() };
    if (this.took("!=")) return { kind: "differs", left, right: this.primary() };
    if (this.took("like")) return { kind: "like", left, right: this.primary() };
    const negated = this.took("not");
    if (!this.took("in")) {
      if (negated) throw this.problem("in is expected after not");
      return left;
    }
    this.sign("[");
    const values = this.list(() => this.primary());
    this.sign("]");
    return { kind: negated ? "notIn" : "in", left, values };
  }

  private primary(): QueryExpression {
    const { kind, text } = this.token;
    if (this.took("(")) {
      const inner = this.expression();
      this.sign(")");
      return inner;
    }
    this.position += 1;
    if (kind === "text") return { kind: "literal", value: text };
    if (kind === "number") return { kind: "literal", value: Number(text) };
    if (kind === "field") return { kind: "field", name: text };
    if (kind !== "word") throw this.problem("a field, a text or a function is expected", -1);
    if (!this.took("(")) return { kind: "field", name: text };
    const name = functionNames.find((one) => one === text);
    if (name === undefined) throw this.problem(`the function ${text} is not supported`, -2);
    const given = this.list(() => this.expression());
    this.sign(")");
    return { kind: "call", function: name, arguments: given };
  }

  private regex(): RegExp {
    const { text } = this.expect("regex");
    try {
      return new RegExp(text);
    } catch (error) {
      throw this.problem((error as Error).message, -1);
    }
  }

  private field(): string {
    return this.token.kind === "field" ? this.expect("field").text : this.expect("word").text;
  }

  private alias(): string {
    if (!this.took("as")) throw this.problem("as and a name are expected");
    return this.expect("word").text;
  }

  private list<Item>(item: () => Item): Item[] {
    const items = [item()];
    while (this.took(",")) items.push(item());
    return items;
  }

  private get token(): Token {
    return this.tokens[this.position] ?? { kind: "end", text: "", offset: this.source.length };
  }

  /** Goes past a sign or word, if it is the next. */
  private took(text: string): boolean {
    const { kind, text: next } = this.token;
    if ((kind !== "sign" && kind !== "word") || next !== text) return false;
    this.position += 1;
    return true;
  }

  private sign(text: string): void {
    if (!this.took(text)) throw this.problem(`${text} is expected`);
  }

  private expect(kind: Token["kind"]): Token {
    const { token } = this;
    if (token.kind !== kind) throw this.problem(`a ${kind} is expected`);
    this.position += 1;
    return token;
  }

  /** @param back 0 for the next token, -1 for the one before */
  private problem(problem: string, back = 0): PatternError {
    const token = this.tokens[this.position + back];
    return new PatternError(problem, { offset: token?.offset ?? this.source.length, text: this.source });
  }
}
