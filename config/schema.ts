/**
 * The stack config: what `Pulumi.<stack>.yaml` may say, its defaults and its words.
 *
 * The `config:` block of Pulumi.yaml and docs/config.md are generated from it.
 */
import { z } from "zod";
import { defaultRequirement } from "../encryption/requirement";
import { requirementExample, requirementSchema } from "../validation/requirementSchema";
import { alarms } from "./keys/alarms";
import { buckets } from "./keys/buckets";
import { logGroup } from "./keys/logGroup";
import { notifications } from "./keys/notifications";
import { policies } from "./keys/policies";
import { scope } from "./keys/scope";
import { trail } from "./keys/trail";

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
    changing: { loses: ["queue"], what: "with `false` the queue is deleted, with the events in it." },
    allowed: "true, false",
    example: "deadLetterQueue: true",
  }),
  alarms,
  notifications,
  buckets,
  policies,
  tags: z.record(z.string(), z.string()).default({}).meta({
    description: "Tags for every resource that takes some.",
    allowed: "a map of strings; quote numbers",
    example: "tags: { team: security }",
  }),
  protect: z.boolean().default(false).meta({
    description: "Refuse to delete the buckets, keys and the log group; the log group also from outside of Pulumi.",
    allowed: "true, false",
    example: "protect: true",
  }),
  forceDestroy: z.boolean().default(false).meta({
    description:
      "Let `pulumi up` and `pulumi destroy` delete buckets that still hold objects, with the objects, the log group, and the " +
      "KMS keys that the stack created: what was written with a deleted key cannot be read any more. Counts only if it was " +
      "deployed before the change that deletes. Without it S3 refuses to delete buckets that hold objects, and log group and " +
      "keys stay in AWS.",
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
