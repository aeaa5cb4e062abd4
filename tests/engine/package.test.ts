/** Protects the components as a package in a program in another language. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { stderrProgress } from "../../tools/progress";
import { ensurePulumiCli, ensureYamlHost } from "../../tools/pulumiCli";
import { assertRefused, assertSucceeded, repository, withFolder, withStack, type TestStackOptions } from "./harness";
import { sourcePack, violations } from "./policypackReport";

const progress = stderrProgress("[2/3]");

/** Runs a stack of a program in YAML, which finds the package by a program of its name on PATH. */
async function withYaml(options: Pick<TestStackOptions, "program" | "config" | "policyPacks">, test: Parameters<typeof withStack>[1]): Promise<void> {
  const cli = await ensurePulumiCli(progress);
  const host = await ensureYamlHost(cli, progress);
  await withFolder(async (folder) => {
    const plugin = path.join(folder, "pulumi-resource-s3-encryption-audit");
    // As Pulumi's Node.js host starts the plugins that it installed: in the folder of the project that uses them.
    const start = [path.join(repository, "node_modules", "@pulumi", "pulumi", "cmd", "run-plugin"), repository];
    fs.writeFileSync(plugin, `#!/bin/sh\nexec ${[process.execPath, ...start].map((one) => JSON.stringify(one)).join(" ")} "$@"\n`, { mode: 0o755 });
    const PATH = [cli.binDir, host, folder, process.env["PATH"] ?? ""].join(path.delimiter);
    await withStack({ ...options, stack: "dev", env: { PATH } }, test);
  });
}

describe("the package in a program in YAML", function () {
  this.timeout(900_000);

  it("runs the example: previewed, let through by the pack, deployed, and not changed by a second deployment", async () => {
    const config = fs.readFileSync(path.join(repository, "examples", "yaml", "Pulumi.dev.yaml"), "utf8");
    await withYaml({ program: { folder: "examples/yaml" }, config, policyPacks: [{ folder: sourcePack }] }, async ({ engine }) => {
      const preview = await engine.previewText();
      assertSucceeded(preview);
      assert.deepEqual(violations(preview).filter(({ level }) => level === "mandatory"), []);
      assertSucceeded(await engine.up());
      const { resources, outputs } = await engine.exportStack();
      assert.match(String(outputs["dashboardUrl"]), /^https:\/\/us-east-1\.console\.aws\.amazon\.com\//);
      assert.match(String(outputs["kmsKeyArn"]), /^arn:aws:kms:us-east-1:/);
      const policy = resources.find(({ type, id }) => type === "aws:s3/bucketPolicy:BucketPolicy" && id === "acme-yaml-orders");
      assert.match(String(policy?.inputs["policy"]), /"Sid":"DenyOtherEncryptionMethods".*"Sid":"ReadByPartner"/);
      const rule = resources.find(({ type }) => type === "aws:cloudwatch/eventRule:EventRule");
      assert.deepEqual(rule?.inputs["tags"], { bucket: "acme-yaml-orders" }, "an output of one component is an input of another");
      assertSucceeded(await engine.up("--expect-no-changes"));
    });
  });

  it("refuses wrong arguments as it does in TypeScript", async () => {
    await withFolder(async (folder) => {
      const project = path.join(folder, "project");
      fs.mkdirSync(project);
      fs.writeFileSync(
        path.join(project, "Pulumi.yaml"),
        "name: wrong\nruntime: yaml\nresources:\n  orders:\n    type: s3-encryption-audit:EncryptedBucket\n    properties: { bucketName: acme-orders, requirement: { methods: [sse-kns] } }\n",
      );
      await withYaml({ program: { folder: path.relative(repository, project) } }, async ({ engine }) => {
        assertRefused(await engine.previewText(), /requirement\.methods\[0\]: "sse-kns" is not one of the allowed values/, /Did you mean sse-kms\?/);
      });
    });
  });
});
