/** Bucket policies that look at access points: who gets in through which, and where it cannot be told. */
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { BucketJudge } from "../../judge/bucketJudge";
import type { Exception, Hole, JudgedAccessPoint } from "../../judge/bucket";
import { holeLines, untoldWords } from "../../judge/words";
import { account, bucketName, closed, deny, keys, policy, today, type Statement } from "./policies";

const region = "eu-west-1";
const other = "444455556666";
const kmsDefault = { algorithm: "aws:kms", blockedEncryptionTypes: ["NONE"] };
const bucketArn = `arn:aws:s3:::${bucketName}`;
const arnOf = (name: string, owner = account): string => `arn:aws:s3:${region}:${owner}:accesspoint/${name}`;
const pointAccount = "s3:DataAccessPointAccount";
const pointArn = "s3:DataAccessPointArn";
const origin = "s3:AccessPointNetworkOrigin";

/** Statements about the bucket's objects as an access point's policy has them. */
const behind = (name: string, statements: readonly Statement[], owner = account): string =>
  policy(...statements.map((one) => ({ ...one, Resource: `${arnOf(name, owner)}/object/*` })));
const point = (name: string, statements: readonly Statement[] = closed, more: Partial<JudgedAccessPoint> = {}): JudgedAccessPoint => ({
  name,
  account,
  policy: statements.length > 0 ? behind(name, statements, more.account) : undefined,
  ...more,
});

/** "Delegating access control to access points". */
const delegation: Statement = {
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: "*",
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { StringEquals: { [pointAccount]: account } },
};
/** Denies what does not come as the condition says. */
const only = (Condition: object): Statement => ({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [bucketArn, `${bucketArn}/*`], Condition });
const byArn = (...names: string[]): Statement => only({ ArnNotEquals: { [pointArn]: names.map((name) => arnOf(name)) } });

interface Case {
  readonly says: string;
  readonly statements: readonly Statement[];
  readonly points?: readonly JudgedAccessPoint[];
  readonly allowed?: (exception: Exception) => boolean;
  /** The points are all that the bucket's account has. */
  readonly complete?: boolean;
  /** Who gets SSE-S3 in; `cannot be told: ` and why; or `closed`. */
  readonly verdict: RegExp;
}

const cases: readonly Case[] = [
  // Delegation.
  { says: "a bucket's denials hold through access points: delegating to them opens nothing", statements: [...closed, delegation], verdict: /^closed$/ },
  { says: "… whatever their own policies say", statements: [...closed, delegation], points: [point("app", [])], verdict: /^closed$/ },
  { says: "delegation without denials leaves the bucket open to its own account, directly", statements: [delegation], points: [point("app")], verdict: /^a role of the account or the account's root$/ },
  { says: "delegation by ARN, and by network origin", statements: [...closed, { ...delegation, Condition: { ArnLike: { [pointArn]: arnOf("*") } } }, { ...delegation, Condition: { StringEquals: { [origin]: "VPC" } } }], verdict: /^closed$/ },

  // Access points alone, all of an account.
  { says: "only through the account's access points, of which none is known: others may exist", statements: [only({ StringNotEquals: { [pointAccount]: account } })], verdict: /^cannot be told: .*s3:DataAccessPointAccount 111122223333.*declared elsewhere/ },
  { says: "… of which one is known to deny: others may exist all the same", statements: [only({ StringNotEquals: { [pointAccount]: account } })], points: [point("app")], verdict: /^cannot be told: .*declared elsewhere/ },
  { says: "… of which one is known to let everything in: it is named", statements: [only({ StringNotEquals: { [pointAccount]: account } })], points: [point("safe"), point("app", [])], verdict: /^a role of the account through app$/ },
  { says: "only through some access point or other", statements: [only({ Null: { [pointArn]: "true" } })], points: [point("app")], verdict: /^cannot be told: .*\(s3:DataAccessPointArn\)/ },
  { says: "only through access points with the origin VPC", statements: [only({ StringNotEquals: { [origin]: "VPC" } })], points: [point("app", [])], verdict: /^cannot be told: .*s3:AccessPointNetworkOrigin VPC/ },
  { says: "… of which one is known, and open", statements: [only({ StringNotEquals: { [origin]: "VPC" } })], points: [point("inside", [], { vpcId: "vpc-1" })], verdict: /^a role of the account through inside$/ },
  { says: "… and whose VPC the bucket's policy denies", statements: [only({ StringNotEquals: { [origin]: "VPC" } }), only({ StringNotEquals: { "aws:SourceVpc": "vpc-2" } }), only({ ArnNotEquals: { [pointArn]: arnOf("inside") } })], points: [point("inside", [], { vpcId: "vpc-1" })], verdict: /^closed$/ },

  // Access points by name.
  { says: "only through one that denies wrong uploads itself", statements: [byArn("app")], points: [point("app")], verdict: /^closed$/ },
  { says: "only through one without a policy", statements: [byArn("app")], points: [point("app", [])], verdict: /^a role of the account through app$/ },
  { says: "only through two, of which the second denies but SSE-C", statements: [byArn("app", "batch")], points: [point("app"), point("batch", closed.slice(0, 1))], verdict: /^closed$/ },
  { says: "only through one whose denials cover other objects", statements: [byArn("app")], points: [{ name: "app", account, policy: policy(...closed.map((one) => ({ ...one, Resource: `${arnOf("app")}/object/in/*` }))) }], verdict: /^a role of the account through app$/ },
  { says: "… all objects, by a wildcard behind the name", statements: [byArn("app")], points: [{ name: "app", account, policy: policy(...closed.map((one) => ({ ...one, Resource: `${arnOf("app")}/*` }))) }], verdict: /^closed$/ },
  { says: "only through one that nobody declares here", statements: [byArn("elsewhere")], points: [point("app")], verdict: /^cannot be told: .*accesspoint\/elsewhere/ },
  { says: "only through one whose policy is not known yet", statements: [byArn("app")], points: [{ name: "app", account, policy: "open" }], verdict: /^cannot be told: .*access point app .*not known yet/ },
  { says: "only through those whose names begin alike: others may", statements: [only({ ArnNotLike: { [pointArn]: arnOf("app-*") } })], points: [point("app-one")], verdict: /^cannot be told: .*accesspoint\/app-\*/ },
  { says: "an exception that is allowed", statements: [byArn("elsewhere")], allowed: ({ key }) => key === pointArn, verdict: /^closed$/ },
  { says: "access points of another account alone", statements: [only({ StringNotEquals: { [pointAccount]: other } })], points: [point("app", [])], verdict: /^cannot be told: .*444455556666/ },

  // Denials that access points are spared.
  { says: "denials that spare an access point which has the same", statements: closed.map((one) => ({ ...one, Condition: { ...(one["Condition"] as object), ArnNotEquals: { [pointArn]: arnOf("app") } } })), points: [point("app")], verdict: /^closed$/ },
  { says: "… and one which has not", statements: closed.map((one) => ({ ...one, Condition: { ...(one["Condition"] as object), ArnNotEquals: { [pointArn]: arnOf("app") } } })), points: [point("app", [])], verdict: /^a role of the account through app$/ },
  { says: "an access point's exemption is that of the bucket", statements: [byArn("app")], points: [point("app", closed.map((one) => ({ ...one, Condition: { ...(one["Condition"] as object), ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/importer` } } })))], verdict: /^arn:aws:iam::111122223333:role\/importer, which the policy names through app and aws:PrincipalArn/ },

  // Other accounts.
  { says: "another account through one that allows it, where the account itself is denied", statements: [only({ StringEquals: { "aws:PrincipalAccount": account } }), byArn("app"), delegation], points: [point("app", [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${other}:role/partner` }, Action: "s3:PutObject" }])], verdict: /^arn:aws:iam::444455556666:role\/partner, which the policy names through app/ },
  { says: "… and not through one that allows nobody", statements: [only({ StringEquals: { "aws:PrincipalAccount": account } }), byArn("app"), delegation], points: [point("app", [])], verdict: /^closed$/ },
  { says: "… nor through one that allows it reads alone", statements: [only({ StringEquals: { "aws:PrincipalAccount": account } }), byArn("app"), delegation], points: [point("app", [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${other}:role/partner` }, Action: "s3:GetObject" }])], verdict: /^closed$/ },
  { says: "… from one endpoint alone", statements: [only({ StringEquals: { "aws:PrincipalAccount": account } }), byArn("app"), delegation], points: [point("app", [{ Effect: "Allow", Principal: { AWS: other }, Action: "s3:PutObject", Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }])], verdict: /through app and aws:SourceVpce vpce-1/ },

  // All of the bucket's account are known.
  ...[
    { says: "only through the account's access points, of which there is none", statements: [only({ StringNotEquals: { [pointAccount]: account } })], verdict: /^closed$/ },
    { says: "… each of which denies", statements: [only({ StringNotEquals: { [pointAccount]: account } })], points: [point("app"), point("batch")], verdict: /^closed$/ },
    { says: "… one of which does not", statements: [only({ StringNotEquals: { [pointAccount]: account } })], points: [point("app"), point("batch", [])], verdict: /^a role of the account through batch$/ },
    { says: "… the policy of one of which was not read", statements: [only({ StringNotEquals: { [pointAccount]: account } })], points: [point("app"), { name: "batch", account, policy: "open" }], verdict: /^cannot be told: .*access point batch / },
    { says: "only through one by name that does not exist", statements: [byArn("elsewhere")], points: [point("app", [])], verdict: /^closed$/ },
    { says: "only through some access point or other: other accounts may have one", statements: [only({ Null: { [pointArn]: "true" } })], points: [point("app")], verdict: /^cannot be told: .*\(s3:DataAccessPointArn\)/ },
    { says: "only through access points with the origin VPC: likewise", statements: [only({ StringNotEquals: { [origin]: "VPC" } })], points: [point("app")], verdict: /^cannot be told: .*s3:AccessPointNetworkOrigin VPC/ },
    { says: "only through those of another account", statements: [only({ StringNotEquals: { [pointAccount]: [account, other] } })], points: [point("app")], verdict: /^cannot be told: .*444455556666/ },
    { says: "only through those of a name, in whatever account", statements: [only({ ArnNotLike: { [pointArn]: `arn:aws:s3:${region}:*:accesspoint/app` } })], points: [point("app")], verdict: /^cannot be told: / },
  ].map((one) => ({ ...one, says: `all known: ${one.says}`, complete: true })),
];

const requirement = defaultRequirement;

function judgementOf({ statements, points = [], allowed = () => false, complete = false }: Case) {
  const judge = new BucketJudge({ requirement, updates: false, isAllowedException: allowed, today }, { account, region });
  const judgement = judge.judge(bucketName, kmsDefault, policy(...statements), undefined, points, complete);
  assert.ok(judgement.valid, JSON.stringify(judgement));
  return judgement;
}

function holesOf(one: Case): readonly Hole[] {
  return judgementOf(one).holes.filter(({ storedAs, future }) => storedAs === "SSE-S3" && !future);
}

function verdictOf(one: Case): string {
  const { untold } = judgementOf(one);
  const [hole] = holesOf(one);
  if (!hole) return untold.length === 0 ? "closed" : `cannot be told: ${untold.map((why) => untoldWords(why, undefined)).join("; ")}`;
  const { principals, accessPoint, exceptions } = hole;
  const through = [...(accessPoint === undefined ? [] : [accessPoint]), ...exceptions.filter(({ key, value }) => value !== "(other)" && !(accessPoint !== undefined && [pointAccount, pointArn, origin].includes(key))).map(({ key, value }) => `${key} ${value}`)];
  return [principals.join(" or "), ...(through.length > 0 ? [`through ${through.join(" and ")}`] : [])].join(" ");
}

describe("bucket policies that look at access points", () => {
  for (const one of cases) {
    it(one.says, () => {
      assert.match(verdictOf(one), one.verdict);
    });
  }

  it("a hole is told with the access point, and with the statements of either policy that it gets past", () => {
    const statements = [only({ StringNotEquals: { [pointAccount]: account } })];
    const exempt = deny({ Null: { [keys.algorithm]: "false" }, ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/importer` } }, { Sid: "ButTheImporter" });
    const [line = ""] = holeLines(holesOf({ says: "", statements, points: [point("app", [exempt])], verdict: /./ }));
    assert.match(line, /by arn:aws:iam::111122223333:role\/importer, which the policy names through the access point app through the policy's exception for /);
    assert.match(line, /ButTheImporter of app by its ArnNotLike aws:PrincipalArn/);
  });

  it("what closes a hole through an access point are the bucket's own denials", () => {
    const judge = new BucketJudge({ requirement, updates: false, isAllowedException: () => false, today }, { account, region });
    const text = policy(byArn("app"));
    const open = judge.judge(bucketName, kmsDefault, text, undefined, [point("app", [])]);
    assert.ok(open.valid && open.holes.length > 0);
    const statements = judge.remedy(bucketName, kmsDefault, text, open.holes);
    const closedNow = judge.judge(bucketName, kmsDefault, policy(byArn("app"), ...(statements as unknown as Statement[])), undefined, [point("app", [])]);
    assert.ok(closedNow.valid);
    assert.deepEqual([closedNow.holes.length, closedNow.untold.length], [0, 0]);
  });

  it("approved uploads that get in through access points alone are not shut out", () => {
    for (const points of [[], [point("app")]]) {
      const { shutOut } = judgementOf({ says: "", statements: [...closed, only({ StringNotEquals: { [pointAccount]: account } })], points, verdict: /./ });
      assert.deepEqual(shutOut, []);
    }
  });

  it("approved uploads are shut out where access points alone would let them in, and there is none", () => {
    const elsewhere = { StringNotEquals: { [pointAccount]: account } };
    const statements = [...closed, deny({ Null: { [keys.algorithm]: "true" }, ...elsewhere }), deny({ Null: { [keys.algorithm]: "false" }, ...elsewhere })];
    const shutOut = (complete: boolean): unknown[] => [...judgementOf({ says: "", statements, complete, verdict: /./ }).shutOut];
    assert.ok(shutOut(true).length > 0);
    assert.deepEqual(shutOut(false), [], "those that are not known may let somebody pass");
  });

  it("approved uploads are shut out by what is demanded of those who come through access points that are not known", () => {
    const demand = deny({ StringNotEquals: { [keys.algorithm]: "AES256" } });
    const { shutOut } = judgementOf({ says: "", statements: [only({ StringNotEquals: { [pointAccount]: account } }), demand], verdict: /./ });
    assert.deepEqual(shutOut.map(({ index }) => index), [1]);
  });

  it("refuses an access point's policy that S3 would refuse, whether the bucket's looks at it or not", () => {
    const judge = new BucketJudge({ requirement, updates: false, isAllowedException: () => false, today }, { account, region });
    const judgement = judge.judge(bucketName, kmsDefault, policy(...closed), undefined, [{ name: "app", account, policy: policy(...closed) }]);
    assert.ok(!judgement.valid);
    assert.match(judgement.problems[0]?.path ?? "", /^policy of access point app: Statement\[0\]/);
  });

  it("a thousand access points alike are judged as one", () => {
    const points = Array.from({ length: 1000 }, (_, index) => point(`app-${index}`));
    const open: Case = { says: "", statements: [only({ StringNotEquals: { [pointAccount]: account } })], points: [...points, point("last-one", []), point("last-two", [])], verdict: /./ };
    assert.match(verdictOf(open), /through last-one \(and by 1 more like it\)/);
  });

  it("where account and region are not known, an access point is known by what names it", () => {
    const judge = new BucketJudge({ requirement, updates: false, isAllowedException: () => false, today });
    const verdicts = [closed, []].map((statements) => {
      const judgement = judge.judge(bucketName, kmsDefault, policy(byArn("app")), undefined, [point("app", statements, { account, region })]);
      assert.ok(judgement.valid);
      return [judgement.holes.length > 0, judgement.untold.length > 0];
    });
    assert.deepEqual(verdicts, [[false, false], [true, false]]);
  });
});
