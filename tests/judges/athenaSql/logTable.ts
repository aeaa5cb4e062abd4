/** A table of DuckDB as Athena's over CloudTrail's log files: the same columns, and in them what its reader makes of records. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lakeColumns, partitionColumns, type LakeTable } from "../../../encryption/lake/table";

/** A record, and the log file that holds it. */
export interface LoggedRecord {
  readonly file: string;
  readonly record: object;
}

/** A type of Hive, taken apart. */
type HiveType = "string" | { readonly fields: readonly (readonly [name: string, type: HiveType])[] } | { readonly element: HiveType } | "map";

function parsed(type: string): HiveType {
  const [, kind, inner = ""] = /^(struct|array|map)<(.*)>$/.exec(type) ?? [];
  if (kind === "map") return "map";
  if (kind === "array") return { element: parsed(inner) };
  if (kind !== "struct") return "string";
  let depth = 0;
  const parts = [""];
  for (const character of inner) {
    depth += character === "<" ? 1 : character === ">" ? -1 : 0;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return { fields: parts.map((part) => [part.slice(0, part.indexOf(":")), parsed(part.slice(part.indexOf(":") + 1))] as const) };
}

/** How an engine writes types. */
export interface TypeWords {
  readonly array: (element: string) => string;
  readonly struct: (fields: string) => string;
}

const duckWords: TypeWords = { array: (element) => `${element}[]`, struct: (fields) => `STRUCT(${fields})` };

function typeIn({ array, struct }: TypeWords, type: HiveType): string {
  if (type === "string") return "VARCHAR";
  if (type === "map") return "MAP(VARCHAR, VARCHAR)";
  if ("element" in type) return array(typeIn({ array, struct }, type.element));
  return struct(type.fields.map(([name, inner]) => `"${name}" ${typeIn({ array, struct }, inner)}`).join(", "));
}

/** A value as the JSON SerDe reads it: names in small letters, objects in text columns as their JSON. */
function read(value: unknown, type: HiveType): unknown {
  if (value === undefined || value === null) return null;
  if (type === "string") return typeof value === "string" ? value : JSON.stringify(value);
  if (typeof value !== "object") return null;
  if (type === "map") return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, read(member, "string")]));
  if ("element" in type) return Array.isArray(value) ? value.map((one) => read(one, type.element)) : null;
  const members = new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member as unknown]));
  return Object.fromEntries(type.fields.map(([name, inner]) => [name, read(members.get(name), inner)]));
}

const columns = [...lakeColumns.map(({ name, type }) => ({ name, type: parsed(type) })), ...[...Object.values(partitionColumns), "$path"].map((name) => ({ name, type: "string" as const }))];
const folders = /AWSLogs\/(?:o-[a-z0-9]+\/)?(?<account>[0-9]{12})\/CloudTrail\/(?<region>[a-z0-9-]+)\/(?<day>[0-9]{4}\/[0-9]{2}\/[0-9]{2})\//;

/** The table's columns with their types. */
export const columnsIn = (words: TypeWords): string => columns.map(({ name, type }) => `"${name}" ${typeIn(words, type)}`).join(", ");

/** The table's rows as JSON. */
export function rowsOf(records: readonly LoggedRecord[]): string[] {
  const fields = columns.map(({ name, type }) => [name, type] as const);
  return records.map(({ file, record }) => JSON.stringify({ ...(read(record, { fields }) as object), ...folders.exec(file)?.groups, $path: file }));
}

/** Makes the table anew, with these records; those of files in no folder of CloudTrail's are in none of the folders' columns. */
export async function makeLogTable(connection: DuckDBConnection, table: LakeTable, records: readonly LoggedRecord[]): Promise<void> {
  // The one function of Trino's that sqlglot passes on as it is.
  await connection.run("CREATE OR REPLACE MACRO from_base(digits, base) AS CAST('0x' || digits AS BIGINT)");
  await connection.run(`CREATE SCHEMA IF NOT EXISTS "${table.database}"`);
  await connection.run(`CREATE OR REPLACE TABLE "${table.database}"."${table.name}" (${columnsIn(duckWords)})`);
  if (records.length === 0) return;
  const content = join(tmpdir(), `log-table-${process.pid}.json`);
  writeFileSync(content, rowsOf(records).join("\n"));
  try {
    const schema = columns.map(({ name, type }) => `'${name}': '${typeIn(duckWords, type)}'`).join(", ");
    await connection.run(`INSERT INTO "${table.database}"."${table.name}" SELECT * FROM read_json('${content}', format = 'newline_delimited', columns = {${schema}})`);
  } finally {
    rmSync(content);
  }
}
