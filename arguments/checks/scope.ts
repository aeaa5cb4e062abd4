/** Contradictions of the audit's scope. */
import { valueText, type Problem } from "../../validation/problem";
import type { ArgumentContext } from "../context";
import type { ScopeSettings } from "../scope";
import { repeated } from "./common";

/** What is contradictory in `scope`, by itself and beside the stack's own buckets. */
export function scopeProblems({ scope }: { readonly scope: ScopeSettings }, { ownBuckets = [] }: ArgumentContext): Problem[] {
  const problems: Problem[] = [];
  const { buckets, bucketPrefixes, excludedBuckets } = scope;
  const names = buckets === "all" ? undefined : buckets;
  if (names) {
    problems.push(...repeated(names, ["scope", "buckets"]));
    if (names.length === 0 && !bucketPrefixes && ownBuckets.length === 0) {
      problems.push({
        path: ["scope", "buckets"],
        message: "is empty, and there are no other buckets to audit: nothing would be audited",
        allowed: "at least one bucket name; leave it out to audit all buckets",
        example: "scope: { buckets: [acme-orders] }",
      });
    }
  }
  problems.push(...repeated(bucketPrefixes ?? [], ["scope", "bucketPrefixes"]));
  problems.push(...repeated(excludedBuckets, ["scope", "excludedBuckets"]));
  excludedBuckets.forEach((name, index) => {
    if (excludedBuckets.indexOf(name) < index) return;
    const audited = names?.includes(name) ?? false;
    if (audited || ownBuckets.includes(name)) {
      problems.push({
        path: ["scope", "excludedBuckets", index],
        message: `${valueText(name)} is audited according to ${audited ? "scope.buckets" : "buckets"}`,
        allowed: "buckets that are named nowhere else",
      });
    }
  });
  return problems;
}
