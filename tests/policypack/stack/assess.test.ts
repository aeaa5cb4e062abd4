/** Known, absent, unknown and malformed are told apart: nothing passes as known that is not. */
import assert from "node:assert/strict";
import { assessEncryption, assessPolicy } from "../../../policypack/stack/assess";
import type { DeclaredBucket } from "../../../policypack/stack/bucketModel";
import type { DeclaredEncryption } from "../../../policypack/stack/resourceTypes";
import { unknown, type PropertyValue } from "../../../policypack/stack/values";
import { bareBucket as bare } from "../bareBucket";

const none: DeclaredEncryption = { algorithm: undefined, kmsKey: undefined, bucketKeyEnabled: undefined, blockedEncryptionTypes: undefined };
const source = { urn: "urn:source", inline: false };
const withEncryption = (encryption: Partial<DeclaredEncryption>): DeclaredBucket => ({ ...bare, encryptions: [{ ...source, property: "rules", encryption: { ...none, ...encryption } }] });
const withPolicy = (document: PropertyValue): DeclaredBucket => ({ ...bare, policies: [{ ...source, property: "policy", document }] });
const kms = { algorithm: "aws:kms" };

describe("policypack/stack/assess", () => {
  const known: readonly [says: string, encryption: Partial<DeclaredEncryption>, value: object][] = [
    ["an algorithm alone", kms, { algorithm: "aws:kms", bucketKeyEnabled: false }],
    ["everything", { ...kms, kmsKey: "key", bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] }, { algorithm: "aws:kms", kmsKey: "key", bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] }],
    ["an empty key is none", { ...kms, kmsKey: "" }, { algorithm: "aws:kms", bucketKeyEnabled: false }],
    ["an algorithm that S3 does not have is known all the same", { algorithm: "rot13" }, { algorithm: "rot13", bucketKeyEnabled: false }],
    ["Boolean as text, as some languages write it", { ...kms, bucketKeyEnabled: "true" }, { algorithm: "aws:kms", bucketKeyEnabled: true }],
    ["blocked types that are no texts are known all the same, and none that S3 has", { ...kms, blockedEncryptionTypes: [1, null, undefined] }, { algorithm: "aws:kms", bucketKeyEnabled: false, blockedEncryptionTypes: ["1", "null", "null"] }],
    ["blocked types that are no list block nothing", { ...kms, blockedEncryptionTypes: "SSE-C" }, { algorithm: "aws:kms", bucketKeyEnabled: false }],
  ];
  for (const [says, encryption, value] of known) {
    it(`known: ${says}`, () => {
      assert.deepEqual(assessEncryption(withEncryption(encryption), true), { state: "known", value });
    });
  }

  const unknowns: readonly [says: string, encryption: Partial<DeclaredEncryption>, names: RegExp][] = [
    ["the algorithm", { algorithm: unknown }, /rules \(algorithm\) of urn:source/],
    ["the key, where keys matter", { ...kms, kmsKey: unknown }, /kmsKey/],
    ["whether bucket keys are on", { ...kms, bucketKeyEnabled: unknown }, /bucketKeyEnabled/],
    ["the blocked types", { ...kms, blockedEncryptionTypes: unknown }, /blockedEncryptionTypes/],
    ["one of the blocked types", { ...kms, blockedEncryptionTypes: ["NONE", unknown] }, /blockedEncryptionTypes/],
  ];
  for (const [says, encryption, names] of unknowns) {
    it(`unknown: ${says}, with the property and how to make it known`, () => {
      const assessed = assessEncryption(withEncryption(encryption), true);
      assert.ok(assessed.state === "unknown");
      assert.match(assessed.part.reason, names);
      assert.match(assessed.part.advice, /Write the value/);
    });
  }

  it("a key to be created is some key, where keys do not matter, and no key that a requirement names", () => {
    const assessed = assessEncryption(withEncryption({ ...kms, kmsKey: unknown }), false);
    assert.ok(assessed.state === "known");
    assert.notEqual(assessed.value.kmsKey, undefined);
    assert.doesNotMatch(assessed.value.kmsKey ?? "", /^arn:/);
  });

  for (const algorithm of [undefined, null]) {
    it(`malformed: a rule whose algorithm is ${String(algorithm)} is not a bucket without a rule`, () => {
      const assessed = assessEncryption(withEncryption({ algorithm }), false);
      assert.ok(assessed.state === "malformed");
      assert.equal(assessed.urn, "urn:source");
      assert.match(assessed.message, /rules names no sseAlgorithm/);
    });
  }
  for (const algorithm of [1, true, [], ["aws:kms"], {}] satisfies PropertyValue[]) {
    it(`malformed: the algorithm ${JSON.stringify(algorithm)}`, () => {
      assert.equal(assessEncryption(withEncryption({ algorithm }), false).state, "malformed");
    });
  }

  const policies: readonly [says: string, document: PropertyValue, expected: object][] = [
    ["a text", "{}", { state: "known", value: "{}" }],
    ["a text that is no policy: judged as S3 would", "not JSON", { state: "known", value: "not JSON" }],
    ["an object, as aws-native has it", { Statement: [] }, { state: "known", value: '{"Statement":[]}' }],
    ["an object with Pulumi's marks", { __defaults: [], Statement: [{ __defaults: [], Effect: "Deny" }] }, { state: "known", value: '{"Statement":[{"Effect":"Deny"}]}' }],
    ["a number", 1, { state: "malformed", urn: "urn:source", message: "policy is 1, not a policy document" }],
    ["nothing, in a BucketPolicy", undefined, { state: "malformed", urn: "urn:source", message: "policy is null, not a policy document" }],
  ];
  for (const [says, document, expected] of policies) {
    it(`a policy that is ${says}`, () => {
      assert.deepEqual(assessPolicy(withPolicy(document)), expected);
    });
  }
  for (const document of [unknown, { Statement: [{ Resource: unknown }] }, [unknown]] satisfies PropertyValue[]) {
    it("a policy with anything unknown in it is unknown, and the advice says how to write it", () => {
      const assessed = assessPolicy(withPolicy(document));
      assert.ok(assessed.state === "unknown");
      assert.match(assessed.part.reason, /policy of urn:source is known only after deployment/);
      assert.match(assessed.part.advice, /Build the document from the bucket.s name/);
    });
  }

  it("nothing declared is absent", () => {
    assert.deepEqual(assessEncryption(bare, true), { state: "absent" });
    assert.deepEqual(assessPolicy(bare), { state: "absent" });
  });

  it("nothing declared is unknown, where something is declared that may be the bucket's", () => {
    const bucket: DeclaredBucket = { ...bare, mayHave: { "bucket policy": "urn:candidate" } };
    const assessed = assessPolicy(bucket);
    assert.ok(assessed.state === "unknown");
    assert.match(assessed.part.reason, /urn:candidate may be the one/);
    assert.deepEqual(assessEncryption(bucket, true), { state: "absent" }, "a policy is no default encryption");
  });

  it("what another stack gives the bucket is not known here", () => {
    const assessed = assessEncryption({ ...bare, outside: true }, true);
    assert.ok(assessed.state === "unknown");
    assert.match(assessed.part.reason, /declares neither the bucket nor its default encryption/);
  });

  it("the first of several declarations counts", () => {
    const [first] = withEncryption(kms).encryptions;
    const [second] = withEncryption({ algorithm: "AES256" }).encryptions;
    assert.ok(first && second);
    const assessed = assessEncryption({ ...bare, encryptions: [first, second] }, true);
    assert.ok(assessed.state === "known");
    assert.equal(assessed.value.algorithm, "aws:kms");
  });
});
