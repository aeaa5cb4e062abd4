/** Protects what a bucket is asked to store, for which owners, and what is said of how a request gets past. */
import assert from "node:assert/strict";
import { catalogue } from "../../encryption/methods";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { asks } from "../../judge/asks";
import type { Place } from "../../judge/bucket";
import { BucketJudge } from "../../judge/bucketJudge";
import { owners } from "../../judge/owners";
import { account, approvedKey, bucketName, closed, deny, denyOthers, denySseC, keys, place, policy, statementsOf, today, type Statement } from "./policies";

describe("what a bucket is asked to store", () => {
  const header = "x-amz-server-side-encryption";
  const oneKey: EncryptionRequirement = { methods: ["sse-kms"], origin: "any", kmsKeyArns: [approvedKey] };
  const wordsOf = (...args: Parameters<typeof asks>): string[] => asks(...args).map(({ words }) => words);
  const anyKey = ["without a key id (the AWS managed key)", "with another key", "with a key of another account", "with a key by its alias", "with a key by its bare id"];
  const ofFuture = (key: string, method = "aws:kms:not-invented-yet"): string => `PutObject with a future method (${header}: ${method}) ${key}`;
  const ofCatalogue = (ways: readonly string[]): string[] =>
    catalogue.flatMap(({ algorithm, usesKmsKey }) => {
      if (algorithm === undefined) return [];
      const words = `PutObject with ${header}: ${algorithm}`;
      return usesKmsKey ? ways.map((way) => `${words} ${way}`) : words;
    });

  it("is every method of the catalogue with every kind of key, none, SSE-C, and a method of the future", () => {
    assert.deepEqual(wordsOf(defaultRequirement, place, undefined, false), ["PutObject without an encryption header", ...ofCatalogue(anyKey), "PutObject with a customer-provided key (SSE-C)", ...anyKey.map((way) => ofFuture(way))]);
  });

  it("is an approved key, too, by its ARN and by its id, where the requirement names one", () => {
    const ways = [anyKey[0] ?? "", "with an approved key", ...anyKey.slice(1), "with an approved key by its bare id"];
    const found = asks(oneKey, place, undefined, false);
    assert.deepEqual(found.map(({ words }) => words), ["PutObject without an encryption header", ...ofCatalogue(ways), "PutObject with a customer-provided key (SSE-C)", ...ways.map((way) => ofFuture(way))]);
    const kms = found.filter(({ family }) => family === `PutObject with ${header}: aws:kms`);
    assert.deepEqual(kms.map(({ request }) => request.headers?.[`${header}-aws-kms-key-id`]), [
      undefined,
      approvedKey,
      `arn:aws:kms:eu-west-1:${account}:key/00000000-1111-2222-3333-444444444444`,
      "arn:aws:kms:eu-west-1:999988887777:key/00000000-1111-2222-3333-444444444444",
      "alias/some-key",
      "00000000-1111-2222-3333-444444444444",
      approvedKey.split("/")[1],
    ]);
    assert.deepEqual(kms.map(({ key, future, hangsOnRule }) => [key, future, hangsOnRule]), ways.map((way) => [way, false, false]));
  });

  it("is one of several methods that the policy mentions and does not tell apart, unless it compares them with something", () => {
    const methods = (...statements: Statement[]): string[] => ["a", "b", "c"].filter((method) => wordsOf(oneKey, place, statementsOf(...statements), false).includes(ofFuture("with another key", method)));
    const together = deny({ StringEquals: { [keys.algorithm]: ["a", "b", "c"] } });
    assert.deepEqual(methods(together), ["a"]);
    assert.deepEqual(methods(together, deny({ StringNotEquals: { [keys.algorithm]: ["c", "aws:kms"] } })), ["a", "c"]);
    assert.deepEqual(methods(together, deny({ StringEquals: { "aws:PrincipalTag/x": "${s3:x-amz-server-side-encryption}" } })), ["a", "b", "c"]);
    assert.deepEqual(methods(together, deny(undefined, { Resource: `arn:aws:s3:::${bucketName}/\${s3:x-amz-server-side-encryption}/*` })), ["a", "b", "c"]);
  });

  it("is whatever method and key the policy mentions, but no pattern of keys, and none twice", () => {
    const mentioning = statementsOf(
      deny({ StringEquals: { [keys.keyId]: [`${approvedKey}-b`, approvedKey] } }),
      deny({ StringNotLike: { [keys.keyId]: "arn:aws:kms:*:key/x*" } }),
      deny({ StringEquals: { [keys.algorithm]: ["aws:kms", "aws:future"] } }),
    );
    const words = wordsOf(oneKey, place, mentioning, false);
    const told = words.filter((one) => one.includes("mentions"));
    assert.ok(told.includes(`PutObject with ${header}: aws:kms with the key ${approvedKey}-b, which the policy mentions`));
    assert.equal(told.some((one) => one.includes("*") || one.includes(`${approvedKey},`)), false, told.join("\n"));
    assert.ok(words.includes(ofFuture("with another key", "aws:future")));
    assert.equal(words.some((one) => one.startsWith(ofFuture("", "aws:kms").trimEnd())), false, "which is no method of the future");
    assert.equal(new Set(words).size, words.length);
    assert.equal(words.some((one) => one.includes("something-else")), false, "nor what stands for any other value");
    const ofOtherKey = statementsOf(deny({ StringEquals: { "aws:PrincipalTag/x": "aws:future" } }));
    assert.equal(wordsOf(oneKey, place, ofOtherKey, false).some((one) => one.includes("aws:future")), false, "nor what is said of something else");
    const upper = statementsOf(deny({ StringEquals: { [keys.algorithm.toUpperCase().replace("S3:", "s3:")]: "aws:future" } }));
    assert.ok(wordsOf(oneKey, place, upper, false).includes(ofFuture("with another key", "aws:future")), "whatever the case of the condition key");
  });

  it("is to be encrypted anew where that is asked about: with an approved key, another one, and those that the policy mentions by ARN", () => {
    const updates = (...args: Parameters<typeof asks>): unknown[] => asks(...args).filter(({ family }) => family === "UpdateObjectEncryption").map(({ request }) => request.objectEncryption?.kmsKeyArn);
    const other = `arn:aws:kms:eu-west-1:${account}:key/00000000-1111-2222-3333-444444444444`;
    assert.deepEqual(updates(defaultRequirement, place, undefined, true), [other]);
    assert.deepEqual(updates(oneKey, place, undefined, false), []);
    assert.deepEqual(updates(oneKey, place, statementsOf(deny({ StringEquals: { [keys.keyId]: ["alias/x", `${approvedKey}-b`, `${approvedKey}*`, `x-${approvedKey}`] } })), true), [approvedKey, other, `${approvedKey}-b`]);
  });
});

describe("the accounts that a bucket is judged by", () => {
  const unknown: Place = { ...place, accountKnown: false };
  const of = (statements: readonly Statement[], where = unknown, allowed: readonly string[] = []) => owners(statementsOf(...statements), where, ({ key, value }) => allowed.includes(value) && key !== "");

  it("are its own, where that is known", () => {
    assert.deepEqual(of([deny(undefined, { Principal: { AWS: "444455556666" } })], place), { list: [account], named: [account], complete: true });
  });

  it("are the likeliest alone, where no statement tells accounts apart", () => {
    for (const statements of [closed, [deny({ Null: { "aws:PrincipalAccount": "true" } })], [deny({ StringLike: { "aws:PrincipalAccount": "*" } })], [{ ...deny(undefined), Effect: "Allow", Principal: { AWS: "444455556666" } }], [{ ...deny({ StringEquals: { "aws:PrincipalAccount": "444455556666" } }), Effect: "Allow", Principal: { AWS: account } }], [deny({ StringEquals: { "aws:PrincipalTag/x": "444455556666" } })]]) {
      assert.deepEqual(of(statements), { list: [account], named: [], complete: true });
    }
  });

  it("are one for each way in which statements mean an account, with those that are named", () => {
    assert.deepEqual(of([deny(undefined, { Principal: { AWS: "444455556666" } })]), { list: [account, "444455556666"], named: ["444455556666"], complete: true });
    assert.deepEqual(of(["444455556666", "777788889999"].map((AWS) => deny(undefined, { Principal: { AWS } }))).named, ["444455556666", "777788889999"]);
    const [first = "", second = "", ...others] = of([deny({ StringNotEquals: { "aws:ResourceAccount": ["444455556666", account] } })]).list;
    assert.deepEqual([first, others.length], [account, 0]);
    assert.ok(![account, "444455556666"].includes(second), "of two that are meant alike one will do");
    assert.deepEqual(of([deny({ StringLike: { "aws:PrincipalAccount": ["*", "444455556666"] } })]).named, ["444455556666"]);
    const { list, named } = of([{ ...deny({ StringEquals: { "s3:ResourceAccount": "777788889999" } }), Effect: "Allow", Principal: { AWS: "444455556666" } }]);
    assert.deepEqual([list.includes("777788889999"), list.includes("444455556666"), named], [true, false, ["777788889999"]]);
  });

  it("are told apart where one of them is an exception that is allowed", () => {
    const sparing = [deny({ StringNotEquals: { "aws:PrincipalAccount": ["444455556666", "777788889999"] } })];
    assert.equal(of(sparing).list.length, 2);
    assert.equal(of(sparing, unknown, ["444455556666"]).list.length, 3);
    const leavingOut = [deny(undefined, { Principal: undefined, NotPrincipal: { AWS: ["444455556666", "777788889999"] } })];
    assert.deepEqual([of(leavingOut).list.length, of(leavingOut, unknown, ["444455556666"]).list.length], [2, 3]);
    for (const meaning of [deny(undefined, { Principal: { AWS: ["444455556666", "777788889999"] } }), deny({ StringEquals: { "aws:PrincipalAccount": ["444455556666", "777788889999"] } })]) {
      assert.equal(of([meaning], unknown, ["444455556666"]).list.length, 2, "what is no exception");
    }
    assert.equal(of([deny({ StringNotEquals: { "aws:ResourceAccount": ["444455556666", "777788889999"] } })], unknown, ["444455556666"]).list.length, 2, "nor is whose the bucket is");
  });

  it("are at most twelve, and then not all", () => {
    const each = (count: number): Statement[] => Array.from({ length: count }, (_, index) => deny(undefined, { Principal: { AWS: String(200_000_000_000 + index) } }));
    assert.deepEqual([of(each(11)).list.length, of(each(11)).complete], [12, true]);
    assert.deepEqual([of(each(12)).list.length, of(each(12)).complete], [12, false]);
  });
});

function joined(one: object, other: object): object {
  const all: Record<string, object> = { ...(one as Record<string, object>) };
  for (const [operator, block] of Object.entries(other as Record<string, object>)) all[operator] = { ...all[operator], ...block };
  return all;
}

describe("what is said of a hole", () => {
  const kms = { algorithm: "aws:kms", blockedEncryptionTypes: ["NONE"] };
  const judgementOf = (statements: readonly Statement[], known: { account?: string; region?: string } = { account }, encryption: object = kms) => {
    const judgement = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, known).judge(bucketName, encryption as typeof kms, policy(...statements));
    assert.ok(judgement.valid, JSON.stringify(judgement));
    return judgement;
  };
  const insecure = deny({ Bool: { "aws:SecureTransport": "false" } });

  const spared: readonly (readonly [by: string, statement: Statement])[] = [
    ["Principal", { Principal: { AWS: "444455556666" } }],
    ["NotPrincipal", { NotPrincipal: { AWS: `arn:aws:iam::${account}:role/importer` } }],
    ["Resource", { Resource: `arn:aws:s3:::${bucketName}/a/*` }],
    ["NotResource", { NotResource: `arn:aws:s3:::${bucketName}/a/*` }],
    ["StringEquals aws:SourceVpce", { Condition: { Null: { [keys.algorithm]: "false" }, StringNotEquals: { [keys.algorithm]: ["aws:kms", "aws:kms:dsse"] }, StringEquals: { "aws:SourceVpce": "vpce-1" } } }],
  ];
  for (const [by, elements] of spared) {
    it(`names what a statement spares it by: ${by}`, () => {
      const whole = Object.entries(denyOthers).filter(([element]) => !(`Not${element}` in elements));
      const hole = judgementOf([{ ...Object.fromEntries(whole), ...elements }, denySseC]).holes.find(({ request }) => request.includes("AES256"));
      assert.deepEqual(hole?.spared, [{ index: 0, by }]);
    });
  }

  it("has words for the key only where a request has a key, and no account unless one makes it no hole", () => {
    const { holes } = judgementOf([denySseC]);
    const s3 = holes.find(({ request }) => request.endsWith("AES256"));
    assert.ok(s3);
    assert.deepEqual(["keyWords" in s3, "key" in s3, s3.unlessOf], [false, false, []]);
    const ofFuture = holes.find(({ future }) => future);
    assert.ok(ofFuture?.keyWords !== undefined);
    const ofOthers = judgementOf(closed.map((one) => ({ ...one, Principal: { AWS: "444455556666" } })), {}).holes.find(({ request }) => request.endsWith("AES256"));
    assert.deepEqual(ofOthers?.unlessOf, ["444455556666"]);
    const another = deny({ StringEquals: { "aws:SourceVpce": "vpce-1" } }, { Principal: { AWS: "777788889999" } });
    const ofOthersThanOne = judgementOf([...closed.map((one) => ({ ...one, Principal: { AWS: "444455556666" } })), another], {}).holes.find(({ request }) => request.endsWith("AES256"));
    assert.deepEqual(ofOthersThanOne?.unlessOf, ["444455556666"], "the other one that is named makes it no less a hole");
    const ofOne = judgementOf([...closed.map((one) => ({ ...one, Condition: { ...(one["Condition"] as object), ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/*" } } })), another], {}).holes.find(({ request }) => request.endsWith("AES256"));
    assert.deepEqual([ofOne?.bucketAccount, ofOne?.unlessOf], ["444455556666", []], "a hole of the account that is named");
  });

  it("is nothing that cannot be told of methods to come alone, or of what S3 blocks by itself", () => {
    const vpce = "aws:SourceVpce";
    const untold = (condition: object, { blockedEncryptionTypes, ...algorithm } = kms): unknown => {
      const under = [{ Null: { [vpce]: "true" } }, { StringLike: { [vpce]: "*" } }, { StringNotLike: { [vpce]: "?".repeat(4_001) } }].map((more) => deny(joined(condition, more)));
      const rest = [deny({ StringEquals: { [keys.algorithm]: "AES256" } }), ...(blockedEncryptionTypes ? [denySseC] : [denyOthers])];
      return judgementOf([...rest, ...under], { account, region: "us-east-1" }, { ...algorithm, ...(blockedEncryptionTypes && { blockedEncryptionTypes }) }).untold;
    };
    const ofFuture = { StringNotEquals: { [keys.algorithm]: ["aws:kms", "aws:kms:dsse"] }, Null: { [keys.algorithm]: "false" } };
    assert.deepEqual(untold(ofFuture), []);
    const ofSseC = { Null: { [keys.customer]: "false" } };
    assert.deepEqual(untold(ofSseC, { algorithm: "aws:kms" } as typeof kms), []);
  });

  it("is that S3 blocks it by itself, where the bucket's rule does not say what is blocked", () => {
    const { holes } = judgementOf([insecure], { account, region: "us-east-1" }, { algorithm: "aws:kms" });
    assert.deepEqual(holes.filter(({ blockedByDefault }) => blockedByDefault).map(({ storedAs }) => storedAs), ["SSE-C"]);
    assert.deepEqual(judgementOf([insecure], { account, region: "me-south-1" }, { algorithm: "aws:kms" }).holes.filter(({ blockedByDefault }) => blockedByDefault), []);
  });

  it("is S3's refusal where the policy is of another partition than the bucket's region, if that is known", () => {
    const china = policy(...closed).replaceAll("arn:aws:", "arn:aws-cn:");
    const judge = (known: object) => new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, known).judge(bucketName, kms, china);
    assert.equal(judge({ account, region: "us-east-1" }).valid, false);
    assert.equal(judge({ account, region: "cn-north-1" }).valid, true);
    assert.equal(judge({ account }).valid, true);
  });
});
