/** Protects the requirement in words: all that it approves, in the catalogue's order, and whether the bucket's default will do. */
import assert from "node:assert/strict";
import { approvedMethods, type EncryptionRequirement } from "../../encryption/requirement";
import { requirementText } from "../../encryption/requirementText";
import { everyRequirement, keyArn } from "./uploads";

const keyed = (count: number): EncryptionRequirement => ({ methods: ["sse-kms"], origin: "any", kmsKeyArns: Array.from({ length: count }, (_, index) => keyArn(`${index}`)) });

describe("the requirement in words", () => {
  const cases: readonly (readonly [requirement: EncryptionRequirement, says: string])[] = [
    [{ methods: ["sse-s3"], origin: "any" }, "Every upload is to be encrypted with SSE-S3; by a header of the upload or by the bucket's default."],
    [{ methods: ["sse-kms", "sse-c", "sse-s3"], origin: "any" }, "Every upload is to be encrypted with SSE-C, SSE-S3 or SSE-KMS; by a header of the upload or by the bucket's default."],
    [{ methods: ["sse-kms"], origin: "header" }, "Every upload is to be encrypted with SSE-KMS; by a header of the upload, for which the bucket's default is no substitute."],
    [{ methods: ["sse-c"], origin: "any" }, "Every upload is to be encrypted with SSE-C; by a header of the upload, for which the bucket's default is no substitute."],
    [keyed(3), `Every upload is to be encrypted with SSE-KMS, where KMS is used with \`${keyArn("0")}\`, \`${keyArn("1")}\` or \`${keyArn("2")}\`; by a header of the upload or by the bucket's default.`],
    [keyed(4), "Every upload is to be encrypted with SSE-KMS, where KMS is used with one of 4 KMS keys; by a header of the upload or by the bucket's default."],
  ];
  for (const [requirement, says] of cases) {
    it(says, () => {
      assert.equal(requirementText(requirement), says);
    });
  }

  it("names, under every requirement, the approved methods and no others", () => {
    for (const requirement of everyRequirement) {
      const named = /encrypted with (.*?)[,;] (?:where|by)/.exec(requirementText(requirement))?.[1]?.split(/, | or /);
      assert.deepEqual(named, approvedMethods(requirement).map(({ label }) => label));
    }
  });
});
