/** Which buckets an audit looks at. */
import { z } from "zod";
import * as field from "../fields";

/** What a shorter list takes away. */
const fewerRules = {
  loses: ["rule", "target"],
  what: "where fewer EventBridge rules are needed, the last of them are deleted, and the others cover what is audited.",
};

const names = z.array(field.auditedBucketName);
const rest = {
  bucketPrefixes: z.array(field.bucketPrefix).min(1).exactOptional().meta({
    description: "What the names of further audited buckets begin with.",
    changing: fewerRules,
    allowed: "a list of beginnings of bucket names; not beside buckets: all",
    example: "bucketPrefixes: [acme-]",
  }),
  excludedBuckets: z.array(field.bucketName).default([]).meta({
    description: "Buckets that are not audited; the trail's own log bucket never is. There is room for a few whose names begin with one of bucketPrefixes: each stands in every metric filter.",
    changing: fewerRules,
    allowed: "a list of bucket names",
    example: "excludedBuckets: [acme-access-logs]",
  }),
};
const meta = {
  description: "Which buckets are audited: all of the account in the region unless names or prefixes are given.",
  allowed: "a map with buckets, bucketPrefixes, excludedBuckets",
  shortFor: "buckets",
};

/** As an argument: `buckets` is a list. */
export const scope = z
  .strictObject({
    buckets: names.exactOptional().meta({
      description: "Names of the audited buckets; all buckets when left out beside bucketPrefixes.",
      changing: fewerRules,
      allowed: "a list of bucket names",
      example: "buckets: [acme-orders, acme-invoices]",
    }),
    ...rest,
  })
  .prefault({})
  .meta({ ...meta, example: "scope: { bucketPrefixes: [acme-] }", typeName: "Scope" });

/** As in the stack config: `buckets` may be the word `all`, or one name. */
export const configuredScope = z
  .strictObject({
    buckets: z
      .preprocess((value) => (typeof value === "string" && value !== "all" ? [value] : value), z.union([z.literal("all"), names]))
      .exactOptional()
      .meta({
        description: "`all`, or the names of the audited buckets. The stack's own buckets are always audited.",
        changing: fewerRules,
        allowed: "all, or a list of bucket names",
        example: "buckets: [acme-orders, acme-invoices]",
      }),
    ...rest,
  })
  .prefault({})
  .meta({ ...meta, example: "scope: { buckets: all }" });
