/** Protects which uploads are recorded: selectors and rules take the same, and no upload is logged twice. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { excluding, uploadEventNames, type AuditScope } from "../../encryption/auditScope";
import { eventSelectors, toCloudTrailApi } from "../../encryption/eventSelectors";
import { matchEventSelectors } from "../../simulator";
import { allBuckets, bucketNames, isAudited, listing, matchingRules, recordOf, scopes } from "./scopes";

describe("audit scope", () => {
  it("property: selectors and rules take exactly the audited buckets' uploads, each by one rule", () => {
    fc.assert(
      fc.property(scopes, bucketNames, fc.constantFrom(...uploadEventNames), (scope, bucketName, eventName) => {
        const audited = isAudited(scope, bucketName);
        const record = recordOf(bucketName, eventName);
        assert.equal(matchEventSelectors(eventSelectors(scope, "aws"), record), audited);
        assert.equal(matchEventSelectors(toCloudTrailApi(eventSelectors(scope, "aws")), record), audited, "the API's spelling");
        assert.equal(matchingRules(scope, record), audited ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
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
