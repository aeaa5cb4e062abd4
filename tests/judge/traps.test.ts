/**
 * Policies that seem to close a bucket and do not, and such as are closed though they do not seem so; policies that S3
 * refuses, with what it would say.
 */
import assert from "node:assert/strict";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { BucketJudge } from "../../judge/bucketJudge";
import type { Hole } from "../../judge/bucket";
import type { Exception } from "../../judge/bucket";
import { describeProblem } from "../../simulator";
import { asksForLater } from "../encryption/laterMethods";
import { account, approvedKey, blogStatements, bucketName, closed, deny, denyOthers, denySseC, keys, policy, type Statement, today } from "./policies";

const { algorithm, keyId, customer } = keys;
const arn = `arn:aws:s3:::${bucketName}`;
const kmsDefault = { algorithm: "aws:kms", bucketKeyEnabled: true, blockedEncryptionTypes: ["NONE"] };
const oneKey: EncryptionRequirement = { methods: ["sse-kms"], kmsKeyArns: [approvedKey], origin: "any" };
const kmsMethods = ["aws:kms", "aws:kms:dsse"];
const present = { Null: { [algorithm]: "false" } };

interface Options {
  readonly requirement?: EncryptionRequirement;
  readonly encryption?: object;
  readonly allowed?: readonly Exception[];
  readonly account?: string;
}

function judgeOf({ requirement = defaultRequirement, allowed = [], account: own = account }: Options): BucketJudge {
  return new BucketJudge({ requirement, updates: true, today, isAllowedException: ({ key, value }) => allowed.some((one) => one.key === key && one.value === value) }, { account: own });
}

/** The holes that are open today, in words. */
function holesOf(text: string, options: Options = {}): string[] {
  const judgement = judgeOf(options).judge(bucketName, { ...kmsDefault, ...options.encryption }, text);
  assert.ok(judgement.valid, JSON.stringify(judgement));
  assert.equal(judgement.untold.length, 0);
  return judgement.holes.filter(({ future, upload }) => !future && !asksForLater(upload)).map(inWords);
}

function inWords({ request, principals, key, exceptions }: Hole): string {
  const through = exceptions.map((one) => `${one.key} ${one.value}`).join(" and ");
  return [request, key === undefined ? "" : `of ${key}`, `by ${principals.join(" or ")}`, through && `through ${through}`].filter((part) => part !== "").join(" ");
}

/** The closed policy with more conditions in every statement, once for each set of them. */
const closedWhere = (...conditions: object[]): string => policy(...closed.flatMap((one) => conditions.map((more) => ({ ...one, Condition: joined(one["Condition"] as object, more) }))));
/** The closed policy with other elements. */
const closedWith = (...elements: Statement[]): string =>
  policy(...closed.flatMap((one) => elements.map((element) => Object.fromEntries(Object.entries({ ...one, ...element }).filter(([, value]) => value !== undefined)))));

function joined(...conditions: object[]): object {
  const all: Record<string, object> = {};
  for (const condition of conditions) for (const [operator, block] of Object.entries(condition as Record<string, object>)) all[operator] = { ...all[operator], ...block };
  return all;
}

const cases: readonly { says: string; policy: string; options?: Options; holes: readonly RegExp[] }[] = [
  // Conditions on the encryption.
  { says: "bare StringNotEquals: requests without a header are denied as well, and SSE-C with them", policy: policy(deny({ StringNotEquals: { [algorithm]: kmsMethods } })), holes: [] },
  { says: "StringNotEquals with Null in one statement: SSE-C has no such header", policy: policy(denyOthers), holes: [/SSE-C/] },
  { says: "a denylist of SSE-S3 alone", policy: policy(deny({ StringEquals: { [algorithm]: "AES256" } })), holes: [/SSE-C/] },
  { says: "Null true denies what has no header: the default is no use, and SSE-C is out", policy: policy(deny({ Null: { [algorithm]: "true" } }), denyOthers), holes: [] },
  { says: "Null false on SSE-C denies it, Null true denies the others", policy: policy(denyOthers, deny({ Null: { [customer]: "true" } })), holes: [/SSE-C/] },
  { says: "ForAllValues holds for no header at all", policy: policy(deny({ "ForAllValues:StringNotEquals": { [algorithm]: kmsMethods } })), holes: [] },
  { says: "ForAnyValue asks for a header: SSE-C has none", policy: policy(deny({ "ForAnyValue:StringNotEquals": { [algorithm]: kmsMethods } })), holes: [/SSE-C/] },
  { says: "ForAllValues with a positive operator also denies what has no header", policy: policy(deny({ "ForAllValues:StringEquals": { [algorithm]: "AES256" } }), denySseC), holes: [] },
  { says: "values of header are told apart by case", policy: policy(deny(joined(present, { StringNotEquals: { [algorithm]: ["AWS:KMS", "AWS:KMS:DSSE"] } })), deny({ StringEquals: { [algorithm]: "aes256" } })), holes: [/SSE-C/] },
  { says: "a denylist in the wrong case denies nothing", policy: policy(deny({ StringEquals: { [algorithm]: "aes256" } }), denySseC), holes: [/AES256/] },
  { says: "… but for operators that ignore it", policy: policy(deny({ StringEqualsIgnoreCase: { [algorithm]: "aes256" } }), denySseC), holes: [] },
  { says: "condition keys are compared without regard to case", policy: policy(deny({ Null: { [algorithm.toUpperCase()]: "false" }, StringNotEquals: { [algorithm.toUpperCase()]: kmsMethods } }), denySseC), holes: [] },
  { says: "wildcards mean nothing to StringEquals", policy: policy(deny({ StringEquals: { [algorithm]: "AES*" } }), denySseC), holes: [/AES256/] },
  { says: "several operators must hold together", policy: policy(deny({ StringEquals: { [algorithm]: "AES256" }, Null: { [customer]: "false" } })), holes: [/AES256/, /SSE-C/] },
  { says: "one key allowed by a pattern and another denied by a second: what both leave out", policy: policy(denyOthers, denySseC, deny({ StringEquals: { [algorithm]: "aws:kms" }, StringNotLike: { [keyId]: "*:key/12*" } }), deny({ StringEquals: { [algorithm]: "aws:kms" }, StringNotLike: { [keyId]: "*90ab" } })), options: { requirement: { ...oneKey, methods: ["sse-kms", "dsse-kms"] }, encryption: { kmsKey: approvedKey } }, holes: [/aws:kms with the key .*key\/12.*90ab, which the policy mentions/, /DSSE|dsse/] },

  // Actions.
  ...["s3:PutObject", "S3:putobject", "s3:Put*", "s3:*Object", "s3:*", "*", "s3:P?tObject"].map((Action) => ({ says: `the action ${Action} includes uploads`, policy: closedWith({ Action }), holes: [] })),
  ...["s3:Get*", "s3:PutObject?*", "s3:ReplicateObject"].map((Action) => ({ says: `the action ${Action} does not`, policy: closedWith({ Action }), holes: [/AES256/, /SSE-C/] })),
  { says: "NotAction leaves out what it names", policy: closedWith({ Action: undefined, NotAction: ["s3:PutObject", "s3:GetObject"] }), holes: [/AES256/] },
  { says: "NotAction by wildcard leaves out more than it seems", policy: closedWith({ Action: undefined, NotAction: "s3:*Object" }), holes: [/AES256/] },
  { says: "UpdateObjectEncryption is an action of its own", policy: policy(denyOthers, denySseC), options: { requirement: { methods: ["dsse-kms"], origin: "any" }, encryption: { algorithm: "aws:kms:dsse" } }, holes: [/UpdateObjectEncryption to KMS key/, /aws:kms /] },

  // Resources.
  { says: "two statements that leave out a folder and a file type leave out the one in the other", policy: closedWith({ Resource: undefined, NotResource: `${arn}/public/*` }, { Resource: undefined, NotResource: `${arn}/*.csv` }), holes: [/AES256.* of public\/.*\.csv/] },
  { says: "two folders that cover everything but what begins with neither", policy: closedWith({ Resource: [`${arn}/a*`, `${arn}/b*`] }), holes: [/AES256/] },
  { says: "patterns that happen to match every key that comes to mind", policy: closedWith({ Resource: `${arn}/*e*` }), holes: [/AES256.* of x/] },
  { says: "a folder left out, and covered by a statement of its own", policy: closedWith({ Resource: undefined, NotResource: `${arn}/public/*` }, { Resource: `${arn}/public/*` }), holes: [] },
  { says: "a folder that has the name of its owner, for whoever has none", policy: closedWith({ Resource: `${arn}/\${aws:username}/*` }), holes: [/AES256/] },
  { says: "all but the folder that has the name of its owner", policy: closedWith({ Resource: undefined, NotResource: `${arn}/\${aws:username}/*` }), holes: [/AES256.* of x\/x .*aws:username/] },
  { says: "in policies of 2008 a variable is a text", policy: JSON.stringify({ Statement: closed.map((one) => ({ ...one, Resource: undefined, NotResource: `${arn}/\${aws:username}/*` })) }), holes: [/AES256.* of /] },
  { says: "the bucket and all that is in it, in one pattern", policy: closedWith({ Resource: `${arn}*` }), holes: [] },
  { says: "the bucket, but not its objects", policy: closedWith({ Action: "s3:*", Resource: arn }), holes: [/AES256/] },

  // Who.
  { says: "whom two patterns mean together", policy: closedWhere({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/import-*" } }, { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*-prod" } }), holes: [/AES256.*role\/import-.*prod/] },
  { says: "patterns that nobody meets together", policy: closedWhere({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/import-*" } }, { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/export-*" } }), holes: [] },
  { says: "a role by the end of its ARN", policy: closedWhere({ StringNotLike: { "aws:PrincipalArn": "*/importer" } }), holes: [/AES256.*\/importer/] },
  { says: "a role by a pattern of accounts", policy: closedWhere({ StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::11112222*:role/importer" } }), holes: [/AES256.*importer/] },
  { says: "a role of another account needs an Allow", policy: closedWhere({ ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/importer" } }), holes: [] },
  { says: "a role of another account with an Allow", policy: policy(...(JSON.parse(closedWhere({ ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/importer" } })) as { Statement: Statement[] }).Statement, { Effect: "Allow", Principal: { AWS: "444455556666" }, Action: "s3:PutObject", Resource: `${arn}/*` }), holes: [/AES256.*444455556666:role\/importer/] },
  { says: "one of two roles is listed", policy: closedWhere({ ArnNotLike: { "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"] } }), options: { allowed: [{ key: "aws:PrincipalArn", value: "arn:aws:iam::111122223333:role/a" }] }, holes: [/role\/b/] },
  { says: "both are", policy: closedWhere({ ArnNotLike: { "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"] } }), options: { allowed: ["a", "b"].map((name) => ({ key: "aws:PrincipalArn", value: `arn:aws:iam::111122223333:role/${name}` })) }, holes: [] },
  { says: "users are spared", policy: closedWhere({ StringNotEquals: { "aws:PrincipalType": "User" } }), holes: [/AES256.*user/] },
  { says: "a user by name", policy: closedWhere({ StringNotEquals: { "aws:username": "bob" } }), holes: [/aws:username bob/] },
  { says: "a session by its id", policy: closedWhere({ StringNotLike: { "aws:userid": "AROAEXAMPLE:*" } }), holes: [/aws:userid AROAEXAMPLE/] },
  { says: "everybody without tag, too: IfExists spares nobody who has none", policy: closedWhere({ StringNotEqualsIfExists: { "aws:PrincipalTag/team": "data" } }), holes: [/PrincipalTag\/team data/] },
  { says: "a tag that is compared with another tag", policy: closedWhere({ StringNotEquals: { "aws:PrincipalTag/a": "${aws:PrincipalTag/b}" } }), holes: [/AES256.*PrincipalTag\/b.*PrincipalTag\/a|PrincipalTag\/a.*PrincipalTag\/b/] },
  { says: "the method that a principal's tag names", policy: policy(deny(joined(present, { StringNotEquals: { [algorithm]: "${aws:PrincipalTag/method}" } })), denySseC), holes: [/AES256.*PrincipalTag\/method/] },
  { says: "the own organization, by variable", policy: closedWhere({ StringNotEqualsIfExists: { "aws:PrincipalOrgID": "${aws:ResourceOrgID}" } }), holes: [/AES256.*OrgID/] },
  { says: "the own organization, by variable, and listed", policy: closedWhere({ StringNotEqualsIfExists: { "aws:PrincipalOrgID": "${aws:ResourceOrgID}" } }), options: { allowed: [{ key: "aws:PrincipalOrgID", value: "${aws:ResourceOrgID}" }] }, holes: [] },
  { says: "two tags that only one request has", policy: closedWhere({ "ForAllValues:StringNotEquals": { "aws:PrincipalOrgPaths": "o-1/r-a/" } }, { "ForAllValues:StringNotEquals": { "aws:PrincipalOrgPaths": "o-1/r-b/" } }), holes: [/AES256.*o-1\/r-a\/.*o-1\/r-b\//] },

  // From where, when, how.
  { says: "a network without a part of it", policy: closedWhere({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, { IpAddress: { "aws:SourceIp": "0.0.0.0/0" }, NotIpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } }), holes: [/AES256/] },
  { says: "a network, of which the first part is denied by another statement", policy: policy(...(JSON.parse(closedWhere({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } })) as { Statement: Statement[] }).Statement, deny({ IpAddress: { "aws:SourceIp": "10.0.0.0/16" } })), holes: [/AES256.*SourceIp/] },
  { says: "a network that is denied in two halves", policy: policy(...(JSON.parse(closedWhere({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } })) as { Statement: Statement[] }).Statement, deny({ IpAddress: { "aws:SourceIp": ["10.0.0.0/9", "10.128.0.0/9"] } })), holes: [] },
  { says: "IPv6, where only IPv4 is denied", policy: closedWhere({ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }), holes: [/AES256/] },
  { says: "between two limits", policy: closedWhere({ NumericLessThanEquals: { "s3:TlsVersion": "1.1" } }, { NumericGreaterThanEquals: { "s3:TlsVersion": "1.3" } }), holes: [/AES256.*TlsVersion/] },
  { says: "no room between two limits", policy: closedWhere({ NumericLessThan: { "s3:TlsVersion": "1.2" } }, { NumericGreaterThanEquals: { "s3:TlsVersion": "1.2" } }, { Null: { "s3:TlsVersion": "true" } }), holes: [] },
  { says: "since a day that is over", policy: closedWhere({ DateGreaterThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }), holes: [] },
  { says: "since a day to come", policy: closedWhere({ DateGreaterThan: { "aws:CurrentTime": "2999-01-01T00:00:00Z" } }), holes: [/AES256/] },
  { says: "until a day that is over", policy: closedWhere({ DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }), holes: [/AES256/] },
  { says: "until a day to come, in epoch seconds", policy: closedWhere({ DateLessThan: { "aws:EpochTime": "32472144000" } }), holes: [/AES256.*EpochTime/] },
  { says: "an hour between two dates", policy: closedWhere({ DateLessThanEquals: { "aws:CurrentTime": "2999-01-01T00:00:00Z" } }, { DateGreaterThanEquals: { "aws:CurrentTime": "2999-01-01T01:00:00Z" } }), holes: [/AES256.*CurrentTime/] },
  { says: "a date that no calendar has", policy: closedWhere({ DateLessThan: { "aws:CurrentTime": "99999999999999999" } }), holes: [/AES256/] },
  { says: "an ACL makes the exception", policy: closedWhere({ StringNotEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } }), holes: [/x-amz-acl bucket-owner/] },
  { says: "calls that services make for a principal", policy: closedWhere({ Bool: { "aws:ViaAWSService": "false" } }), holes: [/AES256.*ViaAWSService true/] },
  { says: "services themselves are nobody's way in", policy: closedWhere({ Bool: { "aws:PrincipalIsAWSService": "false" } }), holes: [] },
  { says: "only services are denied", policy: closedWith({ Principal: { Service: "logging.s3.amazonaws.com" } }), holes: [/AES256/] },

  // Form.
  { says: "a single statement that is no list", policy: JSON.stringify({ Version: "2012-10-17", Statement: deny({ StringNotEquals: { [algorithm]: kmsMethods } }) }), holes: [] },
  { says: "white space around and inside", policy: ` \n\t${JSON.stringify(JSON.parse(policy(...closed)), null, "\t")}\r\n `, holes: [] },
  { says: "Principal as a map and as lists", policy: closedWith({ Principal: { AWS: ["*"] } }), holes: [] },
  { says: "lists of one, and Booleans instead of texts", policy: policy(deny({ Null: { [algorithm]: [false] }, StringNotEquals: { [algorithm]: kmsMethods } }), deny({ Null: { [customer]: false } })), holes: [] },
];

describe("judge, traps", () => {
  for (const { says, policy: text, options, holes } of cases) {
    it(`${holes.length === 0 ? "closed" : "open"}: ${says}`, () => {
      const found = holesOf(text, options);
      if (holes.length === 0) assert.deepEqual(found, []);
      for (const expected of holes) assert.ok(found.some((line) => expected.test(line)), `${String(expected)} is not among\n${found.join("\n")}`);
    });
  }

  const partitions: readonly [region: string, partition: string][] = [
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["eu-central-1", "aws"],
  ];
  for (const [region, partition] of partitions) {
    it(`a bucket in ${region} is one of ${partition}: its policy, and what is suggested, is of that partition`, () => {
      const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today, isAllowedException: () => false }, { account, region });
      const own = policy(...closed).replaceAll("arn:aws:", `arn:${partition}:`);
      const judgement = judge.judge(bucketName, kmsDefault, own);
      assert.ok(judgement.valid, JSON.stringify(judgement));
      assert.deepEqual(judgement.holes, []);
      const bare = judge.judge(bucketName, kmsDefault, undefined);
      assert.ok(bare.valid);
      for (const { Resource } of judge.remedy(bucketName, kmsDefault, undefined, bare.holes)) assert.equal(Resource, `arn:${partition}:s3:::${bucketName}/*`);
    });
  }

  it("never takes a policy for proven whose patterns are too many to tell all apart", () => {
    const patterns = Array.from({ length: 6 }, (_, index) => `*${"abcdefgh".repeat(4).slice(index)}*${"hgfe".repeat(3)}${index}*`);
    // Who gets past all of these must match every one of the patterns.
    const excepting = (key: string): Statement[] => patterns.map((pattern) => deny(joined(present, { StringNotEquals: { [algorithm]: kmsMethods } }, { StringNotLike: { [key]: pattern } })));
    const judged: readonly [of: RegExp, text: string][] = [
      [/"of":"object keys"/, policy(denySseC, ...patterns.map((pattern) => ({ Effect: "Deny", Principal: "*", Action: "s3:PutObject", NotResource: `${arn}/${pattern}`, Condition: denyOthers["Condition"] })))],
      [/"key":"aws:PrincipalTag\/team"/, policy(denySseC, ...excepting("aws:PrincipalTag/team"))],
      [/"of":"principals"/, policy(denySseC, ...excepting("aws:PrincipalArn"))],
    ];
    for (const [of, text] of judged) {
      const judgement = judgeOf({}).judge(bucketName, kmsDefault, text);
      assert.ok(judgement.valid && judgement.holes.every(({ future }) => future));
      assert.match(JSON.stringify(judgement.untold), of);
    }
  });

  it("a Deny for roles by pattern spares nobody: whom it does not mean gets in without any exception", () => {
    const found = holesOf(closedWhere({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/app-*" } }), { allowed: [{ key: "aws:PrincipalArn", value: "arn:aws:iam::*:role/app-*" }] });
    assert.ok(found.some((line) => /AES256/.test(line) && !line.includes("through")), found.join("\n"));
    // What is listed has to be an exception: whom a Deny means by a pattern is not spared by it.
    const everybody = "arn:aws:*::*:*";
    const outside = closedWhere({ ArnLike: { "aws:PrincipalArn": everybody }, StringNotEquals: { "aws:SourceVpce": "vpce-1" } });
    assert.ok(holesOf(outside, { allowed: [{ key: "aws:PrincipalArn", value: everybody }] }).some((line) => /a role of the account.*vpce-1/.test(line)));
  });

  it("while the default is not known, nothing is suggested against requests that rely on it", () => {
    const judge = judgeOf({});
    const judgement = judge.judge(bucketName, "open", undefined);
    assert.ok(judgement.valid && judgement.holes.length > 0);
    const sids = judge.remedy(bucketName, "open", undefined, judgement.holes).map(({ Sid }) => Sid);
    assert.deepEqual(sids, ["DenyOtherEncryptionMethods"]);
    // Where even all statements together do not do, all are shown: none of them about the default.
    const allowing = policy({ Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: `${arn}/*`, Sid: "A" }, { ...denyOthers, Resource: `${arn}/a/*`, Sid: "A2" });
    const partly = judge.judge(bucketName, "open", allowing);
    assert.ok(partly.valid);
    assert.ok(!judge.remedy(bucketName, "open", allowing, partly.holes).some(({ Sid }) => Sid === "DenyMissingEncryptionHeader"));
  });

  it("the verdict does not hang on the bucket's name", () => {
    for (const { policy: text, options = {} } of cases) {
      const verdicts = [bucketName, "a.b-c", "object", "x--other--bucket-with-a-very-long-name-of-sixty-characters"].map((name) => {
        const judgement = judgeOf(options).judge(name, { ...kmsDefault, ...options.encryption }, text.replaceAll(bucketName, name));
        assert.ok(judgement.valid);
        return judgement.holes.map(inWords).join("\n").replaceAll(name, bucketName);
      });
      assert.equal(new Set(verdicts.map((verdict) => verdict.replaceAll(/ of \S+/g, ""))).size, 1, verdicts[0]);
    }
  });
});

describe("judge, policies that S3 refuses", () => {
  const blogAsPrinted = policy(...blogStatements.slice(0, 2), Object.fromEntries(Object.entries(blogStatements[2] ?? {}).filter(([name]) => name !== "Principal")));
  const refused: readonly [says: string, text: string, ...expected: RegExp[]][] = [
    ["the blog's, with its typographic quotes", policy(...blogStatements).replaceAll('"', "”"), /MalformedPolicy.*invalid Json/, /typographic quote/],
    ["the blog's, whose third statement has no Principal", blogAsPrinted, /Statement\[2\].*Missing required field Principal/],
    ["no JSON", "deny everything", /MalformedPolicy/],
    ["an empty text", "", /MalformedPolicy/],
    ["a list", "[]", /MalformedPolicy/],
    ["a byte order mark before the text", `\uFEFF${policy(...closed)}`, /MalformedPolicy/],
    ["a comma too many", '{"Statement":[],}', /comma/],
    ["no statements", policy(), /Statement/],
    ["another bucket's", policy(...closed).replaceAll(bucketName, "acme-other"), /invalid resource/, /acme-other.*acme-orders/],
    ["objects of a bucket whose name is longer", policy(...closed).replaceAll(bucketName, `${bucketName}-archive`), /invalid resource/],
    ["an operator that IAM does not have", policy(deny({ StringIsNot: { [algorithm]: "aws:kms" } })), /StringIsNot/],
    ["a condition key without its service", policy(deny({ Null: { "x-amz-server-side-encryption": "false" } })), /x-amz-server-side-encryption/],
    ["an action of another service", policy(deny(undefined, { Action: "ec2:RunInstances" })), /ec2:RunInstances|action/],
    ["an effect that is none", policy(deny(undefined, { Effect: "Block" })), /Effect/],
    ["one Sid for two statements", policy({ ...denyOthers, Sid: "A" }, { ...denySseC, Sid: "A" }), /Sid/],
    ["Action and NotAction", policy({ ...denyOthers, NotAction: "s3:GetObject" }), /NotAction/],
    ["any resource", policy(...closed.map((one) => ({ ...one, Resource: "*" }))), /Statement\[0\]\.Resource \(line 1, column \d+\): MalformedPolicy: Policy has invalid resource/, /arn:aws:s3:::acme-orders\/\*/],
    ["any resource, in a list", policy(...closed.map((one) => ({ ...one, Resource: [`${arn}/*`, "*"] }))), /Statement\[1\]\.Resource\[1\]/],
    ["an action that does not exist", policy(...closed.map((one) => ({ ...one, Action: "s3:PutObjects" }))), /invalid action.*Did you mean s3:PutObject/],
    ["an operation for an action", policy(...closed.map((one) => ({ ...one, Action: "s3:CreateMultipartUpload" }))), /invalid action/],
    ["a key of encryption on an action that has none", policy(...closed.map((one) => ({ ...one, Action: ["s3:PutObject", "s3:PutObjectTagging"] }))), /Conditions do not apply to combination of actions and resources.*s3:PutObjectTagging/],
    ["a misspelt key, which is no exception", policy(deny({ StringNotEquals: { "s3:x-amz-serverside-encryption": "aws:kms" } })), /invalid condition key.*Did you mean s3:x-amz-server-side-encryption/],
    ["an Allow for all but one", policy(...closed, { Effect: "Allow", NotPrincipal: { AWS: account }, Action: "s3:GetObject", Resource: `${arn}/*` }), /Statement\[2\]\.NotPrincipal.*Allow with NotPrincipal/],
    ["another partition's beside its own", policy(...closed, { ...denySseC, Resource: `arn:aws-cn:s3:::${bucketName}/*` }), /Statement\[2\]\.Resource.*aws-cn/],
    ["a pattern that no action matches: not known", policy(...closed, deny(undefined, { Action: "s3:Frob*" })), /Statement\[2\]\.Action.*not known of AWS/],
    ["a version that does not exist", policy(...closed).replace("2012-10-17", "2023-01-01"), /version/],
  ];
  for (const [says, text, ...expected] of refused) {
    it(`${says}: with what S3 would say`, () => {
      const judgement = judgeOf({}).judge(bucketName, kmsDefault, text);
      assert.ok(!judgement.valid, JSON.stringify(judgement));
      const said = judgement.problems.map(describeProblem).join("\n");
      for (const pattern of expected) assert.match(said, pattern);
    });
  }
});
