/** What AWS would refuse of a config because it is too large. */
import { uploadIdentityPolicy, uploadResourceControlPolicy, uploadServiceControlPolicy } from "../../encryption/accessPolicies";
import { parseArn, regionalArn, type AwsEnvironment } from "../../encryption/arn";
import { exclusionsFromPrefixes, excluding } from "../../encryption/auditScope";
import { bucketDefault, bucketPolicy, type BucketPolicyOptions } from "../../encryption/bucketPolicy";
import { eventPatterns } from "../../encryption/eventPattern";
import { eventSelectors } from "../../encryption/eventSelectors";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { metricFilters } from "../../encryption/metricFilters";
import type { PolicyDocument } from "../../encryption/policyDocument";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { logBucketTerms, trailKmsKey } from "../../encryption/trailDelivery";
import type { Problem } from "../../validation/problem";
import { logBucketOf, namePrefix } from "../names";
import type { BucketConfig, StackConfig } from "../schema";
import { auditScope } from "../scope";
import type { ConfigContext } from "./context";

/** What only AWS knows, as long as it can be: a config that fits with it fits when it is deployed. */
const place: AwsEnvironment = { partition: "aws-us-gov", region: "ap-southeast-1", accountId: "0".repeat(12) };

/**
 * Generates whatever has a size limit, and reports what exceeds it. Runs on a config without contradictions.
 *
 * A bucket's key that the stack creates has no ARN yet, and needs none: no policy names it, and where the requirement
 * names keys there is no such key.
 */
export function limitProblems(config: StackConfig, { project, stack, region }: ConfigContext): Problem[] {
  const { requirement, policies, trail } = config;
  const { partition } = place;
  const names = config.buckets.map(({ name }) => name);
  const prefix = namePrefix(project, stack);
  const logBucket = trail.mode === "create" ? logBucketOf(trail, prefix, place.accountId) : undefined;
  const scope = logBucket === undefined ? auditScope(config) : excluding(auditScope(config), logBucket);
  const generators: (() => unknown)[] = [
    () => eventSelectors(scope, partition),
    () => eventPatterns(scope, region),
    () => metricFilters(requirement, exclusionsFromPrefixes(scope)),
    () => policies.identity && uploadIdentityPolicy(requirement, place, names, bucketKeys(config)),
    () => policies.serviceControl && uploadServiceControlPolicy(requirement, partition, policies.exemptPrincipals),
    () => policies.resourceControl && uploadResourceControlPolicy(requirement, partition, policies.exemptPrincipals),
    ...config.buckets.map(({ name, ...bucket }) => () => policyOf(name, requirement, bucket)),
    () => logBucket !== undefined && trail.logBucket.existing === undefined && logBucketPolicy(logBucket, trail.name ?? prefix, config),
  ];
  return generators.flatMap((generate) => {
    try {
      generate();
      return [];
    } catch (error) {
      if (error instanceof AwsLimitError) return [{ path: error.configPath.split("."), message: error.message.replace(/\.$/, "") }];
      throw error;
    }
  });
}

/** The keys of the buckets' default encryption; of one that the stack creates, an ARN of the same length. */
function bucketKeys({ buckets, requirement }: StackConfig): string[] {
  return buckets.flatMap(({ method, kmsKeyArn }, index) =>
    bucketDefault(requirement, method).usesKmsKey
      ? (kmsKeyArn ?? regionalArn(place, "kms", `key/${String(index).padStart(36, "0")}`))
      : [],
  );
}

type PolicyTerms = Pick<BucketPolicyOptions, "enforcement" | "exemptPrincipals" | "exemptServices" | "additionalStatements">;

/** The policy of a bucket of the stack. */
function policyOf(
  bucketName: string,
  requirement: EncryptionRequirement,
  { method, kmsKeyArn = requirement.kmsKeyArns?.[0], ...terms }: PolicyTerms & Pick<BucketConfig, "method" | "kmsKeyArn">,
): PolicyDocument {
  return bucketPolicy({
    ...terms,
    partition: place.partition,
    bucketName,
    requirement,
    default: bucketDefault(requirement, method),
    ...(kmsKeyArn !== undefined && { defaultKmsKeyArn: kmsKeyArn }),
  });
}

function logBucketPolicy(bucketName: string, trailName: string, { requirement, trail }: StackConfig): PolicyDocument {
  const kmsKey = trailKmsKey(requirement, trail.kmsKey);
  const terms = logBucketTerms(place, requirement, { trailName, bucketName, kmsKey });
  try {
    return policyOf(bucketName, requirement, { enforcement: "deny", ...terms, ...(parseArn(kmsKey) && { kmsKeyArn: kmsKey }) });
  } catch (error) {
    if (!(error instanceof AwsLimitError)) throw error;
    // Of what stands in that policy only the keys are the config's.
    throw new AwsLimitError(
      "requirement.kmsKeyArns",
      `its ${requirement.kmsKeyArns?.length ?? 0} keys make the policy of the trail's log bucket larger than the ` +
        `${awsLimits.bucketPolicyBytes} bytes that S3 allows. Name fewer keys.`,
    );
  }
}
