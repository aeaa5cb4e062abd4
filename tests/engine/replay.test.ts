/** Protects that logs are replayed by what a stack has deployed: its definitions come from the real CLI's export. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { runCommand } from "../../tools/childProcess";
import { assertSucceeded, repository, withStack } from "./harness";

describe("replay by a deployed stack", () => {
  it("says the same by the stack's name as by its exported state, and another than by the default requirement", async () => {
    const config = "config:\n  aws:region: eu-central-1\n  s3-encryption-audit:requirement: { methods: [sse-s3, sse-kms, dsse-kms] }\n";
    await withStack({ program: { repository: true }, config, stack: "prod" }, async ({ engine, options: { cli, workspace } }) => {
      assertSucceeded(await engine.up());
      const folder = path.join(workspace, "config");
      const state = path.join(workspace, "state.json");
      assertSucceeded(await engine.run(["stack", "export", "--stack", "prod", "--file", state], folder));
      const env = {
        ...process.env,
        PATH: [cli.binDir, process.env["PATH"] ?? ""].join(path.delimiter),
        PULUMI_HOME: path.join(workspace, "home"),
        PULUMI_BACKEND_URL: pathToFileURL(path.join(workspace, "state")).href,
        PULUMI_CONFIG_PASSPHRASE: "sandbox",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      };
      const replay = async (...by: string[]): Promise<{ violations: { method: string }[] }> => {
        const args = [path.join(repository, "cli", "bin.mjs"), "replay", path.join(repository, "docs", "sample-logs"), "--format", "json", ...by];
        const result = await runCommand(process.execPath, args, { cwd: folder, env });
        assertSucceeded(result);
        return JSON.parse(result.stdout.replaceAll(state, "stack prod")) as { violations: { method: string }[] };
      };
      const byName = await replay("--stack", "prod");
      assert.deepEqual(byName, await replay("--state", state));
      assert.deepEqual(byName.violations.map(({ method }) => method), ["SSE_C"]);
      assert.equal((await replay()).violations.length, 3);
      const unknown = await runCommand(process.execPath, [path.join(repository, "cli", "bin.mjs"), "replay", repository, "--stack", "prodd"], { cwd: folder, env });
      assert.match(unknown.stderr, /pulumi stack export --stack prodd failed: .*no stack named 'prodd' found/);
      assert.equal(unknown.exitCode, 3);
    });
  });
});
