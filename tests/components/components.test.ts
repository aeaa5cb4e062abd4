/** Protects what the components declare, with Pulumi's mocks: their own logic, not the engine's. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AccessPolicies } from "../../components/accessPolicies";
import { EncryptedBucket, type EncryptedBucketArgs } from "../../components/encryptedBucket";
import { ObjectEncryptionAudit, type ObjectEncryptionAuditArgs } from "../../components/objectEncryptionAudit";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { evaluateUpload, type UploadRequest } from "../../simulator";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

let registered: Registered[] = [];
const environment = { partition: "aws", region: "us-east-1", accountId: "111122223333" };
const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const kms: EncryptionRequirement = { methods: ["sse-kms", "dsse-kms"], origin: "any" };

/** Registers what the function declares, and gives it back when Pulumi is done. */
async function declare(program: () => void): Promise<Registered[]> {
  registered = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs, id }) => {
      registered.push({ type, name, inputs: inputs as Record<string, unknown> });
      const { bucket } = inputs as { bucket?: string };
      return { id: id ?? bucket ?? `${name}-id`, state: { ...inputs, arn: `arn:${type}:${name}`, keyId: "key-id", url: "https://queue", name: (inputs as { name?: string }).name ?? name } };
    },
    call: () => ({}),
  });
  program();
  // Resources register one after another, each when its inputs are known. Pulumi waits for them all when it disconnects.
  await pulumi.runtime.disconnect();
  return registered;
}

const of = (all: readonly Registered[], type: string): Registered[] => all.filter((one) => one.type.endsWith(type));
const only = (all: readonly Registered[], type: string): Record<string, unknown> => {
  const [found, ...more] = of(all, type);
  assert.ok(found && more.length === 0, `one ${type}, not ${of(all, type).length}`);
  return found.inputs;
};

const bucket = (args: Partial<EncryptedBucketArgs> = {}): Promise<Registered[]> =>
  declare(() => {
    new EncryptedBucket("orders", { bucketName: "acme-orders", environment, requirement: kms, ...args });
  });

const audit = (args: Partial<ObjectEncryptionAuditArgs> = {}): Promise<Registered[]> =>
  declare(() => {
    new ObjectEncryptionAudit("audit", {
      environment,
      namePrefix: "audit-dev",
      requirement: kms,
      scope: { buckets: "all", excludedBuckets: [] },
      trail: { trailName: "audit-dev", multiRegion: false, logBucket: { bucketName: "audit-logs", exists: false, expireAfterDays: 30 } },
      logGroup: { name: "/aws/events/sse-objects", retentionDays: 90, resourcePolicy: "create" },
      deadLetterQueue: true,
      alarms: { period: 60 },
      notifications: { emails: ["security@example.com"], httpsEndpoints: ["https://example.com/hook"] },
      tags: { team: "security" },
      protect: false,
      forceDestroy: false,
      ...args,
    });
  });

const rule = (all: readonly Registered[]): Record<string, unknown> =>
  (only(all, ":BucketServerSideEncryptionConfiguration")["rules"] as Record<string, unknown>[])[0] ?? {};

describe("EncryptedBucket", () => {
  it("creates a key for a KMS default where none is given, and blocks SSE-C", async () => {
    const all = await bucket();
    assert.equal(of(all, "key:Key").length, 1);
    assert.equal(rule(all)["bucketKeyEnabled"], true);
    assert.deepEqual(rule(all)["blockedEncryptionTypes"], ["SSE-C"]);
    assert.deepEqual(only(all, ":BucketOwnershipControls")["rule"], { objectOwnership: "BucketOwnerEnforced" });
    assert.equal(only(all, ":BucketPublicAccessBlock")["restrictPublicBuckets"], true);
  });

  it("takes the first approved key, and creates none", async () => {
    const all = await bucket({ requirement: { ...kms, kmsKeyArns: [key] } });
    assert.deepEqual(of(all, "key:Key"), []);
    assert.equal((rule(all)["applyServerSideEncryptionByDefault"] as Record<string, unknown>)["kmsMasterKeyId"], key);
  });

  it("uses no key for SSE-S3, and no bucket key for DSSE-KMS", async () => {
    const s3 = await bucket({ requirement: { methods: ["sse-s3"], origin: "any" } });
    assert.deepEqual(rule(s3)["applyServerSideEncryptionByDefault"], { sseAlgorithm: "AES256" });
    const dsse = await bucket({ method: "dsse-kms", kmsKeyArn: key });
    assert.equal(rule(dsse)["bucketKeyEnabled"], false);
  });

  it("denies nothing but insecure transport while it only watches, and leaves S3's own blocking alone", async () => {
    const all = await bucket({ enforcement: "audit" });
    assert.equal("blockedEncryptionTypes" in rule(all), false);
    assert.deepEqual([...String(only(all, ":BucketPolicy")["policy"]).matchAll(/"Sid":"(\w+)"/g)].map(([, sid]) => sid), ["DenyInsecureTransport"]);
  });

  it("adds versioning and expiry on request alone", async () => {
    const plain = await bucket();
    assert.deepEqual([...of(plain, ":BucketVersioning"), ...of(plain, ":BucketLifecycleConfiguration")], []);
    const more = await bucket({ versioning: true, expireAfterDays: 30 });
    assert.deepEqual(only(more, ":BucketVersioning")["versioningConfiguration"], { status: "Enabled" });
    assert.equal(of(more, ":BucketLifecycleConfiguration").length, 1);
  });
});

describe("ObjectEncryptionAudit", () => {
  it("records only uploads, validates log files, and never audits its own log bucket", async () => {
    const trail = only(await audit(), "trail:Trail");
    assert.equal(trail["enableLogFileValidation"], true);
    assert.match(JSON.stringify(trail["advancedEventSelectors"]), /"notStartsWiths":\["arn:aws:s3:::audit-logs\/"\]/);
  });

  for (const [kmsKey, requirement] of [
    [undefined, kms],
    ["none", kms],
    [key, { ...kms, kmsKeyArns: [key] }],
    ["none", { ...kms, kmsKeyArns: [key] }],
    [undefined, { methods: ["sse-s3"], origin: "any" }],
    [undefined, { methods: ["dsse-kms"], origin: "header" }],
  ] as const) {
    it(`lets CloudTrail deliver with kmsKey ${kmsKey ?? "left out"} under ${JSON.stringify(requirement)}, and no other trail`, async () => {
      const all = await audit({
        requirement,
        trail: { trailName: "audit-dev", multiRegion: false, ...(kmsKey !== undefined && { kmsKey }), logBucket: { bucketName: "audit-logs", exists: false, expireAfterDays: 30 } },
      });
      const trailKey = only(all, "trail:Trail")["kmsKeyId"];
      const delivery = (trailName: string): UploadRequest => ({
        action: "PutObject",
        key: "AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/15/log.json.gz",
        principal: { service: "cloudtrail.amazonaws.com" },
        headers:
          typeof trailKey === "string"
            ? { "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": trailKey }
            : { "x-amz-server-side-encryption": "AES256" },
        context: { "aws:SourceArn": `arn:aws:cloudtrail:us-east-1:111122223333:trail/${trailName}`, "s3:x-amz-acl": "bucket-owner-full-control" },
      });
      const logs = { name: "audit-logs", account: "111122223333", policy: String(only(all, ":BucketPolicy")["policy"]) };
      assert.equal(evaluateUpload(logs, delivery("audit-dev")).outcome, "stored");
      assert.equal(evaluateUpload(logs, delivery("foreign")).outcome, "denied");
      const person: UploadRequest = { ...delivery("audit-dev"), principal: { arn: "arn:aws:iam::111122223333:role/x", account: "111122223333" }, headers: { "x-amz-server-side-encryption-customer-algorithm": "AES256" } };
      assert.equal(evaluateUpload(logs, person).outcome, "denied", "others are not exempt");
    });
  }

  it("creates no log bucket where one exists, and no trail where none is asked for", async () => {
    const existing = await audit({ trail: { trailName: "t", multiRegion: true, kmsKey: "none", logBucket: { bucketName: "acme-logs", exists: true, expireAfterDays: 1 } } });
    assert.deepEqual(of(existing, "bucket:Bucket"), []);
    assert.equal(only(existing, "trail:Trail")["s3BucketName"], "acme-logs");
    assert.equal(only(existing, "trail:Trail")["isMultiRegionTrail"], true);
  });

  it("alarms on each metric that breaks the requirement, on health, and on request on denials and silence", async () => {
    const names = (all: readonly Registered[]): unknown[] => of(all, "metricAlarm:MetricAlarm").map(({ inputs }) => inputs["metricName"]).sort();
    const usual = ["ApproximateNumberOfMessagesVisible", "FailedInvocations", "non-encrypted", "sse-c-header", "sse-s3-default", "sse-s3-header", "unknown-method"];
    assert.deepEqual(names(await audit()), usual);
    assert.deepEqual(names(await audit({ alarms: { period: 60, deniedUploads: 5, silentHours: 24 } })), [...usual, "IncomingLogEvents", "denied-uploads"].sort());
    assert.deepEqual(names(await audit({ deadLetterQueue: false, requirement: { ...kms, origin: "header" } })), [
      ...usual.slice(1), "dsse-kms-default", "sse-kms-default",
    ].sort());
  });

  it("subscribes people and hooks to its own topic, or uses the one it is given", async () => {
    const own = await audit();
    assert.deepEqual(of(own, ":TopicSubscription").map(({ inputs }) => [inputs["protocol"], inputs["endpoint"]]), [["email", "security@example.com"], ["https", "https://example.com/hook"]]);
    const topicArn = "arn:aws:sns:us-east-1:111122223333:alerts";
    const given = await audit({ notifications: { topicArn } });
    assert.deepEqual(of(given, "topic:Topic"), []);
    for (const { inputs } of of(given, "metricAlarm:MetricAlarm")) assert.deepEqual(inputs["alarmActions"], [topicArn]);
  });

  it("relies on an existing CloudWatch Logs resource policy on request", async () => {
    assert.equal(of(await audit(), ":LogResourcePolicy").length, 1);
    assert.equal(of(await audit({ logGroup: { name: "/x", retentionDays: 1, resourcePolicy: "existing" } }), ":LogResourcePolicy").length, 0);
  });

  it("spreads many buckets over rules, each with its target", async () => {
    const buckets = Array.from({ length: 120 }, (_, index) => `acme-bucket-number-${index}`);
    const all = await audit({ scope: { buckets, bucketPrefixes: [], excludedBuckets: [] } });
    assert.ok(of(all, ":EventRule").length > 1);
    assert.equal(of(all, ":EventTarget").length, of(all, ":EventRule").length);
  });

  it("tags every resource that takes tags", async () => {
    const taggable = ["Bucket", "Key", "Trail", "LogGroup", "EventRule", "Queue", "Topic", "MetricAlarm"];
    for (const { type, inputs } of await audit()) {
      if (taggable.includes(type.split(":").pop() ?? "")) assert.deepEqual(inputs["tags"], { team: "security" }, type);
    }
  });
});

describe("AccessPolicies", () => {
  it("creates what is asked for, attached to its targets", async () => {
    const all = await declare(() => {
      new AccessPolicies("access", {
        environment, requirement: kms, namePrefix: "audit-dev", identity: true, bucketNames: ["acme"],
        serviceControl: { targets: ["r-abcd", "111122223333"] }, resourceControl: { targets: [] }, exemptPrincipals: [], tags: {},
      });
    });
    assert.equal(of(all, "iam/policy:Policy").length, 1);
    assert.deepEqual(of(all, "organizations/policy:Policy").map(({ inputs }) => inputs["type"]), ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]);
    assert.equal(of(all, ":PolicyAttachment").length, 2);
  });
});
