/** Protects the saved queries: who uploaded against the requirement, and what was wrong, whatever AWS does with missing fields. */
import assert from "node:assert/strict";
import { applications, type EncryptionMethodId } from "../../encryption/methods";
import { metricFilters } from "../../encryption/metricFilters";
import { auditMetrics, updateViolation } from "../../encryption/metrics";
import { logsQueries, offendersQuery } from "../../encryption/queries";
import { queryLink } from "../../encryption/queryLink";
import { defaultRequirement, violationOf, type EncryptionRequirement } from "../../encryption/requirement";
import { matchFilterPattern } from "../../simulator";
import { runLogsQuery, type Readings } from "../../simulator/logsQuery/run";
import { keyArn } from "./uploads";

const filterOf = (requirement: EncryptionRequirement): string => offendersQuery(requirement).split("\n").find((line) => line.startsWith("| filter")) ?? "";
const applied = "detail.additionalEventData.SSEApplied";
const keyId = "`detail.responseElements.x-amz-server-side-encryption-aws-kms-key-id`";

/** All that AWS leaves open of fields that are not there: each query must give the same whatever holds. */
const readings: readonly Readings[] = [true, false].flatMap((emptyIsPresent) =>
  [true, false].flatMap((concatIsMissing) => [true, false].map((missingDiffers) => ({ emptyIsPresent, concatIsMissing, missingDiffers }))),
);

/** The rows of a query over the records of uploads, under every reading the same. */
function rowsOf(query: string, records: readonly object[]): Record<string, string>[] {
  const events = records.map((detail, index) => ({ timestamp: Date.UTC(2026, 0, 15, 9, index), event: { detail } }));
  const [first = [], ...others] = readings.map((one) => runLogsQuery(query, events, one));
  for (const other of others) assert.deepEqual(other, first);
  return first;
}

const userIdentity = { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/matthew", accountId: "111122223333", principalId: "AIDAEXAMPLE" };
const upload = (sse: string | undefined, more: object = {}, key?: string): object => ({
  userIdentity,
  eventName: "PutObject",
  requestParameters: { bucketName: "acme", key: "orders/1.json" },
  responseElements: key === undefined ? {} : { "x-amz-server-side-encryption-aws-kms-key-id": key },
  additionalEventData: sse === undefined ? {} : { SSEApplied: sse },
  ...more,
});

describe("queries", () => {
  it("show offenders by principal, bucket, key prefix, method and KMS key, with what was wrong, word for word", () => {
    // What was wrong, for each method of the catalogue, is tried below.
    const lines = offendersQuery({ methods: ["sse-kms"], origin: "any" }).split("\n");
    const wrong = lines.filter((line) => /^\| fields replace\(.*, ">", ""\) as wrong$/.test(line));
    assert.deepEqual(wrong, [lines[10]]);
    assert.deepEqual(
      lines.filter((line) => !wrong.includes(line)),
      [
        `fields detail.requestParameters.bucketName as bucket, coalesce(${keyId}, "none") as key`,
        String.raw`| parse detail.requestParameters.key /^(?<prefix>[^\/]*\/)/`,
        "| parse detail.eventName /^(?<update>UpdateObjectEncryption)$/",
        `| fields coalesce(${applied}, update, "none") as method`,
        `| fields concat(detail.userIdentity.accountId, " ", detail.userIdentity.principalId) as caller`,
        String.raw`| parse detail.userIdentity.sessionContext.sessionIssuer.arn /^(?<role>.+:role\/.+)/`,
        "| parse caller /^(?<foreignRole>[0-9]+ AROA[^:]+)/",
        "| parse caller /^(?<foreign>[0-9]+ .+)/",
        "| fields coalesce(role, detail.userIdentity.arn, foreignRole, foreign, detail.userIdentity.onBehalfOf.userId, detail.userIdentity.invokedBy, detail.userIdentity.accountId, detail.userIdentity.type) as principal",
        `| filter not ispresent(detail.errorCode) and ((not ispresent(${applied}) and detail.eventName != "UpdateObjectEncryption") or (ispresent(${applied}) and ${applied} not in ["Default_SSE_KMS", "SSE_KMS"]))`,
        "| stats count(*) as uploads, latest(@timestamp) as last by principal, bucket, prefix, method, wrong, key",
        "| sort uploads desc",
        "| limit 50",
      ],
    );
  });

  it("leave out buckets that are not audited, each of them", () => {
    const line = '| filter detail.requestParameters.bucketName not in ["acme-logs", "acme-tmp"]';
    for (const { name, queryString } of logsQueries(defaultRequirement, ["acme-logs", "acme-tmp"])) {
      assert.equal(queryString.split("\n").filter((one) => one === line).length, 1, name);
      assert.ok(queryString.indexOf(line) < queryString.search(/\| (stats|sort)/), name);
    }
    assert.doesNotMatch(JSON.stringify(logsQueries(defaultRequirement)), /bucketName not in/);
  });

  const session = (name: string, more: object = {}): object => ({
    type: "AssumedRole",
    principalId: `AROAEXAMPLE:${name}`,
    arn: `arn:aws:sts::111122223333:assumed-role/app/${name}`,
    accountId: "111122223333",
    sessionContext: { sessionIssuer: { type: "Role", principalId: "AROAEXAMPLE", arn: "arn:aws:iam::111122223333:role/path/app", accountId: "111122223333" } },
    ...more,
  });
  const federated = {
    type: "FederatedUser",
    principalId: "111122223333:bob",
    arn: "arn:aws:sts::111122223333:federated-user/bob",
    accountId: "111122223333",
    sessionContext: { sessionIssuer: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/broker" } },
  };
  // Those of other accounts, of nobody and of services are as AWS recorded them, with the names masked.
  const principals: readonly (readonly [who: string, identities: readonly object[], principal: string])[] = [
    ["a user", [userIdentity], "arn:aws:iam::111122223333:user/matthew"],
    ["a user with a session of their own", [{ ...userIdentity, sessionContext: { sessionIssuer: {}, attributes: { mfaAuthenticated: "true" } } }], userIdentity.arn],
    ["the sessions of a role, one row", [session("a"), session("b7f1")], "arn:aws:iam::111122223333:role/path/app"],
    ["replication within the account", [session("s3-replication", { invokedBy: "s3.amazonaws.com" })], "arn:aws:iam::111122223333:role/path/app"],
    ["a federated user, not who gave the session", [federated], "arn:aws:sts::111122223333:federated-user/bob"],
    ["the root user", [{ type: "Root", principalId: "111122223333", arn: "arn:aws:iam::111122223333:root", accountId: "111122223333" }], "arn:aws:iam::111122223333:root"],
    [
      "replication from another account, and other sessions of its role",
      ["s3-replication", "batch"].map((name) => ({ type: "AWSAccount", principalId: `AROANOTREAL:${name}`, accountId: "444455556666", invokedBy: "s3.amazonaws.com" })),
      "444455556666 AROANOTREAL",
    ],
    ["another account's user", [{ type: "AWSAccount", principalId: "AIDANOTREAL", accountId: "444455556666" }], "444455556666 AIDANOTREAL"],
    ["another account's federated user", [{ type: "AWSAccount", principalId: "444455556666:bob", accountId: "444455556666" }], "444455556666 444455556666:bob"],
    ["another account, and no more", [{ type: "AWSAccount", accountId: "444455556666" }], "444455556666"],
    ["nobody who signed", [{ type: "AWSAccount", principalId: "", accountId: "anonymous" }], "anonymous"],
    ["a service", [{ type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" }], "cloudtrail.amazonaws.com"],
    ["a person of IAM Identity Center", [{ type: "IdentityCenterUser", accountId: "111122223333", onBehalfOf: { userId: "544894e8-80c1-707f" } }], "544894e8-80c1-707f"],
    ["who CloudTrail cannot tell", [{ type: "Unknown" }], "Unknown"],
  ];
  for (const [who, identities, principal] of principals) {
    it(`name ${who}: ${principal}`, () => {
      const rows = rowsOf(offendersQuery(defaultRequirement), identities.map((one) => upload("SSE_C", { userIdentity: one })));
      assert.deepEqual(rows.map((row) => [row["principal"], row["uploads"]]), [[principal, String(identities.length)]]);
    });
  }
  it("have one row for each principal", () => {
    const all = principals.flatMap(([, identities]) => identities.map((one) => upload("SSE_C", { userIdentity: one })));
    const rows = rowsOf(offendersQuery(defaultRequirement), all).map((row) => row["principal"]);
    assert.deepEqual([...rows].sort(), [...new Set(principals.map(([, , principal]) => principal))].sort());
  });

  const requirements: readonly EncryptionRequirement[] = [
    ...[["sse-s3"], ["sse-kms"], ["sse-c"], ["sse-kms", "dsse-kms"], ["sse-s3", "sse-kms"], ["sse-c", "dsse-kms"]].flatMap((methods) =>
      (["any", "header"] as const).map((origin) => ({ methods: methods as EncryptionMethodId[], origin })),
    ),
    { methods: ["sse-kms"], origin: "any", kmsKeyArns: [keyArn("a"), keyArn("b")] },
    { methods: ["sse-s3", "sse-kms", "dsse-kms"], origin: "header", kmsKeyArns: [keyArn("a")] },
  ];
  for (const requirement of requirements) {
    it(`say of each upload what the requirement says is wrong with it, and name its key: ${JSON.stringify(requirement)}`, () => {
      for (const { method, application } of applications) {
        for (const sse of application.sseApplied) {
          for (const key of method.usesKmsKey ? [keyArn("a"), keyArn("other"), undefined] : [undefined]) {
            const violation = violationOf(requirement, { method: method.id, origin: application.origin, ...(key !== undefined && { kmsKeyArn: key }) });
            const rows = rowsOf(offendersQuery(requirement), [upload(sse, {}, key)]);
            const words = violation?.replace(/ ?(an unnamed )?KMS key( arn:\S+)? is/, "KMS key is");
            assert.deepEqual(rows.map((row) => [row["method"], row["wrong"], row["key"]]), violation === undefined ? [] : [[sse, words, key ?? "none"]]);
          }
        }
      }
      const [unknown] = rowsOf(offendersQuery(requirement), [upload("AWS:FUTURE")]);
      assert.deepEqual([unknown?.["method"], unknown?.["wrong"]], ["AWS:FUTURE", "its encryption method is not known: AWS:FUTURE"]);
      const [none] = rowsOf(offendersQuery(requirement), [upload(undefined)]);
      assert.deepEqual([none?.["method"], none?.["wrong"]], ["none", violationOf(requirement, { method: "none", origin: "default" })]);
      const update = rowsOf(offendersQuery(requirement), [upload(undefined, { eventName: "UpdateObjectEncryption" })]);
      const violation = updateViolation(requirement);
      assert.deepEqual(update.map((row) => [row["method"], row["wrong"]]), violation === undefined ? [] : [["UpdateObjectEncryption", violation]]);
    });
  }

  it("count and sort, leave out what failed, and tell the last time", () => {
    const records = [upload("SSE_C", { requestParameters: { bucketName: "other", key: "top" } }), upload("SSE_C"), upload("SSE_C"), upload("SSE_C", { errorCode: "AccessDenied" }), upload("SSE_KMS")];
    const common = { principal: userIdentity.arn, method: "SSE_C", wrong: "SSE-C is not approved (approved: SSE-KMS, DSSE-KMS)", key: "none" };
    assert.deepEqual(rowsOf(offendersQuery(defaultRequirement), records), [
      { ...common, bucket: "acme", prefix: "orders/", uploads: "2", last: "2026-01-15 09:02:00.000" },
      { ...common, bucket: "other", prefix: "", uploads: "1", last: "2026-01-15 09:00:00.000" },
    ]);
    const [, denied, methods] = logsQueries(defaultRequirement);
    const denial = upload(undefined, { errorCode: "AccessDenied", errorMessage: "because", userIdentity: { type: "AWSAccount", principalId: "AIDANOTREAL", accountId: "444455556666" } });
    assert.deepEqual(rowsOf(denied?.queryString ?? "", [denial, upload("SSE_C")]), [
      { principal: "444455556666 AIDANOTREAL", bucket: "acme", prefix: "orders/", uploads: "1", last: "2026-01-15 09:00:00.000", why: "because" },
    ]);
    assert.deepEqual(rowsOf(methods?.queryString ?? "", [upload(undefined), upload("SSE_C"), upload("SSE_C"), denial]), [
      { method: "SSE_C", bucket: "acme", uploads: "2" },
      { method: "none", bucket: "acme", uploads: "1" },
    ]);
  });

  it("keep within AWS's 10,000 characters, with as many keys as metric filters have room for", () => {
    const kmsKeyArns = Array.from({ length: 21 }, (_, index) => `arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-${String(index).padStart(32, "0")}`);
    for (const { queryString } of logsQueries({ methods: ["sse-kms", "dsse-kms", "sse-s3"], origin: "header", kmsKeyArns })) assert.ok(queryString.length < 10_000, String(queryString.length));
  });

  const filters: readonly (readonly [what: string, requirement: EncryptionRequirement, condition: string])[] = [
    ["SSE-S3 alone", { methods: ["sse-s3"], origin: "any" }, `((not ispresent(${applied})) or (ispresent(${applied}) and ${applied} not in ["Default_SSE_S3", "SSE_S3"]))`],
    ["SSE-KMS by header", { methods: ["sse-kms"], origin: "header" }, `((not ispresent(${applied}) and detail.eventName != "UpdateObjectEncryption") or (ispresent(${applied}) and ${applied} not in ["SSE_KMS"]))`],
    ["SSE-C alone", { methods: ["sse-c"], origin: "any" }, `((not ispresent(${applied})) or (ispresent(${applied}) and ${applied} not in ["SSE_C"]))`],
    [
      "SSE-S3 or SSE-KMS with a named key, which SSE-S3 has none of",
      { methods: ["sse-s3", "sse-kms"], origin: "header", kmsKeyArns: [keyArn("a")] },
      `(((not ispresent(${applied})) or (ispresent(${applied}) and ${applied} not in ["SSE_S3", "SSE_KMS"])) or (${applied} in ["SSE_KMS"] and (not ispresent(${keyId}) or ${keyId} not in ["${keyArn("a")}"])))`,
    ],
  ];
  for (const [what, requirement, condition] of filters) {
    it(`take for offenders under ${what} all others that stored an object`, () => {
      assert.equal(filterOf(requirement), `| filter not ispresent(detail.errorCode) and ${condition}`);
    });
  }

  it("are of offenders, of denials and of all methods, and one for each improper metric, under names of their own", () => {
    for (const requirement of [defaultRequirement, { ...defaultRequirement, kmsKeyArns: [keyArn("a")] }]) {
      const [offenders, denied, methods, ...each] = logsQueries(requirement);
      assert.deepEqual([offenders?.name, denied?.name, methods?.name], ["Uploads against the requirement", "Denied uploads", "Uploads by method"]);
      assert.equal(offenders?.queryString, offendersQuery(requirement));
      assert.match(denied?.queryString ?? "", /\| filter detail\.errorCode like "AccessDenied"\n.*latest\(detail\.errorMessage\) as why/);
      assert.match(methods?.queryString ?? "", /\| filter not ispresent\(detail\.errorCode\)\n\| stats count\(\*\) as uploads by method, bucket/);
      const improper = auditMetrics(requirement).filter(({ violation }) => violation !== undefined);
      assert.deepEqual(each.map(({ name, metricName }) => [name, metricName]), improper.map(({ label, metricName }) => [`Uploads: ${label}`, metricName]));
    }
  });

  it("of several accounts and regions count each upload once, delivered twice or recorded in two accounts, and say where it was", () => {
    const records = [
      { account: "444455556666", region: "eu-west-1", detail: upload("SSE_C", { eventID: "1" }) },
      { account: "444455556666", region: "eu-west-1", detail: upload("SSE_C", { eventID: "1" }) },
      { account: "111122223333", region: "eu-west-1", detail: upload("SSE_C", { eventID: "2", sharedEventID: "shared" }) },
      { account: "444455556666", region: "eu-west-1", detail: upload("SSE_C", { eventID: "3", sharedEventID: "shared" }) },
    ];
    const events = records.map((event, index) => ({ timestamp: index, event }));
    const [offenders, , methods, ...each] = logsQueries(defaultRequirement, [], true);
    for (const query of [offenders, methods]) {
      const [row, ...more] = runLogsQuery(query?.queryString ?? "", events);
      assert.deepEqual([row?.["uploads"], row?.["inAccount"], row?.["inRegion"], more], ["2", "444455556666", "eu-west-1", []]);
    }
    for (const { queryString } of each) assert.match(queryString, /, account, region, coalesce\(detail\.sharedEventID, detail\.eventID\) as upload\n\| sort @timestamp desc\n\| dedup upload$/);
  });

  it("of an improper metric list the objects that its filter counts, and no others", () => {
    const requirement: EncryptionRequirement = { methods: ["sse-kms"], origin: "header", kmsKeyArns: [keyArn("a")] };
    const records = [undefined, ...applications.flatMap(({ application }) => application.sseApplied), "SSE_FUTURE"].flatMap((sse) =>
      [{}, { eventName: "UpdateObjectEncryption" }, { errorCode: "AccessDenied" }].flatMap((more) => [upload(sse, more), upload(sse, more, keyArn("a")), upload(sse, more, keyArn("b"))]),
    );
    for (const { metricName, name, queryString } of logsQueries(requirement).slice(3)) {
      const patterns = metricFilters(requirement).filter((filter) => filter.metricName === metricName).map(({ pattern }) => pattern);
      const counted = records.filter((detail) => patterns.some((pattern) => matchFilterPattern(pattern, JSON.stringify({ detail }))));
      const [row] = rowsOf(queryString.replace(/\n\| fields .*\n.*$/, "\n| stats count(*) as n"), records);
      assert.equal(row?.["n"] ?? "0", String(counted.length), name);
      assert.ok(counted.length > 0, name);
    }
  });
});

describe("links to queries", () => {
  it("are the console's own, with everything but letters, digits, _ . and - encoded", () => {
    assert.equal(
      queryLink({ partition: "aws", region: "us-east-1" }, "/aws/lambda/foo", "fields @timestamp, @message\n| filter a = \"éł…\""),
      "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:logs-insights$3FqueryDetail$3D~(end~0~start~-86400~timeType~'RELATIVE~unit~'seconds" +
        "~editorString~'fields*20*40timestamp*2c*20*40message*0a*7c*20filter*20a*20*3d*20*22*e9**0142**2026*22~source~(~'*2faws*2flambda*2ffoo))",
    );
    assert.match(queryLink({ partition: "aws-cn", region: "cn-north-1" }, "g", "q"), /^https:\/\/cn-north-1\.console\.amazonaws\.cn\/cloudwatch\//);
  });
});
