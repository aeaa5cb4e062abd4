import assert from "node:assert/strict";
import fc from "fast-check";
import { catalogue, encryptionMethods } from "../../encryption/methods";
import { violationOf, type AppliedEncryption, type EncryptionRequirement } from "../../encryption/requirement";
import { loosenings, strictest, strictestOf } from "../../encryption/strictness";

const key1 = "arn:aws:kms:us-east-1:111122223333:key/1";
const key2 = "arn:aws:kms:us-east-1:111122223333:key/2";

describe("encryption/strictness", () => {
  const cases: { says: string; left: EncryptionRequirement; right: EncryptionRequirement; both: EncryptionRequirement | undefined }[] = [
    {
      says: "methods are intersected",
      left: { methods: ["sse-s3", "sse-kms"], origin: "any" },
      right: { methods: ["sse-kms", "dsse-kms"], origin: "any" },
      both: { methods: ["sse-kms"], origin: "any" },
    },
    {
      says: "keys are intersected",
      left: { methods: ["sse-kms"], kmsKeyArns: [key1, key2], origin: "any" },
      right: { methods: ["sse-kms"], kmsKeyArns: [key2], origin: "any" },
      both: { methods: ["sse-kms"], kmsKeyArns: [key2], origin: "any" },
    },
    {
      says: "named keys are stricter than any key",
      left: { methods: ["sse-kms"], origin: "any" },
      right: { methods: ["sse-kms"], kmsKeyArns: [key2], origin: "any" },
      both: { methods: ["sse-kms"], kmsKeyArns: [key2], origin: "any" },
    },
    {
      says: "header is stricter than any",
      left: { methods: ["sse-kms"], origin: "header" },
      right: { methods: ["sse-kms"], origin: "any" },
      both: { methods: ["sse-kms"], origin: "header" },
    },
    {
      says: "no method in common: nothing satisfies both",
      left: { methods: ["sse-s3"], origin: "any" },
      right: { methods: ["sse-kms"], origin: "any" },
      both: undefined,
    },
    {
      says: "no key in common: KMS methods are out, others stay, and no key list is left behind",
      left: { methods: ["sse-s3", "sse-kms"], kmsKeyArns: [key1], origin: "any" },
      right: { methods: ["sse-s3", "sse-kms"], kmsKeyArns: [key2], origin: "any" },
      both: { methods: ["sse-s3"], origin: "any" },
    },
    {
      says: "no key in common and only KMS methods: nothing satisfies both",
      left: { methods: ["sse-kms"], kmsKeyArns: [key1], origin: "any" },
      right: { methods: ["sse-kms"], kmsKeyArns: [key2], origin: "any" },
      both: undefined,
    },
  ];
  for (const { says, left, right, both } of cases) {
    it(says, () => {
      assert.deepEqual(strictest(left, right), both);
      assert.deepEqual(strictest(right, left), both);
    });
  }

  it("says what a requirement lets in that another does not", () => {
    const organization: EncryptionRequirement = { methods: ["sse-kms"], kmsKeyArns: [key1], origin: "header" };
    assert.deepEqual(loosenings({ methods: ["sse-kms", "sse-s3"], origin: "any" }, organization), [
      "SSE-S3",
      "any KMS key",
      "SSE-KMS by bucket default",
    ]);
    assert.deepEqual(loosenings({ methods: ["sse-kms"], kmsKeyArns: [key1, key2], origin: "header" }, organization), [
      `KMS key ${key2}`,
    ]);
    assert.deepEqual(loosenings(organization, organization), []);
  });

  it("joins several, and gives up where they exclude each other", () => {
    const kms: EncryptionRequirement = { methods: ["sse-kms"], origin: "any" };
    const s3: EncryptionRequirement = { methods: ["sse-s3"], origin: "any" };
    assert.deepEqual(strictestOf([kms]), kms);
    assert.equal(strictestOf([kms, s3, kms]), undefined);
    assert.throws(() => strictestOf([]));
  });

  // What an object can be: each catalogued application, with each key that a requirement may name and one that none does.
  const objects: AppliedEncryption[] = catalogue.flatMap(({ id, usesKmsKey, applications }) =>
    applications.flatMap(({ origin }): AppliedEncryption[] =>
      usesKmsKey ? [key1, key2, "other"].map((kmsKeyArn) => ({ method: id, origin, kmsKeyArn })) : [{ method: id, origin }],
    ),
  );
  const approvable = encryptionMethods.map(({ id }) => id).filter((id) => id !== "none");
  const requirement: fc.Arbitrary<EncryptionRequirement> = fc
    .record({
      methods: fc.subarray(approvable, { minLength: 1 }),
      keys: fc.option(fc.subarray([key1, key2], { minLength: 1 }), { nil: undefined }),
      origin: fc.constantFrom("any" as const, "header" as const),
    })
    .map(({ methods, keys, origin }) => ({
      methods,
      origin,
      ...(keys && methods.some((id) => id.endsWith("kms")) && { kmsKeyArns: keys }),
    }));
  const proper = (rule: EncryptionRequirement, object: AppliedEncryption): boolean => violationOf(rule, object) === undefined;

  it("property: an object satisfies the strictest of two exactly when it satisfies both", () => {
    fc.assert(
      fc.property(requirement, requirement, (left, right) => {
        const both = strictest(left, right);
        for (const object of objects) {
          assert.equal(both !== undefined && proper(both, object), proper(left, object) && proper(right, object));
        }
      }),
    );
  });

  it("property: looser exactly when some object satisfies the one and not the other", () => {
    fc.assert(
      fc.property(requirement, requirement, (left, right) => {
        const witness = objects.some((object) => proper(left, object) && !proper(right, object));
        assert.equal(loosenings(left, right).length > 0, witness);
      }),
    );
  });
});
