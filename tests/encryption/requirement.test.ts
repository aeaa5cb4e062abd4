/** Protects the judge of everything: what a requirement approves, in words, and which default it prefers. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { catalogue, encryptionMethod, type EncryptionMethodId } from "../../encryption/methods";
import {
  approvedAlgorithms,
  approvedMethods,
  approvesApplication,
  approvesMethod,
  defaultRequirement,
  preferredDefault,
  violationOf,
  type AppliedEncryption,
  type EncryptionRequirement,
} from "../../encryption/requirement";
import { keyArn, requirements } from "./uploads";

const of = (...methods: EncryptionMethodId[]): EncryptionRequirement => ({ methods, origin: "any" });

describe("the requirement", () => {
  const applied: fc.Arbitrary<AppliedEncryption> = fc
    .record({
      method: fc.constantFrom("unknown" as const, ...catalogue.map(({ id }) => id)),
      origin: fc.constantFrom("default" as const, "header" as const),
      key: fc.constantFrom(undefined, keyArn("good-1"), keyArn("bad")),
    })
    .map(({ method, origin, key }) => ({ method, origin, ...(key !== undefined && { kmsKeyArn: key }) }));

  it("property: is broken by exactly: another method, the default where a header is asked for, another key or none", () => {
    fc.assert(
      fc.property(requirements, applied, (requirement, encryption) => {
        const { method, origin, kmsKeyArn } = encryption;
        const proper =
          method !== "unknown" &&
          method !== "none" &&
          requirement.methods.includes(method) &&
          (origin === "header" || requirement.origin === "any") &&
          (!requirement.kmsKeyArns || !encryptionMethod(method).usesKmsKey || (kmsKeyArn !== undefined && requirement.kmsKeyArns.includes(kmsKeyArn)));
        assert.equal(violationOf(requirement, encryption) === undefined, proper);
        assert.equal(approvesApplication(requirement, method, origin) && approvesMethod(requirement, method), approvesApplication(requirement, method, origin));
      }),
      { numRuns: 1000 },
    );
  });

  const words: readonly (readonly [requirement: EncryptionRequirement, applied: AppliedEncryption, words: string | undefined])[] = [
    [defaultRequirement, { method: "sse-kms", origin: "default" }, undefined],
    [defaultRequirement, { method: "unknown", origin: "header" }, "its encryption method is not known"],
    [defaultRequirement, { method: "none", origin: "default" }, "None is not approved (approved: SSE-KMS, DSSE-KMS)"],
    [of("none"), { method: "none", origin: "default" }, "None is not approved (approved: )"],
    [{ ...of("sse-s3"), origin: "header" }, { method: "sse-s3", origin: "default" }, "SSE-S3 came from the bucket default, but the request must ask for it by header"],
    [{ ...of("sse-kms"), kmsKeyArns: [keyArn("a")] }, { method: "sse-kms", origin: "header", kmsKeyArn: keyArn("b") }, `KMS key ${keyArn("b")} is not approved`],
    [{ ...of("sse-kms"), kmsKeyArns: [keyArn("a")] }, { method: "sse-kms", origin: "header" }, "an unnamed KMS key is not approved"],
    [{ ...of("sse-kms", "sse-s3"), kmsKeyArns: [keyArn("a")] }, { method: "sse-s3", origin: "header" }, undefined],
  ];
  for (const [requirement, encryption, expected] of words) {
    it(`says of ${JSON.stringify(encryption)} under ${requirement.methods.join(", ")}: ${expected ?? "nothing"}`, () => {
      assert.equal(violationOf(requirement, encryption), expected);
    });
  }

  const preferred: readonly (readonly [methods: EncryptionMethodId[], id: EncryptionMethodId | undefined, why: string])[] = [
    [["dsse-kms", "sse-kms", "sse-s3", "sse-c"], "sse-kms", "bucket keys make it cheap"],
    [["dsse-kms", "sse-s3"], "dsse-kms", "it is the strongest"],
    [["sse-s3", "sse-c"], "sse-s3", "SSE-C is no default"],
    [["sse-c"], undefined, "SSE-C is no default"],
    [["none"], undefined, "none is never approved"],
    [[], undefined, "nothing is approved"],
  ];
  for (const [methods, id, why] of preferred) {
    it(`prefers ${id ?? "no default"} of ${methods.join(", ") || "nothing"}: ${why}`, () => {
      assert.equal(preferredDefault(of(...methods))?.id, id);
    });
  }

  it("names its methods and algorithms in the catalogue's order, each once", () => {
    assert.deepEqual(approvedMethods(of("dsse-kms", "sse-c", "none", "sse-s3")).map(({ id }) => id), ["sse-c", "sse-s3", "dsse-kms"]);
    assert.deepEqual(approvedAlgorithms(of("dsse-kms", "sse-c", "sse-s3")), ["AES256", "aws:kms:dsse"]);
    assert.deepEqual(approvedAlgorithms(of("sse-c")), []);
  });
});
