/** Statements of bucket policies made at random of what people write, each of which S3 takes. */
import fc from "fast-check";
import { account, approvedKey, bucketName, keys, type Statement } from "./policies";

const { algorithm, keyId, customer } = keys;
const arn = `arn:aws:s3:::${bucketName}`;
export const otherKey = `${approvedKey}-b`;

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
  ...["Bool", "BoolIfExists"].flatMap((operator) => ["true", "false"].map((value) => ({ [operator]: { "aws:PrincipalIsAWSService": value } }))),
  ...["true", "false"].map((value) => ({ Null: { "aws:PrincipalIsAWSService": value } })),
  { StringNotEquals: { "aws:PrincipalIsAWSService": "false" } },
  { StringNotEquals: { "aws:SourceAccount": account } },
  { Null: { "aws:username": "true" } },
  { StringNotLikeIfExists: { "aws:username": "b*" } },
  { StringEquals: { "aws:PrincipalType": ["Anonymous", "User"] } },
  { StringNotEquals: { "s3:authType": "REST-HEADER" } },
  { StringNotEquals: { "aws:ResourceAccount": account } },
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
