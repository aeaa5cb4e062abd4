/** Protects what is tried with a request: who, on what, past which statements, and which trials are taken for alike. */
import assert from "node:assert/strict";
import { circumstances } from "../../judge/circumstances";
import type { ForeignDenial } from "../../judge/foreignDenials";
import { requesters } from "../../judge/identities";
import { clausesOf } from "../../judge/statements";
import { Approaches, type Likeness, type Probe, type Trial, type Trials } from "../../judge/trials";
import { bucketName, deny, keys, place, statementsOf, today, type Statement } from "./policies";
import { routesOf } from "./routes";

const vendor = "444455556666";
const objectArn = (key: string): string => `arn:aws:s3:::${bucketName}/${key}`;
const allow: Statement = { ...deny(undefined), Effect: "Allow" };
const aes256 = { StringEquals: { [keys.algorithm]: "AES256" } };

function trialsOf(statements: readonly Statement[], probe: Partial<Pick<Probe, "action" | "context">> = {}, { objects = ["object"], without = [] as readonly number[], foreign = [] as readonly ForeignDenial[] } = {}): Trials {
  const found = statementsOf(...statements);
  const none = (): boolean => false;
  const clauses = clausesOf(found, "condition-holds", none);
  const { usual } = circumstances(found, place, { today, isAllowedException: none }, []);
  const approaches = new Approaches(routesOf(clauses, requesters(found, place).list, objects.map(objectArn), place), clauses, foreign, usual);
  return approaches.trials({ action: "s3:PutObject", context: () => ({ [keys.algorithm]: "AES256" }), ...probe }, new Set(found.statements.filter(({ index }) => without.includes(index))));
}

/** Who tries what, and how many statements are in the way. */
const told = ({ passable }: Trials): string[] => passable.map(({ kind, resource, obstacles }) => `${kind.requester.words}: ${resource.resource.slice(objectArn("").length)} ${obstacles.denials.length}`);
const likenessOf = (trials: readonly Trial[], words: string): Likeness | undefined => trials.find(({ kind }) => kind.requester.words.startsWith(words))?.likeness;

describe("judge/trials", () => {
  const fromElsewhere = { StringNotEquals: { "aws:SourceVpce": "vpce-1" } };

  it("leave out what nothing lets pass, and know who may be heard", () => {
    const denied = trialsOf([deny(aes256)]);
    assert.deepEqual([denied.passable, denied.by.map(({ requester }) => requester.words)], [[], ["a role of the account"]]);
    assert.equal(trialsOf([allow]).by.length, 3);
    assert.deepEqual(told(trialsOf([deny({ ...aes256, ...fromElsewhere })])), ["a role of the account: object 1"]);
  });

  it("leave out statements that are not to be looked at, an Allow as well", () => {
    assert.deepEqual(told(trialsOf([deny(aes256)], {}, { without: [0] })), ["a role of the account: object 0"]);
    assert.deepEqual(told(trialsOf([{ ...allow, Principal: { AWS: vendor } }], {}, { without: [0] })), ["a role of the account: object 0"]);
  });

  it("are of one resource where the statements about a requester tell none apart, and of each at hand", () => {
    const statements = [deny({ ...aes256, ...fromElsewhere }, { Resource: objectArn("a/*"), Principal: { AWS: vendor } }), allow];
    const objects = ["object", "a/x"];
    assert.deepEqual(told(trialsOf(statements, {}, { objects })), [
      "a role of the account: object 0",
      "a role of another account: object 0",
      "an anonymous caller: object 0",
      `${vendor}, which the policy names: object 0`,
      `${vendor}, which the policy names: a/x 1`,
    ]);
    const { at } = trialsOf(statements, {}, { objects });
    assert.equal(at(objectArn("a/x")).length, 4);
    assert.deepEqual(at(objectArn("a/y")), []);
    const ofOwnFolder = deny(fromElsewhere, { Resource: objectArn("${aws:PrincipalTag/team}/*") });
    assert.deepEqual(told(trialsOf([ofOwnFolder], {}, { objects: ["a/x", "b/x"] })), ["a role of the account: a/x 1", "a role of the account: b/x 1"], "variables decide");
  });

  it("have in their way what speaks of those who sign a request, and of those who do not", () => {
    const open = { "aws:SourceVpce": "vpce-1" };
    const denied = (operator: string, value: string): string[] => told(trialsOf([deny({ StringNotEquals: open, [operator]: { "aws:PrincipalIsAWSService": value } }), allow]));
    assert.deepEqual(denied("Bool", "false"), ["a role of the account: object 1", "a role of another account: object 1", "an anonymous caller: object 0"]);
    assert.deepEqual(denied("BoolIfExists", "true"), ["a role of the account: object 0", "a role of another account: object 0", "an anonymous caller: object 1"]);
  });

  it("have in their way what compares what is asked with who asks", () => {
    const compared = trialsOf([deny({ ...fromElsewhere, StringEquals: { [keys.algorithm]: "${aws:PrincipalType}" } })], { context: () => ({ [keys.algorithm]: "User" }) });
    assert.deepEqual(told(compared), ["a role of the account", "the account's root", "a user of the account", "a federated user of the account"].map((who) => `${who}: object ${who.startsWith("a user") ? 1 : 0}`));
  });

  it("are alike where the same is in the way of requesters of one account whom no open condition tells apart", () => {
    const ofUpdates = (...AWS: string[]): Statement => deny(undefined, { Principal: { AWS }, Action: "s3:UpdateObjectEncryption" });
    const roles = [ofUpdates(`arn:aws:iam::${vendor}:role/a`, "777788889999"), ofUpdates("777788889999"), { ...allow, Principal: { AWS: [`arn:aws:iam::${vendor}:role/a`, `arn:aws:iam::${vendor}:role/b`, "777788889999"] } }];
    const { passable } = trialsOf(roles);
    const [own, one, two, other] = ["a role of the account", `arn:aws:iam::${vendor}:role/a`, `arn:aws:iam::${vendor}:role/b`, "777788889999"].map((words) => likenessOf(passable, words));
    assert.ok(own !== undefined && one !== undefined && other !== undefined);
    assert.equal(one, two);
    assert.equal(new Set([own, one, other]).size, 3, "whose a key is may hang on the account");
  });

  it("are of each resource, and like no other, where access points may deny something", () => {
    const part = { words: "no Allow", keys: ["s3:dataaccesspointarn"], holds: () => true };
    const foreign: ForeignDenial = { partsFor: (_action, _kind, { resource }) => (resource === objectArn("a/x") ? [[part]] : []) };
    const found = trialsOf([], {}, { objects: ["object", "a/x"], foreign: [foreign] });
    // Without it both objects would be one.
    assert.deepEqual(told(found), ["a role of the account: object 0"]);
    assert.deepEqual(told(trialsOf([deny(fromElsewhere, { Resource: objectArn("a/*"), Principal: { AWS: vendor } })], {}, { objects: ["object", "a/x"], foreign: [foreign] })), [
      "a role of the account: object 0",
      "a role of the account: a/x 1",
    ]);
    assert.ok(found.passable.every(({ likeness }) => likeness === undefined));
  });
});
