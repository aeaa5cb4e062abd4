/**
 * Asks @cloud-copilot/iam-simulate everything, and records what it decides in recorded.json. The package is under the
 * AGPL, so it is installed into a temporary folder and is no dependency of this project. See the README.
 */
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluateBucketPolicy, parsePolicyDocument } from "../../../simulator";
import { identify, principalKeys } from "../../../simulator/iam/principal";
import { runCommand } from "../../../tools/childProcess";
import { exitWith } from "../../../tools/exit";
import { readOptions } from "../../../tools/options";
import { divergences, factsOf } from "./divergences";
import { generatedPairs, questionOf } from "./generated";
import type { Decision, Question } from "./question";
import { allQuestions } from "./questions";
import { recordedGroup, type RecordedVerdicts } from "./verdicts";

const usage = `npm run record:iam-simulate [-- --try N]

Asks @cloud-copilot/iam-simulate all that the tests ask, and records what it decides in recorded.json.

  --try N  instead: asks it about N policies made at random, and tells where the simulator decides otherwise
`;
const versions = { "@cloud-copilot/iam-simulate": "0.1.173" };

/** What is used of the package. */
interface IamSimulate {
  readonly anonymousPrincipal: string;
  runUnsafeSimulation(simulation: object, options: object): string;
}

void exitWith(async () => {
  const { values, count } = readOptions(usage, { try: { type: "string" } });
  const tries = values.try === undefined ? undefined : count("try");
  const folder = mkdtempSync(join(tmpdir(), "iam-simulate-"));
  try {
    const decide = decider(await installed(folder));
    if (tries !== undefined) return report(tries, decide);
    const groups = [...allQuestions()].map(([name, questions]) => [name, recordedGroup(questions, decide)] as const);
    const content: RecordedVerdicts = { versions, groups: Object.fromEntries(groups) };
    writeFileSync(join(__dirname, "recorded.json"), `${JSON.stringify(content, undefined, 2)}\n`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function installed(folder: string): Promise<IamSimulate> {
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  writeFileSync(join(folder, "package.json"), "{}");
  const { exitCode, stdout, stderr } = await runCommand("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...packages], { cwd: folder });
  if (exitCode !== 0) throw new Error(`npm install failed:\n${stdout}${stderr}`);
  return createRequire(join(folder, "package.json"))("@cloud-copilot/iam-simulate") as IamSimulate;
}

const decisions: Readonly<Record<string, Decision>> = { ExplicitlyDenied: "explicitDeny", Allowed: "allow", ImplicitlyDenied: "neither" };

function decider({ anonymousPrincipal, runUnsafeSimulation }: IamSimulate): (question: Question) => Decision {
  return ({ request: { principal, action, resource, context }, account, resourcePolicy, identityPolicies }) => {
    const identity = identify(principal);
    const answer = runUnsafeSimulation(
      {
        request: {
          principal: identity.kind === "anonymous" ? anonymousPrincipal : identity.kind === "service" ? identity.service : identity.arn,
          action,
          resource: { resource, accountId: account },
          contextVariables: lowerCased({ ...principalKeys(identity), ...context }),
        },
        identityPolicies: identityPolicies.map((policy, index) => ({ name: `identity ${index}`, policy })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        // The form in which it takes a policy that needs no checking; it wants a name to be there.
        resourcePolicy: { __validated: true, policyDocument: resourcePolicy, metadata: { name: "resource" }, errors: [] },
      },
      {},
    );
    const decision = decisions[answer];
    if (!decision) throw new Error(`an answer of another kind: ${answer}`);
    return decision;
  };
}

function lowerCased(context: Readonly<Record<string, unknown>>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(context)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key.toLowerCase(), Array.isArray(value) ? (value as string[]) : String(value)]),
  );
}

/** Compares decisions on so many policies that nobody has seen, and prints what no divergence explains. */
function report(policies: number, decide: (question: Question) => Decision): number {
  const seed = randomInt(2 ** 31);
  const unexplained = generatedPairs({ seed, policies }).flatMap((pair) => {
    const parsed = parsePolicyDocument(pair.document);
    if (!parsed.valid) return [];
    const ours = evaluateBucketPolicy(parsed.document, pair.request).decision;
    const theirs = decide(questionOf(pair));
    return ours === theirs || divergences.some(({ shows }) => shows(factsOf(pair))) ? [] : { ours, theirs, ...pair };
  });
  for (const one of unexplained.slice(0, 5)) console.log(JSON.stringify(one, undefined, 2));
  console.log(`${unexplained.length} differences without an explanation on ${policies} policies of the seed ${seed}`);
  return unexplained.length === 0 ? 0 : 1;
}
