/** What a query of CloudWatch Logs Insights consists of, as far as it is understood here. */

/** An expression of `fields` and `filter`. */
export type QueryExpression =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "literal"; readonly value: string | number }
  | { readonly kind: "call"; readonly function: FunctionName; readonly arguments: readonly QueryExpression[] }
  | { readonly kind: "not"; readonly operand: QueryExpression }
  | { readonly kind: "and" | "or"; readonly operands: readonly QueryExpression[] }
  | { readonly kind: "equals" | "differs" | "like"; readonly left: QueryExpression; readonly right: QueryExpression }
  | { readonly kind: "in" | "notIn"; readonly left: QueryExpression; readonly values: readonly QueryExpression[] };

/** Those that every region has had for years: not `if` and `case`, which the pages of some partitions do not know. */
export const functionNames = ["coalesce", "concat", "ispresent", "replace"] as const;
export type FunctionName = (typeof functionNames)[number];

export const aggregateNames = ["count", "count_distinct", "latest"] as const;
export type AggregateName = (typeof aggregateNames)[number];

/** A column of `stats`. */
export interface Aggregate {
  readonly function: AggregateName;
  readonly field: string;
  readonly alias: string;
}

/** What a log alarm makes of its query's rows: a value of each combination of some fields. */
export interface Aggregation {
  readonly aggregate: Omit<Aggregate, "alias">;
  readonly by: readonly string[];
  /** The order of the values; absent where they come by the fields, from A to Z. */
  readonly descending?: boolean;
}

export type QueryCommand =
  | { readonly kind: "fields"; readonly columns: readonly { readonly expression: QueryExpression; readonly alias: string }[] }
  | { readonly kind: "parse"; readonly field: string; readonly expression: RegExp }
  | { readonly kind: "filter"; readonly condition: QueryExpression }
  | { readonly kind: "stats"; readonly aggregates: readonly Aggregate[]; readonly by: readonly string[] }
  | { readonly kind: "sort"; readonly field: string; readonly descending: boolean }
  | { readonly kind: "limit"; readonly count: number };
