/** Has sqlglot translate the queries of all cases, and records what it says in recorded.json. See the README. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitWith } from "../../../tools/exit";
import { pythonWith, runPython } from "../python";
import { cases, queriesOf } from "./cases";
import { digestOf, recordedFile, type RecordedTranslations } from "./translations";

void exitWith(async () => {
  const python = await pythonWith(join(__dirname, "requirements.txt"), "athena-sql");
  const folder = mkdtempSync(join(tmpdir(), "athena-sql-"));
  try {
    const [queries, translations] = [join(folder, "queries.json"), join(folder, "translations.json")];
    writeFileSync(queries, JSON.stringify(Object.fromEntries(cases.flatMap(queriesOf).map(({ sql }) => [digestOf(sql), sql]))));
    await runPython(python, [join(__dirname, "translate.py"), queries, translations], __dirname);
    writeFileSync(recordedFile, `${JSON.stringify(JSON.parse(readFileSync(translations, "utf8")) as RecordedTranslations, null, 2)}\n`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
