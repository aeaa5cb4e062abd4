/** Contradictions of an audit's trail. */
import { longestPlace, parseArn } from "../../encryption/arn";
import { regionalArnProblem } from "../../validation/arnProblems";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import { isBucketName } from "../fields";
import type { TrailSettings } from "../keys/trail";
import { logBucketName, logBucketOfTrail } from "../names";
import type { AuditSettings } from "../schemas";
import type { ArgumentContext } from "../context";
import type { ScopeSettings } from "../scope";
import { otherPartition } from "./common";

const existingTrailExample = "trail: { mode: existing, name: organization-trail }";

type Audited = Pick<AuditSettings, "trail" | "requirement"> & { readonly scope: ScopeSettings };

/** What is contradictory in `trail`, by itself, beside requirement and scope, and beside the stack's own buckets. */
export function trailProblems({ trail, requirement, scope }: Audited, context: ArgumentContext): Problem[] {
  const { prefix, prefixMadeOf, region } = context;
  const ofLogBucket = logBucketProblems({ trail, scope }, context);
  if (trail.mode === "existing") {
    return [...createdProblems(trail), ...(trail.name === undefined ? [] : existingTrailProblems(trail.name, region)), ...ofLogBucket];
  }
  const problems: Problem[] = [];
  if (!isTrailName(trail.name ?? prefix)) {
    problems.push({
      path: ["trail", "name"],
      message:
        trail.name !== undefined
          ? `${valueText(trail.name)} is not a valid trail name`
          : `is missing, and the name made of ${prefixMadeOf} (${prefix}) is no trail name`,
      allowed: trailNameRules,
      example: "name: s3-uploads",
    });
  }
  problems.push(...ofLogBucket);
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

/** Properties of a trail that is created, beside `mode: existing`. */
function createdProblems(trail: TrailSettings): Problem[] {
  const created: readonly (readonly [path: readonly string[], given: boolean])[] = [
    [["multiRegion"], trail.multiRegion],
    [["organization"], trail.organization !== undefined],
    [["kmsKey"], trail.kmsKey !== undefined],
    [["logBucket", "name"], trail.logBucket.name !== undefined],
  ];
  return created
    .filter(([, given]) => given)
    .map(([path]) => ({
      path: ["trail", ...path],
      message: `is a property of ${path.length > 1 ? "a bucket" : "a trail"} that is created, but trail.mode is existing`,
      allowed: "only name and logBucket.existing beside mode: existing",
      example: existingTrailExample,
    }));
}

/** The log bucket beside the stack's own buckets and the audited ones. */
function logBucketProblems({ trail, scope }: Pick<Audited, "trail" | "scope">, { prefix, prefixMadeOf, accountId, ownBuckets = [] }: ArgumentContext): Problem[] {
  const problems: Problem[] = [];
  const { existing, name } = trail.logBucket;
  if (existing !== undefined && name !== undefined && trail.mode === "create") {
    problems.push({
      path: ["trail", "logBucket", "name"],
      message: `names a bucket to create, but trail.logBucket.existing is ${valueText(existing)}`,
      allowed: "either existing or name",
      example: "logBucket: { existing: acme-trail-logs }",
    });
  }
  const given = existing ?? (trail.mode === "create" ? name : undefined);
  const logBucket = given ?? (accountId === undefined ? undefined : logBucketOfTrail(trail, prefix, accountId));
  const ownedAt = ownBuckets.findIndex((own) => own === logBucket);
  if (ownedAt >= 0 && given === undefined) {
    problems.push({
      path: ["buckets", ownedAt, "name"],
      message: `${valueText(logBucket)} is the name of the trail's own log bucket, which is made of ${prefixMadeOf} and the account`,
      allowed: "another name, or one for the log bucket: trail.logBucket.name",
      example: "trail: { logBucket: { name: acme-trail-logs } }",
    });
  } else if (ownedAt >= 0) {
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
  if (logBucket !== undefined && scope.buckets !== undefined && scope.buckets !== "all" && scope.buckets.includes(logBucket)) {
    problems.push({
      path: ["scope", "buckets", scope.buckets.indexOf(logBucket)],
      message: `${valueText(logBucket)} is the trail's own log bucket: each delivery would be recorded and delivered again`,
      allowed: "any other bucket",
    });
  }
  if (given === undefined && trail.mode === "create") {
    const derived = logBucketName(prefix, longestPlace.accountId);
    if (!isBucketName(derived)) {
      problems.push({
        path: ["trail", "logBucket", "name"],
        message: `is missing, and the name made of ${prefixMadeOf} (${derived.replace(/0{12}$/, "<account>")}) is no bucket name`,
        allowed: "a bucket name of at most 63 characters",
        example: "logBucket: { name: acme-trail-logs }",
      });
    }
  }
  return problems;
}

/** What an audit may say of its trail, and probably does not mean. */
export function trailWarnings({ trail, scope }: Pick<Audited, "trail" | "scope">): Problem[] {
  const everyName = scope.buckets === "all" || scope.buckets === undefined || (scope.bucketPrefixes ?? []).length > 0;
  if (trail.mode === "create" || trail.logBucket.existing !== undefined || !everyName) return [];
  return [
    {
      path: ["trail", "logBucket", "existing"],
      message: "is missing: where the trail delivers to an audited bucket, each of its log files is recorded as an upload, and that is delivered again",
      allowed: "the name of that trail's log bucket, which is then not audited",
      example: "trail: { mode: existing, logBucket: { existing: acme-trail-logs } }",
    },
  ];
}

const trailNameRules =
  "3 to 128 letters, digits, periods, underscores and hyphens, beginning and ending with a letter or digit, no two of " +
  "the others in a row, not like an IP address";

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
function isTrailName(name: string): boolean {
  return /^(?=.{3,128}$)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/.test(name) && !/^\d+\.\d+\.\d+\.\d+$/.test(name);
}

/** An existing trail is named, or by its ARN: of another account, or another region, where the trail records all. */
export function existingTrailProblems(name: string, region: string | undefined, path: ProblemPath = ["trail", "name"]): Problem[] {
  if (!name.startsWith("arn:")) {
    if (isTrailName(name)) return [];
    return [{ path, message: `${valueText(name)} is not a valid trail name`, allowed: `the ARN of a trail, or its name: ${trailNameRules}`, example: existingTrailExample }];
  }
  const ofItsRegion = regionalArnProblem(name, path, "cloudtrail", undefined, { allowed: "the ARN of a trail, or its name", example: existingTrailExample });
  if (ofItsRegion) return [ofItsRegion];
  if (!isTrailName(/^trail\/(.*)$/.exec(parseArn(name)?.resource ?? "")?.[1] ?? "")) {
    return [{ path, message: `${valueText(name)} does not name a trail`, allowed: "arn:<partition>:cloudtrail:<region>:<account>:trail/<name>", example: existingTrailExample }];
  }
  return [otherPartition(name, path, region) ?? []].flat();
}
