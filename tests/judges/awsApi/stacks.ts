/** The stacks whose calls are judged: each of the program's tests, and what else people configure. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { longestPrefix } from "../../../arguments/names";
import { call, type Call } from "./call";
import type { ProgramStack } from "./program";

/** A stack to judge. */
export interface JudgedStack extends ProgramStack {
  readonly id: string;
  /** Calls that make what the config says is there already. */
  readonly before?: readonly Call[];
}

// The YAML reader that Pulumi's SDK brings along.
const yaml = createRequire(require.resolve("@pulumi/pulumi"))("js-yaml") as { load(text: string): unknown };

/** The account of the sandbox, which moto takes on. */
export const account = "111122223333";
const keyId = (index = 0): string => `1234abcd-12ab-34cd-56ef-${String(index).padStart(12, "0")}`;
const keyIn = (partition: string, region: string, index?: number): string => `arn:${partition}:kms:${region}:${account}:key/${keyId(index)}`;
const key = keyIn("aws", "us-east-1");

const root = "r-abcd";
const memberAccount = "444455556666";

/** An organization with a member account, and policies of both kinds turned on: the targets of `policies`. */
const organization: readonly Call[] = [
  call("organizations", "CreateOrganization", { FeatureSet: "ALL" }),
  call("organizations", "ListRoots", {}, { [root]: "Roots.0.Id" }),
  ...["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"].map((PolicyType) => call("organizations", "EnablePolicyType", { RootId: root, PolicyType })),
  call("organizations", "CreateAccount", { Email: "member@example.com", AccountName: "member" }, { [memberAccount]: "CreateAccountStatus.AccountId" }),
];

/** Everything that a stack can have, in a region. */
function everything(partition: string, region: string): Omit<JudgedStack, "id"> {
  const approved = keyIn(partition, region);
  const role = `arn:${partition}:iam::${account}:role/legacy-importer`;
  return {
    region,
    before: organization,
    config: {
      requirement: { methods: ["sse-kms"], kmsKeyArns: [approved] },
      trail: { kmsKey: "none", logBucket: { expireAfterDays: 30 } },
      logGroup: { kmsKeyArn: approved },
      alarms: { deniedUploads: 5, silentHours: 24 },
      notifications: { details: "each", emails: ["security@example.com"], httpsEndpoints: ["https://hooks.example.com/alarms?to=security"], kmsKeyArn: approved },
      buckets: [
        { name: "acme-orders", versioning: true, exemptPrincipals: [{ arn: role, reason: "until May" }] },
        { name: "acme.reports", enforcement: "audit" },
      ],
      tampering: { trail: "own", exemptPrincipals: [{ arn: role, reason: "deploys" }] },
      lake: { create: true, accountIds: [memberAccount], days: 30, gigabytesPerQuery: 0.01, resultBucket: { name: "acme-athena-results", expireAfterDays: 30 } },
      policies: {
        identity: true,
        serviceControl: { targets: [root] },
        resourceControl: { targets: [memberAccount] },
        exemptPrincipals: [{ arn: role, reason: "until May" }],
      },
      tags: { team: "security" },
    },
  };
}

const named = (count: number, name: (index: number) => string): string[] => Array.from({ length: count }, (_, index) => name(index));

export const stacks: readonly JudgedStack[] = [
  { id: "no config", region: "us-east-1", config: {} },
  { id: "the dev environment", name: "dev", region: "us-east-1", config: devEnvironment() },
  {
    id: "a change after the other, before",
    region: "us-east-1",
    config: {
      requirement: { methods: ["sse-kms"], kmsKeyArns: [key] },
      logGroup: { retentionDays: 90 },
      buckets: [{ name: "acme-orders-test" }],
      notifications: { emails: ["security@example.com"] },
      tags: { team: "security" },
    },
  },
  {
    id: "a change after the other, after",
    region: "us-east-1",
    config: {
      requirement: { methods: ["sse-kms", "sse-s3"], kmsKeyArns: [key, keyIn("aws", "us-east-1", 1)] },
      logGroup: { retentionDays: 30 },
      buckets: [{ name: "acme-orders-test" }, { name: "acme-second-test" }],
      notifications: { emails: ["security@example.com"] },
      tags: { team: "security" },
    },
  },
  {
    id: "SSE-S3, with prefixes",
    region: "eu-central-1",
    config: {
      requirement: { methods: ["sse-s3"] },
      scope: { bucketPrefixes: ["acme-", "team."], excludedBuckets: ["acme-access-logs"] },
      buckets: [{ name: "acme-orders" }],
    },
  },
  {
    id: "SSE-C, by header",
    region: "us-west-2",
    config: { requirement: { methods: ["sse-c"], origin: "header" }, buckets: [{ name: "acme-orders", versioning: true }] },
  },
  {
    id: "every method, by header, and a key for each",
    region: "eu-west-1",
    config: {
      requirement: { methods: ["sse-c", "sse-s3", "sse-kms", "dsse-kms"], origin: "header" },
      buckets: ["sse-s3", "sse-kms", "dsse-kms"].map((method) => ({ name: `acme-${method}`, method })),
    },
  },
  { id: "everything", ...everything("aws", "us-east-1") },
  { id: "everything, in China", ...everything("aws-cn", "cn-north-1") },
  { id: "everything, in GovCloud", ...everything("aws-us-gov", "us-gov-west-1") },
  {
    id: "a trail and a topic that exist",
    region: "us-east-1",
    before: [call("sns", "CreateTopic", { Name: "security-alerts" })],
    config: {
      trail: { mode: "existing", name: "org-trail" },
      notifications: { topicArn: `arn:aws:sns:us-east-1:${account}:security-alerts` },
    },
  },
  { id: "tags in other alphabets", region: "us-east-1", config: { buckets: [{ name: "acme-orders" }], policies: { identity: true }, tags: { équipe: "Sicherheit + Co", "Kosten Stelle": "1/2" } } },
  {
    id: "a trail that exists, many buckets in scope",
    region: "us-east-1",
    config: {
      trail: { mode: "existing", name: "org-trail" },
      scope: { buckets: named(70, (index) => `acme-department-${index}-invoices`), bucketPrefixes: ["acme-shared-"] },
    },
  },
  {
    id: "a log bucket and a resource policy that exist, no queue, no expiry of the log",
    region: "us-east-1",
    before: [call("s3", "CreateBucket", { Bucket: "acme-trail-logs" })],
    config: {
      trail: { kmsKey: "none", logBucket: { existing: "acme-trail-logs" } },
      logGroup: { retentionDays: 0, resourcePolicy: "existing" },
      deadLetterQueue: false,
      alarms: { periodMinutes: 60, deniedUploads: 0, silentHours: 168 },
    },
  },
  {
    id: "statements of one's own, and teams that only watch",
    region: "us-east-1",
    config: {
      buckets: [
        {
          name: "acme-orders",
          enforcement: "audit",
          additionalStatements: [
            { Sid: "Readers", Effect: "Allow", Principal: { AWS: account }, Action: ["s3:GetObject", "s3:ListBucket"], Resource: ["arn:aws:s3:::acme-orders", "arn:aws:s3:::acme-orders/*"] },
          ],
        },
      ],
      policies: { identity: true },
    },
  },
  {
    id: "60 buckets of its own, 200 in scope, 19 keys",
    region: "us-east-1",
    config: {
      tampering: { trail: "own" },
      lake: true,
      requirement: { methods: ["sse-kms", "dsse-kms"], kmsKeyArns: named(19, (index) => keyIn("aws", "us-east-1", index)) },
      scope: { buckets: named(200, (index) => `acme-department-${index}-invoices`) },
      buckets: named(60, (index) => `acme-team-${index}-orders`).map((name) => ({ name })),
      notifications: { emails: ["security@example.com"], details: "grouped" },
    },
  },
  {
    id: "a trail of all regions, a bucket of the account's own namespace, protected",
    region: "us-east-1",
    config: { trail: { multiRegion: true }, buckets: [{ name: `acme-${account}-us-east-1-an` }], protect: true },
  },
  {
    id: "several accounts and regions",
    region: "us-east-1",
    config: {
      regions: ["eu-west-1"],
      accounts: [
        { id: memberAccount, roleArn: `arn:aws:iam::${memberAccount}:role/audit` },
        { id: "777788889999", roleArn: "arn:aws:iam::777788889999:role/audit", trail: "existing" },
      ],
      metricDimensions: ["account", "region"],
      trail: { multiRegion: true },
      scope: { bucketPrefixes: ["acme-"], excludedBuckets: ["acme-access-logs"] },
      notifications: { details: "each", emails: ["security@example.com"] },
      tags: { team: "security" },
    },
  },
  {
    id: "the trail of an organization, 200 buckets in scope of each account",
    region: "us-east-1",
    config: {
      regions: ["eu-west-1"],
      accounts: [{ id: memberAccount, roleArn: `arn:aws:iam::${memberAccount}:role/audit` }],
      trail: { multiRegion: true, organization: { id: "o-abcd123456" } },
      scope: { buckets: named(200, (index) => `acme-department-${index}-invoices`) },
    },
  },
  { id: "the longest names", ...longest() },
];

/** Every name, text and list as long as the stack config takes it. */
function longest(): Omit<JudgedStack, "id"> {
  const bucket = (index: number): string => `${index}${"b".repeat(62)}`;
  return {
    name: "s".repeat(longestPrefix - "s3-encryption-audit-".length),
    region: "ap-southeast-2",
    before: organization,
    config: {
      trail: { name: `t${"r".repeat(127)}`, logBucket: { name: bucket(9) } },
      lake: { create: true, resultBucket: { name: bucket(8) } },
      logGroup: { name: "g".repeat(512) },
      alarms: { deniedUploads: 1, silentHours: 1 },
      notifications: { details: "grouped", emails: [`${"e".repeat(64)}@${"d".repeat(63)}.example.com`], httpsEndpoints: [`https://hooks.example.com/${"p".repeat(200)}`] },
      buckets: [{ name: bucket(0) }, { name: bucket(1) }],
      tampering: { trail: "own", exemptPrincipals: named(2, (index) => `arn:aws:iam::${account}:role/${index}${"r".repeat(63)}`).map((arn) => ({ arn, reason: "deploys" })) },
      policies: { identity: true, serviceControl: { targets: [root] }, resourceControl: { targets: [root] } },
      tags: Object.fromEntries(named(44, (index) => `${index}${"k".repeat(126)}`).map((name) => [name, "v".repeat(256)])),
    },
  };
}

/** What `npm start` deploys. */
function devEnvironment(): Record<string, unknown> {
  const { config } = yaml.load(readFileSync(join(__dirname, "../../../Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> };
  const entries = Object.entries(config).map(([name, value]) => [name.split(":"), value] as const);
  return Object.fromEntries(entries.flatMap(([[namespace, name = ""], value]) => (namespace === "aws" ? [] : [[name, value]])));
}
