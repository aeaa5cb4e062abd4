/** Bucket policies as long as S3 takes them that hold as much as fits of one thing: the hardest that a policy can be in each respect. */
import { conditionKeys } from "../encryption/uploadDenials";
import type { PolicyStatement } from "../encryption/policyDocument";
import { mostPolicyBytes } from "./randomPolicies";

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** By what they hold much of. */
export function hardPolicies(arn: string): (readonly [muchOf: string, policy: object])[] {
  const wrongMethod = { [conditionKeys.algorithm]: "aws:kms" };
  const deny = (Condition: Conditions, more: Partial<PolicyStatement> = {}): PolicyStatement =>
    ({ Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `${arn}/*`, Condition, ...more }) as PolicyStatement;
  const unless = (operator: string, key: string, values: readonly string[]): PolicyStatement => deny({ StringNotEquals: wrongMethod, [operator]: { [key]: values } });
  const each = (statement: (index: number) => PolicyStatement): object => policyOf(fitting(statement, JSON.stringify));
  /** One statement with as many values as fit. */
  const values = (statement: (values: readonly string[]) => PolicyStatement, value: (index: number) => string): object =>
    policyOf([statement(fitting(value, (one) => `"${one}"`, JSON.stringify(statement([])).length))]);
  const team = (index: number): string => `${letter(index)}${letter(index * 7)}${index % 10}`;
  const account = (index: number): string => String(100_000_000_000 + index);

  return [
    ["patterns of roles", values((all) => unless("ArnNotLike", "aws:PrincipalArn", all), (index) => `arn:aws:iam::*:role/*${team(index)}*${team(index + 3)}*`)],
    ["patterns of roles of accounts", values((all) => unless("ArnNotLike", "aws:PrincipalArn", all), (index) => `arn:aws:iam::${account(index)}:role/*${team(index)}*`)],
    ["accounts", each((index) => ({ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account(index)}:root` }, Action: "s3:PutObject", Resource: `${arn}/${team(index)}/*` }))],
    ["roles left out", each((index) => ({ Effect: "Deny", NotPrincipal: { AWS: [`arn:aws:iam::111122223333:role/${team(index)}`] }, Action: "s3:PutObject", Resource: `${arn}/*`, Condition: { StringNotEquals: wrongMethod } }))],
    ["names of users", each((index) => unless("StringNotLike", "aws:username", [`${team(index)}*`]))],
    ["patterns of objects", values((all) => deny({ StringNotEquals: wrongMethod }, { Resource: [...all] }), (index) => `${arn}/*${team(index)}*${team(index + 5)}*`)],
    ["folders", each((index) => deny({ StringNotEquals: wrongMethod }, { Resource: `${arn}/${team(index)}*` }))],
    ["folders of variables", each((index) => deny({ StringNotEquals: wrongMethod }, { Resource: `${arn}/\${aws:PrincipalTag/t${index % 9}}/${team(index)}/*` }))],
    ["VPC endpoints", each((index) => unless("StringNotEqualsIfExists", "aws:SourceVpce", [`vpce-${index}`]))],
    ["tags", each((index) => unless("StringNotEqualsIfExists", `aws:PrincipalTag/t${index % 12}`, [`v${index}`]))],
    ["tags compared with others", each((index) => unless("StringNotEqualsIfExists", `aws:PrincipalTag/t${index % 12}`, [`\${aws:PrincipalTag/u${index % 7}}`]))],
    ["organizational units", each((index) => unless("ForAllValues:StringNotLike", "aws:PrincipalOrgPaths", [`o/${team(index)}/*`, `*/${team(index)}`]))],
    ["ranges of addresses", values((all) => unless("NotIpAddress", "aws:SourceIp", all), (index) => `10.${index >> 8}.${index & 255}.0/24`)],
    ["dates", each((index) => unless("DateGreaterThan", "aws:CurrentTime", [`20${30 + (index % 60)}-01-${10 + (index % 18)}T00:00:00Z`]))],
    ["keys", values((all) => deny({ StringNotEquals: { [conditionKeys.kmsKeyId]: all } }), (index) => `arn:aws:kms:us-east-1:111122223333:key/${index}`)],
    ["patterns of keys", each((index) => deny({ StringNotLike: { [conditionKeys.kmsKeyId]: `arn:aws:kms:us-east-1:${account(index)}:key/*` } }))],
    ["methods", values((all) => deny({ StringEquals: { [conditionKeys.algorithm]: all } }), (index) => `method${index}`)],
    ["access points", each((index) => unless("StringNotLike", "s3:DataAccessPointArn", [`arn:aws:s3:us-east-1:111122223333:accesspoint/${team(index)}*`]))],
  ];
}

function letter(index: number): string {
  return String.fromCharCode(97 + (index % 26));
}

function policyOf(Statement: readonly PolicyStatement[]): object {
  return { Version: "2012-10-17", Statement };
}

/** As many as S3 takes in one policy, beside so many bytes of other text. */
function fitting<T>(make: (index: number) => T, textOf: (one: T) => string, beside = 0): T[] {
  const found: T[] = [];
  let left = mostPolicyBytes - JSON.stringify(policyOf([])).length - beside;
  for (let index = 0; ; index += 1) {
    const one = make(index);
    left -= textOf(one).length + 1;
    if (left < 0) return found;
    found.push(one);
  }
}
