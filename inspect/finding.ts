/** What an inspection says of a bucket. Its members are those of `--format json`: docs/inspect.md describes them. */
import type { PolicyStatement } from "../encryption/policyDocument";

/** In the order in which they matter: where several are true of a bucket, the first counts. */
export const verdicts = ["unread", "refused", "improper", "shut-out", "not-told", "proper"] as const;

/**
 * - `unread`: default encryption or policy could not be read, so that nothing is known
 * - `refused`: S3 would refuse the policy as it is in the file
 * - `improper`: uploads against the requirement get in
 * - `shut-out`: nobody can write as the requirement asks
 * - `not-told`: it cannot be told whether any get in
 * - `proper`: none get in
 */
export type Verdict = (typeof verdicts)[number];

export interface BucketFinding {
  readonly bucket: string;
  readonly region: string;
  readonly verdict: Verdict;
  /** Its default encryption in words, such as `SSE-KMS with arn:aws:kms:…`; undefined where it was not read. */
  readonly defaultEncryption?: string;
  /** What gets in against the requirement, a line for each kind of request. */
  readonly getsIn: readonly string[];
  /** Why nothing can be told, or what is wrong. */
  readonly problems: readonly string[];
  /** What makes it hold only proper objects; undefined where nothing is to be done, or nothing is known. */
  readonly add?: Addition;
  /** AWS services that write into it, and would no longer be able to. */
  readonly writers: readonly string[];
}

/** What to give a bucket. */
export interface Addition {
  /** For `aws s3api put-bucket-encryption --server-side-encryption-configuration`. */
  readonly serverSideEncryptionConfiguration?: { readonly Rules: readonly object[] };
  /** For its bucket policy. */
  readonly statements: readonly PolicyStatement[];
  /** The whole policy with these statements: the others are kept as they are, byte for byte. */
  readonly policy?: string;
}

/** The sum over all buckets. */
export interface InspectionSummary {
  readonly buckets: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
}

/** Counts findings. */
export function summaryOf(findings: readonly BucketFinding[]): InspectionSummary {
  const count = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
  return { buckets: findings.length, verdicts: Object.fromEntries(verdicts.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number> };
}
