/** Whether the actions of a bucket policy's statement fit its resources. */
import { type PolicyStatement } from "./document";
import { elementPath, memberPath } from "./documentPath";
import { type ProblemList } from "./problems";

/**
 * Actions on objects, and on buckets: those that uploads and everyday policies are about. Others are not checked, so
 * that an action that AWS adds is never refused.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const objectActions = new Set(
  [
    "AbortMultipartUpload",
    "DeleteObject",
    "DeleteObjectVersion",
    "GetObject",
    "GetObjectAcl",
    "GetObjectTagging",
    "GetObjectVersion",
    "ListMultipartUploadParts",
    "PutObject",
    "PutObjectAcl",
    "PutObjectTagging",
    "ReplicateObject",
    "RestoreObject",
    "UpdateObjectEncryption",
  ].map((name) => `s3:${name}`.toLowerCase()),
);
const bucketActions = new Set(
  ["GetBucketAcl", "GetBucketLocation", "GetBucketPolicy", "ListBucket", "ListBucketMultipartUploads", "ListBucketVersions"].map(
    (name) => `s3:${name}`.toLowerCase(),
  ),
);

/**
 * Notes actions that none of the statement's resources can be asked for, such as s3:PutObject on a bucket's own ARN,
 * the usual way to write a statement that would never apply.
 */
export function reportUnfitActions({ action, resource }: PolicyStatement, path: string, problems: ProblemList): void {
  if (action.element !== "Action" || resource.element !== "Resource") return;
  const reachesObjects = resource.patterns.some((pattern) => /[/*?]/.test(pattern));
  const reachesBuckets = resource.patterns.some((pattern) => !pattern.includes("/"));
  action.patterns.forEach((pattern, index) => {
    const name = pattern.toLowerCase();
    const unfit = (objectActions.has(name) && !reachesObjects) || (bucketActions.has(name) && !reachesBuckets);
    if (!unfit) return;
    const at = memberPath(path, "Action");
    problems.add(
      action.patterns.length > 1 ? elementPath(at, index) : at,
      "Action does not apply to any resource(s) in statement",
      objectActions.has(name)
        ? `${pattern} is about objects: add /* to the bucket's ARN in Resource`
        : `${pattern} is about the bucket: name the bucket's ARN, without a path, in Resource`,
    );
  });
}
