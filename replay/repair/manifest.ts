/**
 * What mends objects that are stored against the requirement: a manifest for S3 Batch Operations, and the job's command.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html
 */
import * as fs from "node:fs";
import { updateEventName, updateMethod } from "../../encryption/auditScope";
import { approvesMethod, preferredDefault, type EncryptionRequirement } from "../../encryption/requirement";
import { prices } from "../../encryption/prices";
import { isNoRoom, removeCutFile } from "../noRoom";
import type { StoredObject } from "./objectHistory";

/** Lines are collected to so many characters before they are written. */
const pieceLength = 64 * 1024;

/** Writes a manifest, object by object. */
export class ManifestWriter {
  private readonly descriptor: number;
  private pending = "";
  private count = 0;
  private full = false;

  constructor(private readonly file: string) {
    this.descriptor = fs.openSync(file, "w");
  }

  add({ bucket, key }: StoredObject): void {
    this.pending += `${manifestLine(bucket, key)}\n`;
    this.count++;
    if (this.pending.length >= pieceLength) this.flush();
  }

  /** Ends the file, and says for a person what it is and what to do with it; undefined where there was no room for it, and there is none. */
  finish(requirement: EncryptionRequirement): string[] | undefined {
    this.flush();
    fs.closeSync(this.descriptor);
    if (!this.full) return repairAdvice(this.file, this.count, requirement);
    removeCutFile(this.file);
    return undefined;
  }

  /** A part of a manifest would pass for all of it: nothing more is written once there is no room. */
  private flush(): void {
    try {
      if (!this.full) fs.writeFileSync(this.descriptor, this.pending);
    } catch (error) {
      if (!isNoRoom(error)) throw error;
      this.full = true;
    }
    this.pending = "";
  }
}

/** Bucket and key, which S3 Batch Operations wants URL-encoded. */
export function manifestLine(bucket: string, key: string): string {
  // No key has half a surrogate pair: S3 takes UTF-8.
  const encoded = encodeURIComponent(Buffer.from(key).toString()).replaceAll("%2F", "/");
  return `${bucket},${encoded}`;
}

/** What a manifest holds, what its job does and costs, and the job's command. */
export function repairAdvice(file: string, count: number, requirement: EncryptionRequirement): string[] {
  const objects = `${count.toLocaleString("en-US")} object${count === 1 ? "" : "s"}`;
  const found = `${file}: ${objects} stored against the requirement, and not replaced since by a proper upload in this log.`;
  if (count === 0) return [found];
  const inPlace = approvesMethod(requirement, updateMethod);
  const key = requirement.kmsKeyArns?.[0] ?? "KMS_KEY_ARN";
  const cost = prices.batchJob + count * (prices.batchObject + (inPlace ? 0 : prices.copyRequest));
  const operation = inPlace
    ? `{"S3UpdateObjectEncryption":{"ObjectEncryption":{"SSEKMS":{"KMSKeyArn":"${key}","BucketKeyEnabled":true}}}}`
    : `{"S3PutObjectCopy":{"TargetResource":"arn:aws:s3:::BUCKET","NewObjectMetadata":{"SSEAlgorithm":"${preferredDefault(requirement)?.algorithm ?? ""}"}}}`;
  return [
    found,
    "Objects that were deleted since are in it as well: a log of uploads does not tell; their tasks fail, and do no harm.",
    "So are objects of multipart uploads that were begun and never completed.",
    inPlace
      ? `${updateEventName} re-encrypts them in place, without a copy. It takes no objects with SSE-C: those must be copied with their own keys.`
      : "They are copied onto themselves, bucket by bucket: a copy is a new version, with its own date.",
    `Upload the manifest, then run the job (about ${cost.toFixed(2)} US dollars, KMS requests not counted):`,
    "  aws s3control create-job --account-id ACCOUNT --region REGION --role-arn ROLE_ARN --priority 1 --confirmation-required \\",
    `    --operation '${operation}' \\`,
    `    --manifest '{"Spec":{"Format":"S3BatchOperations_CSV_20180820","Fields":["Bucket","Key"]},"Location":{"ObjectArn":"arn:aws:s3:::MANIFEST_BUCKET/MANIFEST_KEY","ETag":"ETAG"}}' \\`,
    `    --report '{"Bucket":"arn:aws:s3:::REPORT_BUCKET","Format":"Report_CSV_20180820","Enabled":true,"ReportScope":"FailedTasksOnly"}'`,
  ];
}
