/** Protects what is watched of an audit: each of its trails, its log bucket and as many keys as it has, under names as long as they can be. */
import assert from "node:assert/strict";
import { ownTrail, watchOf } from "../../arguments/keys/tampering";
import { longestWatched, watchedAudit } from "../../arguments/watchedAudit";
import { longestPlace, parseArn } from "../../encryption/arn";

const scope = { buckets: "all", excludedBuckets: [] } as const;
const logGroup = { name: "/acme/uploads", retentionDays: 90, resourcePolicy: "create" } as const;
const told = { accountId: "111122223333", topicArn: "arn:aws:sns:us-east-1:111122223333:t", kmsKeyArns: ["k"] };
const keys = ["a", "b"].map((name) => `arn:aws:kms:us-east-1:111122223333:key/${name}`);
type Settings = Parameters<typeof watchedAudit>[0];
const kms: Settings["requirement"] = { methods: ["sse-kms"], origin: "any" };

interface Given {
  readonly mode?: "create" | "existing";
  readonly name?: string;
  readonly kmsKey?: string;
  readonly existing?: string;
  readonly watch?: string;
  readonly requirement?: Settings["requirement"];
}

function settingsOf({ mode = "create", name, kmsKey, existing, watch = ownTrail, requirement = kms }: Given): Settings {
  return {
    requirement,
    logGroup,
    trail: { mode, multiRegion: false, logBucket: { expireAfterDays: 365, ...(existing !== undefined && { existing }) }, ...(name !== undefined && { name }), ...(kmsKey !== undefined && { kmsKey }) },
    watch: { trail: watch, exemptPrincipals: [] },
  };
}

const watched = (given: Given): readonly [trails: readonly string[], logBucket: string | undefined] => {
  const { trails, logBucket } = watchedAudit(settingsOf(given), "audit", scope, told);
  return [trails, logBucket];
};

describe("what is watched of an audit", () => {
  it("are the trails: its own, the one that exists, and the one that records management events", () => {
    assert.deepEqual(watched({}), [["audit"], "audit-trail-111122223333"]);
    assert.deepEqual(watched({ name: "uploads", existing: "acme-logs" }), [["uploads"], "acme-logs"]);
    assert.deepEqual(watched({ watch: "management" }), [["audit", "management"], "audit-trail-111122223333"]);
    assert.deepEqual(watched({ mode: "existing", name: "company", existing: "acme-logs", watch: "management" }), [["company", "management"], "acme-logs"]);
    assert.deepEqual(watched({ mode: "existing", watch: "management" }), [["management"], undefined]);
  });

  it("is nothing where no trail is named", () => {
    assert.equal(watchOf({ exemptPrincipals: [] }), undefined);
    assert.deepEqual(watchOf({ trail: "t", exemptPrincipals: [] }), { trail: "t", exemptPrincipals: [] });
  });

  it("has room for each key: those of the requirement, the trail's own, and others", () => {
    const keyCount = (given: Given, others?: number): number => new Set(longestWatched(settingsOf(given), "audit", scope, others).kmsKeyArns).size;
    assert.equal(keyCount({}), 1, "the trail's own");
    assert.equal(keyCount({ kmsKey: "none" }), 0);
    assert.equal(keyCount({ requirement: { ...kms, kmsKeyArns: keys } }), 2);
    assert.equal(keyCount({ requirement: { ...kms, kmsKeyArns: keys } }, 3), 5);
    assert.equal(keyCount({}, 3), 4);
    assert.equal(keyCount({ requirement: { methods: ["sse-s3"], origin: "any" } }), 0);
    assert.equal(keyCount({ mode: "existing", watch: "management" }), 0);
  });

  it("has room for names as long as AWS lets them be", () => {
    const { topicArn, kmsKeyArns, logBucket } = longestWatched(settingsOf({}), "audit", scope);
    const topic = parseArn(topicArn);
    assert.deepEqual([topic?.service, topic?.account, topic?.resource.length], ["sns", longestPlace.accountId, 256]);
    assert.ok(topicArn.length >= "arn:aws-us-gov:sns:us-gov-west-1:111122223333:".length + 256);
    for (const arn of kmsKeyArns) assert.ok(arn.length >= "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab".length, arn);
    assert.equal(logBucket?.length, "audit-trail-111122223333".length);
  });
});
