/**
 * Protects the audit of stacks that exist: `pulumi policy analyze` says of what is deployed what a preview says. Only newer
 * CLIs have the command; where the one in use has not, the test is counted as skipped.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Engine } from "../../sandbox/engine";
import { ensurePulumiCli } from "../../tools/pulumiCli";
import { assertRefused, assertSucceeded, withStack } from "./harness";
import { PRELUDE, sourcePack, summary, violations } from "./policypackReport";

const bucket = (name: string, statements: string): string => `{
  const bucket = new aws.s3.Bucket("${name}");
  encryption("${name}", bucket.bucket);
  policy("${name}", bucket.id, bucket.arn.apply((arn) => arn.split(":::")[1]!).apply((name) => documentOf([${statements}])));
}\n`;
const program = PRELUDE + bucket("proper", "otherMethods(name), sseC(name)") + bucket("hole", "sseC(name)") + 'new aws.s3.Bucket("bare", { bucket: "bare-data" });\n';
const found = ["mandatory s3-default-encryption bare", "mandatory s3-deny-wrong-uploads bare", "mandatory s3-deny-wrong-uploads hole"];

/** Whether a CLI is of a minor release of 3 or later. */
const isFrom = (version: string, minor: number): boolean => Number(version.split(".")[1]) >= minor;

describe("pulumi policy analyze with the policy pack", () => {
  it("says what is wrong with a deployed stack, or with its exported state, and that nothing is unknown", async function () {
    const { version } = await ensurePulumiCli(() => undefined);
    if (!isFrom(version, 229)) return this.skip();
    const config = { "s3-upload-audited": "disabled" };
    await withStack({ program }, async ({ engine: withoutPack, options }) => {
      assertSucceeded(await withoutPack.up());
      withoutPack.close();
      const engine = await Engine.start({ ...options, policyPacks: [{ folder: sourcePack, config }] });
      try {
        const preview = violations(await engine.previewText("--expect-no-changes"));
        assert.deepEqual(summary(preview), found);
        const configFile = path.join(options.workspace, "analyze.json");
        fs.writeFileSync(configFile, JSON.stringify(config));
        const analyze = ["policy", "analyze", "--policy-pack", sourcePack, "--policy-pack-config", configFile];
        const sources = [["--stack", options.stack]];
        if (isFrom(version, 249)) {
          const file = path.join(options.workspace, "state.json");
          assertSucceeded(await engine.run(["stack", "export", "--stack", options.stack, "--file", file], path.join(options.workspace, "config")));
          sources.push(["--file", file]);
        }
        for (const source of sources) {
          const analysis = await engine.run([...analyze, ...source], path.join(options.workspace, "config"));
          assertRefused(analysis, /mandatory policy violations were found/);
          assert.deepEqual(violations(analysis), preview, source.join(" "));
        }
      } finally {
        engine.close();
      }
    });
  });
});
