/** The program's stacks as calls of AWS's API, against the verdicts of botocore's models and moto: tests/judges/awsApi/. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { differences, isExplained } from "../judges/awsApi/differences";
import { stacks } from "../judges/awsApi/stacks";
import { recordedVerdicts, type Refusal } from "../judges/awsApi/verdicts";

const judges = join(__dirname, "../judges/awsApi");
const anew = "record the verdicts anew: npx ts-node --transpile-only tests/judges/awsApi/recordVerdicts.ts";

describe("the program's stacks, judged by botocore's API models and moto", () => {
  for (const stack of stacks) {
    it(`makes no call that is refused: ${stack.id}`, () => {
      assert.deepEqual(recordedVerdicts.stacks[stack.id]?.refusals.filter((refusal) => !isExplained(refusal)), []);
    });
  }

  it("are at least ten, each with an id of its own", () => {
    assert.ok(stacks.length >= 10);
    assert.equal(new Set(stacks.map(({ id }) => id)).size, stacks.length);
    assert.deepEqual(Object.keys(recordedVerdicts.stacks), stacks.map(({ id }) => id), anew);
  });

  it("were judged by the versions that requirements.txt names", () => {
    const requirements = readFileSync(join(judges, "requirements.txt"), "utf8");
    const { botocore, moto } = recordedVerdicts.versions;
    assert.ok(requirements.includes(`botocore==${botocore}\n`) && new RegExp(`^moto\\[.*\\]==${moto}$`, "m").test(requirements), anew);
  });

  it("explain only refusals that there are", () => {
    const refusals: readonly Refusal[] = Object.values(recordedVerdicts.stacks).flatMap((verdict) => verdict.refusals);
    for (const { operation, by, reason } of differences) {
      assert.ok(refusals.some((one) => one.operation === operation && one.by === by && one.reason === reason), `${operation} is not refused by ${by}: ${reason}`);
    }
  });
});
