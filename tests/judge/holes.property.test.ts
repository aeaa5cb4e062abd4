/** Whatever gets in, the judge has seen: random policies, and random requests that nobody chose with the policy in mind. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultRequirement, violationOf, type EncryptionRequirement } from "../../encryption/requirement";
import { BucketJudge } from "../../judge/bucketJudge";
import { evaluateUpload, parsePolicyDocument, type RequestPrincipal, type UploadBucket, type UploadRequest } from "../../simulator";
import { account, approvedKey, bucketName, keys, policy, type Statement, today } from "./policies";

const { algorithm, keyId, customer } = keys;
const arn = `arn:aws:s3:::${bucketName}`;
const otherKey = `${approvedKey}-b`;

const encryptionCondition = fc.constantFrom<object>(
  {},
  { StringEquals: { [algorithm]: "AES256" } },
  { StringNotEquals: { [algorithm]: "aws:kms" } },
  { StringNotEquals: { [algorithm]: ["aws:kms", "aws:kms:dsse"] }, Null: { [algorithm]: "false" } },
  { StringNotLike: { [algorithm]: "aws:kms*" } },
  { Null: { [algorithm]: "true" } },
  { Null: { [customer]: "false" } },
  { StringNotEquals: { [keyId]: approvedKey } },
  { StringNotEqualsIfExists: { [keyId]: [approvedKey, otherKey] } },
  { StringNotEquals: { [algorithm]: "${aws:PrincipalTag/team}" } },
);
const circumstance = fc.constantFrom<object>(
  {},
  {},
  { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/import-*" } },
  { StringEquals: { "aws:PrincipalAccount": account } },
  { StringNotEquals: { "aws:SourceVpce": ["vpce-1", "vpce-2"] } },
  { StringEquals: { "aws:SourceVpce": "vpce-1" } },
  { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
  { StringNotEqualsIfExists: { "aws:PrincipalTag/team": "data" } },
  { NumericLessThan: { "s3:TlsVersion": "1.2" } },
  { Bool: { "aws:SecureTransport": "false" } },
  { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*-prod" } },
  { StringNotLike: { "aws:PrincipalArn": "*/importer" } },
  { StringNotLike: { "aws:PrincipalTag/team": "d*" } },
  { StringNotLike: { "aws:PrincipalTag/team": "*b" } },
  { StringNotEquals: { "aws:PrincipalTag/team": "${aws:PrincipalTag/other}" } },
  { "ForAllValues:StringNotEquals": { "aws:PrincipalOrgPaths": "o/a/" } },
  { "ForAllValues:StringNotEquals": { "aws:PrincipalOrgPaths": "o/b/" } },
  { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o/*" } },
  { IpAddress: { "aws:SourceIp": ["10.1.0.0/16", "198.51.100.0/24"] } },
);
const resource = fc.constantFrom<object>(
  { Resource: `${arn}/*` },
  { Resource: `${arn}/*` },
  { Resource: [`${arn}/data/*`, `${arn}/*.csv`] },
  { NotResource: `${arn}/public/*` },
  { NotResource: `${arn}/*.csv` },
  { NotResource: `${arn}/\${aws:PrincipalTag/team}/*` },
);
const principal = fc.constantFrom<object>(
  { Principal: "*" },
  { Principal: "*" },
  { Principal: { AWS: account } },
  { NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/importer" } },
);
const action = fc.constantFrom("s3:PutObject", "s3:*", ["s3:PutObject", "s3:UpdateObjectEncryption"]);

function joined(...conditions: object[]): { Condition?: object } {
  const all: Record<string, object> = {};
  for (const condition of conditions) {
    for (const [operator, block] of Object.entries(condition as Record<string, object>)) all[operator] = { ...all[operator], ...block };
  }
  return Object.keys(all).length > 0 ? { Condition: all } : {};
}

export const statementArbitrary: fc.Arbitrary<Statement> = fc
  .tuple(fc.constantFrom("Deny", "Deny", "Deny", "Allow"), principal, action, resource, encryptionCondition, circumstance)
  .filter(([effect, who]) => effect === "Deny" || !("NotPrincipal" in who))
  // S3 refuses a condition on a key that one of the named actions does not have: updates know no key of the customer's.
  .map(([Effect, who, Action, where, what, when]) => ({ Effect, ...who, Action: JSON.stringify(what).includes(customer) ? "s3:PutObject" : Action, ...where, ...joined(what, when) }));

const requester: fc.Arbitrary<RequestPrincipal> = fc.constantFrom<RequestPrincipal>(
  "anonymous",
  { arn: `arn:aws:iam::${account}:root` },
  { arn: `arn:aws:iam::${account}:role/someone` },
  { arn: `arn:aws:iam::${account}:role/import-a` },
  { arn: `arn:aws:iam::${account}:role/import-prod` },
  { arn: `arn:aws:iam::${account}:role/path/b-prod` },
  { arn: `arn:aws:iam::${account}:role/importer` },
  { arn: "arn:aws:iam::444455556666:role/someone" },
);
const headers: fc.Arbitrary<Record<string, string>> = fc.oneof(
  fc.constant({}),
  fc.constant({ "x-amz-server-side-encryption-customer-algorithm": "AES256" }),
  fc.tuple(fc.constantFrom("AES256", "aws:kms", "aws:kms:dsse"), fc.constantFrom(undefined, approvedKey, otherKey, "alias/mine")).map(
    ([name, key]) => ({
      "x-amz-server-side-encryption": name,
      ...(key !== undefined && name !== "AES256" && { "x-amz-server-side-encryption-aws-kms-key-id": key }),
    }),
  ),
);
const upload: fc.Arbitrary<UploadRequest> = fc
  .record({
    key: fc.constantFrom("a", "data/a", "public/b", "c.csv", "x/public/d", "public/e.csv", "dab/public/f.csv", "data/g.csv"),
    principal: requester,
    headers,
    vpce: fc.constantFrom(undefined, "vpce-1", "vpce-2", "vpce-9"),
    ip: fc.constantFrom("10.1.2.3", "198.51.100.7"),
    team: fc.constantFrom(undefined, "data", "web", "dab", "public"),
    other: fc.constantFrom(undefined, "data", "web"),
    paths: fc.constantFrom<string[][]>([], ["o/a/"], ["o/b/"], ["o/a/", "o/b/"], ["p/c/", "o/b/"]),
    secureTransport: fc.boolean(),
  })
  .map(({ key, principal: who, headers: asked, vpce, ip, team, other, paths, secureTransport }) => ({
    action: "PutObject",
    key,
    principal: who,
    headers: asked,
    secureTransport,
    context: {
      "aws:SourceIp": ip,
      ...(vpce !== undefined && { "aws:SourceVpce": vpce }),
      ...(who !== "anonymous" && {
        ...(team !== undefined && { "aws:PrincipalTag/team": team }),
        ...(other !== undefined && { "aws:PrincipalTag/other": other }),
        ...(paths.length > 0 && { "aws:PrincipalOrgPaths": paths }),
      }),
    },
  }));

const requirement = fc.constantFrom<EncryptionRequirement>(
  defaultRequirement,
  { methods: ["sse-kms"], kmsKeyArns: [approvedKey], origin: "any" },
  { methods: ["sse-s3", "sse-kms"], origin: "header" },
  { methods: ["sse-c"], origin: "any" },
);

describe("judge, by property", () => {
  it("a bucket without holes lets no wrong upload in, and the suggested statements make it one", () => {
    fc.assert(
      fc.property(fc.array(statementArbitrary, { maxLength: 4 }), fc.array(upload, { minLength: 20, maxLength: 20 }), requirement, (statements, uploads, rule) => {
        const judge = new BucketJudge({ requirement: rule, updates: true, today, isAllowedException: () => false }, { account });
        const encryption = { algorithm: "aws:kms", bucketKeyEnabled: true, blockedEncryptionTypes: ["NONE"] };
        const text = statements.length === 0 ? undefined : policy(...statements);
        const judgement = judge.judge(bucketName, encryption, text);
        assert.ok(judgement.valid);
        const remedy = judgement.holes.length > 0 ? judge.remedy(bucketName, encryption, text, judgement.holes) : [];
        const closed = policy(...statements, ...(remedy as unknown as Statement[]));
        if (statements.length + remedy.length === 0) return;
        for (const [document, proven] of [
          [text, judgement.holes.length === 0 && judgement.untold.length === 0],
          [closed, true],
        ] as const) {
          if (!proven || document === undefined) continue;
          const parsed = parsePolicyDocument(document, "bucket", { name: bucketName });
          assert.ok(parsed.valid);
          const bucket: UploadBucket = { name: bucketName, account, blockedEncryptionTypes: ["NONE"], defaultEncryption: { algorithm: "aws:kms" }, policy: parsed.document };
          for (const request of uploads) {
            const result = evaluateUpload(bucket, request);
            if (result.outcome === "stored") assert.equal(violationOf(rule, result.applied), undefined, JSON.stringify({ request, document }));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
