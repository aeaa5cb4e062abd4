/** Protects that a test run decides the same each time: property tests start from one seed, and from the one that is given. */
import assert from "node:assert/strict";
import * as path from "node:path";
import fc from "fast-check";
import { runCommand } from "../../tools/childProcess";

const repository = path.resolve(__dirname, "..", "..");

async function seedWith(env: NodeJS.ProcessEnv): Promise<unknown> {
  const program = `require("./tests/seed"); console.log(JSON.stringify(require("fast-check").readConfigureGlobal().seed));`;
  const { stdout } = await runCommand(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", program], { cwd: repository, env: { ...process.env, ...env } });
  return JSON.parse(stdout);
}

describe("the seed of the property tests", () => {
  it("is set in this run", () => {
    assert.ok(Number.isInteger(fc.readConfigureGlobal().seed));
    const numbers = (): number[] => fc.sample(fc.integer(), 5);
    assert.deepEqual(numbers(), numbers());
  });

  it("is one and the same, unless another one is given", async () => {
    assert.deepEqual(await Promise.all([seedWith({ TEST_SEED: undefined }), seedWith({ TEST_SEED: "7" })]), [20200616, 7]);
  });
});
