/** What it takes to hand over to a stack what others made. */
import type { ImportedResource } from "./importFile";

/** What a person has to decide. */
export interface Decision {
  /** What it is about: a bucket, or a part of an audit that was made by hand. */
  readonly of: string;
  /** What is to decide, or to do. */
  readonly what: string;
  readonly why: string;
}

/** What the first `pulumi preview` shows beside what is new. */
export interface AdoptionChange {
  /** As Pulumi names it: `BucketPolicy acme-logs`. */
  readonly resource: string;
  readonly does: "update" | "replace";
  readonly why: string;
}

/** What is handed over, as a stack has it. */
export interface Adopted {
  readonly imports: readonly ImportedResource[];
  readonly changes: readonly AdoptionChange[];
  readonly decisions: readonly Decision[];
}

/** How many buckets are taken over, in words. */
export function summaryWords(buckets: readonly { readonly entry?: unknown }[]): string {
  const count = buckets.filter(({ entry }) => entry !== undefined).length;
  return `${count} of ${buckets.length} bucket${buckets.length === 1 ? "" : "s"} can be taken over with nothing of them changed.`;
}
