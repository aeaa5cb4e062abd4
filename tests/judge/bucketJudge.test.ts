/** Protects where a bucket is taken to be while that is not known, and that buckets which differ in their names alone are judged once. */
import assert from "node:assert/strict";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { BucketJudge, type JudgedEncryption, type KnownPlace } from "../../judge/bucketJudge";
import { approvedKey, closed, deny, policy, today } from "./policies";

const judgeOf = (known: KnownPlace = {}, requirement: EncryptionRequirement = defaultRequirement): BucketJudge => new BucketJudge({ requirement, updates: true, today, isAllowedException: () => false }, known);
const keyOf = (partition: string, region: string, account: string): string => `arn:${partition}:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const kms = (kmsKey?: string): JudgedEncryption => ({ algorithm: "aws:kms", blockedEncryptionTypes: ["NONE"], ...(kmsKey !== undefined && { kmsKey }) });
const insecure = deny({ Bool: { "aws:SecureTransport": "false" } });
const inPartition = (partition: string): string => policy(insecure).replaceAll("arn:aws:", `arn:${partition}:`);

describe("judge/bucketJudge", () => {
  const oneKey: EncryptionRequirement = { methods: ["sse-kms"], origin: "any", kmsKeyArns: [approvedKey] };
  interface Given {
    readonly encryption?: JudgedEncryption;
    readonly text?: string;
    readonly known?: KnownPlace;
    readonly requirement?: EncryptionRequirement;
    readonly region?: string;
  }
  const places: readonly (readonly [says: string, given: Given, place: string])[] = [
    ["nothing is known", {}, "aws us-east-1 123456789012"],
    ["the account is", { known: { account: "444455556666" } }, "aws us-east-1 444455556666"],
    ["the region is", { known: { region: "eu-west-1" } }, "aws eu-west-1 123456789012"],
    ["the bucket's own region is", { known: { region: "eu-west-1" }, region: "cn-north-1" }, "aws-cn cn-north-1 123456789012"],
    ["its key is", { encryption: kms(keyOf("aws-us-gov", "us-gov-west-1", "444455556666")) }, "aws-us-gov us-gov-west-1 444455556666"],
    ["its key is known by its id alone", { encryption: kms("1234abcd-12ab-34cd-56ef-1234567890ab") }, "aws us-east-1 123456789012"],
    ["an approved key is", { requirement: oneKey }, "aws us-east-1 111122223333"],
    ["both are: its own counts", { encryption: kms(keyOf("aws", "eu-west-1", "444455556666")), requirement: oneKey }, "aws eu-west-1 444455556666"],
    ["its default is not: the approved key counts", { encryption: "open", requirement: oneKey }, "aws us-east-1 111122223333"],
    ["what is known counts more than its key", { encryption: kms(keyOf("aws", "eu-west-1", "444455556666")), known: { account: "777788889999", region: "eu-central-1" } }, "aws eu-central-1 777788889999"],
    ["its policy says the partition", { text: inPartition("aws-cn") }, "aws-cn us-east-1 123456789012"],
    ["its policy counts more than its key", { text: inPartition("aws-cn"), encryption: kms(keyOf("aws-us-gov", "us-gov-west-1", "444455556666")) }, "aws-cn us-gov-west-1 444455556666"],
    ["its policy is of another partition than its region", { text: inPartition("aws-cn"), known: { region: "us-east-1" } }, "refused"],
    ["a partition that is none says nothing", { text: inPartition("aws-moon"), encryption: kms(keyOf("aws-cn", "cn-north-1", "444455556666")) }, "refused"],
    ["its key is of a partition that is none", { encryption: kms(keyOf("aws-moon", "moon-1", "444455556666")) }, "aws moon-1 444455556666"],
  ];
  for (const [says, { encryption = kms(), text, known, requirement, region }, place] of places) {
    it(`takes a bucket to be somewhere: ${says}`, () => {
      const judgement = judgeOf(known, requirement).judge("acme-orders", encryption, text, region);
      const hole = judgement.valid ? judgement.holes.find(({ keyWords, future }) => keyWords === "with another key" && future) : undefined;
      const [, partition, , of, account] = (hole?.upload.headers?.["x-amz-server-side-encryption-aws-kms-key-id"] ?? "").split(":");
      assert.equal(hole ? `${partition ?? ""} ${of ?? ""} ${account ?? ""}` : "refused", place);
      if (hole) assert.equal(hole.bucketAccount, account);
    });
  }

  it("judges a bucket once", () => {
    const judge = judgeOf();
    const sseS3: JudgedEncryption = { algorithm: "AES256" };
    const named = (name: string): string => policy(deny(undefined)).replaceAll("acme-orders", name);
    assert.equal(judge.judge("acme-a", sseS3, named("acme-a")), judge.judge("acme-b", sseS3, named("acme-b")));
  });

  it("judges buckets that differ in nothing but their names once, and all others by themselves", () => {
    const judge = judgeOf();
    const named = (name: string): string => policy(...closed).replaceAll("acme-orders", name);
    const first = judge.judge("acme-a", kms(), named("acme-a"));
    assert.equal(judge.judge("acme-b", kms(), named("acme-b")), first);
    assert.equal(judge.judge("acme-a", kms(), named("acme-a"), "us-east-1") === first, false);
    assert.equal(judge.judge("acme-a", kms(approvedKey), named("acme-a")) === first, false);
    assert.equal(judge.judge("acme-a", undefined, named("acme-a")) === first, false);
    assert.equal(judge.judge("acme-a", kms(), policy(...closed, insecure).replaceAll("acme-orders", "acme-a")) === first, false);
  });

  it("tells what S3 would refuse by the bucket's name", () => {
    const judgement = judgeOf().judge("acme-a", kms(), policy(...closed));
    assert.ok(!judgement.valid);
    assert.match(JSON.stringify(judgement.problems), /acme-a/);
    assert.doesNotMatch(JSON.stringify(judgement.problems), /the-bucket-under-judgement/);
  });

  it("refuses a policy that is too long with the bucket's own name alone, and takes one that is short enough with it", () => {
    const longest = "a".repeat(63);
    const withPaths = (name: string): string => policy(...closed, deny(undefined, { Action: "s3:DeleteObject", Resource: Array.from({ length: 240 }, (_, path) => `arn:aws:s3:::${name}/p${path}/*`) })).replaceAll("acme-orders", name);
    const judgement = judgeOf().judge(longest, kms(), withPaths(longest));
    assert.ok(!judgement.valid);
    assert.match(judgement.problems[0]?.message ?? "", /20480 bytes/);
    assert.ok(judgeOf().judge("aaa", kms(), withPaths("aaa")).valid);
  });

  it("refuses a policy in which a member stands twice", () => {
    const judgement = judgeOf().judge("acme-orders", kms(), policy(...closed).replace('"Effect":"Deny"', '"Effect":"Allow","Effect":"Deny"'));
    assert.ok(!judgement.valid);
    assert.match(judgement.problems[0]?.message ?? "", /twice/);
  });

  it("gives the statements to add the bucket's name, or a placeholder", () => {
    const judge = judgeOf();
    for (const [name, expected] of [["acme-a", "acme-a"], [undefined, "<bucket name>"]] as const) {
      const judgement = judge.judge(name, kms(), undefined);
      assert.ok(judgement.valid);
      const statements = judge.remedy(name, kms(), undefined, judgement.holes);
      assert.ok(statements.length > 0);
      for (const { Resource } of statements) assert.equal(Resource, `arn:aws:s3:::${expected}/*`);
    }
  });
});
