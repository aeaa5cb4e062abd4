/** Protects what people read of a judgement: every hole's who, what, where and why, and each kind of it once. */
import assert from "node:assert/strict";
import type { Hole } from "../../judge/bucket";
import { holeLines, list, passageWords, untoldWords } from "../../judge/words";

const hole = (more: Partial<Hole> = {}): Hole => ({
  request: "PutObject with x",
  family: "PutObject with x",
  storedAs: "SSE-S3",
  reason: "SSE-S3 is not approved",
  future: false,
  blockedByDefault: false,
  upload: { action: "PutObject", key: "object", principal: "anonymous" },
  bucketAccount: "111122223333",
  unlessOf: [],
  principals: ["a role of the account"],
  exceptions: [],
  spared: [],
  ...more,
});

describe("words of a judgement", () => {
  it("are lists as people write them", () => {
    assert.deepEqual([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(list), ["", "a", "a or b", "a, b or c"]);
  });

  const lines: readonly (readonly [what: string, holes: readonly Hole[], lines: readonly string[]])[] = [
    ["nothing", [], []],
    ["a hole", [hole()], ["PutObject with x by a role of the account would be stored as SSE-S3: SSE-S3 is not approved"]],
    ["the only object keys that it works for", [hole({ key: "a/b" })], ["PutObject with x of the key a/b by a role of the account would be stored as SSE-S3: SSE-S3 is not approved"]],
    ["several who get in", [hole({ principals: ["a", "b"] })], ["PutObject with x by a or b would be stored as SSE-S3: SSE-S3 is not approved"]],
    ["accounts that make it no hole", [hole({ unlessOf: ["1", "2"] })], ["PutObject with x by a role of the account would be stored as SSE-S3, unless the bucket's account is 1 or 2: SSE-S3 is not approved"]],
    [
      "requests that differ in their KMS key alone: one line, and a reason for all of them",
      [hole({ keyWords: "with key 1", reason: "key 1 is not approved" }), hole({ keyWords: "with key 2", reason: "key 2 is not approved" })],
      ["PutObject with x with key 1 or with key 2 by a role of the account would be stored as SSE-S3: none of these KMS keys is approved"],
    ],
    [
      "the reason itself where it is that of all keys",
      [hole({ keyWords: "with key 1" }), hole({ keyWords: "with key 2" })],
      ["PutObject with x with key 1 or with key 2 by a role of the account would be stored as SSE-S3: SSE-S3 is not approved"],
    ],
    [
      "requests that differ in more: a line each",
      [hole(), hole({ key: "a" }), hole({ principals: ["b"] }), hole({ unlessOf: ["1"] }), hole({ exceptions: [{ key: "k", value: "v" }] })],
      [
        "PutObject with x by a role of the account would be stored as SSE-S3: SSE-S3 is not approved",
        "PutObject with x of the key a by a role of the account would be stored as SSE-S3: SSE-S3 is not approved",
        "PutObject with x by b would be stored as SSE-S3: SSE-S3 is not approved",
        "PutObject with x by a role of the account would be stored as SSE-S3, unless the bucket's account is 1: SSE-S3 is not approved",
        "PutObject with x by a role of the account through the policy's exception for k v would be stored as SSE-S3: SSE-S3 is not approved",
      ],
    ],
  ];
  for (const [what, holes, expected] of lines) {
    it(`say ${what}`, () => {
      assert.deepEqual(holeLines(holes), expected);
    });
  }

  it("say what is got past, by Sid or position, and what was allowed until when", () => {
    const passage = {
      principals: ["bob"],
      exceptions: [{ key: "k", value: "v" }, { key: "l", value: "w" }],
      spared: [{ index: 0, sid: "Own", by: "Principal" }, { index: 3, by: "Bool k" }],
    };
    const allowed = ({ key }: { key: string }) => (key === "l" ? { reason: "backup", expires: "2026-01-31" } : undefined);
    assert.equal(passageWords(passage, allowed), "by bob through the policy's exception for k v and l w (allowed until 2026-01-31: backup) (past Own by its Principal, Statement[3] by its Bool k)");
    assert.equal(passageWords({ ...passage, exceptions: [], spared: [] }, allowed), "by bob");
  });

  it("say what cannot be told, of what, and what to do", () => {
    const toDo = / Put the denials into statements of their own, without other conditions\.$/;
    assert.match(untoldWords({ kind: "patterns", of: "object keys" }, undefined), /^its patterns of object keys are too many/);
    assert.match(untoldWords({ kind: "conditions", key: "aws:SourceVpce" }, undefined), /^its conditions on aws:SourceVpce tell more values apart/);
    assert.match(untoldWords({ kind: "trials" }, undefined), /^its conditions have more combinations than are tried\./);
    for (const untold of [{ kind: "patterns", of: "x" }, { kind: "conditions", key: "x" }, { kind: "trials" }] as const) assert.match(untoldWords(untold, undefined), toDo);
    assert.match(untoldWords({ kind: "readings", index: 2, condition: "NotResource" }, undefined), /what NotResource of Statement\[2\] means .*\$\{aws:PrincipalTag\/team, 'none'\}\.$/);
    assert.match(untoldWords({ kind: "readings", index: 2, sid: "Own", condition: "NotResource" }, undefined), /NotResource of Own means/);
  });
});
