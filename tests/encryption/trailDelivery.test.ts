/** Protects what a trail's key and log bucket derive from the requirement: deliveries are proper, or exempt and nothing else is. */
import assert from "node:assert/strict";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { cloudTrailService, trailDeliveryStatements } from "../../encryption/servicePolicies";
import { accountTrailKmsKey, logBucketTerms, trailKmsKey } from "../../encryption/trailDelivery";
import { keyArn } from "./uploads";

const environment = { partition: "aws", region: "us-east-1", accountId: "111122223333" };
const any = (...methods: EncryptionRequirement["methods"]): EncryptionRequirement => ({ methods, origin: "any" });
const named: EncryptionRequirement = { methods: ["sse-s3", "sse-kms"], kmsKeyArns: [keyArn("a")], origin: "header" };

describe("trail delivery", () => {
  const keys: readonly (readonly [what: string, requirement: EncryptionRequirement, configured: string | undefined, key: string])[] = [
    ["a new key where KMS is required", any("sse-kms"), undefined, "create"],
    ["the first approved key", named, undefined, keyArn("a")],
    ["no key where SSE-S3 is approved", any("sse-s3", "sse-kms"), undefined, "none"],
    ["whatever is configured", any("sse-kms"), "none", "none"],
  ];
  for (const [what, requirement, configured, key] of keys) {
    it(`takes ${what}`, () => {
      assert.equal(trailKmsKey(requirement, configured), key);
    });
  }

  const [home, other] = ["111122223333", "444455556666"];
  const keyIn = (account: string, region: string): string => `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const approved = (...kmsKeyArns: string[]): EncryptionRequirement => ({ methods: ["sse-kms"], kmsKeyArns, origin: "any" });
  const ofAccounts: readonly (readonly [what: string, requirement: EncryptionRequirement, configured: string | undefined, key: string | undefined])[] = [
    ["what is derived where no key is named", any("sse-kms"), undefined, undefined],
    ["a new key of its own where one is made at home", any("sse-kms"), "create", "create"],
    ["no key where home's has none", any("sse-kms"), "none", "none"],
    ["what is derived where home's has a key of home's", any("sse-kms"), keyIn(home, "us-east-1"), undefined],
    ["its own approved key", approved(keyIn(home, "us-east-1"), keyIn(other, "us-east-1")), undefined, keyIn(other, "us-east-1")],
    ["the first key where that is its own", approved(keyIn(other, "us-east-1"), keyIn(home, "us-east-1")), undefined, keyIn(other, "us-east-1")],
    ["no key where its own is of another region", approved(keyIn(home, "us-east-1"), keyIn(other, "eu-west-1")), undefined, "none"],
    ["no key where all are of others", approved(keyIn(home, "us-east-1")), "create", "none"],
    ["no key where home's has none, whatever is approved", approved(keyIn(home, "us-east-1"), keyIn(other, "us-east-1")), "none", "none"],
  ];
  for (const [what, requirement, configured, key] of ofAccounts) {
    it(`of another account's trail takes ${what}`, () => {
      assert.equal(accountTrailKmsKey(requirement, configured, other), key);
    });
  }

  const exempt: readonly (readonly [what: string, requirement: EncryptionRequirement, kmsKey: string, exempt: boolean])[] = [
    ["SSE-S3 alone without a key", any("sse-s3"), "none", false],
    ["SSE-S3 alone with a key, which log files would be encrypted with", any("sse-s3"), "create", true],
    ["KMS alone with a key", any("sse-kms"), "create", false],
    ["KMS alone without a key", any("sse-kms"), "none", true],
    ["KMS in two layers, which CloudTrail cannot ask for", any("dsse-kms"), "create", true],
    ["both with the approved key, by header", named, keyArn("a"), false],
    ["both with another key", named, keyArn("b"), true],
  ];
  for (const [what, requirement, kmsKey, expected] of exempt) {
    it(`is ${expected ? "exempt from" : "proper under"} ${what}`, () => {
      assert.deepEqual(logBucketTerms(environment, requirement, { trailName: "t", bucketName: "logs", kmsKey }), {
        exemptServices: expected ? [cloudTrailService] : [],
        additionalStatements: trailDeliveryStatements(environment, "logs", "t"),
      });
    });
  }
});
