/** Asks botocore and moto about all calls, and records what they say in recorded.json. See the README. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../tools/childProcess";
import { exitWith } from "../../../tools/exit";
import { stackSequence, wrongResources, type Sequence } from "./sequences";
import { account, stacks } from "./stacks";
import { digestOf, digestsOf, operationOf, type RecordedVerdicts, type Refusal } from "./verdicts";

/** What judge.py answers. */
interface Answers {
  readonly versions: RecordedVerdicts["versions"];
  readonly refusals: Readonly<Record<string, readonly (Omit<Refusal, "operation"> & { readonly call: number })[]>>;
}

void exitWith(async () => {
  const python = await pythonWithJudges();
  const ofStacks: Sequence[] = [];
  // One after the other: Pulumi's mocks are global.
  for (const stack of stacks) ofStacks.push(await stackSequence(stack));
  const ofWrongInputs = await wrongResources();
  const answers = await judge(python, [...ofStacks, ...ofWrongInputs.map(({ sequence }) => sequence)]);
  const content: RecordedVerdicts = {
    versions: answers.versions,
    stacks: Object.fromEntries(ofStacks.map((sequence) => [sequence.id, { digests: digestsOf(sequence.calls), refusals: refusals(sequence, answers) }])),
    wrongInputs: Object.fromEntries(ofWrongInputs.map(({ wrong, sequence }) => [wrong.about, { digest: digestOf(wrong), refusals: refusals(sequence, answers) }])),
  };
  writeFileSync(join(__dirname, "recorded.json"), `${oneVerdictALine(content)}\n`);
  return 0;
});

function refusals({ id, calls }: Sequence, answers: Answers): Refusal[] {
  return (answers.refusals[id] ?? []).map(({ call: index, by, reason }) => {
    const refused = calls[index];
    if (!refused) throw new Error(`judge.py speaks of call ${index} of ${id}, which has ${calls.length}`);
    return { operation: operationOf(refused), by, reason };
  });
}

function oneVerdictALine({ versions, ...verdicts }: RecordedVerdicts): string {
  const parts = Object.entries(verdicts).map(([name, byId]) => {
    const lines = Object.entries(byId).map(([id, one]) => `    ${JSON.stringify(id)}: ${JSON.stringify(one)}`);
    return `  ${JSON.stringify(name)}: {\n${lines.join(",\n")}\n  }`;
  });
  return `{\n${[`  "versions": ${JSON.stringify(versions)}`, ...parts].join(",\n")}\n}`;
}

async function judge(python: string, sequences: readonly Sequence[]): Promise<Answers> {
  const folder = mkdtempSync(join(tmpdir(), "aws-api-judge-"));
  try {
    const [questions, answers] = [join(folder, "questions.json"), join(folder, "answers.json")];
    writeFileSync(questions, JSON.stringify({ account, sequences }));
    await run(python, [join(__dirname, "judge.py"), questions, answers]);
    return JSON.parse(readFileSync(answers, "utf8")) as Answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A Python that has what requirements.txt names: installed once for each content of it, in the user's cache. */
async function pythonWithJudges(): Promise<string> {
  const requirements = join(__dirname, "requirements.txt");
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const folder = join(homedir(), ".cache", "s3-encryption-audit", `aws-api-judge-${digest}`);
  const complete = join(folder, "complete");
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await run("python3", ["-m", "venv", folder]);
    await run(join(folder, "bin", "pip"), ["install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
    writeFileSync(complete, "");
  }
  return join(folder, "bin", "python");
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await runCommand(command, args, { cwd: __dirname });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
