/** Protects what the README says of the replay: the sample archive's answers. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { replayText } from "../../cli/output";
import { monthlyCost } from "../../replay/cost/cost";
import { defaultDefinitions } from "../../replay/definitions/pipeline";
import { replayDocument } from "../../replay/document";
import { replaySchema } from "../../replay/documentSchema";
import { replay } from "../../replay/replay";
import { sampleFolder } from "./sampleArchive";

const root = path.resolve(__dirname, "../..");
const readme = fs.readFileSync(path.join(root, "README.md"), "utf8");

describe("README.md, Before you enforce", () => {
  it("shows what the command prints, in short", async () => {
    const [definitions, delay] = [defaultDefinitions(), { seed: 1, worstMinutes: 15 }];
    const result = await replay({ definitions, inputs: [sampleFolder], selection: {}, delay, threads: 1 });
    const text = replayText(replayDocument(result, definitions, delay, monthlyCost(result.totals, definitions)), { columns: undefined, color: false });
    const [, shown = ""] = /replay -- docs\/sample-logs\n([^]*?)```/.exec(readme) ?? [];
    const squeezed = (line: string): string => line.replaceAll(/\s+/g, " ").trim();
    const printed = text.split("\n").map(squeezed);
    const lines = shown.split("\n").filter((line) => line !== "" && line !== "…").map(squeezed);
    assert.ok(lines.length > 8, "the README shows what is printed");
    for (const line of lines) {
      const parts = line.split(" … ");
      assert.ok(printed.some((one) => one.startsWith(parts[0] ?? "") && (parts[1] === undefined || one.includes(` ${parts[1]} `))), line);
    }
  });

  it("goes on with commands that do what is said of them", () => {
    const [, section = ""] = /\n## Before you enforce([^]*?)\n## /.exec(readme) ?? [];
    const commands = [...section.matchAll(/^\$ npm exec s3-encryption-audit replay -- (docs\/sample-logs .*)$/gm)].map(([, args = ""]) => args.split(" "));
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-readme-"));
    try {
      // What is named lies in the checkout; what is written goes to the folder.
      for (const name of ["docs", "Pulumi.dev.yaml"]) fs.symlinkSync(path.join(root, name), path.join(folder, name));
      const [byConfig, manifest, page, json] = commands.map((args) => spawnSync(process.execPath, [path.join(root, "cli/bin.mjs"), "replay", ...args], { cwd: folder, encoding: "utf8" }));
      const written = (name: string): string => fs.readFileSync(path.join(folder, name), "utf8");
      assert.deepEqual([byConfig, manifest, page, json].map((run) => run?.status), [0, 0, 0, 1]);
      assert.match(byConfig?.stdout ?? "", /wrong-kms-key +68 +breaks the requirement/);
      assert.match(manifest?.stderr ?? "", /aws s3control create-job/);
      assert.equal(written("wrong.csv").trimEnd().split("\n").length, 19);
      assert.match(written("replay.html"), /<\/html>\s*$/);
      replaySchema.parse(JSON.parse(written("replay.json")));
      assert.equal(commands.length, 4);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
