/** Whatever gets in, the judge has seen: random policies, and random requests that nobody chose with the policy in mind. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultRequirement, violationOf, type EncryptionRequirement } from "../../encryption/requirement";
import { BucketJudge } from "../../judge/bucketJudge";
import { evaluateUpload, parsePolicyDocument, type RequestPrincipal, type UploadBucket, type UploadRequest } from "../../simulator";
import { account, approvedKey, bucketName, policy, type Statement, today } from "./policies";
import { otherKey, statementArbitrary } from "./randomStatements";

const requester: fc.Arbitrary<RequestPrincipal> = fc.constantFrom<RequestPrincipal>(
  "anonymous",
  { arn: `arn:aws:iam::${account}:root` },
  { arn: `arn:aws:iam::${account}:role/someone` },
  { arn: `arn:aws:iam::${account}:role/import-a` },
  { arn: `arn:aws:iam::${account}:role/import-prod` },
  { arn: `arn:aws:iam::${account}:role/path/b-prod` },
  { arn: `arn:aws:iam::${account}:role/importer` },
  { arn: "arn:aws:iam::444455556666:role/someone" },
  { arn: `arn:aws:iam::${account}:user/bob` },
  { arn: `arn:aws:sts::${account}:federated-user/carol` },
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
