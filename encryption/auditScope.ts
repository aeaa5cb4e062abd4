/** Which buckets are audited, and which requests to them. */
import type { EncryptionMethodId } from "./methods";

/** The call that re-encrypts an object in place. */
export const updateEventName = "UpdateObjectEncryption";
/**
 * The only method that the update can set.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html
 */
export const updateMethod: EncryptionMethodId = "sse-kms";

/** The S3 API calls that create an object or change the encryption of one, as CloudTrail names them. */
export const uploadEventNames = [
  "PutObject",
  "CopyObject",
  // Carries the method for the whole multipart upload: UploadPart and CompleteMultipartUpload would add cost, not news.
  "CreateMultipartUpload",
  // Browser form uploads.
  "PostObject",
  // Writes no object, but changes how an existing one is encrypted.
  updateEventName,
] as const;

/** The IAM action of calls that write an object: all of {@link uploadEventNames} but the update. */
export const putAction = "s3:PutObject";
/** The IAM action of {@link updateEventName}. */
export const updateAction = `s3:${updateEventName}` as const;

/** The audited buckets: all of the account in the region, or those with one of the names or name prefixes. */
export type AuditScope =
  | { readonly buckets: "all"; readonly excludedBuckets: readonly string[] }
  | {
      readonly buckets: readonly string[];
      readonly bucketPrefixes: readonly string[];
      /** Buckets that are not audited even where a prefix matches, such as the trail's own log bucket. */
      readonly excludedBuckets: readonly string[];
    };

/** The scope without one more bucket, such as the log bucket of the trail. */
export function excluding(scope: AuditScope, bucketName: string): AuditScope {
  return excludingAll(scope, [bucketName]);
}

/** The scope without some more buckets. */
export function excludingAll(scope: AuditScope, bucketNames: readonly string[]): AuditScope {
  return { ...scope, excludedBuckets: [...new Set([...scope.excludedBuckets, ...bucketNames])] };
}

/**
 * The excluded buckets that a prefix of the scope covers. No event pattern tells them apart in every record: the values of
 * one field are ORed, and a copy names the bucket that it reads as well as the one that it writes. Event patterns leave out
 * what names no other bucket, metric filters and queries the rest, by the bucket that was written.
 */
export function exclusionsFromPrefixes(scope: AuditScope): string[] {
  if (scope.buckets === "all") return [];
  return scope.excludedBuckets.filter((name) => scope.bucketPrefixes.some((prefix) => name.startsWith(prefix)));
}
