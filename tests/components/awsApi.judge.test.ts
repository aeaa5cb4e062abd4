/** The program's stacks as calls of AWS's API, against the verdicts of botocore's models and moto: tests/judges/awsApi/. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { differences, isExplained } from "../judges/awsApi/differences";
import { stackSequence } from "../judges/awsApi/sequences";
import { stacks } from "../judges/awsApi/stacks";
import { digestsOf, recordedVerdicts, type Refusal } from "../judges/awsApi/verdicts";

const judges = join(__dirname, "../judges/awsApi");
const anew = "these calls were not judged as they are now; record the verdicts anew: npx ts-node --transpile-only tests/judges/awsApi/recordVerdicts.ts";

/** Says only what differs: a stack has dozens of operations. */
function assertJudged(judged: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): void {
  const operations = [...new Set([...Object.keys(judged), ...Object.keys(now)])].filter((operation) => judged[operation] !== now[operation]);
  const pick = (digests: Readonly<Record<string, string>>): object => Object.fromEntries(operations.map((operation) => [operation, digests[operation] ?? "no calls"]));
  assert.deepEqual(pick(now), pick(judged), anew);
}

describe("the program's stacks, judged by botocore's API models and moto", () => {
  for (const stack of stacks) {
    describe(stack.id, () => {
      it("makes the calls that were judged", async () => {
        assertJudged(recordedVerdicts.stacks[stack.id]?.digests ?? {}, digestsOf((await stackSequence(stack)).calls));
      });

      it("makes no call that is refused", () => {
        assert.deepEqual(recordedVerdicts.stacks[stack.id]?.refusals.filter((refusal) => !isExplained(refusal)), []);
      });
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
