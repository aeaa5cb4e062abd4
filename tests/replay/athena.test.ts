/**
 * Protects that SQL over CloudTrail's log files answers what the replay of the same files answers. The queries run for real on
 * DuckDB, as sqlglot has translated them from Athena's dialect: tests/judges/athenaSql/.
 */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { replayCommand } from "../../cli/replayCommand";
import { answeredDocument, type AnswerRow, type LakeAnswers } from "../../replay/athena/answers";
import { monthlyCost } from "../../replay/cost/cost";
import { replayDocument } from "../../replay/document";
import { replaySchema, type ReplayDocument } from "../../replay/documentSchema";
import type { StoredObject } from "../../replay/repair/objectHistory";
import { replay } from "../../replay/replay";
import { cases, definitionsOf, delay, queriesOf, table, type LakeCase } from "../judges/athenaSql/cases";
import { makeLogTable, type LoggedRecord } from "../judges/athenaSql/logTable";
import { loggedRecords } from "../judges/athenaSql/loggedRecords";
import { digestOf, recorded, translationOf } from "../judges/athenaSql/translations";
import { startFakeAthena, type FakeAthena } from "./fakeAthena";

const judges = path.join(__dirname, "../judges/athenaSql");
describe("the replay's questions in SQL", () => {
  let connection: DuckDBConnection;
  let folder: string;
  let logged: LoggedRecord[];
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "athena-test-"));
    logged = loggedRecords(folder);
    for (const file of new Set(logged.map((one) => one.file))) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify({ Records: logged.filter((one) => one.file === file).map((one) => one.record) }));
    }
    connection = await (await DuckDBInstance.create(":memory:")).connect();
    await makeLogTable(connection, table, logged);
  });
  after(() => {
    connection.closeSync();
    fs.rmSync(folder, { recursive: true });
  });

  async function rows(sql: string): Promise<AnswerRow[]> {
    const reader = await connection.runAndReadAll(translationOf(sql));
    return reader.getRowObjects().map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)])));
  }

  async function answers(one: LakeCase): Promise<LakeAnswers & { objects: AnswerRow[] }> {
    const found: Record<string, AnswerRow[]> = {};
    for (const { question, sql } of queriesOf(one)) found[question] = await rows(sql);
    return found as unknown as LakeAnswers & { objects: AnswerRow[] };
  }

  for (const one of cases) {
    it(`have the same answers as the replay of the files: ${one.about}`, async () => {
      const definitions = definitionsOf(one);
      const objects: StoredObject[] = [];
      const result = await replay({ definitions, inputs: [folder], selection: one.selection ?? {}, delay, threads: 1, object: (object) => objects.push(object) });
      const local = replayDocument(result, definitions, delay, monthlyCost(result.totals, definitions));
      const asked = await answers(one);
      const document = answeredDocument(asked, definitions, delay, 0);
      replaySchema.parse(document);
      assert.ok(local.records.matched > 50 && local.violations.length > 3, "the case says something");
      assert.deepEqual(comparable(document), comparable(local));
      assert.ok(local.alarms.some(({ fired }) => fired.length > 1), "an alarm says something");
      const [bytes = 0, reckoned = 0] = [local, document].map(bytesOfMonth);
      assert.ok(reckoned > bytes * 0.95 && reckoned < bytes * 1.01, `${reckoned} of ${bytes} bytes`);
      const names = ({ bucket, key }: { bucket: string; key: string }): string => JSON.stringify([bucket, key]);
      assert.deepEqual(asked.objects.map((row) => names({ bucket: row["bucket"] ?? "", key: row["object"] ?? "" })).sort(), objects.map(names).sort());
    });
  }

  describe("asked by replay --engine athena", () => {
    const [first] = cases as [LakeCase];
    const asAsked = ["--engine", "athena", "--workgroup", "audit-dev", "--table", `${table.database}.${table.name}`];
    let athena: FakeAthena | undefined;
    afterEach(async () => {
      await athena?.stop();
      athena = undefined;
    });

    it("give the document of the same answers, page by page, and the manifest", async () => {
      athena = await startFakeAthena(async (sql) => ({ rows: await rows(sql) }));
      const [out, manifest] = [path.join(folder, "document"), path.join(folder, "manifest")];
      assert.equal(await replayCommand([...asAsked, "--format", "json", "--out", out, "--manifest", manifest]), 0);
      const asked = await answers(first);
      const expected = { ...answeredDocument(asked, { ...definitionsOf(first), source: "the default requirement" }, delay, 7000), cost: null };
      assert.deepEqual({ ...(JSON.parse(readFileSync(out, "utf8")) as ReplayDocument), cost: null }, expected);
      assert.equal(readFileSync(manifest, "utf8").trimEnd().split("\n").length, asked.objects.length);
      assert.deepEqual([...athena.workgroups], ["audit-dev"]);
      fs.rmSync(out);
      fs.rmSync(manifest);
    });

    it("say why Athena did not answer, and cancel the others", async () => {
      let asked = 0;
      athena = await startFakeAthena(() => Promise.resolve(asked++ === 0 ? { failed: "Query exhausted: Bytes scanned limit was exceeded" } : "never ends"));
      assert.equal(await replayCommand(asAsked), 3);
      assert.equal(athena.operations.filter((operation) => operation === "StopQueryExecution").length, 5);
    });
  });

  it("were translated as they are now, by the version that requirements.txt names", () => {
    const digests = cases.flatMap(queriesOf).map(({ sql }) => digestOf(sql));
    assert.deepEqual(Object.keys(recorded.translations).sort(), [...new Set(digests)].sort(), "translate them anew: npm run record:athena-sql");
    assert.equal(readFileSync(path.join(judges, "requirements.txt"), "utf8"), `sqlglot==${recorded.sqlglot}\n`);
  });
});

const bytesOfMonth = ({ cost }: ReplayDocument): number => cost?.deployed.find(({ unit }) => unit === "byte")?.quantity ?? NaN;

/** What both tell. Of examples that are as early as each other the two need not tell the same. */
function comparable({ records, period, metrics, uploads, violations, wouldBeDenied, delivery, alarms, requirement, cost }: ReplayDocument): object {
  const told = (groups: readonly { example: unknown }[]): object[] => groups.map(({ example: _, ...group }) => group);
  const [events] = cost?.deployed ?? [];
  return { requirement, records, period, metrics, uploads, violations: told(violations), wouldBeDenied: told(wouldBeDenied), delivery, alarms, events, days: cost?.days };
}
