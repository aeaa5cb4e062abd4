/**
 * What there is of buckets, in the words of the S3 API: each part is the member that the call of that part answers with, so
 * that an inventory can also be put together from the answers of `aws s3api`.
 */
import { z } from "zod";
import { formatProblems } from "../validation/problem";
import { parseWith } from "../validation/zodProblems";
import { InspectError } from "./inspectError";

const encryptionRule = z.looseObject({
  ApplyServerSideEncryptionByDefault: z.looseObject({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string().optional() }).optional(),
  BucketKeyEnabled: z.boolean().optional(),
  BlockedEncryptionTypes: z.looseObject({ EncryptionType: z.array(z.string()).optional() }).optional(),
});

const publicAccessBlock = z
  .looseObject({
    BlockPublicAcls: z.boolean().optional(),
    IgnorePublicAcls: z.boolean().optional(),
    BlockPublicPolicy: z.boolean().optional(),
    RestrictPublicBuckets: z.boolean().optional(),
  })
  .nullable();
const tags = z.array(z.looseObject({ Key: z.string(), Value: z.string() })).nullable();

/** `null`: the bucket has none. Absent: it was not read. */
const parts = {
  ServerSideEncryptionConfiguration: z.looseObject({ Rules: z.array(encryptionRule) }).nullable(),
  Policy: z.string().nullable(),
  PublicAccessBlockConfiguration: publicAccessBlock,
  OwnershipControls: z.looseObject({ Rules: z.array(z.looseObject({ ObjectOwnership: z.string() })) }).nullable(),
  TagSet: tags,
  LoggingEnabled: z.looseObject({ TargetBucket: z.string(), TargetPrefix: z.string().optional() }).nullable(),
  ReplicationConfiguration: z
    .looseObject({
      Rules: z.array(z.looseObject({ Status: z.string(), Destination: z.looseObject({ Bucket: z.string(), Account: z.string().optional() }) })),
    })
    .nullable(),
  VersioningStatus: z.string().nullable(),
};

/** The name of a part. */
export type PartName = keyof typeof parts;

/** Likewise of an access point. */
const accessPointParts = { Policy: z.string().nullable(), PublicAccessBlockConfiguration: publicAccessBlock, Tags: tags };

/** The name of a part of an access point. */
export type AccessPointPartName = keyof typeof accessPointParts;

/** By the name of a part, why it could not be read. */
const unread = <Name extends string>(...names: Name[]) => z.partialRecord(z.enum(names as [Name, ...Name[]]), z.string()).optional();
const namesOf = <Parts extends object>(of: Parts) => Object.keys(of) as (keyof Parts & string)[];

/** What ListAccessPoints answers of an access point, and its parts. */
const accessPointSchema = z.strictObject({
  Name: z.string().min(3).meta({ description: "The access point's name.", example: "Name: orders-app" }),
  NetworkOrigin: z.enum(["Internet", "VPC"]).meta({ description: "From where it takes requests.", allowed: "Internet, VPC", example: "NetworkOrigin: Internet" }),
  VpcConfiguration: z.looseObject({ VpcId: z.string().optional() }).nullable().optional(),
  AccessPointArn: z.string().optional(),
  Alias: z.string().optional(),
  Bucket: z.string().optional(),
  BucketAccountId: z.string().optional(),
  ...z.object(accessPointParts).partial().shape,
  Unread: unread(...namesOf(accessPointParts)),
});

/** An access point of a bucket. */
export type AccessPointInventory = Readonly<z.output<typeof accessPointSchema>>;

const bucketSchema = z.strictObject({
  Name: z.string().min(3).meta({ description: "The bucket's name.", example: "Name: acme-orders" }),
  BucketRegion: z.string().meta({ description: "Its region.", example: "BucketRegion: eu-west-1" }),
  CreationDate: z.string().optional(),
  ...z.object(parts).partial().shape,
  /** All that the bucket's own account has for it; `null` or none in the list where there is none. */
  AccessPoints: z.array(accessPointSchema).nullable().optional(),
  Unread: unread(...namesOf(parts), "AccessPoints"),
});

/** What a region has of an audit that was made by hand, in the words of the APIs of CloudWatch Logs, EventBridge and CloudWatch. */
const auditSchema = z.strictObject({
  Region: z.string(),
  LogGroups: z.array(
    z.looseObject({
      logGroupName: z.string(),
      retentionInDays: z.number().optional(),
      kmsKeyId: z.string().optional(),
      deletionProtectionEnabled: z.boolean().optional(),
    }),
  ),
  MetricFilters: z.array(
    z.looseObject({
      filterName: z.string(),
      filterPattern: z.string(),
      logGroupName: z.string(),
      metricTransformations: z.array(
        z.looseObject({ metricName: z.string(), metricNamespace: z.string(), metricValue: z.string(), defaultValue: z.number().optional(), dimensions: z.record(z.string(), z.string()).optional() }),
      ),
    }),
  ),
  Rules: z.array(z.looseObject({ Name: z.string(), EventPattern: z.string().optional(), Targets: z.array(z.looseObject({ Id: z.string(), Arn: z.string() })) })),
  MetricAlarms: z.array(
    z.looseObject({
      AlarmName: z.string(),
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: z.array(z.looseObject({})).optional(),
      AlarmActions: z.array(z.string()).optional(),
      OKActions: z.array(z.string()).optional(),
    }),
  ),
  /** Why something could not be read. */
  Unread: z.array(z.string()).optional(),
});

/** What a region has of an audit that was made by hand. */
export type AuditInventory = Readonly<z.output<typeof auditSchema>>;

const inventorySchema = z.strictObject({
  Account: z.string().regex(/^\d{12}$/).optional(),
  Buckets: z.array(bucketSchema),
  Audits: z.array(auditSchema).optional(),
});

/** One bucket. */
export type BucketInventory = Readonly<z.output<typeof bucketSchema>>;

/** The buckets of an account. */
export type Inventory = Readonly<z.output<typeof inventorySchema>>;

/**
 * Reads an inventory file.
 * @param text JSON
 * @param file its name, for messages
 * @throws InspectError with everything that is wrong
 */
export function parseInventory(text: string, file: string): Inventory {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InspectError(`${file} is not JSON: ${(error as Error).message}.`);
  }
  const { value: inventory, problems } = parseWith(inventorySchema, value);
  if (problems.length > 0) throw new InspectError(formatProblems(`The inventory ${file}`, problems, "nothing was judged"));
  return inventory;
}
