/** What this project generates has no holes; what is taken out of it is found, and what is suggested closes it, no more. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { blocksNothing } from "../../encryption/blockedTypes";
import { bucketDefault, bucketPolicy } from "../../encryption/bucketPolicy";
import { encryptionMethods } from "../../encryption/methods";
import { defaultRequirement, preferredDefault, type EncryptionRequirement } from "../../encryption/requirement";
import { BucketJudge } from "../../judge/bucketJudge";
import type { Hole } from "../../judge/bucket";
import { withoutName } from "../../judge/withoutName";
import type { KnownEncryption } from "../../policypack/stack/assess";
import { account, approvedKey, bucketName, today } from "./policies";

const otherKey = `${approvedKey.slice(0, -1)}c`;
const ids = encryptionMethods.map(({ id }) => id).filter((id) => id !== "none");

const requirement: fc.Arbitrary<EncryptionRequirement> = fc
  .record({
    methods: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 }),
    keys: fc.option(fc.constantFrom([approvedKey], [approvedKey, otherKey])),
    origin: fc.constantFrom("any", "header" as const),
  })
  .map(({ methods, keys, origin }) => ({ methods, origin, ...(keys && methods.some((id) => id.endsWith("kms")) && { kmsKeyArns: keys }) }));

const judgeOf = (rule: EncryptionRequirement): BucketJudge => new BucketJudge({ requirement: rule, updates: true, today, isAllowedException: () => false }, { account });

/** What this project deploys for a requirement; nothing is blocked, so that the policy alone has to do. */
function generated(rule: EncryptionRequirement, name = bucketName): { encryption: KnownEncryption; statements: readonly object[] } {
  const ofBucket = bucketDefault(rule);
  const key = ofBucket.usesKmsKey ? rule.kmsKeyArns?.[0] : undefined;
  const { Statement } = bucketPolicy({
    partition: "aws",
    bucketName: name,
    requirement: rule,
    default: ofBucket,
    ...(key !== undefined && { defaultKmsKeyArn: key }),
    enforcement: "deny",
  });
  return { encryption: { algorithm: ofBucket.algorithm, bucketKeyEnabled: ofBucket.bucketKeyEnabled, blockedEncryptionTypes: [blocksNothing], ...(key !== undefined && { kmsKey: key }) }, statements: Statement };
}

const text = (statements: readonly object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });

function holesOf(judge: BucketJudge, encryption: KnownEncryption, statements: readonly object[], name = bucketName): readonly Hole[] {
  const judgement = judge.judge(name, encryption, statements.length === 0 ? undefined : text(statements));
  assert.ok(judgement.valid, JSON.stringify(judgement));
  assert.equal(judgement.untold.length, 0);
  return judgement.holes;
}

describe("judge, remedies by property", () => {
  it("the policy that this project generates has no holes, future methods included", () => {
    fc.assert(
      fc.property(requirement, (rule) => {
        const { encryption, statements } = generated(rule);
        assert.deepEqual(holesOf(judgeOf(rule), encryption, statements).map(({ request }) => request), []);
      }),
      { numRuns: 60 },
    );
  });

  it("without one or more of its statements: the remedy closes every hole, and is as small as can be", () => {
    let opened = 0;
    fc.assert(
      fc.property(requirement, fc.nat(255), (rule, kept) => {
        const judge = judgeOf(rule);
        const { encryption, statements } = generated(rule);
        const left = statements.filter((_, index) => (kept >> index) % 2 === 1);
        const policy = left.length === 0 ? undefined : text(left);
        const holes = holesOf(judge, encryption, left);
        if (holes.length === 0) return;
        opened += 1;
        const remedy = judge.remedy(bucketName, encryption, policy, holes);
        assert.deepEqual(holesOf(judge, encryption, [...left, ...remedy]).map(({ request }) => request), [], "closed");
        // No proper part of it does: leaving any statement out opens a hole again.
        for (const one of remedy) {
          assert.notEqual(holesOf(judge, encryption, [...left, ...remedy.filter((other) => other !== one)]).length, 0, `${one.Sid ?? ""} is needed`);
        }
        const sids = [...left, ...remedy].map((statement) => (statement as { Sid?: string }).Sid);
        assert.equal(new Set(sids).size, sids.length, "Sids are told apart");
      }),
      { numRuns: 60, examples: [[defaultRequirement, 0]] },
    );
    assert.ok(opened > 0, "the example is open, or this proves nothing");
  });

  it("every denial that is taken out alone opens what it denies, unless another one denies that as well", () => {
    const expected: readonly [sid: string, hole: RegExp][] = [
      ["DenyOtherEncryptionMethods", /AES256/],
      ["DenyOtherKmsKeys", /aws:kms with.* key/],
      ["DenySseC", /SSE-C/],
      ["DenyEncryptionUpdates", /UpdateObjectEncryption/],
    ];
    const rule: EncryptionRequirement = { methods: ["sse-kms"], kmsKeyArns: [approvedKey], origin: "any" };
    const { encryption, statements } = generated(rule);
    for (const [sid, hole] of expected) {
      const left = statements.filter((statement) => (statement as { Sid?: string }).Sid !== sid);
      assert.equal(left.length, statements.length - 1, sid);
      const holes = holesOf(judgeOf(rule), encryption, left).filter(({ future }) => !future);
      assert.ok(holes.length > 0 && holes.every(({ request }) => hole.test(request) || sid === "DenyOtherEncryptionMethods"), `${sid}: ${holes.map(({ request }) => request).join("; ")}`);
      assert.deepEqual(judgeOf(rule).remedy(bucketName, encryption, text(left), holes).map(({ Sid }) => Sid), [sid]);
    }
  });

  it("judges by the policy, not by the bucket's name", () => {
    fc.assert(
      fc.property(requirement, fc.constantFrom("a.b", "object", "acme-orders-2", withoutName(undefined, undefined).bucketName, "x".repeat(63)), fc.nat(4), (rule, name, without) => {
        const words = [bucketName, name].map((own) => {
          const { encryption, statements } = generated(rule, own);
          const left = statements.filter((_, index) => index !== without);
          return holesOf(judgeOf(rule), encryption, left, own).map(({ request, principals }) => `${request} ${principals.join()}`);
        });
        assert.deepEqual(words[0], words[1]);
      }),
      { numRuns: 60 },
    );
  });

  it("says nothing where the default cannot satisfy but is needed: where only SSE-C is approved, requests must bring it", () => {
    const rule: EncryptionRequirement = { methods: ["sse-c"], origin: "any" };
    assert.equal(preferredDefault(rule), undefined);
    const { encryption, statements } = generated(rule);
    assert.deepEqual(holesOf(judgeOf(rule), encryption, statements), []);
  });
});
