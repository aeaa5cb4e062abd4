/** Contradictions of a bucket's arguments. */
import { bucketDefault } from "../../encryption/bucketPolicy";
import { catalogue, encryptionMethod } from "../../encryption/methods";
import { approvedMethods, approvesMethod, preferredDefault, type EncryptionRequirement } from "../../encryption/requirement";
import { generatedSids } from "../../encryption/uploadDenials";
import { kmsKeyArnProblem } from "../../validation/arnProblems";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import type { BucketSettings } from "../schemas";
import { bucketPolicyProblems } from "./bucketPolicies";
import { isSettled, otherPartition, unapprovedKey } from "./common";
import { exemptionProblems } from "./exemptions";
import { ownStatementProblems } from "./ownStatements";

/**
 * What is contradictory in a bucket, by itself and beside the requirement.
 * @param path of the bucket in what people wrote
 */
export function bucketProblems(bucket: BucketSettings, requirement: EncryptionRequirement, region: string | undefined, path: ProblemPath): Problem[] {
  const problems: Problem[] = [];
  const at = (...rest: (string | number)[]): ProblemPath => [...path, ...rest];
  // Under a requirement with a misspelt method nothing is said of other methods: it may have meant theirs.
  const settled = isSettled(requirement);
  if (settled && bucket.method !== undefined && !approvesMethod(requirement, bucket.method)) {
    problems.push({
      path: at("method"),
      message: `${valueText(bucket.method)} is not approved by the requirement`,
      allowed:
        approvedMethods(requirement)
          .flatMap(({ id, algorithm }) => (algorithm ? id : []))
          .join(", ") || "leave it out: no approved method can be a bucket default",
    });
  } else if (settled && bucket.method !== undefined && !encryptionMethod(bucket.method).algorithm) {
    problems.push({
      path: at("method"),
      message: `${valueText(bucket.method)} cannot be a bucket's default encryption`,
      allowed: "leave it out, or an approved method that can be a bucket default",
    });
  }
  if (bucket.kmsKeyArn !== undefined) {
    // Undefined for a misspelt method, which has been reported as such.
    const method = catalogue.find(({ id }) => id === (bucket.method ?? (settled ? bucketDefault(requirement).method : undefined)));
    const ofKey = at("kmsKeyArn");
    const problem =
      kmsKeyArnProblem(bucket.kmsKeyArn, ofKey, region) ??
      unapprovedKey(bucket.kmsKeyArn, ofKey, requirement.kmsKeyArns) ??
      (method && !method.usesKmsKey
        ? { path: ofKey, message: `is given, but the default encryption ${method.label} uses no KMS key` }
        : undefined);
    if (problem) problems.push(problem);
  }
  problems.push(...keptEncryptionProblems(bucket, settled ? requirement : undefined, at));
  if (bucket.enforcement === "audit" && bucket.denyBelow) {
    problems.push({
      path: at("denyBelow"),
      message: "says where to deny, and enforcement: audit denies nothing",
      allowed: "denyBelow only with enforcement: deny",
    });
  }
  if (bucket.enforcement === "audit" && bucket.exemptPrincipals.length > 0) {
    problems.push({
      path: at("exemptPrincipals"),
      message: "exempts principals from denials that enforcement: audit does not make",
      allowed: "exemptPrincipals only with enforcement: deny",
    });
  }
  problems.push(...exemptionProblems(bucket.exemptPrincipals, at("exemptPrincipals"), requirement, region));
  const slips = statementProblems(bucket, region, at);
  // Before anything is refused for what it would do to the whole policy, each statement is one.
  const ofPolicy = slips.length > 0 ? [] : bucketPolicyProblems(bucket, policyRequirement(bucket, requirement), region, at());
  problems.push(...slips, ...ofPolicy);
  return problems;
}

type At = (...path: (string | number)[]) => ProblemPath;

/**
 * What does not go with a default encryption that stays as it is. To deny then would mean to deny every upload without a header:
 * nothing tells whether the default would satisfy the requirement.
 * @param requirement undefined where it is reported as wrong
 */
function keptEncryptionProblems(bucket: BucketSettings, requirement: EncryptionRequirement | undefined, at: At): Problem[] {
  if (bucket.defaultEncryption === "enforce") return [];
  const idle = (["method", "kmsKeyArn"] as const).filter((key) => bucket[key] !== undefined);
  return [
    ...idle.map((key) => ({
      path: at(key),
      message: "is for a default encryption that defaultEncryption: keep does not set",
      allowed: `${key} only with defaultEncryption: enforce`,
    })),
    ...(bucket.enforcement === "deny" && requirement?.origin === "any" && preferredDefault(requirement)
      ? [
          {
            path: at("defaultEncryption"),
            message: '"keep" leaves uploads without a header to a default that the stack does not know, and enforcement: deny is to deny improper ones',
            allowed: "enforce; keep only with enforcement: audit, or where requirement.origin is header",
            example: "defaultEncryption: enforce",
          },
        ]
      : []),
  ];
}

/** The requirement that a bucket's policy can be written for; undefined where requirement or method are reported as wrong. */
function policyRequirement({ method }: BucketSettings, requirement: EncryptionRequirement): EncryptionRequirement | undefined {
  if (!isSettled(requirement)) return undefined;
  const chosen = catalogue.find(({ id }) => id === method);
  return method === undefined || chosen?.algorithm !== undefined ? requirement : undefined;
}

/** Slips in the owner's own statements that the config can name better than S3 would. */
function statementProblems(bucket: BucketSettings, region: string | undefined, at: At): Problem[] {
  return ownStatementProblems(bucket.additionalStatements, generatedSids(bucket), at("additionalStatements"), (resource, path) =>
    resourceProblems(resource, path, bucket.bucketName, region),
  );
}

function resourceProblems(resource: string, path: ProblemPath, bucketName: string, region: string | undefined): Problem[] {
  if (/^arn:[a-z0-9-]+:s3:::([^/]+)/.exec(resource)?.[1] === bucketName) {
    return [otherPartition(resource, path, region) ?? []].flat();
  }
  return [
    {
      path,
      message: `${valueText(resource)} is not this bucket or objects in it`,
      allowed: `arn:<partition>:s3:::${bucketName} or arn:<partition>:s3:::${bucketName}/<key pattern>`,
    },
  ];
}
