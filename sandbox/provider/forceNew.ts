/**
 * What forces a replacement, as the provider's source has it: providerForceNew.json is read from there (generateForceNew.ts), so
 * that no list written for the sandbox says what the sandbox then finds.
 */
import data from "./providerForceNew.json";

/** Everything that providerForceNew.json holds. */
export interface ForceNewRecord {
  /** The repository that it was read from. */
  source: string;
  /** Version and commit. */
  version: string;
  /** By type token: the file that declares the type, and the paths of the properties whose change forces a replacement. */
  resources: Record<string, { file: string; properties: string[] }>;
}

/** What was read from the provider's source. */
export const forceNewRecord: ForceNewRecord = data;

/** A property that a later version of the provider has, or a type, and where that was read. */
interface LaterProperties {
  readonly properties: readonly string[];
  /** File and commit in the record's source. */
  readonly read: string;
}

/**
 * Types and properties that came after the version of the record: read in single files of later versions. In them the
 * properties that the record has are the same.
 */
export const laterProperties: Readonly<Record<string, LaterProperties>> = {
  // A property of the desired state may as well: which, the type's own schema says.
  "aws:cloudcontrol/resource:Resource": { properties: ["typeName"], read: "internal/service/cloudcontrol/resource.go at 02fe3b28" },
  "aws:cloudwatch/logGroup:LogGroup": {
    properties: ["logGroupClass"],
    read: "internal/service/logs/group.go at 0073593e",
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    properties: ["resourceArn"],
    read: "internal/service/logs/resource_policy.go at 00a35305",
  },
  "aws:kms/key:Key": { properties: ["xksKeyId"], read: "internal/service/kms/key.go at 00a35305" },
  "aws:s3/accessPoint:AccessPoint": {
    properties: [
      ...["accountId", "bucket", "bucketAccountId", "name", "publicAccessBlockConfiguration", "vpcConfiguration", "vpcConfiguration.vpcId"],
      ...["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map((property) => `publicAccessBlockConfiguration.${property}`),
    ],
    read: "internal/service/s3control/access_point.go at 033c721b",
  },
  "aws:s3control/accessPointPolicy:AccessPointPolicy": { properties: ["accessPointArn"], read: "internal/service/s3control/access_point_policy.go at 01f43111" },
  "aws:s3/bucket:Bucket": {
    properties: ["bucketNamespace"],
    // No stored version of bucket.go has it. CreateBucket takes it and no later call does.
    read: "API_CreateBucket, header x-amz-bucket-namespace",
  },
  "aws:s3/directoryBucket:DirectoryBucket": {
    properties: ["bucket", "dataRedundancy", "location.name", "location.type", "type"],
    read: "internal/service/s3/directory_bucket.go at 01e65823",
  },
};

/** Types that the bridge keeps as aliases of another: one resource of the provider. */
const ALIASES: Readonly<Record<string, string>> = {
  "aws:s3/bucketV2:BucketV2": "aws:s3/bucket:Bucket",
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2":
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioningV2:BucketVersioningV2": "aws:s3/bucketVersioning:BucketVersioning",
};

/**
 * The paths of a type's properties whose change forces a replacement. `region` is one in every type that has it: it is
 * added by the provider itself.
 * @throws Error where the record does not know the type
 */
export function replacingProperties(token: string): readonly string[] {
  const name = ALIASES[token] ?? token;
  const recorded = forceNewRecord.resources[name]?.properties;
  const later = laterProperties[name]?.properties;
  if (recorded === undefined && later === undefined) {
    throw new Error(`It is not recorded what forces a replacement of ${token}: add it to sandbox/provider/generateForceNew.ts and run it`);
  }
  return ["region", ...(recorded ?? []), ...(later ?? [])];
}
