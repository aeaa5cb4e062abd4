/** Pieces of SQL as Athena reads it, which is Trino's. https://docs.aws.amazon.com/athena/latest/ug/ddl-sql-reference.html */

/** A text as a literal. */
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A text as a literal; `NULL` where there is none. */
export const literalOrNull = (value: string | undefined): string => (value === undefined ? "NULL" : literal(value));

/** A name of a table or column in quotes. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Whether an expression is one of some texts; false where there are none. */
export const isAnyOf = (expression: string, values: readonly string[]): string =>
  values.length === 0 ? "FALSE" : `${expression} IN (${values.map(literal).join(", ")})`;

/** Whether an expression has a value, and that is none of some texts. */
export const isNoneOf = (expression: string, values: readonly string[]): string =>
  values.length === 0 ? `${expression} IS NOT NULL` : `${expression} NOT IN (${values.map(literal).join(", ")})`;

/** All of some conditions, and any of some; each in parentheses. */
export const all = (...conditions: readonly string[]): string => (conditions.length === 0 ? "TRUE" : conditions.map(parenthesised).join(" AND "));
export const any = (...conditions: readonly string[]): string => (conditions.length === 0 ? "FALSE" : conditions.map(parenthesised).join(" OR "));

/** Each of some conditions on a line; false where one of them cannot be told. */
export const everyLine = (conditions: readonly string[]): string => `coalesce(\n${indented(conditions.map(parenthesised).join("\nAND "))},\n  FALSE\n)`;

const parenthesised = (condition: string): string => `(${condition})`;

/** False where a condition cannot be told, as of a field that is missing. */
export const certainly = (condition: string): string => `coalesce(${condition}, FALSE)`;

/** Whether one element of an array meets a condition on `r`. */
export const someResource = (condition: string): string => certainly(`cardinality(filter(resources, r -> ${condition})) > 0`);

/** A member of a column that holds JSON, as text; NULL where it is missing, null, or no text. */
export const jsonText = (column: string, ...path: readonly string[]): string => `json_extract_scalar(${column}, ${literal(jsonPath(path))})`;

/** Whether a column that holds JSON has a member, be it null. */
export const hasJson = (column: string, ...path: readonly string[]): string => `json_extract(${column}, ${literal(jsonPath(path))}) IS NOT NULL`;

const jsonPath = (path: readonly string[]): string => `$${path.map((name) => (/^\w+$/.test(name) ? `.${name}` : `["${name}"]`)).join("")}`;

/** A condition that begins a text with a literal: `LIKE` would take the underscores of names for wildcards. */
export const startsWith = (expression: string, prefix: string): string => `substr(${expression}, 1, ${prefix.length}) = ${literal(prefix)}`;

/** The last characters of a text are these; false of shorter ones. */
export const endsWith = (expression: string, suffix: string): string => `substr(${expression}, -${suffix.length}) = ${literal(suffix)}`;

/** Lines behind white space. */
export const indented = (text: string, spaces = 2): string => text.replaceAll(/^(?=.)/gm, " ".repeat(spaces));
