/**
 * The stack config: what `Pulumi.<stack>.yaml` may say, its defaults and its words.
 *
 * The `config:` block of Pulumi.yaml and docs/config.md are generated from it.
 */
import { z } from "zod";
import { defaultRequirement, preferredDefault } from "../encryption/requirement";
import { exampleKmsKeyArn, exampleTopicArn } from "../validation/examples";
import { methodIdSchema, requirementExample, requirementSchema } from "../validation/requirementSchema";
import * as field from "./fields";

const scope = z
  .strictObject({
    buckets: z
      .preprocess(
        (value) => (typeof value === "string" && value !== "all" ? [value] : value),
        z.union([z.literal("all"), z.array(field.bucketName)]),
      )
      .exactOptional()
      .meta({
        description: "`all`, or the names of the audited buckets. The stack's own buckets are always audited.",
        allowed: "all, or a list of bucket names",
        example: "buckets: [acme-orders, acme-invoices]",
      }),
    bucketPrefixes: z.array(field.bucketPrefix).min(1).exactOptional().meta({
      description: "What the names of further audited buckets begin with.",
      allowed: "a list of beginnings of bucket names; not beside buckets: all",
      example: "bucketPrefixes: [acme-]",
    }),
    excludedBuckets: z.array(field.bucketName).default([]).meta({
      description: "Buckets that are not audited; the trail's own log bucket never is.",
      allowed: "a list of bucket names",
      example: "excludedBuckets: [acme-access-logs]",
    }),
  })
  .prefault({})
  .meta({
    description: "Which buckets are audited: all of the account in the region unless names or prefixes are given.",
    allowed: "a map with buckets, bucketPrefixes, excludedBuckets",
    example: "scope: { buckets: all }",
  });

const logBucket = z
  .strictObject({
    existing: field.bucketName.exactOptional().meta({
      description: "Name of a bucket that is there already and lets CloudTrail write; the stack leaves it as it is.",
    }),
    name: field.bucketName.exactOptional().meta({
      description: "Name of the bucket to create; `<project>-<stack>-trail-<account>` when left out.",
    }),
    expireAfterDays: z.number().int().min(1).default(365).meta({
      description: "Days after which log files are deleted.",
      allowed: "a whole number of days, at least 1",
      example: "expireAfterDays: 365",
    }),
  })
  .prefault({})
  .meta({
    description: "Where the trail delivers its log files.",
    allowed: "a map with existing, or with name and expireAfterDays",
    example: "logBucket: { expireAfterDays: 365 }",
  });

const trail = z
  .preprocess(
    // `trail: existing` is short for `trail: { mode: existing }`.
    (value) => (typeof value === "string" ? { mode: value } : value),
    z.strictObject({
      mode: z.enum(["create", "existing"]).default("create").meta({
        description: "`existing`: no trail is created; the outputs say what to put on the one that is there.",
        allowed: "create, existing",
        example: "trail: existing",
      }),
      name: z
        .string()
        .min(1)
        .exactOptional()
        .meta({
          description: "Name of the trail; `<project>-<stack>` when left out. Of an existing trail: its name or ARN.",
          allowed: "a trail name: 3 to 128 letters, digits, periods, underscores and hyphens",
          example: "name: s3-uploads",
        }),
      multiRegion: z.boolean().default(false).meta({
        description: "Record all regions. Only this region's uploads reach the metrics: deploy a stack a region.",
        allowed: "true, false",
        example: "multiRegion: false",
      }),
      kmsKey: z.string().exactOptional().meta({
        description:
          "KMS key of the log files: a key ARN, `create` or `none`. When left out: the first approved key if the " +
          "requirement names keys, a new key if it asks for KMS, else none.",
        allowed: "the ARN of a KMS key, create, none",
        example: "kmsKey: create",
      }),
      logBucket,
    }),
  )
  .prefault({})
  .meta({
    description: "The CloudTrail trail that records the uploads: `existing`, or a map.",
    allowed: "existing, or a map with mode, name, multiRegion, kmsKey, logBucket",
    example: "trail: existing",
  });

const logGroup = z
  .strictObject({
    name: field.logGroupName.default("/aws/events/sse-objects").meta({
      description: "Name of the log group that EventBridge writes the upload events to.",
      allowed: "1 to 512 letters, digits and . - _ / #, not beginning with aws/",
      example: "name: /aws/events/sse-objects",
    }),
    retentionDays: z.literal(field.retentionDays).default(90).meta({
      description: "Days that upload events are kept; 0 keeps them for ever.",
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
  });

const alarms = z
  .strictObject({
    periodMinutes: z
      .literal([1, 5, 10, 15, 30, 60])
      .default(1)
      .meta({
        description: "Minutes over which an alarm sums its metric.",
        allowed: "1, 5, 10, 15, 30, 60",
        example: "periodMinutes: 1",
      }),
    deniedUploads: z.number().int().min(0).exactOptional().meta({
      description: "Alarm when more uploads than this are denied in a period; no such alarm when left out.",
      allowed: "a whole number, at least 0",
      example: "deniedUploads: 10",
    }),
    silentHours: z.number().int().min(1).max(168).exactOptional().meta({
      description: "Alarm when no upload was recorded for so many hours; no such alarm when left out.",
      allowed: "a whole number of hours from 1 to 168",
      example: "silentHours: 24",
    }),
  })
  .prefault({})
  .meta({
    description: "The alarms. Every metric that breaks the requirement has one.",
    allowed: "a map with periodMinutes, deniedUploads, silentHours",
    example: "alarms: { silentHours: 24 }",
  });

const notifications = z
  .strictObject({
    topicArn: field.arn.exactOptional().meta({
      description: "An SNS topic that is there already; without it the stack creates one.",
      allowed: "the ARN of an SNS topic in the stack's region",
      example: `topicArn: ${exampleTopicArn}`,
    }),
    emails: z.array(z.email()).default([]).meta({
      description: "E-mail addresses to subscribe; each receives a message to confirm.",
      allowed: "a list of e-mail addresses",
      example: "emails: [security@example.com]",
    }),
    httpsEndpoints: z.array(z.url({ protocol: /^https$/ })).default([]).meta({
      description: "HTTPS endpoints to subscribe.",
      allowed: "a list of https:// addresses",
      example: "httpsEndpoints: [https://hooks.example.com/alarms]",
    }),
    kmsKeyArn: field.arn.exactOptional().meta({
      description: "KMS key of the created topic; its key policy must let CloudWatch alarms use it.",
      allowed: "the ARN of a KMS key in the stack's region",
      example: `kmsKeyArn: ${exampleKmsKeyArn()}`,
    }),
  })
  .prefault({})
  .meta({
    description: "Who hears of the alarms.",
    allowed: "a map with topicArn, or with emails, httpsEndpoints and kmsKeyArn",
    example: "notifications: { emails: [security@example.com] }",
  });

const bucket = z.strictObject({
  name: field.bucketName,
  method: methodIdSchema.exactOptional().meta({
    description: "Method of the default encryption; the preferred one of the requirement when left out.",
    allowed: "an approved method that can be a bucket default",
    example: `method: ${preferredDefault(defaultRequirement)?.id ?? ""}`,
  }),
  kmsKeyArn: field.arn.exactOptional().meta({
    description:
      "KMS key of the default encryption. When left out: the first approved key if the requirement names keys, else a " +
      "new key for this bucket.",
    allowed: "the ARN of a KMS key in the stack's region; one of requirement.kmsKeyArns where those are given",
    example: `kmsKeyArn: ${exampleKmsKeyArn()}`,
  }),
  enforcement: z.enum(["deny", "audit"]).default("deny").meta({
    description: "`deny` stops improper uploads; `audit` lets a team watch before it denies.",
    allowed: "deny, audit",
    example: "enforcement: audit",
  }),
  versioning: z.boolean().default(false).meta({
    description: "Keep earlier versions of objects.",
    allowed: "true, false",
    example: "versioning: true",
  }),
  exemptPrincipals: field.exemptPrincipals,
  additionalStatements: z.array(field.policyStatement).default([]).meta({
    description: "Statements of your own for the bucket policy; they are kept as they are.",
    allowed: "a list of policy statements with Effect, Principal, Action, Resource and, optionally, Sid and Condition",
    example:
      'additionalStatements: [{ Effect: Allow, Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-orders-dev/*" }]',
  }),
  protect: z.boolean().exactOptional().meta({
    description: "Refuse to delete the bucket; the stack's `protect` when left out.",
    allowed: "true, false",
    example: "protect: true",
  }),
  forceDestroy: z.boolean().exactOptional().meta({
    description: "Delete the bucket's objects with it; the stack's `forceDestroy` when left out.",
    allowed: "true, false",
    example: "forceDestroy: false",
  }),
});

const organizationPolicy = (kind: string, example: string) =>
  z.strictObject({ targets: z.array(field.organizationTarget).default([]) }).exactOptional().meta({
    description: `The requirement as a ${kind}, attached to these roots, organizational units and accounts.`,
    allowed: "a map with targets: a list of root, organizational unit and account ids",
    example: `${example}: { targets: [ou-abcd-11112222] }`,
  });

const policies = z
  .strictObject({
    identity: z.boolean().default(false).meta({
      description: "Create an IAM policy that allows proper uploads to the stack's buckets and no others.",
      allowed: "true, false",
      example: "identity: true",
    }),
    serviceControl: organizationPolicy("service control policy (SCP)", "serviceControl"),
    resourceControl: organizationPolicy("resource control policy (RCP)", "resourceControl"),
    exemptPrincipals: field.exemptPrincipals,
  })
  .prefault({})
  .meta({
    description: "The requirement as policies outside of the buckets, on request.",
    allowed: "a map with identity, serviceControl, resourceControl, exemptPrincipals",
    example: "policies: { identity: true }",
  });

/** The whole stack config, without the project's name before each key. */
export const stackConfigSchema = z.strictObject({
  requirement: requirementSchema.prefault({
    methods: [...defaultRequirement.methods],
    origin: defaultRequirement.origin,
  }),
  scope,
  trail,
  logGroup,
  deadLetterQueue: z.boolean().default(true).meta({
    description: "Keep events that EventBridge cannot deliver in an SQS queue, with an alarm on it.",
    allowed: "true, false",
    example: "deadLetterQueue: true",
  }),
  alarms,
  notifications,
  buckets: z.array(bucket).default([]).meta({
    description: "Buckets that the stack owns: default encryption and deny policy from the requirement.",
    allowed: "a list of maps with name and, optionally, " + Object.keys(bucket.shape).slice(1).join(", "),
    example: "buckets: [{ name: acme-orders-dev }]",
  }),
  policies,
  tags: z.record(z.string(), z.string()).default({}).meta({
    description: "Tags for every resource that takes some.",
    allowed: "a map of strings; quote numbers",
    example: "tags: { team: security }",
  }),
  protect: z.boolean().default(false).meta({
    description: "Refuse to delete the buckets, keys and the log group.",
    allowed: "true, false",
    example: "protect: true",
  }),
  forceDestroy: z.boolean().default(false).meta({
    description: "Let `pulumi destroy` delete buckets that still hold objects, with the objects.",
    allowed: "true, false",
    example: "forceDestroy: false",
  }),
}).meta({
  description: "The stack config.",
  example: requirementExample,
});

/** A valid stack config with its defaults. */
export type StackConfig = z.output<typeof stackConfigSchema>;
/** A bucket of a stack config. */
export type BucketConfig = StackConfig["buckets"][number];
