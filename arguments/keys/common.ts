/** What the arguments of several components have. */
import { z } from "zod";
import { defaultRequirement } from "../../encryption/requirement";
import { requirementSchema } from "../../validation/requirementSchema";
import { unknownText } from "../../validation/schemaMeta";

export const requirement = requirementSchema.prefault({
  methods: [...defaultRequirement.methods],
  origin: defaultRequirement.origin,
});

export const tags = z
  .record(z.string(), z.string().meta({ knownLater: unknownText }))
  .default({})
  .meta({
    description: "Tags for every resource that takes some.",
    allowed: "a map of strings; quote numbers",
    example: "tags: { team: security }",
    knownLater: {},
  });

export const protect = z.boolean().default(false).meta({
  description: "Refuse to delete the buckets, keys and the log group; the log group also from outside of Pulumi.",
  allowed: "true, false",
  example: "protect: true",
});

export const forceDestroy = z.boolean().default(false).meta({
  description:
    "Let `pulumi up` and `pulumi destroy` delete buckets that still hold objects, with the objects, the log group, and the " +
    "KMS keys that were created: what was written with a deleted key cannot be read any more. Counts only if it was " +
    "deployed before the change that deletes. Without it S3 refuses to delete buckets that hold objects, and log group and " +
    "keys stay in AWS.",
  allowed: "true, false",
  example: "forceDestroy: false",
});
