/** Protects the saved queries: who uploaded against the requirement, word for word. */
import assert from "node:assert/strict";
import { logsQueries, offendersQuery } from "../../encryption/queries";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { keyArn } from "./uploads";

const filterOf = (requirement: EncryptionRequirement): string => offendersQuery(requirement).split("\n").find((line) => line.startsWith("| filter")) ?? "";
const applied = "detail.additionalEventData.SSEApplied";
const keyId = "`detail.responseElements.x-amz-server-side-encryption-aws-kms-key-id`";

describe("queries", () => {
  it("show offenders by principal, bucket, key prefix and method", () => {
    assert.equal(
      offendersQuery(defaultRequirement),
      [
        "fields coalesce(detail.userIdentity.arn, detail.userIdentity.invokedBy, detail.userIdentity.type) as principal",
        "  , detail.requestParameters.bucketName as bucket",
        `  , coalesce(${applied}, "none") as method`,
        String.raw`| parse detail.requestParameters.key /^(?<prefix>[^\/]*\/)/`,
        `| filter not ispresent(detail.errorCode) and ((not ispresent(${applied}) and detail.eventName != "UpdateObjectEncryption") or (ispresent(${applied}) and ${applied} not in ["Default_SSE_KMS", "SSE_KMS", "Default_DSSE_KMS", "DSSE_KMS"]))`,
        "| stats count(*) as uploads, latest(@timestamp) as last by principal, bucket, prefix, method",
        "| sort uploads desc",
        "| limit 50",
      ].join("\n"),
    );
  });

  it("leave out buckets that are not audited, each of them", () => {
    const line = '| filter detail.requestParameters.bucketName not in ["acme-logs", "acme-tmp"]';
    for (const { name, queryString } of logsQueries(defaultRequirement, ["acme-logs", "acme-tmp"])) {
      assert.equal(queryString.split("\n").filter((one) => one === line).length, 1, name);
      assert.ok(queryString.indexOf(line) < queryString.indexOf("| stats"), name);
    }
    assert.doesNotMatch(JSON.stringify(logsQueries(defaultRequirement)), /bucketName not in/);
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

  it("are three, under names of their own: offenders, denials, and all methods", () => {
    const [offenders, denied, methods, ...more] = logsQueries(defaultRequirement);
    assert.deepEqual(more, []);
    assert.deepEqual([offenders?.name, denied?.name, methods?.name], ["Uploads against the requirement", "Denied uploads", "Uploads by method"]);
    assert.equal(offenders?.queryString, offendersQuery(defaultRequirement));
    assert.match(denied?.queryString ?? "", /\| filter detail\.errorCode like "AccessDenied"\n.*latest\(detail\.errorMessage\) as why/);
    assert.match(methods?.queryString ?? "", /\| filter not ispresent\(detail\.errorCode\)\n\| stats count\(\*\) as uploads by method, bucket/);
  });
});
