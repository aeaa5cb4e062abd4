/** Protects the components as a package: the tarball in a project of its own. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import manifest from "../../package.json";
import { assertSucceeded, repository, withFolder, withStack } from "./harness";

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
