/** Protects that what is right is accepted, with the right defaults: every shape, every example of the reference. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { z } from "zod";
import { parseStackConfig } from "../../config/parse";
import { stackConfigSchema } from "../../config/schema";
import { auditScope } from "../../arguments/scope";
import { metaOf, unwrap } from "../../validation/schemaMeta";
import { bucketDefaults } from "./bucketDefaults";

const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };
const parse = (values: Record<string, unknown>) => parseStackConfig(values, context);
const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

describe("a right stack config", () => {
  it("has these defaults, the blog's requirement among them", () => {
    assert.deepEqual(parse({}), {
      requirement: { methods: ["sse-kms", "dsse-kms"], origin: "any" },
      scope: { excludedBuckets: [] },
      regions: [],
      accounts: [],
      metricDimensions: [],
      trail: { mode: "create", multiRegion: false, logBucket: { expireAfterDays: 365 } },
      logGroup: { name: "/aws/events/sse-objects", retentionDays: 90, resourcePolicy: "create" },
      deadLetterQueue: true,
      alarms: { periodMinutes: 1, actions: [], okActions: [] },
      notifications: { emails: [], httpsEndpoints: [] },
      buckets: [],
      policies: { identity: false, exemptPrincipals: [] },
      tampering: { exemptPrincipals: [] },
      lake: { create: false, accountIds: [], gigabytesPerQuery: 1000, resultBucket: {} },
      tags: {},
      protect: false,
      forceDestroy: false,
    });
  });

  it("gives each bucket these defaults", () => {
    assert.deepEqual(parse({ buckets: [{ name: "acme" }] }).buckets, [
      { name: "acme", ...bucketDefaults },
    ]);
  });

  const accepted: readonly (readonly [what: string, values: Record<string, unknown>])[] = [
    ["trail: existing in one word", { trail: "existing" }],
    ["the stack's own region among the regions, with a trail of one", { regions: ["us-east-1"] }],
    ["keys in each region that is audited", { trail: { multiRegion: true }, regions: ["eu-west-1"], requirement: { methods: ["sse-kms"], kmsKeyArns: [key, key.replace("us-east-1", "eu-west-1"), key.replace("1234abcd", "99999999")] } }],
    ["a log bucket named like the word for all", { trail: { logBucket: { existing: "all" } }, scope: { buckets: "all" } }],
    ["trails with names like addresses", { trail: { name: "a1.2.3.4" } }],
    ["trails with names that begin like addresses", { trail: { name: "1.2.3.4a" } }],
    ["own statements as JSON text", { buckets: [{ name: "acme", additionalStatements: [JSON.stringify({ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" })] }] }],
    ["own statements without Sids", { buckets: [{ name: "acme", additionalStatements: ["s3:GetObject", "s3:GetObjectTagging"].map((Action) => ({ Effect: "Allow", Principal: { AWS: "111122223333" }, Action, Resource: "arn:aws:s3:::acme/*" })) }] }],
    ["an own statement that gives everyone what another statement denies everyone", { requirement: { methods: ["sse-s3"] }, buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", Principal: "*", Action: "s3:UpdateObjectEncryption", Resource: "arn:aws:s3:::acme/*" }] }] }],
    ["a role below a path, with the longest name and a wildcard", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: `arn:aws:iam::111122223333:role/a/long/path/${"x".repeat(64)}*`, reason: "r" }] }] }],
    ["the longest prefix to deny below", { buckets: [{ name: "acme", denyBelow: ["a".repeat(1024)] }] }],
    ["a tag without a value, where CloudTrail gets none", { trail: "existing", tags: { team: "" }, buckets: [{ name: "acme", tags: { team: "" } }] }],
    ["tags of a bucket that differ in case alone", { buckets: [{ name: "acme", tags: { Team: "x", team: "y" } }] }],
    ["as many tags as AWS allows", { tags: Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`t${index}`, "x"])) }],
    ["a lake in one word", { lake: true }],
    ["a lake over the files of an organization's trail that exists", { trail: { mode: "existing", logBucket: { existing: "acme-logs" } }, lake: { create: true, organizationId: "o-abcd123456", accountIds: ["444455556666"], keyPrefix: "central/logs", days: 30, gigabytesPerQuery: 0.5, resultBucket: { name: "acme-results", expireAfterDays: 1 } } }],
    ["an existing trail of the organization, by ARN, with another home region", { trail: { mode: "existing", name: "arn:aws:cloudtrail:eu-west-1:222222222222:trail/org" } }],
    ["an existing trail by name", { trail: { mode: "existing", name: "org.trail_1-a" } }],
    ["an existing log bucket without a key", { trail: { kmsKey: "none", logBucket: { existing: "acme-logs" } } }],
    ["a trail with the approved key", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key] }, trail: { kmsKey: key } }],
    ["one bucket in scope, as text", { scope: { buckets: "acme" } }],
    ["all buckets but some", { scope: { buckets: "all", excludedBuckets: ["acme"] } }],
    ["a prefix but for one bucket", { scope: { bucketPrefixes: ["acme-"], excludedBuckets: ["acme-logs"] } }],
    ["an empty list beside own buckets", { scope: { buckets: [] }, buckets: [{ name: "acme" }] }],
    ["SSE-C alone", { requirement: { methods: ["sse-c"] }, buckets: [{ name: "acme" }] }],
    ["every method, by header", { requirement: { methods: ["sse-c", "sse-s3", "sse-kms", "dsse-kms"], origin: "header" } }],
    ["a multi-region key", { requirement: { methods: ["dsse-kms"], kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"] } }],
    ["retention for ever", { logGroup: { retentionDays: 0 } }],
    ["the longest bucket name", { buckets: [{ name: `a${"b".repeat(61)}c` }] }],
    ["own statements", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"] }] }] }],
    ["own statements with the negated elements", { buckets: [{ name: "acme", additionalStatements: [{ Sid: "Own", Effect: "Deny", NotPrincipal: { AWS: ["111122223333"] }, NotAction: "s3:Get*", NotResource: "arn:aws:s3:::acme/public/*", Condition: { Bool: { "aws:SecureTransport": "true" } } }] }] }],
    ["own statements with unquoted Booleans and numbers", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"], Condition: { Bool: { "aws:SecureTransport": false }, NumericLessThan: { "s3:TlsVersion": [1.2] } } }] }] }],
    ["an own statement for everyone of an organization", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }] }] }],
    ["an own statement under a condition that nothing meets", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*", Condition: { StringEquals: { "aws:SourceVpc": [] } } }] }] }],
    ["a default that is kept, where each request must ask by header", { requirement: { methods: ["sse-kms"], origin: "header" }, buckets: [{ name: "acme", defaultEncryption: "keep" }] }],
    ["a public policy where public access is kept", { buckets: [{ name: "acme", publicAccessBlock: "keep", additionalStatements: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }] }] }],
    ["Sids that only enforcement: deny would generate", { buckets: [{ name: "acme", enforcement: "audit", requireTls: "keep", additionalStatements: [{ Sid: "DenySseC", Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }] }] }],
    ["wildcards in exemptions", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/team-*", reason: "r" }] }] }],
    ["an exemption for methods", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/team-*", methods: ["sse-c", "sse-s3"], reason: "r" }] }] }],
    ["the root of an account, exempt", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:root", reason: "r" }] }] }],
    ["a bucket of the account's own namespace", { buckets: [{ name: "acme-111122223333-us-east-1-an" }] }],
    ["buckets in -an that are there already", { scope: { buckets: ["team-an"], excludedBuckets: ["acme-111122223333-us-east-1-an"] }, trail: { logBucket: { existing: "logs-an" } } }],
    ["an existing topic", { notifications: { topicArn: "arn:aws:sns:us-east-1:111122223333:t" } }],
    ["a topic of its own with everything", { notifications: { emails: ["a@example.com"], httpsEndpoints: ["https://example.com/x?y=z"], kmsKeyArn: key } }],
    ["policies for the organization", { policies: { serviceControl: { targets: ["r-abcd", "ou-abcd-11112222", "111122223333"] }, resourceControl: {} } }],
    ["tags in other alphabets", { tags: { équipe: "Sicherheit + Co", "cost:center": "1/2" } }],
    ["tags that differ in case alone, where IAM gets none", { tags: { Team: "a", team: "b" } }],
    ["a tag without a value, beside a trail that exists", { trail: "existing", tags: { "cost:center": "" } }],
  ];
  for (const [what, values] of accepted) {
    it(`may be ${what}`, () => {
      parse(values);
    });
  }

  for (const [region, partition] of [["cn-north-1", "aws-cn"], ["us-gov-west-1", "aws-us-gov"]] as const) {
    it(`may name what is in its own partition, ${partition}`, () => {
      const kmsKeyArn = `arn:${partition}:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
      parseStackConfig(
        {
          requirement: { methods: ["sse-kms"], kmsKeyArns: [kmsKeyArn] },
          notifications: { topicArn: `arn:${partition}:sns:${region}:111122223333:t` },
          buckets: [
            {
              name: "acme",
              kmsKeyArn,
              exemptPrincipals: [{ arn: `arn:${partition}:iam::111122223333:role/x`, reason: "r" }],
              additionalStatements: [{ Effect: "Allow", Principal: { AWS: `arn:${partition}:iam::111122223333:root` }, Action: "s3:GetObject", Resource: `arn:${partition}:s3:::acme/*` }],
            },
          ],
        },
        { ...context, region },
      );
    });
  }

  it("keeps Booleans and numbers of own statements as they are", () => {
    const Condition = { Bool: { "aws:SecureTransport": false }, NumericLessThan: { "s3:TlsVersion": 1.2 } };
    const statement = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::acme/*", Condition };
    assert.deepEqual(parse({ buckets: [{ name: "acme", additionalStatements: [statement] }] }).buckets[0]?.additionalStatements, [statement]);
  });

  it("may have own statements of any one partition, where nothing says which region", () => {
    const own = (...resources: string[]) => ({ buckets: [{ name: "acme", additionalStatements: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: resources }] }] });
    parseStackConfig(own("arn:aws-cn:s3:::acme", "arn:aws-cn:s3:::acme/*"), { project: "p", stack: "s" });
    assert.throws(() => parseStackConfig(own("arn:aws-cn:s3:::acme", "arn:aws:s3:::acme/*"), { project: "p", stack: "s" }), /Resource\[1\].*partition aws, the bucket in aws-cn/);
  });

  it("is not asked for its region, where nothing says which", () => {
    const named = { requirement: { methods: ["sse-kms"], kmsKeyArns: [key.replace("us-east-1", "eu-west-1")] } };
    parseStackConfig(named, { project: "p", stack: "s" });
    parseStackConfig(named, { project: "p", stack: "s", region: undefined });
  });

  it("audits the stack's own buckets whatever its scope names, and all buckets where it names none", () => {
    const scopeOf = (values: Record<string, unknown>) => auditScope(parse({ buckets: [{ name: "own" }], ...values }).scope, ["own"]);
    assert.deepEqual(scopeOf({ scope: { buckets: ["acme"] } }), { buckets: ["acme", "own"], bucketPrefixes: [], excludedBuckets: [] });
    assert.deepEqual(scopeOf({ scope: { buckets: ["own", "acme"] } }), { buckets: ["acme", "own"], bucketPrefixes: [], excludedBuckets: [] });
    assert.deepEqual(scopeOf({ scope: { buckets: [] } }), { buckets: ["own"], bucketPrefixes: [], excludedBuckets: [] });
    assert.deepEqual(scopeOf({ scope: { bucketPrefixes: ["acme-"] } }), { buckets: ["own"], bucketPrefixes: ["acme-"], excludedBuckets: [] });
    assert.deepEqual(scopeOf({ scope: { excludedBuckets: ["acme"] } }), { buckets: "all", excludedBuckets: ["acme"] });
    assert.deepEqual(scopeOf({}), { buckets: "all", excludedBuckets: [] });
    const ordered = { buckets: ["b", "a"].map((name) => `acme-${name}`), bucketPrefixes: ["z-", "y-"], excludedBuckets: ["y-2", "y-1"] };
    const sorted = { buckets: ["acme-a", "acme-b", "own"], bucketPrefixes: ["y-", "z-"], excludedBuckets: ["y-1", "y-2"] };
    assert.deepEqual(scopeOf({ scope: ordered }), sorted, "in one order, whatever the config's");
  });
});

// The YAML reader that Pulumi's SDK brings along.
const yaml = createRequire(require.resolve("@pulumi/pulumi"))("js-yaml") as { load(text: string): unknown };

interface Example {
  /** Keys from the top level; `0` for an entry of a list. */
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Every example of a schema. */
function examplesOf(schema: z.ZodType, path: (string | number)[] = []): Example[] {
  const { shape, element } = unwrap(schema).def as { shape?: Record<string, z.ZodType>; element?: z.ZodType };
  const own = metaOf(schema).example;
  return [
    ...(own !== undefined && path.length > 0 ? [{ path, text: own }] : []),
    ...(element ? examplesOf(element, [...path, 0]) : []),
    ...Object.entries(shape ?? {}).flatMap(([name, inner]) => examplesOf(inner, [...path, name])),
  ];
}

/** Dimensions tell apart what there is more than one of. */
const severalPlaces = { regions: ["eu-west-1"], accounts: [{ id: "444455556666", roleArn: "arn:aws:iam::444455556666:role/audit" }] };

/** The example where the path says, in as much config as it takes to be right. */
function configWith({ path, text }: Example): Record<string, unknown> {
  const example = yaml.load(text);
  const keyed = example as Record<string, unknown>;
  const [top = "", last = ""] = [path[0], path.at(-1)].map(String);
  const isMap = typeof example === "object" && example !== null && !Array.isArray(example);
  if (isMap && top in keyed && top !== last) return keyed;
  const leaf = isMap && last in keyed ? keyed[last] : example;
  // An identity policy is about the stack's buckets, and what a lake says of folders about an existing trail's.
  const existingTrail = { mode: "existing", logBucket: { existing: "acme-trail-logs" } };
  const config = { ...(top === "lake" && { trail: existingTrail }), ...(top === "policies" && { buckets: [{ name: "acme-orders-dev" }] }), ...(["regions", "metricDimensions"].includes(top) && { trail: { multiRegion: true } }), ...(top === "metricDimensions" && severalPlaces) };
  const arn = `arn:aws:iam::111122223333:role/${last === "everyone" ? "*" : "x"}`;
  const beside: Record<string, unknown> = { trail: "own", create: true, methods: ["sse-kms"], name: "acme-orders-dev", arn, reason: "r", id: "444455556666", roleArn: "arn:aws:iam::444455556666:role/audit" };
  const siblings: Record<string, readonly string[]> = { requirement: ["methods"], buckets: ["name"], accessPoints: ["name"], exemptPrincipals: ["arn", "reason"], accounts: ["id", "roleArn"], tampering: ["trail"], lake: ["create"] };
  const placed = path.reduceRight<{ value: unknown }>(
    ({ value }, part, index) => {
      if (typeof part === "number") return { value: [value] };
      const parent = String(path.slice(0, index).filter((one) => typeof one === "string").at(-1) ?? "");
      const needed = Object.fromEntries((siblings[parent] ?? []).map((name) => [name, parent === "accessPoints" ? "orders-app" : beside[name]]));
      return { value: { ...(index > 0 && needed), [part]: value } };
    },
    { value: leaf },
  ).value as Record<string, unknown>;
  return { ...config, ...placed };
}

describe("the examples of the stack config", () => {
  const examples = examplesOf(stackConfigSchema);

  it("are many", () => {
    assert.ok(examples.length > 40, String(examples.length));
  });

  for (const example of examples) {
    it(`${example.path.join(".")}: ${example.text} is right`, () => {
      parse(configWith(example));
    });
  }
});
