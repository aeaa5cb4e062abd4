/**
 * Who may ask: protects that a bucket whose account, region or partition is not known is judged by every one that it may
 * have, and that everybody is tried whom a policy can mean.
 */
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { BucketJudge } from "../../judge/bucketJudge";
import { asksForLater } from "../encryption/laterMethods";
import { closed, deny, denyOthers, denySseC, keys, policy, type Statement, today } from "./policies";

const own = "111122223333";
const vendor = "444455556666";
const canonicalUser = "79a59df900b949e55d96a1e698fbaced".repeat(2);
const kmsDefault = { algorithm: "aws:kms", bucketKeyEnabled: true, blockedEncryptionTypes: ["NONE"] };
const ownKey = { ...kmsDefault, kmsKey: `arn:aws:kms:us-east-1:${own}:key/1234abcd-12ab-34cd-56ef-1234567890ab` };
const otherMethod = { StringNotEquals: { [keys.algorithm]: ["aws:kms", "aws:kms:dsse"] } };

/** Denies wrong uploads, where more conditions hold. */
const denyWhere = (operator: string, key: string, value: string | string[], more: Statement = {}): Statement[] =>
  closed.map((statement) => {
    const Condition = statement["Condition"] as Record<string, object>;
    return { ...statement, ...more, Condition: { ...Condition, [operator]: { ...Condition[operator], [key]: value } } };
  });

const allowVendor: Statement = { Effect: "Allow", Principal: { AWS: vendor }, Action: "s3:PutObject", Resource: "arn:aws:s3:::acme-orders/*" };

interface Case {
  readonly says: string;
  readonly statements: readonly Statement[];
  readonly encryption?: typeof kmsDefault;
  readonly account?: string;
  readonly region?: string;
  /** Words of somebody who gets a wrong upload in; nobody does where it is left out. */
  readonly open?: RegExp;
}

const cases: readonly Case[] = [
  // Which account the bucket is of.
  { says: "an Allow and a Deny for a vendor leave the owner alone", statements: [allowVendor, deny(otherMethod, { Principal: { AWS: `arn:aws:iam::${vendor}:root` } })], encryption: ownKey, open: /a role of the account/ },
  { says: "so they do where no key tells the account", statements: [allowVendor, deny(otherMethod, { Principal: { AWS: vendor } })], open: /a role of the account/ },
  { says: "an unrelated Deny for a vendor tells nothing", statements: [allowVendor, ...denyWhere("StringEquals", "aws:PrincipalAccount", vendor), deny(undefined, { Principal: { AWS: vendor }, Action: "s3:DeleteObject" })], open: /a role of the account/ },
  { says: "a key may be of a central account", statements: denyWhere("StringEquals", "aws:PrincipalAccount", own), encryption: ownKey, open: /a role of the account/ },
  { says: "a Deny for the owner's principals is enough where the account is known", statements: denyWhere("StringEquals", "aws:PrincipalAccount", own), account: own },
  { says: "a Deny for everybody but the owner", statements: denyWhere("StringNotEquals", "aws:PrincipalAccount", own), open: /a role of the account/ },
  { says: "a Deny where the bucket is not the owner's never holds", statements: denyWhere("StringNotEquals", "s3:ResourceAccount", own), open: /a role of the account/ },
  { says: "nor does one by the global key", statements: denyWhere("StringNotEquals", "aws:ResourceAccount", own), open: /a role of the account/ },
  { says: "a Deny where the bucket is the owner's holds where the account is known", statements: denyWhere("StringEquals", "s3:ResourceAccount", own), account: own },

  { says: "accounts by the beginning of their number", statements: denyWhere("StringLike", "aws:PrincipalAccount", "1111*"), encryption: ownKey, open: /a role of the account/ },
  { says: "all accounts but some by the beginning of their number", statements: denyWhere("StringNotLike", "aws:PrincipalAccount", "2*"), encryption: ownKey, open: /a role of the account/ },
  { says: "a bucket's account by the beginning of its number", statements: denyWhere("StringLike", "aws:ResourceAccount", "1*"), open: /a role of the account/ },
  { says: "an account somewhere in an ARN", statements: denyWhere("StringLike", "aws:PrincipalArn", "*1234567890*"), open: /a role of the account/ },
  { says: "all ARNs but those of accounts by the end of their number", statements: denyWhere("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::????????3333:*"), encryption: ownKey, open: /a role of the account/ },
  { says: "a role of other accounts by the beginning of their number", statements: [{ ...allowVendor, Principal: "*" }, ...denyWhere("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::2222*:role/x")], account: own, open: /2222\*:role\/x/ },
  { says: "other accounts by the beginning of their number", statements: [{ ...allowVendor, Principal: "*" }, ...denyWhere("StringNotLike", "aws:PrincipalAccount", "2222*")], account: own, open: /2222\*/ },
  { says: "a perimeter of many accounts, beside denials of everything", statements: [...denyWhere("StringNotEquals", "aws:PrincipalServiceName", "cloudtrail.amazonaws.com"), deny({ StringNotEquals: { "aws:PrincipalAccount": Array.from({ length: 30 }, (_, index) => String(300000000000 + index)) } }, { Action: "s3:*" })] },
  { says: "a perimeter of many accounts alone", statements: [deny({ StringNotEquals: { "aws:PrincipalAccount": Array.from({ length: 30 }, (_, index) => String(300000000000 + index)) } })], open: /role of the account|3000000/ },

  // Whom a policy can mean.
  { says: "NotPrincipal spares an account by its canonical user", statements: closed.map(({ Principal: _principal, ...statement }) => ({ ...statement, NotPrincipal: { CanonicalUser: canonicalUser } })), account: own, open: new RegExp(canonicalUser) },
  { says: "NotPrincipal spares who is federated by a provider", statements: closed.map(({ Principal: _principal, ...statement }) => ({ ...statement, NotPrincipal: { Federated: `arn:aws:iam::${own}:saml-provider/Okta` } })), account: own, open: /saml-provider\/Okta/ },
  { says: "an Allow for another account's canonical user", statements: [{ ...allowVendor, Principal: { CanonicalUser: canonicalUser } }, ...closed.map((statement) => ({ ...statement, Principal: { AWS: own } }))], account: own, open: new RegExp(canonicalUser) },
  { says: "an Allow for CloudFront's origin access identity", statements: [{ ...allowVendor, Principal: { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" } }, ...closed.map((statement) => ({ ...statement, Principal: { AWS: own } }))], account: own, open: /Origin Access Identity E1/ },
  { says: "federated users are neither roles nor users nor root", statements: denyWhere("ArnLike", "aws:PrincipalArn", [`arn:aws:iam::${own}:role/*`, `arn:aws:iam::${own}:user/*`, `arn:aws:iam::${own}:root`]), account: own, open: /a federated user of the account/ },
  { says: "federated users are of a type of their own", statements: denyWhere("StringEquals", "aws:PrincipalType", ["AssumedRole", "User", "Account"]), account: own, open: /federated user/ },
  { says: "federated users have ARNs of STS", statements: denyWhere("StringLike", "aws:PrincipalArn", "arn:aws:iam::*"), account: own, open: /federated user/ },

  // Where a bucket is.
  { says: "China's partition, by the policy's own resources", statements: closed.map((statement) => ({ ...statement, Resource: "arn:aws-cn:s3:::acme-orders/*" })) },
  { says: "the requested region is the bucket's", statements: denyWhere("StringEquals", "aws:RequestedRegion", "us-east-1"), region: "us-east-1" },
  { says: "another region is never requested", statements: denyWhere("StringEquals", "aws:RequestedRegion", "eu-west-1"), region: "us-east-1", open: /a role of the account/ },
  { says: "a region that is not known may be another one", statements: denyWhere("StringEquals", "aws:RequestedRegion", "us-east-1"), open: /a role of the account/ },
  { says: "every request has a time, numbers included", statements: denyWhere("NumericGreaterThan", "aws:EpochTime", "1577836800") },
];

describe("judge, whose bucket and who asks", () => {
  for (const { says, statements, encryption = kmsDefault, account, region, open } of cases) {
    it(`${open ? "open" : "closed"}: ${says}`, () => {
      const judge = new BucketJudge(
        { requirement: defaultRequirement, updates: true, today, isAllowedException: () => false },
        { ...(account !== undefined && { account }), ...(region !== undefined && { region }) },
      );
      const judgement = judge.judge("acme-orders", encryption, policy(...statements));
      assert.ok(judgement.valid, JSON.stringify(judgement));
      assert.equal(judgement.untold.length, 0);
      const who = judgement.holes.flatMap(({ principals }) => principals).join("\n");
      if (open) assert.match(who, open);
      else assert.deepEqual(judgement.holes, []);
    });
  }

  it("a key by its id is that of whoever asks, also of accounts that a policy does not tell apart", () => {
    const [one, other] = [vendor, "777788889999"];
    const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    const arnOf = (account: string): string => `arn:aws:kms:us-east-1:${account}:key/${id}`;
    const statements = (...accounts: string[]): Statement[] => [
      deny({ StringNotEquals: { [keys.algorithm]: "aws:kms" } }),
      deny({ StringNotEquals: { [keys.keyId]: [arnOf(one), id] } }),
      deny({ StringNotEquals: { "aws:PrincipalAccount": accounts } }),
      { ...allowVendor, Principal: { AWS: accounts } },
    ];
    for (const known of [{ account: own, region: "us-east-1" }, { region: "us-east-1" }, {}]) {
      const judge = new BucketJudge({ requirement: { methods: ["sse-kms"], kmsKeyArns: [arnOf(one)], origin: "any" }, updates: false, today, isAllowedException: () => false }, known);
      for (const accounts of [[one, other], [other, one]]) {
        const judgement = judge.judge("acme-orders", ownKey, policy(...statements(...accounts)));
        assert.ok(judgement.valid, JSON.stringify(judgement));
        const byId = judgement.holes.filter(({ request, future }) => !future && request.includes("by its bare id"));
        assert.deepEqual(byId.map(({ reason }) => reason), [`KMS key ${arnOf(other)} is not approved`], JSON.stringify([known, accounts]));
      }
    }
  });

  it("a key by its id is asked for by each account that gets in, though one before it is kept out", () => {
    const [keptOut, first, second] = ["222233334444", vendor, "777788889999"];
    const ids = ["1234abcd-12ab-34cd-56ef-1234567890ab", "9876fedc-12ab-34cd-56ef-1234567890ab"] as const;
    const approved = [first, second].map((account, index) => `arn:aws:kms:us-east-1:${account}:key/${ids[index] ?? ""}`);
    for (const accounts of [[keptOut, first], [first, keptOut]]) {
      const judge = new BucketJudge({ requirement: { methods: ["sse-kms"], kmsKeyArns: approved, origin: "any" }, updates: false, today, isAllowedException: () => false }, { account: own, region: "us-east-1" });
      const judgement = judge.judge("acme-orders", { algorithm: "aws:kms", kmsKey: approved[0] ?? "" }, policy(
        deny({ StringNotEquals: { [keys.algorithm]: "aws:kms" } }),
        deny({ StringNotEquals: { [keys.keyId]: [...approved, ...ids] } }),
        deny({ StringEquals: { "aws:PrincipalAccount": keptOut } }),
        deny({ StringNotEquals: { "aws:PrincipalAccount": accounts } }),
        { ...allowVendor, Principal: { AWS: accounts } },
      ));
      assert.ok(judgement.valid, JSON.stringify(judgement));
      // With the first key's id it would use its own, which is approved.
      assert.deepEqual(judgement.holes.map(({ reason }) => reason), [`KMS key arn:aws:kms:us-east-1:${first}:key/${ids[1]} is not approved`], JSON.stringify(accounts));
    }
  });

  it("a hole says of which accounts the bucket must not be", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: false, today, isAllowedException: () => false });
    const judgement = judge.judge("acme-orders", kmsDefault, policy(...closed.map((statement) => ({ ...statement, Principal: { AWS: own } }))));
    assert.ok(judgement.valid && judgement.holes.length > 0);
    for (const { unlessOf } of judgement.holes) assert.deepEqual(unlessOf, [own]);
  });

  it("a hole says nothing of accounts for which a way may have been overlooked", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: false, today, isAllowedException: () => false });
    const folder = "arn:aws:s3:::acme-orders/${aws:PrincipalTag/team}/*";
    // Without that tag, two readings of the second statement leave it open whether it denies.
    const denials = closed.flatMap(({ Resource: _, ...one }) => [{ ...one, Principal: { AWS: own }, Resource: folder }, { ...one, Principal: { AWS: own }, NotResource: folder }]);
    const judgement = judge.judge("acme-orders", kmsDefault, policy(...denials));
    assert.ok(judgement.valid && judgement.holes.length > 0);
    for (const { unlessOf } of judgement.holes) assert.deepEqual(unlessOf, []);
  });

  it("an exception for an account is one for all of its principals", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: ({ key }) => ["aws:PrincipalAccount", "NotPrincipal"].includes(key) });
    for (const statements of [denyWhere("StringNotEquals", "aws:PrincipalAccount", own), ...[own, `arn:aws:iam::${own}:root`].map((AWS) => closed.map(({ Principal: _principal, ...statement }) => ({ ...statement, NotPrincipal: { AWS } })))]) {
      const judgement = judge.judge("acme-orders", kmsDefault, policy(...statements));
      assert.ok(judgement.valid);
      assert.deepEqual(judgement.holes, []);
    }
  });

  const carried: readonly [says: string, key: string, value: string, statements: readonly Statement[]][] = [
    ["a role's session", "aws:PrincipalArn", `arn:aws:iam::${own}:role/a`, [...denyWhere("ArnNotEquals", "aws:PrincipalArn", `arn:aws:iam::${own}:role/a`), { ...allowVendor, Principal: { AWS: `arn:aws:sts::${own}:assumed-role/a/s2` } }]],
    ["a type", "aws:PrincipalType", "AssumedRole", denyWhere("StringNotEquals", "aws:PrincipalType", "AssumedRole")],
    ["the account", "aws:PrincipalType", "Account", denyWhere("StringNotEquals", "aws:PrincipalType", "Account")],
    ["a user's name", "aws:username", "bob", [...denyWhere("StringNotEquals", "aws:username", "bob"), { ...allowVendor, Principal: { AWS: `arn:aws:iam::${own}:user/bob` } }]],
    ["an identity provider", "aws:FederatedProvider", "accounts.google.com", [...denyWhere("StringNotEquals", "aws:FederatedProvider", "accounts.google.com"), { ...allowVendor, Principal: { Federated: "accounts.google.com" } }]],
    ["root's user id", "aws:userid", own, denyWhere("StringNotLike", "aws:userid", [own])],
  ];
  for (const [says, key, value, statements] of carried) {
    it(`an exception that a principal carries can be allowed: ${says}`, () => {
      const holes = (isAllowedException: (exception: { key: string; value: string }) => boolean): readonly object[] => {
        const judgement = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException }, { account: own }).judge("acme-orders", kmsDefault, policy(...statements));
        assert.ok(judgement.valid, JSON.stringify(judgement));
        return judgement.holes;
      };
      assert.notEqual(holes(() => false).length, 0);
      assert.deepEqual(holes((exception) => exception.key === key && exception.value === value), []);
    });
  }

  it("an exception for two accounts, of which one is allowed, leaves the other one", () => {
    const listed = (value: string): boolean => value === own;
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: ({ value }) => listed(value) });
    const judgement = judge.judge("acme-orders", kmsDefault, policy(...denyWhere("StringNotEquals", "aws:PrincipalAccount", [own, vendor])));
    assert.ok(judgement.valid);
    assert.ok(judgement.holes.some(({ exceptions }) => exceptions.some(({ value }) => value === vendor)));
  });

  it("a region of the bucket's own counts more than that of all", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, { region: "us-east-1" });
    const judgement = judge.judge("acme-orders", kmsDefault, policy(...closed.map((statement) => ({ ...statement, Resource: "arn:aws-cn:s3:::acme-orders/*" }))), "cn-north-1");
    assert.ok(judgement.valid);
    assert.deepEqual(judgement.holes, []);
  });
});

describe("judge, statements that do not matter", () => {
  const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, { account: own });
  const verdict = (...statements: Statement[]): { holes: number; untold: number } => {
    const judgement = judge.judge("acme-orders", kmsDefault, policy(...statements));
    assert.ok(judgement.valid, JSON.stringify(judgement));
    return { holes: judgement.holes.length, untold: judgement.untold.length };
  };
  const many = Array.from({ length: 16 }, (_, index) => String(index));
  const proven = { holes: 0, untold: 0 };

  it("reads that hang on many properties of the requester", () => {
    const reads = many.map((name) => deny({ StringEquals: { [`aws:PrincipalTag/t${name}`]: "no" } }, { Action: "s3:GetObject" }));
    assert.deepEqual(verdict(...closed, ...reads), proven);
    // So they do not beside holes.
    assert.deepEqual(verdict(denyOthers, ...reads).untold, 0);
  });

  it("uploads that more statements deny as well", () => {
    const perimeter = many.map((name) => deny({ StringNotEqualsIfExists: { [`aws:PrincipalTag/t${name}`]: "yes" } }));
    assert.deepEqual(verdict(...closed, ...perimeter), proven);
  });

  it("uploads that many statements allow, each under a condition of its own", () => {
    const tenants = many.map((name) => ({ ...allowVendor, Resource: `arn:aws:s3:::acme-orders/${name}/*/x*`, Condition: { StringEquals: { "aws:SourceVpce": `vpce-${name}` } } }));
    assert.deepEqual(verdict(...closed, ...tenants), proven);
  });

  it("today's requests are proven where only methods of the future are open", () => {
    const perimeter = many.map((name) => deny({ StringNotEqualsIfExists: { [`aws:PrincipalTag/t${name}`]: "yes" } }));
    const today = [deny({ StringEquals: { [keys.algorithm]: "AES256" } }), denySseC];
    const judgement = judge.judge("acme-orders", kmsDefault, policy(...today, ...perimeter));
    assert.ok(judgement.valid);
    assert.equal(judgement.untold.length, 0);
    assert.ok(judgement.holes.every(({ future, upload }) => future || asksForLater(upload)));
  });

  it("uploads that services are exempt from, which nobody else can claim to be", () => {
    const exempt = denyWhere("StringNotEquals", "aws:PrincipalServiceName", "cloudtrail.amazonaws.com");
    const tenants = many.map((name) => ({ ...allowVendor, Principal: { AWS: String(300000000000 + Number(name)) }, Condition: { StringEquals: { "aws:SourceVpce": `vpce-${name}`, "aws:PrincipalOrgID": `o-${name}`, "aws:PrincipalTag/team": name } } }));
    assert.deepEqual(verdict(...exempt, ...tenants), proven);
    // An anonymous caller has no such key, and a Deny that asks for its value does not mean one.
    const byBool = closed.map((statement) => ({ ...statement, Condition: { ...(statement["Condition"] as object), Bool: { "aws:PrincipalIsAWSService": "false" } } }));
    assert.notEqual(verdict(...byBool, { ...allowVendor, Principal: "*" }).holes, 0);
    assert.equal(verdict(...byBool).holes, 0);
  });

  it("conditions of Allow statements for others", () => {
    const vendors = many.map((name) => ({ ...allowVendor, Principal: { AWS: String(300000000000 + Number(name)) }, Resource: `arn:aws:s3:::acme-orders/${name}/*`, Condition: { StringEquals: { "aws:SourceVpce": `vpce-${name}` }, IpAddress: { "aws:SourceIp": `192.0.2.${name}/32` } } }));
    const tls = deny({ Bool: { "aws:SecureTransport": "false" } });
    const judgement = judge.judge("acme-orders", kmsDefault, policy(denySseC, tls, ...vendors));
    assert.ok(judgement.valid);
    assert.equal(judgement.untold.length, 0);
    assert.ok(judgement.holes.some(({ request }) => request.includes("AES256")));
    // The owner's roles meet no Deny for the vendors' sake; the vendors get in by their own statement alone.
    const vendorsOnly = judge.judge("acme-orders", kmsDefault, policy(...closed.map((statement) => ({ ...statement, Principal: { AWS: own } })), ...vendors));
    assert.ok(vendorsOnly.valid && vendorsOnly.untold.length === 0);
    assert.match(vendorsOnly.holes.map(({ principals }) => principals.join()).join(), /3000000000\d\d, which the policy names/);
  });

  it("but those that deny all actions but some do", () => {
    const exempt = closed.map(({ Action: _action, ...statement }) => ({ ...statement, NotAction: "s3:GetObject", Condition: { ...(statement["Condition"] as object), StringNotEqualsIfExists: { "aws:SourceVpce": "vpce-1" } } }));
    const judgement = judge.judge("acme-orders", kmsDefault, policy(...exempt));
    assert.ok(judgement.valid);
    assert.ok(judgement.holes.some(({ exceptions }) => exceptions.some(({ value }) => value === "vpce-1")));
  });

  it("nothing is proven where keys that escape every Deny may not have been found", () => {
    const escaping = Array.from({ length: 6 }, (_, index) => `arn:aws:s3:::acme-orders/*${"abcdefgh".repeat(4).slice(index)}*${"hgfe".repeat(3)}${String(index)}*`);
    const denials = escaping.map((NotResource) => Object.fromEntries(Object.entries({ ...denySseC, NotResource }).filter(([element]) => element !== "Resource")));
    assert.notEqual(verdict(denyOthers, ...denials).untold, 0);
  });

  it("but those that deny a part of the bucket alone prove nothing of the rest", () => {
    const part = { Resource: "arn:aws:s3:::acme-orders/in/*" };
    assert.notEqual(verdict({ ...denyOthers, ...part }, { ...denySseC, ...part }).holes, 0);
  });
});
