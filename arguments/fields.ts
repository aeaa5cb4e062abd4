/** Building blocks of the schemas: the values AWS allows, each with its words for messages and docs. */
import { z } from "zod";
import { awsLimits } from "../encryption/limits";
import { methodIdSchema } from "../validation/requirementSchema";
import { unknownText } from "../validation/schemaMeta";

/** Retention periods that CloudWatch Logs has, in days; 0 keeps log events for ever. */
export const retentionDays = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const bucketNameRules =
  "3 to 63 lower-case letters, digits, periods and hyphens, beginning and ending with a letter or digit, no two " +
  "periods in a row, not like an IP address, without the prefixes and suffixes that S3 reserves";

const reservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"];
const reservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !reservedPrefixes.some((prefix) => name.startsWith(prefix)) &&
    !reservedSuffixes.some((suffix) => name.endsWith(suffix))
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html */
export function isAccessPointName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/.test(name) && !name.endsWith("-s3alias");
}

const wholeName = "has a *, but a bucket is named by its whole name";

const bucketNameField = (ofWildcards: string) =>
  z
    .string()
    .refine(isBucketName, { error: ({ input }) => (String(input).includes("*") ? ofWildcards : "is not a valid bucket name") })
    .meta({ description: "Name of a general purpose bucket.", allowed: bucketNameRules, example: "acme-orders-dev" });

/** Name of a general purpose bucket. */
export const bucketName = bucketNameField(wholeName);

/** The same where prefixes can be given as well. */
export const auditedBucketName = bucketNameField(`${wholeName}; beginnings of names stand in scope.bucketPrefixes`);

/** What names of general purpose buckets may begin with. */
export const bucketPrefix = z
  .string()
  .refine((prefix) => /^[a-z0-9][a-z0-9.-]{0,62}$/.test(prefix) && !prefix.includes(".."), {
    error: ({ input }) => (String(input).endsWith("*") ? "ends in a *: what names begin with is written without it" : "is not how a bucket name can begin"),
  })
  .meta({
    description: "What bucket names begin with.",
    allowed: "1 to 63 lower-case letters, digits, periods and hyphens",
    example: "acme-orders-",
  });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const logGroupName = z.string().refine((name) => /^(?!aws\/)[.\-_/#A-Za-z0-9]{1,512}$/.test(name), {
  error: "is not a valid log group name",
});

/** Of the names of roles and users: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const longestPrincipalName = 64;

/** Whether a name, or a pattern of names, is one that some role or user can have. */
function fitsPrincipalName(arn: string): boolean {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  return name.replaceAll("*", "").length <= longestPrincipalName;
}

/** The ARN of a principal that aws:PrincipalArn can hold: of a role, a user or the root, not of a session. */
const principalArn = z
  .string()
  .refine((arn) => /^arn:[a-z0-9-]+:iam::(\d{12}|\*):(role|user)\/[\w+=,.@/*?-]+$|^arn:[a-z0-9-]+:iam::\d{12}:root$/.test(arn), {
    error: "is not the ARN of an IAM role or user",
  })
  .refine(fitsPrincipalName, { error: `names nobody: roles and users have names of at most ${longestPrincipalName} characters` })
  .meta({
    knownLater: unknownText,
    description: "ARN of the role or user; `*` and `?` are wildcards in its name.",
    allowed: "the ARN of an IAM role or user (of the role itself, not of a session of it); * and ? in the name",
    example: "arn:aws:iam::111122223333:role/legacy-importer",
  });

const reason = z
  .string()
  .refine((text) => text.trim().length > 0, { error: "gives no reason" })
  .meta({
    description: "Why; for whoever reads the config next.",
    allowed: "a reason in words",
    example: 'reason: "writes SSE-C until the migration in May"',
  });

/** A principal that the deny policy leaves alone. */
const exemptPrincipal = z.strictObject({
  arn: principalArn,
  methods: z
    .array(methodIdSchema)
    .min(1)
    .exactOptional()
    .meta({
      description:
        "Methods that the principal may use beside the approved ones. When left out, no deny statement holds for it. SSE-C is " +
        "blocked on the bucket itself, for everybody: only an exemption that names sse-c here lifts that block, and the bucket " +
        "policy then denies SSE-C to everybody else.",
      allowed: "a list of methods that the requirement does not approve",
      example: "methods: [sse-c]",
    }),
  everyone: z.boolean().exactOptional().meta({
    description: "Needed where the ARN is that of every role or user, such as `role/*`: nobody of them is denied anything then.",
    allowed: "true, beside an ARN whose name is all wildcards",
    example: "everyone: true",
  }),
  reason,
}).meta({ shortFor: "arn", typeName: "Exemption", typeDescription: "A principal that the deny statements leave alone." });

export const exemptPrincipals = z.array(exemptPrincipal).default([]).meta({
  description: "Principals that the deny statements leave alone, each with a reason.",
  allowed: "a list of maps with arn, reason and, optionally, methods and everyone",
  example: 'exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/importer", methods: [sse-c], reason: "until May" }]',
});

/** A principal who may touch the audit itself. Event patterns know no `?`. */
const expectedPrincipal = z
  .strictObject({
    // How long it is decides how many rules there are: no Output.
    arn: principalArn
      .refine((arn) => !/[?]|[*][*]/.test(arn), { error: "has a wildcard that event patterns do not know" })
      .meta({
        knownLater: undefined,
        description: "ARN of the role or user; `*` is a wildcard in its name.",
        allowed: "the ARN of an IAM role or user (of the role itself, not of a session of it); * in the name",
        example: "arn:aws:iam::111122223333:role/deployer",
      }),
    reason: reason.meta({ example: 'reason: "runs pulumi up"' }),
  })
  .meta({ typeName: "ExpectedPrincipal", typeDescription: "A principal whose acts are expected." });

export const expectedPrincipals = z.array(expectedPrincipal).default([]).meta({
  description: "Principals whose acts are expected, each with a reason: what they do sends no message, whoever uses them.",
  allowed: "a list of maps with arn and reason",
  example: 'exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/deployer", reason: "runs pulumi up" }]',
});

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]);
/** Unquoted, as YAML has Booleans and numbers, they mean the same to IAM as in quotes. */
const conditionValue = z.union([z.string(), z.number(), z.boolean()]);
const conditionValues = z.union([conditionValue, z.array(conditionValue)]);
const principal = z.union([z.literal("*"), z.record(z.string(), oneOrMore)]);

const statementElements = z.strictObject({
  Sid: z.string().exactOptional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.exactOptional(),
  NotPrincipal: principal.exactOptional(),
  Action: oneOrMore.exactOptional(),
  NotAction: oneOrMore.exactOptional(),
  Resource: oneOrMore.exactOptional(),
  NotResource: oneOrMore.exactOptional(),
  Condition: z.record(z.string(), z.record(z.string(), conditionValues)).exactOptional(),
});

/** A statement of a bucket policy, as the AWS console shows it: a map, or its JSON text. */
export const policyStatement = z
  .preprocess((value) => (typeof value === "string" ? parsed(value) : value), statementElements)
  .meta({ knownLater: { Effect: "Deny" }, jsonText: true });

/** What JSON text says; a text that is no JSON as it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The beginning of object keys, as policies have it before a `*`. */
export const keyPrefix = z
  .string()
  .min(1)
  .refine((prefix) => Buffer.byteLength(prefix) <= awsLimits.objectKeyBytes && !/[*?]|\$\{/.test(prefix), { error: "is not the beginning of object keys" })
  .meta({
    allowed: `1 to ${awsLimits.objectKeyBytes} bytes, without the wildcards and variables of policies: * ? \${`,
    example: "invoices/",
  });

/** An ARN whose service and region the checks look at. */
export const arn = z.string().meta({ knownLater: unknownText });

/** AWS services by their principals: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export const exemptServices = z
  .array(
    z.string().refine((name) => /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.(com|com\.cn|eu)$/.test(name), {
      error: "is not the name of an AWS service",
    }),
  )
  .default([])
  .meta({
    description: "AWS services whose own writes are not denied: some know no KMS keys, such as the access logs of load balancers.",
    allowed: "a list of service principals, such as logdelivery.elasticloadbalancing.amazonaws.com",
    example: "exemptServices: [logdelivery.elasticloadbalancing.amazonaws.com]",
  });

/** The id of an organization. */
export const organizationId = z
  .string()
  .refine((id) => /^o-[a-z0-9]{10,32}$/.test(id), { error: "is not the id of an organization" })
  .meta({ description: "Id of the organization.", allowed: "o- and 10 to 32 letters and digits", example: "id: o-abcd123456" });

/** The id of an account. */
export const accountId = z.string().refine((id) => /^\d{12}$/.test(id), { error: "is not an account id" });

/** The name of a region. */
export const region = z.string().refine((name) => /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(name), { error: "is not the name of a region" });

/** The id of an organization root, organizational unit or account. */
export const organizationTarget = z
  .string()
  .refine((id) => /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/.test(id), {
    error: "is not the id of a root, an organizational unit or an account",
  })
  .meta({
    description: "Id of a root, an organizational unit or an account.",
    allowed: "r-…, ou-…-… or a 12-digit account id (quoted)",
    example: '"111122223333"',
  });
