/**
 * The requirement as policies outside of the buckets: an IAM identity policy, a service control policy (SCP) and a
 * resource control policy (RCP). They know nothing of a bucket's default encryption, so they let requests without an
 * encryption header pass unless the requirement asks for one: the default is the bucket's own matter.
 */
import { bucketArn, regionalArn, serviceDomain, type AwsEnvironment } from "./arn";
import { putAction } from "./auditScope";
import { AwsLimitError, awsLimits, type Excess } from "./limits";
import { policyDocument, type Condition, type PolicyDocument, type PolicyStatement } from "./policyDocument";
import { approvedMethods, approvesMethod, preferredDefault, type EncryptionRequirement } from "./requirement";
import { conditionKeys, uploadDenials, type DenialScope, type ExemptPrincipal } from "./uploadDenials";

/**
 * The blog's Allow variant: lets its bearer upload to these buckets in proper ways only. Where the uploads are encrypted
 * with KMS, the bearer may also use the keys for that, by way of S3 alone.
 * @param bucketKeyArns the keys of the buckets' default encryption, whether the stack creates them or not
 * @throws AwsLimitError when it is larger than IAM allows
 */
export function uploadIdentityPolicy(
  requirement: EncryptionRequirement,
  environment: AwsEnvironment,
  bucketNames: readonly string[],
  bucketKeyArns: readonly string[] = [],
): PolicyDocument {
  const { partition } = environment;
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
      keyUse(environment, kmsKeyArns ?? [...new Set(bucketKeyArns)].sort()),
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
  return checkedSize(policyDocument(statements), awsLimits.managedPolicyCharacters, "identityPolicy");
}

/**
 * Lets the policy's bearer use KMS keys for uploads: S3 asks AWS KMS in the name of whoever uploads, for a data key, and
 * for the parts of a multipart upload to decrypt it. SSE-KMS and DSSE-KMS ask for the same.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * @param kmsKeyArns none where no key is named and no bucket has one: any key of the account then
 */
function keyUse(environment: AwsEnvironment, kmsKeyArns: readonly string[]): PolicyStatement {
  const { partition, region } = environment;
  // AWS documents the name of S3 in this key for the partition aws; elsewhere it may be either.
  const domains = [...new Set(["aws", partition].map(serviceDomain))];
  return {
    Sid: "AllowKeysOfUploads",
    Effect: "Allow",
    Action: ["kms:GenerateDataKey", "kms:Decrypt"],
    Resource: kmsKeyArns.length > 0 ? kmsKeyArns : [regionalArn(environment, "kms", "key/*")],
    Condition: { StringEquals: { "kms:ViaService": domains.map((domain) => `s3.${region}.${domain}`) } },
  };
}

/** Denies improper uploads to any bucket by any principal of the accounts it is attached to. */
export function uploadServiceControlPolicy(
  requirement: EncryptionRequirement,
  partition: string,
  exemptPrincipals: readonly ExemptPrincipal[] = [],
): PolicyDocument {
  const statements = organizationDenials(requirement, partition, { principal: undefined, exemptPrincipals });
  return checkedSize(policyDocument(statements), awsLimits.serviceControlPolicyCharacters, "serviceControlPolicy");
}

/** Denies improper uploads by anybody to any bucket of the accounts it is attached to; AWS services are left alone. */
export function uploadResourceControlPolicy(
  requirement: EncryptionRequirement,
  partition: string,
  exemptPrincipals: readonly ExemptPrincipal[] = [],
): PolicyDocument {
  const statements = organizationDenials(requirement, partition, { principal: "*", exemptPrincipals, exemptAllServices: true });
  return checkedSize(policyDocument(statements), awsLimits.resourceControlPolicyCharacters, "resourceControlPolicy");
}

function organizationDenials(
  requirement: EncryptionRequirement,
  partition: string,
  scope: Pick<DenialScope, "principal" | "exemptPrincipals" | "exemptAllServices">,
): PolicyStatement[] {
  return uploadDenials(requirement, { ...scope, resource: bucketArn(partition, "*/*"), defaultSatisfies: true });
}

function checkedSize(document: PolicyDocument, limit: number, excess: Excess): PolicyDocument {
  const size = JSON.stringify(document).length;
  if (size <= limit) return document;
  throw new AwsLimitError(
    excess,
    `the policy has ${size} characters; AWS allows ${limit}`,
  );
}
