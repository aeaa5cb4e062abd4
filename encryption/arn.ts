/**
 * Amazon Resource Names and partitions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */

export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for global resources. */
  readonly region: string;
  /** Twelve digits, or empty. */
  readonly account: string;
  /** Everything after the fifth colon, colons included. */
  readonly resource: string;
}

/** Takes an ARN apart; undefined when the text is not one. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([a-z0-9-]+):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(\S.*)$/.exec(text);
  if (!match) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  return { partition, service, region, account, resource };
}

/** Partitions by the prefix of their regions' names; every other region is in `aws`. */
const partitionPrefixes: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["eu-isoe-", "aws-iso-e"],
  ["eusc-", "aws-eusc"],
];

/** The partitions of AWS. */
export const partitions: readonly string[] = ["aws", ...partitionPrefixes.map(([, partition]) => partition)];

/** The partition that a region belongs to. */
export function partitionOfRegion(region: string): string {
  return partitionPrefixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

interface PartitionDomains {
  readonly services: string;
  readonly console: string;
}

/**
 * What is under domains of its own in a partition.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
const partitionDomains: Readonly<Record<string, PartitionDomains>> & { readonly aws: PartitionDomains } = {
  aws: { services: "amazonaws.com", console: "console.aws.amazon.com" },
  "aws-cn": { services: "amazonaws.com.cn", console: "console.amazonaws.cn" },
  "aws-us-gov": { services: "amazonaws.com", console: "console.amazonaws-us-gov.com" },
  "aws-eusc": { services: "amazonaws.eu", console: "console.amazonaws-eusc.eu" },
};

/**
 * The partitions that the program can be deployed to. Those of the intelligence services (aws-iso and its like) have
 * service principals that no page for the public names.
 */
export const supportedPartitions: readonly string[] = Object.keys(partitionDomains);

/** Whether the program can be deployed to a partition. */
export function isSupportedPartition(partition: string): boolean {
  return supportedPartitions.includes(partition);
}

/** The domain of a partition's AWS console; that of `aws` for an unsupported partition. */
export function consoleDomain(partition: string): string {
  return (partitionDomains[partition] ?? partitionDomains.aws).console;
}

/** The domain that the addresses of a partition's services end with; that of `aws` for an unsupported partition. */
export function serviceDomain(partition: string): string {
  return (partitionDomains[partition] ?? partitionDomains.aws).services;
}

/** Where a stack is deployed: what ARNs are made of. */
export interface AwsEnvironment {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** What only AWS knows, as long as it can be: what fits with it fits wherever it is deployed. */
export const longestPlace: AwsEnvironment = { partition: "aws-us-gov", region: "ap-southeast-1", accountId: "0".repeat(12) };

/** The ARN of a KMS key, as long as it can be; each number's is another one. */
export function longestKeyArn(index: number): string {
  return regionalArn(longestPlace, "kms", `key/${String(index).padStart(36, "0")}`);
}

/** `arn:aws:iam::111122223333:root`: as the principal of a policy, everybody in an account. */
export function accountRootArn({ partition, accountId }: Pick<AwsEnvironment, "partition" | "accountId">): string {
  return `arn:${partition}:iam::${accountId}:root`;
}

/** ARN of a regional resource of the stack's own account. */
export function regionalArn({ partition, region, accountId }: AwsEnvironment, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** The ARN of a log group without the `:*` for its streams, with which AWS tells it in some places. */
export function logGroupArn(arn: string): string {
  return arn.replace(/:\*$/, "");
}

/** ARN of an access point: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html */
export function accessPointArn(place: AwsEnvironment, name: string): string {
  return regionalArn(place, "s3", `accesspoint/${name}`);
}

/** ARN of objects behind an access point, as its policy has them. */
export function accessPointObjects(arn: string, keyPattern: string): string {
  return `${arn}/object/${keyPattern}`;
}

/** ARN of a bucket; S3's bucket ARNs name neither region nor account. */
export function bucketArn(partition: string, bucketName: string): string {
  return `arn:${partition}:s3:::${bucketName}`;
}
