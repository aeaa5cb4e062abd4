/** Protects what a directory bucket's policy denies: sessions that would store against the requirement, and no others. */
import assert from "node:assert/strict";
import { catalogue } from "../../encryption/methods";
import { approvedAlgorithms, type EncryptionRequirement } from "../../encryption/requirement";
import { createSessionAction, sessionConditionKeys, sessionDenials } from "../../encryption/sessionDenials";
import { evaluateBucketPolicy } from "../../simulator";
import { account, everyRequirement, keyArn, role } from "./uploads";

const arn = `arn:aws:s3express:us-east-1:${account}:bucket/acme--use1-az4--x-s3`;
const { algorithm, kmsKeyId } = sessionConditionKeys;

/** Whether a session that asks in this way is opened, where the account would open any. */
function opens(requirement: EncryptionRequirement, context: Readonly<Record<string, string>>): boolean {
  const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3express:*", Resource: arn } as const, ...sessionDenials(requirement, arn)];
  return evaluateBucketPolicy({ Version: "2012-10-17", Statement }, { action: createSessionAction, resource: arn, principal: role("app"), context }).decision === "allow";
}

describe("the denials of sessions", () => {
  it("are about the keys of s3express, which are named as those of s3", () => {
    assert.equal(createSessionAction, "s3express:CreateSession");
    assert.deepEqual(sessionConditionKeys, { algorithm: "s3express:x-amz-server-side-encryption", kmsKeyId: "s3express:x-amz-server-side-encryption-aws-kms-key-id" });
  });

  it("let open, under every requirement, exactly the sessions that ask for an approved method with an approved key", () => {
    for (const requirement of everyRequirement) {
      const { kmsKeyArns } = requirement;
      assert.equal(opens(requirement, {}), false, "the bucket's default is no matter of theirs");
      for (const { algorithm: value, usesKmsKey } of catalogue) {
        if (value === undefined) continue;
        const approved = approvedAlgorithms(requirement).includes(value);
        assert.equal(opens(requirement, { [algorithm]: value }), approved, JSON.stringify({ requirement, value }));
        if (!usesKmsKey) continue;
        for (const id of ["good-1", "good-2", "bad"]) {
          const proper = approved && (kmsKeyArns === undefined || kmsKeyArns.includes(keyArn(id)));
          assert.equal(opens(requirement, { [algorithm]: value, [kmsKeyId]: keyArn(id) }), proper, JSON.stringify({ requirement, value, id }));
        }
      }
    }
  });

  it("have the Sids of the denials of uploads, on the bucket and everybody", () => {
    const named: EncryptionRequirement = { methods: ["sse-kms"], origin: "any", kmsKeyArns: [keyArn("a")] };
    assert.deepEqual(sessionDenials(named, arn).map(({ Sid }) => Sid), ["DenyOtherEncryptionMethods", "DenyOtherKmsKeys", "DenyMissingEncryptionHeader"]);
    assert.deepEqual(sessionDenials({ methods: ["sse-kms"], origin: "any" }, arn).map(({ Sid }) => Sid), ["DenyOtherEncryptionMethods", "DenyMissingEncryptionHeader"]);
    for (const { Effect, Principal, Action, Resource } of sessionDenials(named, arn)) assert.deepEqual([Effect, Principal, Action, Resource], ["Deny", "*", createSessionAction, arn]);
    const onlyC = sessionDenials({ methods: ["sse-c"], origin: "any" }, arn)[0];
    assert.deepEqual(onlyC?.Condition, { Null: { [algorithm]: "false" } }, "no list of approved methods where there is none");
  });
});
