/** Protects what the README says of the replay: the sample archive's answers. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { replayText } from "../../cli/output";
import { monthlyCost } from "../../replay/cost/cost";
import { defaultDefinitions } from "../../replay/definitions/pipeline";
import { replayDocument } from "../../replay/document";
import { replay } from "../../replay/replay";
import { sampleFolder } from "./sampleArchive";

const readme = readFileSync(resolve(__dirname, "../../README.md"), "utf8");

describe("README.md, Before you enforce", () => {
  it("shows what the command prints, in short", async () => {
    const [definitions, delay] = [defaultDefinitions(), { seed: 1, worstMinutes: 15 }];
    const result = await replay({ definitions, inputs: [sampleFolder], selection: {}, delay, threads: 1 });
    const text = replayText(replayDocument(result, definitions, delay, monthlyCost(result.totals, definitions)), { columns: undefined, color: false });
    const [, shown = ""] = /replay -- docs\/sample-logs\n([^]*?)```/.exec(readme) ?? [];
    const squeezed = (line: string): string => line.replaceAll(/\s+/g, " ").trim();
    const printed = text.split("\n").map(squeezed);
    const lines = shown.split("\n").filter((line) => line !== "" && line !== "…").map(squeezed);
    assert.ok(lines.length > 8);
    for (const line of lines) {
      const parts = line.split(" … ");
      assert.ok(printed.some((one) => one.startsWith(parts[0] ?? "") && (parts[1] === undefined || one.includes(` ${parts[1]} `))), line);
    }
  });
});
