/** Rules of which there may be several, one for each of the event patterns that a long list of buckets takes. */
import * as pulumi from "@pulumi/pulumi";
import { longestPlace } from "../encryption/arn";

/** What the name of a rule ends with. The first of several keeps the name of the only one: it is changed, and never deleted, when another joins it. */
export function numbered(index: number): string {
  return index === 0 ? "" : `-${index + 1}`;
}

/** Stands for an account, which is part of the log bucket's name, where only lengths matter. */
export const anyAccount = longestPlace.accountId;

/**
 * As many patterns as there are rules, which are declared before the account is known.
 * @throws pulumi.RunError where the patterns are not as many: it would take a prefix of bucket names that has digits of the account in it
 */
export function asMany(count: number, patterns: pulumi.Output<string[]>): pulumi.Output<string>[] {
  const checked = patterns.apply((known) => {
    if (known.length === count) return known;
    throw new pulumi.RunError(
      `the log bucket's name, which has the account in it, changes the number of EventBridge rules from ${count} to ${known.length}. ` +
        "Give the bucket a name: trail.logBucket.name",
    );
  });
  return Array.from({ length: count }, (_, index) => checked.apply((known) => known[index] ?? ""));
}
