/** The check of bucket policies against what S3 itself answered; tests/judges/s3BucketPolicies says who recorded it. */
import assert from "node:assert/strict";
import { parsePolicyDocument } from "../../../simulator/iam/parse";
import { describeProblem } from "../../../simulator/iam/problems";
import { publicAccessProblems } from "../../../simulator/iam/publicAccess";
import { recordedAnswers, recordedBucket, sources } from "../../judges/s3BucketPolicies/recorded";

describe("bucket policies, as S3 answered them", () => {
  for (const { name, source, statements, answer, words, public: isPublic, partition = "aws" } of recordedAnswers) {
    const verdict = isPublic === undefined ? answer : `${answer}, ${isPublic ? "public" : "not public"}`;
    it(`${source}, ${name}: ${verdict}`, () => {
      const parsed = parsePolicyDocument({ Version: "2012-10-17", Statement: statements }, "bucket", { name: recordedBucket, partition });
      const said = parsed.valid ? [] : parsed.problems;
      assert.equal(parsed.valid ? "accepted" : "refused", answer, said.map(describeProblem).join("\n"));
      for (const { message, uncertain } of said) {
        assert.equal(uncertain, undefined, "S3 did answer");
        assert.ok(message.startsWith(`MalformedPolicy: ${words ?? ""}`), message);
      }
      if (!parsed.valid || isPublic === undefined) return;
      const open = publicAccessProblems(parsed.document);
      assert.equal(open.length > 0, isPublic, open.map(describeProblem).join("\n"));
      assert.ok(!open.some(({ uncertain }) => uncertain), "S3 did answer");
    });
  }

  it("are 87 of September 2026 and those of every other source", () => {
    const ofSource = (source: string) => recordedAnswers.filter((one) => one.source === source);
    assert.equal(ofSource("stackd").length, 87);
    assert.equal(ofSource("stackd").filter(({ answer }) => answer === "accepted").length, 79);
    for (const source of Object.keys(sources)) assert.ok(ofSource(source).length > 0, source);
  });
});
