/** Protects the parts that the judge is made of: accounts in patterns, buckets that differ in their names alone, and statements to add. */
import assert from "node:assert/strict";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { accountPatternIn, accountsToldApart, isAnyAccount, matchesAccount, unnamedAccount } from "../../judge/accounts";
import { BucketJudge, type JudgedEncryption } from "../../judge/bucketJudge";
import { patternsByValues, variablesIn, variablesWithoutFallback } from "../../judge/variables";
import { withoutName } from "../../judge/withoutName";
import { globPattern } from "../../simulator/iam/glob";
import { account, approvedKey, bucketName, closed, deny, denyOthers, denySseC, keys, policy, today, type Statement } from "./policies";

describe("accounts in what a policy says", () => {
  const texts: readonly (readonly [text: string, pattern: string | undefined])[] = [
    ["111122223333", "111122223333"],
    ["arn:aws:*1111222*", "*1111222*"],
    ["arn:aws:iam::1111x:role/y", undefined],
    ["arn:aws:iam::x1111:role/y", undefined],
    ["1111*", "1111*"],
    ["*", "*"],
    ["arn:aws:iam::111122223333:role/x", "111122223333"],
    ["arn:aws:iam::1111????3333:*", "1111????3333"],
    ["arn:aws:s3:::bucket", undefined],
    ["arn:aws:iam::cloudfront:user/x", undefined],
    ["arn:aws:iam::${aws:PrincipalAccount}:role/x", undefined],
    ["*111122223333*", "*111122223333*"],
    ["*:role/x", undefined],
    ["role 12", undefined],
    ["x1111", undefined],
    ["1111x", undefined],
    ["o-1234567", undefined],
  ];
  for (const [text, pattern] of texts) {
    it(`${text}: ${pattern ?? "none"}`, () => {
      assert.equal(accountPatternIn(text), pattern);
    });
  }

  it("are told apart by one for each combination of patterns, whole ones first", () => {
    assert.deepEqual(accountsToldApart([]), []);
    assert.deepEqual(accountsToldApart(["111122223333", "444455556666", "111122223333"]), ["111122223333", "444455556666"]);
    assert.deepEqual(accountsToldApart(["*", "????????????"]), [], "which say nothing");
    assert.deepEqual(accountsToldApart(["*111122223333", "444455556666*"]).sort(), ["111122223333", "444455556666"]);
    const patterns = ["1*", "*2", "111122223333"];
    const found = accountsToldApart(patterns);
    const combinations = found.map((one) => patterns.map((pattern) => Number(matchesAccount(pattern, one))).join(""));
    assert.deepEqual([...new Set(combinations)].sort(), ["010", "100", "101", "110"]);
    for (const one of found) assert.match(one, /^\d{12}$/);
  });

  it("are any or not, and one is found that nobody names", () => {
    assert.deepEqual(["*", "?*", "", "1*", "*1"].map(isAnyAccount), [true, true, true, false, false]);
    const none = unnamedAccount([]);
    assert.match(none, /^\d{12}$/);
    assert.notEqual(unnamedAccount([none]), none);
    assert.notEqual(unnamedAccount([none, "444455556666"]), none);
    assert.equal(unnamedAccount(["*"]), none, "everybody is nobody in particular");
  });
});

describe("a policy without its bucket's name", () => {
  const other = "acme-invoices";
  const named = (name: string, text: string): string => text.replaceAll(bucketName, name);
  const shared = policy(...closed, { Effect: "Allow", Principal: { AWS: account }, Action: "s3:ListBucket", Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`] });

  it("is that of every other that differs in nothing else, and gets its own name back", () => {
    for (const text of [shared, JSON.stringify({ Version: "2012-10-17", Statement: denySseC }), policy({ ...deny(undefined), Resource: undefined, NotResource: `arn:aws:s3:::${bucketName}/public/*` })]) {
      const one = withoutName(bucketName, text);
      assert.deepEqual({ ...withoutName(other, named(other, text)), withName: undefined }, { ...one, withName: undefined });
      assert.equal(one.policy?.includes(bucketName), false);
      const statements = [{ Effect: "Deny", Resource: `arn:aws:s3:::${one.bucketName}/*` }, { Effect: "Deny", Resource: [`arn:aws:s3:::${one.bucketName}`] }, { Effect: "Deny" }] as const;
      assert.deepEqual(one.withName(statements), [{ Effect: "Deny", Resource: `arn:aws:s3:::${bucketName}/*` }, { Effect: "Deny", Resource: [`arn:aws:s3:::${bucketName}`] }, { Effect: "Deny" }]);
    }
  });

  it("stays as it is where the name stands elsewhere, or is a part of another one", () => {
    for (const text of [policy(deny({ StringEquals: { "aws:PrincipalTag/bucket": bucketName } })), policy(deny(undefined, { Resource: `arn:aws:s3:::${bucketName}-logs/*` })), policy(deny(undefined, { Resource: `arn:aws:s3:::x/${bucketName}` }))]) {
      const { bucketName: name, policy: own, withName } = withoutName(bucketName, text);
      assert.deepEqual([name, own], [bucketName, text]);
      assert.deepEqual(withName([{ Effect: "Deny" }]), [{ Effect: "Deny" }]);
    }
  });

  it("is S3's to refuse where it is none", () => {
    for (const text of ["", "{", "null", "[]", '"x"', "7"]) assert.deepEqual([withoutName(bucketName, text).bucketName, withoutName(bucketName, text).policy], [bucketName, text]);
    const { policy: odd } = withoutName(bucketName, '{"Statement":["x",{"Resource":[7]},null]}');
    assert.deepEqual(JSON.parse(odd ?? ""), { Statement: ["x", { Resource: [7] }, null] });
  });

  it("stays as it is where a member stands twice, of which JavaScript's own reader keeps one", () => {
    const once = policy(...closed);
    assert.notEqual(withoutName(bucketName, once).policy, once);
    for (const text of [once.replace('"Effect":"Deny"', '"Effect":"Allow","Effect":"Deny"'), once.replace('{"Version"', '{"Statement":[],"Version"'), once.replace('"Null":{', '"Null" : {},"Null":{')]) {
      assert.notEqual(text, once);
      assert.equal(withoutName(bucketName, text).policy, text);
    }
    // Neither is what only looks like a member.
    const quoted = policy(deny(undefined, { Sid: 'say "Sid": twice \\', Resource: `arn:aws:s3:::${bucketName}/a":b` }));
    assert.notEqual(withoutName(bucketName, quoted).policy, quoted);
  });

  it("of a bucket whose name is not known has a placeholder for it", () => {
    const spaced = shared.replaceAll(",", ", ");
    const { bucketName: standIn, policy: text, withName } = withoutName(undefined, spaced);
    assert.equal(text, spaced);
    assert.deepEqual(withName([{ Effect: "Deny", Resource: `arn:aws:s3:::${standIn}/*` }]), [{ Effect: "Deny", Resource: "arn:aws:s3:::<bucket name>/*" }]);
  });
});

describe("variables in what a policy says", () => {
  const texts = ["${aws:username}/${aws:PrincipalTag/team, 'none'}", "${*}x"];
  it("are found, and those without a fallback", () => {
    assert.deepEqual(variablesIn(texts, true), ["aws:username", "aws:PrincipalTag/team"]);
    assert.deepEqual(variablesWithoutFallback(texts, true), ["aws:username"]);
    assert.deepEqual([variablesIn(texts, false), variablesWithoutFallback(texts, false)], [[], []]);
  });

  it("stand for a pattern for each combination of their values, up to a number", () => {
    const valuesOf = (key: string): string[] => (key === "aws:username" ? ["a", "b"] : ["1", "2", "3"]);
    const text = "${aws:username}*${aws:userid}${aws:username}";
    const patterns = ["a*1a", "a*2a", "a*3a", "b*1b", "b*2b", "b*3b"].map(globPattern);
    assert.deepEqual(patternsByValues(text, true, valuesOf, 6), patterns);
    assert.equal(patternsByValues(text, true, valuesOf, 5), undefined);
    assert.deepEqual(patternsByValues(text, false, valuesOf, 1), [globPattern(text)]);
  });
});

describe("the statements that close holes", () => {
  const kms = { algorithm: "aws:kms", blockedEncryptionTypes: ["NONE"] };
  const sidsFor = (encryption: JudgedEncryption, text: string | undefined, requirement: EncryptionRequirement = defaultRequirement, name: string | undefined = bucketName): unknown[] => {
    const judge = new BucketJudge({ requirement, updates: true, today, isAllowedException: () => false }, { account });
    const judgement = judge.judge(name, encryption, text);
    assert.ok(judgement.valid, JSON.stringify(judgement));
    return judge.remedy(name, encryption, text, judgement.holes).map(({ Sid }) => Sid);
  };
  const sid = (statement: Statement, Sid: string): Statement => ({ ...statement, Sid });

  /** As long as a policy may be. */
  const full = deny({ Bool: { "aws:SecureTransport": "false" }, StringNotEquals: { "aws:PrincipalTag/x": "x".repeat(20_200) } });

  const cases: readonly (readonly [what: string, sids: readonly string[], ...args: Parameters<typeof sidsFor>])[] = [
    ["of a bucket without a policy are all that are needed", ["DenyOtherEncryptionMethods", "DenySseC"], kms, undefined],
    ["are none where there is no hole", [], kms, policy(...closed)],
    ["are the one that is missing", ["DenySseC"], kms, policy(denyOthers)],
    ["are one fewer where the bucket blocks SSE-C", ["DenyOtherEncryptionMethods"], { ...kms, blockedEncryptionTypes: ["SSE-C"] }, undefined],
    ["deny a missing header where the default is another one", ["DenyOtherEncryptionMethods", "DenySseC", "DenyMissingEncryptionHeader"], { ...kms, algorithm: "AES256" }, undefined],
    ["do so where there is no default", ["DenyOtherEncryptionMethods", "DenySseC", "DenyMissingEncryptionHeader"], undefined, undefined],
    ["close what does not hang on the default where that is not known", ["DenyOtherEncryptionMethods"], "open", undefined],
    ["do so where the default has another key", ["DenyOtherEncryptionMethods", "DenyMissingEncryptionHeader"], { ...kms, kmsKey: `${approvedKey}-b` }, policy(deny({ Null: { [keys.algorithm]: "false" }, StringNotEquals: { [keys.keyId]: approvedKey } }), denySseC, deny(undefined, { Action: "s3:UpdateObjectEncryption" })), { methods: ["sse-kms"], origin: "any", kmsKeyArns: [approvedKey] }],
    ["have names of their own where theirs are taken", ["DenyOtherEncryptionMethods2", "DenySseC3"], kms, policy(sid(deny({ Bool: { "aws:SecureTransport": "false" } }), "DenyOtherEncryptionMethods"), sid(deny({ Bool: { "aws:SecureTransport": "false" } }), "DenySseC"), sid(deny({ Bool: { "aws:SecureTransport": "false" } }), "DenySseC2"))],
    ["are all, where the policy has no room for any", ["DenyOtherEncryptionMethods", "DenySseC"], kms, policy(full)],
    ["are all but those about the default, where that is not known", ["DenyOtherEncryptionMethods", "DenySseC"], "open", policy(full)],
    ["are added to a policy of one statement that is no list", ["DenySseC"], kms, JSON.stringify({ Version: "2012-10-17", Statement: denyOthers })],
  ];
  for (const [what, sids, ...args] of cases) {
    it(what, () => {
      assert.deepEqual(sidsFor(...args), sids);
    });
  }

  it("are none for holes of a default that the bucket has no longer", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, { account });
    const judgement = judge.judge(bucketName, undefined, undefined);
    assert.ok(judgement.valid);
    const ofDefault = judgement.holes.filter(({ request }) => request === "PutObject without an encryption header");
    assert.equal(ofDefault.length, 1);
    assert.deepEqual(judge.remedy(bucketName, kms, undefined, ofDefault), []);
  });
});
