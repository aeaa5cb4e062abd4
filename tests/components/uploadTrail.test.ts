/** Protects the trail: it records uploads and nothing else, and CloudTrail can deliver to its log bucket, whatever is required. */
import assert from "node:assert/strict";
import type { ObjectEncryptionAuditArgs, Requirement } from "../../arguments/interfaces";
import { ObjectEncryptionAudit } from "../../components/objectEncryptionAudit";
import { evaluateUpload, matchEventSelectors, type UploadBucket, type UploadRequest } from "../../simulator";
import { argsWithoutTrail, audit, key, kms, tags, trail } from "./audit";
import { declare, of, only, sids, statements, type Registered } from "./declare";

const otherKey = key.replace("1234abcd", "99999999");

/** What an audit registers whose trail is another one. */
const trailAlone = (changes: Partial<NonNullable<ObjectEncryptionAuditArgs["trail"]>>, requirement: Requirement = kms): Promise<Registered[]> =>
  audit({ requirement, trail: { ...trail, ...changes } });

describe("the trail", () => {
  it("records the uploads to audited buckets alone: no reads, no parts, never its own log bucket", async () => {
    const { inputs } = only(await audit(), "trail:Trail");
    const records = (bucketName: string, eventName: string): boolean =>
      matchEventSelectors(inputs["advancedEventSelectors"] as object[], {
        eventVersion: "1.11",
        eventTime: "2026-01-15T09:00:00Z",
        eventSource: "s3.amazonaws.com",
        eventName,
        eventCategory: "Data",
        readOnly: eventName.startsWith("Get"),
        resources: [{ type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucketName}/key` }],
      });
    for (const upload of ["PutObject", "CopyObject", "CreateMultipartUpload", "PostObject", "UpdateObjectEncryption"]) {
      assert.equal(records("acme-orders", upload), true, upload);
      assert.equal(records("audit-logs", upload), false, `${upload} to the log bucket: it would be recorded for ever`);
      assert.equal(records("audit-logs-2", upload), true, "a bucket whose name only begins like it is audited");
    }
    for (const other of ["GetObject", "UploadPart", "CompleteMultipartUpload", "DeleteObject"]) assert.equal(records("acme-orders", other), false, other);
  });

  it("validates log files, and logs one region unless told otherwise", async () => {
    const { inputs } = only(await audit(), "trail:Trail");
    assert.equal(inputs["enableLogFileValidation"], true);
    assert.equal(inputs["isMultiRegionTrail"], false);
    assert.equal(inputs["includeGlobalServiceEvents"], false, "uploads are no global service's events");
  });

  it("includes global service events where it logs all regions: CloudTrail creates no such trail without them", async () => {
    const { inputs } = only(await trailAlone({ multiRegion: true }), "trail:Trail");
    assert.deepEqual([inputs["isMultiRegionTrail"], inputs["includeGlobalServiceEvents"]], [true, true]);
  });

  it("waits for the log bucket's policy: CloudTrail tries to write at once", async () => {
    const all = await audit();
    const { dependencies } = only(all, "trail:Trail");
    assert.ok(dependencies.includes(only(all, ":BucketPolicy").urn), dependencies.join(", "));
  });

  const keys: readonly [kmsKey: string | undefined, requirement: Requirement, expected: "none" | "created" | "given", why: string][] = [
    [undefined, kms, "created", "KMS is required, and no key named"],
    [undefined, { ...kms, kmsKeyArns: [key] }, "given", "the requirement names a key"],
    [undefined, { methods: ["sse-s3", "sse-kms"], origin: "any" }, "none", "SSE-S3, which CloudTrail uses by itself, is approved"],
    [undefined, { methods: ["sse-c"], origin: "any" }, "created", "CloudTrail cannot do what is required; a key is the next best"],
    ["create", { methods: ["sse-s3"], origin: "any" }, "created", "it is asked for"],
    ["none", kms, "none", "it is asked for"],
    [key, kms, "given", "it is asked for"],
  ];
  for (const [kmsKey, requirement, expected, why] of keys) {
    it(`has ${{ none: "no key", created: "a key of its own", given: "the given key" }[expected]} with kmsKey ${inWords(kmsKey)} under ${inWords(requirement)}: ${why}`, async () => {
      const all = await trailAlone(kmsKey === undefined ? {} : { kmsKey }, requirement);
      const kmsKeyId = only(all, "trail:Trail").inputs["kmsKeyId"];
      const own = of(all, "key:Key").find(({ name }) => name === "audit");
      assert.equal(own !== undefined, expected === "created");
      assert.equal(kmsKeyId, { none: undefined, created: "arn:aws:kms:::audit", given: key }[expected]);
      if (!own) return;
      assert.equal(own.inputs["enableKeyRotation"], true);
      assert.equal(own.inputs["description"], "Log files of the trail audit-dev, for the Pulumi stack project/stack");
      assert.deepEqual(own.inputs["tags"], { stack: "stack", trail: "audit-dev", ...tags });
      const forTrail = statements(own).filter(({ Principal }) => JSON.stringify(Principal) === '{"Service":"cloudtrail.amazonaws.com"}');
      assert.deepEqual(forTrail.map(({ Action }) => Action), ["kms:GenerateDataKey*", "kms:Decrypt", "kms:DescribeKey"]);
      for (const statement of forTrail) assert.match(JSON.stringify(statement["Condition"]), /"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail\/audit-dev"/);
    });
  }

  it("delivers to a bucket that exists, and leaves it alone", async () => {
    const all = await audit({ trail: { ...trail, kmsKey: "none", logBucket: { existing: "acme-logs" } } });
    assert.deepEqual(all.filter(({ type }) => type.startsWith("aws:s3/")), []);
    const { inputs } = only(all, "trail:Trail");
    assert.equal(inputs["s3BucketName"], "acme-logs");
    assert.match(JSON.stringify(inputs["advancedEventSelectors"]), /"notStartsWiths":\["arn:aws:s3:::acme-logs\/"\]/);
  });

  it("is not created where one exists; its bucket and key are neither", async () => {
    const all = await declare(() => {
      new ObjectEncryptionAudit("audit", argsWithoutTrail());
    });
    assert.deepEqual(all.filter(({ type }) => /cloudtrail|s3\/|kms/.test(type)), []);
    assert.equal(of(all, ":EventRule").length, 1, "the rest of the pipeline is");
  });

  it("does not audit the log bucket of one that exists, where it is named", async () => {
    const logBucket = { existing: "team-trail-logs" };
    for (const scope of [{}, { bucketPrefixes: ["team-"] }]) {
      const patternOf = async (trail: object): Promise<string> => String(only(await declare(() => new ObjectEncryptionAudit("audit", argsWithoutTrail({ scope, trail: { mode: "existing", ...trail } }))), ":EventRule").inputs["eventPattern"]);
      assert.match(await patternOf({ logBucket }), /anything-but[^}]*team-trail-logs/);
      assert.doesNotMatch(await patternOf({}), /anything-but/);
    }
  });
});

describe("the log bucket", () => {
  it("is encrypted, private, kept free of ACLs, and deletes log files after their time", async () => {
    const all = await audit({ forceDestroy: true });
    assert.equal(only(all, "bucket:Bucket").inputs["forceDestroy"], true);
    assert.equal(only(all, "bucket:Bucket").inputs["bucket"], "audit-logs");
    assert.match(JSON.stringify(only(all, ":BucketServerSideEncryptionConfiguration").inputs["rules"]), /"sseAlgorithm":"aws:kms"/);
    assert.equal(of(all, ":BucketPublicAccessBlock").length, 1);
    assert.equal(of(all, ":BucketOwnershipControls").length, 1);
    assert.match(JSON.stringify(only(all, ":BucketLifecycleConfiguration").inputs["rules"]), /"expiration":\{"days":30\}/);
    assert.ok(sids(only(all, ":BucketPolicy")).includes("DenyInsecureTransport"));
  });

  it("shares the trail's key, so that who may read log files may read all of them", async () => {
    for (const kmsKey of ["create", key]) {
      const all = await trailAlone({ kmsKey });
      const rules = JSON.stringify(only(all, ":BucketServerSideEncryptionConfiguration").inputs["rules"]);
      assert.ok(rules.includes(`"kmsMasterKeyId":"${String(only(all, "trail:Trail").inputs["kmsKeyId"])}"`), rules);
      assert.equal(of(all, "key:Key").length, kmsKey === "create" ? 1 : 0);
    }
  });

  it("goes before the trail's key, which stays unless the log files may go; an existing bucket's files always stay", async () => {
    const all = await trailAlone({ kmsKey: "create" });
    const needed = [only(all, ":Alias").urn, only(all, "key:Key").urn];
    for (const type of ["bucket:Bucket", "trail:Trail"]) {
      const { dependencies } = only(all, type);
      for (const urn of needed) assert.ok(dependencies.includes(urn), `${type} depends on ${urn}`);
    }
    const stays = async (forceDestroy: boolean, exists: boolean): Promise<boolean> => {
      const logBucket = exists ? { existing: "acme-logs" } : trail.logBucket;
      return only(await audit({ forceDestroy, trail: { ...trail, kmsKey: "create", logBucket } }), "key:Key").retainOnDelete;
    };
    assert.deepEqual([await stays(false, false), await stays(true, false), await stays(true, true)], [true, false, true]);
  });

  it("is protected on request with its policy, and so is the key; what makes it safe otherwise stays whatever happens", async () => {
    const all = await audit({ protect: true });
    const names = (some: typeof all): string[] => some.map(({ type }) => type.split(":").pop() ?? "").sort();
    assert.deepEqual(names(all.filter(({ protect }) => protect)), ["Bucket", "BucketPolicy", "Key", "LogGroup"]);
    const stay = names(all.filter(({ retainOnDelete }) => retainOnDelete));
    for (const type of ["BucketOwnershipControls", "BucketPublicAccessBlock", "BucketServerSideEncryptionConfiguration"]) assert.ok(stay.includes(type), type);
  });

  const requirements: readonly Requirement[] = [
    kms,
    { ...kms, kmsKeyArns: [key] },
    { methods: ["sse-kms"], origin: "header" },
    { methods: ["sse-kms"], kmsKeyArns: [otherKey, key], origin: "header" },
    { methods: ["dsse-kms"], origin: "header" },
    { methods: ["sse-s3"], origin: "any" },
    { methods: ["sse-s3", "sse-kms"], kmsKeyArns: [key], origin: "header" },
    { methods: ["sse-c"], origin: "any" },
  ];
  for (const requirement of requirements) {
    for (const kmsKey of [undefined, "none", key]) {
      it(`lets the trail deliver under ${inWords(requirement)} with kmsKey ${inWords(kmsKey)}, and nobody else in its place`, async () => {
        const all = await trailAlone(kmsKey === undefined ? {} : { kmsKey }, requirement);
        const put = (changes: Partial<UploadRequest>): string => evaluateUpload(logBucket(all), { ...delivery(all), ...changes }).outcome;

        assert.equal(put({}), "stored", "a log file");
        // Encrypted like the log files:
        // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
        assert.equal(put({ key: digest }), "stored", "a digest file, for log file validation");

        assert.equal(put({ context: delivered("other-trail") }), "denied", "a foreign trail");
        assert.equal(put({ context: { ...delivered("audit-dev"), "s3:x-amz-acl": "private" } }), "denied", "without the ACL that AWS asks for");
        assert.equal(put({ key: "AWSLogs/444455556666/CloudTrail/log.json.gz" }), "denied", "in another account's folder");
        assert.equal(put({ secureTransport: false }) === "stored", false, "without TLS");
        for (const principal of ["anonymous", { arn: "arn:aws:iam::444455556666:root" }] as const) {
          assert.equal(put({ principal, headers: {} }), "denied", JSON.stringify(principal));
        }
      });
    }
  }

  it("denies to people what is not required, though CloudTrail's deliveries are exempt", async () => {
    for (const kmsKey of ["none", key]) {
      const all = await trailAlone({ kmsKey }, { ...kms, kmsKeyArns: [key] });
      const person = { arn: "arn:aws:iam::111122223333:role/admin" };
      for (const headers of [{ "x-amz-server-side-encryption": "AES256" }, { "x-amz-server-side-encryption-customer-algorithm": "AES256" }]) {
        const request: UploadRequest = { ...delivery(all), principal: person, headers };
        assert.equal(evaluateUpload(logBucket(all), request).outcome, "denied", JSON.stringify(headers));
        const via: UploadRequest = { ...request, context: { ...request.context, "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit-dev" } };
        assert.equal(evaluateUpload(logBucket(all), via).outcome, "denied", "also in the trail's name");
      }
    }
  });

  it("exempts nobody where all that CloudTrail delivers is proper", async () => {
    const proper: readonly (readonly [Requirement, string | undefined])[] = [
      [{ methods: ["sse-s3", "sse-kms"], origin: "header" }, undefined],
      [kms, undefined],
      [{ methods: ["sse-kms"], kmsKeyArns: [key], origin: "header" }, key],
    ];
    for (const [requirement, kmsKey] of proper) {
      const all = await trailAlone(kmsKey === undefined ? {} : { kmsKey }, requirement);
      assert.doesNotMatch(String(only(all, ":BucketPolicy").inputs["policy"]), /aws:PrincipalServiceName/);
    }
  });
});

function inWords(value: Requirement | string | undefined): string {
  if (typeof value !== "object") return value === key ? "an ARN" : (value ?? "left out");
  const { methods, kmsKeyArns, origin } = value;
  return [methods.join("/"), ...(kmsKeyArns ? [`${kmsKeyArns.length} named`] : []), ...(origin === "header" ? ["by header"] : [])].join(", ");
}

const folder = "AWSLogs/111122223333";
const digest = `${folder}/CloudTrail-Digest/us-east-1/2026/01/15/digest.json.gz`;

const delivered = (trailName: string): Record<string, string> => ({
  "aws:SourceArn": `arn:aws:cloudtrail:us-east-1:111122223333:trail/${trailName}`,
  "s3:x-amz-acl": "bucket-owner-full-control",
});

/** How CloudTrail delivers a log file of this trail. */
function delivery(all: readonly Registered[]): UploadRequest {
  const kmsKeyId = only(all, "trail:Trail").inputs["kmsKeyId"];
  return {
    action: "PutObject",
    key: `${folder}/CloudTrail/us-east-1/2026/01/15/log.json.gz`,
    principal: { service: "cloudtrail.amazonaws.com" },
    headers:
      typeof kmsKeyId === "string"
        ? { "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyId }
        : { "x-amz-server-side-encryption": "AES256" },
    context: delivered("audit-dev"),
  };
}

function logBucket(all: readonly Registered[]): UploadBucket {
  const [rule] = only(all, ":BucketServerSideEncryptionConfiguration").inputs["rules"] as { blockedEncryptionTypes: string[] }[];
  return {
    name: "audit-logs",
    account: "111122223333",
    blockedEncryptionTypes: rule?.blockedEncryptionTypes ?? [],
    policy: String(only(all, ":BucketPolicy").inputs["policy"]),
  };
}
