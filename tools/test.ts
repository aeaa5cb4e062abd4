/**
 * The body of `npm test`, `npm run test:all` and `npm run test:random`: type check, ESLint, unit tests and engine tests, each as a step, with all their failures in full
 * and one line of numbers at the end. See `npm test -- --help`.
 */
import { randomInt } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { runCommand } from "./childProcess";
import { EXIT, exitWith } from "./exit";
import { elapsed, stderrProgress, withHeartbeat } from "./progress";
import { ensurePulumiCli } from "./pulumiCli";
import { type TestResult } from "./testReporter";

const root = path.resolve(__dirname, "..");
const bin = (...parts: string[]): string => path.join(root, "node_modules", ...parts);

const cliProgress = stderrProgress("[2/3]");
const progress = stderrProgress("[3/3]");

type Part = "types" | "lint" | "unit" | "lts" | "engine";

interface Outcome {
  passed: number;
  /** What failed, by name: the whole of what it said is further up, and may be far. */
  failures: string[];
  skipped: number;
}

interface Arguments {
  parts: Part[];
  grep: string | undefined;
  /** Whether the long tests run as well. */
  long: boolean;
  /** Where the property tests start from; undefined for the seed of tests/seed.ts. */
  seed: number | undefined;
}

const MOCHA_ARGS = ["--no-config", "-r", "ts-node/register/transpile-only", "-r", "./tests/seed.ts", "--extension", "ts", "--reporter", path.join(__dirname, "testReporter.ts")];
const TWO_AT_A_TIME = ["--parallel", "--jobs", "2"];
const TEST_FILES = "tests/**/*.test.ts";
const ENGINE_FILES = "tests/engine/**/*.test.ts";
/** What would take `npm test` over 12 minutes on two cores. */
const LONG_FILES = "tests/**/*.long.test.ts";

/** The LTS release of Node.js that README.md recommends; npm's package `node` brings it. */
const LTS_VERSION = "24";

/** Ends tests that hang. How fast a machine is decides no test: no test's own work comes near. */
const TIMEOUT_MILLISECONDS = 900_000;

void exitWith(async () => {
  const { parts, grep, long, seed } = readArguments(process.argv.slice(2));
  const start = Date.now();
  if (seed !== undefined) console.log(`Seed of the property tests: ${seed}; the same again: npm test -- unit --seed ${seed}`);
  if (parts.includes("engine")) {
    const cli = await ensurePulumiCli(cliProgress);
    cliProgress(`Pulumi CLI ${cli.version} (${cli.source})`);
  }
  progress("Running the tests…");
  const run = (args: readonly string[], node?: string): Promise<Outcome> =>
    mocha([...args, ...(long ? [] : ["--exclude", LONG_FILES]), ...(grep === undefined ? [] : ["--fgrep", grep])], seed, node);
  const step = (part: Part, work: () => Promise<Outcome>): Promise<Outcome[]> => (parts.includes(part) ? runStep(part, work) : Promise.resolve([]));

  // Two cores: the checks beside the unit tests, then the engine tests.
  const [checks, unit] = await Promise.all([
    (async () => [
      ...(await step("types", () => check("the type check", bin("typescript", "bin", "tsc"), "--noEmit", "-p", "."))),
      ...(await step("lint", () => check("ESLint", bin("eslint", "bin", "eslint.js"), "--max-warnings", "0", "."))),
    ])(),
    step("unit", () => run([...TWO_AT_A_TIME, "--exclude", ENGINE_FILES, TEST_FILES])),
  ]);
  const lts = await step("lts", async () => run([...TWO_AT_A_TIME, "--exclude", ENGINE_FILES, TEST_FILES], await ltsNode()));
  const engine = await step("engine", () => run([...TWO_AT_A_TIME, ENGINE_FILES]));

  const outcomes = [...checks, ...unit, ...lts, ...engine];
  const sum = (kind: "passed" | "skipped"): number => outcomes.reduce((total, outcome) => total + outcome[kind], 0);
  const [passed, skipped] = [sum("passed"), sum("skipped")];
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const failed = failures.length;
  console.log(`\nAll in ${elapsed(start)}.${skipped === 0 ? "" : ` ${skipped} skipped.`}`);
  if (passed + failed === 0) console.log(`No test ran${grep === undefined ? "" : `: no title holds ${JSON.stringify(grep)}`}.`);
  if (failed > 0) console.log(["Failed (what each said is above):", ...failures.map((name) => `  ${name}`)].join("\n"));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? EXIT.success : EXIT.failed;
});

/** tools/run.mjs has refused what is not an argument of its command. Of an option that is there twice the last one counts. */
function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { grep: { type: "string" }, seed: { type: "string" }, long: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const { grep, seed, long } = values;
  const tests: Part[] = ["unit", ...(long ? (["lts"] as const) : []), "engine"];
  const all: Part[] = grep === undefined ? ["types", "lint", ...tests] : tests;
  return {
    parts: positionals.length === 0 ? all : (positionals as Part[]),
    grep,
    long,
    seed: seed === undefined ? undefined : seed === "random" ? randomInt(1_000_000_000) : Number(seed),
  };
}

/** The path of that Node.js, downloaded by npm where it is not there yet. */
async function ltsNode(): Promise<string> {
  const args = ["exec", "--yes", `--package=node@${LTS_VERSION}`, "--", "node", "-p", "process.execPath"];
  const { exitCode, stdout, stderr } = await runCommand("npm", args, { cwd: root });
  if (exitCode !== 0) throw new Error(`npm could not get Node.js ${LTS_VERSION}:\n${stderr}`);
  return stdout.trim();
}

async function runStep(part: Part, work: () => Promise<Outcome>): Promise<Outcome[]> {
  const start = Date.now();
  const outcome = await withHeartbeat(progress, part, "still running", work());
  console.log(`${part}: ${outcome.passed} passed, ${outcome.failures.length} failed (${elapsed(start)})`);
  return [{ ...outcome, failures: outcome.failures.map((name) => `${part}: ${name}`) }];
}

/** Runs a check that passes or fails as a whole, and prints what it said where it failed. */
async function check(what: string, script: string, ...args: string[]): Promise<Outcome> {
  const { exitCode, stdout, stderr } = await runCommand(process.execPath, [script, ...args], { cwd: root });
  if (exitCode !== 0) console.log(`${stdout}${stderr}`.trimEnd());
  return exitCode === 0 ? { passed: 1, failures: [], skipped: 0 } : { passed: 0, failures: [what], skipped: 0 };
}

/** Runs test files with mocha. A run that ends without results (a file that does not load) counts as a failed test. */
async function mocha(args: readonly string[], seed: number | undefined, node = process.execPath): Promise<Outcome> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-tests-"));
  const file = path.join(folder, "result.json");
  try {
    const all = [bin("mocha", "bin", "mocha.js"), ...MOCHA_ARGS, "--timeout", String(TIMEOUT_MILLISECONDS), "--reporter-option", `output=${file}`, ...args];
    const env = { ...process.env, ...(seed !== undefined && { TEST_SEED: String(seed) }) };
    const { exitCode, stdout, stderr } = await runCommand(node, all, { cwd: root, env });
    const result = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as TestResult) : undefined;
    const { passed, failures, skipped } = result ?? { passed: 0, failures: [], skipped: 0 };
    if (result === undefined) failures.push("the run itself: it ended without a result");
    else if (exitCode !== 0 && failures.length === 0) failures.push(`the run itself: its tests passed, and it ended with exit code ${exitCode}`);
    // What the tests' own programs said comes first, so that the failures stand where the eye begins.
    if (failures.length > 0) console.log(`${stderr}${stdout}`.trim());
    return { passed, failures, skipped };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
