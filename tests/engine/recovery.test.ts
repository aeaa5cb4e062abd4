/** Protects that a run which was cut off does not spoil the next one. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Engine } from "../../sandbox/engine";
import { killTree } from "../../tools/childProcess";
import { assertSucceeded, withStack, type TestStack } from "./harness";

const BUCKET = `import * as aws from "@pulumi/aws"; new aws.s3.Bucket("data", { bucket: "data" });`;
const WAITING = `${BUCKET} require("node:child_process").execSync("sleep 60");`;

/** The lock that a running command holds on the stack, as soon as there is one. */
async function untilLocked({ options }: TestStack): Promise<{ file: string; pid: number }> {
  const folder = path.join(options.workspace, "state", ".pulumi", "locks");
  for (;;) {
    const names = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
    const name = names.find((one) => one.endsWith(".json"));
    const text = name === undefined ? "" : fs.readFileSync(path.join(folder, name), "utf8");
    if (name !== undefined && text !== "") return { file: path.join(folder, name), pid: (JSON.parse(text) as { pid: number }).pid };
    await sleep(50);
  }
}

describe("a stack after a run that was cut off", () => {
  it("is in use while its run goes on, and free again once that was killed", async () => {
    await withStack({ program: WAITING }, async (stack) => {
      const run = stack.engine.up();
      const { file, pid } = await untilLocked(stack);
      await assert.rejects(Engine.start(stack.options), new RegExp(`in use by process ${pid} on .*delete ${file}`));

      killTree(pid);
      assert.equal((await run).exitCode, 137);
      assert.ok(fs.existsSync(file), "a killed run leaves its lock");

      stack.writeProgram(BUCKET);
      const next = await Engine.start(stack.options);
      assertSucceeded(await next.up());
      next.close();
    });
  });

  it("forgets the operations that never finished", async () => {
    await withStack({ program: BUCKET }, async ({ engine, options }) => {
      assertSucceeded(await engine.up());
      const [config, file] = [path.join(options.workspace, "config"), path.join(options.workspace, "cut-off.json")];
      const state = JSON.parse((await engine.run(["stack", "export", "--stack", options.stack], config)).stdout) as {
        deployment: { resources: { type: string; urn: string; id: string }[]; pending_operations?: unknown[] };
      };
      const resource = state.deployment.resources.find(({ type }) => type === "aws:s3/bucket:Bucket");
      state.deployment.pending_operations = [{ resource: { ...resource, urn: `${resource?.urn ?? ""}-2`, id: "" }, type: "creating" }];
      fs.writeFileSync(file, JSON.stringify(state));
      assertSucceeded(await engine.run(["stack", "import", "--stack", options.stack, "--file", file], config));

      const next = await Engine.start(options);
      const up = await next.up("--expect-no-changes");
      assertSucceeded(up);
      assert.doesNotMatch(up.stdout + up.stderr, /pending/);
      next.close();
    });
  });

  it("leaves the project's own files as they are", async () => {
    await withStack({ program: BUCKET }, async ({ engine, project }) => {
      const before = fs.readdirSync(project).sort();
      await engine.setConfig("sandbox-test:limits.days", "7", { path: true });
      await engine.setConfig("sandbox-test:key", "swordfish", { secret: true });
      assertSucceeded(await engine.up());
      assert.deepEqual(fs.readdirSync(project).sort(), before);
    });
  });
});
