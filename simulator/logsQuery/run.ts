/**
 * Runs queries of CloudWatch Logs Insights on JSON log events.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html. Where AWS does not say what happens to
 * a field that is not there, {@link Readings} names the possibilities: a query should give the same under all of them.
 */
import { parseAggregation, parseQuery } from "./parser";
import type { Aggregate, QueryCommand, QueryExpression } from "./syntax";

/** A log event of a log group: one message and its time. */
export interface QueriedEvent {
  /** In milliseconds of the Unix epoch. */
  readonly timestamp: number;
  /** What the message is the JSON of. */
  readonly event: object;
}

/** What AWS leaves open. */
export interface Readings {
  /** A text of no characters is a field that is there. */
  readonly emptyIsPresent: boolean;
  /** `concat` of a missing field is missing; else that field adds nothing. */
  readonly concatIsMissing: boolean;
  /** `!=` and `not in` hold for a missing field. */
  readonly missingDiffers: boolean;
}

const defaultReadings: Readings = { emptyIsPresent: true, concatIsMissing: true, missingDiffers: false };

type Value = string | number | boolean | undefined;
type Row = (name: string) => Value;

/**
 * The rows that a query gives, column by column, the columns of `by` first.
 * @param query its last command but `sort` and `limit` is `stats`
 * @throws PatternError for what is not understood, with its position
 */
export function runLogsQuery(query: string, events: readonly QueriedEvent[], readings = defaultReadings): Record<string, string>[] {
  const { rows, columns } = run(parseQuery(query), events, readings);
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, asText(row(name)) ?? ""])));
}

/** A combination of the fields that an aggregation tells apart, and its value. */
export interface AggregatedValue {
  readonly of: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * What a log alarm makes of the log events in a run's range, in the aggregation's order.
 * @throws PatternError for what of query or aggregation is not understood, with its position
 */
export function compileAggregation(query: string, expression: string, readings = defaultReadings): (events: readonly QueriedEvent[]) => AggregatedValue[] {
  const { aggregate, by, descending } = parseAggregation(expression);
  const commands: QueryCommand[] = [...parseQuery(query), { kind: "stats", aggregates: [{ ...aggregate, alias: valueAlias }], by }];
  return (events) => {
    const named = run(commands, events, readings).rows.map((row) => ({ of: Object.fromEntries(by.map((name) => [name, asText(row(name)) ?? ""])), value: Number(row(valueAlias)) }));
    const byName = named.sort((left, right) => compare(JSON.stringify(left.of), JSON.stringify(right.of)));
    return descending === undefined ? byName : byName.sort((left, right) => (left.value - right.value) * (descending ? -1 : 1));
  };
}

/** No field of a log event is called so: no name has a space. */
const valueAlias = "the value";

function run(commands: readonly QueryCommand[], events: readonly QueriedEvent[], readings: Readings): { rows: readonly Row[]; columns: readonly string[] } {
  let rows: Row[] = events.map((one) => (name) => (name === "@timestamp" ? one.timestamp : valueAt(one.event, name, readings)));
  let columns: readonly string[] = [];
  for (const command of commands) {
    switch (command.kind) {
      case "fields":
        rows = rows.map((row) => {
          const made = new Map(command.columns.map(({ expression, alias }) => [alias, evaluate(expression, row, readings)]));
          return (name) => (made.has(name) ? made.get(name) : row(name));
        });
        break;
      case "parse":
        rows = rows.map((row) => {
          const groups = command.expression.exec(asText(row(command.field)) ?? "")?.groups ?? {};
          const named = namesOf(command.expression);
          return (name) => (named.includes(name) ? groups[name] : row(name));
        });
        break;
      case "filter":
        rows = rows.filter((row) => evaluate(command.condition, row, readings) === true);
        break;
      case "stats":
        columns = [...command.by, ...command.aggregates.map(({ alias }) => alias)];
        rows = aggregated(rows, command.aggregates, command.by);
        break;
      case "sort":
        rows = [...rows].sort((left, right) => compare(left(command.field), right(command.field)) * (command.descending ? -1 : 1));
        break;
      case "limit":
        rows = rows.slice(0, command.count);
    }
  }
  return { rows, columns };
}

/** The groups that a regular expression names. */
function namesOf({ source }: RegExp): string[] {
  return [...source.matchAll(/\(\?<(\w+)>/g)].map(([, name = ""]) => name);
}

/** A field of the message: the members of nested objects are joined by periods. */
function valueAt(event: object, name: string, { emptyIsPresent }: Readings): Value {
  let at: unknown = event;
  for (const part of name.split(".")) at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[part] : undefined;
  if (at === "" && !emptyIsPresent) return undefined;
  return typeof at === "string" || typeof at === "number" || typeof at === "boolean" ? at : undefined;
}

function evaluate(expression: QueryExpression, row: Row, readings: Readings): Value {
  const of = (inner: QueryExpression): Value => evaluate(inner, row, readings);
  switch (expression.kind) {
    case "field":
      return row(expression.name);
    case "literal":
      return expression.value;
    case "call":
      return call(expression.function, expression.arguments.map(of), readings);
    case "not":
      return of(expression.operand) !== true;
    case "and":
      return expression.operands.every((operand) => of(operand) === true);
    case "or":
      return expression.operands.some((operand) => of(operand) === true);
    case "equals":
      return of(expression.left) !== undefined && of(expression.left) === of(expression.right);
    case "differs":
      return of(expression.left) === undefined ? readings.missingDiffers : of(expression.left) !== of(expression.right);
    case "like":
      return asText(of(expression.left))?.includes(asText(of(expression.right)) ?? "") ?? false;
    case "in":
      return of(expression.left) !== undefined && expression.values.some((value) => of(value) === of(expression.left));
    case "notIn":
      return of(expression.left) === undefined ? readings.missingDiffers : !expression.values.some((value) => of(value) === of(expression.left));
  }
}

function call(name: Extract<QueryExpression, { kind: "call" }>["function"], given: readonly Value[], { concatIsMissing }: Readings): Value {
  switch (name) {
    case "coalesce":
      return given.find((value) => value !== undefined);
    case "concat":
      return concatIsMissing && given.includes(undefined) ? undefined : given.map((value) => asText(value) ?? "").join("");
    case "ispresent":
      return given[0] !== undefined;
    case "replace": {
      const [text, search, replacement] = given.map(asText);
      return text === undefined || search === undefined ? text : text.split(search).join(replacement ?? "");
    }
  }
}

function asText(value: Value): string | undefined {
  return value === undefined ? undefined : String(value);
}

function aggregated(rows: readonly Row[], aggregates: readonly Aggregate[], by: readonly string[]): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(by.map((name) => row(name) ?? null));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map((group) => {
    const values = new Map<string, Value>(by.map((name) => [name, group[0]?.(name)]));
    for (const aggregate of aggregates) values.set(aggregate.alias, valueOf(aggregate, group));
    return (name) => values.get(name);
  });
}

function valueOf({ function: name, field }: Aggregate, group: readonly Row[]): Value {
  if (name === "count") return group.filter((row) => field === "*" || row(field) !== undefined).length;
  if (name === "count_distinct") return new Set(group.flatMap((row) => row(field) ?? [])).size;
  const latest = group.reduce((last, row) => (compare(row("@timestamp"), last("@timestamp")) > 0 ? row : last));
  const value = latest(field);
  return field === "@timestamp" && typeof value === "number" ? timeText(value) : value;
}

/** A time as the console shows it. */
function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("T", " ").replace("Z", "");
}

function compare(left: Value, right: Value): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [first = "", second = ""] = [asText(left), asText(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}
