import assert from "node:assert/strict";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import type { Exception } from "../../judge/bucket";
import { BucketJudge } from "../../judge/bucketJudge";
import type { Hole } from "../../judge/bucket";
import { asksForLater } from "../encryption/laterMethods";
import type { KnownEncryption } from "../../policypack/stack/assess";
import { account, approvedKey, blogStatements, bucketName, closed, deny, denyOthers, denySseC, keys, policy, type Statement, today } from "./policies";

const kmsDefault: KnownEncryption = { algorithm: "aws:kms", bucketKeyEnabled: true, blockedEncryptionTypes: ["NONE"] };
const oneKey: EncryptionRequirement = { methods: ["sse-kms"], kmsKeyArns: [approvedKey], origin: "any" };
const oneKeyDefault: KnownEncryption = { ...kmsDefault, kmsKey: approvedKey };
const { algorithm, keyId, customer } = keys;
const denyOtherKeys = deny({ StringEquals: { [algorithm]: ["aws:kms"] }, StringNotEquals: { [keyId]: [approvedKey] } });
const denyOtherUpdates = deny({ StringNotEquals: { [keyId]: [approvedKey] } }, { Action: "s3:UpdateObjectEncryption" });
const denyOthersThanKms = deny({ Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: "aws:kms" } });
const oneKeyClosed = [denyOthersThanKms, denyOtherKeys, denySseC, denyOtherUpdates];

interface Case {
  readonly says: string;
  readonly policy: string | undefined;
  readonly encryption?: KnownEncryption | undefined;
  readonly requirement?: EncryptionRequirement;
  readonly updates?: boolean;
  readonly allowed?: (exception: Exception) => boolean;
  /** What some hole must say, in its request, principals, key or exceptions; none: no hole but future methods. */
  readonly holes: readonly RegExp[];
  readonly future?: boolean;
}

const exempting = (condition: object): string =>
  policy(...closed.map((statement) => ({ ...statement, Condition: merge(statement["Condition"] as object, condition) })));

function merge(left: object, right: object): object {
  const joined: Record<string, object> = { ...(left as Record<string, object>) };
  for (const [operator, block] of Object.entries(right as Record<string, object>)) joined[operator] = { ...joined[operator], ...block };
  return joined;
}

function without(statement: Statement, element: string): Statement {
  return Object.fromEntries(Object.entries(statement).filter(([name]) => name !== element));
}

const cases: readonly Case[] = [
  { says: "no policy: every other method gets in", policy: undefined, holes: [/AES256.*a role of the account/, /SSE-C/] },
  { says: "an allowlist and no SSE-C: closed, future methods included", policy: policy(...closed), holes: [] },
  { says: "the blog's statements, corrected, with a KMS default", policy: policy(...blogStatements), holes: [], future: true },
  {
    says: "the blog without its third statement, as it suggests: SSE-C gets in",
    policy: policy(...blogStatements.slice(0, 2)),
    holes: [/SSE-C/],
    future: true,
  },
  {
    says: "SSE-C blocked by the bucket needs no statement",
    policy: policy(denyOthers),
    encryption: { ...kmsDefault, blockedEncryptionTypes: ["SSE-C"] },
    holes: [],
  },
  { says: "blocked type NONE blocks nothing", policy: policy(denyOthers), encryption: { ...kmsDefault, blockedEncryptionTypes: ["NONE"] }, holes: [/SSE-C/] },
  { says: "without a default encryption, requests without a header are SSE-S3", policy: policy(...closed), encryption: undefined, holes: [/without an encryption header/] },
  {
    says: "without a default encryption, a Deny of missing headers closes that",
    policy: policy(...closed, deny({ Null: { [algorithm]: "true", [customer]: "true" } })),
    encryption: undefined,
    holes: [],
  },
  {
    says: "an identity policy's Allow is no Deny",
    policy: policy({ Effect: "Allow", Principal: { AWS: account }, Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*`, Condition: { StringEquals: { [algorithm]: "aws:kms" } } }),
    holes: [/AES256/, /SSE-C/],
  },
  { says: "only a folder is covered", policy: policy(...closed.map((one) => ({ ...one, Resource: `arn:aws:s3:::${bucketName}/secure/*` }))), holes: [/AES256/] },
  {
    says: "all but a folder is covered",
    policy: policy(...closed.map((one) => ({ ...without(one, "Resource"), NotResource: [`arn:aws:s3:::${bucketName}/public/*`] }))),
    holes: [/AES256.*public\/x/],
  },
  { says: "only keys of two characters and more are covered", policy: policy(...closed.map((one) => ({ ...one, Resource: `arn:aws:s3:::${bucketName}/??*` }))), holes: [/AES256/] },
  { says: "only CSV files are covered", policy: policy(...closed.map((one) => ({ ...one, Resource: `arn:aws:s3:::${bucketName}/*.csv` }))), holes: [/AES256/] },
  {
    says: "the whole bucket by a wildcard in the bucket's part",
    policy: policy(...closed.map((one) => ({ ...one, Resource: `arn:aws:s3:::${bucketName}*` }))),
    holes: [],
  },
  { says: "a Deny for one account says nothing to anybody else, who needs an Allow", policy: policy(...closed.map((one) => ({ ...one, Principal: { AWS: account } }))), holes: [] },
  {
    says: "a Deny for one account, and an Allow for another",
    policy: policy(
      ...closed.map((one) => ({ ...one, Principal: { AWS: account } })),
      { Effect: "Allow", Principal: { AWS: "444455556666" }, Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*` },
    ),
    holes: [/AES256.*444455556666/],
  },
  {
    says: "a Deny for one account, and an Allow for everybody",
    policy: policy(
      ...closed.map((one) => ({ ...one, Principal: { AWS: account } })),
      { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: `arn:aws:s3:::${bucketName}/*` },
    ),
    holes: [/AES256.*a role of another account/],
  },
  {
    says: "an Allow for an organization's other accounts, whom the Deny leaves out",
    policy: policy(
      ...closed.map((one) => ({ ...one, Principal: { AWS: account } })),
      { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: `arn:aws:s3:::${bucketName}/*`, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abc" } } },
    ),
    holes: [/AES256.*o-abc/],
  },
  { says: "a role is exempt by aws:PrincipalArn", policy: exempting({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/import-*" } }), holes: [/AES256.*import-/] },
  {
    says: "a role is exempt, and the configuration lists it",
    policy: exempting({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/import-*" } }),
    allowed: ({ key, value }) => key === "aws:PrincipalArn" && value === "arn:aws:iam::*:role/import-*",
    holes: [],
  },
  {
    says: "the configuration lists another role",
    policy: exempting({ ArnNotLike: { "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"] } }),
    allowed: ({ value }) => value.endsWith("role/a"),
    holes: [/AES256.*role\/b/],
  },
  {
    says: "a role is exempt by NotPrincipal",
    policy: policy(...closed.map((one) => ({ ...without(one, "Principal"), NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/importer" } }))),
    holes: [/AES256.*role\/importer/],
  },
  { says: "a tag of the principal exempts", policy: exempting({ StringNotEquals: { "aws:PrincipalTag/team": "data" } }), holes: [/AES256.*PrincipalTag\/team data/] },
  { says: "a VPC endpoint exempts", policy: exempting({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } }), holes: [/AES256.*vpce-1/] },
  { says: "an organization exempts", policy: exempting({ StringNotEquals: { "aws:PrincipalOrgID": "o-abc" } }), holes: [/AES256.*o-abc/] },
  { says: "a network exempts", policy: exempting({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }), holes: [/AES256.*10\.0\.0\.0/] },
  { says: "the statements hold only for an organization", policy: exempting({ StringEquals: { "aws:PrincipalOrgID": "o-abc" } }), holes: [/AES256/] },
  { says: "the statements hold only where the organization is not known", policy: exempting({ Null: { "aws:PrincipalOrgID": "true" } }), holes: [/AES256.*PrincipalOrgID/] },
  { says: "the statements end at a date", policy: exempting({ DateLessThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } }), holes: [/AES256/] },
  { says: "the statements hold only without TLS", policy: exempting({ Bool: { "aws:SecureTransport": "false" } }), holes: [/AES256/] },
  { says: "the statements hold only with TLS", policy: exempting({ Bool: { "aws:SecureTransport": "true" } }), holes: [/AES256.*SecureTransport/] },
  {
    says: "a Deny of requests without TLS beside them changes nothing",
    policy: policy(...closed, deny({ Bool: { "aws:SecureTransport": "false" } }, { Action: "s3:*", Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`] })),
    holes: [],
  },
  {
    says: "AWS services are exempt, as AWS advises: nobody else is a service",
    policy: exempting({ BoolIfExists: { "aws:PrincipalIsAWSService": "false" } }),
    holes: [],
  },
  {
    says: "exceptions of different statements get nobody in unless they are met together",
    policy: policy(
      deny(merge({ Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: ["aws:kms", "aws:kms:dsse"] } }, { StringNotEquals: { "aws:SourceVpce": "vpce-1" } })),
      deny(merge({ Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: ["aws:kms", "aws:kms:dsse"] } }, { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/a" } })),
      denySseC,
    ),
    holes: [/AES256.*PrincipalArn.*vpce-1/],
  },
  {
    says: "exceptions of different statements that exclude each other leave no hole",
    policy: policy(
      deny({ StringEquals: { [algorithm]: "AES256", "aws:SourceVpce": "vpce-1" } }),
      deny({ StringEquals: { [algorithm]: "AES256" }, StringNotEquals: { "aws:SourceVpce": "vpce-1" } }),
      denySseC,
    ),
    holes: [],
    future: true,
  },
  { says: "SSE-C is denied where the header is any of a list", policy: policy(denyOthers, deny({ StringEquals: { [customer]: "AES256" } })), holes: [] },
  { says: "StringNotEqualsIfExists holds without the header, too: uploads by default are denied, wrong ones as well", policy: policy(deny({ StringNotEqualsIfExists: { [algorithm]: ["aws:kms", "aws:kms:dsse"] } })), holes: [] },
  { says: "a wildcard lets future methods in", policy: policy(deny({ Null: { [algorithm]: "false" }, StringNotLike: { [algorithm]: "aws:kms*" } }), denySseC), holes: [], future: true },
  { says: "actions by wildcard", policy: policy(...closed.map((one) => ({ ...one, Action: "s3:Put*" }))), holes: [] },
  { says: "actions by NotAction", policy: policy(...closed.map((one) => ({ ...without(one, "Action"), NotAction: "s3:GetObject" }))), holes: [] },
  { says: "another action only", policy: policy(deny(undefined, { Action: "s3:PutObjectAcl" })), holes: [/AES256/] },

  { says: "one key: closed", policy: policy(...oneKeyClosed), requirement: oneKey, encryption: oneKeyDefault, holes: [] },
  {
    says: "one key: the policy lets a second one in",
    policy: policy(...oneKeyClosed.filter((one) => one !== denyOtherKeys), deny({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: [approvedKey, `${approvedKey}-b`] } })),
    requirement: oneKey,
    encryption: oneKeyDefault,
    holes: [/-b, which the policy mentions/],
  },
  {
    says: "one key: a pattern lets all keys of the account in",
    policy: policy(...oneKeyClosed.filter((one) => one !== denyOtherKeys), deny({ StringEquals: { [algorithm]: "aws:kms" }, ArnNotLike: { [keyId]: "arn:aws:kms:us-east-1:111122223333:key/*" } })),
    requirement: oneKey,
    encryption: oneKeyDefault,
    holes: [/another key/],
  },
  {
    says: "one key: with IfExists the AWS managed key gets in",
    policy: policy(...oneKeyClosed.filter((one) => one !== denyOtherKeys), deny({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEqualsIfExists: { [keyId]: approvedKey }, Null: { [keyId]: "false" } })),
    requirement: oneKey,
    encryption: oneKeyDefault,
    holes: [/without a key id/],
  },
  { says: "one key: updates of the encryption are another action", policy: policy(...oneKeyClosed.slice(0, 3)), requirement: oneKey, encryption: oneKeyDefault, holes: [/UpdateObjectEncryption/] },
  { says: "one key: updates are not asked about when the configuration says so", policy: policy(...oneKeyClosed.slice(0, 3)), requirement: oneKey, encryption: oneKeyDefault, updates: false, holes: [] },
  { says: "one key: the default has another", policy: policy(...oneKeyClosed), requirement: oneKey, encryption: { ...kmsDefault, kmsKey: `${approvedKey}-b` }, holes: [/without an encryption header/] },
  {
    says: "one key: the bare id of the approved key is another account's key there",
    policy: policy(
      denyOthersThanKms,
      denySseC,
      denyOtherUpdates,
      deny({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: [approvedKey, approvedKey.split("/")[1]] } }),
      { Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*` },
    ),
    requirement: oneKey,
    encryption: oneKeyDefault,
    holes: [/bare id.*another account/],
  },
  { says: "by header only: an upload by default is one too many", policy: policy(...closed), requirement: { ...defaultRequirement, origin: "header" }, holes: [/without an encryption header/] },
];

describe("judge", () => {
  for (const { says, policy: text, requirement = defaultRequirement, updates = true, allowed = () => false, holes, future, ...rest } of cases) {
    it(says, () => {
      const encryption = "encryption" in rest ? rest.encryption : kmsDefault;
      const judge = new BucketJudge({ requirement, updates, today, isAllowedException: allowed }, { account });
      const judgement = judge.judge(bucketName, encryption, text);
      assert.ok(judgement.valid, JSON.stringify(judgement));
      assert.equal(judgement.untold.length, 0);
      const isFuture = (hole: Hole): boolean => hole.future || asksForLater(hole.upload);
      const wrong = judgement.holes.filter((hole) => !isFuture(hole));
      const words = wrong.map(({ request, principals, key, exceptions }) => JSON.stringify({ request, principals, key, exceptions }));
      for (const expected of holes) {
        assert.ok(words.some((line) => expected.test(line.replaceAll('","value":"', " "))), `${String(expected)} is not among\n${words.join("\n")}`);
      }
      if (holes.length === 0) assert.deepEqual(words, []);
      assert.equal(judgement.holes.some(isFuture), future ?? wrong.some(({ request }) => request.includes("AES256")), "future methods");

      if (judgement.holes.length > 0) {
        const statements = judge.remedy(bucketName, encryption, text, judgement.holes);
        const closing = policy(...((text === undefined ? [] : (JSON.parse(text) as { Statement: object[] }).Statement) as never[]), ...(statements as never[]));
        const after = judge.judge(bucketName, encryption, closing);
        assert.ok(after.valid, "the suggested statements make a valid policy");
        assert.deepEqual(after.holes, [], "the suggested statements close the holes");
      }
    });
  }

  it("takes whom a Deny spares for somebody of the account while the account is not known", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false });
    const text = exempting({ ArnNotEquals: { "aws:PrincipalArn": ["arn:aws:iam::444455556666:role/importer", "arn:aws:iam::777788889999:role/importer"] } });
    const judgement = judge.judge(bucketName, kmsDefault, text);
    assert.ok(judgement.valid);
    assert.match(JSON.stringify(judgement.holes), /444455556666:role\/importer/);
    assert.deepEqual(judge.remedy(bucketName, kmsDefault, text, judgement.holes).map(({ Sid }) => Sid), ["DenyOtherEncryptionMethods", "DenySseC"]);
  });

  it("suggests no more statements than needed", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, { account });
    const text = policy(denyOthers);
    const judgement = judge.judge(bucketName, kmsDefault, text);
    assert.ok(judgement.valid);
    const statements = judge.remedy(bucketName, kmsDefault, text, judgement.holes);
    assert.deepEqual(statements.map(({ Sid }) => Sid), ["DenySseC"]);
    assert.equal(statements[0]?.Resource, `arn:aws:s3:::${bucketName}/*`);
  });

  it("suggests statements whose Sids the policy does not have", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, { account });
    const text = policy(denyOthers, { ...denySseC, Sid: "DenySseC", Resource: `arn:aws:s3:::${bucketName}/a/*` });
    const judgement = judge.judge(bucketName, kmsDefault, text);
    assert.ok(judgement.valid);
    assert.deepEqual(judge.remedy(bucketName, kmsDefault, text, judgement.holes).map(({ Sid }) => Sid), ["DenySseC2"]);
  });

  it("never takes a policy for proven whose conditions it could not try", () => {
    const conditions = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`aws:PrincipalTag/t${index}`, "x"]));
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, { account });
    const judgement = judge.judge(bucketName, kmsDefault, exempting({ StringNotEquals: conditions }));
    assert.ok(judgement.valid && (judgement.untold.length > 0 || judgement.holes.length > 0));
  });

  it("judges buckets that differ in their name alone once, and never confuses names", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false });
    const other = policy(...closed).replaceAll(bucketName, `${bucketName}-archive`);
    assert.ok(judge.judge(`${bucketName}-archive`, kmsDefault, other).valid);
    assert.equal(judge.judge(bucketName, kmsDefault, other).valid, false, "a policy of another bucket");
  });

  /** What SSE-C is of a bucket whose policy says nothing of it. */
  const blocks: readonly [says: string, stated: readonly string[] | undefined, more: { region?: string; statedBlocksOnly?: boolean }, verdict: "hole" | "advice" | "none"][] = [
    ["nothing stated: S3 blocks it by itself, and that is better stated", undefined, {}, "advice"],
    ["nothing stated, in a region without that block", undefined, { region: "me-south-1" }, "hole"],
    ["nothing stated, in the other region without it", undefined, { region: "me-central-1" }, "hole"],
    ["nothing stated, where only what is stated counts", undefined, { statedBlocksOnly: true }, "hole"],
    ["NONE", ["NONE"], {}, "hole"],
    ["blocked", ["SSE-C"], {}, "none"],
    ["blocked, in a region that would not by itself", ["SSE-C"], { region: "me-south-1" }, "none"],
    ["blocked, where only what is stated counts", ["SSE-C"], { statedBlocksOnly: true }, "none"],
    ["a list that S3 refuses is no block", ["NONE", "SSE-C"], {}, "hole"],
    ["an empty list, which S3 refuses, is no block", [], {}, "hole"],
  ];
  for (const [says, stated, { region, ...more }, verdict] of blocks) {
    it(`SSE-C, ${says}: ${verdict}`, () => {
      const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false, ...more }, { account });
      const judgement = judge.judge(bucketName, { algorithm: "aws:kms", ...(stated && { blockedEncryptionTypes: stated }) }, policy(denyOthers), region);
      assert.ok(judgement.valid);
      assert.deepEqual(judgement.untold, []);
      const found = judgement.holes.map(({ storedAs, blockedByDefault }) => [storedAs, blockedByDefault ? "advice" : "hole"]);
      assert.deepEqual(found, verdict === "none" ? [] : [["SSE-C", verdict]]);
    });
  }

  it("what S3 blocks by itself need not be told", () => {
    const confusing = Array.from({ length: 40 }, (_, at) => `arn:aws:iam::${account}:role/*${String.fromCharCode(97 + (at % 26))}*${at}*`);
    const exempt = deny({ Null: { [customer]: "false" }, ArnNotLike: { "aws:PrincipalArn": confusing } });
    const untoldOf = (statedBlocksOnly: boolean): number => {
      const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, statedBlocksOnly, isAllowedException: () => true }, { account });
      const judgement = judge.judge(bucketName, { algorithm: "aws:kms" }, policy(denyOthers, exempt));
      assert.ok(judgement.valid);
      return judgement.untold.length;
    };
    assert.equal(untoldOf(false), 0);
    assert.ok(untoldOf(true) > 0, "or this proves nothing");
  });
});
