/** What is said of buckets that AWS services write into, and of the way out where they cannot write as required. */
import type { ServiceWriter } from "../../encryption/serviceWriters";
import type { DeclaredBucket } from "../stack/bucketModel";
import { folded } from "./code";
import { readableJson } from "./json";

/** Lines with the exemption to ask for; the first follows the bucket's own words. */
export function exemptionLines({ bucketName, resourceName, isAutoNamed }: DeclaredBucket, writers: readonly ServiceWriter[]): string[] {
  const bucket = isAutoNamed || bucketName === undefined ? resourceName : bucketName;
  const entry = { bucket, requirement: { methods: ["sse-s3"] }, reason: `receives ${what(writers)}` };
  return [
    ": ask for this exemption in the pack's configuration, under any policy, which holds it to SSE-S3:",
    ...folded(`"exemptions": ${readableJson([entry], 0, -Infinity)}`, 4),
    ...writers.map(writerLine),
  ];
}

/** What a bucket receives, what that needs, and what happens otherwise. */
export function writerLine({ what: received, needs, otherwise, alternative, source }: ServiceWriter): string {
  const need = { "sse-s3": "which need SSE-S3", "customer-key": "which need a customer managed key", "own-key": "which need a key of their own" }[needs];
  const instead = alternative === undefined ? "" : ` Or ${alternative}.`;
  return `  It receives ${received}, ${need}: ${otherwise} (${source}).${instead}`;
}

function what(writers: readonly ServiceWriter[]): string {
  return writers.map((writer) => writer.what).join(" and ");
}
