/** Protects the command line: arguments, help, output, and what is said of what is wrong. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { formats, readReplayArguments, replayHelp } from "../../cli/arguments";
import { UsageError } from "../../cli/options";
import { progressLine } from "../../cli/progressBar";
import { replaySchema } from "../../replay/documentSchema";
import { manifestLine, repairAdvice } from "../../replay/repair/manifest";
import { csvCell } from "../../report/csv";
import { sampleFolder, sampleRecords } from "./sampleArchive";

const root = path.resolve(__dirname, "../..");

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [path.join(root, "cli/bin.mjs"), ...args], { encoding: "utf8" });
}

describe("arguments of replay", () => {
  for (const { args, says } of [
    { args: [], says: /what is to be read/ },
    { args: ["x", "--formt", "json"], says: /no option --formt; did you mean --format\?/ },
    { args: ["x", "--format", "jsn"], says: /--format takes table, json, csv, html, not "jsn"; did you mean json\?/ },
    { args: ["x", "--since", "yesterday"], says: /--since takes a day or a time of UTC/ },
    { args: ["x", "--since", "2026-01-02", "--until", "2026-01-01"], says: /--since must be before --until/ },
    { args: ["x", "--account", "123"], says: /twelve digits/ },
    { args: ["x", "--threads", "0"], says: /whole number from 1 to 256/ },
    { args: ["x", "--stack", "a", "--state", "b"], says: /--stack and --state: give one/ },
    { args: ["x", "--out"], says: /--out/ },
    { args: ["x", "--engine", "athna"], says: /--engine takes local, athena, not "athna"; did you mean athena\?/ },
    { args: ["x", "--engine", "athena"], says: /x: --engine athena reads the log files of its table/ },
    { args: ["--engine", "athena", "--threads", "2"], says: /--threads says nothing to --engine athena/ },
    { args: ["--engine", "athena", "--strict"], says: /--strict says nothing/ },
    { args: ["--engine", "athena", "--table", "logs"], says: /--table takes database\.table, not "logs"/ },
    { args: ["x", "--workgroup", "audit"], says: /--workgroup says nothing to --engine local/ },
  ]) {
    it(`refuses ${args.join(" ") || "none"}`, () => {
      assert.throws(() => readReplayArguments(args), (error) => error instanceof UsageError && says.test(error.message));
    });
  }

  it("are all in the help, and in no other words", () => {
    const known = [...replayHelp.matchAll(/--([a-z-]+)/g)].map(([, name = ""]) => name);
    for (const name of known) assert.doesNotThrow(() => readReplayArguments(example(name)), name);
    for (const format of formats) assert.ok(replayHelp.includes(format));
  });

  function example(name: string): string[] {
    const values: Record<string, string> = { format: "json", since: "2026-01-01", until: "2026-01-02T00:00Z", account: "111122223333", threads: "2", delay: "5", seed: "3", engine: "local", table: "audit_dev.cloudtrail_logs" };
    const option = ["help", "strict", "fail-on-violation"].includes(name) ? [`--${name}`] : [`--${name}`, values[name] ?? "x"];
    return ["workgroup", "table"].includes(name) ? ["--engine", "athena", ...option] : ["x", ...option];
  }
});

describe("s3-encryption-audit replay", () => {
  it("prints one JSON document and nothing else in a pipe, which its schema takes", () => {
    const { status, stdout, stderr } = run("replay", sampleFolder, "--format", "json");
    assert.equal(stderr, "");
    assert.equal(status, 0);
    replaySchema.parse(JSON.parse(stdout));
  });

  it("writes all of it where the reader is slow", () => {
    const command = `"${process.execPath}" cli/bin.mjs replay "${sampleFolder}" --format html | (sleep 1; cat)`;
    assert.match(spawnSync("sh", ["-c", command], { encoding: "utf8", cwd: root }).stdout, /<\/html>\s*$/);
  });

  it("tells on Ctrl-C what is known so far, says that it is partial, and ends with 130", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-cli-"));
    try {
      const [record] = sampleRecords();
      for (let index = 0; index < 300; index++) fs.writeFileSync(path.join(folder, `${index}.json`), JSON.stringify({ ...record, eventID: `id-${index}` }));
      // As the terminal does, when the thread is given its third batch.
      const hook = path.join(folder, "interrupt.cjs");
      fs.writeFileSync(
        hook,
        `const { Worker } = require("node:worker_threads");
        const { postMessage } = Worker.prototype;
        let batches = 0;
        Worker.prototype.postMessage = function (...args) {
          if (++batches === 3) process.kill(process.pid, "SIGINT");
          return postMessage.apply(this, args);
        };`,
      );
      const args = ["-r", hook, path.join(root, "cli/bin.mjs"), "replay", `${folder}/*.json`, "--threads", "1", "--format", "json"];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      const { partial, records } = replaySchema.parse(JSON.parse(stdout));
      assert.deepEqual([status, partial, stderr], [130, true, "Interrupted: what was printed is part of the log.\n"]);
      assert.ok(records.matched >= 128 && records.matched < 300, String(records.matched));
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("says so where there is no room for what it prints", () => {
    const command = `"${process.execPath}" cli/bin.mjs replay "${sampleFolder}" --format json > /dev/full`;
    const { status, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8", cwd: root });
    assert.match(stderr, /no room left/);
    assert.equal(status, 3);
  });

  it("ends with 1 where an upload broke the requirement, if it is asked to", () => {
    assert.equal(run("replay", sampleFolder, "--fail-on-violation", "--format", "csv").status, 1);
  });

  it("writes a page that needs nothing from elsewhere, a table, and a manifest", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-cli-"));
    try {
      const [page, manifest] = [path.join(folder, "page.html"), path.join(folder, "manifest.csv")];
      const { stdout, stderr } = run("replay", sampleFolder, "--format", "html", "--out", page, "--manifest", manifest);
      assert.equal(stdout, "");
      const html = fs.readFileSync(page, "utf8");
      assert.match(html, /<svg/);
      assert.doesNotMatch(html, /<script|src=|href="http|url\(/);
      assert.equal(fs.readFileSync(manifest, "utf8").trimEnd().split("\n").length, 19);
      assert.match(stderr, /S3UpdateObjectEncryption/);
      assert.match(run("replay", sampleFolder).stdout, /135 records = 87 matched \+ 44 not matched \+ 3 duplicates \+ 1 unreadable/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  for (const { args, status, says } of [
    { args: ["replay", "--help"], status: 0, says: /^Usage: s3-encryption-audit replay/ },
    { args: ["--help"], status: 0, says: /replay/ },
    { args: ["replya"], status: 2, says: /no command "replya"/ },
    { args: ["replay", "/no/such/folder"], status: 2, says: /\/no\/such\/folder is not there/ },
    { args: ["replay", sampleFolder, "--requirement", "/no/such/file"], status: 3, says: /no such file/ },
    { args: ["replay", sampleFolder, "--state", path.join(root, "package.json")], status: 3, says: /pulumi stack export/ },
    { args: ["replay", sampleFolder, "--out", "/dev/full"], status: 3, says: /no room left/ },
  ]) {
    it(`${args.join(" ").replaceAll(root, ".")} ends with ${status}`, () => {
      const result = run(...args);
      assert.match(result.stdout + result.stderr, says);
      assert.equal(result.status, status);
    });
  }
});

describe("output of replay", () => {
  it("says how far it is, how fast, and how long it takes", () => {
    const progress = { readFiles: 5, readBytes: 25, textBytes: 3e9, problems: 1, totalFiles: 20, totalBytes: 100 };
    assert.equal(progressLine(progress, 10), `[${"#".repeat(6)}${".".repeat(18)}] 25 %  5 of 20 files, 300 MB/s, 30 s left, 1 problems`);
    assert.equal(progressLine({ ...progress, totalFiles: undefined, totalBytes: undefined, problems: 0 }, 10), "5 files, 300 MB/s");
  });

  it("quotes what would break a line of values, and what a spreadsheet would run", () => {
    assert.equal(csvCell('a "b", c'), '"a ""b"", c"');
    assert.equal(csvCell("=1+1"), "'=1+1");
  });

  it("encodes keys as S3 Batch Operations wants them", () => {
    assert.equal(manifestLine("acme", "ü/a b,c.json"), "acme,%C3%BC/a%20b%2Cc.json");
  });

  it("copies where an update in place would not do", () => {
    assert.match(repairAdvice("m.csv", 3, { methods: ["dsse-kms"], origin: "any" }).join("\n"), /S3PutObjectCopy.*aws:kms:dsse/);
    assert.match(repairAdvice("m.csv", 3, { methods: ["sse-kms"], origin: "any" }).join("\n"), /S3UpdateObjectEncryption/);
    assert.equal(repairAdvice("m.csv", 0, { methods: ["sse-kms"], origin: "any" }).length, 1);
  });
});
