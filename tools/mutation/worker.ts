/**
 * The process that tries mutants: loads the tests with all mutants written into the sources, learns which test reaches which
 * mutant, and then tries mutant after mutant. It is ended, and begun anew, where a mutant never comes to an end.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import fc from "fast-check";
import * as ts from "typescript";
import { mutantsOf, switchName, type Mutant } from "./mutants";
import { runTest, TestTree, type TreeTest } from "./testTree";

/** What the worker is given. */
export interface Task {
  readonly root: string;
  /** Files to mutate, from the root. */
  readonly files: readonly string[];
  readonly tests: readonly string[];
  /** Mutants that were tried before. */
  readonly done: readonly number[];
  /** Every how many mutants one is tried. */
  readonly every: number;
  /** Most milliseconds of the processor for the tests of a mutant, as long as they take without it. */
  readonly budget: number;
}

/** What became of a mutant. `static` ones act while files are loaded, and are not tried. */
export type Verdict = "killed" | "survived" | "unreached" | "static" | "hung";

/** What the worker says. */
export type Report =
  | { readonly kind: "begin"; readonly mutant: number }
  | { readonly kind: "end"; readonly mutant: Mutant; readonly verdict: Verdict; readonly by?: string }
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "finished" };

/** A test that asks for a mutant so many times more often than it does without it, and more often than this, runs in a circle. */
const hitFactor = 50;
const leastHits = 100_000;

const state = { active: -1, hits: 0, mostHits: Infinity };
/** How often the test that is being learnt about asks for each mutant. */
let asked = new Uint32Array(0);

/** Called at every place of a mutant, millions of times. */
function isOn(id: number): boolean {
  if (state.active === id) {
    state.hits += 1;
    if (state.hits > state.mostHits) throw new Error("the mutant runs in a circle");
    return true;
  }
  if (state.active === -1) asked[id] = (asked[id] ?? 0) + 1;
  return false;
}

interface Reach {
  readonly test: TreeTest;
  /** Of the processor: what else runs on the machine changes nothing. */
  readonly milliseconds: number;
  /** How often it asks for the mutant. */
  readonly times: number;
}

// Whoever asked is gone.
process.once("disconnect", () => process.exit(1));

process.once("message", (task: Task) => {
  void work(task).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function work({ root, files, tests, done, every, budget }: Task): Promise<void> {
  Object.assign(globalThis, { [switchName]: isOn });
  const mutants = instrument(root, files);
  asked = new Uint32Array(mutants.length);
  const tree = new TestTree();
  tree.install();
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require(path.join(root, "tests/seed.ts"));
  // Which case fails is of no interest.
  fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
  for (const file of tests) {
    tree.newFile();
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require(path.join(root, file));
  }
  const atLoad = askedFor();
  const reached = await dryRun(tree.tests);
  say({ kind: "log", text: `${mutants.length} mutants, ${tree.tests.length} tests` });
  const before = new Set(done);
  for (const mutant of mutants) {
    if (mutant.id % every !== 0 || before.has(mutant.id)) continue;
    // Waited for: a mutant that never comes to an end must be known by then to whoever ends it.
    await said({ kind: "begin", mutant: mutant.id });
    const reaching = reached.get(mutant.id) ?? [];
    if (reaching.length === 0) say({ kind: "end", mutant, verdict: atLoad.has(mutant.id) ? "static" : "unreached" });
    else {
      const by = await killer(mutant.id, reaching, budget);
      say({ kind: "end", mutant, verdict: by === undefined ? "survived" : "killed", ...(by !== undefined && { by }) });
    }
  }
  await said({ kind: "finished" });
}

/** Puts the mutants into the sources as they are loaded; other files are compiled as they are. */
function instrument(root: string, files: readonly string[]): Mutant[] {
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), (file) => fs.readFileSync(file, "utf8")) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, module: "commonjs", moduleResolution: "node10", sourceMap: false }, root);
  const mutants: Mutant[] = [];
  const instrumented = new Map(
    files.map((file) => {
      const found = mutantsOf(file, fs.readFileSync(path.join(root, file), "utf8"), mutants.length);
      mutants.push(...found.mutants);
      return [path.join(root, file), found.instrumented];
    }),
  );
  require.extensions[".ts"] = (module, file) => {
    const text = instrumented.get(file) ?? fs.readFileSync(file, "utf8");
    const { outputText } = ts.transpileModule(text, { compilerOptions: options, fileName: file });
    (module as unknown as { _compile: (code: string, file: string) => void })._compile(outputText, file);
  };
  return mutants;
}

/** How often mutants were asked for since the last call, of those that were. */
function askedFor(): Map<number, number> {
  const times = new Map<number, number>();
  asked.forEach((count, id) => count > 0 && times.set(id, count));
  asked.fill(0);
  return times;
}

/** The tests that reach each mutant, the fastest first. A test that fails without any mutant decides nothing. */
async function dryRun(tests: readonly TreeTest[]): Promise<Map<number, Reach[]>> {
  const reached = new Map<number, Reach[]>();
  for (const test of tests) {
    const start = process.cpuUsage();
    try {
      await runTest(test);
    } catch (error) {
      say({ kind: "log", text: `fails without a mutant: ${test.title}: ${String(error).slice(0, 300)}` });
      askedFor();
      continue;
    }
    const { user, system } = process.cpuUsage(start);
    for (const [id, times] of askedFor()) {
      const list = reached.get(id) ?? [];
      list.push({ test, milliseconds: (user + system) / 1000, times });
      reached.set(id, list);
    }
  }
  for (const list of reached.values()) list.sort((a, b) => a.milliseconds - b.milliseconds);
  return reached;
}

/** The test that notices a mutant. */
async function killer(id: number, reaching: readonly Reach[], budget: number): Promise<string | undefined> {
  let spent = 0;
  for (const { test, milliseconds, times } of reaching) {
    if (spent > 0 && spent + milliseconds > budget) return undefined;
    spent += milliseconds;
    Object.assign(state, { active: id, hits: 0, mostHits: leastHits + hitFactor * times });
    try {
      await runTest(test);
    } catch {
      return test.title;
    } finally {
      state.active = -2;
    }
  }
  return undefined;
}

function say(report: Report): void {
  process.send?.(report);
}

/** Says it, and waits until that and all before it are on their way: tests that wait for nothing leave no time to send. */
function said(report: Report): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(report, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}
