/**
 * `npm start`: deploys the dev stack with the real Pulumi engine, sends uploads through what was deployed, and shows it.
 *
 * The sandbox stands in for AWS where there is no account. With one, `pulumi up` is all there is.
 */
import * as path from "node:path";
import { auditMetrics } from "../encryption/metrics";
import type { EncryptionRequirement } from "../encryption/requirement";
import { EXIT, exitWith } from "../tools/exit";
import { stderrProgress } from "../tools/progress";
import { ensurePulumiCli } from "../tools/pulumiCli";
import { deployedStack } from "./demo/deployedStack";
import { drawDashboard } from "./demo/picture";
import { reportText } from "./demo/report";
import { demoResult } from "./demo/result";
import { sendRequests, storeObjects } from "./demo/send";
import { demoBuckets, demoRequests, foreignBuckets } from "./demo/uploads";
import { Engine } from "./engine";
import { failureText } from "./engineOutput";

const root = path.dirname(__dirname);
const workspace = path.join(root, ".sandbox");
const stackName = "dev";
const cliProgress = stderrProgress("[2/3]");
const progress = stderrProgress("[3/3]");

void exitWith(async () => {
  const json = process.argv.includes("--json");
  const cli = await ensurePulumiCli(cliProgress);
  cliProgress(`Pulumi CLI ${cli.version} (${cli.source})`);
  const engine = await Engine.start({ cli, project: root, workspace: path.join(workspace, "demo"), stack: stackName });
  try {
    const deployed = await deploy(engine);
    if (typeof deployed === "string") {
      process.stderr.write(`${deployed}\n`);
      return EXIT.failed;
    }
    const { deployment, changes } = deployed;
    progress("Sending uploads through what was deployed…");
    const stack = deployedStack(deployment);
    const requirement = deployment.outputs["requirement"] as EncryptionRequirement;
    const buckets = demoBuckets(stack);
    if (typeof buckets === "string") {
      process.stderr.write(`${buckets}\n`);
      return EXIT.failed;
    }
    const requests = sendRequests(stack, foreignBuckets(stack.place), demoRequests(buckets, stack.place, requirement));
    storeObjects(requests, engine.account.objects);
    const metrics = auditMetrics(requirement);
    const order = metrics.map(({ metricName }) => metricName);
    const result = demoResult(stackName, order, changes, stack, requests);
    const pictures = drawDashboard(workspace, stack, requests, result);
    const complete = { ...result, pictures };
    process.stdout.write(`${json ? JSON.stringify(complete, undefined, 2) : reportText(complete, metrics)}\n`);
    progress("Done. This was the sandbox; with an AWS account, `pulumi up` deploys the same stack.");
    return EXIT.success;
  } finally {
    engine.close();
  }
});

/** Preview, then up; gives the recorded state, or the engine's message when either was refused. */
async function deploy(
  engine: Engine,
): Promise<{ deployment: Awaited<ReturnType<Engine["exportStack"]>>; changes: Record<string, number> } | string> {
  progress(`Previewing the ${stackName} stack…`);
  const preview = await engine.preview();
  if (preview.exitCode !== 0 || !preview.preview) return failureText("preview", preview);
  const { same = 0, ...changes } = preview.preview.summary;
  const count = Object.values(changes).reduce((sum, of) => sum + of, 0);
  if (count === 0) {
    progress(`No changes: all ${same} resources are as configured.`);
  } else {
    progress(`Deploying ${count} changes…`);
    const up = await engine.up();
    if (up.exitCode !== 0) return failureText("up", up);
  }
  return { deployment: await engine.exportStack(), changes };
}
