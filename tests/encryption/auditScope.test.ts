/** Protects which uploads are recorded: selectors and rules take the same, and no upload is logged twice. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { excluding, exclusionsFromPrefixes, uploadEventNames, type AuditScope } from "../../encryption/auditScope";
import { eventSelectors, toCloudTrailApi } from "../../encryption/eventSelectors";
import { matchEventSelectors } from "../../simulator";
import { allBuckets, bucketNames, copyRecordOf, isAudited, listing, matchingRules, recordOf, scopes, timesCounted } from "./scopes";

describe("audit scope", () => {
  it("property: selectors and rules take exactly the audited buckets' uploads, each by one rule", () => {
    fc.assert(
      fc.property(scopes, bucketNames, fc.constantFrom(...uploadEventNames), (scope, bucketName, eventName) => {
        const audited = isAudited(scope, bucketName);
        const record = recordOf(bucketName, eventName);
        assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), record), audited);
        assert.equal(matchEventSelectors(toCloudTrailApi(eventSelectors(scope, "aws")), record), audited, "the API's spelling");
        assert.equal(matchingRules(scope, record), audited ? 1 : 0);
        assert.equal(timesCounted(scope, recordOf(bucketName, "PutObject")), audited ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
  });

  it("property: a copy counts, once, exactly where the bucket that is written is audited, whatever the order of the buckets in its record", () => {
    fc.assert(
      fc.property(scopes, bucketNames, bucketNames, fc.nat(23), (scope, from, to, order) => {
        const record = copyRecordOf(from, to, order);
        assert.equal(timesCounted(scope, record), isAudited(scope, to) ? 1 : 0);
        if (isAudited(scope, to)) assert.equal(matchingRules(scope, record), 1, "it is logged");
      }),
      { numRuns: 1000 },
    );
  });

  const copies: readonly (readonly [from: string, to: string, counted: boolean])[] = [
    ["app-orders", "app-logs", false],
    ["app-logs", "app-orders", true],
    ["app-logs", "app-logs", false],
    ["other", "app-logs", false],
    ["other", "app-orders", true],
    ["app-orders", "other", false],
    ["app-orders", "app-logs-2", true],
  ];
  for (const [from, to, counted] of copies) {
    it(`counts ${counted ? "a" : "no"} copy from ${from} to ${to} beside an exclusion from a prefix, in every order of its resources`, () => {
      const scope: AuditScope = { buckets: [], bucketPrefixes: ["app-"], excludedBuckets: ["app-logs"] };
      for (let order = 0; order < 24; order++) assert.equal(timesCounted(scope, copyRecordOf(from, to, order)), counted ? 1 : 0);
    });
  }

  it("knows the exclusions that no event pattern can tell: those that a prefix covers", () => {
    assert.deepEqual(exclusionsFromPrefixes({ ...allBuckets, excludedBuckets: ["acme-logs"] }), []);
    assert.deepEqual(exclusionsFromPrefixes({ buckets: ["other"], bucketPrefixes: ["acme-", "app-"], excludedBuckets: ["acme-logs", "other", "app-logs", "acme"] }), ["acme-logs", "app-logs"]);
  });

  it("takes every call that creates or re-encrypts an object, and no other", () => {
    const selectors = eventSelectors(allBuckets, "aws");
    for (const eventName of uploadEventNames) assert.equal(matchEventSelectors(selectors, recordOf("b", eventName)), true, eventName);
    for (const eventName of ["GetObject", "HeadObject", "UploadPart", "CompleteMultipartUpload", "DeleteObject"]) {
      assert.equal(matchEventSelectors(selectors, recordOf("b", eventName)), false, eventName);
      assert.equal(matchingRules(allBuckets, recordOf("b", eventName)), 0, eventName);
    }
  });

  it("leaves the excluded log bucket to no trail and no rule, even where a prefix covers it", () => {
    const scope = excluding({ buckets: [], bucketPrefixes: ["acme-"], excludedBuckets: [] }, "acme-logs");
    assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), recordOf("acme-logs")), false);
    assert.equal(matchingRules(scope, recordOf("acme-logs")), 0, "another trail may record it");
    for (const bucketName of ["acme-logs-2", "acme-log"]) {
      assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), recordOf(bucketName)), true, bucketName);
      assert.equal(matchingRules(scope, recordOf(bucketName)), 1, bucketName);
    }
  });

  it("excludes a bucket once, and leaves the rest of the scope as it is", () => {
    assert.deepEqual(excluding(allBuckets, "logs"), { buckets: "all", excludedBuckets: ["logs"] });
    const scope: AuditScope = { ...listing(["acme"]), excludedBuckets: ["a", "logs"] };
    assert.deepEqual(excluding(scope, "logs"), scope);
  });
});
