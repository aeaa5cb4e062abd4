/** What S3 Block Public Access takes for public: the examples of AWS's page, and where nobody knows. */
import assert from "node:assert/strict";
import { parsePolicyDocument } from "../../../simulator/iam/parse";
import { publicAccessProblems } from "../../../simulator/iam/publicAccess";

const bucket = "arn:aws:s3:::examplebucket";
const put = { Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: `${bucket}/*` };
const deny = { ...put, Effect: "Deny" };
const account = "111122223333";

type Access = "public" | "not public" | "not known";

function accessOf(...statements: object[]): Access[] {
  const parsed = parsePolicyDocument(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
  assert.ok(parsed.valid, JSON.stringify(parsed));
  const problems = publicAccessProblems(parsed.document);
  return statements.map((_, index) => {
    const [problem] = problems.filter(({ path }) => path === `Statement[${index}]`);
    if (!problem) return "not public";
    assert.match(problem.message, problem.uncertain ? /^not known of AWS: / : /^AccessDenied: .*BlockPublicPolicy/);
    return problem.uncertain ? "not known" : "public";
  });
}

describe("public bucket policies", () => {
  const when = (Condition: object) => ({ ...put, Condition });
  const outside = (Condition: object) => ({ ...deny, Condition });
  const cases: [sentence: string, statements: object[], access: Access][] = [
    // The page's own examples; it writes "Resource": "*", which S3 does not take.
    ["everybody may put objects", [put], "public"],
    ["… from a VPC by wildcard", [when({ StringLike: { "aws:SourceVpc": "vpc-*" } })], "public"],
    ["… from one VPC", [when({ StringEquals: { "aws:SourceVpc": "vpc-91237329" } })], "not public"],
    ["CloudTrail may", [{ ...put, Principal: { Service: "cloudtrail.amazonaws.com" } }], "not public"],
    ["everybody may, and an account", [{ ...put, Principal: { AWS: ["111122223333", "*"] } }], "public"],
    ["another account may", [{ ...put, Principal: { AWS: "444455556666" } }], "not public"],
    ["the access points of an account", [when({ ArnLike: { "s3:DataAccessPointArn": "arn:aws:s3:us-west-2:123456789012:accesspoint/*" } })], "not public"],
    ["… with StringLike, whose wildcard comes behind the account", [when({ StringLike: { "s3:DataAccessPointArn": "arn:aws:s3:us-west-2:123456789012:accesspoint/*" } })], "not public"],
    ["… with StringLike, whose wildcard may stand for the account too", [when({ StringLike: { "s3:DataAccessPointArn": "arn:aws:s3:*:123456789012:accesspoint/*" } })], "public"],
    ["the access points in VPCs, of whatever account", [when({ StringEquals: { "s3:AccessPointNetworkOrigin": "VPC" } })], "not known"],
    ["very broad addresses", [when({ IpAddress: { "aws:SourceIp": "0.0.0.0/1" } })], "public"],
    ["one address", [when({ IpAddress: { "aws:SourceIp": "203.0.113.7" } })], "not public"],
    ["a source without account, by wildcard", [when({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::source-*" } })], "public"],
    ["a source without account, by its whole ARN", [when({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::source" } })], "not public"],
    ["an address compared as a text", [when({ StringEquals: { "aws:SourceIp": "203.0.113.7" } })], "public"],
    ["presence demanded of another key", [when({ StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" }, Null: { "aws:SourceVpce": "false" } })], "public"],
    ["presence demanded or not", [when({ StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" }, Null: { "aws:SourceVpc": ["true", "false"] } })], "public"],
    ["a condition on the request alone", [when({ Bool: { "aws:SecureTransport": "true" } })], "public"],
    ["a key of which nobody knows", [when({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1/r-1/*" } })], "not known"],
    ["a key that asks for the kind of caller", [when({ StringEquals: { "aws:PrincipalType": "User" } })], "public"],
    ["everybody, and nobody", [put, deny], "not public"],
    ["everybody, and nobody for everything", [put, { ...deny, Action: "s3:*", Resource: [bucket, `${bucket}/*`] }], "not public"],
    ["everybody, and nobody for a part", [put, { ...deny, Resource: `${bucket}/private/*` }], "public"],
    ["everybody, and nobody for another action", [put, { ...deny, Action: "s3:GetObject" }], "public"],
    ["everybody for any, and nobody for a pattern with one character", [{ ...put, Action: "s3:PutObjec*" }, { ...deny, Action: "s3:PutObjec?" }], "public"],
    ["everybody, and nobody outside of the organization", [put, outside({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } })], "not public"],
    ["… by a pattern", [put, outside({ StringNotLike: { "aws:PrincipalOrgID": "o-*" } })], "public"],
    ["… but for services, which is a second condition", [put, outside({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" }, Bool: { "aws:PrincipalIsAWSService": "false" } })], "not known"],
    ["everybody, with TLS alone", [put, { ...outside({ Bool: { "aws:SecureTransport": "false" } }), Action: "s3:*", Resource: `${bucket}*` }], "public"],
    ["everybody, and nobody of one account", [put, { ...deny, Principal: { AWS: account } }], "public"],
    ["nobody but …: such a Deny takes nothing away in S3's eyes", [put, Object.fromEntries(Object.entries({ ...deny, NotPrincipal: { AWS: account } }).filter(([name]) => name !== "Principal"))], "public"],
    ["a Deny alone", [deny], "not public"],
    ["a condition that names who may not", [when({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } })], "public"],
    ["presence demanded, in capitals", [when({ StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" }, Null: { "aws:SourceVpc": "False" } })], "not public"],
    ["the sessions of one role, by its id", [when({ StringLike: { "aws:userid": "AROAEXAMPLE:*" } })], "not public"],
    ["… of any role", [when({ StringLike: { "aws:userid": "*:session:*" } })], "public"],
    ["… and of others whose id goes on", [when({ StringLike: { "aws:userid": "AROAEXAMPLE:*x" } })], "public"],
    ["a source whose account has a digit too many", [when({ ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:1112222333344:*" } })], "public"],
    ["everybody, and nobody for another spelling of the action", [put, { ...deny, Action: "S3:PUTOBJECT" }], "not public"],
    ["everybody, and nobody for all but some action", [put, { ...deny, Action: undefined, NotAction: "s3:PutObject" }], "public"],
    ["everybody for all but some action, and nobody for it", [{ ...put, Action: undefined, NotAction: "s3:PutObject" }, deny], "public"],
    ["everybody for two actions, and nobody for one of them", [{ ...put, Action: ["s3:PutObject", "s3:GetObject"] }, deny], "public"],
    ["everybody, and nobody by a pattern with one character", [put, { ...deny, Action: "s3:PutObjec?" }], "not public"],
    ["everybody for a pattern, and nobody for the same", [{ ...put, Action: "s3:PutObjec?" }, { ...deny, Action: "s3:PutObjec?" }], "not public"],
    ["everybody, and nobody for any action", [put, { ...deny, Action: "*" }], "not public"],
    ["everybody, and nobody outside of the organization by ForAllValues, which holds for who is in none", [put, outside({ "ForAllValues:StringNotEquals": { "aws:PrincipalOrgID": "o-1" } })], "not known"],
  ];
  for (const [sentence, statements, access] of cases) {
    it(`${sentence}: ${access}`, () => {
      assert.equal(accessOf(...statements)[0], access);
    });
  }

  it("names the statement that makes the policy public, and no other", () => {
    assert.deepEqual(accessOf({ ...put, Principal: { Service: "cloudtrail.amazonaws.com" } }, { ...put, Principal: { AWS: "444455556666" } }, put), ["not public", "not public", "public"]);
  });
});
