/**
 * Our evaluation against what an independent one, @cloud-copilot/iam-simulate, decided on generated policies and requests.
 * Where the two differ, the pair must show one of the divergences, each with the reason why ours is kept. See
 * tests/judges/iamSimulate/README.md.
 */
import assert from "node:assert/strict";
import { evaluateBucketPolicy } from "../../../simulator/iam/evaluate";
import { parsePolicyDocument } from "../../../simulator/iam/parse";
import { divergences, factsOf, type Divergence } from "../../judges/iamSimulate/divergences";
import { generatedPairs, questionOf, type GeneratedPair } from "../../judges/iamSimulate/generated";
import type { Decision } from "../../judges/iamSimulate/question";
import { groups } from "../../judges/iamSimulate/questions";
import { decisionsOn } from "../../judges/iamSimulate/verdicts";

interface Compared {
  readonly pair: GeneratedPair;
  readonly ours: Decision;
  readonly theirs: Decision;
  readonly shown: readonly Divergence[];
}

describe("simulator/iam against an independent judge", () => {
  const pairs = generatedPairs();
  let compared: readonly Compared[] = [];

  before(() => {
    const decisions = decisionsOn(groups.generated, pairs.map(questionOf));
    compared = pairs.flatMap((pair, index): Compared[] => {
      const theirs = decisions[index];
      const parsed = parsePolicyDocument(pair.document);
      // S3 refuses some of them: generated actions may fit none of their resources.
      if (!parsed.valid || !theirs) return [];
      const facts = factsOf(pair);
      return [{ pair, theirs, ours: evaluateBucketPolicy(parsed.document, pair.request).decision, shown: divergences.filter(({ shows }) => shows(facts)) }];
    });
  });

  it("decides generated policies alike, or differs for a reason we know", () => {
    for (const { pair, ours, theirs, shown } of compared) {
      assert.ok(ours === theirs || shown.length > 0, `we say ${ours}, the judge says ${theirs}, and nothing explains it: ${JSON.stringify(pair)}`);
    }
  });

  it("compared decisions of every kind, hundreds of each", () => {
    for (const decision of ["explicitDeny", "allow", "neither"] as const) {
      const decided = compared.filter(({ ours }) => ours === decision).length;
      assert(decided > 500, `only ${decided} requests ended in ${decision}`);
    }
  });

  it("compared most of the generated policies: few are such as S3 refuses", () => {
    assert(compared.length > pairs.length * 0.75, `only ${compared.length} of ${pairs.length} pairs`);
  });

  it("lists no divergence that does not occur", () => {
    const explaining = new Set(compared.flatMap(({ ours, theirs, shown }) => (ours === theirs ? [] : shown)));
    for (const divergence of divergences) assert(explaining.has(divergence), `"${divergence.name}" explained no difference`);
  });

  it("compares most pairs without any allowance for a divergence", () => {
    const showing = compared.filter(({ shown }) => shown.length > 0).length;
    assert(showing < compared.length / 3, `${showing} of ${compared.length} pairs show a divergence`);
  });
});
