/** The lake: a trail's log files as a table that Athena queries. */
import { z } from "zod";
import { awsLimits } from "../../encryption/limits";
import { prices } from "../../encryption/prices";
import { unknownText } from "../../validation/schemaMeta";
import * as field from "../fields";

/** How far back a table reaches at most, and where nothing says it. */
export const mostDays = 3650;
export const defaultDays = 365;

/** As Athena charges by them. */
const terabyte = 2 ** 40;

/** What is deleted with a lake. */
const gone = ["bucket"] as const;

const resultBucket = z
  .strictObject({
    name: field.bucketName.exactOptional().meta({
      description: "Name of the bucket to create; `<prefix>-athena-<account>` when left out, where a stack's prefix is `<project>-<stack>`.",
      changing: { loses: [...gone], what: "results go to a new bucket, then the old one is deleted." },
    }),
    expireAfterDays: z.number().int().min(1).max(awsLimits.lifecycleDays).exactOptional().meta({
      description: "Days after which results are deleted; kept for ever when left out.",
      allowed: `a whole number of days from 1 to ${awsLimits.lifecycleDays}`,
      example: "expireAfterDays: 30",
    }),
  })
  .prefault({})
  .meta({
    description: "Where Athena writes the results of queries: a bucket of its own, under the requirement.",
    allowed: "a map with name and expireAfterDays",
    example: "resultBucket: { expireAfterDays: 30 }",
    typeName: "ResultBucket",
  });

/** What a lake says of itself, in a stack config and as arguments. */
export const lakeTerms = {
  accountIds: z
    .array(
      field.accountId.meta({
        description: "Id of an account.",
        allowed: "12 digits (quoted)",
        example: '"444455556666"',
      }),
    )
    .default([])
    .meta({
      description: "Further accounts whose log files are in the bucket, as of an organization's trail, and whose uploads count; a stack's `accounts` are among them beside `trail.organization`.",
      allowed: "a list of account ids",
      example: 'accountIds: ["444455556666"]',
    }),
  keyPrefix: z
    .string()
    .refine((prefix) => /^[\w!.*'()-]+(\/[\w!.*'()-]+)*$/.test(prefix) && prefix.length <= 200, { error: "is not a prefix of log files" })
    .exactOptional()
    .meta({
      description: "What stands before `AWSLogs` in the keys of an existing trail's log files; nothing when left out.",
      allowed: "at most 200 letters, digits and ! - _ . * ' ( ), in folders that are divided by /",
      example: "keyPrefix: central",
    }),
  days: z.number().int().min(1).max(mostDays).exactOptional().meta({
    description: "How many days back the table reaches. When left out 365, for a trail that a stack creates the days that it keeps its log files.",
    allowed: `a whole number of days from 1 to ${mostDays}`,
    example: "days: 90",
  }),
  gigabytesPerQuery: z.number().min(0.01).max(1_000_000).default(1000).meta({
    description: `What one query may read at most, in gigabytes: Athena cancels one that would read more. A terabyte costs ${(prices.athenaByte * terabyte).toFixed(2)} US dollars.`,
    allowed: "a number from 0.01 to 1000000",
    example: "gigabytesPerQuery: 100",
  }),
  resultBucket,
};

const organizationId = field.organizationId.exactOptional();

/** As arguments, which name the log files themselves. */
export const lakeArguments = {
  logBucket: field.bucketName.meta({
    description: "Name of the bucket that the trail delivers to.",
    knownLater: unknownText,
  }),
  organizationId: organizationId.meta({ description: "Id of the organization whose trail wrote the log files; they then lie one folder deeper.", example: "organizationId: o-abcd123456" }),
  regions: z.array(field.region).default([]).meta({
    description: "Further regions whose uploads count; the component's own always does.",
    allowed: "a list of regions",
    example: "regions: [us-east-1]",
  }),
  ...lakeTerms,
};

/** As in the stack config, which knows its trail; `lake: true` is short for `lake: { create: true }`. */
const configured = z.strictObject({
  create: z.boolean().default(false).meta({
    description: "Make the trail's log files a table that Athena queries.",
    changing: { loses: [...gone], what: "with `false` the bucket with the results of queries is deleted." },
    allowed: "true, false",
    example: "create: true",
  }),
  ...lakeTerms,
  organizationId: organizationId.meta({
    description: "Id of the organization whose existing trail wrote the log files, which then lie one folder deeper. Of a trail that the stack creates, `trail.organization` says it.",
    example: "organizationId: o-abcd123456",
  }),
});

export const configuredLake = z
  .preprocess((value) => (typeof value === "boolean" ? { create: value } : value), configured)
  .prefault({})
  .meta({
    description: "The trail's log files as a table, with saved queries for the questions of `replay`, for Athena (docs/replay.md): `true`, or a map.",
    allowed: `true, false, or a map with ${Object.keys(configured.shape).join(", ")}`,
    example: "lake: true",
  });
