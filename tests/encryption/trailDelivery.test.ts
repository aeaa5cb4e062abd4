/** Protects what a trail's key and log bucket derive from the requirement: deliveries are proper, or exempt and nothing else is. */
import assert from "node:assert/strict";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { cloudTrailService, trailDeliveryStatements } from "../../encryption/servicePolicies";
import { logBucketTerms, trailKmsKey } from "../../encryption/trailDelivery";
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
