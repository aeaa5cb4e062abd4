/** Has Trino answer the queries of all cases as they are, and DuckDB their translations; says where the two differ. See the README. */
import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitWith } from "../../../../tools/exit";
import { runPython as runCommand } from "../../python";
import { cases, queriesOf, table } from "../cases";
import { columnsIn, makeLogTable, rowsOf } from "../logTable";
import { loggedRecords } from "../loggedRecords";
import { translationOf } from "../translations";

type Row = Readonly<Record<string, string | null>>;

/** Trino compiles a statement for every few records: a tenth of them, and some that were delivered twice. */
const isAsked = (index: number): boolean => index % 11 === 0 || (index >= 1500 && index < 1540);

/** The only schema of Trino's catalog in memory. */
const schema = '"default"';

void exitWith(async () => {
  const records = loggedRecords("/logs").filter((_, index) => isAsked(index));
  const queries = cases.flatMap((one) => queriesOf(one).map(({ question, sql }) => ({ name: `${one.about}: ${question}`, sql })));
  const trino = await answersOfTrino(records, queries);
  const duck = await (await DuckDBInstance.create(":memory:")).connect();
  await makeLogTable(duck, table, records);
  let different = 0;
  for (const { name, sql } of queries) {
    const rows = (await duck.runAndReadAll(translationOf(sql))).getRowObjects();
    const own = rows.map((row): Row => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value === null ? null : String(value)])));
    const same = JSON.stringify(sorted(trino[name] ?? [])) === JSON.stringify(sorted(own));
    if (!same) different++;
    console.log(`${same ? "same" : "DIFFERENT"}: ${name}, ${own.length} rows`);
  }
  console.log(`${queries.length} queries over ${records.length} records, ${different} with other answers`);
  return different === 0 ? 0 : 1;
});

const sorted = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();

async function answersOfTrino(records: Parameters<typeof rowsOf>[0], queries: readonly { name: string; sql: string }[]): Promise<Record<string, Row[]>> {
  const folder = mkdtempSync(join(tmpdir(), "trino-judge-"));
  try {
    const [questions, answers] = [join(folder, "questions.json"), join(folder, "answers.json")];
    const content = {
      table: `${schema}.${table.name}`,
      columns: columnsIn({ array: (element) => `ARRAY(${element})`, struct: (fields) => `ROW(${fields})` }),
      rows: rowsOf(records),
      queries: Object.fromEntries(queries.map(({ name, sql }) => [name, sql.replaceAll(`"${table.database}"`, schema)])),
    };
    writeFileSync(questions, JSON.stringify(content));
    await runCommand("mvn", ["-q", "-B", "-f", join(__dirname, "pom.xml"), "compile", "exec:java", `-Dexec.args=${questions} ${answers}`], __dirname);
    return JSON.parse(readFileSync(answers, "utf8")) as Record<string, Row[]>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
