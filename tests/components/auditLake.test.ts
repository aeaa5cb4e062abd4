/** Protects the lake: its table lies over CloudTrail's folders, its results are encrypted as required, and no query reads without limit. */
import assert from "node:assert/strict";
import { AuditLake } from "../../components/auditLake";
import type { AuditLakeArgs } from "../../arguments/interfaces";
import { parseLakeAudit, auditParameter } from "../../encryption/lake/description";
import { lakeQuestions } from "../../encryption/lake/queries";
import { mayHold } from "../../replay/read/logPath";
import { key, kms, tags } from "./audit";
import { declare, of, only, sids, type Registered } from "./declare";

const lake = (args: Partial<AuditLakeArgs> = {}): Promise<Registered[]> =>
  declare(() => new AuditLake("audit-dev", { requirement: kms, logBucket: "acme-trail-logs", tags, ...args }));

/** The folders that Athena makes of a table's parameters, for a day. */
function folders({ inputs }: Registered, day: string): string[] {
  const parameters = inputs["parameters"] as Record<string, string>;
  const keys = (inputs["partitionKeys"] as { name: string }[]).map(({ name }) => name);
  const values = keys.map((name) => parameters[`projection.${name}.values`]?.split(",") ?? [day]);
  for (const name of keys) assert.match(parameters[`projection.${name}.type`] ?? "", /^(enum|date)$/);
  return keys.reduce((all, name, index) => all.flatMap((folder) => (values[index] ?? []).map((value) => folder.replace(`\${${name}}`, value))), [parameters["storage.location.template"] ?? ""]);
}

describe("a lake", () => {
  it("has a table over the folders that CloudTrail delivers to", async () => {
    const table = only(await lake({ regions: ["eu-central-1"] }), ":CatalogTable");
    const bucket = "s3://acme-trail-logs/";
    assert.deepEqual(folders(table, "2026/01/15"), [
      `${bucket}AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/15/`,
      `${bucket}AWSLogs/111122223333/CloudTrail/eu-central-1/2026/01/15/`,
    ]);
    assert.equal((table.inputs["storageDescriptor"] as { location: string }).location, `${bucket}AWSLogs/`);
  });

  it("finds the folders of an organization, of every account, and below a prefix", async () => {
    const table = only(await lake({ organizationId: "o-abcd123456", accountIds: ["444455556666"], keyPrefix: "central/logs", days: 90 }), ":CatalogTable");
    const found = folders(table, "2026/01/15");
    assert.deepEqual(found, ["111122223333", "444455556666"].map((id) => `s3://acme-trail-logs/central/logs/AWSLogs/o-abcd123456/${id}/CloudTrail/us-east-1/2026/01/15/`));
    // The replay takes them for folders of that account and day as well.
    for (const folder of found) {
      assert.ok(mayHold(folder, { accounts: ["111122223333", "444455556666"], regions: ["us-east-1"], since: Date.parse("2026-01-15") }));
      assert.ok(!mayHold(folder, { since: Date.parse("2026-01-17") }));
    }
    assert.equal((table.inputs["parameters"] as Record<string, string>)["projection.day.range"], "NOW-90DAYS,NOW");
  });

  it("says in its table what is counted: not what the trail delivers to the log bucket", async () => {
    const { inputs } = only(await lake({ accountIds: ["444455556666"] }), ":CatalogTable");
    const audit = parseLakeAudit((inputs["parameters"] as Record<string, string>)[auditParameter] ?? "");
    assert.deepEqual(audit, {
      requirement: { methods: kms.methods, origin: "any" },
      scope: { buckets: "all", excludedBuckets: ["acme-trail-logs"] },
      partition: "aws",
      regions: ["us-east-1"],
      accounts: ["111122223333", "444455556666"],
    });
  });

  it("has a workgroup that nobody gets around: its own bucket, encryption and limit", async () => {
    const all = await lake({ gigabytesPerQuery: 2.5 });
    const { inputs } = only(all, ":Workgroup");
    const bucketKey = only(all, "key:Key");
    assert.deepEqual(inputs["configuration"], {
      enforceWorkgroupConfiguration: true,
      bytesScannedCutoffPerQuery: 2_500_000_000,
      resultConfiguration: {
        outputLocation: "s3://audit-dev-athena-111122223333/",
        encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: "arn:aws:kms:::audit-dev-results" },
      },
    });
    assert.equal(bucketKey.retainOnDelete, true);
    assert.equal(inputs["forceDestroy"], false);
  });

  for (const { requirement, option } of [
    { requirement: { methods: ["sse-s3"] }, option: { encryptionOption: "SSE_S3" } },
    { requirement: { methods: ["sse-kms"], kmsKeyArns: [key], origin: "header" }, option: { encryptionOption: "SSE_KMS", kmsKeyArn: key } },
    { requirement: { methods: ["sse-s3", "dsse-kms"] }, option: { encryptionOption: "SSE_S3" } },
  ]) {
    it(`writes results as ${requirement.methods.join(" or ")} asks, into a bucket that takes no others`, async () => {
      const all = await lake({ requirement });
      const { resultConfiguration } = only(all, ":Workgroup").inputs["configuration"] as { resultConfiguration: { encryptionConfiguration: object } };
      assert.deepEqual(resultConfiguration.encryptionConfiguration, option);
      assert.ok(sids(only(all, ":BucketPolicy")).includes("DenyOtherEncryptionMethods"));
      assert.equal(of(all, ":BucketLifecycleConfiguration").length, 0);
    });
  }

  it("is refused where Athena can write with no approved method", async () => {
    await assert.rejects(() => lake({ requirement: { methods: ["dsse-kms", "sse-c"] } }), /requirement\.methods: needs a bucket for the results of queries, which Athena writes with SSE-S3 or SSE-KMS/);
  });

  it("is refused with its results beside the log files, or with an account twice", async () => {
    await assert.rejects(() => lake({ resultBucket: { name: "acme-trail-logs" }, accountIds: ["444455556666", "444455556666"] }), /accountIds\[1\].*named twice[^]*is the bucket of the log files/);
  });

  it("has a saved query for each question, all known at preview", async () => {
    const queries = of(await lake(), ":NamedQuery");
    assert.equal(queries.length, lakeQuestions.length);
    for (const { inputs } of queries) {
      assert.match(String(inputs["query"]), /^WITH records AS/);
      assert.equal(inputs["workgroup"], "audit-dev");
    }
  });

  it("asks for no more than Athena takes, of the largest audit that a trail has room for", async () => {
    const buckets = Array.from({ length: 490 }, (_, index) => `${String(index).padStart(3, "0")}-${"b".repeat(59)}`);
    const arns = Array.from({ length: 19 }, (_, index) => key.replace("1234abcd", String(index).padStart(8, "0")));
    for (const { inputs } of of(await lake({ requirement: { methods: ["sse-kms"], kmsKeyArns: arns }, scope: { buckets } }), ":NamedQuery")) {
      assert.ok(String(inputs["query"]).length <= 262_144);
    }
  });
});
