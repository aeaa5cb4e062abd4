/** The configuration of the pack's policies: the same keys for each, given per policy as CrossGuard does it. */
import type { PolicyConfigSchema } from "@pulumi/policy";
import { z } from "zod";
import { formatProblems, valueText, type Problem, type ProblemPath } from "../../validation/problem";
import { requirementProblems, requirementSchema } from "../../validation/requirementSchema";
import { parseWith } from "../../validation/zodProblems";
import { usersOf } from "./keyUse";

const reason = z
  .string()
  .refine((text) => text.trim().length > 0, { error: "gives no reason" })
  .meta({ description: "Why; mandatory.", allowed: "a reason in words", example: 'reason: "replaced in May"' });

const expires = z
  .string()
  .refine(isDate, { error: "is not a date" })
  .exactOptional()
  .meta({
    description: "The last day it holds; from the next day on it is a violation. For ever when left out.",
    allowed: "a date as YYYY-MM-DD",
    example: 'expires: "2027-05-31"',
  });

const exemption = z.strictObject({
  bucket: z.string().min(1).exactOptional().meta({
    description: "Name of the buckets, in AWS or in the program; `*` stands for anything.",
    allowed: "a name with * for anything",
    example: 'bucket: "acme-legacy-*"',
  }),
  urn: z.string().min(1).exactOptional().meta({
    description: "URN of the bucket resource; `*` stands for anything.",
    allowed: "a URN with * for anything",
    example: 'urn: "urn:pulumi:prod::shop::aws:s3/bucket:Bucket::legacy"',
  }),
  tag: z
    .strictObject({ key: z.string().min(1), value: z.string().exactOptional() })
    .exactOptional()
    .meta({
      description: "A tag of the bucket, with any value when value is left out.",
      allowed: "a map with key and, optionally, value",
      example: "tag: { key: data-class, value: public }",
    }),
  requirement: requirementSchema.exactOptional().meta({
    description: "What the buckets are held to instead, by the whole pack. Left out, the policy leaves them alone.",
    allowed: "a map with methods and, optionally, kmsKeyArns and origin",
    example: "requirement: { methods: [sse-s3] }",
  }),
  reason,
  expires,
});

const allowedException = z.strictObject({
  key: z.string().min(1).meta({
    description: "Condition key of the exception, or NotPrincipal.",
    allowed: "a condition key such as aws:PrincipalArn, or NotPrincipal",
    example: "key: aws:PrincipalArn",
  }),
  values: z.array(z.string()).min(1).exactOptional().meta({
    description: "Values as the bucket policy has them, `*` for anything; any value when left out.",
    allowed: "a list of values",
    example: 'values: ["arn:aws:iam::111122223333:role/importer"]',
  }),
  reason,
  expires,
});

/** Whether a text is a day of the calendar: `Date.parse` takes 2027-02-30 for 2 March. */
function isDate(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const exemptions = z.array(exemption).default([]).meta({
  description: "Buckets that the policy leaves alone or holds to another requirement, by name, URN or tag, each with a reason.",
  allowed: "a list of maps with one of bucket, urn, tag; reason; and, optionally, requirement and expires",
  example: 'exemptions: [{ bucket: "acme-legacy-*", reason: "replaced in May", expires: "2027-05-31" }]',
});

const allowedExceptions = z.array(allowedException).default([]).meta({
  description: "Exceptions in bucket policies that are no holes.",
  allowed: "a list of maps with key, reason and, optionally, values and expires",
  example: "allowedExceptions: [{ key: aws:SourceVpce, values: [vpce-1a2b3c4d], reason: backup network }]",
});

const account = z
  .string()
  .refine((id) => /^\d{12}$/.test(id), { error: "is not an account id" })
  .exactOptional()
  .meta({
    description: "Account that owns the buckets, for policies that name it.",
    allowed: "12 digits, quoted",
    example: 'account: "111122223333"',
  });

/** The configuration of a policy. */
export const packConfigSchema = z.strictObject({
  requirement: requirementSchema.exactOptional(),
  wholePack: z.strictObject({ exemptions, allowedExceptions, account }).exactOptional().meta({
    description: "What holds for all policies, given once under any of them.",
    allowed: "a map with exemptions, allowedExceptions and account, each optional",
    example: 'wholePack: { exemptions: [{ bucket: "acme-legacy-*", reason: "replaced in May" }] }',
  }),
  exemptions,
  allowedExceptions,
  updateObjectEncryption: z.boolean().default(true).meta({
    description: "Put UpdateObjectEncryption to the buckets as well.",
    allowed: "true, false",
    example: "updateObjectEncryption: true",
  }),
  requireBucketKey: z.boolean().exactOptional().meta({
    description: "Demand an S3 Bucket Key where the default encryption supports one. Left out, a missing one is advised on; false passes it over.",
    allowed: "true, false",
    example: "requireBucketKey: true",
  }),
  requireSseCBlocked: z.boolean().default(false).meta({
    description: "Demand that the bucket's encryption rule blocks SSE-C, unless SSE-C is approved.",
    allowed: "true, false",
    example: "requireSseCBlocked: true",
  }),
  auditedBuckets: z.array(z.string().min(1)).default([]).meta({
    description: "Names of buckets that an audit outside of the stack covers; `*` stands for anything.",
    allowed: "a list of names with * for anything",
    example: 'auditedBuckets: ["*"]',
  }),
  account,
});

export type PackConfig = z.output<typeof packConfigSchema>;

/**
 * Parses the configuration of a policy, as CrossGuard hands it over: keys without a value are absent.
 * @returns the configuration, or a message that lists every problem
 */
export function parsePackConfig(policyName: string, raw: object): { config: PackConfig; message?: undefined } | { config?: undefined; message: string } {
  const given = withoutAbsent(raw);
  const { value, problems: ofShape, broken } = parseWith(packConfigSchema, given);
  const problems: Problem[] = [
    ...ofShape,
    ...unusedKeys(policyName, Object.keys(given)),
    ...(value.requirement && !broken.has("requirement") ? requirementProblems(value.requirement, ["requirement"]) : []),
    ...(broken.has("exemptions") ? [] : exemptionProblems(value.exemptions, ["exemptions"])),
    ...(broken.has("wholePack") ? [] : exemptionProblems(value.wholePack?.exemptions ?? [], ["wholePack", "exemptions"])),
  ];
  if (problems.length === 0) return { config: value };
  return { message: formatProblems(`The configuration of policy ${policyName}`, problems, "it judged nothing") };
}

/** Keys that the policy does not look at: what is written there would hold for nothing. */
function unusedKeys(policyName: string, keys: readonly string[]): Problem[] {
  return keys.flatMap((key) => {
    const users = usersOf(key);
    if (!users || users.includes(policyName)) return [];
    const together = Object.hasOwn(wholePackKeys, key) ? `, or wholePack.${key} under any policy` : "";
    return { path: [key], message: `is not used by ${policyName}`, allowed: `${key} under ${users.join(" or ")}${together}` };
  });
}

const wholePackKeys = packConfigSchema.shape.wholePack.unwrap().shape;

/** An exemption says in exactly one way which buckets it is for. */
function exemptionProblems(list: PackConfig["exemptions"], path: ProblemPath): Problem[] {
  return list.flatMap((one, index): Problem[] => {
    const ofRequirement = one.requirement ? requirementProblems(one.requirement, [...path, index, "requirement"]) : [];
    const given = [one.bucket, one.urn, one.tag].filter((by) => by !== undefined);
    if (given.length === 1) return ofRequirement;
    const ofBuckets = {
      path: [...path, index],
      message: `${valueText(one)} names ${given.length === 0 ? "no buckets" : "buckets in several ways"}`,
      allowed: "exactly one of bucket, urn and tag",
    };
    return [ofBuckets, ...ofRequirement];
  });
}

function withoutAbsent(config: object): object {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== null));
}

/** The schema that CrossGuard checks before the policy sees its configuration: which keys there are, and their types. */
export const crossGuardProperties = Object.fromEntries(
  Object.entries(z.toJSONSchema(packConfigSchema, { io: "input" }).properties ?? {}).map(([key, property]) => [
    key,
    { type: typeof property === "object" ? property.type : undefined },
  ]),
) as PolicyConfigSchema["properties"];
