/** Contradictions of the trail's config. */
import { kmsKeyArnProblem } from "../../encryption/requirementSchema";
import { valueText, type Problem } from "../../validation/problem";
import { isBucketName } from "../fields";
import { logBucketName, namePrefix } from "../names";
import type { StackConfig } from "../schema";
import { unapprovedKey } from "./common";
import type { ConfigContext } from "./context";

/** What is contradictory in `trail`, by itself and beside the rest of the config. */
export function trailProblems(config: StackConfig, { project, stack }: ConfigContext): Problem[] {
  const { trail, requirement, scope, buckets } = config;
  const problems: Problem[] = [];
  if (trail.mode === "existing") {
    const created: readonly (readonly [key: string, given: boolean])[] = [
      ["multiRegion", trail.multiRegion],
      ["kmsKey", trail.kmsKey !== undefined],
      ["logBucket", trail.logBucket.existing !== undefined || trail.logBucket.name !== undefined],
    ];
    for (const [key] of created.filter(([, given]) => given)) {
      problems.push({
        path: ["trail", key],
        message: "is a property of a trail that the stack creates, but trail.mode is existing",
        allowed: "only name beside mode: existing",
        example: "trail: { mode: existing, name: organization-trail }",
      });
    }
    return problems;
  }
  if (trail.name !== undefined && !/^[A-Za-z0-9](?:[\w.-]{1,126})[A-Za-z0-9]$/.test(trail.name)) {
    problems.push({
      path: ["trail", "name"],
      message: `${valueText(trail.name)} is not a valid trail name`,
      allowed: "3 to 128 letters, digits, periods, underscores and hyphens, beginning and ending with a letter or digit",
      example: "name: s3-uploads",
    });
  }
  const { existing, name } = trail.logBucket;
  if (existing !== undefined && name !== undefined) {
    problems.push({
      path: ["trail", "logBucket", "name"],
      message: `names a bucket to create, but trail.logBucket.existing is ${valueText(existing)}`,
      allowed: "either existing or name",
      example: "logBucket: { existing: acme-trail-logs }",
    });
  }
  const logBucket = existing ?? name;
  const ownedAt = buckets.findIndex((bucket) => bucket.name === logBucket);
  if (ownedAt >= 0) {
    const key = existing !== undefined ? "existing" : "name";
    problems.push({
      path: ["trail", "logBucket", key],
      message:
        key === "existing"
          ? `${valueText(logBucket)} is said to exist, but buckets[${ownedAt}] creates it`
          : `${valueText(logBucket)} is also the name of buckets[${ownedAt}]`,
      allowed: "a bucket that is not in buckets; the log bucket is never audited itself",
      example: "logBucket: { existing: acme-trail-logs }",
    });
  }
  if (logBucket !== undefined && Array.isArray(scope.buckets) && scope.buckets.includes(logBucket)) {
    problems.push({
      path: ["scope", "buckets", scope.buckets.indexOf(logBucket)],
      message: `${valueText(logBucket)} is the trail's own log bucket: each delivery would be recorded and delivered again`,
      allowed: "any other bucket",
    });
  }
  if (logBucket === undefined) {
    const derived = logBucketName(namePrefix(project, stack), "0".repeat(12));
    if (!isBucketName(derived)) {
      problems.push({
        path: ["trail", "logBucket", "name"],
        message: `is missing, and the name made of project and stack (${derived.replace(/0{12}$/, "<account>")}) is no bucket name`,
        allowed: "a bucket name of at most 63 characters",
        example: "logBucket: { name: acme-trail-logs }",
      });
    }
  }
  if (trail.kmsKey === "create" && requirement.kmsKeyArns) {
    problems.push({
      path: ["trail", "kmsKey"],
      message: "would create a key that requirement.kmsKeyArns does not name, for a bucket under that requirement",
      allowed: "one of requirement.kmsKeyArns, or none",
      example: `kmsKey: ${requirement.kmsKeyArns[0] ?? "none"}`,
    });
  }
  return problems;
}

/** The KMS key ARNs outside of the requirement: right service, right region, and approved where it matters. */
export function keyArnProblems(config: StackConfig, { region }: ConfigContext): Problem[] {
  const { trail, logGroup, notifications, requirement } = config;
  const trailKey = trail.kmsKey === "create" || trail.kmsKey === "none" ? undefined : trail.kmsKey;
  return [
    ...(trailKey !== undefined
      ? [
          kmsKeyArnProblem(trailKey, ["trail", "kmsKey"], region) ??
            unapprovedKey(trailKey, ["trail", "kmsKey"], requirement.kmsKeyArns),
        ]
      : []),
    logGroup.kmsKeyArn !== undefined && kmsKeyArnProblem(logGroup.kmsKeyArn, ["logGroup", "kmsKeyArn"], region),
    // Beside a topic that exists the key has no place at all, which is reported there.
    notifications.topicArn === undefined &&
      notifications.kmsKeyArn !== undefined &&
      kmsKeyArnProblem(notifications.kmsKeyArn, ["notifications", "kmsKeyArn"], region),
  ].flatMap((problem) => problem || []);
}
