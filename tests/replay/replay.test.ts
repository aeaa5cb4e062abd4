/** Protects the replay with threads, files and faults, and what its document says. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as zlib from "node:zlib";
import { monthlyCost } from "../../replay/cost/cost";
import { definitionsOfFile } from "../../replay/definitions/config";
import { defaultDefinitions } from "../../replay/definitions/pipeline";
import { replayDocument } from "../../replay/document";
import { replaySchema, type ReplayDocument } from "../../replay/documentSchema";
import { NoSuchInputError } from "../../replay/read/localFiles";
import type { StoredObject } from "../../replay/repair/objectHistory";
import { replay, type ReplayOptions } from "../../replay/replay";
import { sampleFiles, sampleFolder, sampleRecords } from "./sampleArchive";
import { referenceReplay } from "./reference";

const delay = { seed: 1, worstMinutes: 15 };
const definitions = defaultDefinitions();

async function document(inputs: readonly string[], more: Partial<ReplayOptions> = {}): Promise<ReplayDocument> {
  const result = await replay({ definitions, inputs, selection: {}, delay, threads: 1, ...more });
  const made = replayDocument(result, definitions, delay, monthlyCost(result.totals, definitions));
  replaySchema.parse(made);
  const { read, matched, notMatched, duplicates, unreadable } = made.records;
  assert.equal(read, matched + notMatched + duplicates + unreadable);
  return made;
}

describe("replay of files", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-test-"))));
  afterEach(() => {
    fs.chmodSync(folder, 0o700);
    fs.rmSync(folder, { recursive: true });
  });
  const write = (name: string, content: string | Buffer): string => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    return file;
  };

  it("the sample archive of the README is what its maker makes", () => {
    for (const [name, content] of sampleFiles()) {
      const stored = zlib.gunzipSync(fs.readFileSync(path.join(sampleFolder, name)), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
      assert.deepEqual(stored, zlib.gunzipSync(content, { finishFlush: zlib.constants.Z_SYNC_FLUSH }), name);
    }
  });

  it("says the same with one thread and with three, and what the reference says", async () => {
    const file = write("all.json", JSON.stringify({ Records: sampleRecords() }));
    const one = await document([sampleFolder, file]);
    const three = await document([sampleFolder, file], { threads: 3 });
    assert.deepEqual(three, one);
    const alone = await document([file]);
    const expected = referenceReplay(sampleRecords(), definitions, delay);
    assert.deepEqual(alone.records, expected.records);
    assert.deepEqual(alone.metrics, expected.metrics);
    assert.deepEqual(alone.alarms.map(({ state }) => state), expected.alarms.map(({ final }) => final.state));
    assert.deepEqual(alone.violations.map(({ principal, method, count }) => [principal.split("/")[1], method, count]), [
      ["legacy-export", "SSE_S3", 12],
      ["nightly-report", "Default_SSE_S3", 6],
      ["scanner", "SSE_C", 2],
    ]);
    // Those without a header would be stored with the proper default.
    assert.deepEqual(alone.wouldBeDenied.map(({ deniedBy, count }) => [deniedBy, count]), [["DenyOtherEncryptionMethods", 12], ["DenySseC", 2]]);
  });

  it("tells a cut file, and duplicates, with file and position", async () => {
    const { problems, records } = await document([sampleFolder]);
    assert.equal(records.duplicates, 3);
    assert.equal(records.unreadable, 1);
    assert.deepEqual(problems.map(({ problem }) => problem.replace(/ in .*/, "")).sort(), [...Array<string>(3).fill("a duplicate of the record"), "the gzip data is cut off"]);
    for (const { file } of problems) assert.ok(fs.existsSync(file), file);
  });

  it("opens no file whose path tells that it holds nothing that is asked for", async () => {
    const tree = "AWSLogs/o-abc/111122223333/CloudTrail/eu-central-1";
    write(`${tree}/2026/01/14/a.json.gz`, "not JSON");
    write(`${tree}/2026/01/17/a.json.gz`, "not JSON");
    write(`${tree}/2026/01/15/a.json`, JSON.stringify({ Records: sampleRecords() }));
    write("AWSLogs/111122223333/CloudTrail-Digest/eu-central-1/2026/01/15/a.json.gz", "not JSON");
    write("AWSLogs/444455556666/CloudTrail/eu-central-1/2026/01/15/a.json.gz", "not JSON");
    write("AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/15/a.json.gz", "not JSON");
    write("readme.pdf", "not JSON");
    const selection = { since: Date.parse("2026-01-15"), until: Date.parse("2026-01-16"), accounts: ["111122223333"] };
    const { records, files } = await document([folder], { selection, regions: ["eu-central-1"] });
    assert.deepEqual([records.unreadable, files.read, records.matched], [0, 1, 92]);
    assert.equal(files.skipped, 6);
  });

  it("counts what is asked for: by time, bucket and account", async () => {
    const noon = Date.parse("2026-01-15T12:00:00Z");
    const [before, after] = await Promise.all([document([sampleFolder], { selection: { until: noon } }), document([sampleFolder], { selection: { since: noon } })]);
    assert.equal(before.records.matched + after.records.matched, 87);
    assert.equal((await document([sampleFolder], { selection: { buckets: ["acme-orders"] } })).violations.length, 0);
    assert.equal((await document([sampleFolder], { selection: { accounts: ["444455556666"] } })).records.matched, 0);
  });

  it("reads patterns, links and thousands of tiny files; a link that leads nowhere and a folder without permission are told", async () => {
    const [record] = sampleRecords();
    for (let index = 0; index < 3000; index++) write(`many/${index}.json`, JSON.stringify({ ...record, eventID: `id-${index % 2500}` }));
    fs.symlinkSync(path.join(folder, "gone.json"), path.join(folder, "link.json"));
    const { records, problems } = await document([folder]);
    assert.deepEqual([records.matched, records.duplicates, records.unreadable], [2500, 500, 1]);
    assert.ok(problems.some(({ problem }) => problem === "a link that leads nowhere"));
    assert.equal((await document([`${folder}/many/1*.json`])).files.read, 1111);
    await assert.rejects(document([`${folder}/*.none`]), NoSuchInputError);
    await assert.rejects(document([path.join(folder, "none")]), NoSuchInputError);
  });

  it("mends: the last upload of an object decides whether it is stored against the requirement", async () => {
    const [record] = sampleRecords().filter(({ eventName }) => eventName === "PutObject");
    const upload = (key: string, time: string, sse: string): object => ({
      ...record,
      eventID: `${key} ${time}`,
      eventTime: `2026-01-15T${time}Z`,
      requestParameters: { bucketName: "acme", key },
      additionalEventData: { SSEApplied: sse },
    });
    const uploads = [
      upload("mended, later", "10:00:00", "SSE_KMS"),
      upload("mended, later", "09:00:00", "SSE_S3"),
      upload("spoilt", "09:00:00", "SSE_KMS"),
      upload("spoilt", "10:00:00", "SSE_S3"),
      upload("in one second", "09:00:00", "SSE_S3"),
      upload("in one second", "09:00:00", "SSE_KMS"),
      upload("ü/a b", "09:00:00", "SSE_S3"),
    ];
    const objects: StoredObject[] = [];
    await document([write("log.jsonl", uploads.map((one) => JSON.stringify(one)).join("\n"))], { object: (object) => objects.push(object) });
    assert.deepEqual(objects.map(({ key }) => key).sort(), ["in one second", "spoilt", "ü/a b"]);
  });

  it("stops when it is told to, and says that what it says is part of the log", async () => {
    const stop = new AbortController();
    stop.abort();
    assert.equal((await document([sampleFolder], { stop: stop.signal })).partial, true);
  });

  it("judges by a stack config, by a requirement alone, and refuses what is neither", () => {
    const config = write("Pulumi.x.yaml", "config:\n  aws:region: eu-central-1\n  s3-encryption-audit:requirement:\n    methods: [sse-s3]\n  s3-encryption-audit:scope:\n    buckets: [acme]\n");
    assert.deepEqual(definitionsOfFile(config).requirement.methods, ["sse-s3"]);
    assert.match(JSON.stringify(definitionsOfFile(config).pipeline.trails), /acme\//);
    assert.deepEqual(definitionsOfFile(write("r.json", '{"methods":["sse-c"]}')).requirement, { methods: ["sse-c"], origin: "any" });
    assert.throws(() => definitionsOfFile(write("r.yaml", "methods: [sse-kns]")), /Did you mean sse-kms/);
    assert.throws(() => definitionsOfFile(write("s.yaml", "requirements: {}")), /no key/);
  });
});
