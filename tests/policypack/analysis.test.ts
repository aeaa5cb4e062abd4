/** Protects what the policies of a pack share within one analysis, and that nothing of an earlier one is left. */
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { analysis, Analysis, joinAnalysis } from "../../policypack/analysis";
import { stackOf } from "./stack";

const options = { requirement: defaultRequirement, updates: true, today: new Date(0), isAllowedException: () => false };

describe("policypack/analysis", () => {
  it("is begun by the first policy that sees the stack, and joined by the others; whoever comes again begins another one", () => {
    const first = joinAnalysis("a");
    const begun = joinAnalysis("a");
    assert.notEqual(begun, first);
    assert.equal(joinAnalysis("b"), begun);
    assert.equal(joinAnalysis("c"), begun);
    assert.equal(analysis(), begun);
    assert.notEqual(joinAnalysis("b"), begun);
  });

  it("is over once the stack was judged: who comes then begins another one", () => {
    const begun = joinAnalysis("a") && joinAnalysis("a");
    begun.modelFor("a", []);
    const next = joinAnalysis("b");
    assert.notEqual(next, begun);
    assert.equal(joinAnalysis("a"), next);
  });

  it("has one model for all policies, and another one for a policy that comes again, of which nothing was said", () => {
    const one = new Analysis();
    const { resources } = stackOf([{ type: "aws:s3/bucket:Bucket", name: "orders", inputs: { bucket: "acme-orders" } }]);
    const model = one.modelFor("a", resources);
    assert.equal(one.modelFor("b", []), model);
    one.noteReport("a", "urn");
    one.noteAdvice("urn", "Sid");
    const said = (words: string): string => one.firstOf("text", words, () => `${words}: text`).text;
    said("bucket x");
    one.first("said");
    assert.deepEqual([one.hasReported("a", "urn"), one.hasAdvised("urn", "Sid"), said("bucket y"), one.first("said")], [true, true, "bucket x: text", false]);
    assert.notEqual(one.modelFor("a", resources), model);
    assert.deepEqual([one.hasReported("a", "urn"), one.hasAdvised("urn", "Sid"), said("bucket y"), one.first("said")], [false, false, "bucket y: text", true]);
  });

  it("knows what was reported by which policy of which bucket", () => {
    const one = new Analysis();
    one.noteReport("a", "urn:1");
    one.noteReport("a", "urn:2");
    assert.deepEqual([one.hasReported("a", "urn:1"), one.hasReported("a", "urn:2"), one.hasReported("a", "urn:3"), one.hasReported("b", "urn:1")], [true, true, false, false]);
    one.noteAdvice("urn:1", "A");
    assert.deepEqual([one.hasAdvised("urn:1", "A"), one.hasAdvised("urn:1", "B"), one.hasAdvised("urn:2", "A")], [true, false, false]);
  });

  it("shares a judge between policies with the same options, and what a bucket's writers are", () => {
    const one = new Analysis();
    const judge = one.judge("options", options, {});
    assert.equal(one.judge("options", options, {}), judge);
    assert.notEqual(one.judge("others", options, {}), judge);
    const policy = JSON.stringify({ Statement: { Effect: "Allow", Principal: { Service: "redshift.amazonaws.com" }, Action: "s3:PutObject", Resource: "arn:aws:s3:::acme-orders/*" } });
    assert.equal(one.writersIn(policy).length, 1);
    assert.equal(one.writersIn(policy), one.writersIn(policy));
  });
});
