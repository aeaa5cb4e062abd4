/** What is read of a bucket, from which call, and under which permission. */
import {
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { BucketInventory, PartName } from "./inventory";
import type { ReadablePart } from "./readParts";

/** One configuration of a bucket. */
export interface BucketPart extends ReadablePart<PartName> {
  /** The IAM action that permits the call, which often has another name. */
  readonly action: string;
  /** The part as the answer has it. */
  readonly read: (client: S3Client, bucket: string) => Promise<BucketInventory[PartName] | undefined>;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export const bucketParts: readonly BucketPart[] = [
  {
    name: "ServerSideEncryptionConfiguration",
    operation: "GetBucketEncryption",
    action: "s3:GetEncryptionConfiguration",
    noneError: "ServerSideEncryptionConfigurationNotFoundError",
    read: async (client, Bucket) => (await client.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration as BucketInventory[PartName],
  },
  {
    name: "Policy",
    operation: "GetBucketPolicy",
    action: "s3:GetBucketPolicy",
    noneError: "NoSuchBucketPolicy",
    read: async (client, Bucket) => (await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy,
  },
  {
    name: "PublicAccessBlockConfiguration",
    operation: "GetPublicAccessBlock",
    action: "s3:GetBucketPublicAccessBlock",
    noneError: "NoSuchPublicAccessBlockConfiguration",
    read: async (client, Bucket) => (await client.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration as BucketInventory[PartName],
  },
  {
    name: "OwnershipControls",
    operation: "GetBucketOwnershipControls",
    action: "s3:GetBucketOwnershipControls",
    noneError: "OwnershipControlsNotFoundError",
    read: async (client, Bucket) => (await client.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls as BucketInventory[PartName],
  },
  {
    name: "TagSet",
    operation: "GetBucketTagging",
    action: "s3:GetBucketTagging",
    noneError: "NoSuchTagSet",
    read: async (client, Bucket) => (await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet as BucketInventory[PartName],
  },
  {
    name: "LoggingEnabled",
    operation: "GetBucketLogging",
    action: "s3:GetBucketLogging",
    read: async (client, Bucket) => (await client.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled as BucketInventory[PartName],
  },
  {
    name: "ReplicationConfiguration",
    operation: "GetBucketReplication",
    action: "s3:GetReplicationConfiguration",
    noneError: "ReplicationConfigurationNotFoundError",
    read: async (client, Bucket) => (await client.send(new GetBucketReplicationCommand({ Bucket }))).ReplicationConfiguration as BucketInventory[PartName],
  },
  {
    name: "VersioningStatus",
    operation: "GetBucketVersioning",
    action: "s3:GetBucketVersioning",
    read: async (client, Bucket) => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status,
  },
];
