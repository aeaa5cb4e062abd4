/**
 * `npm run test:mutation -- FOLDER…`: changes the sources in small ways, one at a time, and says which changes no test notices.
 * See docs/mutation.md.
 */
import { fork } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { EXIT, exitWith } from "./exit";
import type { Mutant } from "./mutation/mutants";
import type { Report, Task, Verdict } from "./mutation/worker";
import { readOptions } from "./options";
import { stderrProgress } from "./progress";

const root = path.resolve(__dirname, "..");
const progress = stderrProgress("[mutation]");
/** Tests that need no process, no engine and no Pulumi: they are run thousands of times. */
const testFolders = ["tests/arguments", "tests/config", "tests/encryption", "tests/judge", "tests/policypack", "tests/simulator", "tests/validation"];
/** Property tests try hundreds of cases, which is too slow to be done for each mutant. */
const slow = /\.property\.test\.ts$/;
/** A mutant that takes longer never comes to an end. */
const hangs = 120_000;
const mostShown = 90;
const usage = `npm run test:mutation -- FOLDER|FILE… [--tests FOLDER,…] [--every N] [--budget MILLISECONDS] [--least PERCENT]

Changes the sources in small ways, one at a time, and tells each change that no test notices. See docs/mutation.md.

  FOLDER|FILE…            what is changed, from the project's folder
  --tests FOLDER,…        whose tests run; all unit tests that load what is changed, unless given
  --every N               every N-th change alone: a sample
  --budget MILLISECONDS   of processor time for the tests of one change (3000)
  --least PERCENT         of changes that must be noticed (90)

Exit code: 0 as many were noticed as must be; 1 fewer; 2 the arguments make no sense.
`;

interface Tried {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

void exitWith(async () => {
  const { values, positionals, count, refuse } = readOptions(
    usage,
    {
      tests: { type: "string" },
      every: { type: "string", default: "1" },
      budget: { type: "string", default: "3000" },
      least: { type: "string", default: "90" },
    },
    true,
  );
  const [every, budget, least] = [count("every"), count("budget"), count("least")];
  const files = positionals.flatMap((given) => {
    const found = typescriptFiles(path.relative(root, path.resolve(given)));
    return found.length > 0 ? found : refuse(`There is no TypeScript at ${given}`);
  });
  if (files.length === 0) refuse("Say what to change: a folder or a file");
  const tests = testsOf(new Set(files), values.tests?.split(",") ?? testFolders);
  progress(`${files.length} files, ${tests.length} files of tests`);
  const tried = await tryAll({ root, files, tests, every, budget, done: [] });
  process.stdout.write(`${summary(tried)}\n`);
  return rate(tried) >= least ? EXIT.success : EXIT.failed;
});

function typescriptFiles(at: string): string[] {
  const stat = fs.statSync(path.join(root, at), { throwIfNoEntry: false });
  if (stat?.isFile()) return at.endsWith(".ts") ? [at] : [];
  if (!stat || path.basename(at) === "node_modules") return [];
  return fs.readdirSync(path.join(root, at)).sort().flatMap((name) => typescriptFiles(path.join(at, name)));
}

/** The test files that load one of these files. */
function testsOf(files: ReadonlySet<string>, folders: readonly string[]): string[] {
  const known = new Map<string, boolean>();
  const reaches = (file: string): boolean => {
    const before = known.get(file);
    if (before !== undefined) return before;
    known.set(file, files.has(file));
    const found = files.has(file) || importsOf(file).some(reaches);
    known.set(file, found);
    return found;
  };
  return folders.flatMap(typescriptFiles).filter((file) => file.endsWith(".test.ts") && !slow.test(file) && reaches(file));
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(fs.readFileSync(path.join(root, file), "utf8"));
  return importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith(".")) return [];
    const target = path.join(path.dirname(file), fileName);
    return [`${target}.ts`, path.join(target, "index.ts")].filter((one) => fs.existsSync(path.join(root, one)));
  });
}

/** Tries all mutants, in a process that is begun anew after each that hangs. */
async function tryAll(task: Task): Promise<Tried[]> {
  const tried: Tried[] = [];
  const hung: number[] = [];
  let finished = false;
  while (!finished) {
    const done = [...tried.map(({ mutant }) => mutant.id), ...hung];
    const last = await oneProcess({ ...task, done }, (one) => {
      tried.push(one);
      if (one.verdict === "survived" || one.verdict === "unreached") process.stdout.write(`${described(one)}\n`);
      if (tried.length % 100 === 0) progress(`${tried.length} mutants, ${rate(tried).toFixed(1)} % noticed`);
    });
    finished = last === undefined;
    if (last !== undefined) hung.push(last);
  }
  if (hung.length > 0) progress(`${hung.length} mutants hung and count as noticed`);
  return tried;
}

/** Gives the mutant at which the process had to be ended; undefined where it tried them all. */
function oneProcess(task: Task, onTried: (one: Tried) => void): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(__dirname, "mutation", "worker.ts"), { execArgv: ["-r", "ts-node/register/transpile-only"], cwd: root });
    let at: number | undefined;
    let finished = false;
    let watchdog: NodeJS.Timeout | undefined;
    child.on("message", (report: Report) => {
      clearTimeout(watchdog);
      if (report.kind === "log") progress(report.text);
      else if (report.kind === "finished") finished = true;
      else if (report.kind === "end") onTried(report);
      else {
        at = report.mutant;
        watchdog = setTimeout(() => child.kill("SIGKILL"), hangs);
      }
    });
    child.on("exit", (code, signal) => {
      clearTimeout(watchdog);
      if (code === 0 && finished) resolve(undefined);
      else if (at !== undefined && signal !== null) resolve(at);
      else reject(new Error(`the mutants' process ended with ${code ?? signal ?? "nothing"}`));
    });
    child.send(task);
  });
}

/** Percent of the tried mutants that a test notices; those that act while files are loaded are not tried. */
function rate(tried: readonly Tried[]): number {
  const counted = tried.filter(({ verdict }) => verdict !== "static");
  const killed = counted.filter(({ verdict }) => verdict === "killed" || verdict === "hung").length;
  return counted.length === 0 ? 100 : (100 * killed) / counted.length;
}

function summary(tried: readonly Tried[]): string {
  const files = [...new Set(tried.map(({ mutant }) => mutant.file))];
  const row = (name: string, ofFile: readonly Tried[]): string => {
    const count = (verdict: Verdict): number => ofFile.filter((one) => one.verdict === verdict).length;
    return [name, ofFile.length, count("killed"), count("survived"), count("unreached"), count("static"), `${rate(ofFile).toFixed(1)} %`].join("\t");
  };
  return [
    "",
    ["file", "mutants", "killed", "survived", "unreached", "not tried", "noticed"].join("\t"),
    ...files.map((file) => row(file, tried.filter(({ mutant }) => mutant.file === file))),
    row("all", tried),
  ].join("\n");
}

function described({ mutant: { file, line, kind, original, mutated }, verdict }: Tried): string {
  return `${file}:${line}\t${verdict}\t${kind}\t${short(original)}\t${short(mutated)}`;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > mostShown ? `${line.slice(0, mostShown)}…` : line;
}
