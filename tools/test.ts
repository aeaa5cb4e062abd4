/**
 * The body of `npm test`: type check, ESLint, unit tests and engine tests, each as a step, with all their failures in full
 * and one line of numbers at the end. See `npm test -- --help`.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runCommand } from "./childProcess";
import { EXIT, exitWith } from "./exit";
import { elapsed, stderrProgress, withHeartbeat } from "./progress";
import { ensurePulumiCli } from "./pulumiCli";
import { type TestResult } from "./testReporter";

const root = path.resolve(__dirname, "..");
const bin = (...parts: string[]): string => path.join(root, "node_modules", ...parts);

const cliProgress = stderrProgress("[2/3]");
const progress = stderrProgress("[3/3]");

type Part = "types" | "lint" | "unit" | "engine";

interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
}

const MOCHA_ARGS = ["--no-config", "-r", "ts-node/register/transpile-only", "--extension", "ts", "--reporter", path.join(__dirname, "testReporter.ts")];
const TEST_FILES = "tests/**/*.test.ts";
const ENGINE_FILES = "tests/engine/**/*.test.ts";

/** An engine test deploys for real, several times, while another one does so on the second core. */
const ENGINE_TIMEOUT_MILLISECONDS = 240_000;
const UNIT_TIMEOUT_MILLISECONDS = 20_000;

void exitWith(async () => {
  const { parts, grep } = readArguments(process.argv.slice(2));
  const start = Date.now();
  if (parts.includes("engine")) {
    const cli = await ensurePulumiCli(cliProgress);
    cliProgress(`Pulumi CLI ${cli.version} (${cli.source})`);
  }
  progress("Running the tests…");
  const step = (part: Part, work: () => Promise<Outcome>): Promise<Outcome[]> => (parts.includes(part) ? runStep(part, work) : Promise.resolve([]));

  // Two cores: the checks and the unit tests side by side, then the engine tests, which use both.
  const [checks, unit] = await Promise.all([
    (async () => [
      ...(await step("types", () => check(bin("typescript", "bin", "tsc"), "--noEmit", "-p", "."))),
      ...(await step("lint", () => check(bin("eslint", "bin", "eslint.js"), "--max-warnings", "0", "."))),
    ])(),
    step("unit", () => mocha(["--timeout", String(UNIT_TIMEOUT_MILLISECONDS), "--exclude", ENGINE_FILES, TEST_FILES], grep)),
  ]);
  const engine = await step("engine", () =>
    mocha(["--timeout", String(ENGINE_TIMEOUT_MILLISECONDS), "--parallel", "--jobs", "2", ENGINE_FILES], grep),
  );

  const outcomes = [...checks, ...unit, ...engine];
  const sum = (kind: keyof Outcome): number => outcomes.reduce((total, outcome) => total + outcome[kind], 0);
  const [passed, failed, skipped] = [sum("passed"), sum("failed"), sum("skipped")];
  console.log(`\nAll in ${elapsed(start)}.${skipped === 0 ? "" : ` ${skipped} skipped.`}`);
  if (passed + failed === 0) console.log(`No test ran${grep === undefined ? "" : `: no title holds ${JSON.stringify(grep)}`}.`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? EXIT.success : EXIT.failed;
});

/** tools/run.mjs has refused what is not an argument of this command. */
function readArguments(args: readonly string[]): { parts: Part[]; grep: string | undefined } {
  let grep: string | undefined;
  const parts: Part[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    if (argument === "--grep") grep = args[++index];
    else if (argument.startsWith("--grep=")) grep = argument.slice("--grep=".length);
    else parts.push(argument as Part);
  }
  const all: Part[] = grep === undefined ? ["types", "lint", "unit", "engine"] : ["unit", "engine"];
  return { parts: parts.length === 0 ? all : parts, grep };
}

async function runStep(part: Part, work: () => Promise<Outcome>): Promise<Outcome[]> {
  const start = Date.now();
  const outcome = await withHeartbeat(progress, part, "still running", work());
  console.log(`${part}: ${outcome.passed} passed, ${outcome.failed} failed (${elapsed(start)})`);
  return [outcome];
}

/** Runs a check that passes or fails as a whole, and prints what it said where it failed. */
async function check(script: string, ...args: string[]): Promise<Outcome> {
  const { exitCode, stdout, stderr } = await runCommand(process.execPath, [script, ...args], { cwd: root });
  if (exitCode !== 0) console.log(`${stdout}${stderr}`.trimEnd());
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
}

/** Runs test files with mocha. A run that ends without results (a file that does not load) counts as a failed test. */
async function mocha(args: readonly string[], grep: string | undefined): Promise<Outcome> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-tests-"));
  const file = path.join(folder, "result.json");
  try {
    const chosen = grep === undefined ? [] : ["--fgrep", grep];
    const all = [bin("mocha", "bin", "mocha.js"), ...MOCHA_ARGS, "--reporter-option", `output=${file}`, ...chosen, ...args];
    const { exitCode, stdout, stderr } = await runCommand(process.execPath, all, { cwd: root });
    const result = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as TestResult) : undefined;
    const broken = result === undefined || (exitCode !== 0 && result.failed === 0);
    if (broken || result.failed > 0) console.log(`${stdout}${stderr}`.trim());
    const { passed, failed, skipped } = result ?? { passed: 0, failed: 0, skipped: 0 };
    return { passed, failed: broken ? failed + 1 : failed, skipped };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
