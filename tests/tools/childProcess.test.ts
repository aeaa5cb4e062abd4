/** Protects that commands end in order on an interrupt, and that none of them is left running. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { killTree, runCommand } from "../../tools/childProcess";
import { untilEnded } from "./processes";

const repository = path.resolve(__dirname, "..", "..");
const node = (script: string): [string, string[]] => [process.execPath, ["-e", script]];

/** A process that runs a command, says how it ended, and then runs another one. */
function runner(script: string): ReturnType<typeof spawn> {
  const program = `
const { runCommand } = require("./tools/childProcess");
const run = (script) => runCommand(process.execPath, ["-e", script], { onOutput: (text) => process.stdout.write(text) });
run(${JSON.stringify(script)}).catch((error) => {
  console.log(error.name, error.exitCode);
  return run("console.log('second')").catch((again) => console.log("again", again.name));
});`;
  return spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", program], { cwd: repository });
}

/** Sends signals to a runner whose command is ready, and gives what it said until its end. */
async function interrupt(child: ReturnType<typeof spawn>, ready: string, signals: readonly NodeJS.Signals[], sent: () => void = () => undefined): Promise<string> {
  let output = "";
  const closed = once(child, "close");
  child.stdout?.on("data", (text) => (output += String(text)));
  while (!output.includes(ready)) await once(child.stdout ?? child, "data");
  for (const signal of signals) {
    child.kill(signal);
    await sleep(50); // two signals at once would arrive as one
  }
  sent();
  await closed;
  return output;
}

describe("tools/childProcess", () => {
  it("gives a command's exit code and output", async () => {
    const result = await runCommand(...node("console.log('out'); console.error('err'); process.exit(7)"));
    assert.deepEqual(result, { exitCode: 7, stdout: "out\n", stderr: "err\n" });
  });

  it("says as shells do that a signal ended a command", async () => {
    assert.equal((await runCommand(...node("process.kill(process.pid, 'SIGKILL')"))).exitCode, 137);
  });

  it("gives the system's error for a command that is not there", async () => {
    await assert.rejects(runCommand("no-such-command", []), { code: "ENOENT" });
  });

  it("leaves characters whole that arrive in two pieces", async () => {
    const halves = "const b = Buffer.from('ü'); process.stdout.write(b.subarray(0, 1)); setTimeout(() => process.stdout.write(b.subarray(1)), 50)";
    assert.equal((await runCommand(...node(halves))).stdout, "ü");
  });

  it("hands an interrupt on once, waits for the orderly end, and starts nothing after it", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-orderly-"));
    try {
      // It saves until both signals are sent: how fast the machine is changes nothing.
      const sent = path.join(folder, "sent");
      const orderly = `
process.on("SIGINT", () => {
  console.log("saving");
  setInterval(() => {
    if (!require("node:fs").existsSync(${JSON.stringify(sent)})) return;
    console.log("saved");
    process.exit(0);
  }, 20);
});
console.log("ready");
setInterval(() => {}, 1000);`;
      const output = await interrupt(runner(orderly), "ready", ["SIGINT", "SIGINT"], () => fs.writeFileSync(sent, ""));
      assert.equal(output, "ready\nsaving\nsaved\nInterrupted 130\nagain Interrupted\n");
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("kills what a killed command has started, in its group and in groups of their own", async () => {
    const parent = "const { spawn } = require('node:child_process'); for (const detached of [true, false]) console.log('pid', spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached }).pid); console.log('own', process.pid); setInterval(() => {}, 1000)";
    let output = "";
    const run = runCommand(process.execPath, ["-e", parent], {
      onOutput: (text) => {
        output += text;
        const own = /own (\d+)/.exec(output)?.[1];
        if (own !== undefined) killTree(Number(own));
      },
    });
    assert.equal((await run).exitCode, 137);
    for (const [, pid] of output.matchAll(/pid (\d+)/g)) await untilEnded(Number(pid));
  });

  it("ends what the command has started itself", async () => {
    const parent = "const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); console.log('pid', pid); setInterval(() => {}, 1000)";
    const output = await interrupt(runner(parent), "pid", ["SIGTERM"]);
    const pid = Number(/pid (\d+)/.exec(output)?.[1]);
    assert.match(output, /Interrupted 143/);
    await untilEnded(pid);
  });
});
