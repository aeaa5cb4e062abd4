/** Protects docs/comparison.md: that what it calls right is, that the pack says so, and that it is up to date. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { mustBeRejected, type Verdict } from "../judges/wellKnownChecks/case";
import { cases } from "../judges/wellKnownChecks/cases";
import { groups } from "../judges/iamSimulate/questions";
import { decisionsOn } from "../judges/iamSimulate/verdicts";
import { wrongUploadQuestions } from "../judges/wellKnownChecks/independentDecision";
import { ourVerdict } from "../judges/wellKnownChecks/ourVerdict";
import { truthBucket, truthOf } from "../judges/wellKnownChecks/truth";
import { digestOf, recordedVerdicts } from "../judges/wellKnownChecks/verdicts";
import { evaluateBucketPolicy } from "../../simulator";
import { comparison } from "../../tools/docs/comparison";

/** What gets in as a set: cases name it in the order that reads best. */
function asSets({ letsIn, ...verdict }: Verdict): object {
  return { ...verdict, letsIn: letsIn === "refused" ? letsIn : new Set(letsIn) };
}

/** Where the two evaluators differ on purpose. */
const differences: Readonly<Record<string, string>> = {
  "key-pattern": "ArnNotLike and a value that is no ARN: a negated operator holds for whatever does not match; theirs never does for what is no ARN.",
};

describe("comparison with well-known checks", () => {
  it("has at least 40 buckets, each with an id and words of its own", () => {
    assert.ok(cases.length >= 40);
    assert.equal(new Set(cases.map(({ id }) => id)).size, cases.length);
    assert.equal(new Set(cases.map(({ bucket, reason }) => `${bucket} ${reason}`)).size, cases.length);
    assert.ok(cases.some((tested) => mustBeRejected(tested)) && cases.some((tested) => !mustBeRejected(tested)));
  });

  for (const tested of cases) {
    describe(tested.id, () => {
      it("is right by the matrix of uploads", () => {
        assert.deepEqual(asSets(truthOf(tested)), asSets(tested.right));
      });

      it("is what the pack says", async () => {
        const { rejects, verdict, messages } = await ourVerdict(tested);
        assert.equal(rejects, mustBeRejected(tested), messages.join("\n"));
        assert.deepEqual(asSets(verdict), asSets(tested.right));
      });

      it("is what another evaluator of policies says of each wrong upload", () => {
        const { policy } = truthBucket(tested);
        const questions = wrongUploadQuestions(tested);
        const theirs = decisionsOn(groups.comparison(tested.id), questions);
        const differing = questions.filter(({ request }, index) => (evaluateBucketPolicy(policy, request).decision === "explicitDeny") !== (theirs[index] === "explicitDeny"));
        assert.equal(differing.length > 0, tested.id in differences, JSON.stringify(differing[0]));
      });

      it("is the bucket that the other checks judged", () => {
        assert.equal(recordedVerdicts.verdicts[tested.id]?.digest, digestOf(tested), "record the verdicts anew: see tests/judges/wellKnownChecks/README.md");
      });
    });
  }

  it("has recorded verdicts of no case that is gone", () => {
    assert.deepEqual(Object.keys(recordedVerdicts.verdicts).sort(), cases.map(({ id }) => id).sort());
  });

  it("is what docs/comparison.md says", () => {
    assert.equal(readFileSync(resolve(__dirname, "../../docs/comparison.md"), "utf8"), comparison(), "run npm run docs");
  });
});
