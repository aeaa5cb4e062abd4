/** Protects what a way in says: who gets in, through which exceptions, past which statements; and what may have hidden one. */
import assert from "node:assert/strict";
import { accessTo, type Found } from "../../judge/access";
import type { Exception, Place, Untold } from "../../judge/bucket";
import type { Reading } from "../../judge/statements";
import type { Probe } from "../../judge/trials";
import { look } from "../../judge/ways";
import { defaultRequirement } from "../../encryption/requirement";
import { account, bucketName, deny, denyOthers, keys, place, statementsOf, today, type Statement } from "./policies";

const arn = `arn:aws:s3:::${bucketName}`;
const vendor = "444455556666";
const algorithm = (value: string): Record<string, object> => ({ StringEquals: { [keys.algorithm]: value } });
const unlessFrom = (...values: string[]): Record<string, object> => ({ StringNotEquals: { "aws:SourceVpce": values } });

interface Given {
  readonly objects?: readonly string[];
  readonly complete?: boolean;
  readonly where?: Place;
  readonly allowed?: readonly string[];
  readonly reading?: Reading;
  readonly left?: number;
  readonly without?: readonly number[];
}

/** Finds ways, all by one look unless steps for another are given. */
function waysInto(statements: readonly Statement[] | undefined, { objects = ["object"], complete = true, where = place, allowed = [], reading = "condition-holds", left = 1000, without = [] }: Given = {}): { find: (probe: Probe, steps?: number) => Found } {
  const options = { requirement: defaultRequirement, updates: true, today, isAllowedException: ({ value }: Exception) => allowed.includes(value) };
  const policy = statements && statementsOf(...statements);
  const access = accessTo(policy, where, options, { arns: objects.map((key) => `${arn}/${key}`), complete }, reading);
  const as = look(left, { without: new Set(policy?.statements.filter(({ index }) => without.includes(index))) });
  return { find: (asked, steps) => access.find(asked, steps === undefined ? as : look(steps)) };
}

const probe = (more: Partial<Probe> = {}): Probe => ({ asked: {}, action: "s3:PutObject", context: () => ({ [keys.algorithm]: "AES256" }), counts: () => true, kind: undefined, ...more });
const told = ({ way }: Found): unknown =>
  way && [way.resource.slice(arn.length + 1), way.passage.principals.join(", "), way.passage.exceptions.map(({ value }) => value).join(", "), way.passage.spared.map(({ index, sid, by }) => `${sid ?? index} ${by}`).join(", ")];

const everybody = "a role of the account, the account's root";

describe("judge/access", () => {
  const cases: readonly (readonly [says: string, statements: readonly Statement[] | undefined, given: Given, ...way: string[]])[] = [
    ["no policy", undefined, {}, "object", everybody, "", ""],
    ["a denial of something else that is asked", [deny(algorithm("aws:kms"))], {}, "object", everybody, "", ""],
    ["a denial that is left out", [deny(undefined), deny(algorithm("AES256"))], { without: [0, 1] }, "object", everybody, "", ""],
    ["a denial beside one that is left out", [deny(undefined), deny(algorithm("AES256"))], { without: [0] }],
    ["a denial of another action", [deny(undefined, { Action: "s3:UpdateObjectEncryption" })], {}, "object", everybody, "", ""],
    ["a denial", [deny(algorithm("AES256"))], {}],
    ["a denial for others", [deny(undefined, { Principal: { AWS: vendor } })], {}, "object", everybody, "", "0 Principal"],
    ["a denial but for somebody", [deny(undefined, { Principal: undefined, NotPrincipal: { AWS: `arn:aws:iam::${account}:role/x` } })], {}, "object", `arn:aws:iam::${account}:role/x, which the policy names`, `arn:aws:iam::${account}:role/x`, "0 NotPrincipal"],
    ["a denial of some objects", [deny(undefined, { Sid: "Own", Resource: `${arn}/a/*` })], { objects: ["a/x", "object"] }, "object", everybody, "", "Own Resource"],
    ["a denial by who asks", [deny({ StringEquals: { "aws:PrincipalType": "User" } })], {}, "object", everybody, "", "0 StringEquals aws:PrincipalType"],
    ["a denial with an exception", [deny(unlessFrom("vpce-1"))], {}, "object", "a role of the account", "vpce-1", "0 StringNotEquals aws:SourceVpce"],
    ["an exception that is allowed", [deny(unlessFrom("vpce-1"))], { allowed: ["vpce-1"] }],
    ["of two exceptions the one that is not allowed", [deny(unlessFrom("vpce-1", "vpce-2"))], { allowed: ["vpce-1"] }, "object", "a role of the account", "vpce-2", "0 StringNotEquals aws:SourceVpce"],
    ["somebody without an exception before somebody with one", [deny({ ...unlessFrom("vpce-1"), Bool: { "aws:SecureTransport": "true" } }), deny({ ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/x` } })], {}, "object", `arn:aws:iam::${account}:role/x, which the policy names`, `arn:aws:iam::${account}:role/x`, "0 Bool aws:SecureTransport, 1 ArnNotEquals aws:PrincipalArn"],
    ["strangers, whom an Allow lets in", [deny(undefined, { Principal: { AWS: account } }), { ...deny(undefined), Effect: "Allow" }], {}, "object", "a role of another account, an anonymous caller", "", "0 Principal"],
    ["strangers without an exception before the account's own with one", [deny(unlessFrom("vpce-1"), { Principal: { AWS: account } }), { ...deny(undefined), Effect: "Allow" }], {}, "object", "a role of another account, an anonymous caller", "", "0 Principal"],
    ["the account's own before strangers with as many exceptions", [deny(unlessFrom("vpce-1")), { ...deny(undefined), Effect: "Allow" }], {}, "object", "a role of the account", "vpce-1", "0 StringNotEquals aws:SourceVpce"],
    ["strangers, whom an Allow lets in for something else", [deny(undefined, { Principal: { AWS: account } }), { ...deny(algorithm("aws:kms")), Effect: "Allow" }], {}],
    ["strangers, whom an Allow lets in with another action", [deny(undefined, { Principal: { AWS: account } }), { ...deny(undefined), Effect: "Allow", Action: "s3:UpdateObjectEncryption" }], {}],
    ["strangers, whom an Allow lets in from somewhere", [deny(undefined, { Principal: { AWS: account } }), { ...deny({ StringEquals: { "aws:SourceVpce": "vpce-1" } }), Effect: "Allow" }], {}, "object", "a role of another account", "vpce-1", "0 Principal"],
    ["strangers, to a folder of their own name", [deny(undefined, { Principal: { AWS: account } }), { ...deny(undefined, { Resource: `${arn}/\${aws:PrincipalTag/team}/*` }), Effect: "Allow", Principal: { AWS: vendor } }], { objects: ["object", "x/1"] }, "x/1", `${vendor}, which the policy names`, "(other)", "0 Principal"],
    ["a folder of one's own name that is denied", [deny(undefined, { Resource: undefined, NotResource: `${arn}/\${aws:PrincipalTag/team}/*` })], { objects: ["object", "x/1"] }, "x/1", "a role of the account", "(other)", "0 NotResource"],
  ];
  for (const [says, statements, given, ...way] of cases) {
    it(`${way.length > 0 ? "finds a way" : "finds none"}: ${says}`, () => {
      assert.deepEqual(told(waysInto(statements, given).find(probe())), way.length > 0 ? way : undefined);
    });
  }

  it("is of an anonymous caller without any property of a principal", () => {
    const open = [deny({ StringNotEquals: { "aws:PrincipalTag/team": "data" } }, {}), { ...deny(undefined), Effect: "Allow" }];
    const anonymous = probe({ counts: ({ principal }) => principal === "anonymous" });
    for (const key of ["aws:PrincipalTag/team", "aws:PrincipalOrgID", "aws:userid", "aws:username", "aws:FederatedProvider", "aws:MultiFactorAuthPresent", "aws:TokenIssueTime"]) {
      const found = waysInto([deny({ Null: { [key]: "true" } }), ...open.slice(1)]).find(anonymous);
      assert.deepEqual(found.way, undefined, key);
    }
    for (const key of ["aws:SourceVpce", "s3:x-amz-acl", "aws:UserAgent"]) assert.ok(waysInto([deny({ Null: { [key]: "true" } }), ...open.slice(1)]).find(anonymous).way, key);
  });

  it("has its circumstances beside those of every request", () => {
    const { way } = waysInto([deny(unlessFrom("vpce-1"))]).find(probe());
    assert.deepEqual(way?.context, { "aws:RequestedRegion": "eu-west-1", "aws:SourceVpce": "vpce-1" });
  });

  it("counts only for whom it is looked for, and under circumstances under which it counts", () => {
    const insecure = [deny({ Bool: { "aws:SecureTransport": "true" } })];
    const overTls = { ...probe(), context: () => ({ "aws:SecureTransport": true }) };
    assert.ok(waysInto(insecure).find(overTls).way);
    assert.equal(waysInto(insecure).find({ ...overTls, asked: {}, counts: (_, { "aws:SecureTransport": secure }) => secure !== false }).way, undefined);
    assert.deepEqual(told(waysInto([{ ...deny(undefined), Effect: "Allow" }]).find(probe({ counts: ({ principal }) => principal === "anonymous" }))), ["object", "an anonymous caller", "", ""]);
    assert.deepEqual(waysInto([], { complete: false }).find(probe({ counts: () => false })), { untold: [] });
  });

  it("is looked for again where the steps of the look before were spent", () => {
    const access = waysInto([deny(unlessFrom("vpce-1"))]);
    const asked = probe({ kind: "kind" });
    assert.deepEqual(access.find(asked, 1), { untold: [{ kind: "trials" }] });
    assert.ok(access.find(asked, 100).way);
  });

  it("is of those alone for whom a request counts, whoever another one counted for", () => {
    const access = waysInto([{ ...deny(undefined), Effect: "Allow" }]);
    const overTls = (chosen: object): boolean => !("aws:SecureTransport" in chosen);
    assert.equal(access.find(probe({ kind: "any", counts: (_, chosen) => overTls(chosen) })).way?.passage.principals.length, 4);
    assert.deepEqual(access.find(probe({ kind: "anonymous", counts: ({ principal }, chosen) => principal === "anonymous" && overTls(chosen) })).way?.passage.principals, ["an anonymous caller"]);
  });

  it("is none for a request that must come over TLS, though another gets in without it", () => {
    const access = waysInto([deny({ Bool: { "aws:SecureTransport": "true" } })]);
    const context: Probe["context"] = () => ({ "aws:SecureTransport": true });
    assert.ok(access.find(probe({ kind: "any", context })).way);
    const overTls = probe({ kind: "over TLS", context, counts: (_, { "aws:SecureTransport": secure }) => secure !== false });
    assert.equal(access.find(overTls).way, undefined);
  });

  it("is looked for once for requests of a kind that no statement tells apart", () => {
    const tried = (statements: readonly Statement[], kind: string | undefined, second: Partial<Probe> = {}): number => {
      const access = waysInto(statements);
      let asked = 0;
      const counting = (more: Partial<Probe>): Probe => probe({ kind, ...more, counts: () => (asked += 1) > 0 });
      access.find(counting({}));
      asked = 0;
      access.find(counting(second));
      return asked;
    };
    const looking = [deny(algorithm("aws:kms"))];
    assert.equal(tried(looking, "k"), 0);
    assert.equal(tried(looking, "k", { context: () => ({ [keys.algorithm]: "aws:kms:dsse" }) }), 0, "no statement tells them apart");
    assert.notEqual(tried(looking, "k", { context: () => ({ [keys.algorithm]: "aws:kms" }) }), 0);
    const byService = (operator: string, value: string): Statement => deny({ ...algorithm("aws:kms"), [operator]: { "aws:PrincipalIsAWSService": value } });
    for (const statement of [byService("Bool", "false"), byService("Null", "true")]) assert.notEqual(tried([statement], "k", { context: () => ({ [keys.algorithm]: "aws:kms" }) }), 0, "one does for those who sign, or for those who do not");
    assert.notEqual(tried([denyOthers], "k", { context: () => ({ [keys.algorithm]: "aws:kms" }) }), 0, "one of its conditions does");
    assert.notEqual(tried(looking, "k", { action: "s3:UpdateObjectEncryption" }), -1);
    assert.notEqual(tried(looking, "k", { kind: "other" }), 0);
    assert.notEqual(tried(looking, undefined), 0);
    for (const value of ["${aws:PrincipalTag/x}", "${aws:PrincipalType}"]) assert.notEqual(tried([...looking, deny({ StringEquals: { [keys.algorithm]: value } })], "k"), 0, "each may be compared with something else");
  });

  /** More lengths than a walk tells apart. */
  const lengths = "?".repeat(4_001);
  const hidden: readonly (readonly [says: string, statements: readonly Statement[], given: Given, ...untold: Untold[]])[] = [
    ["nothing", [deny(undefined)], {}],
    ["patterns of object keys", [deny(undefined)], { complete: false }, { kind: "patterns", of: "object keys" }],
    ["patterns of principals", [deny(undefined), deny({ ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::*:role/${lengths}` } })], {}, { kind: "patterns", of: "principals" }],
    ["a condition key in somebody's way", [deny({ StringLike: { "aws:SourceVpce": "*" } }), deny({ StringNotLike: { "aws:SourceVpce": lengths } })], {}, { kind: "conditions", key: "aws:SourceVpce" }],
    ["no condition key where everybody is denied anyway", [deny(undefined), deny({ StringNotLike: { "aws:SourceVpce": lengths } })], {}],
    ["what was not tried any more", [deny(unlessFrom("vpce-1"))], { left: 1 }, { kind: "trials" }],
  ];
  for (const [says, statements, given, ...untold] of hidden) {
    it(`may have overlooked one for ${says}`, () => {
      assert.deepEqual(waysInto(statements, given).find(probe()), { untold });
    });
  }

  it("is one by each reading where a variable has no value", () => {
    const folder = [deny(undefined, { Resource: undefined, NotResource: `${arn}/\${aws:PrincipalTag/team}/*` })];
    assert.equal(told(waysInto(folder).find(probe())), undefined);
    assert.deepEqual(told(waysInto(folder, { reading: "statement-invalid" }).find(probe())), ["object", everybody, "", "0 NotResource"]);
  });
});
