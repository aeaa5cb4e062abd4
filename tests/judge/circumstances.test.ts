/** Protects from where, when and how requests are tried: each key that a policy looks at, with each value that it tells apart. */
import assert from "node:assert/strict";
import type { Exception, JudgeOptions } from "../../judge/bucket";
import { circumstances, comparedValues } from "../../judge/circumstances";
import { tellingValues } from "../../judge/keyValues";
import { account, deny, keys, place, statementsOf, today, type Statement } from "./policies";

const options: Pick<JudgeOptions, "today" | "isAllowedException"> = { today, isAllowedException: () => false };
const under = (operator: string, key: string, ...values: string[]): Statement => deny({ [operator]: { [key]: values } });
const of = (statements: readonly Statement[], where = place, more: Partial<typeof options> = {}, asked: readonly string[] = []) => circumstances(statementsOf(...statements), where, { ...options, ...more }, asked);
/** The values of a key, each with the exceptions that it is. */
const valuesOf = (key: string, ...rest: Parameters<typeof of>): unknown[] =>
  (of(...rest).variations.get(key) ?? []).map(({ context, exceptions }) => [Object.values(context)[0], ...exceptions.map(({ value }) => value)]);

const vpce = "aws:SourceVpce";
const paths = "aws:PrincipalOrgPaths";

describe("judge/circumstances", () => {
  it("are the keys that neither what is asked nor who asks settles, and no others", () => {
    const settled = [keys.algorithm, keys.keyId, keys.customer, "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:ResourceAccount", "s3:ResourceAccount", "aws:SourceArn", "aws:SourceAccount", "aws:PrincipalServiceName", "aws:PrincipalIsAWSService"];
    const conditions = settled.map((key) => deny({ Null: { [key]: "true" } }));
    const { variations, usual, untold } = of([...conditions, under("StringEquals", vpce, "vpce-1")]);
    assert.deepEqual([[...variations.keys()], usual, untold], [["aws:sourcevpce"], { "aws:RequestedRegion": "eu-west-1" }, []]);
    assert.deepEqual([...circumstances(undefined, place, options, []).variations.keys()], []);
  });

  const values: readonly (readonly [says: string, key: string, statements: readonly Statement[], ...expected: unknown[]])[] = [
    ["the policy's own, one that it treats like others for all of these, and another one", vpce, [under("StringNotEquals", vpce, "vpce-1", "vpce-2")], ["vpce-1", "vpce-1"], ["something-else", "(other)"]],
    ["whatever the case of the key", "aws:sourcevpce", [under("StringEquals", vpce, "vpce-1"), under("StringEquals", "AWS:SOURCEVPCE", "vpce-2")], ["vpce-1", "vpce-1"], ["vpce-2", "vpce-2"], ["something-else", "(other)"]],
    ["any, where only its absence is tested", "aws:sourcevpce", [deny({ Null: { [vpce]: "true" } })], ["something-else", "(other)"]],
    ["patterns together", "aws:sourcevpce", [under("StringLike", vpce, "a*"), under("StringLike", vpce, "*b")], ["ax", "a*"], ["xb", "*b"], ["something-else", "(other)"], ["ab", "a*", "*b"]],
    ["bytes", "aws:principaltag/b", [under("BinaryEquals", "aws:PrincipalTag/b", "QUJD")], ["QUJD", "QUJD"], ["c29tZXRoaW5nIGVsc2U=", "(other)"]],
  ];
  for (const [says, key, statements, ...expected] of values) {
    it(`have as values: ${says}`, () => {
      assert.deepEqual(valuesOf(key.toLowerCase(), statements), expected);
    });
  }

  it("have one value of each verdict of the policy's conditions, the first", () => {
    assert.deepEqual(valuesOf("aws:multifactorauthage", [under("NumericLessThan", "aws:MultiFactorAuthAge", "100")]), [["100", "100"], ["99", "(other)"]]);
    assert.deepEqual(valuesOf("aws:sourcevpce", [under("StringLike", vpce, "vpce-*"), under("StringLike", vpce, "*")]), [["vpce-x", "vpce-*"], ["x", "*"]]);
  });

  it("leave out the exceptions that are allowed", () => {
    const ofPatterns = [under("StringLike", vpce, "a*"), under("StringLike", vpce, "*b")];
    assert.deepEqual(valuesOf("aws:sourcevpce", ofPatterns, place, { isAllowedException: ({ value }) => value === "a*" }), [["xb", "*b"], ["something-else", "(other)"]]);
    assert.deepEqual(valuesOf("aws:principalorgpaths", [under("ForAnyValue:StringEquals", paths, "a")], place, { isAllowedException: () => true }), []);
    const isAllowedException = ({ key, value }: Exception): boolean => key === vpce && value === "vpce-1";
    assert.deepEqual(valuesOf("aws:sourcevpce", [under("StringNotEquals", vpce, "vpce-1", "vpce-2")], place, { isAllowedException }), [["vpce-2", "vpce-2"], ["something-else", "(other)"]]);
  });

  it("take what the policy says of the time for times to come", () => {
    const time = "aws:currenttime";
    const [before, day, after] = ["2020-01-01T00:00:00Z", "2026-11-25T00:00:00Z", "2030-01-01T00:00:00Z"];
    assert.deepEqual(valuesOf(time, [under("DateLessThan", "aws:CurrentTime", before)]), []);
    assert.deepEqual(valuesOf(time, [under("DateEquals", "aws:CurrentTime", day, after)]).map((one) => (one as string[])[0]), [day, "2028-06-13T12:00:00.000Z"]);
    assert.deepEqual(valuesOf("aws:epochtime", [under("NumericLessThan", "aws:EpochTime", "4102444800")]), [["4102444799", "(other)"], ["4102444800", "4102444800"]].reverse());
    // Of another key a date is a value like others.
    assert.deepEqual(valuesOf("aws:tokenissuetime", [under("DateLessThan", "aws:TokenIssueTime", before)]).length, 2);
  });

  it("are, of every request, its time, its region where that is known, and that no service passes it on", () => {
    const looking = [under("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z"), under("NumericLessThan", "aws:EpochTime", "1"), under("Bool", "aws:ViaAWSService", "true"), under("StringEquals", vpce, "x"), under("StringEquals", "aws:RequestedRegion", "eu-west-1")];
    const times = { "aws:CurrentTime": "2026-11-25T00:00:00.000Z", "aws:EpochTime": "1795564800", "aws:ViaAWSService": "false" };
    assert.deepEqual(of(looking).usual, { "aws:RequestedRegion": "eu-west-1", ...times });
    assert.equal(of(looking).variations.has("aws:requestedregion"), false);
    const elsewhere = of(looking, { ...place, regionKnown: false });
    assert.deepEqual(elsewhere.usual, times);
    assert.deepEqual(elsewhere.variations.get("aws:requestedregion")?.length, 2);
  });

  it("have no version of TLS without TLS", () => {
    const { variations } = of([under("Bool", "aws:SecureTransport", "false"), under("NumericLessThan", "s3:TlsVersion", "1.2")]);
    assert.deepEqual(variations.get("aws:securetransport")?.map(({ context }) => context), [{ "aws:SecureTransport": true }, { "aws:SecureTransport": false, "s3:TlsVersion": [] }]);
  });

  it("are several values at once where conditions are on sets of them: each two, and all", () => {
    // What the conditions do not tell apart is tried once.
    assert.deepEqual(valuesOf("aws:principalorgpaths", [under("ForAllValues:StringLike", paths, "a", "b", "c")]), [["a", "a"], ["something-else", "(other)"]]);
    const told = valuesOf("aws:principalorgpaths", [under("ForAnyValue:StringEquals", paths, "a"), under("ForAnyValue:StringEquals", paths, "b"), under("ForAnyValue:StringEquals", paths, "c")]);
    assert.deepEqual(told, [["a", "a"], ["b", "b"], ["c", "c"], ["something-else", "(other)"], [["a", "b"], "a", "b"], [["a", "c"], "a", "c"], [["b", "c"], "b", "c"], [["a", "b", "c", "something-else"], "a", "b", "c", "(other)"]]);
    assert.deepEqual(valuesOf("aws:principalorgpaths", [under("ForAnyValue:StringEquals", paths, "a"), under("ForAllValues:StringEquals", paths, "a")]), [["a", "a"], ["something-else", "(other)"], [["a", "something-else"], "a", "(other)"]]);
    assert.deepEqual(valuesOf("aws:principalorgpaths", [under("StringEquals", paths, "a")]), [["a", "a"], ["something-else", "(other)"]]);
  });

  it("are not all where more values than twenty may come at once, or patterns are too many", () => {
    const each = (count: number): Statement[] => Array.from({ length: count }, (_, index) => under("ForAnyValue:StringEquals", paths, `o-${index}`));
    assert.deepEqual(of(each(19)).untold, []);
    assert.deepEqual(of(each(20)).untold, [{ kind: "conditions", key: paths }]);
    const letters = [..."abcdefghijklm"].map((letter) => under("StringLike", vpce, `*${letter}*`));
    assert.deepEqual(of(letters).untold, [{ kind: "conditions", key: vpce }]);
  });

  describe("that variables compare", () => {
    const folder = (key: string): Statement => deny(undefined, { Resource: `arn:aws:s3:::acme-orders/\${${key}}/*` });
    it("have each value by itself, those of one another, and of what is asked where the policy compares that", () => {
      const tags = [under("StringNotEquals", "aws:PrincipalTag/a", "${aws:PrincipalTag/b}"), under("StringNotEquals", "aws:PrincipalTag/b", "one", "two")];
      assert.deepEqual(valuesOf("aws:principaltag/a", tags, place, {}, ["asked"]).map((one) => (one as unknown[])[0]), ["x", "something-else", "one", "two"]);
      assert.deepEqual(valuesOf("aws:principaltag/b", tags, place, {}, ["asked"]).map((one) => (one as unknown[])[0]), ["one", "two", "something-else", "x"]);
      assert.equal(valuesOf("aws:principaltag/b", [...tags, under("StringEquals", keys.algorithm, "AES256")], place, {}, ["asked"]).length, 4);
      const method = under("StringNotEquals", keys.algorithm, "${aws:PrincipalTag/m}");
      assert.deepEqual(valuesOf("aws:principaltag/m", [method, under("StringEquals", vpce, "vpce-1")], place, {}, ["asked"]).map((one) => (one as unknown[])[0]), ["x", "asked"]);
      assert.deepEqual(valuesOf("aws:principaltag/m", [folder("aws:PrincipalTag/m")], place, {}, ["asked"]).map((one) => (one as unknown[])[0]), ["x", "asked"]);
    });

    it("come from the value of the policy that has the variable", () => {
      const own = [under("StringNotEquals", "aws:PrincipalTag/a", "${aws:PrincipalTag/b}")];
      assert.deepEqual(valuesOf("aws:principaltag/a", own), [["x", "${aws:PrincipalTag/b}"], ["something-else", "(other)"]]);
      assert.deepEqual(valuesOf("aws:principaltag/b", own), [["x", "(other)"]]);
    });

    it("are told, with the values that the policy has for them", () => {
      assert.deepEqual(comparedValues(statementsOf(folder("aws:PrincipalTag/a"), under("StringNotLike", "aws:PrincipalTag/a", "data", "w*"), under("StringEquals", vpce, "vpce-1"))), ["data", "wx", "w"]);
      assert.deepEqual(comparedValues(statementsOf(under("StringEquals", vpce, "vpce-1"))), []);
      assert.deepEqual(comparedValues(undefined), []);
    });
  });
});

describe("judge/keyValues", () => {
  const of = (...statements: Statement[]) => {
    const { values, complete } = tellingValues(statementsOf(...statements).statements.flatMap(({ conditions }) => conditions), true);
    return [values.map(({ value, from }) => [value, ...from]), complete];
  };
  it("are none of no condition, and any of one that tests for absence", () => {
    assert.deepEqual(of(), [[], true]);
    assert.deepEqual(of(deny({ Null: { [vpce]: "true" } })), [[["something-else"]], true]);
  });
  it("are of all conditions of one kind at once: limits have values between them", () => {
    const age = "aws:MultiFactorAuthAge";
    assert.deepEqual(of(under("NumericLessThan", age, "100"), under("NumericGreaterThan", age, "200", "100"), deny({ Null: { [age]: "true" } })), [[["100", "100"], ["200", "200"], ["99"], ["150"], ["201"]], true]);
  });
  it("are of each kind of condition where they differ", () => {
    assert.deepEqual(of(under("StringEquals", vpce, "v"), under("StringLike", vpce, "w*")), [[["v", "v"], ["wx", "w*"], ["something-else"], ["w", "w*"], ["v", "v"]], true]);
  });
  it("are of the own account as of others", () => {
    assert.deepEqual(of(under("StringEquals", "aws:PrincipalAccount", account)), [[[account, account], ["something-else"], [account, account]], true]);
  });
});
