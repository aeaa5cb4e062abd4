/** Protects the lake's table and what its queries ask for: which folders are read, whose uploads count, and when. */
import assert from "node:assert/strict";
import { lakeTables, type LakeAudit, type LakeSelection } from "../../encryption/lake/records";
import { resultMethod, resultMethods } from "../../encryption/lake/results";
import { all, any, isAnyOf, isNoneOf } from "../../encryption/lake/sql";
import { lakeColumns, lakeDatabaseName, lakeTableName, logLocation, projection, type LogLayout } from "../../encryption/lake/table";
import { catalogue } from "../../encryption/methods";
import { defaultRequirement } from "../../encryption/requirement";

const layout: LogLayout = { bucketName: "acme-trail", accountIds: ["111122223333", "444455556666"], regions: ["us-east-1", "eu-west-1"], days: 90 };
const audit: LakeAudit = { requirement: defaultRequirement, scope: { buckets: "all", excludedBuckets: [] }, partition: "aws" };
const table = { database: "audit", name: lakeTableName };

describe("lake", () => {
  it("has a database whose name needs no quotes", () => {
    assert.equal(lakeDatabaseName("S3-Encryption.Audit_dev1"), "s3_encryption_audit_dev1");
  });

  it("finds log files where CloudTrail delivers them, those of an organization one level deeper", () => {
    assert.equal(logLocation(layout), "s3://acme-trail/AWSLogs/");
    assert.equal(logLocation({ ...layout, keyPrefix: "trails/all" }), "s3://acme-trail/trails/all/AWSLogs/");
    assert.equal(logLocation({ ...layout, organizationId: "o-a1b2c3d4e5" }), "s3://acme-trail/AWSLogs/o-a1b2c3d4e5/");
  });

  it("tells Athena the folders of accounts, regions and days, so that no partition has to be added", () => {
    assert.deepEqual(projection(layout), {
      EXTERNAL: "TRUE",
      classification: "cloudtrail",
      "projection.enabled": "true",
      "projection.account.type": "enum",
      "projection.account.values": "111122223333,444455556666",
      "projection.region.type": "enum",
      "projection.region.values": "us-east-1,eu-west-1",
      "projection.day.type": "date",
      "projection.day.format": "yyyy/MM/dd",
      "projection.day.range": "NOW-90DAYS,NOW",
      "projection.day.interval": "1",
      "projection.day.interval.unit": "DAYS",
      "storage.location.template": "s3://acme-trail/AWSLogs/${account}/CloudTrail/${region}/${day}/",
    });
  });

  it("has no column that is a folder as well", () => {
    assert.deepEqual(lakeColumns.filter(({ name }) => Object.keys(projection(layout)).includes(`projection.${name}.type`)), []);
  });

  it("writes results with the last approved method of the catalogue that Athena has, or with none", () => {
    const able = catalogue.filter(({ athenaOption }) => athenaOption !== undefined);
    assert.deepEqual(resultMethods, able);
    const last = able.at(-1);
    assert.equal(resultMethod({ methods: able.map(({ id }) => id), origin: "any" }), last);
    for (const method of catalogue) {
      assert.equal(resultMethod({ methods: [method.id], origin: "any" }), method.athenaOption === undefined ? undefined : method, method.id);
    }
  });

  it("asks for none of no texts, and for all of no conditions", () => {
    assert.deepEqual([isAnyOf("a", []), isNoneOf("a", []), any(), all()], ["FALSE", "a IS NOT NULL", "FALSE", "TRUE"]);
    assert.deepEqual([isAnyOf("a", ["b", "c'd"]), isNoneOf("a", ["b"]), any("a", "b"), all("a", "b")], ["a IN ('b', 'c''d')", "a NOT IN ('b')", "(a) OR (b)", "(a) AND (b)"]);
  });

  /** The lines of a query, the last of a list like the others. */
  const linesOf = (more: Partial<LakeAudit>, selection?: LakeSelection): string[] =>
    lakeTables(table, { ...audit, ...more }, selection).split("\n").map((line) => line.trim().replace(/,$/, ""));
  /** What a query asks for beside what all of them ask. */
  const added = (more: Partial<LakeAudit>, selection: LakeSelection): string[] => linesOf(more, selection).filter((line) => !linesOf({}).includes(line));
  const account = "coalesce(recipientaccountid, useridentity.accountid)";
  const asked: ReadonlyArray<readonly [what: string, more: Partial<LakeAudit>, selection: LakeSelection, lines: readonly string[]]> = [
    ["nothing more where nothing is selected", {}, {}, []],
    ["an audit's regions, of records and of folders", { regions: ["us-east-1"] }, {}, ["AND (awsregion IN ('us-east-1'))", "WHERE region IN ('us-east-1')"]],
    [
      "an estate's accounts, each of which counts what is its own",
      { accounts: ["111122223333"] },
      {},
      [`AND (coalesce(cardinality(filter(resources, r -> (r.type = 'AWS::S3::Bucket') AND (r.accountid IS NULL OR r.accountid = ${account}))) > 0, FALSE))`, `AND (${account} IN ('111122223333'))`],
    ],
    ["the last days, of records and of folders", {}, { lastDays: 7 }, ["AND (eventtime >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d'))", "WHERE day >= date_format(current_date - INTERVAL '7' DAY, '%Y/%m/%d')"]],
    [
      "a span of time, whose records may be delivered until a day later",
      {},
      { since: Date.UTC(2026, 0, 15, 6), until: Date.UTC(2026, 0, 16) },
      ["AND (eventtime >= '2026-01-15T06:00:00Z')", "AND (eventtime < '2026-01-16T00:00:00Z')", "WHERE day >= '2026/01/15' AND day <= '2026/01/16'"],
    ],
    ["some accounts, of records and of folders", {}, { accounts: ["444455556666"] }, [`AND (${account} IN ('444455556666'))`, "WHERE account IN ('444455556666')"]],
    ["some regions in place of the audit's", { regions: ["us-east-1", "eu-west-1"] }, { regions: ["eu-west-1"] }, ["AND (awsregion IN ('us-east-1', 'eu-west-1'))", "WHERE region IN ('eu-west-1')"]],
  ];
  for (const [what, more, selection, lines] of asked) {
    it(`reads ${what}`, () => {
      assert.deepEqual(added(more, selection), lines);
    });
  }
});
