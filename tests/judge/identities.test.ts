/** Protects who is tried: everybody of no particular kind, whom a policy names, and who is meant by several patterns together. */
import assert from "node:assert/strict";
import { otherAccount, requesters, wordsOf, type Requester } from "../../judge/identities";
import { account, deny, place, statementsOf, type Statement } from "./policies";

const vendor = "444455556666";
const usual = [
  `arn:aws:iam::${account}:role/any-role`,
  `arn:aws:iam::${account}:root`,
  `arn:aws:iam::${otherAccount}:role/any-role`,
  "anonymous",
  `arn:aws:iam::${account}:user/any-user`,
  `arn:aws:sts::${account}:federated-user/any-user`,
];
const arnOf = ({ principal }: Requester): string => (principal === "anonymous" ? principal : "arn" in principal ? principal.arn : principal.service);
const of = (...statements: Statement[]) => requesters(statementsOf(...statements), place);
const to = (Principal: unknown): Statement => deny(undefined, { Principal });
const under = (operator: string, key: string, ...values: string[]): Statement => deny({ [operator]: { [key]: values } });
/** Those whom patterns of ARNs tell apart beside whom they name: one of each kind in each account that counts. */
const others = (...accounts: string[]): string[] =>
  accounts.flatMap((one) => [`arn:aws:iam::${one}:role/x`, `arn:aws:iam::${one}:user/x`, `arn:aws:sts::${one}:federated-user/x`]);

describe("judge/identities", () => {
  it("tries somebody of each usual kind", () => {
    const { list, complete } = requesters(undefined, place);
    assert.deepEqual([list.map(arnOf), complete], [usual, true]);
    for (const { isUsual, exceptions } of list) assert.deepEqual([isUsual, exceptions], [true, []]);
    assert.deepEqual(requesters(undefined, { account: vendor, partition: "aws-cn" }).list.map(arnOf)[1], `arn:aws-cn:iam::${vendor}:root`);
  });

  const named: readonly (readonly [says: string, statement: Statement, ...arns: string[]])[] = [
    ["an account", to({ AWS: vendor }), `arn:aws:iam::${vendor}:role/any-role`],
    ["an account's root", to({ AWS: `arn:aws:iam::${vendor}:root` }), `arn:aws:iam::${vendor}:root`],
    ["a role, with its path", to({ AWS: `arn:aws:iam::${vendor}:role/team/x` }), `arn:aws:iam::${vendor}:role/team/x`],
    ["a user", to({ AWS: `arn:aws:iam::${account}:user/bob` }), `arn:aws:iam::${account}:user/bob`],
    ["a session of a role", to({ AWS: `arn:aws:sts::${vendor}:assumed-role/x/s` }), `arn:aws:sts::${vendor}:assumed-role/x/s`],
    ["a federated user", to({ AWS: `arn:aws:sts::${vendor}:federated-user/x` }), `arn:aws:sts::${vendor}:federated-user/x`],
    ["CloudFront's origin access identity", to({ AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" }), "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"],
    ["the bucket's account, of which there is somebody", to({ AWS: account })],
    ["everybody, as anybody", to({ AWS: "*" })],
    ["services, who are nobody", to({ Service: "logging.s3.amazonaws.com" })],
    ["a canonical user, of whichever account", to({ CanonicalUser: "79a59df900b949e55d96a1e698fbaced".repeat(2) }), `arn:aws:iam::${account}:role/any-role`, `arn:aws:iam::${otherAccount}:role/any-role`],
    ["an identity provider's, of whichever account", to({ Federated: "accounts.google.com" }), `arn:aws:iam::${account}:role/any-role`, `arn:aws:iam::${otherAccount}:role/any-role`],
    ["whoever is left out", deny(undefined, { Principal: undefined, NotPrincipal: { AWS: `arn:aws:iam::${vendor}:role/x` } }), `arn:aws:iam::${vendor}:role/x`],
    ["an account by condition", under("StringNotEquals", "aws:PrincipalAccount", vendor), `arn:aws:iam::${vendor}:role/any-role`],
    ["accounts by the beginning of their number", under("StringNotLike", "AWS:principalaccount", "1111*"), `arn:aws:iam::111177777777:role/any-role`],
    ["a user by name", under("StringNotEquals", "aws:username", "b*b"), `arn:aws:iam::${account}:user/bxb`],
    ["who comes by an identity provider", under("StringNotEquals", "aws:FederatedProvider", "accounts.*"), `arn:aws:iam::${account}:role/any-role`, `arn:aws:iam::${otherAccount}:role/any-role`],
    ["nobody by the absence of a key", under("Null", "aws:username", "true")],
    ["nobody by another key", under("StringNotEquals", "aws:PrincipalOrgID", vendor)],
  ];
  for (const [says, statement, ...arns] of named) {
    it(`tries ${says}`, () => {
      const { list, complete } = of(statement);
      const found = list.slice(usual.length);
      assert.deepEqual([found.map(arnOf), complete], [arns, true]);
      for (const { words, isUsual } of found) assert.deepEqual([/, which the policy names$/.test(words), isUsual], [true, false]);
    });
  }

  it("tries somebody of the bucket's account where a pattern of accounts includes it", () => {
    const role = "arn:aws:iam::1111*:role/z";
    const named = of(under("StringNotLike", "aws:PrincipalArn", role)).list.filter(({ words }) => words.startsWith(role)).map(arnOf);
    assert.deepEqual(named, [`arn:aws:iam::${account}:role/z`, "arn:aws:iam::111177777777:role/z"]);
  });

  it("knows whom it tries by something else than an ARN by that", () => {
    const canonicalUserId = "79a59df900b949e55d96a1e698fbaced".repeat(2);
    assert.deepEqual(of(to({ CanonicalUser: canonicalUserId })).list.at(-1)?.principal, { canonicalUserId, arn: usual[2] });
    assert.deepEqual(of(to({ Federated: "accounts.google.com" })).list.at(-2)?.principal, { federatedProvider: "accounts.google.com", arn: usual[0] });
    assert.deepEqual(of(under("StringNotEquals", "aws:FederatedProvider", "a*")).list.at(-1)?.principal, { federatedProvider: "ax", arn: usual[2] });
  });

  const byArn: readonly (readonly [says: string, values: readonly string[], ...arns: string[]])[] = [
    ["an ARN", [`arn:aws:iam::${vendor}:role/x`], `arn:aws:iam::${vendor}:role/x`, `arn:aws:iam::${vendor}:role/y`, ...others(account, otherAccount, vendor)],
    ["a pattern of roles", ["arn:aws:iam::*:role/a-*"], `arn:aws:iam::${account}:role/a-x`, ...others(account, otherAccount), ...[account, otherAccount].map((one) => `arn:aws:iam::${one}:role/a-`)],
    ["two patterns, together as well", ["arn:aws:iam::111122223333:role/a*", "arn:aws:iam::*:role/*b"], ...["ax", "xb"].map((name) => `arn:aws:iam::${account}:role/${name}`), ...others(account, otherAccount), ...["a", "b", "ab"].map((name) => `arn:aws:iam::${account}:role/${name}`), `arn:aws:iam::${otherAccount}:role/b`],
    ["a pattern of accounts", [`arn:aws:iam::*${account}:role/a*`], `arn:aws:iam::${account}:role/ax`, ...others(account, otherAccount), `arn:aws:iam::${account}:role/a`, `arn:aws:iam::${otherAccount}:role/${account}:role/a`],
    ["a pattern of kinds", ["arn:aws:sts::111122223333:*"], `arn:aws:iam::${account}:role/any-role`, ...others(account, otherAccount)],
  ];
  for (const [says, values, ...arns] of byArn) {
    it(`tries whom a condition on their ARN means, and others: ${says}`, () => {
      const { list, complete } = of(under("ArnNotLike", "aws:PrincipalArn", ...values));
      assert.deepEqual([[...new Set(list.map(arnOf).filter((arn) => !usual.includes(arn)))].sort(), complete], [[...new Set(arns.filter((arn) => !usual.includes(arn)))].sort(), true]);
    });
  }

  const spared: readonly (readonly [says: string, statement: Statement, arn: string, ...exceptions: string[]])[] = [
    ["NotPrincipal", deny(undefined, { Principal: undefined, NotPrincipal: { AWS: [vendor, `arn:aws:iam::${vendor}:role/x`] } }), `arn:aws:iam::${vendor}:role/x`, `NotPrincipal ${vendor}`, `NotPrincipal arn:aws:iam::${vendor}:role/x`],
    ["the account", under("StringNotEquals", "aws:PrincipalAccount", account, vendor), usual[0] ?? "", `aws:PrincipalAccount ${account}`],
    ["a type, once however often it is left out", deny({ StringNotEquals: { "aws:PrincipalType": "User" }, StringNotLike: { "aws:PrincipalType": "User" } }), usual[4] ?? "", "aws:PrincipalType User"],
    ["values in their order", under("StringNotLike", "aws:PrincipalAccount", "1111*", account), usual[0] ?? "", "aws:PrincipalAccount 1111*", `aws:PrincipalAccount ${account}`],
    ["a pattern", under("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:root"), usual[1] ?? "", "aws:PrincipalArn arn:aws:iam::*:root"],
    ["no pattern that means others", under("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:root"), usual[0] ?? ""],
    ["NotPrincipal that means others", deny(undefined, { Principal: undefined, NotPrincipal: { AWS: vendor } }), usual[0] ?? ""],
    ["no property that they lack", under("StringNotLike", "aws:username", "*"), usual[0] ?? ""],
    ["no property that the statement asks for", under("StringEquals", "aws:PrincipalAccount", account), usual[0] ?? ""],
    ["no absence", under("Null", "aws:PrincipalAccount", "false"), usual[0] ?? ""],
    ["nothing of an Allow", { ...under("StringNotEquals", "aws:PrincipalAccount", account), Effect: "Allow", Principal: { AWS: vendor } }, usual[0] ?? ""],
    ["a variable that may be anything", under("StringNotEquals", "aws:username", "${aws:PrincipalTag/name}"), `arn:aws:iam::${account}:user/x`, "aws:username ${aws:PrincipalTag/name}"],
    ["nothing that anonymous callers lack", under("StringNotEquals", "aws:PrincipalAccount", account), "anonymous"],
  ];
  for (const [says, statement, arn, ...exceptions] of spared) {
    it(`knows what spares somebody: ${says}`, () => {
      const found = of(statement).list.find((one) => arnOf(one) === arn);
      assert.deepEqual(found?.exceptions.map(({ key, value }) => `${key} ${value}`), exceptions);
    });
  }

  it("has words for several: a role stands for users as well, and those of no kind for others", () => {
    const { list } = of(to({ AWS: vendor }));
    const [role, root, , anonymous, user, federated, ofVendor] = list as [Requester, Requester, Requester, Requester, Requester, Requester, Requester];
    assert.deepEqual(wordsOf([role, user, federated, root]), ["a role of the account", "the account's root"]);
    assert.deepEqual(wordsOf([user, federated, user]), ["a user of the account", "a federated user of the account"]);
    assert.deepEqual(wordsOf([ofVendor, anonymous]), ["an anonymous caller"]);
    assert.deepEqual(wordsOf([ofVendor, ofVendor]), [`${vendor}, which the policy names`]);
    assert.deepEqual(wordsOf([ofVendor, { ...ofVendor, words: "somebody else" }]), [`${vendor}, which the policy names`]);
  });
});
