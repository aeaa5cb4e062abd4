/**
 * For tests that run the real Pulumi engine: a temporary project with a backend and a sandbox provider of its own, so
 * that test files can run side by side.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Engine, type EngineOptions, type PolicyPack } from "../../sandbox/engine";
import { type Deployment, type PreviewStep, type ResourceState } from "../../sandbox/engineOutput";
import { type CommandResult } from "../../tools/childProcess";
import { stderrProgress } from "../../tools/progress";
import { ensurePulumiCli, type PulumiCli } from "../../tools/pulumiCli";

/** The root of the repository. */
export const repository = path.resolve(__dirname, "..", "..");

/** The program of a test, and how it is run. */
export interface TestStackOptions {
  /** The text of index.ts, `repository` for the repository's own program, or a folder of the repository that has one. */
  program: string | { repository: true } | { folder: string };
  /** The text of Pulumi.<stack>.yaml. */
  config?: string;
  stack?: string;
  policyPacks?: readonly PolicyPack[];
  env?: NodeJS.ProcessEnv;
}

/** A stack that a test deploys, with its temporary folder. */
export interface TestStack {
  engine: Engine;
  /** What the engine was started with, to start another one on the same stack. */
  options: EngineOptions;
  /** The project's folder, temporary unless the program is the repository's own. */
  project: string;
  /** Replaces the program; `index.ts` of the temporary project. */
  writeProgram(text: string): void;
}

const PULUMI_YAML = "name: sandbox-test\nruntime: nodejs\nmain: index.ts\n";

let cli: Promise<PulumiCli> | undefined;

/**
 * Runs a test with a stack of its own, and removes everything of it afterwards, however the test ends. The program finds
 * the repository's packages, and runs on the configuration given, not on the repository's.
 */
export async function withStack(options: TestStackOptions, test: (stack: TestStack) => Promise<void>): Promise<void> {
  cli ??= ensurePulumiCli(stderrProgress("[2/3]"));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-"));
  const { program } = options;
  const project = typeof program === "string" ? path.join(folder, "project") : "folder" in program ? path.join(repository, program.folder) : repository;
  const writeProgram = (text: string): void => fs.writeFileSync(path.join(folder, "project", "index.ts"), text);
  if (typeof program === "string") {
    createProject(project);
    writeProgram(program);
  }
  const { policyPacks, env } = options;
  const engineOptions: EngineOptions = {
    cli: await cli,
    project,
    workspace: path.join(folder, "workspace"),
    stack: options.stack ?? "test",
    stackConfig: options.config ?? "config:\n  aws:region: eu-central-1\n",
    ...(policyPacks === undefined ? {} : { policyPacks }),
    ...(env === undefined ? {} : { env }),
  };
  const engine = await Engine.start(engineOptions);
  try {
    await test({ engine, options: engineOptions, project, writeProgram });
  } finally {
    engine.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder for a test, removed afterwards. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-folder-"));
  try {
    await test(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function createProject(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "Pulumi.yaml"), PULUMI_YAML);
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "sandbox-test", private: true }));
  fs.copyFileSync(path.join(repository, "tsconfig.json"), path.join(folder, "tsconfig.json"));
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
}

/** Fails with everything the CLI said, unless the command succeeded. */
export function assertSucceeded(result: CommandResult): void {
  assert.equal(result.exitCode, 0, `exit code ${result.exitCode}\n${result.stdout}\n${result.stderr}`);
}

/** Fails unless the command failed and said something that matches each pattern. */
export function assertRefused(result: CommandResult, ...patterns: RegExp[]): void {
  // The engine breaks no lines, but a preview as JSON escapes quotes and angle brackets.
  const said = `${result.stdout}\n${result.stderr}`.replace(/\\"/g, '"').replace(/\\n/g, "\n");
  assert.notEqual(result.exitCode, 0, `should have been refused:\n${said}`);
  for (const pattern of patterns) assert.match(said, pattern);
}

/** The resources of a state that a program declared: without the stack itself and its providers. */
export function declared(deployment: Deployment): ResourceState[] {
  return deployment.resources.filter(({ type }) => !type.startsWith("pulumi:"));
}

/** A preview's steps as lines `create aws:s3/bucket:Bucket data`, sorted, without what stays the same. */
export function changes(steps: readonly PreviewStep[]): string[] {
  return steps
    .filter(({ op, type }) => op !== "same" && !type.startsWith("pulumi:"))
    .map(({ op, type, urn }) => `${op} ${type} ${urn.split("::").pop() ?? ""}`)
    .sort();
}
