/** What each component of the package takes: shape, defaults and words. `arguments/interfaces.ts` is generated from it. */
import { z } from "zod";
import { awsLimits } from "../encryption/limits";
import { exampleKmsKeyArn } from "../validation/examples";
import * as field from "./fields";
import { alarms } from "./keys/alarms";
import { bucketName, bucketTerms } from "./keys/bucket";
import { forceDestroy, protect, requirement, tags } from "./keys/common";
import { accounts, dimensions, regions } from "./keys/estate";
import { lakeArguments } from "./keys/lake";
import { logGroup } from "./keys/logGroup";
import { notifications } from "./keys/notifications";
import { policyKinds } from "./keys/policies";
import { scope } from "./keys/scope";
import { tampering } from "./keys/tampering";
import { trail } from "./keys/trail";

const namePrefix = z
  .string()
  .exactOptional()
  .meta({
    description: "What the names of all resources in AWS begin with; the component's name when left out.",
    allowed: "letters, digits, underscores and hyphens",
    example: "namePrefix: uploads-prod",
  });

/** What `EncryptedBucket` takes. */
export const encryptedBucketSchema = z
  .strictObject({
    bucketName: bucketName.exactOptional().meta({
      description: `${bucketName.meta()?.description ?? ""} The component's name when left out.`,
    }),
    requirement,
    ...bucketTerms,
    exemptServices: field.exemptServices,
    expireAfterDays: z.number().int().min(1).max(awsLimits.lifecycleDays).exactOptional().meta({
      description: "Days after which objects are deleted; kept for ever when left out.",
      allowed: `a whole number of days from 1 to ${awsLimits.lifecycleDays}`,
      example: "expireAfterDays: 365",
    }),
    tags,
    protect: protect.meta({
      description: "Refuse to delete the bucket, its own KMS key, its versions, and a policy with statements of its own. What else makes it safe stays with it.",
    }),
    forceDestroy: forceDestroy.meta({
      description:
        "Delete the bucket's objects with it, and its own KMS key when bucket or key go. Counts only if it was deployed before. " +
        "Without it S3 refuses to delete a bucket that holds objects, and the key stays in AWS.",
    }),
  })
  .meta({ description: "Arguments of EncryptedBucket.", example: "{ requirement: { methods: [sse-kms] } }" });

/** What `ObjectEncryptionAudit` takes. */
export const auditSchema = z
  .strictObject({
    namePrefix,
    requirement,
    scope,
    regions,
    accounts,
    metricDimensions: dimensions,
    trail,
    logGroup,
    deadLetterQueue: z.boolean().default(true).meta({
      description: "Keep events that EventBridge cannot deliver in an SQS queue, with an alarm on it.",
      changing: { loses: ["queue"], what: "with `false` the queue is deleted, with the events in it." },
      allowed: "true, false",
      example: "deadLetterQueue: true",
    }),
    alarms,
    notifications: notifications
      .unwrap()
      .extend({
        secret: z.boolean().default(false).meta({
          description: "Keep the addresses out of names and, in the state, encrypted.",
          allowed: "true, false",
          example: "secret: true",
        }),
      })
      .prefault({})
      .meta({ ...notifications.meta() }),
    tampering,
    tags,
    protect,
    forceDestroy,
  })
  .meta({ description: "Arguments of ObjectEncryptionAudit.", example: "{ scope: { bucketPrefixes: [acme-] } }" });

/** What `AccessPolicies` takes. */
export const accessPoliciesSchema = z
  .strictObject({
    namePrefix,
    requirement,
    ...policyKinds,
    bucketNames: z.array(field.bucketName).default([]).meta({
      description: "The buckets that the identity policy allows uploads to.",
      allowed: "a list of bucket names",
      example: "bucketNames: [acme-orders]",
    }),
    bucketKeyArns: z.array(field.arn).default([]).meta({
      description: "The KMS keys of these buckets' default encryption, where the requirement names none.",
      allowed: "a list of ARNs of KMS keys",
      example: `bucketKeyArns: [${exampleKmsKeyArn()}]`,
    }),
    tags,
  })
  .meta({ description: "Arguments of AccessPolicies.", example: "{ identity: true, bucketNames: [acme-orders] }" });

/** What `AuditLake` takes. */
export const lakeSchema = z
  .strictObject({
    namePrefix,
    requirement,
    scope,
    ...lakeArguments,
    tags,
    protect: protect.meta({ description: "Refuse to delete the bucket of query results, its own KMS key, and its policy." }),
    forceDestroy: forceDestroy.meta({
      description:
        "Delete the results of queries with their bucket, the bucket's own KMS key, and the workgroup with its history. Counts only if it was " +
        "deployed before. Without it AWS refuses to delete a bucket that holds results and a workgroup that ran queries.",
    }),
  })
  .meta({ description: "Arguments of AuditLake.", example: "{ logBucket: acme-trail-logs }" });

export type EncryptedBucketSettings = z.output<typeof encryptedBucketSchema>;
/** A bucket as far as its encryption and its policy go. */
export type BucketSettings = { readonly bucketName: string } & Pick<EncryptedBucketSettings, keyof typeof bucketTerms>;
export type AuditSettings = z.output<typeof auditSchema>;
/** What the stack config and an audit's arguments both say of notifications. */
export type NotificationsOf = { readonly notifications: Omit<AuditSettings["notifications"], "secret"> };
/** What the stack config and an audit's arguments both say of the watch over the audit. */
export type TamperingOf = { readonly tampering: Omit<AuditSettings["tampering"], "kmsKeyArns"> };
export type LakeSettings = z.output<typeof lakeSchema>;
export type AccessSettings = z.output<typeof accessPoliciesSchema>;
