/**
 * Records what a change of every config key does to a deployed stack: tools/docs/changes.json. What that must not be is
 * in tests/docs/changes.test.ts. `npm run record:changes` records anew, after a change of components or config keys.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { recordedChanges, type RecordedChange } from "../../tools/docs/changesReference";
import { deployedStacks } from "./changeCases";
import { effects, recordChange, stackConfig, stepsOf, title, twoAtATime } from "./changeEffects";
import { assertSucceeded, repository, withStack } from "./harness";

const recording = process.env["RECORD_CHANGES"] !== undefined;

describe("what a change of the config does to a deployed stack", function () {
  // Some seventy previews: three minutes on two cores, much longer on a busy machine.
  this.timeout(3_600_000);
  const recorded: RecordedChange[] = [];

  for (const { name, config, changes } of deployedStacks) {
    it(`${name}: as recorded in tools/docs/changes.json`, async () => {
      await withStack({ program: { repository: true }, config: stackConfig(config) }, async ({ engine }) => {
        assertSucceeded(await engine.up());
        assert.deepEqual(effects(await stepsOf(engine, config)), effects([]), "nothing changes where the config does not");
        const found = await twoAtATime(changes, (one) => recordChange(engine, one));
        recorded.push(...found);
        if (recording) return;
        const known = new Map(recordedChanges.map((one) => [title(one), one]));
        for (const one of found) assert.deepEqual(one, known.get(title(one)), `${title(one)}; if that is meant: npm run record:changes`);
      });
    });
  }

  it("is recorded for these changes and no others", () => {
    const all = deployedStacks.flatMap(({ changes }) => changes.map(title));
    assert.deepEqual((recording ? recorded : recordedChanges).map(title), all, "npm run record:changes");
    if (recording) fs.writeFileSync(path.join(repository, "tools", "docs", "changes.json"), text(recorded));
  });
});

/** One resource list a line, so that a difference in review is one line. */
function text(changes: readonly RecordedChange[]): string {
  const line = ([name, value]: [string, unknown]): string => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  return `[\n${changes.map((one) => `  {\n${Object.entries(one).map(line).join(",\n")}\n  }`).join(",\n")}\n]\n`;
}
