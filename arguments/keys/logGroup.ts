/** The log group of an audit. */
import { z } from "zod";
import { exampleKmsKeyArn } from "../../validation/examples";
import * as field from "../fields";

export const logGroup = z
  .strictObject({
    name: field.logGroupName.default("/aws/events/sse-objects").meta({
      description:
        "Name of the log group that EventBridge writes the upload events to. Renamed, the old one stays in AWS with its " +
        "events, unless `forceDestroy` was deployed before.",
      allowed: "1 to 512 letters, digits and . - _ / #, not beginning with aws/",
      example: "name: /aws/events/sse-objects",
    }),
    retentionDays: z.literal(field.retentionDays).default(90).meta({
      description: "Days that upload events are kept; 0 keeps them for ever. A retention policy of the account overrides it.",
      allowed: field.retentionDays.join(", "),
      example: "retentionDays: 90",
    }),
    kmsKeyArn: field.arn.exactOptional().meta({
      description: "KMS key of the log group; its key policy must let CloudWatch Logs use it.",
      allowed: "the ARN of a KMS key in the stack's region",
      example: `kmsKeyArn: ${exampleKmsKeyArn()}`,
    }),
    resourcePolicy: z.enum(["create", "existing"]).default("create").meta({
      description:
        "The CloudWatch Logs resource policy that lets EventBridge write. A region may have 10: `existing` relies on " +
        "one that is there.",
      allowed: "create, existing",
      example: "resourcePolicy: create",
    }),
  })
  .prefault({})
  .meta({
    description: "The log group of the upload events.",
    allowed: "a map with name, retentionDays, kmsKeyArn, resourcePolicy",
    example: "logGroup: { retentionDays: 90 }",
    typeName: "LogGroup",
    shortFor: "name",
  });
