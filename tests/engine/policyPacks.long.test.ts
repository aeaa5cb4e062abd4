/** Protects that policy packs run on this project's engine: found, configured one by one, and able to refuse. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { assertRefused, assertSucceeded, repository, withStack } from "./harness";

const PROGRAM = `import * as aws from "@pulumi/aws"; new aws.s3.Bucket("data", { bucket: "data" });`;

/** A pack with one mandatory policy: no bucket bears the name in the pack's configuration. */
const packSource = (name: string): string => `
import { PolicyPack } from "@pulumi/policy";
new PolicyPack("${name}", { policies: [{
  name: "${name}-name", description: "no such name", enforcementLevel: "mandatory",
  configSchema: { properties: { refused: { type: "string" } } },
  validateResource: (args, report) => {
    if (args.type === "aws:s3/bucket:Bucket" && args.props.bucket === (args.getConfig() as { refused?: string }).refused) report(args.type + " is called " + args.props.bucket);
  },
}] });`;

function writePack(folder: string, name: string): string {
  const pack = path.join(folder, name);
  fs.mkdirSync(pack, { recursive: true });
  fs.writeFileSync(path.join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\nversion: 0.0.1\n");
  fs.writeFileSync(path.join(pack, "package.json"), JSON.stringify({ name, version: "0.0.1", main: "index.ts" }));
  fs.writeFileSync(path.join(pack, "tsconfig.json"), JSON.stringify({ compilerOptions: { target: "ES2022", module: "CommonJS", moduleResolution: "Node10", esModuleInterop: true, skipLibCheck: true } }));
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(pack, "node_modules"));
  fs.writeFileSync(path.join(pack, "index.ts"), packSource(name));
  return pack;
}

describe("policy packs under the sandbox's engine", () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-packs-"));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it("give each pack its own configuration, and stop a preview and an update", async () => {
    const [silent, strict] = [writePack(folder, "silent"), writePack(folder, "strict")];
    const policyPacks = [{ folder: silent }, { folder: strict, config: { "strict-name": { refused: "data" } } }];
    await withStack({ program: PROGRAM, policyPacks }, async ({ engine }) => {
      const refused = await engine.previewText();
      assertRefused(refused, /strict@v0\.0\.1/, /\[mandatory\]\s+strict-name/, /aws:s3\/bucket:Bucket is called data/);
      assert.doesNotMatch(refused.stdout, /silent-name/);
      assertRefused(await engine.up(), /is called data/);
      const { resources } = await engine.exportStack();
      assert.deepEqual(resources.filter(({ type }) => type.startsWith("aws:")), [], "nothing was created");
    });
    await withStack({ program: PROGRAM, policyPacks: [{ folder: strict }] }, async ({ engine }) => {
      assertSucceeded(await engine.preview());
    });
  });
});
