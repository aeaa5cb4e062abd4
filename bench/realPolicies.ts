/**
 * Bucket policies as landing zones, public modules and teams write them, for the benchmark of the policy pack: each of its
 * own shape and size, and all of them proper under the default requirement.
 */
import { uploadDenials } from "../encryption/uploadDenials";
import { defaultRequirement } from "../encryption/requirement";
import type { Condition, PolicyStatement } from "../encryption/policyDocument";

const account = (index: number): string => String(111122223333 + index * 7919).padStart(12, "0");
const organization = { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
const noService = { BoolIfExists: { "aws:PrincipalIsAWSService": "false" } };

/** What every one of them has: the denials of the requirement, and of requests without TLS. */
function common(arn: string): PolicyStatement[] {
  return [
    ...uploadDenials(defaultRequirement, { resource: `${arn}/*`, principal: "*", defaultSatisfies: true }),
    { Sid: "DenyInsecureTransport", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`], Condition: { Bool: { "aws:SecureTransport": "false" } } },
  ];
}

/** A team's access: a role of another account, for its own prefix. */
function teamAccess(arn: string, team: number): PolicyStatement {
  return {
    Sid: `Team${team}`,
    Effect: "Allow",
    Principal: { AWS: account(team) },
    Action: ["s3:PutObject", "s3:GetObject"],
    Resource: `${arn}/teams/team-${team}/*`,
    Condition: { StringLike: { "aws:PrincipalArn": `arn:aws:iam::${account(team)}:role/team-${team}-*` } },
  };
}

/** A perimeter of the organization, as AWS's data perimeter examples draw it. */
function perimeter(arn: string, condition: Condition): PolicyStatement {
  return { Sid: "EnforceOrganization", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`], Condition: condition };
}

const shapes: readonly ((arn: string, index: number) => PolicyStatement[])[] = [
  common,
  (arn, index) => [...common(arn), { Sid: "Read", Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account(index)}:role/reader-${index}` }, Action: "s3:GetObject", Resource: `${arn}/*` }],
  (arn) => [...common(arn), perimeter(arn, { ...organization, ...noService })],
  (arn, index) => [
    ...common(arn),
    perimeter(arn, { StringNotEqualsIfExists: { "aws:SourceVpce": [`vpce-${index.toString(16).padStart(8, "0")}`, "vpce-0a1b2c3d"] }, ...noService }),
    ...Array.from({ length: index % 6 }, (_, team) => teamAccess(arn, index + team)),
  ],
  (arn, index) => [
    ...common(arn),
    {
      Sid: "DeployOnly",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:PutObject", "s3:DeleteObject"],
      Resource: `${arn}/releases/*`,
      Condition: { ArnNotLike: { "aws:PrincipalArn": Array.from({ length: 1 + (index % 5) }, (_, role) => `arn:aws:iam::${account(index)}:role/deploy-${role}-*`) } },
    },
  ],
  (arn, index) => [
    ...common(arn),
    { Sid: "LogDelivery", Effect: "Allow", Principal: { Service: "delivery.logs.amazonaws.com" }, Action: "s3:PutObject", Resource: `${arn}/AWSLogs/${account(index)}/*`, Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": account(index) } } },
    ...Array.from({ length: 4 }, (_, team) => teamAccess(arn, index + team)),
  ],
];

/**
 * One of 300 policies: of 2 KB in the median, every hundredth of 15 KB.
 * @param arn of the bucket
 */
export function realPolicy(arn: string, index: number): { Version: string; Statement: readonly PolicyStatement[] } {
  const shape = shapes[index % shapes.length] ?? common;
  const teams = index % 100 === 99 ? 50 : 1 + (index % 5);
  const statements = [...shape(arn, index), ...Array.from({ length: teams }, (_, team) => ({ ...teamAccess(arn, 1000 + index + team), Sid: `Landing${team}` }))];
  return { Version: "2012-10-17", Statement: statements };
}

/** How many different policies {@link realPolicy} gives. */
export const realPolicies = 300;

/**
 * A policy of a landing zone that is hard to judge: its denials leave out an organization, and fifty teams are allowed in,
 * each by its role and prefix.
 */
export function landingZone(arn: string, teams: number, exceptions: Condition = organization): { Version: string; Statement: readonly PolicyStatement[] } {
  const denials = uploadDenials(defaultRequirement, { resource: `${arn}/*`, principal: "*", defaultSatisfies: true });
  return {
    Version: "2012-10-17",
    Statement: [
      ...denials.map((statement) => ({ ...statement, Condition: { ...statement.Condition, ...exceptions } })),
      ...Array.from({ length: teams }, (_, team) => teamAccess(arn, team)),
    ],
  };
}

/** A policy whose denials leave out this many roles by their ARNs. */
export function manyRoles(arn: string, roles: number): { Version: string; Statement: readonly PolicyStatement[] } {
  return landingZone(arn, 0, { ArnNotLike: { "aws:PrincipalArn": Array.from({ length: roles }, (_, role) => `arn:aws:iam::${account(role)}:role/import-${role}`) } });
}
