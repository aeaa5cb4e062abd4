/** docs/account-role.yaml: a CloudFormation template for the role that Pulumi assumes in each account of an estate. */
import * as yaml from "js-yaml";
import { accountRoleStatements } from "../../encryption/accountRole";
import { policyDocument } from "../../encryption/policyDocument";

/** Texts that name something of CloudFormation's, as it takes them. */
function substituted(value: unknown): unknown {
  if (typeof value === "string") return value.includes("${") ? { "Fn::Sub": value } : value;
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substituted(inner)]));
}

const names = {
  partition: "${AWS::Partition}",
  accountId: "${AWS::AccountId}",
  namePrefix: "${NamePrefix}",
  trailName: "${TrailName}",
};

/** The template as data. */
export function accountRole(): object {
  const trust = policyDocument([{ Effect: "Allow", Principal: { AWS: "${DeployerArn}" }, Action: "sts:AssumeRole" }]);
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "The role that s3-encryption-audit assumes in an account that it audits beside its own.",
    Parameters: {
      DeployerArn: { Type: "String", Description: "ARN of the role or user that runs pulumi up, in the account that the stack deploys to" },
      NamePrefix: { Type: "String", Description: "What the stack's names begin with: <project>-<stack>, in lower case", Default: "s3-encryption-audit-prod", AllowedPattern: "[a-z0-9-]{1,48}" },
      TrailName: { Type: "String", Description: "Name of the trail: trail.name, or the same as NamePrefix", Default: "s3-encryption-audit-prod" },
      RoleName: { Type: "String", Description: "Name of this role, as accounts[].roleArn has it", Default: "s3-encryption-audit" },
    },
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: { Ref: "RoleName" },
          Description: "Assumed by Pulumi to audit the encryption of uploads in this account",
          AssumeRolePolicyDocument: substituted(trust),
          Policies: [{ PolicyName: "audit", PolicyDocument: substituted(policyDocument(accountRoleStatements(names))) }],
        },
      },
    },
    Outputs: { RoleArn: { Description: "For accounts[].roleArn", Value: { "Fn::GetAtt": ["Role", "Arn"] } } },
  };
}

/** The template as text. */
export function accountRoleTemplate(): string {
  return `# Generated from encryption/accountRole.ts by \`npm run docs\`; do not edit. How it is used: estates.md\n${yaml.dump(accountRole(), { lineWidth: -1, noRefs: true })}`;
}
