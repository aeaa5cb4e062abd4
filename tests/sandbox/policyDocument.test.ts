/** Protects that getPolicyDocument writes what AWS's provider writes. */
import assert from "node:assert/strict";
import { policyDocument } from "../../sandbox/provider/policyDocument";

const written = (args: Record<string, unknown>): unknown => JSON.parse(String(policyDocument(args)["json"]));

describe("sandbox/provider/policyDocument", () => {
  it("writes a statement in AWS's names, lists of one as their member", () => {
    const statements = [
      {
        sid: "Deny",
        effect: "Deny",
        principals: [{ type: "*", identifiers: ["*"] }],
        actions: ["s3:PutObject"],
        resources: ["arn:aws:s3:::orders/*", "arn:aws:s3:::orders"],
        conditions: [
          { test: "StringNotEquals", variable: "s3:x-amz-server-side-encryption", values: ["aws:kms", "aws:kms:dsse"] },
          { test: "Null", variable: "s3:x-amz-server-side-encryption", values: ["false"] },
          { test: "Null", variable: "aws:PrincipalOrgID", values: ["true"] },
        ],
      },
    ];
    assert.deepEqual(written({ statements }), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Deny",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:PutObject",
          Resource: ["arn:aws:s3:::orders/*", "arn:aws:s3:::orders"],
          Condition: {
            StringNotEquals: { "s3:x-amz-server-side-encryption": ["aws:kms", "aws:kms:dsse"] },
            Null: { "s3:x-amz-server-side-encryption": "false", "aws:PrincipalOrgID": "true" },
          },
        },
      ],
    });
  });

  it("allows unless told otherwise, and names principals by their type", () => {
    const principals = [{ type: "Service", identifiers: ["cloudtrail.amazonaws.com"] }, { type: "AWS", identifiers: ["111122223333", "444455556666"] }];
    const [only] = (written({ statements: [{ principals, actions: ["s3:PutObject"], resources: ["*"] }] }) as { Statement: object[] }).Statement;
    assert.deepEqual(only, { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com", AWS: ["111122223333", "444455556666"] }, Action: "s3:PutObject", Resource: "*" });
  });

  it("merges documents: sources first, and of one Sid the last", () => {
    const document = (Sid: string, Action: string): string => JSON.stringify({ Statement: { Sid, Action } });
    const merged = written({
      sourcePolicyDocuments: [document("a", "s3:Get*"), document("b", "s3:Put*")],
      statements: [{ sid: "b", actions: ["s3:PutObject"] }, { actions: ["s3:ListBucket"] }],
      overridePolicyDocuments: [document("a", "s3:GetObject")],
    }) as { Statement: { Sid?: string; Action: string }[] };
    assert.deepEqual(merged.Statement.map(({ Sid, Action }) => `${Sid ?? ""} ${Action}`), ["a s3:GetObject", "b s3:PutObject", " s3:ListBucket"]);
  });
});
