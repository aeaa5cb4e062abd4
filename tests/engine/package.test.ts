/** Protects the components as a package: its schema, a program in another language, and the tarball in a project of its own. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stderrProgress } from "../../tools/progress";
import { ensurePulumiCli, ensureYamlHost } from "../../tools/pulumiCli";
import manifest from "../../package.json";
import { assertRefused, assertSucceeded, repository, withStack, type TestStackOptions } from "./harness";
import { sourcePack, violations } from "./policypackReport";

const progress = stderrProgress("[2/3]");

/** A folder for a test, removed afterwards. */
async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-package-"));
  try {
    await test(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

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

describe("the package as a tarball", function () {
  this.timeout(900_000);

  it("is the compiled classes with types and sources, and runs in a project that has nothing else of this repository", async () => {
    await withFolder(async (folder) => {
      execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: repository, stdio: "pipe" });
      const [tarball = ""] = fs.readdirSync(folder);
      assert.equal(tarball, `${manifest.name}-${manifest.version}.tgz`);
      execFileSync("tar", ["-xzf", tarball], { cwd: folder });
      const unpacked = path.join(folder, "package");
      for (const file of ["dist/entry/index.js", "dist/entry/index.d.ts", "components/encryptedBucket.ts", "entry/schema.json", "PulumiPlugin.yaml", "LICENSE", "dist/cli/main.cjs", "dist/cli/THIRD-PARTY-NOTICES"]) {
        assert.ok(fs.existsSync(path.join(unpacked, file)), file);
      }

      const project = path.join(folder, "project");
      const modules = path.join(project, "node_modules");
      fs.mkdirSync(modules, { recursive: true });
      // As `npm install` would: the package, and beside it what it depends on.
      for (const name of fs.readdirSync(path.join(repository, "node_modules"))) {
        if (!name.startsWith(".")) fs.symlinkSync(path.join(repository, "node_modules", name), path.join(modules, name));
      }
      fs.renameSync(unpacked, path.join(modules, manifest.name));
      const help = execFileSync(process.execPath, [path.join(modules, manifest.name, manifest.bin["s3-encryption-audit"]), "--help"], { encoding: "utf8" });
      assert.match(help, /replay/);
      fs.writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "clean", private: true }));
      fs.writeFileSync(path.join(project, "Pulumi.yaml"), "name: clean\nruntime: nodejs\nmain: index.ts\n");
      fs.writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: { strict: true, target: "ES2022", module: "CommonJS", moduleResolution: "Node10", skipLibCheck: true, noEmit: true }, files: ["index.ts"] }));
      fs.writeFileSync(
        path.join(project, "index.ts"),
        `import { EncryptedBucket, type EncryptedBucketArgs } from "s3-encryption-audit";
const args: EncryptedBucketArgs = { requirement: { methods: ["sse-s3"] } };
export const { bucketArn } = new EncryptedBucket("acme-clean-orders", args);
`,
      );
      execFileSync(process.execPath, [path.join(repository, "node_modules", "typescript", "bin", "tsc"), "-p", project], { stdio: "pipe" });
      await withStack({ program: { folder: path.relative(repository, project) } }, async ({ engine }) => {
        assertSucceeded(await engine.up());
        assert.deepEqual((await engine.exportStack()).outputs, { bucketArn: "arn:aws:s3:::acme-clean-orders" });
      });
    });
  });
});
