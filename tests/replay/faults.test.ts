/** Protects the replay against what happens to threads and files while it reads. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as zlib from "node:zlib";
import { Worker } from "node:worker_threads";
import { defaultDefinitions } from "../../replay/definitions/pipeline";
import type { FilesResult, JudgeOptions } from "../../replay/fileJudge";
import { FileReader } from "../../replay/read/fileText";
import { walk } from "../../replay/read/localFiles";
import { replay } from "../../replay/replay";
import { readWithThreads, type ThreadedFile } from "../../replay/threads";
import { sampleRecords } from "./sampleArchive";

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
