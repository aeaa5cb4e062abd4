/** What AWS would refuse of a config because it is too large. */
import { regionalArn } from "../../encryption/arn";
import { uploadIdentityPolicy, uploadResourceControlPolicy, uploadServiceControlPolicy } from "../../encryption/accessPolicies";
import { bucketDefault, bucketPolicy } from "../../encryption/bucketPolicy";
import { eventPatterns } from "../../encryption/eventPattern";
import { eventSelectors } from "../../encryption/eventSelectors";
import { AwsLimitError } from "../../encryption/limits";
import { metricFilters } from "../../encryption/metricFilters";
import type { Problem } from "../../validation/problem";
import type { StackConfig } from "../schema";
import { auditScope } from "../scope";

/**
 * Generates whatever has a size limit, and reports what exceeds it.
 *
 * Runs on a config without contradictions. The longest partition name and a created key's ARN stand in for what is
 * not known yet: a config that passes here passes when it is deployed.
 */
export function limitProblems(config: StackConfig): Problem[] {
  const { requirement, policies } = config;
  const partition = "aws-us-gov";
  const scope = auditScope(config);
  const names = config.buckets.map(({ name }) => name);
  const createdKey = regionalArn({ partition, region: "us-gov-west-1", accountId: "0".repeat(12) }, "kms", "key/*");
  const generators: (() => unknown)[] = [
    () => eventSelectors(scope, partition),
    () => eventPatterns(scope),
    () => metricFilters(requirement),
    () => policies.identity && uploadIdentityPolicy(requirement, partition, names),
    () => policies.serviceControl && uploadServiceControlPolicy(requirement, partition, policies.exemptPrincipals),
    () => policies.resourceControl && uploadResourceControlPolicy(requirement, partition, policies.exemptPrincipals),
    ...config.buckets.map(
      (bucket) => () =>
        bucketPolicy({
          partition,
          bucketName: bucket.name,
          requirement,
          default: bucketDefault(requirement, bucket.method),
          defaultKmsKeyArn: bucket.kmsKeyArn ?? requirement.kmsKeyArns?.[0] ?? createdKey,
          enforcement: bucket.enforcement,
          exemptPrincipals: bucket.exemptPrincipals,
          additionalStatements: bucket.additionalStatements,
        }),
    ),
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
