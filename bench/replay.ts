/**
 * `npm run bench:replay`: the replay beside others that read the same archive, one after another in one run, several times
 * round. Only the ratios mean something: how fast a machine is, and what else it does, is in all of them alike.
 */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readOptions } from "../tools/options";
import { makeArchive } from "./replay/archive";

const root = path.resolve(__dirname, "..");
const usage = `npm run bench:replay -- [--megabytes N] [--rounds N] [--folder PATH] [--without-jq]

The replay beside gunzip, JSON.parse, DuckDB and jq, each reading the same archive. See docs/benchmarks.md.

  --megabytes N  of log text in the archive (2048)
  --rounds N     how often each is measured, in turns (3)
  --folder PATH  where the archives are kept for the next run; a temporary folder unless given
  --without-jq   leaves jq out, which is slow
`;
const { values, count } = readOptions(usage, {
  megabytes: { type: "string", default: "2048" },
  rounds: { type: "string", default: "3" },
  folder: { type: "string" },
  "without-jq": { type: "boolean" },
});
const [bytes, rounds] = [count("megabytes") * 1e6, count("rounds")];

interface Measured {
  /** Seconds, from start to end. */
  readonly wall: number;
  /** Seconds of all its threads. */
  readonly cpu: number;
  /** Bytes that were resident at most; 0 where that is not known. */
  readonly rss: number;
  readonly found: number;
}

const archives = values.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), "bench-replay-"));
process.on("exit", () => values.folder ?? fs.rmSync(archives, { recursive: true }));

/** Archives are made once, and kept for the next run where a folder is named. */
function archive(name: string, uploads: number, size: number): { folder: string; bytes: number } {
  const folder = path.join(archives, `${name}-${size}`);
  const note = path.join(folder, "size.txt");
  if (!fs.existsSync(note)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(note, String(makeArchive(folder, { seed: 20200616, bytes: size, uploads })));
  }
  return { folder, bytes: Number(fs.readFileSync(note, "utf8")) };
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): { wall: number; stdout: string } {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 30, env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return { wall: (performance.now() - start) / 1000, stdout };
}

function reader(way: string, folder: string): Measured {
  const { wall, stdout } = run(process.execPath, [path.join(root, "bench/replay/readers.mjs"), way, folder]);
  return { wall, ...(JSON.parse(stdout) as Omit<Measured, "wall">) };
}

function replay(folder: string, threads: number): Measured {
  const usage = path.join(os.tmpdir(), `bench-replay-${process.pid}.json`);
  const { wall, stdout } = run(process.execPath, [path.join(root, "cli/bin.mjs"), "replay", folder, "--format", "json", "--threads", String(threads)], { REPLAY_USAGE: usage });
  const { records } = JSON.parse(stdout) as { records: { matched: number } };
  const measured = JSON.parse(fs.readFileSync(usage, "utf8")) as Pick<Measured, "cpu" | "rss">;
  fs.rmSync(usage);
  return { wall, found: records.matched, ...measured };
}

/** Seconds of two replays at once, each with one thread and all the files: what two processors of this machine can do for it at most. */
function twoReplays(folder: string): number {
  const one = `"${process.execPath}" "${path.join(root, "cli/bin.mjs")}" replay "${folder}" --format json --threads 1 > /dev/null`;
  return run("bash", ["-c", `${one} & first=$!; ${one} && wait $first`]).wall;
}

/** Unpacking runs beside it, for nothing. */
function jq(folder: string): Measured {
  const names = '["PutObject","CopyObject","CreateMultipartUpload","PostObject","UpdateObjectEncryption"]';
  const program = `[.Records[] | select(.eventSource == "s3.amazonaws.com" and (.eventName | IN(${names}[]))) | {id: .eventID, method: .additionalEventData.SSEApplied, bucket: .requestParameters.bucketName}] | length`;
  const script = `TIMEFORMAT='%U %S'; time (find ${folder} -name '*.gz' -print0 | sort -z | xargs -0 zcat | jq '${program}') `;
  const start = performance.now();
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  const [user = 0, system = 0] = stderr.trim().split(/\s+/).slice(-2).map(Number);
  return { wall: (performance.now() - start) / 1000, cpu: user + system, rss: 0, found: stdout.trim().split("\n").reduce((sum, line) => sum + Number(line), 0) };
}

/** The least of some rounds of each, taken in turns: other work on the machine only adds to it. */
function best(ways: Readonly<Record<string, () => Measured>>, times: number): Record<string, Measured> {
  const results: Record<string, Measured> = {};
  for (let round = 0; round < times; round++) {
    for (const [name, work] of Object.entries(ways)) {
      const measured = work();
      const { wall = Infinity, cpu = Infinity, rss = 0 } = results[name] ?? {};
      results[name] = { ...measured, wall: Math.min(wall, measured.wall), cpu: Math.min(cpu, measured.cpu), rss: Math.max(rss, measured.rss) };
      console.error(`${name}: ${measured.wall.toFixed(1)} s (${measured.cpu.toFixed(1)} s of processor)`);
    }
  }
  return results;
}

function report(title: string, size: number, results: Record<string, Measured>): void {
  console.log(`\n${title}: ${(size / 1e9).toFixed(2)} GB of text\n`);
  console.log("| what | seconds | MB/s | processor seconds | resident | found |");
  console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
  for (const [name, { wall, cpu, rss, found }] of Object.entries(results)) {
    console.log(`| ${name} | ${wall.toFixed(1)} | ${Math.round(size / 1e6 / wall)} | ${cpu.toFixed(1)} | ${rss > 0 ? `${Math.round(rss / 1e6)} MB` : ""} | ${found.toLocaleString("en-US")} |`);
  }
}

/** Whether a ratio of two measures reaches its goal: by the seconds of the processor, which other work on the machine changes least. */
function goal(name: string, other: Measured | undefined, own: Measured | undefined, least: number): void {
  const ratio = (of: (measured: Measured) => number): number => (other && own ? of(other) / of(own) : NaN);
  const [byProcessor, byClock] = [ratio(({ cpu }) => cpu), ratio(({ wall }) => wall)];
  console.log(`| ${name} | ${least} | ${byProcessor.toFixed(2)} | ${byClock.toFixed(2)} | ${byProcessor >= least ? "reached" : "missed"} |`);
}

const mixed = archive("mixed", 0.06, bytes);
const results = best(
  {
    "replay, one thread": () => replay(mixed.folder, 1),
    gunzip: () => reader("gunzip", mixed.folder),
    "gunzip + JSON.parse": () => reader("parse", mixed.folder),
    "replay, two threads": () => replay(mixed.folder, 2),
    "DuckDB, one thread": () => reader("duckdb", mixed.folder),
  },
  rounds,
);
if (!values["without-jq"]) results["jq, one thread"] = best({ jq: () => jq(mixed.folder) }, 1)["jq"] as Measured;
report("A mixed log", mixed.bytes, results);

const matching = archive("uploads", 1, bytes / 4);
const uploads = best(
  { "replay, one thread": () => replay(matching.folder, 1), "gunzip + JSON.parse": () => reader("parse", matching.folder) },
  rounds,
);
report("A log of nothing but uploads", matching.bytes, uploads);

const one = results["replay, one thread"];
const two = results["replay, two threads"];
console.log("\n| times as fast as | goal | by processor | by clock | |\n| --- | ---: | ---: | ---: | --- |");
goal("gunzip + JSON.parse", results["gunzip + JSON.parse"], one, 3);
goal("gunzip alone", results["gunzip"], one, 0.6);
goal("DuckDB", results["DuckDB, one thread"], one, 2.5);
if (!values["without-jq"]) goal("jq", results["jq, one thread"], one, 6);
goal("gunzip + JSON.parse, uploads alone", uploads["gunzip + JSON.parse"], uploads["replay, one thread"], 1.3);
const atOnce = Math.min(...Array.from({ length: rounds }, () => twoReplays(mixed.folder)));
const faster = (seconds: number): string => ((one?.wall ?? NaN) / seconds).toFixed(2);
console.log(`\nTwo threads: ${faster(two?.wall ?? NaN)} times as fast as one (goal 1.8). Two replays at once do ${faster(atOnce / 2)} times as much as one.`);
const resident = Math.max(...[results, uploads].flatMap((all) => Object.entries(all).flatMap(([name, { rss }]) => (name.startsWith("replay") ? rss / 1e6 : []))));
console.log(`At most ${Math.round(resident)} MB resident (goal: under 300).`);
