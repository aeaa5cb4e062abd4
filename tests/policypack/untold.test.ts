/** The pack fails closed: what cannot be told of a bucket is a violation, and names what makes it so that it can. */
import assert from "node:assert/strict";
import { s3DenyFutureMethods } from "../../policypack/policies/s3-deny-future-methods";
import { s3DenyWrongUploads } from "../../policypack/policies/s3-deny-wrong-uploads";
import { account, bucketName, deny, denySseC, keys, policy } from "../judge/policies";
import { messages, type Declared } from "./stack";

/** Whoever gets past denials with all of these must match every one of them: too many combinations for a walk. */
const confusing = Array.from({ length: 6 }, (_, index) => `*${"abcdefgh".repeat(4).slice(index)}*${"hgfe".repeat(3)}${index}*`);
const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] }];
const general = (text: string): Declared[] => [
  { type: "aws:s3/bucket:Bucket", name: "orders", inputs: { bucket: bucketName } },
  { type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name: "encryption", inputs: { bucket: bucketName, rules } },
  { type: "aws:s3/bucketPolicy:BucketPolicy", name: "policy", inputs: { bucket: bucketName, policy: text } },
];

describe("policypack, what cannot be told", () => {
  const text = policy(
    denySseC,
    ...confusing.map((pattern) => deny({ Null: { [keys.algorithm]: "false" }, StringNotEquals: { [keys.algorithm]: ["aws:kms", "aws:kms:dsse"] }, StringNotLike: { "aws:PrincipalArn": pattern } })),
  );

  it("is reported of a bucket, mandatory, with what to do", async () => {
    const found = await messages(s3DenyWrongUploads, general(text), { account });
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0] ?? "", /^Bucket acme-orders: whether its policy denies wrong uploads cannot be told:\n {2}- its patterns of principals are too many .* Put the denials into statements of their own/);
    assert.equal(s3DenyWrongUploads.enforcementLevel, "mandatory");
  });

  it("is said once: not as well of methods to come", async () => {
    assert.ok(!(await messages(s3DenyFutureMethods, general(text), { account })).join().includes("cannot be told"));
  });

  it("is reported of a directory bucket", async () => {
    const name = "acme--use1-az4--x-s3";
    const arn = `arn:aws:s3express:us-east-1:${account}:bucket/${name}`;
    const algorithm = keys.algorithm.replace("s3:", "s3express:");
    const sessions = confusing.map((pattern) => ({
      Effect: "Deny",
      Principal: "*",
      Action: "s3express:CreateSession",
      Resource: arn,
      Condition: { StringNotEquals: { [algorithm]: "aws:kms" }, StringNotLike: { "aws:PrincipalArn": pattern } },
    }));
    const found = await messages(
      s3DenyWrongUploads,
      [
        { type: "aws:s3/directoryBucket:DirectoryBucket", name: "fast", inputs: { bucket: name } },
        { type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name: "encryption", inputs: { bucket: name, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] } },
        { type: "aws:s3/bucketPolicy:BucketPolicy", name: "policy", inputs: { bucket: name, policy: policy(...sessions) } },
      ],
      { account },
    );
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0] ?? "", /cannot be told:\n {2}- its patterns of principals are too many/);
  });
});
