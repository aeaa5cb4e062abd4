/**
 * The requirement as policies outside of the buckets: an IAM identity policy, a service control policy (SCP) and a
 * resource control policy (RCP). They know nothing of a bucket's default encryption, so they let requests without an
 * encryption header pass unless the requirement asks for one: the default is the bucket's own matter.
 */
import { bucketArn } from "./arn";
import { putAction } from "./auditScope";
import { AwsLimitError, awsLimits } from "./limits";
import { policyDocument, type Condition, type PolicyDocument, type PolicyStatement } from "./policyDocument";
import { approvedMethods, approvesMethod, preferredDefault, type EncryptionRequirement } from "./requirement";
import { conditionKeys, uploadDenials, type DenialScope, type ExemptPrincipal } from "./uploadDenials";

/** The blog's Allow variant: lets its bearer upload to these buckets in proper ways only. */
export function uploadIdentityPolicy(
  requirement: EncryptionRequirement,
  partition: string,
  bucketNames: readonly string[],
): PolicyDocument {
  const allow = (Sid: string, Condition: Condition): PolicyStatement => ({
    Sid,
    Effect: "Allow",
    Action: putAction,
    Resource: bucketNames.map((name) => `${bucketArn(partition, name)}/*`),
    Condition,
  });
  const byHeader = (kms: boolean): string[] =>
    approvedMethods(requirement)
      .filter((method) => method.usesKmsKey === kms)
      .flatMap((method) => method.algorithm ?? []);
  const { kmsKeyArns } = requirement;
  const statements: PolicyStatement[] = [];
  if (byHeader(true).length > 0) {
    statements.push(
      allow("AllowUploadsWithApprovedKmsMethods", {
        StringEquals: {
          [conditionKeys.algorithm]: byHeader(true),
          ...(kmsKeyArns && { [conditionKeys.kmsKeyId]: kmsKeyArns }),
        },
      }),
    );
  }
  if (byHeader(false).length > 0) {
    statements.push(
      allow("AllowUploadsWithApprovedMethods", { StringEquals: { [conditionKeys.algorithm]: byHeader(false) } }),
    );
  }
  if (approvesMethod(requirement, "sse-c")) {
    statements.push(allow("AllowUploadsWithSseC", { Null: { [conditionKeys.customerAlgorithm]: "false" } }));
  }
  // Where no default can satisfy, as with SSE-C alone, a request without headers is never proper.
  if (requirement.origin === "any" && preferredDefault(requirement)) {
    statements.push(
      allow("AllowUploadsWithBucketDefault", {
        Null: { [conditionKeys.algorithm]: "true", [conditionKeys.customerAlgorithm]: "true" },
      }),
    );
  }
  return checkedSize(policyDocument(statements), awsLimits.managedPolicyCharacters, "policies.identity");
}

/** Denies improper uploads to any bucket by any principal of the accounts it is attached to. */
export function uploadServiceControlPolicy(
  requirement: EncryptionRequirement,
  partition: string,
  exemptPrincipals: readonly ExemptPrincipal[] = [],
): PolicyDocument {
  return organizationPolicy(requirement, partition, "policies.serviceControl", { principal: undefined, exemptPrincipals });
}

/** Denies improper uploads by anybody to any bucket of the accounts it is attached to; AWS services are left alone. */
export function uploadResourceControlPolicy(
  requirement: EncryptionRequirement,
  partition: string,
  exemptPrincipals: readonly ExemptPrincipal[] = [],
): PolicyDocument {
  return organizationPolicy(requirement, partition, "policies.resourceControl", {
    principal: "*",
    exemptPrincipals,
    exemptAllServices: true,
  });
}

function organizationPolicy(
  requirement: EncryptionRequirement,
  partition: string,
  configPath: string,
  scope: Pick<DenialScope, "principal" | "exemptPrincipals" | "exemptAllServices">,
): PolicyDocument {
  const statements = uploadDenials(requirement, { ...scope, resources: [bucketArn(partition, "*/*")], defaultSatisfies: true });
  return checkedSize(policyDocument(statements), awsLimits.organizationPolicyCharacters, configPath);
}

function checkedSize(document: PolicyDocument, limit: number, configPath: string): PolicyDocument {
  const size = JSON.stringify(document).length;
  if (size <= limit) return document;
  throw new AwsLimitError(
    configPath,
    `the policy has ${size} characters; AWS allows ${limit}. Name fewer buckets, KMS keys or exempt principals.`,
  );
}
