/** The trail that records the uploads. */
import { z } from "zod";
import { awsLimits } from "../../encryption/limits";
import { unknownText } from "../../validation/schemaMeta";
import * as field from "../fields";

const logBucket = z
  .strictObject({
    existing: field.bucketName.exactOptional().meta({
      description: "Name of an existing bucket that lets CloudTrail write; it is not changed. Of an existing trail: the bucket that it delivers to, " +
        "which is then not audited. Where that is an audited bucket and not named here, each delivery is recorded as an upload, and that is delivered again.",
      changing: {
        loses: ["bucket"],
        what: "once it is set, the trail delivers there, and the bucket that was created is deleted.",
      },
    }),
    name: field.bucketName.exactOptional().meta({
      description: "Name of the bucket to create; `<prefix>-trail-<account>` when left out, where a stack's prefix is `<project>-<stack>`.",
      changing: { loses: ["bucket"], what: "the trail delivers to a new bucket, then the old one is deleted." },
    }),
    expireAfterDays: z.number().int().min(1).max(awsLimits.lifecycleDays).default(365).meta({
      description: "Days after which log files are deleted.",
      allowed: `a whole number of days from 1 to ${awsLimits.lifecycleDays}`,
      example: "expireAfterDays: 365",
    }),
  })
  .prefault({})
  .meta({
    description: "Where the trail delivers its log files.",
    allowed: "a map with existing, or with name and expireAfterDays",
    example: "logBucket: { expireAfterDays: 365 }",
    typeName: "LogBucket",
  });

const properties = z.strictObject({
  mode: z.enum(["create", "existing"]).default("create").meta({
    description: "`existing`: no trail is created; the outputs say what to put on the one that is there.",
    changing: {
      loses: ["trail", "bucket"],
      what:
        "from `create` to `existing` the created trail and its log bucket are deleted. Put the selectors on the other " +
        "trail first: in between nothing records uploads.",
    },
    allowed: "create, existing",
    example: "trail: existing",
  }),
  name: z
    .string()
    .min(1)
    .exactOptional()
    .meta({
      description: "Name of the trail; the prefix when left out, for a stack `<project>-<stack>`. Of an existing trail: its name or ARN.",
      changing: { loses: ["trail"], what: "the trail is replaced; the new one records before the old one is deleted." },
      allowed: "a trail name: 3 to 128 letters, digits, periods, underscores and hyphens",
      example: "name: s3-uploads",
    }),
  multiRegion: z.boolean().default(false).meta({
    description: "Record all regions. Only uploads of this region and of `regions` reach the metrics.",
    allowed: "true, false",
    example: "multiRegion: false",
  }),
  organization: z
    .strictObject({
      id: field.organizationId.meta({
        ...field.organizationId.meta(),
        changing: {
          loses: ["bucket", "trail"],
          what: "once it is set, trails are deleted that were created in `accounts` whose `trail` is left out, with their log buckets: this one records them.",
        },
      }),
    })
    .exactOptional()
    .meta({
      description:
        "Make the trail one of the organization: it records the uploads of every member account. The stack then deploys to the management " +
        "account, in which CloudTrail has trusted access.",
      allowed: "a map with id",
      example: "organization: { id: o-abcd123456 }",
      typeName: "Organization",
    }),
  kmsKey: z.string().meta({ knownLater: unknownText }).exactOptional().meta({
    description:
      "KMS key of the log files: a key ARN, `create` or `none`. When left out: the first approved key if the " +
      "requirement names keys, a new key if it asks for KMS, else none. A new key that is no longer used stays in AWS " +
      "for the log files written with it, without its alias, unless `forceDestroy` was deployed before.",
    allowed: "the ARN of a KMS key, create, none",
    example: "kmsKey: create",
  }),
  logBucket,
});

/** The trail with its defaults. */
export type TrailSettings = z.output<typeof properties>;

const keys = "a map with mode, name, multiRegion, organization, kmsKey, logBucket";

/** As an argument: a map. */
export const trail = properties.prefault({}).meta({
  description: "The CloudTrail trail that records the uploads.",
  allowed: keys,
  example: "trail: { mode: existing }",
  typeName: "Trail",
});

/** As in the stack config, where `trail: existing` is short for `trail: { mode: existing }`. */
export const configuredTrail = z
  .preprocess((value) => (typeof value === "string" && !value.startsWith("{") ? { mode: value } : value), properties)
  .prefault({})
  .meta({
    description: "The CloudTrail trail that records the uploads: `existing`, or a map.",
    allowed: `existing, or ${keys}`,
    example: "trail: existing",
  });
