/** Protects which buckets an audit looks at, and what it warns of: what is written, in whatever order, without its own log bucket. */
import assert from "node:assert/strict";
import { trailWarnings } from "../../arguments/checks/trail";
import { auditScope, estateScope, recordedScope } from "../../arguments/scope";

const logBucket = { expireAfterDays: 365 };
const place = { prefix: "audit", accountId: "111122223333" };

describe("the audited buckets", () => {
  it("are all where neither names nor prefixes are given, or the word for all is", () => {
    const all = { buckets: "all", excludedBuckets: ["acme-logs"] };
    assert.deepEqual(auditScope({ excludedBuckets: ["acme-logs"] }), all);
    assert.deepEqual(auditScope({ buckets: "all", excludedBuckets: ["acme-logs"] }, ["own"]), all);
    assert.deepEqual(auditScope({ buckets: "all", bucketPrefixes: ["acme-"], excludedBuckets: ["acme-logs"] }), all);
  });

  it("are those named, the stack's own and those below prefixes, in the same order always", () => {
    assert.deepEqual(auditScope({ buckets: ["b", "a"], bucketPrefixes: ["y-", "x-"], excludedBuckets: ["d", "c"] }, ["own", "a"]), {
      buckets: ["a", "b", "own"], bucketPrefixes: ["x-", "y-"], excludedBuckets: ["c", "d"],
    });
    assert.deepEqual(auditScope({ bucketPrefixes: ["x-"], excludedBuckets: [] }), { buckets: [], bucketPrefixes: ["x-"], excludedBuckets: [] });
  });

  it("are without the bucket that the trail delivers to, where it is known", () => {
    const scope = { excludedBuckets: [] };
    const excluded = (trail: { mode: "create" | "existing"; logBucket: object }): readonly string[] => recordedScope({ scope, trail: { ...trail, logBucket: { ...logBucket, ...trail.logBucket } } }, place).excludedBuckets;
    assert.deepEqual(excluded({ mode: "create", logBucket: {} }), ["audit-trail-111122223333"]);
    assert.deepEqual(excluded({ mode: "create", logBucket: { name: "acme-logs" } }), ["acme-logs"]);
    assert.deepEqual(excluded({ mode: "existing", logBucket: { existing: "acme-logs" } }), ["acme-logs"]);
    assert.deepEqual(excluded({ mode: "existing", logBucket: {} }), []);
  });

  it("of every account of an estate are without the log bucket of a trail that exists alone: a created one is in one account", () => {
    const scope = { excludedBuckets: [] };
    const excluded = (mode: "create" | "existing", existing?: string): readonly string[] =>
      estateScope({ scope, trail: { mode, logBucket: existing === undefined ? logBucket : { ...logBucket, existing } } }).excludedBuckets;
    assert.deepEqual(excluded("existing", "acme-logs"), ["acme-logs"]);
    assert.deepEqual(excluded("existing"), []);
    assert.deepEqual(excluded("create"), []);
    assert.deepEqual(excluded("create", "acme-logs"), []);
  });
});

describe("a warning of a log bucket that is not known", () => {
  const warned = (scope: object, mode: "create" | "existing" = "existing", existing?: string): boolean =>
    trailWarnings({ trail: { mode, multiRegion: false, logBucket: existing === undefined ? logBucket : { ...logBucket, existing } }, scope: { excludedBuckets: [], ...scope } }).length > 0;

  it("is given where it may be one of the audited", () => {
    assert.deepEqual([warned({}), warned({ buckets: "all" }), warned({ buckets: ["a"], bucketPrefixes: ["x-"] }), warned({ bucketPrefixes: ["x-"] })], [true, true, true, true]);
  });

  it("is not given where all are named, or it is known", () => {
    assert.deepEqual([warned({ buckets: ["a"] }), warned({ buckets: ["a"], bucketPrefixes: [] }), warned({}, "create"), warned({}, "existing", "acme-logs")], [false, false, false, false]);
  });
});
