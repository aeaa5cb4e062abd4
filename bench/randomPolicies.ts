/** Bucket policies made at random of what policies are made of, up to the size that S3 takes: nobody writes them, but S3 would store them. */
import * as fc from "fast-check";
import type { PolicyStatement } from "../encryption/policyDocument";
import { conditionKeys } from "../encryption/uploadDenials";
import { rulesOf } from "../simulator/iam/kinds";

/** Most bytes of a bucket policy. */
export const mostPolicyBytes = rulesOf("bucket").maxBytes ?? 0;

const digits = (length: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
const account = digits(12);
const condition = (operators: readonly string[], key: string, values: fc.Arbitrary<string>, most = 1): fc.Arbitrary<readonly [operator: string, key: string, values: string[]]> =>
  fc.tuple(fc.constantFrom(...operators), fc.constant(key), fc.array(values, { minLength: 1, maxLength: most }));
const equal = ["StringEquals", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists"];
const like = ["StringLike", "StringNotLike", "ArnLike", "ArnNotLike"];

const conditions = fc.oneof(
  condition(equal, conditionKeys.algorithm, fc.constantFrom("AES256", "aws:kms", "aws:kms:dsse"), 2),
  condition(["Null"], conditionKeys.algorithm, fc.constantFrom("true", "false")),
  condition(["Null"], conditionKeys.customerAlgorithm, fc.constantFrom("true", "false")),
  condition(["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"], conditionKeys.kmsKeyId, account.map((id) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`)),
  condition(like, "aws:PrincipalArn", fc.tuple(account, digits(4)).map(([id, team]) => `arn:aws:iam::${id}:role/team-${team}*`), 8),
  condition(equal, "aws:PrincipalOrgID", account.map((id) => `o-${id}`), 2),
  condition(equal, "aws:SourceVpce", account.map((id) => `vpce-${id}`), 2),
  condition(["IpAddress", "NotIpAddress"], "aws:SourceIp", fc.nat(255).map((byte) => `10.${byte}.0.0/16`), 5),
  condition(["Bool", "BoolIfExists"], "aws:PrincipalIsAWSService", fc.constantFrom("true", "false")),
  condition(["Bool"], "aws:SecureTransport", fc.constantFrom("true", "false")),
  condition(["StringLike", "StringNotLike"], "aws:userId", account.map((id) => `AROA${id}:*`), 2),
  condition(["StringEquals", "StringNotEquals"], "aws:PrincipalTag/team", fc.constantFrom("a", "b", "${aws:PrincipalTag/unit}")),
  condition(["NumericLessThan", "NumericGreaterThanEquals"], "s3:TlsVersion", fc.constantFrom("1.2", "1.3")),
  condition(["DateGreaterThan", "DateLessThan"], "aws:CurrentTime", fc.integer({ min: 2020, max: 2040 }).map((year) => `${year}-01-01T00:00:00Z`)),
  condition(["StringEquals", "StringNotEquals"], "aws:SourceAccount", account),
);

const principal = fc.oneof(
  fc.constant("*"),
  fc.constantFrom("logging.s3.amazonaws.com", "cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com").map((service) => ({ Service: service })),
  fc.array(fc.tuple(account, fc.constantFrom("root", "role/writer")).map(([id, who]) => `arn:aws:iam::${id}:${who}`), { minLength: 1, maxLength: 6 }).map((arns) => ({ AWS: arns })),
);

const resource = (arn: string): fc.Arbitrary<string | string[]> =>
  fc.oneof(
    fc.constant(`${arn}/*`),
    fc.array(fc.tuple(fc.constantFrom("in", "out", "teams/*/x", "p"), fc.nat(200)).map(([folder, index]) => `${arn}/${folder}${index}/*`), { minLength: 1, maxLength: 3 }),
  );

const statement = (arn: string): fc.Arbitrary<PolicyStatement> =>
  fc
    .record({ Effect: fc.constantFrom("Allow" as const, "Deny" as const), Principal: principal, Action: fc.constant("s3:PutObject"), Resource: resource(arn), parts: fc.array(conditions, { maxLength: 3 }) })
    .map(({ parts, ...rest }) => {
      const blocks: Record<string, Record<string, string[]>> = {};
      for (const [operator, key, values] of parts) (blocks[operator] ??= {})[key] = values;
      return parts.length === 0 ? rest : { ...rest, Condition: blocks };
    });

/** Policies of a seed, each as long as S3 takes it. */
export function randomPolicies(arn: string, count: number, seed: number): object[] {
  return fc.sample(fc.array(statement(arn), { minLength: 120, maxLength: 120 }), { numRuns: count, seed }).map((statements) => {
    let bytes = JSON.stringify({ Version: "2012-10-17", Statement: [] }).length;
    const fitting = statements.filter((one) => (bytes += JSON.stringify(one).length + 1) <= mostPolicyBytes);
    return { Version: "2012-10-17", Statement: fitting };
  });
}
