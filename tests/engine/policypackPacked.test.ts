/** Protects that the pack works alone, as `npm pack` and `pulumi policy publish` make it, and says what its sources say. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repository, withStack } from "./harness";
import { programOf } from "./policypackCases";
import { sourcePack, summary, violations, type Violation } from "./policypackReport";

describe("the packed policy pack", () => {
  let folder: string;
  let unpacked: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-pack-"));
    execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: sourcePack, stdio: "pipe" });
    const [tarball = ""] = fs.readdirSync(folder);
    execFileSync("tar", ["-xzf", tarball], { cwd: folder });
    unpacked = path.join(folder, "package");
    installDependencies(unpacked);
  });
  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("holds no sources, and the licences of what is bundled", () => {
    const files = fs.readdirSync(unpacked, { recursive: true, encoding: "utf8" }).filter((file) => !file.startsWith("node_modules"));
    assert.deepEqual(files.filter((file) => file.endsWith(".ts")), []);
    assert.match(fs.readFileSync(path.join(unpacked, "dist", "THIRD-PARTY-NOTICES"), "utf8"), /zod[^]*MIT License/);
    for (const file of ["README.md", path.join("dist", "LICENSE")]) assert.ok(files.includes(file), file);
  });

  it("gives the same verdicts as the sources", async () => {
    const verdicts: Violation[][] = [];
    for (const pack of [sourcePack, unpacked]) {
      await withStack({ program: programOf(), policyPacks: [{ folder: pack }] }, async ({ engine }) => {
        verdicts.push(violations(await engine.previewText()));
      });
    }
    const [ofSources = [], ofTarball = []] = verdicts;
    assert.deepEqual(ofTarball, ofSources);
    assert.ok(summary(ofSources).includes("mandatory s3-deny-wrong-uploads hole"), summary(ofSources).join("\n"));
  });
});

/**
 * Gives the pack its own dependencies and nothing else, as `npm install` would: those of its package.json, and theirs,
 * as copies of what is installed already. Anything that the bundle forgot is not to be found.
 */
function installDependencies(pack: string): void {
  const modules = path.join(pack, "node_modules");
  const pending = Object.keys(dependenciesOf(pack));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const installed = path.join(repository, "node_modules", name);
    const copy = path.join(modules, name);
    // A dependency of a version of its own is inside of the package that needs it, and comes with it.
    if (fs.existsSync(copy) || !fs.existsSync(installed)) continue;
    fs.cpSync(installed, copy, { recursive: true });
    pending.push(...Object.keys(dependenciesOf(installed)));
  }
}

function dependenciesOf(folder: string): Record<string, string> {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as { dependencies?: Record<string, string> };
  return manifest.dependencies ?? {};
}
