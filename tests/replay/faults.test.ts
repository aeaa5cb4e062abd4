/** Protects the replay against what happens to threads and files while it reads. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as zlib from "node:zlib";
import { Worker } from "node:worker_threads";
import { monthlyCost } from "../../replay/cost/cost";
import { TemporaryFolder } from "../../replay/count/temporaryFolder";
import { uploadShape } from "../../replay/count/uploadRows";
import { defaultDefinitions } from "../../replay/definitions/pipeline";
import { replayDocument } from "../../replay/document";
import { replaySchema } from "../../replay/documentSchema";
import type { FilesResult, JudgeOptions } from "../../replay/fileJudge";
import { FileReader } from "../../replay/read/fileText";
import { walk } from "../../replay/read/localFiles";
import { replay, type ReplayOptions } from "../../replay/replay";
import { readWithThreads, type ThreadedFile } from "../../replay/threads";
import { sampleFolder, sampleRecords } from "./sampleArchive";

/** A thread that reads nothing, tells which files it was given, and ends at those whose path says how. */
const dyingThread = `
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", (jobs) => {
    for (const { path } of jobs) {
      if (path === "exits") process.exit(7);
      if (path === "throws") throw new Error("out of memory");
    }
    parentPort.postMessage({ files: jobs.map(({ index }) => index) });
  });
`;

describe("threads that end unexpectedly", () => {
  for (const threads of [1, 3]) {
    it(`take nothing with them: every other file is read once, with ${threads} of them`, async () => {
      const deadly = new Map([[3, "exits"], [70, "throws"], [199, "exits"]]);
      const files: ThreadedFile[] = Array.from({ length: 200 }, (_, index) => ({ index, path: deadly.get(index) ?? "good", bytes: 1 }));
      const read: number[] = [];
      const problems: [number, string][] = [];
      await readWithThreads(
        files,
        threads,
        {} as JudgeOptions,
        {
          result: (_, { files: done }: FilesResult) => read.push(...(done as unknown as number[])),
          problem: (file, problem) => problems.push([file, problem]),
        },
        new AbortController().signal,
        () => new Worker(dyingThread, { eval: true }),
      );
      assert.deepEqual(read.sort((left, right) => left - right), files.map(({ index }) => index).filter((index) => !deadly.has(index)));
      assert.deepEqual(problems.sort(([left], [right]) => left - right), [
        [3, "the thread that reads it ends: exit code 7"],
        [70, "the thread that reads it ends: out of memory"],
        [199, "the thread that reads it ends: exit code 7"],
      ]);
    });
  }
});

describe("what is done with what threads find", () => {
  it("fails once every thread has ended, so that nothing is found behind it", async () => {
    const files: ThreadedFile[] = Array.from({ length: 600 }, (_, index) => ({ index, path: "good", bytes: 1 }));
    let [given, failed] = [0, false];
    const result = (): void => {
      assert.equal(failed, false, "a result behind the failure");
      given++;
      throw new Error("no more");
    };
    const reading = readWithThreads(files, 3, {} as JudgeOptions, { result, problem: assert.fail }, new AbortController().signal, () => new Worker(dyingThread, { eval: true }));
    await assert.rejects(reading, /no more/);
    failed = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(given, 3, "each thread gives one");
  });
});

describe("files that change while they are read", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-faults-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const line = `${JSON.stringify(sampleRecords()[0])}\n`;

  for (const { size, lines } of [{ size: "read at once", lines: 10 }, { size: "read in pieces", lines: 5000 }]) {
    it(`a log that grows is read as it was when it was opened: ${size}`, async () => {
      const file = path.join(folder, "growing.jsonl");
      fs.writeFileSync(file, line.repeat(lines));
      const before = fs.statSync(file).size;
      let pieces = 0;
      const { bytes, textBytes } = await new FileReader().read(file, {
        room: () => Buffer.alloc(1 << 18),
        wrote: () => {
          pieces++;
          fs.appendFileSync(file, line);
        },
        end: (problem) => assert.equal(problem, undefined),
      });
      assert.deepEqual([bytes, textBytes], [before, before]);
      assert.equal(pieces > 1, lines > 10, "the other size is not tried");
    });
  }

  it("a log that shrinks, and one that goes, are told, and the rest is counted", async () => {
    const names = ["a.jsonl", "gone.jsonl", "z.jsonl"].map((name) => path.join(folder, name));
    for (const name of names) fs.writeFileSync(name, line);
    fs.writeFileSync(path.join(folder, "shrunk.json.gz"), zlib.gzipSync(line.repeat(3)));
    fs.truncateSync(path.join(folder, "shrunk.json.gz"), 60);
    const reading = replay({ definitions: defaultDefinitions(), inputs: [folder], selection: {}, delay: { seed: 1, worstMinutes: 15 }, threads: 1 });
    fs.rmSync(path.join(folder, "gone.jsonl"));
    const { totals } = await reading;
    assert.deepEqual(totals.problems.map(({ problem }) => problem).sort().slice(-2), ["it is gone", "the gzip data is cut off"]);
  });
});

describe("what may not be read or written", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-faults-"));
    fs.chmodSync(folder, 0o755);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** To root nothing is closed. */
  async function asNobody<T>(work: () => Promise<T>): Promise<T> {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      return await work();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }

  it("a folder and a file without permission are told, and the rest is read", async () => {
    const [open, closed, shut] = ["a/open.json", "b/closed/x.json", "c/shut.json"].map((name) => path.join(folder, name)) as [string, string, string];
    for (const file of [open, closed, shut]) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify(sampleRecords()[0]));
    }
    for (const place of [path.dirname(closed), shut]) fs.chmodSync(place, 0);
    const files: string[] = [];
    const problems: [string, string][] = [];
    const problem = (place: string, said: string): void => void problems.push([path.relative(folder, place), said]);
    await asNobody(async () => {
      walk(folder, { since: -Infinity, until: Infinity }, { file: (file) => files.push(file.path), skipped: assert.fail, problem });
      for (const file of files) {
        await new FileReader().read(file, { room: () => Buffer.alloc(1 << 18), wrote: () => undefined, end: (said) => said !== undefined && problem(file, said) });
      }
    });
    fs.chmodSync(path.dirname(closed), 0o755);
    assert.deepEqual(files, [open, shut]);
    assert.deepEqual(problems, [["b/closed", "no permission to read it"], ["c/shut.json", "no permission to read it"]]);
  });

  it("a folder for what does not fit into memory that is not there ends the replay, and says which", async () => {
    fs.writeFileSync(path.join(folder, "log.jsonl"), sampleRecords().map((record) => JSON.stringify(record)).join("\n"));
    const options = { definitions: defaultDefinitions(), inputs: [folder], selection: {}, delay: { seed: 1, worstMinutes: 15 }, threads: 1, memoryBytes: 600 };
    await assert.rejects(replay({ ...options, temporaryFolder: path.join(folder, "none") }), /ENOENT.*none/);
    const { temporaryBytes } = await replay({ ...options, temporaryFolder: folder });
    assert.ok(temporaryBytes > 0);
    assert.deepEqual(fs.readdirSync(folder), ["log.jsonl"]);
  });
});

describe("a disk that is full", () => {
  let folder: string;
  const { write } = TemporaryFolder.prototype;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-faults-"));
    fs.mkdirSync(path.join(folder, "tmp"));
    fs.mkdirSync(path.join(folder, "logs"));
    for (const [index, record] of uploads.entries()) fs.writeFileSync(path.join(folder, "logs", `${index}.json`), JSON.stringify(record));
  });
  afterEach(() => {
    TemporaryFolder.prototype.write = write;
    fs.rmSync(folder, { recursive: true });
  });

  const uploads = sampleRecords().filter(({ eventName }) => eventName !== "GetObject");

  const noSpace = (): Error => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

  /** As a disk does that has room for so many bytes: it takes a part of what is the last, and then no more. */
  function leaveRoomFor(bytes: number): void {
    TemporaryFolder.prototype.write = function (descriptor, data) {
      const part = data.subarray(0, bytes);
      write.call(this, descriptor, part);
      bytes -= part.length;
      if (part.length < data.length) throw noSpace();
    };
  }

  const definitions = defaultDefinitions();
  const delay = { seed: 1, worstMinutes: 15 };
  const reading = (more: Partial<ReplayOptions> = {}): ReturnType<typeof replay> =>
    replay({ definitions, inputs: [path.join(folder, "logs")], selection: {}, delay, threads: 1, memoryBytes: 600, temporaryFolder: path.join(folder, "tmp"), ...more });

  const cases: readonly { readonly what: string; readonly more: Partial<ReplayOptions> }[] = [
    { what: "rows", more: {} },
    { what: "rows, with several threads", more: { threads: 3 } },
    { what: "objects to mend", more: { memoryBytes: 1 << 20, object: () => undefined } },
  ];
  for (const { what, more } of cases) {
    it(`ends reading, tells what is known by then, and leaves nothing behind: ${what}`, async () => {
      leaveRoomFor(what === "objects to mend" ? 700 : 1000);
      const result = await reading(more);
      const { records } = result.totals;
      assert.deepEqual([result.noRoom, result.partial], [true, true]);
      // Objects to mend may be in the last files alone: all uploads are known by then.
      assert.ok(records.matched > 0 && records.matched < uploads.length + (more.object ? 1 : 0), String(records.matched));
      assert.equal(records.read, records.matched + records.notMatched + records.duplicates + records.unreadable);
      assert.equal(result.totals.groups.reduce((sum, { count }) => sum + count, 0), records.matched);
      assert.deepEqual(fs.readdirSync(path.join(folder, "tmp")), []);
      replaySchema.parse(replayDocument(result, definitions, delay, monthlyCost(result.totals, definitions)));
    });
  }

  it("once everything is read, costs the alarms alone", async () => {
    const whole = await reading();
    // Rows of uploads have room; those that alarms are made of have none.
    TemporaryFolder.prototype.write = function (descriptor, data) {
      if (data.length % (uploadShape.words * 4) !== 0) throw noSpace();
      write.call(this, descriptor, data);
    };
    const result = await reading();
    assert.deepEqual([whole.totals.alarms?.length, result.totals.alarms, result.noRoom], [5, undefined, false]);
    assert.deepEqual(result.totals.records, whole.totals.records);
    const { notTold, alarms } = replayDocument(result, definitions, delay, null);
    assert.deepEqual([notTold, alarms], [["alarms: there was no room on the disk to put them together"], []]);
  });

  it("where the output goes: the tables are printed instead, a line for each file says that it is missing, and no part of one stays", () => {
    const bin = path.resolve(__dirname, "../../cli/bin.mjs");
    const out = path.join(folder, "out.json");
    const args = ["replay", sampleFolder, "--format", "json", "--out", out];
    // Bundled before there is no room for it.
    assert.equal(spawnSync(process.execPath, [bin, ...args]).status, 0);
    const limited = spawnSync("sh", ["-c", 'ulimit -f 1 && exec "$@"', "sh", process.execPath, bin, ...args], { encoding: "utf8" });
    assert.match(limited.stdout, /135 records = 87 matched/);
    assert.deepEqual([limited.status, limited.stderr], [3, `There is no room left on the disk for ${out}; its tables were printed instead.\n`]);
    assert.equal(fs.existsSync(out), false);
    const full = spawnSync(process.execPath, [bin, "replay", sampleFolder, "--manifest", "/dev/full"], { encoding: "utf8" });
    assert.match(full.stdout, /135 records = 87 matched/);
    assert.deepEqual([full.status, full.stderr], [3, "There is no room left on the disk for /dev/full.\n"]);
  });
});
