/** Protects that a replay stays within its memory: a file of 2 GB, one that unpacks to a thousand times its size, many files. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as zlib from "node:zlib";
import { replaySchema, type ReplayDocument } from "../../replay/documentSchema";
import { sampleRecords } from "./sampleArchive";

const root = path.resolve(__dirname, "../..");
const mostMegabytes = 300;

describe("a replay of what is large", function () {
  this.timeout(1_800_000);
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-large-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** What the command says of the folder, and the most memory that it had. */
  function replayed(): { document: ReplayDocument; megabytes: number } {
    const hook = path.join(folder, "..", `${path.basename(folder)}.cjs`);
    fs.writeFileSync(hook, 'process.on("exit", () => require("node:fs").writeSync(2, `${process.resourceUsage().maxRSS}`));\n');
    try {
      const { stdout, stderr, status } = spawnSync(process.execPath, ["-r", hook, path.join(root, "cli/bin.mjs"), "replay", folder, "--format", "json"], {
        encoding: "utf8",
        maxBuffer: 256 * 1024 * 1024,
      });
      assert.equal(status, 0, stderr);
      return { document: replaySchema.parse(JSON.parse(stdout)), megabytes: Number(/\d+$/.exec(stderr)?.[0]) / 1024 };
    } finally {
      fs.rmSync(hook);
    }
  }

  const lines = Buffer.from(sampleRecords().map((record, index) => `${JSON.stringify({ ...record, eventID: `id-${index}` })}\n`).join(""));

  /** A record that no rule matches: counted, and no duplicate of others. */
  const other = Buffer.from(`${JSON.stringify({ ...sampleRecords()[0], eventName: "GetObject", readOnly: true })}\n`.repeat(500));

  it("2 GB in one file are read in bounded memory", () => {
    const file = fs.openSync(path.join(folder, "large.jsonl"), "w");
    const copies = Math.ceil((2 * 1024 ** 3) / other.length);
    for (let copy = 0; copy < copies; copy++) fs.writeSync(file, other);
    fs.writeSync(file, lines);
    fs.closeSync(file);
    const { document, megabytes } = replayed();
    assert.equal(document.records.notMatched, copies * 500 + sampleRecords().length - document.records.matched);
    assert.ok(document.records.matched > 0 && megabytes < mostMegabytes, `${megabytes} MB`);
  });

  it("a small file that unpacks to 2 GB is read in bounded memory", () => {
    const member = zlib.gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));
    fs.writeFileSync(path.join(folder, "bomb.json.gz"), Buffer.concat([...Array<Buffer>(32).fill(member), zlib.gzipSync(lines)]));
    const { document, megabytes } = replayed();
    assert.ok(document.records.matched > 0 && megabytes < mostMegabytes, `${megabytes} MB`);
  });

  it("100,000 files are read, and counted, in bounded memory", () => {
    const record = sampleRecords()[0];
    for (let index = 0; index < 100_000; index++) {
      const at = path.join(folder, String(index % 100));
      if (index < 100) fs.mkdirSync(at);
      fs.writeFileSync(path.join(at, `${index}.json`), JSON.stringify({ ...record, eventID: `id-${index}` }));
    }
    const { document, megabytes } = replayed();
    assert.deepEqual([document.records.matched, document.records.duplicates, document.files.read], [100_000, 0, 100_000]);
    assert.ok(megabytes < mostMegabytes, `${megabytes} MB`);
  });
});
