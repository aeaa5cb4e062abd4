/** What cannot be told is said, kind by kind: a bucket is never taken for closed because too little was tried. */
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { accessTo } from "../../judge/access";
import type { JudgeOptions, Untold } from "../../judge/bucket";
import { BucketJudge } from "../../judge/bucketJudge";
import { anyRole } from "../../judge/identities";
import { Search, type Budget } from "../../judge/search";
import { clausesOf, relevantStatements } from "../../judge/statements";
import { holeLines, untoldWords } from "../../judge/words";
import { look } from "../../judge/ways";
import { parsePolicyDocument } from "../../simulator";
import { ContextKeys } from "../../simulator/iam/conditions";
import { account, bucketName, closed, deny, denyOthers, denySseC, keys, policy, today, type Statement } from "./policies";

const options: JudgeOptions = { requirement: defaultRequirement, updates: true, today, isAllowedException: () => false };
const kmsDefault = { algorithm: "aws:kms", blockedEncryptionTypes: ["NONE"] };
/** The closed policy, under more conditions. */
const closedWhere = (...conditions: Record<string, object>[]): Statement[] =>
  closed.flatMap((one) =>
    conditions.map((more) => {
      const all = { ...(one["Condition"] as Record<string, object>) };
      for (const [operator, block] of Object.entries(more)) all[operator] = { ...all[operator], ...block };
      return { ...one, Condition: all };
    }),
  );

function judged(statements: readonly Statement[], known: { account?: string } = { account }): { holes: number; untold: readonly Untold[] } {
  const judgement = new BucketJudge(options, known).judge(bucketName, kmsDefault, policy(...statements));
  assert.ok(judgement.valid, JSON.stringify(judgement));
  return { holes: judgement.holes.filter(({ future }) => !future).length, untold: judgement.untold };
}

describe("judge, what cannot be told", () => {
  describe("more accounts than are tried", () => {
    const accounts = Array.from({ length: 16 }, (_, index) => String(200_000_000_000 + index * 7919));
    const last = accounts.at(-1) ?? "";
    const each = accounts.map((one) => deny({ StringEquals: { "aws:SourceVpce": `vpce-${one}` } }, { Principal: { AWS: one } }));
    const sparing = closedWhere({ StringNotEquals: { "aws:PrincipalAccount": last } });

    it("a bucket that is open if it is the last one's is not taken for closed", () => {
      assert.deepEqual(judged([...each, ...sparing], {}), { holes: 0, untold: [{ kind: "owners" }] });
    });
    it("it is open where the account is known to be that one", () => {
      assert.notEqual(judged([...each, ...sparing], { account: last }).holes, 0);
    });
    it("it is closed where the account is known to be another one", () => {
      assert.deepEqual(judged([...each, ...sparing]), { holes: 0, untold: [] });
    });
    it("what is denied to everybody is denied whoever the bucket is of", () => {
      assert.deepEqual(judged([...each, ...closed], {}), { holes: 0, untold: [] });
    });
    it("what the configuration can do about it is said", () => {
      assert.match(untoldWords({ kind: "owners" }, "account of this configuration"), /more accounts apart than are tried\. Give the bucket's as account of this configuration\.$/);
      assert.match(untoldWords({ kind: "owners" }, undefined), /than are tried\.$/);
    });
  });

  it("more values together than are tried", () => {
    const paths = Array.from({ length: 25 }, (_, index) => ({ "ForAllValues:StringNotEquals": { "aws:PrincipalOrgPaths": `o-1/r-${index}/` } }));
    const both = paths.map((more) => deny({ ...more, Null: { [keys.algorithm]: "false" }, StringNotEquals: { [keys.algorithm]: "aws:kms" } }));
    // Who has all of these paths, and one more, gets past them.
    assert.deepEqual(judged([denySseC, ...both, deny({ "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-1/*" } })]).untold, [{ kind: "conditions", key: "aws:PrincipalOrgPaths" }]);
  });

  describe("more combinations of patterns than are tried", () => {
    const letters = [..."abcdefghijklm"];
    const key = (letter: string): string => `arn:aws:s3:::${bucketName}/*${letter}*`;
    const role = (letter: string): string => `arn:aws:iam::${account}:role/*${letter}*`;
    const endpoint = (letter: string): string => `*${letter}*`;

    it("of object keys", () => {
      const withAny = closed.map((one) => ({ ...one, Resource: letters.map(key) }));
      const withNone = closed.map(({ Resource: _, ...one }) => ({ ...one, NotResource: letters.map(key) }));
      assert.deepEqual(judged([...withAny, ...withNone]), { holes: 0, untold: [{ kind: "patterns", of: "object keys" }] });
    });
    it("of principals", () => {
      const withAny = { ArnLike: { "aws:PrincipalArn": letters.map(role) } };
      const withNone = { ArnNotLike: { "aws:PrincipalArn": letters.map(role) } };
      assert.deepEqual(judged(closedWhere(withAny, withNone)), { holes: 0, untold: [{ kind: "patterns", of: "principals" }] });
    });
    it("of a condition key, where it is in somebody's way, and not where it is in nobody's", () => {
      const withAny = { StringLike: { "aws:SourceVpce": letters.map(endpoint) } };
      const withNone = { StringNotLike: { "aws:SourceVpce": letters.map(endpoint) } };
      assert.deepEqual(judged(closedWhere(withAny, withNone)), { holes: 0, untold: [{ kind: "conditions", key: "aws:SourceVpce" }] });
      assert.deepEqual(judged([...closedWhere(withAny, withNone), ...closed]), { holes: 0, untold: [] }, "whoever asks is denied already");
    });
    it("and says of what", () => {
      assert.match(untoldWords({ kind: "patterns", of: "object keys" }, undefined), /object keys/);
      assert.match(untoldWords({ kind: "conditions", key: "aws:SourceVpce" }, undefined), /aws:SourceVpce/);
    });
  });

  it("two readings of a variable without a value", () => {
    const folder = `arn:aws:s3:::${bucketName}/\${aws:PrincipalTag/team}/*`;
    const ofFolder = closed.map((one) => ({ ...one, Resource: folder }));
    const ofOthers = closed.map(({ Resource: _, ...one }) => ({ ...one, NotResource: folder }));
    assert.deepEqual(judged([...ofFolder, ...ofOthers]), { holes: 0, untold: [{ kind: "readings", index: 2, condition: "NotResource" }] });
  });

  describe("more combinations than are tried", () => {
    const parsed = parsePolicyDocument(policy(...closedWhere({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } })), "bucket", { name: bucketName });
    assert.ok(parsed.valid);
    const place = { account, accountKnown: true, region: "us-east-1", regionKnown: true, partition: "aws" };
    const statements = relevantStatements(parsed.document, ["s3:PutObject"]);
    const find = (left: number) => {
      const access = accessTo(statements, place, options, { arns: [`arn:aws:s3:::${bucketName}/object`], complete: true }, "condition-holds");
      return access.find({ asked: {}, action: "s3:PutObject", context: () => ({ [keys.algorithm]: "AES256" }), counts: () => true, kind: undefined }, look(left));
    };
    it("a search whose budget is spent has proven nothing", () => {
      for (const left of [0, 1]) {
        const found = find(left);
        assert.ok(!found.way);
        assert.deepEqual(found.untold, [{ kind: "trials" }]);
      }
    });
    it("with enough of it the way is found", () => {
      assert.deepEqual(find(100).way?.passage.exceptions, [{ key: "aws:SourceVpce", value: "vpce-1" }]);
    });
    it("each step costs one", () => {
      const budget: Budget = { left: 10 };
      const [clause] = clausesOf(statements, "condition-holds", () => false);
      const usual = new ContextKeys({});
      const variation = { keys: ["aws:sourcevpce"], context: { "aws:SourceVpce": "vpce-1" }, exceptions: [] };
      const obstacles = { denials: [clause?.free ?? []], needed: [] };
      assert.deepEqual(new Search(obstacles, usual, new Map([["aws:sourcevpce", [variation]]])).find(0, budget, () => true), { end: "more" });
      assert.equal(budget.left, 9);
      assert.deepEqual(new Search(obstacles, usual, new Map([["aws:sourcevpce", [variation]]])).find(1, budget, () => true), { found: [variation] });
      assert.equal(budget.left, 7);
      assert.deepEqual(new Search(obstacles, usual, new Map()).find(1, budget, () => true), { end: "none" });
      assert.deepEqual(new Search({ denials: [[]], needed: [] }, usual, new Map()).find(1, budget, () => true), { end: "none" }, "what has no such part cannot be passed");
    });
  });
});

describe("judge, words", () => {
  /** Each folder of its own is a hole of its own. */
  const folders = (count: number): Statement[] =>
    Array.from({ length: count }, (_, index) => ({
      Effect: "Allow",
      Principal: { AWS: String(300_000_000_000 + index) },
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${bucketName}/*`,
      Condition: { StringEquals: { [keys.algorithm]: "AES256" } },
    }));
  it("say six kinds of requests, and how many more there are", () => {
    const judgement = new BucketJudge(options, { account }).judge(bucketName, kmsDefault, undefined);
    assert.ok(judgement.valid);
    const [hole] = judgement.holes;
    assert.ok(hole);
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ ...hole, family: `request ${index}` }));
    assert.equal(holeLines(many(6)).length, 6);
    assert.deepEqual(holeLines(many(8)).slice(5).map((line) => line.slice(0, 30)), ["request 5 by a role of the acc", "and 2 more kinds of requests"]);
    assert.equal(holeLines([hole, hole]).length, 1, "alike");
  });
  it("say which statement a request gets past, and by which part of it", () => {
    const judgement = new BucketJudge(options, { account }).judge(bucketName, kmsDefault, policy(...closedWhere({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } }).map((one, index) => ({ ...one, Sid: `Own${index}` })), ...folders(2)));
    assert.ok(judgement.valid);
    const [line = ""] = holeLines(judgement.holes);
    assert.match(line, /through the policy's exception for aws:SourceVpce vpce-1 \(past Own0 by its StringNotEquals aws:SourceVpce/);
  });
  it("say that an exception was allowed", () => {
    const judgement = new BucketJudge(options, { account }).judge(bucketName, kmsDefault, policy(...closedWhere({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } })));
    assert.ok(judgement.valid);
    assert.match(holeLines(judgement.holes, () => ({ expires: "2026-01-31", reason: "backup" })).join(), /vpce-1 \(allowed until 2026-01-31: backup\)/);
  });
  it("name who gets in", () => {
    assert.deepEqual(anyRole({ account, partition: "aws" }), { arn: `arn:aws:iam::${account}:role/any-role` });
    assert.ok(judged([denyOthers]).holes > 0);
  });
});
