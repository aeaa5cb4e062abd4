/**
 * Protects what makes the replay fast: it says of every text what a replay says that parses everything. Records in any
 * spelling and order, deciding names inside of strings, duplicates, cuts at any byte.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { TemporaryFolder } from "../../replay/count/temporaryFolder";
import { pipelineOf } from "../../replay/definitions/pipeline";
import { FileJudge } from "../../replay/fileJudge";
import type { AuditDefinitions } from "../../replay/definitions/auditDefinitions";
import { Tally, type Totals } from "../../replay/tally";
import { record, spelled } from "./records";
import { referenceReplay, type Answers } from "./reference";

const delay = { seed: 7, worstMinutes: 15 };
const scopes = [
  { buckets: "all", excludedBuckets: [] },
  { buckets: "all", excludedBuckets: ["acme-excluded"] },
  { buckets: ["other"], bucketPrefixes: ["acme"], excludedBuckets: ["acme-excluded"] },
] as const;
const requirement = { methods: ["sse-kms"], origin: "any", kmsKeyArns: ["arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"] } as const;

const definitionsWith = (scope: (typeof scopes)[number]): AuditDefinitions => ({
  source: "a test",
  requirement,
  pipeline: pipelineOf({ requirement, scope, periodMinutes: 1, deniedUploads: 1 }),
});
const definitions = scopes.map(definitionsWith);

/** What the fast replay says of texts. */
async function replayed(texts: readonly (string | Buffer)[], judged: AuditDefinitions, memoryBytes = 1 << 20): Promise<Totals> {
  const judge = new FileJudge({ definitions: judged, delay, timestamp: "event time", selection: {}, strict: false, keepObjects: false });
  const folder = new TemporaryFolder();
  try {
    const tally = new Tally(judged, "event time", { folder, memoryBytes });
    for (const [index, text] of texts.entries()) tally.add(0, await judge.read([{ index, path: String(index), content: Buffer.from(text) }]));
    return tally.totals(String);
  } finally {
    folder.remove();
  }
}

const answersOf = ({ records, metrics, alarms = [] }: Totals): Answers => ({
  records,
  metrics: Object.fromEntries(metrics),
  alarms: alarms.map(({ name, final, changes }) => ({ name, final, changes })),
});

const someRecords = fc.array(record, { maxLength: 25 }).chain((all) => fc.array(fc.nat(Math.max(0, all.length - 1)), { maxLength: 8 }).map((twice) => [...all, ...twice.flatMap((index) => all[index] ?? [])]));
const numbers = fc.array(fc.nat(255), { minLength: 20, maxLength: 200 });

/** Records as files of every form. */
function filesOf(records: readonly Parameters<typeof spelled>[0][], form: number, spelling: readonly number[]): string[] {
  switch (form) {
    case 0:
      return [spelled({ Records: [...records] }, spelling)];
    case 1:
      return [records.map((one) => spelled(one, spelling, true)).join("\n")];
    case 2:
      return [spelled([...records], spelling)];
    case 3: {
      const half = records.length >> 1;
      return [records.slice(0, half), records.slice(half)].map((some) => spelled({ more: [1, { a: [] }], Records: [...some], last: "}" }, spelling));
    }
    case 4:
      return [records.map((one) => `2026-01-15T09:02:00.000Z ${spelled({ version: "0", "detail-type": "AWS API Call via CloudTrail", resources: [], detail: one }, spelling, true)}\n`).join("")];
    default:
      return [JSON.stringify({ messageType: "DATA_MESSAGE", logEvents: records.map((detail, id) => ({ id, message: JSON.stringify({ "detail-type": "x", detail }) })) })];
  }
}

describe("replay", () => {
  it("property: says what a replay says that parses everything", async () => {
    await fc.assert(
      fc.asyncProperty(someRecords, fc.nat(5), numbers, fc.constantFrom(...definitions), async (records, form, spelling, judged) => {
        const texts = filesOf(records, form, spelling);
        assert.deepEqual(answersOf(await replayed(texts, judged)), referenceReplay(records, judged, delay));
      }),
      { numRuns: 15 },
    );
  });

  it("property: of a file that is cut, all records before the cut count, and the cut is one problem", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 6 }), fc.nat(), async (records, place) => {
        const texts = records.map((one) => JSON.stringify(one));
        const whole = Buffer.from(`{"Records":[${texts.join(",")}]}`);
        const cut = 1 + (place % (whole.length - 1));
        let complete = 0;
        for (let end = 12; complete < texts.length && (end += Buffer.byteLength(texts[complete] ?? "")) <= cut; end++) complete++;
        const expected = referenceReplay([...records.slice(0, complete), undefined], definitions[0] as AuditDefinitions, delay);
        assert.deepEqual(answersOf(await replayed([whole.subarray(0, cut)], definitions[0] as AuditDefinitions)), expected);
      }),
      { numRuns: 15 },
    );
  });

  it("property: whatever is done to a text, the totals add up, and records behind the damage are found", async () => {
    // Behind a lost quote strings are read as structure: brackets in them may look like the end of all records.
    const usual = record.filter((one) => !JSON.stringify(one).includes("}],{["));
    await fc.assert(
      fc.asyncProperty(fc.array(usual, { minLength: 3, maxLength: 6 }), fc.nat(), fc.constantFrom('"', "{", "}", "\\", "\n", "[", "]", ",", "x", ""), async (records, place, damage) => {
        const texts = records.map((one) => JSON.stringify(one));
        const first = texts[0] ?? "";
        const at = place % (first.length - 1);
        const damaged = `${first.slice(0, at)}${damage}${first.slice(at + 1)}`;
        const { records: counts } = await replayed([`{"Records":[${[damaged, ...texts.slice(1)].join(",")}]}`], definitions[0] as AuditDefinitions);
        assert.equal(counts.read, counts.matched + counts.notMatched + counts.duplicates + counts.unreadable);
        const behind = referenceReplay(records.slice(1), definitions[0] as AuditDefinitions, delay).records;
        assert.ok(counts.matched + counts.duplicates >= behind.matched, `${JSON.stringify(counts)} has no ${behind.matched}: ${damaged}`);
        assert.ok(counts.read >= records.length - 1);
      }),
      { numRuns: 15 },
    );
  });

  it("property: says the same when its rows do not fit into memory", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 40, maxLength: 80 }), async (records) => {
        const texts = [...records, ...records.slice(0, 20)].map((one) => JSON.stringify({ Records: [one] }));
        const judged = definitions[0] as AuditDefinitions;
        assert.deepEqual(answersOf(await replayed(texts, judged, 600)), answersOf(await replayed(texts, judged)));
      }),
      { numRuns: 3 },
    );
  });
});
