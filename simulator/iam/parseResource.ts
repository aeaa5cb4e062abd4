/** Checks the patterns of `Resource` and `NotResource`. */
import { partitions as knownPartitions } from "../../encryption/arn";
import { type StatementScope } from "./statementScope";
import { malformedVariable } from "./variables";

const refusal = "Policy has invalid resource";

/**
 * Reports what is wrong with one pattern. In a bucket policy S3 takes only ARNs of its bucket and of objects in it: not
 * "*" (https://github.com/noobaa/noobaa-core/issues/10058), no wildcard for the partition.
 */
export function checkResource(resource: string, path: string, scope: StatementScope): void {
  const { rules, version, bucketName, partitions, problems } = scope;
  const malformed = version === "2012-10-17" ? malformedVariable(resource) : undefined;
  if (malformed !== undefined) {
    problems.add(path, `${refusal}: ${malformed} is no policy variable`, "Write ${aws:username} or ${*}");
  }
  if (!rules.services) {
    if (resource !== "*" && !/^arn:/.test(resource)) problems.add(path, refusal, `Write "${resource}" as an ARN, or "*"`);
    return;
  }
  if (rules.resources === "access point") {
    checkAccessPointResource(resource, path, scope);
    return;
  }
  const [, partition = "", bucket] = /^arn:([^:]+):(?:s3:::|s3express:[^:]*:[^:]*:bucket\/)([^/]+)/.exec(resource) ?? [];
  const example = `arn:${knownPartitions[0] ?? ""}:s3:::${bucketName ?? "examplebucket"}`;
  if (bucket === undefined) {
    const every = resource === "*" ? `${example} and ${example}/*: S3 does not take "*" alone` : `${example}/*`;
    problems.add(path, refusal, `Write "${resource}" as the ARN of the bucket or of objects in it, e.g. ${every}`);
  } else if (!knownPartitions.includes(partition)) {
    problems.add(path, refusal, `"${partition}" in "${resource}" is no partition: write one of ${knownPartitions.join(", ")}`);
  } else if (bucketName !== undefined && !isWithin(bucket, bucketName)) {
    problems.add(path, refusal, `"${resource}" is not within the bucket ${bucketName}`);
  } else {
    partitions.note(resource, path, refusal);
  }
}

/** An access point policy names the access point, or objects behind it, which AWS asks to write with `/object/` before their keys. */
function checkAccessPointResource(resource: string, path: string, { accessPointArn, partitions, problems }: StatementScope): void {
  const [, arn, partition = "", region = "", account = "", name = "", within = ""] =
    /^(arn:([^:]+):s3:([^:]*):([^:]*):accesspoint\/([^/]+))(\/.*)?$/.exec(resource) ?? [];
  const example = accessPointArn ?? `arn:${knownPartitions[0] ?? ""}:s3:us-west-2:111122223333:accesspoint/example`;
  if (arn === undefined || !knownPartitions.includes(partition) || !/^(|\/object\/.+|\/\*.*)$/s.test(within)) {
    problems.add(path, refusal, `Write "${resource}" as the ARN of the access point or of objects behind it, e.g. ${example}/object/*`);
  } else if (/[*?]|\$\{/.test(region + account + name)) {
    problems.addUncertain(path, "whether S3 takes a wildcard for a part of the access point's own ARN in its policy", `Write ${example}${within}`);
  } else if (accessPointArn !== undefined && arn !== accessPointArn) {
    problems.add(path, refusal, `"${resource}" is not of the access point ${accessPointArn}`);
  } else {
    partitions.note(resource, path, refusal);
  }
}

/** "The value for Resource must be prefixed with the bucket name"; a wildcard may follow the name. */
function isWithin(bucketPattern: string, bucketName: string): boolean {
  return bucketPattern.startsWith(bucketName) && /^([*?]|$)/.test(bucketPattern.slice(bucketName.length));
}
