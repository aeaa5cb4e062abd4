/** Of buckets alike the first carries the text; each other one is told in a line that names the first. */
import type { Analysis } from "../analysis";
import { bucketWords } from "../policy";
import type { DeclaredBucket } from "../stack/bucketModel";

/** What is said of a bucket. */
export interface Finding {
  /** What is the same of buckets alike, but for their names. */
  readonly kind: readonly unknown[];
  /** Lines of which the first follows the bucket's own words. */
  readonly lines: () => readonly string[];
  /** The same of a bucket that is like another one, given that one's words; it follows the bucket's own as well. */
  readonly ifLike: (other: string) => string;
}

/** The text for a bucket. */
export function toldOnce(analysis: Analysis, policyName: string, bucket: DeclaredBucket, { kind, lines, ifLike }: Finding): string {
  const words = bucketWords(bucket);
  const id = JSON.stringify([policyName, ...kind]).replaceAll(bucket.bucketName ?? "\n", "\n");
  const first = analysis.firstOf(id, words, () => words + lines().join("\n"));
  // Of several outcomes of one bucket the same is said, which is reported once.
  return first.words === words ? first.text : words + ifLike(lowerCaseFirst(first.words));
}

function lowerCaseFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Where a policy is described. */
export function pageOf(policyName: string): string {
  return `docs/policy-pack.md#${policyName}`;
}
