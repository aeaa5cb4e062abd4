/** Exceptions by each kind of condition and principal: what a policy leaves out is found, and nothing else. */
import assert from "node:assert/strict";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { BucketJudge } from "../../judge/bucketJudge";
import type { Hole } from "../../judge/bucket";
import { account, approvedKey, bucketName, closed, deny, keys, policy, today, type Statement } from "./policies";

const arn = `arn:aws:s3:::${bucketName}`;
const kmsDefault = { algorithm: "aws:kms", blockedEncryptionTypes: ["NONE"] };
const vendor = "444455556666";
const allow = (Principal: unknown, more: Statement = {}): Statement => ({ Effect: "Allow", Principal, Action: "s3:PutObject", Resource: `${arn}/*`, ...more });

/** The closed policy, once for each of these conditions, which its statements have as well. */
function under(...conditions: Record<string, object>[]): Statement[] {
  return closed.flatMap((one) =>
    conditions.map((more) => {
      const all = { ...(one["Condition"] as Record<string, object>) };
      for (const [operator, block] of Object.entries(more)) all[operator] = { ...all[operator], ...block };
      return { ...one, Condition: all };
    }),
  );
}

/** The closed policy for other principals. */
const of = (element: Statement): Statement[] =>
  closed.map((one) => Object.fromEntries(Object.entries({ ...one, ...("NotPrincipal" in element && { Principal: undefined }), ...element }).filter(([, value]) => value !== undefined)));

const tag = "aws:PrincipalTag/proof";
const age = "aws:MultiFactorAuthAge";
const ip = "aws:SourceIp";
const absent = (key: string): Record<string, object> => ({ Null: { [key]: "true" } });

interface Case {
  readonly says: string;
  readonly statements: readonly Statement[];
  readonly known?: { account?: string };
  /** Who gets an upload with SSE-S3 in, and through which exceptions; none: nobody does. */
  readonly holes: readonly RegExp[];
}

const cases: readonly Case[] = [
  // Bytes.
  { says: "bytes: those that are denied alone", statements: under({ BinaryEquals: { [tag]: "QUJD" } }), holes: [/^a role of the account or the account.s root$/] },
  { says: "bytes: any others, where some are asked for", statements: under({ BinaryEquals: { [tag]: "QUJD" } }, absent(tag)), holes: [/through aws:PrincipalTag\/proof \(other\)$/] },

  // Numbers.
  { says: "numbers: a limit itself, which neither side includes", statements: under({ NumericLessThan: { [age]: "100" } }, { NumericGreaterThan: { [age]: "100" } }, absent(age)), holes: [/MultiFactorAuthAge 100$/] },
  { says: "numbers: between two limits", statements: under({ NumericLessThanEquals: { [age]: "100" } }, { NumericGreaterThanEquals: { [age]: "101" } }, absent(age)), holes: [/MultiFactorAuthAge \(other\)$/] },
  { says: "numbers: no room between limits that meet", statements: under({ NumericLessThanEquals: { [age]: "100" } }, { NumericGreaterThan: { [age]: "100" } }, absent(age)), holes: [] },
  { says: "numbers: beyond the last of several limits", statements: under({ NumericLessThanEquals: { [age]: ["1", "20", "300"] } }, absent(age)), holes: [/MultiFactorAuthAge \(other\)$/] },
  { says: "numbers: below the first of several limits", statements: under({ NumericGreaterThanEquals: { [age]: ["20", "300", "1"] } }, absent(age)), holes: [/MultiFactorAuthAge \(other\)$/] },
  { says: "numbers: the second of two that are left out", statements: under({ NumericNotEquals: { [age]: ["100", "200"] } }, { NumericEquals: { [age]: "100" } }), holes: [/MultiFactorAuthAge 200$/] },
  { says: "numbers: written differently they are the same", statements: under({ NumericNotEquals: { [age]: "100" } }, { NumericEquals: { [age]: "1e2" } }), holes: [] },

  // Addresses.
  { says: "addresses: behind a range, within a wider one", statements: under({ IpAddress: { [ip]: "10.0.0.0/8" } }, { NotIpAddress: { [ip]: "10.0.0.0/7" } }), holes: [/aws:SourceIp/] },
  { says: "addresses: both halves of what is left out are denied", statements: under({ IpAddress: { [ip]: ["10.0.0.0/8", "11.0.0.0/8"] } }, { NotIpAddress: { [ip]: "10.0.0.0/7" } }), holes: [] },
  { says: "addresses: behind a range of IPv6", statements: under({ IpAddress: { [ip]: "2001:db8::/33" } }, { NotIpAddress: { [ip]: "2001:db8::/32" } }), holes: [/aws:SourceIp/] },
  { says: "addresses: a single one", statements: under({ NotIpAddress: { [ip]: "203.0.113.9" } }), holes: [/aws:SourceIp 203\.0\.113\.9$/] },

  // Services and anonymous callers.
  { says: "aws:SourceArn: what it leaves out is nobody but services", statements: under({ ArnNotLike: { "aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*" } }), holes: [] },
  { says: "aws:SourceArn: what is denied to services alone is open to all others", statements: under({ ArnLike: { "aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*" } }), holes: [/^a role of the account or the account.s root$/] },
  { says: "aws:SourceAccount: likewise", statements: under({ StringNotEquals: { "aws:SourceAccount": account } }), holes: [] },
  { says: "anonymous callers have no ARN, and need an Allow", statements: [...under({ Null: { "aws:PrincipalArn": "false" } }), allow("*")], holes: [/^an anonymous caller$/] },
  { says: "anonymous callers without an Allow get nowhere", statements: under({ Null: { "aws:PrincipalArn": "false" } }), holes: [] },
  { says: "anonymous callers have no properties of a principal to be left out for", statements: [...under({ Null: { "aws:PrincipalArn": "false" } }, { StringNotEquals: { "aws:PrincipalTag/team": "data" } }), allow("*")], holes: [] },
  { says: "anonymous callers may come from an address that is left out", statements: [...under({ Null: { "aws:PrincipalArn": "false" } }, { NotIpAddress: { [ip]: "203.0.113.0/24" } }), allow("*")], holes: [/^an anonymous caller through aws:SourceIp 203\.0\.113\.0\/24$/] },

  // Federated principals.
  { says: "federated: whom an Allow lets in, and no Deny means", statements: [...of({ Principal: { AWS: account } }), allow({ Federated: "cognito-identity.amazonaws.com" })], holes: [/cognito-identity\.amazonaws\.com, which the policy names/] },
  { says: "federated: left out by NotPrincipal", statements: of({ NotPrincipal: { Federated: "accounts.google.com" } }), holes: [/through NotPrincipal accounts\.google\.com$/] },
  { says: "federated: by the key of their provider", statements: under({ StringNotEquals: { "aws:FederatedProvider": "accounts.google.com" } }), holes: [/through aws:FederatedProvider accounts\.google\.com$/] },
  { says: "federated: sessions of GetFederationToken", statements: under({ StringNotEquals: { "aws:PrincipalType": "FederatedUser" } }), holes: [/a federated user of the account/] },

  // Folders by variables: who may write must have the very value that the folder's name has.
  { says: "a folder by a tag, of which one value is left out", statements: [...under({ StringNotEqualsIfExists: { "aws:PrincipalTag/team": "data" } }), ...of({ Resource: undefined, NotResource: `${arn}/\${aws:PrincipalTag/team}/*` })], holes: [/PrincipalTag\/team/] },
  { says: "a folder by two tags", statements: [...under({ StringNotEquals: { "aws:PrincipalTag/a": "one" } }, { StringNotEquals: { "aws:PrincipalTag/b": "two" } }), ...of({ Resource: undefined, NotResource: `${arn}/\${aws:PrincipalTag/a}/\${aws:PrincipalTag/b}/*` })], holes: [/PrincipalTag/] },
  { says: "a folder by the account of who writes", statements: of({ Resource: undefined, NotResource: `${arn}/\${aws:PrincipalAccount}/*` }), holes: [/a role of the account/] },
  { says: "a folder by the bucket's account", statements: of({ Resource: undefined, NotResource: `${arn}/\${aws:ResourceAccount}/*` }), holes: [/a role of the account/] },
  { says: "a folder by the name of users, who alone are left out", statements: [...under({ StringNotEquals: { "aws:PrincipalType": "User" } }), ...of({ Resource: undefined, NotResource: `${arn}/\${aws:username}/*` })], holes: [/a user of the account/] },
  { says: "a folder by a tag, and all of the others", statements: [...of({ Resource: `${arn}/\${aws:PrincipalTag/team, 'none'}/*` }), ...of({ Resource: undefined, NotResource: `${arn}/\${aws:PrincipalTag/team, 'none'}/*` })], holes: [] },

  // Principals that are left out.
  { says: "NotPrincipal: an account and its root", statements: of({ NotPrincipal: { AWS: [account, `arn:aws:iam::${account}:root`] } }), holes: [/through NotPrincipal/] },
  { says: "NotPrincipal: another account's role needs an Allow", statements: of({ NotPrincipal: { AWS: `arn:aws:iam::${vendor}:role/importer` } }), holes: [] },
  { says: "NotPrincipal: … and has one", statements: [...of({ NotPrincipal: { AWS: `arn:aws:iam::${vendor}:role/importer` } }), allow({ AWS: vendor })], holes: [/role\/importer.* through NotPrincipal/] },
  { says: "NotPrincipal: … or the bucket is of that account, while that is not known", statements: of({ NotPrincipal: { AWS: `arn:aws:iam::${vendor}:role/importer` } }), known: {}, holes: [/444455556666:role\/importer.* through NotPrincipal/] },
  { says: "NotPrincipal: of two accounts' roles, one is the bucket's, whichever it is", statements: of({ NotPrincipal: { AWS: [`arn:aws:iam::${vendor}:role/a`, "arn:aws:iam::777788889999:role/b"] } }), known: {}, holes: [/role\/[ab].* through NotPrincipal/] },
  { says: "NotPrincipal: whom two statements leave out is nobody", statements: [...of({ NotPrincipal: { AWS: `arn:aws:iam::${account}:role/a` } }), ...of({ NotPrincipal: { AWS: `arn:aws:iam::${account}:role/b` } })], holes: [] },
];

function inWords({ principals, exceptions }: Hole): string {
  const through = exceptions.map(({ key, value }) => `${key} ${value}`).join(" and ");
  return `${principals.join(" or ")}${through === "" ? "" : ` through ${through}`}`;
}

describe("judge, exceptions", () => {
  for (const { says, statements, known = { account }, holes } of cases) {
    it(`${holes.length === 0 ? "closed" : "open"}: ${says}`, () => {
      const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, known);
      const judgement = judge.judge(bucketName, kmsDefault, policy(...statements));
      assert.ok(judgement.valid, JSON.stringify(judgement));
      assert.deepEqual(judgement.untold, []);
      const words = judgement.holes.filter(({ request }) => request.endsWith(": AES256")).map(inWords);
      assert.equal(words.length, holes.length > 0 ? 1 : 0, words.join("\n"));
      for (const expected of holes) assert.match(words[0] ?? "", expected);
      // SSE-C is denied by the same conditions.
      assert.equal(judgement.holes.some(({ request }) => request.includes("SSE-C")), holes.length > 0);
    });
  }

  it("what a tag must say is told for each method by itself", () => {
    const byTag = (method: string): Statement => ({ ...(closed[0] as Statement), Condition: { Null: { [keys.algorithm]: "false" }, StringNotEquals: { [keys.algorithm]: method } } });
    const requirement: EncryptionRequirement = { methods: ["sse-kms"], origin: "any" };
    const judgement = new BucketJudge({ requirement, updates: true, today, isAllowedException: () => false }, { account }).judge(bucketName, kmsDefault, policy(byTag("${aws:PrincipalTag/method}"), closed[1] as Statement));
    assert.ok(judgement.valid);
    for (const method of ["AES256", "aws:kms:dsse"]) {
      const found: readonly Hole[] = judgement.holes.filter(({ request }) => request.includes(`: ${method}`));
      assert.ok(found.length > 0, method);
      for (const { upload } of found) assert.equal(upload.context?.["aws:PrincipalTag/method"], method);
    }
  });

  it("whom an Allow lets upload does not get in to encrypt anew, which it says nothing of", () => {
    const oneKey: EncryptionRequirement = { methods: ["sse-kms"], origin: "any", kmsKeyArns: [approvedKey] };
    const judge = new BucketJudge({ requirement: oneKey, updates: true, today, isAllowedException: () => false }, { account });
    const Condition = { StringNotEquals: { [keys.keyId]: approvedKey } };
    const ofAccount = deny(Condition, { Principal: { AWS: account }, Action: "s3:UpdateObjectEncryption" });
    const found = (action: string): string[] => {
      const judgement = judge.judge(bucketName, { ...kmsDefault, kmsKey: approvedKey }, policy(ofAccount, { ...allow({ AWS: vendor }), Action: action }));
      assert.ok(judgement.valid, JSON.stringify(judgement));
      return judgement.holes.filter(({ family }) => family === "UpdateObjectEncryption").flatMap(({ principals }) => principals);
    };
    assert.deepEqual(found("s3:PutObject"), []);
    assert.match(found("s3:UpdateObjectEncryption").join(), /444455556666/);
  });

  it("names with dots are judged as all others", () => {
    const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, { account });
    for (const name of ["logs.acme.example.com", "a.b", "111122223333.s3"]) {
      const named = (statements: readonly Statement[]): string => policy(...statements).replaceAll(bucketName, name);
      const closedOne = judge.judge(name, kmsDefault, named(closed));
      assert.ok(closedOne.valid && closedOne.holes.length === 0, name);
      const openOne = judge.judge(name, kmsDefault, named(closed.slice(0, 1)));
      assert.ok(openOne.valid && openOne.holes.length === 1, name);
      assert.equal(judge.remedy(name, kmsDefault, named(closed.slice(0, 1)), openOne.holes)[0]?.Resource, `arn:aws:s3:::${name}/*`);
      // A dot is no wildcard: the policy of another bucket is none of this one's.
      assert.equal(judge.judge(name, kmsDefault, named(closed).replaceAll(".", "x")).valid, false, name);
    }
  });
});
