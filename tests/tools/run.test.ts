/** Protects the entry of `npm start` and `npm test`: what it installs, what it says, and how it ends. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { untilEnded } from "./processes";

const repository = path.resolve(__dirname, "..", "..");

interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** A checkout with the real entry, a lock file, and a program and an npm that the test writes. */
class Checkout {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-run-"));
  private readonly env: NodeJS.ProcessEnv = {};

  constructor(program: string, npm: string) {
    for (const file of ["tools/run.mjs", "tools/commands.mjs"]) this.write(file, fs.readFileSync(path.join(repository, file), "utf8"));
    this.write("tools/test.ts", program);
    this.write("npm.cjs", npm);
    this.write("package-lock.json", JSON.stringify({ packages: LOCKED }));
  }

  write(file: string, text: string): void {
    const target = path.join(this.folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  }

  /** Lets the entry take the Node.js that runs it for one of this version. */
  pretendNode(version: string): void {
    const versions = `{ value: { ...process.versions, node: ${JSON.stringify(version)} } }`;
    this.write("node-version.cjs", `Object.defineProperty(process, "versions", ${versions});`);
    this.env["NODE_OPTIONS"] = `--require=${path.join(this.folder, "node-version.cjs")}`;
  }

  start(...args: string[]): { ended: Promise<Ended>; pid: number; said: (text: string) => Promise<void> } {
    const env = { ...process.env, npm_execpath: path.join(this.folder, "npm.cjs"), ...this.env };
    const child = spawn(process.execPath, [path.join(this.folder, "tools/run.mjs"), ...args], { cwd: os.tmpdir(), env });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (text) => (output.stdout += String(text)));
    child.stderr.on("data", (text) => (output.stderr += String(text)));
    const said = async (text: string): Promise<void> => {
      while (!output.stdout.includes(text)) await once(child.stdout, "data");
    };
    const ended = once(child, "close").then(([exitCode]) => ({ exitCode: exitCode as number | null, ...output }));
    return { ended, pid: child.pid ?? 0, said };
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }
}

const LOCKED = {
  "": { name: "it" },
  "node_modules/ts-node": { version: "10.9.2", integrity: "sha512-a" },
  "node_modules/only-on-another-platform": { version: "1.0.0", integrity: "sha512-b", optional: true },
};

/** An npm that installs a ts-node which does nothing, as npm does it: the record comes last. */
const INSTALLING = `
const fs = require("node:fs");
if (process.argv[2] !== "ci") throw new Error("npm " + process.argv[2]);
fs.appendFileSync("npm-runs", "ci\\n");
fs.mkdirSync("node_modules/ts-node/register", { recursive: true });
fs.writeFileSync("node_modules/ts-node/register/transpile-only.js", "require.extensions['.ts'] = require.extensions['.js'];");
fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages: { "node_modules/ts-node": { version: "10.9.2", integrity: "sha512-a" } } }));
console.log("added 1 package");
`;

const SAYING = `console.log(JSON.stringify({ cwd: process.cwd(), args: process.argv.slice(2) })); process.exitCode = 1;`;

const FOREVER = `console.log("running " + process.pid); setInterval(() => {}, 1000);`;

describe("tools/run.mjs", () => {
  const checkouts: Checkout[] = [];
  const checkout = (program = SAYING, npm = INSTALLING): Checkout => {
    const made = new Checkout(program, npm);
    checkouts.push(made);
    return made;
  };
  after(() => {
    for (const { folder } of checkouts) fs.rmSync(folder, { recursive: true, force: true });
  });

  it("installs once, then runs the program in the checkout with its arguments and its exit code", async () => {
    const fresh = checkout();
    const first = await fresh.run("test", "unit", "--grep", "a b");
    assert.equal(first.exitCode, 1, first.stderr);
    assert.deepEqual(JSON.parse(first.stdout), { cwd: fs.realpathSync(fresh.folder), args: ["unit", "--grep", "a b"] }, "nothing else on stdout");
    assert.match(first.stderr, /^\[1\/3\] Installing dependencies.*\n$/);

    assert.doesNotMatch((await fresh.run("test")).stderr, /Installing/);
    assert.equal(fs.readFileSync(path.join(fresh.folder, "npm-runs"), "utf8"), "ci\n");
  });

  const stale: [sentence: string, record: object | undefined][] = [
    ["another version", { "node_modules/ts-node": { version: "10.0.0", integrity: "sha512-a" } }],
    ["other content", { "node_modules/ts-node": { version: "10.9.2", integrity: "sha512-z" } }],
    ["a package less", {}],
    ["no record, because npm was cut off", undefined],
  ];
  for (const [sentence, record] of stale) {
    it(`installs again where node_modules holds ${sentence}`, async () => {
      const changed = checkout();
      await changed.run("test");
      const file = "node_modules/.package-lock.json";
      if (record === undefined) fs.rmSync(path.join(changed.folder, file));
      else changed.write(file, JSON.stringify({ packages: record }));
      assert.match((await changed.run("test")).stderr, /Installing/);
    });
  }

  const failures: [sentence: string, says: string, expected: RegExp][] = [
    ["no network", "npm error code ENOTFOUND\nnpm error network request failed", /^The dependencies could not be downloaded: check the network/],
    ["a folder that cannot be written", "npm error code EROFS", /^node_modules in .* cannot be written; copy the project/],
    ["a full disk", "npm error code ENOSPC", /^The disk is full/],
    ["anything else", "npm error Invalid Version", /^The dependencies could not be installed \(npm ci failed\)/],
  ];
  for (const [sentence, says, expected] of failures) {
    it(`says in one line what to do about ${sentence}, then what npm said, and ends with 3`, async () => {
      const { exitCode, stderr, stdout } = await checkout(SAYING, `console.error(${JSON.stringify(says)}); process.exit(1);`).run("test");
      assert.deepEqual([exitCode, stdout], [3, ""]);
      assert.match(stderr.split("\n")[1] ?? "", expected);
      assert.ok(stderr.includes(says));
    });
  }

  const nodeVersions: [version: string, runs: boolean][] = [
    ["18.20.8", false],
    ["19.9.0", false],
    ["20.9.0", false],
    ["20.10.0", false],
    ["20.11.0", true],
    ["21.0.0", true],
    ["26.1.0", true],
  ];
  for (const [version, runs] of nodeVersions) {
    it(`${runs ? "runs" : "refuses to run, and installs nothing,"} with Node.js ${version}`, async () => {
      const checked = checkout();
      checked.pretendNode(version);
      const { exitCode, stderr } = await checked.run("test");
      assert.equal(exitCode, runs ? 1 : 3, stderr);
      if (runs) return;
      assert.equal(stderr, `Node.js 20.11 or later is needed, this is ${version}; get it from https://nodejs.org/\n`);
      assert.ok(!fs.existsSync(path.join(checked.folder, "npm-runs")));
    });
  }

  it("needs the Node.js that package.json asks for", () => {
    const { engines } = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")) as { engines: { node: string } };
    assert.equal(engines.node, ">=20.11");
  });

  it("hands Ctrl-C to the program, leaves none behind, and ends with 130", async () => {
    const { ended, pid, said } = checkout(FOREVER).start("test");
    await said("running");
    process.kill(pid, "SIGINT");
    const { exitCode, stdout } = await ended;
    assert.equal(exitCode, 130);
    await untilEnded(Number(stdout.split(" ")[1]));
  });

  it("ends an installation with Ctrl-C, and the next run installs anew", async () => {
    const cut = checkout(SAYING, `require("node:fs").writeFileSync("started", String(process.pid)); setInterval(() => {}, 1000);`);
    const { ended, pid } = cut.start("test");
    const started = path.join(cut.folder, "started");
    while (!fs.existsSync(started) || fs.readFileSync(started, "utf8") === "") await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(pid, "SIGINT");
    assert.equal((await ended).exitCode, 130);
    await untilEnded(Number(fs.readFileSync(started, "utf8")));
    cut.write("npm.cjs", INSTALLING);
    assert.equal((await cut.run("test")).exitCode, 1);
  });

  const usage: [args: string[], exitCode: number, says: RegExp][] = [
    [["test", "--hepl"], 2, /^Unknown argument --hepl; did you mean --help\? More: npm test -- --help\n$/],
    [["test", "unti"], 2, /did you mean unit\?/],
    [["test", "--grep"], 2, /^--grep needs a value: --grep <text>\n$/],
    [["test", "--seed"], 2, /^--seed needs a value: --seed <number>\n$/],
    [["test", "--seed", "12e3"], 2, /^--seed takes a whole number of at most nine digits, not 12e3\n$/],
    [["test", "--seed=random"], 2, /not random\n$/],
    [["test:all", "--seeds=1"], 2, /did you mean --seed\? More: npm run test:all -- --help\n$/],
    [["test:random", "engine"], 2, /^Unknown argument engine; .* More: npm run test:random -- --help\n$/],
    [["start", "--json=yes"], 2, /^--json takes no value\n$/],
    [["start", "everything"], 2, /^Unknown argument everything; known are --json, --stack, --config, --help/],
    [["constructor"], 2, /^Usage: node tools\/run\.mjs start\|test/],
    [[], 2, /^Usage/],
  ];
  for (const [args, exitCode, says] of usage) {
    it(`refuses ${args.join(" ") || "nothing"} before it installs anything`, async () => {
      const ended = await checkout().run(...args);
      assert.deepEqual([ended.exitCode, ended.stdout], [exitCode, ""]);
      assert.match(ended.stderr, says);
      assert.doesNotMatch(ended.stderr, /Installing/);
    });
  }

  const fixed: [command: string, args: string[], passed: string[]][] = [
    ["test", ["unit", "--seed", "7"], ["unit", "--seed", "7"]],
    ["test:all", ["unit"], ["--long", "unit"]],
    ["test:random", ["--seed=7"], ["unit", "--seed=random", "--seed=7"]],
  ];
  for (const [command, args, passed] of fixed) {
    it(`runs ${command} with what makes it that command before the arguments given: ${passed.join(" ")}`, async () => {
      const { stdout, stderr } = await checkout().run(command, ...args);
      assert.deepEqual((JSON.parse(stdout) as { args: unknown }).args, passed, stderr);
    });
  }

  it("is what package.json runs for each of its commands", () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")) as { scripts: Record<string, string> };
    const runs = Object.entries(scripts).filter(([, script]) => script.includes("run.mjs"));
    assert.deepEqual(runs, ["start", "test", "test:all", "test:random"].map((name) => [name, `node tools/run.mjs ${name}`]));
  });

  for (const command of ["start", "test", "test:all", "test:random"]) {
    it(`explains ${command} on stdout, with its exit codes`, async () => {
      const { exitCode, stdout, stderr } = await checkout().run(command, "--help");
      assert.deepEqual([exitCode, stderr], [0, ""]);
      assert.match(stdout, /^Usage: npm /);
      assert.match(stdout, /0 success, 1 failed, 2 wrong usage, 3 something is missing on this machine, 130 interrupted/);
    });
  }
});
