/** The recorded translations of the queries to DuckDB's dialect. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface RecordedTranslations {
  /** The version of sqlglot that made them. */
  readonly sqlglot: string;
  /** By the digest of the query. */
  readonly translations: Readonly<Record<string, string>>;
}

export const recordedFile = join(__dirname, "recorded.json");

/** What a query is known by. */
export const digestOf = (sql: string): string => createHash("sha256").update(sql).digest("hex").slice(0, 16);

export const recorded: RecordedTranslations = existsSync(recordedFile)
  ? (JSON.parse(readFileSync(recordedFile, "utf8")) as RecordedTranslations)
  : { sqlglot: "", translations: {} };

/**
 * The translation of a query.
 * @throws Error where this query was not translated
 */
export function translationOf(sql: string): string {
  const found = recorded.translations[digestOf(sql)];
  if (found === undefined) throw new Error("this query was not translated as it is now: npm run record:athena-sql");
  return found;
}
