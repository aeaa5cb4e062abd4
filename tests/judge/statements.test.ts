/** Protects how statements are taken apart, and who asks for what under them. */
import assert from "node:assert/strict";
import { requesters } from "../../judge/identities";
import { ambiguousPart, clausesOf, isOfAsk, isSettled, relevantStatements, type Clause, type Reading } from "../../judge/statements";
import { parsePolicyDocument } from "../../simulator";
import { arnParts } from "../../simulator/iam/arn";
import { ContextKeys } from "../../simulator/iam/conditions";
import { identify } from "../../simulator/iam/principal";
import { account, bucketName, deny, keys, place, policy, statementsOf, type Statement } from "./policies";
import { routesOf } from "./routes";

const arn = `arn:aws:s3:::${bucketName}`;
const vendor = "444455556666";
const none = (): boolean => false;
const partsOf = (key: string): readonly string[] => arnParts(`${arn}/${key}`) ?? [];
const clauses = (statements: readonly Statement[], reading: Reading = "condition-holds", isAllowed: (exception: { key: string; value: string }) => boolean = none): Clause[] => clausesOf(statementsOf(...statements), reading, isAllowed);
const clause = (statement: Statement, ...rest: [Reading?, ((exception: { key: string; value: string }) => boolean)?]): Clause => {
  const [found] = clauses([statement], ...rest);
  assert.ok(found);
  return found;
};
const words = (literals: readonly { words: string; keys: readonly string[] }[]): string[] => literals.map((one) => `${one.words} [${one.keys.join()}]`);

describe("judge/statements", () => {
  it("are relevant where they speak of an action, by Action or by NotAction", () => {
    const actions: readonly (readonly [element: Statement, isRelevant: boolean])[] = [
      [{ Action: "s3:PutObject" }, true],
      [{ Action: "S3:PUT*" }, true],
      [{ Action: ["s3:GetObject", "s3:PutObject"] }, true],
      [{ Action: "s3:GetObject" }, false],
      [{ Action: "s3:PutObjectAcl" }, false],
      [{ Action: undefined, NotAction: "s3:GetObject" }, true],
      [{ Action: undefined, NotAction: "s3:putobject" }, false],
      [{ Action: undefined, NotAction: ["s3:GetObject", "s3:Put*"] }, false],
    ];
    for (const [element, isRelevant] of actions) {
      const parsed = parsePolicyDocument(policy(deny(undefined, element)), "bucket", { name: bucketName });
      assert.ok(parsed.valid, JSON.stringify(parsed));
      assert.equal(relevantStatements(parsed.document, ["s3:ReplicateObject", "s3:PutObject"].slice(element["NotAction"] === undefined ? 0 : 1)).statements.length, Number(isRelevant), JSON.stringify(element));
      if (isRelevant) assert.deepEqual(["s3:PutObject", "s3:DeleteObject"].map(clausesOf(parsed.document, "condition-holds", none)[0]?.isAbout ?? none), [true, element["NotAction"] !== undefined]);
    }
    assert.deepEqual(clausesOf(undefined, "condition-holds", none), []);
  });

  it("hang on circumstances by every key that neither ask nor requester nor bucket settles", () => {
    const ofAsk = [keys.algorithm, "S3:X-AMZ-SERVER-SIDE-ENCRYPTION-AWS-KMS-KEY-ID", "s3express:x-amz-server-side-encryption", "s3express:SessionMode", "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"];
    const ofRequester = ["aws:PrincipalArn", "AWS:principalaccount", "aws:PrincipalType", "aws:ResourceAccount", "s3:ResourceAccount"];
    const free = ["aws:SourceVpce", "aws:PrincipalTag/team", "aws:username", "aws:userid", "aws:FederatedProvider", "aws:PrincipalOrgID", "s3:x-amz-acl"];
    assert.deepEqual([ofAsk, ofRequester, free].map((list) => [list.every(isSettled), list.some(isSettled), list.every(isOfAsk), list.some(isOfAsk)]), [[true, true, true, true], [true, true, false, false], [false, false, false, false]]);
  });

  it("have parts by what settles them", () => {
    const { ofAsk, ofRequester, ofBoth, free } = clause(
      deny({
        Null: { [keys.customer]: "false" },
        StringEquals: { [keys.algorithm]: "${aws:PrincipalType}", "aws:PrincipalType": "User", "aws:PrincipalAccount": "${aws:ResourceAccount}" },
        StringNotEquals: { "aws:SourceVpce": "vpce-1", [keys.keyId]: "${aws:PrincipalTag/key}" },
      }),
    );
    assert.deepEqual(words(ofAsk), [`Null ${keys.customer} [${keys.customer}]`]);
    assert.deepEqual(words(ofRequester), ["StringEquals aws:PrincipalType [aws:principaltype]", "StringEquals aws:PrincipalAccount [aws:principalaccount,aws:resourceaccount]"]);
    assert.deepEqual(words(ofBoth), [`StringEquals ${keys.algorithm} [${keys.algorithm},aws:principaltype]`]);
    assert.deepEqual(words(free), ["StringNotEquals aws:SourceVpce [aws:sourcevpce]", `StringNotEquals ${keys.keyId} [${keys.keyId},aws:principaltag/key]`]);
    const [vpce] = free;
    assert.deepEqual([{ "aws:SourceVpce": "vpce-1" }, { "aws:SourceVpce": "vpce-2" }, {}].map((context) => vpce?.holds(new ContextKeys(context))), [false, true, true]);
  });

  it("cover resources, by variables where circumstances decide", () => {
    const covers = (element: Statement, ...objects: string[]): unknown[] => objects.map((key) => clause(deny(undefined, element)).covers?.(partsOf(key)));
    assert.deepEqual(covers({ Resource: [`${arn}/a/*`, `${arn}/b/*`] }, "a/1", "b/1", "c"), [true, true, false]);
    assert.deepEqual(covers({ Resource: undefined, NotResource: [`${arn}/a/*`, `${arn}/b/*`] }, "a/1", "b/1", "c"), [false, false, true]);
    for (const [element, holds] of [["Resource", [true, false, false]], ["NotResource", [false, true, true]]] as const) {
      const { covers: fixed, coversBy } = clause(deny(undefined, { Resource: undefined, [element]: [`${arn}/\${aws:PrincipalTag/Team}/*`, `${arn}/x\${aws:PrincipalTag/Team}/*`] }));
      assert.equal(fixed, undefined);
      const part = coversBy?.(partsOf("data/1"));
      assert.deepEqual([part && words([part]), part && [{ "aws:PrincipalTag/Team": "data" }, { "aws:PrincipalTag/Team": "web" }, {}].map((context) => part.holds(new ContextKeys(context)))], [[`${element} [aws:principaltag/team]`], holds]);
    }
    assert.equal(clause(deny(undefined)).coversBy, undefined);
  });

  it("mean whom their principals mean", () => {
    const bob = identify({ arn: `arn:aws:iam::${vendor}:user/bob` });
    const means = (element: Statement): unknown => clause(deny(undefined, { Principal: undefined, ...element })).means(bob);
    assert.deepEqual([{ Principal: "*" }, { Principal: { AWS: vendor } }, { Principal: { AWS: account } }, { NotPrincipal: { AWS: vendor } }, { NotPrincipal: { AWS: account } }].map(means), [true, true, false, false, true]);
    const [statement] = statementsOf(deny(undefined)).statements;
    assert.ok(statement);
    assert.equal(clausesOf({ version: "2012-10-17", statements: [Object.fromEntries(Object.entries(statement).filter(([element]) => element !== "principal")) as unknown as typeof statement] }, "condition-holds", none)[0]?.means(bob), false);
  });

  describe("in which a variable has no value under a negated operator", () => {
    const team = "aws:PrincipalTag/team";
    const cases: readonly (readonly [says: string, statement: Statement, ...parts: string[]])[] = [
      ["a negated condition", deny({ StringNotEquals: { "aws:username": `\${${team}}` } }), "StringNotEquals aws:username [aws:principaltag/team]"],
      ["NotResource", deny(undefined, { Resource: undefined, NotResource: `${arn}/\${${team}}/*` }), "NotResource [aws:principaltag/team]"],
      ["neither a positive one", deny({ StringEquals: { "aws:username": `\${${team}}` } })],
      ["nor Resource", deny(undefined, { Resource: `${arn}/\${${team}}/*` })],
      ["nor Null", deny({ Null: { "aws:username": "true" } })],
      ["nor a variable with a default", deny({ StringNotEquals: { "aws:username": `\${${team}, 'none'}` } })],
      ["nor a text without variables", deny({ StringNotEquals: { "aws:username": "bob" } })],
    ];
    for (const [says, statement, ...parts] of cases) {
      it(`may be invalid: ${says}`, () => {
        const added = clause(statement, "statement-invalid").free.slice(clause(statement).free.length);
        assert.deepEqual(words(added), parts);
        for (const { holds } of added) assert.deepEqual([{ [team]: "x" }, {}].map((context) => holds(new ContextKeys(context))), [true, false]);
        assert.deepEqual(ambiguousPart(statementsOf(deny(undefined), statement), none)?.words, parts[0]?.replace(/ \[.*$/, ""));
      });
    }
    it("are told, the first of them", () => {
      const [, first, second] = [deny(undefined), ...cases.slice(0, 2).map(([, statement]) => statement)];
      assert.equal(ambiguousPart(statementsOf(deny(undefined), first as Statement, second as Statement), none)?.statement.index, 1);
      assert.equal(ambiguousPart(undefined, none), undefined);
    });
    it("do not matter where the exception is allowed", () => {
      const [, statement] = cases[0] as (typeof cases)[0];
      const allowed = ({ key, value }: { key: string; value: string }): boolean => key === "aws:username" && value === `\${${team}}`;
      assert.equal(ambiguousPart(statementsOf(statement), allowed), undefined);
      assert.equal(clause(statement, "statement-invalid", allowed).free.length, 1);
    });
    it("all have a value, or the statement may be invalid", () => {
      const [, , part] = clause(deny({ StringNotEquals: { "aws:username": [`\${${team}}`, "${aws:PrincipalTag/b}"] }, StringEquals: { "aws:userid": "x" } }), "statement-invalid").free;
      assert.deepEqual([{ [team]: "x" }, { [team]: "x", "aws:PrincipalTag/b": "y" }].map((context) => part?.holds(new ContextKeys(context))), [false, true]);
    });
  });
});

describe("judge/routes", () => {
  const allow = (Principal: unknown, more: Statement = {}): Statement => ({ Effect: "Allow", Principal, Action: "s3:PutObject", Resource: `${arn}/*`, ...more });
  const routes = (statements: readonly Statement[], objects: readonly string[] = ["object"]) => {
    const found = statementsOf(...statements);
    return routesOf(clausesOf(found, "condition-holds", none), requesters(found, place).list, objects.map((key) => `${arn}/${key}`), place);
  };
  /** Of each route the statement that allows it, and by kinds of requesters who is like whom and what means them. */
  const told = (statements: readonly Statement[]): unknown[] =>
    routes(statements).map((route) => [route.allow?.statement.index ?? "own", ...route.requesters.map(({ requester, alike, meant }) => `${requester.words} (${alike.length}) ${meant.map(Number).join("")}`)]);

  const ofOwn = ["a role of the account (4) "];
  it("are that of the bucket's account, and one by each Allow for those whom it means", () => {
    assert.deepEqual(told([]), [["own", ...ofOwn]]);
    assert.deepEqual(told([allow("*")]), [["own", ...ofOwn], [0, "a role of another account (1) ", "an anonymous caller (1) "]]);
    assert.deepEqual(told([allow({ AWS: account }), allow({ AWS: vendor })]), [["own", ...ofOwn], [1, `${vendor}, which the policy names (1) `]]);
    assert.deepEqual(told([allow("*", { Condition: { StringEquals: { "aws:PrincipalAccount": vendor } } })]), [["own", ...ofOwn], [0, `${vendor}, which the policy names (1) `]]);
    assert.deepEqual(told([allow("*", { Condition: { StringEquals: { "aws:ResourceAccount": vendor } } })]), [["own", ...ofOwn]]);
  });

  it("tell requesters apart by the denials that mean them", () => {
    assert.deepEqual(told([deny(undefined, { Principal: { AWS: vendor } }), deny({ StringEquals: { "aws:PrincipalType": "User" } })]), [["own", "a role of the account (3) 00", "a user of the account (1) 01"]]);
  });

  it("tell all apart where something else is compared with who asks", () => {
    for (const Condition of [{ StringEquals: { [keys.algorithm]: "${aws:PrincipalType}" } }, { StringEquals: { "aws:PrincipalTag/x": "${aws:PrincipalArn}" } }]) assert.equal(routes([deny(Condition)])[0]?.requesters.length, 4);
    for (const Condition of [{ StringEquals: { "aws:PrincipalTag/x": "y" } }, { StringEquals: { [keys.algorithm]: "AES256" } }]) assert.equal(routes([deny(Condition)])[0]?.requesters.length, 1);
  });

  it("tell users apart by their name where a statement looks at it", () => {
    assert.deepEqual(told([deny({ StringEquals: { "aws:username": "${aws:PrincipalTag/name, 'any-user'}" } })]), [["own", "a role of the account (4) 1", "a user of the account (1) 1"]]);
    assert.deepEqual(told([deny({ StringNotEquals: { "aws:username": "bob" } })]), [["own", "a role of the account (4) 1", "bob, which the policy names (0) 1"]]);
  });

  it("have of those alike the one with the fewest exceptions, and all without any", () => {
    assert.deepEqual(told([deny({ ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/any-role` }, StringEquals: { "aws:PrincipalType": "Anonymous" } })])[0], ["own", "the account's root (6) 0"]);
    const sparing = [deny({ ArnNotLike: { "aws:PrincipalArn": [`arn:aws:iam::${account}:role/any-role`, `arn:aws:iam::${account}:root`] }, StringEquals: { "aws:PrincipalTag/x": "y" } }), deny({ StringNotEquals: { "aws:PrincipalType": "Account" } })];
    const [own] = routes(sparing);
    assert.deepEqual(own?.requesters.map(({ requester, alike, meant }) => [requester.words, requester.exceptions.length, alike.length, meant.map(Number).join("")]).slice(0, 2), [
      ["a role of the account", 1, 0, "01"],
      ["the account's root", 2, 0, "00"],
    ]);
  });

  it("have a resource of each kind that the denials tell apart, within what is allowed", () => {
    const kinds = (statements: readonly Statement[], objects: readonly string[]): unknown[] =>
      routes(statements, objects).map(({ resources }) => resources.map(({ resource, covered }) => `${resource.slice(arn.length + 1)} ${covered.map((one) => (one === undefined ? "?" : Number(one))).join("")}`));
    const objects = ["object", "a/1", "a/2", "b"];
    assert.deepEqual(kinds([], objects), [["object "]]);
    assert.deepEqual(kinds([deny(undefined, { Resource: `${arn}/a/*` }), deny(undefined)], objects), [["object 01", "a/1 11"]]);
    assert.deepEqual(kinds([deny(undefined, { Resource: `${arn}/\${aws:username}/*` })], objects), [objects.map((key) => `${key} ?`)]);
    assert.deepEqual(kinds([deny(undefined, { Resource: `${arn}/a/*` }), allow({ AWS: vendor }, { Resource: `${arn}/a/*` })], objects), [["object 0", "a/1 1"], ["a/1 1"]]);
    assert.deepEqual(kinds([allow({ AWS: vendor }, { Resource: `${arn}/\${aws:username}/*` })], objects), [["object "], objects.map((key) => `${key} `)]);
    assert.deepEqual(kinds([allow({ AWS: vendor }, { Resource: `${arn}/none` })], objects), [["object "]], "nothing that it allows is among them");
  });

  it("pass over resources that are no ARNs", () => {
    assert.deepEqual(routesOf([], requesters(undefined, place).list, ["object"], place), []);
  });
});
