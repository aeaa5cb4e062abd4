/** Protects what is written of a bucket from meaning anything else than what the bucket has. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { load } from "js-yaml";
import { parseStackConfig } from "../../config/parse";
import { bucketPolicy } from "../../encryption/bucketPolicy";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { adopt } from "../../inspect/adopt/adopt";
import { adoptionFiles, type AdoptedRegion } from "../../inspect/adopt/stackFiles";
import type { AuditInventory, BucketInventory } from "../../inspect/inventory";
import { BucketInspector } from "../../inspect/judgeBucket";
import { today } from "../judge/policies";

const name = "acme-orders";
const account = "111122223333";
const region = "us-east-1";
const key = `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const encrypted = (SSEAlgorithm: string, KMSMasterKeyID?: string, BucketKeyEnabled = true, blocked: string[] | undefined = ["SSE-C"]): Partial<BucketInventory> => ({
  ServerSideEncryptionConfiguration: {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID !== undefined && { KMSMasterKeyID }) },
        BucketKeyEnabled,
        ...(blocked && { BlockedEncryptionTypes: { EncryptionType: blocked } }),
      },
    ],
  },
});
const bucket = (more: Partial<BucketInventory> = {}): BucketInventory => ({
  Name: name,
  BucketRegion: region,
  ...encrypted("aws:kms", key),
  Policy: null,
  TagSet: null,
  PublicAccessBlockConfiguration: null,
  OwnershipControls: null,
  VersioningStatus: null,
  ...more,
});

function adopted(buckets: readonly BucketInventory[], requirement: EncryptionRequirement = defaultRequirement, audits: readonly AuditInventory[] = []): AdoptedRegion {
  const inspector = new BucketInspector({ requirement, account, today });
  const [only, ...others] = adopt({ buckets, findings: buckets.map((one) => inspector.inspect(one)), audits, requirement, account, prefix: "audit-prod" });
  assert.ok(only && others.length === 0);
  return only;
}

/** The entry as Pulumi reads it from the file, checked as the program checks it. */
function configured(one: BucketInventory, requirement: EncryptionRequirement = defaultRequirement) {
  const file = adoptionFiles([adopted([one], requirement)], "prod").find((each) => each.name.endsWith(".yaml"));
  // Nothing to import: there is only the page that says why.
  if (!file) return undefined;
  const { config } = load(file.text) as { config: Record<string, unknown> };
  const context = { project: "s3-encryption-audit", stack: "prod", region, accountId: account };
  return parseStackConfig({ requirement, buckets: config["s3-encryption-audit:buckets"] }, context).buckets[0];
}

const policyText = (Statement: unknown, more: object = { Version: "2012-10-17" }): string => JSON.stringify({ ...more, Statement });
const allow = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "s3:GetObject", Resource: `arn:aws:s3:::${name}/*` };
const needsTls = {
  Sid: "DenyInsecureTransport",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

describe("a bucket that is taken over", () => {
  const texts = fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom("yes", "0123", "2024-01-01", "~", "1e3", "null", "=", "<<", "0o7", "1:20", "# no", "a: b", "- x", "'", "\u2028", "{}"));
  const statement = fc.record(
    {
      Sid: fc.constantFrom("Read", "DenySseC", "DenyInsecureTransport"),
      Effect: fc.constantFrom("Allow", "Deny"),
      Principal: fc.constantFrom({ AWS: `arn:aws:iam::${account}:root` }, { AWS: [`arn:aws:iam::${account}:role/a`, `arn:aws:iam::${account}:role/b`] }),
      Action: fc.constantFrom("s3:GetObject", ["s3:PutObject", "s3:GetObject"], "s3:*"),
      Resource: fc.constantFrom(`arn:aws:s3:::${name}/*`, [`arn:aws:s3:::${name}/a/*`]),
      Condition: fc.dictionary(fc.constantFrom("StringEquals", "StringNotLike"), fc.dictionary(fc.constantFrom("aws:PrincipalTag/team", "aws:userid"), fc.oneof(texts, fc.array(texts, { minLength: 1, maxLength: 3 })), { minKeys: 1 }), { minKeys: 1 }),
    },
    { requiredKeys: ["Effect", "Principal", "Action", "Resource"] },
  );
  const statements = fc.uniqueArray(statement, { minLength: 1, maxLength: 4, selector: ({ Sid }) => Sid ?? Math.random() });
  const tags = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[a-zA-Z0-9 :.+-]{0,12}$/));

  it("property: has its own policy and tags as the file is read again, and nothing else", () => {
    let taken = 0;
    fc.assert(
      fc.property(statements, fc.boolean(), tags, (own, tlsFirst, tagged) => {
        const all = tlsFirst ? [needsTls, ...own.filter(({ Sid }) => Sid !== needsTls.Sid)] : own;
        const entry = configured(bucket({ Policy: policyText(all), TagSet: Object.entries(tagged).map(([Key, Value]) => ({ Key, Value })) }));
        // What S3 itself would refuse is not taken over.
        if (!entry) return;
        taken++;
        assert.deepEqual(entry.tags, { ...tagged });
        const { enforcement, requireTls, additionalStatements } = entry;
        const declared = bucketPolicy({ partition: "aws", bucketName: name, requirement: defaultRequirement, default: undefined, enforcement, requireTls, additionalStatements });
        assert.deepEqual(JSON.parse(JSON.stringify(declared)), JSON.parse(JSON.stringify({ Version: "2012-10-17", Statement: all })));
      }),
    );
    assert.ok(taken > 50, String(taken));
  });

  it("has the statement on TLS from the stack where it is the first, and keeps it elsewhere", () => {
    const first = configured(bucket({ Policy: policyText([needsTls, allow]) }));
    assert.deepEqual([first?.requireTls, first?.additionalStatements], ["enforce", [allow]]);
    const second = configured(bucket({ Policy: policyText([allow, needsTls]) }));
    assert.deepEqual([second?.requireTls, second?.additionalStatements], ["keep", [allow, needsTls]]);
  });

  const strict = { methods: ["sse-kms"], kmsKeyArns: [key], origin: "any" } as const;
  const defaults: readonly [what: string, has: Partial<BucketInventory>, enforced: boolean, requirement?: EncryptionRequirement][] = [
    ["the default of the stack, with its own key", encrypted("aws:kms", key), true],
    ["the default of the stack, with the required key", encrypted("aws:kms", key), true, strict],
    ["another key than the required", encrypted("aws:kms", key.replace("1234abcd", "99999999")), false, strict],
    ["DSSE-KMS, which is approved too", encrypted("aws:kms:dsse", key, false), true],
    ["the AWS managed key, in whose place a stack would make one", encrypted("aws:kms"), false],
    ["a key by its alias", encrypted("aws:kms", `arn:aws:kms:${region}:${account}:alias/orders`), false],
    ["no S3 Bucket Keys", encrypted("aws:kms", key, false), false],
    ["SSE-S3, which is not approved", encrypted("AES256", undefined, false), false],
    ["SSE-S3, approved", encrypted("AES256", undefined, false), true, { methods: ["sse-s3"], origin: "any" }],
    ["SSE-C let in", encrypted("aws:kms", key, true, ["NONE"]), false],
    ["SSE-C let in, since nothing is blocked", { ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: key }, BucketKeyEnabled: true }] } }, false],
  ];
  for (const [what, has, enforced, requirement] of defaults) {
    it(`${enforced ? "has its default declared" : "keeps its default"}: ${what}`, () => {
      const entry = configured(bucket(has), requirement);
      assert.equal(entry?.defaultEncryption, enforced ? "enforce" : "keep");
      const imported = adopted([bucket(has)], requirement).buckets[0]?.imports.map(({ type }) => type.split(":").pop());
      assert.equal(imported?.includes("BucketServerSideEncryptionConfiguration"), enforced);
    });
  }

  const refused: readonly [why: RegExp, more: Partial<BucketInventory>][] = [
    [/policy was not read/, { Policy: undefined }],
    [/tags were not read/, { TagSet: undefined }],
    [/CloudFormation stack CDKToolkit/, { TagSet: [{ Key: "aws:cloudformation:stack-name", Value: "CDKToolkit" }] }],
    [/2008-10-17.*is text/, { Policy: policyText([{ ...allow, Resource: `arn:aws:s3:::${name}/\${aws:username}/*` }], { Version: "2008-10-17" }) }],
    [/S3 would refuse its policy/, { Policy: "{" }],
    [/a stack would refuse it: bucketName/, { Name: "Acme_Legacy" }],
  ];
  for (const [why, more] of refused) {
    it(`is none where ${why.source}`, () => {
      const [one] = adopted([bucket(more)]).buckets;
      assert.equal(one?.entry, undefined);
      assert.deepEqual(one?.imports, []);
      assert.match(one?.decisions[0]?.why ?? "", why);
    });
  }

  it("keeps what could not be read: what is not declared is not changed", () => {
    const entry = configured(bucket({ ServerSideEncryptionConfiguration: undefined, PublicAccessBlockConfiguration: undefined, OwnershipControls: undefined, VersioningStatus: undefined }));
    assert.deepEqual([entry?.defaultEncryption, entry?.publicAccessBlock, entry?.ownership, entry?.versioning], ["keep", "keep", "keep", false]);
  });
});

describe("an audit that was made by hand", () => {
  const group = "/aws/events/uploads";
  const filter = (filterName: string, metricName: string, logGroupName = group): AuditInventory["MetricFilters"][number] => ({
    filterName,
    filterPattern: "{ x }",
    logGroupName,
    metricTransformations: [{ metricName, metricNamespace: "S3ObjectEncryption", metricValue: "1", defaultValue: 0 }],
  });
  const rule = (Name: string, ...targets: string[]): AuditInventory["Rules"][number] => ({
    Name,
    EventPattern: '{"source":["aws.s3"]}',
    Targets: targets.map((one, index) => ({ Id: `Id${index}`, Arn: `arn:aws:logs:${region}:${account}:log-group:${one}:*` })),
  });
  const alarm = (AlarmName: string, MetricName: string, ...AlarmActions: string[]): AuditInventory["MetricAlarms"][number] => ({ AlarmName, Namespace: "S3ObjectEncryption", MetricName, AlarmActions });
  const audit = (more: Partial<AuditInventory> = {}): AuditInventory => ({ Region: region, LogGroups: [{ logGroupName: group, retentionInDays: 30 }], MetricFilters: [], Rules: [], MetricAlarms: [], ...more });
  const of = (inventory: AuditInventory) => adopted([], defaultRequirement, [inventory]).audit;
  const ids = (inventory: AuditInventory): (string | undefined)[] => (of(inventory)?.imports ?? []).flatMap(({ id }) => id ?? []);

  it("is none where no log group has anything of it", () => {
    assert.equal(of(audit()), undefined);
    assert.equal(of(audit({ MetricFilters: [{ ...filter("x", "y"), metricTransformations: [{ metricName: "y", metricNamespace: "Other", metricValue: "1" }] }] })), undefined);
  });

  it("is not said to be none where it could not be read", () => {
    const found = of(audit({ Unread: ["DescribeMetricFilters: AccessDenied"] }));
    assert.deepEqual([found?.imports, found?.decisions.map(({ why }) => why)], [[], ["DescribeMetricFilters: AccessDenied"]]);
  });

  it("has its log group kept with its name and retention", () => {
    assert.deepEqual(of(audit({ Rules: [rule("uploads", group)] }))?.config, { logGroup: { name: group, retentionDays: 30 } });
    assert.deepEqual(ids(audit({ Rules: [rule("uploads", group)] })), [group, "uploads", "uploads/Id0"]);
  });

  it("leaves alone what has no counterpart, and says so", () => {
    const found = of(
      audit({
        Rules: [rule("two", group, "/other"), rule("one", group), rule("again", group)],
        MetricFilters: [filter("mine", "non-encrypted"), filter("NON_ENCRYPTED", "non-encrypted"), filter("own", "my-metric")],
        MetricAlarms: [alarm("a", "non-encrypted", "arn:1"), alarm("b", "non-encrypted"), alarm("c", "sse-kms-default")],
      }),
    );
    assert.deepEqual((found?.imports ?? []).flatMap(({ id }) => id ?? []), [group, "one", "one/Id0", `${group}:NON_ENCRYPTED`, "a"]);
    assert.deepEqual(found?.decisions.map((one) => one.of), ["rule two", "rule again", `metric filter mine of ${group}`, `metric filter own of ${group}`, "alarm b", "alarm c"]);
    assert.deepEqual(found?.config["alarms"], { actions: ["arn:1"] });
  });

  it("leaves alone what counts by dimensions: that is another metric than the stack's", () => {
    const byRegion = { ...filter("a", "non-encrypted"), metricTransformations: [{ metricName: "non-encrypted", metricNamespace: "S3ObjectEncryption", metricValue: "1", dimensions: { region: "$.region" } }] };
    const found = of(audit({ MetricFilters: [byRegion, filter("sum", "non-encrypted")], MetricAlarms: [{ ...alarm("a", "non-encrypted"), Dimensions: [{ Name: "region", Value: "us-east-1" }] }, alarm("b", "non-encrypted")] }));
    assert.deepEqual((found?.imports ?? []).flatMap(({ id }) => id ?? []), [group, `${group}:sum`, "b"]);
    assert.deepEqual(found?.decisions.map((one) => one.of), [`metric filter a of ${group}`, "alarm a"]);
  });

  it("does no more than an alarm can", () => {
    const found = of(audit({ MetricFilters: [filter("NON_ENCRYPTED", "non-encrypted")], MetricAlarms: [alarm("a", "non-encrypted", "1", "2", "3", "4", "5")] }));
    assert.deepEqual(found?.config["alarms"], { actions: ["1", "2", "3", "4"] });
    assert.match(found?.decisions.at(-1)?.what ?? "", /do without 5/);
  });
});
