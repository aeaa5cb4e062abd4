import assert from "node:assert/strict";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { BucketJudge, type JudgedEncryption } from "../../judge/bucketJudge";
import { account, approvedKey, policy, type Statement, today } from "./policies";

const name = "acme--use1-az4--x-s3";
const arn = `arn:aws:s3express:us-east-1:${account}:bucket/${name}`;
const algorithm = "s3express:x-amz-server-side-encryption";
const keyId = "s3express:x-amz-server-side-encryption-aws-kms-key-id";
const kms: JudgedEncryption = { algorithm: "aws:kms", kmsKey: approvedKey };
const s3Default: JudgedEncryption = { algorithm: "AES256" };
const oneKey: EncryptionRequirement = { methods: ["sse-kms"], kmsKeyArns: [approvedKey], origin: "any" };

const deny = (condition: object | undefined, more: Statement = {}): Statement => ({
  Effect: "Deny",
  Principal: "*",
  Action: "s3express:CreateSession",
  Resource: arn,
  ...(condition && { Condition: condition }),
  ...more,
});
const denyOthers = deny({ Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: "aws:kms" } });

interface Case {
  readonly says: string;
  readonly encryption: JudgedEncryption;
  readonly policy: string | undefined;
  readonly requirement?: EncryptionRequirement;
  readonly holes: readonly RegExp[];
}

const cases: readonly Case[] = [
  { says: "a KMS default alone: a session may ask for SSE-S3", encryption: kms, policy: undefined, holes: [/AES256.*a role of the account/] },
  { says: "a KMS default, and other methods denied", encryption: kms, policy: policy(denyOthers), holes: [] },
  { says: "denied by AWS's own example, without the Null condition", encryption: kms, policy: policy(deny({ StringNotEquals: { [algorithm]: "aws:kms" } })), holes: [] },
  { says: "no default: sessions without a header store SSE-S3", encryption: undefined, policy: policy(denyOthers), holes: [/without an encryption header/] },
  { says: "a default of SSE-S3 where it is approved, and KMS denied", encryption: s3Default, policy: policy(deny({ StringEquals: { [algorithm]: "aws:kms" } })), requirement: { methods: ["sse-s3"], origin: "any" }, holes: [] },
  { says: "a default of SSE-S3 where it is approved: a session may ask for KMS", encryption: s3Default, policy: undefined, requirement: { methods: ["sse-s3"], origin: "any" }, holes: [/aws:kms/] },
  { says: "another key, where the bucket has none yet", encryption: s3Default, policy: policy(denyOthers, deny({ Null: { [algorithm]: "true" } })), requirement: oneKey, holes: [/aws:kms and the key/] },
  { says: "the bucket's one key leaves no other", encryption: kms, policy: policy(denyOthers), requirement: oneKey, holes: [] },
  { says: "a default that is not known yet is not judged", encryption: "open", policy: policy(denyOthers), holes: [] },
  { says: "by header only: no session without one", encryption: kms, policy: policy(denyOthers), requirement: { ...defaultRequirement, origin: "header" }, holes: [/without an encryption header/] },
  {
    says: "an exception for a role is a hole",
    encryption: kms,
    policy: policy({ ...denyOthers, Condition: { ...(denyOthers["Condition"] as object), ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/importer" } } }),
    holes: [/AES256.*role\/importer/],
  },
  { says: "denied for another account only", encryption: kms, policy: policy(deny(undefined, { Principal: { AWS: "444455556666" } })), holes: [/AES256/] },
  { says: "an Allow lets other accounts in", encryption: kms, policy: policy({ ...deny(undefined), Effect: "Allow" }), holes: [/AES256.*a role of another account/] },
  { says: "a Deny of uploads is none of sessions", encryption: kms, policy: policy(deny(undefined, { Action: "s3express:DeleteBucket" })), holes: [/AES256/] },
];

describe("judge/directoryBucket", () => {
  for (const { says, encryption, policy: text, requirement = defaultRequirement, holes } of cases) {
    it(says, () => {
      const judge = new BucketJudge({ requirement, updates: true, today, isAllowedException: () => false }, { account, region: "us-east-1" });
      const judgement = judge.sessions(name, encryption, text);
      assert.ok(judgement.valid, JSON.stringify(judgement));
      const words = judgement.holes.map((hole) => JSON.stringify(hole));
      assert.equal(words.length > 0, holes.length > 0, words.join("\n"));
      for (const expected of holes) assert.ok(words.some((line) => expected.test(line)), `${String(expected)} is not among\n${words.join("\n")}`);

      assert.equal(judgement.statements.length > 0, holes.length > 0);
      const statements = (text === undefined ? [] : (JSON.parse(text) as { Statement: Statement[] }).Statement);
      if (holes.length === 0) return;
      const after = judge.sessions(name, encryption, policy(...statements, ...(judgement.statements as unknown as Statement[])));
      assert.ok(after.valid && after.holes.length === 0, "the suggested statements close the holes");
    });
  }

  it("says how a session is asked for, and what it would store", () => {
    const told = (encryption: JudgedEncryption, requirement: EncryptionRequirement): unknown[] => {
      const judgement = new BucketJudge({ requirement, updates: true, today, isAllowedException: () => false }, { account, region: "us-east-1" }).sessions(name, encryption, undefined);
      assert.ok(judgement.valid);
      return judgement.holes.map(({ request, storedAs, reason }) => [request, storedAs, reason]);
    };
    assert.deepEqual(told(kms, oneKey), [["CreateSession with x-amz-server-side-encryption: AES256", "SSE-S3", "SSE-S3 is not approved (approved: SSE-KMS)"]]);
    const otherKey = "arn:aws:kms:us-east-1:111122223333:key/00000000-1111-2222-3333-444444444444";
    assert.deepEqual(told(undefined, { ...oneKey, origin: "header" }).slice(1), [
      ["CreateSession without an encryption header", "SSE-S3", "SSE-S3 is not approved (approved: SSE-KMS)"],
      [`CreateSession with x-amz-server-side-encryption: aws:kms and the key ${otherKey}`, "SSE-KMS", `KMS key ${otherKey} is not approved`],
    ]);
    assert.deepEqual(told(kms, { ...defaultRequirement, origin: "header" }).slice(1), [["CreateSession without an encryption header", "SSE-KMS", "SSE-KMS came from the bucket default, but the request must ask for it by header"]]);
    assert.equal((told({ algorithm: "aws:kms" }, oneKey).at(-1) as unknown[])[0], `CreateSession with x-amz-server-side-encryption: aws:kms and the key ${otherKey}`, "the bucket has no key yet");
    assert.equal(told(s3Default, { methods: ["sse-s3"], origin: "any" }).length, 1);
    assert.deepEqual(told({ algorithm: "aws:kms:dsse" }, defaultRequirement).map((one) => (one as string[])[0]), ["CreateSession with x-amz-server-side-encryption: AES256"]);
    assert.deepEqual(told({ algorithm: "aws:other" }, defaultRequirement)[1], ["CreateSession without an encryption header", "an unknown method", "its encryption method is not known"]);
  });

  it("is of the region and account that its policy names, where they are not known otherwise", () => {
    const elsewhere = policy(denyOthers).replaceAll(arn, `arn:aws:s3express:eu-west-1:444455556666:bucket/${name}`);
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false });
    const open = judge.sessions(name, undefined, elsewhere);
    assert.ok(open.valid);
    assert.deepEqual([open.holes.map(({ request }) => request), open.statements.map(({ Resource }) => Resource)], [["CreateSession without an encryption header"], [`arn:aws:s3express:eu-west-1:444455556666:bucket/${name}`]]);
  });

  it("opens sessions that write", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, { account, region: "us-east-1" });
    const byMode = (mode: string): number => {
      const judgement = judge.sessions(name, kms, policy(deny({ StringEquals: { "s3express:SessionMode": mode } })));
      assert.ok(judgement.valid);
      assert.deepEqual(judgement.untold, []);
      return judgement.holes.length;
    };
    assert.deepEqual(["ReadWrite", "ReadOnly"].map(byMode), [0, 1]);
    const overTls = judge.sessions(name, kms, policy(deny({ Bool: { "aws:SecureTransport": "false" } })));
    assert.ok(overTls.valid);
    assert.deepEqual(overTls.holes.map(({ exceptions }) => exceptions), [[]], "over TLS");
  });

  it("refuses a policy that S3 refuses", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false });
    assert.equal(judge.sessions(name, kms, policy(deny({ Nul: { [keyId]: "true" } }))).valid, false);
  });

  it("judges a bucket whose region is none as well", () => {
    const judgement = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }).sessions(name, s3Default, undefined, " ");
    assert.ok(judgement.valid && judgement.holes.length > 0);
  });
});
