/**
 * The stack config: what `Pulumi.<stack>.yaml` may say. It has the components' arguments under one key each, and short forms.
 *
 * The `config:` block of Pulumi.yaml and docs/config.md are generated from it.
 */
import { z } from "zod";
import { alarms } from "../arguments/keys/alarms";
import { bucketName, bucketTags, bucketTerms } from "../arguments/keys/bucket";
import { forceDestroy, protect, requirement, tags } from "../arguments/keys/common";
import { accounts, dimensions, regions } from "../arguments/keys/estate";
import { configuredLake } from "../arguments/keys/lake";
import { logGroup } from "../arguments/keys/logGroup";
import { notifications } from "../arguments/keys/notifications";
import { policyKinds } from "../arguments/keys/policies";
import { configuredScope } from "../arguments/keys/scope";
import { configuredTampering } from "../arguments/keys/tampering";
import { configuredTrail } from "../arguments/keys/trail";
import { auditSchema } from "../arguments/schemas";
import { requirementExample } from "../validation/requirementSchema";

const bucket = z.strictObject({
  name: bucketName,
  ...bucketTerms,
  tags: bucketTags,
  protect: z.boolean().exactOptional().meta({
    description: "Refuse to delete the bucket and its own KMS key; the stack's `protect` when left out.",
    allowed: "true, false",
    example: "protect: true",
  }),
  forceDestroy: z.boolean().exactOptional().meta({
    description:
      "Delete the bucket's objects with it, and its own KMS key when bucket or key go; the stack's `forceDestroy` when left " +
      "out. Without it S3 refuses to delete a bucket that holds objects, and the key stays in AWS.",
    allowed: "true, false",
    example: "forceDestroy: false",
  }),
}).meta({ shortFor: "name" });

const buckets = z.array(bucket).default([]).meta({
  description: "Buckets that the stack owns: default encryption and deny policy from the requirement.",
  changing: { loses: ["bucket"], what: "a bucket that is no longer listed is deleted." },
  allowed: "a list of maps with name and, optionally, " + Object.keys(bucket.shape).slice(1).join(", "),
  example: "buckets: [{ name: acme-orders-dev }]",
});

const policies = z.strictObject(policyKinds).prefault({}).meta({
  description: "The requirement as policies outside of the buckets, on request.",
  allowed: "a map with identity, serviceControl, resourceControl, exemptPrincipals",
  example: "policies: { identity: true }",
});

/** The whole stack config, without the project's name before each key. */
export const stackConfigSchema = z.strictObject({
  requirement,
  scope: configuredScope,
  regions,
  accounts,
  metricDimensions: dimensions,
  trail: configuredTrail,
  logGroup,
  deadLetterQueue: auditSchema.shape.deadLetterQueue,
  alarms,
  notifications: notifications.meta({
    description: "Who is notified of alarms. The one key that may hold secrets (`pulumi config set --secret --path`).",
  }),
  tampering: configuredTampering,
  lake: configuredLake,
  buckets,
  policies,
  tags,
  protect,
  forceDestroy,
}).meta({
  description: "The stack config.",
  example: requirementExample,
});

/** A valid stack config with its defaults. */
export type StackConfig = z.output<typeof stackConfigSchema>;
