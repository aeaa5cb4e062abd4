/** Contradictions of the audit's scope. */
import { valueText, type Problem } from "../../validation/problem";
import type { StackConfig } from "../schema";
import { repeated } from "./common";

/** What is contradictory in `scope`, by itself and beside the stack's own buckets. */
export function scopeProblems({ scope, buckets: owned }: StackConfig): Problem[] {
  const problems: Problem[] = [];
  const { buckets, bucketPrefixes, excludedBuckets } = scope;
  if (buckets === "all" && bucketPrefixes) {
    problems.push({
      path: ["scope", "bucketPrefixes"],
      message: `${valueText(bucketPrefixes)} narrows nothing down beside scope.buckets: all`,
      allowed: "either buckets: all, or bucketPrefixes and a list of buckets",
      example: "scope: { bucketPrefixes: [acme-] }",
    });
  }
  if (Array.isArray(buckets)) {
    problems.push(...repeated(buckets, ["scope", "buckets"]));
    if (buckets.length === 0 && !bucketPrefixes && owned.length === 0) {
      problems.push({
        path: ["scope", "buckets"],
        message: "is empty, and the stack has no buckets of its own: nothing would be audited",
        allowed: "all, or at least one bucket name",
        example: "scope: { buckets: all }",
      });
    }
  }
  problems.push(...repeated(bucketPrefixes ?? [], ["scope", "bucketPrefixes"]));
  problems.push(...repeated(excludedBuckets, ["scope", "excludedBuckets"]));
  excludedBuckets.forEach((name, index) => {
    if (excludedBuckets.indexOf(name) < index) return;
    const audited = Array.isArray(buckets) && buckets.includes(name);
    if (audited || owned.some((bucket) => bucket.name === name)) {
      problems.push({
        path: ["scope", "excludedBuckets", index],
        message: `${valueText(name)} is audited according to ${audited ? "scope.buckets" : "buckets"}`,
        allowed: "buckets that are named nowhere else",
      });
    }
  });
  return problems;
}
