/**
 * `npm start`: deploys a stack with the real Pulumi engine, sends uploads through what was deployed, and shows it.
 *
 * The sandbox stands in for AWS where there is no account. With one, `pulumi up` is all there is.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { terminalOf } from "../report/terminal";
import { EXIT, exitWith } from "../tools/exit";
import { withFileLock } from "../tools/fileLock";
import { machineFault } from "../tools/machineFaults";
import { stderrProgress } from "../tools/progress";
import { ensurePulumiCli } from "../tools/pulumiCli";
import { demonstrate } from "./demo/demonstration";
import { drawDashboard } from "./demo/picture";
import { reportText } from "./demo/report";
import { storeObjects } from "./demo/send";
import { triedConfig, TriedConfigError, type Tried, type TriedConfig } from "./demo/triedConfig";
import { Engine } from "./engine";
import { failureText, warningsOf } from "./engineOutput";

const root = path.dirname(__dirname);
const folder = path.join(root, ".sandbox");
const cliProgress = stderrProgress("[2/3]");
const progress = stderrProgress("[3/3]");

void exitWith(async () => {
  const { values } = parseArgs({ options: { json: { type: "boolean" }, stack: { type: "string" }, config: { type: "string" } } });
  const tried = configOf(values);
  if (typeof tried === "string") {
    process.stderr.write(`${tried}\n`);
    return EXIT.usage;
  }
  const cli = await ensurePulumiCli(cliProgress);
  cliProgress(`Pulumi CLI ${cli.version} (${cli.source})`);
  const workspace = path.join(folder, "demo");
  fs.mkdirSync(workspace, { recursive: true });
  const waiting = (pid: number): void => progress(`Another run (process ${pid}) has the sandbox; waiting until it has ended. Ctrl-C stops.`);
  return withFileLock(path.join(workspace, "run.lock"), waiting, async () => {
    const engine = await Engine.start({ cli, project: root, workspace, stack: tried.stack, stackConfig: tried.text });
    try {
      return await run(engine, tried, values.json === true);
    } finally {
      engine.close();
    }
  });
});

/** The config to try; where there is none, why. A relative path is one of the folder in which npm was started. */
function configOf(tried: Tried): TriedConfig | string {
  try {
    return triedConfig(tried, root, process.env["INIT_CWD"] ?? process.cwd());
  } catch (error) {
    if (error instanceof TriedConfigError) return error.message;
    throw error;
  }
}

async function run(engine: Engine, tried: TriedConfig, json: boolean): Promise<number> {
  for (const { path: key, value } of tried.placeholders) {
    progress(`${value} stands for ${key}, which only its own stack can decrypt.`);
    await engine.setConfig(key, value, { path: true, secret: true });
  }
  for (const key of tried.ignored) progress(`The config's ${key} is left out: it is of the stack's own backend.`);
  const deployed = await deploy(engine, tried.stack);
  if (typeof deployed === "string") {
    const fault = machineFault(deployed);
    process.stderr.write(`${fault ?? deployed}\n`);
    return fault === undefined ? EXIT.failed : EXIT.prerequisites;
  }
  progress("Sending uploads through what was deployed…");
  const { stack, requests, result, metrics } = demonstrate(tried.stack, deployed.deployment, deployed.changes, tried.existingLogBucket);
  storeObjects(requests, engine.account.objects);
  const complete = { ...result, pictures: drawDashboard(folder, stack, requests, result) };
  process.stdout.write(`${json ? JSON.stringify(complete, undefined, 2) : reportText(complete, metrics, terminalOf(process.stdout))}\n`);
  progress("Done. This was the sandbox; with an AWS account, `pulumi up` deploys the same stack.");
  return EXIT.success;
}

/** Preview, then up; gives the recorded state, or the engine's message when either was refused. */
async function deploy(
  engine: Engine,
  stackName: string,
): Promise<{ deployment: Awaited<ReturnType<Engine["exportStack"]>>; changes: Record<string, number> } | string> {
  progress(`Previewing the ${stackName} stack…`);
  const preview = await engine.preview();
  for (const warning of warningsOf(preview.preview)) progress(`Warning: ${warning}`);
  if (preview.exitCode !== 0 || !preview.preview) return failureText("preview", preview);
  const { same = 0, ...changes } = preview.preview.summary;
  const count = Object.values(changes).reduce((sum, of) => sum + of, 0);
  if (count === 0) {
    progress(`No changes: all ${same} resources are as configured.`);
  } else {
    progress(`Deploying ${count} changes…`);
    const up = await engine.up();
    if (up.exitCode !== 0) return `${failureText("up", up)}\n\nAn earlier run may stand in the way of this one; to begin anew, delete ${folder}.`;
  }
  return { deployment: await engine.exportStack(), changes };
}
