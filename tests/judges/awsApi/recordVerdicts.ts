/** Asks botocore and moto about all calls, and records what they say in recorded.json. See the README. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitWith } from "../../../tools/exit";
import { pythonWith, runPython } from "../python";
import { stackSequence, wrongResources, type Sequence } from "./sequences";
import { account, stacks } from "./stacks";
import { digestOf, digestsOf, operationOf, type RecordedVerdicts, type Refusal } from "./verdicts";

/** What judge.py answers. */
interface Answers {
  readonly versions: RecordedVerdicts["versions"];
  readonly refusals: Readonly<Record<string, readonly (Omit<Refusal, "operation"> & { readonly call: number })[]>>;
}

void exitWith(async () => {
  const python = await pythonWith(join(__dirname, "requirements.txt"), "aws-api-judge");
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
    await runPython(python, [join(__dirname, "judge.py"), questions, answers], __dirname);
    return JSON.parse(readFileSync(answers, "utf8")) as Answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
