/** Condition operators: what each compares, and what absent, several and unresolvable values do. */
import assert from "node:assert/strict";
import { compileCondition, ContextKeys, type ContextValue } from "../../../simulator/iam/conditions";
import { parseOperator } from "../../../simulator/iam/operators";

const key = "test:Key";

function holds(operator: string, stated: string | string[], requested?: ContextValue, more: Record<string, ContextValue> = {}): boolean {
  const parsed = parseOperator(operator);
  assert(parsed, `${operator} is no operator`);
  const condition = compileCondition({ operator: parsed, key, values: [stated].flat() }, true);
  return condition(new ContextKeys(requested === undefined ? {} : { [key]: requested }, new ContextKeys(more)));
}

type Case = [operator: string, stated: string | string[], requested: ContextValue | undefined, expected: boolean];

function table(cases: readonly Case[]): void {
  for (const [operator, stated, requested, expected] of cases) {
    it(`${operator} ${JSON.stringify(stated)} of ${JSON.stringify(requested) ?? "nothing"}: ${String(expected)}`, () => {
      assert.equal(holds(operator, stated, requested), expected);
    });
  }
}

describe("condition operators", () => {
  describe("strings", () => {
    table([
      ["StringEquals", "aws:kms", "aws:kms", true],
      ["StringEquals", "aws:kms", "AWS:KMS", false],
      ["StringEquals", "aws:*", "aws:kms", false],
      ["StringEquals", ["AES256", "aws:kms"], "aws:kms", true],
      ["StringNotEquals", ["AES256", "aws:kms"], "aws:kms", false],
      ["StringNotEquals", ["AES256", "aws:kms"], "aws:kms:dsse", true],
      ["StringEqualsIgnoreCase", "aws:kms", "AWS:Kms", true],
      ["StringNotEqualsIgnoreCase", "aws:kms", "AWS:Kms", false],
      ["StringLike", "aws:kms*", "aws:kms:dsse", true],
      ["StringLike", "aws:kms*", "aws:kms", true],
      ["StringLike", "aws:km?", "aws:kms:dsse", false],
      ["StringLike", "*a*b", "xaxxabxxab", true],
      ["StringLike", "", "", true],
      ["StringNotLike", ["AES*", "aws:*"], "aws:kms", false],
      ["StringNotLike", ["AES*", "aws:*"], "other", true],
      ["stringLIKE", "a*", "abc", true],
    ]);
  });

  describe("numbers", () => {
    table([
      ["NumericEquals", "1.2", "1.20", true],
      ["NumericEquals", "12", 12, true],
      ["NumericNotEquals", ["1", "2"], "2", false],
      ["NumericNotEquals", ["1", "2"], "3", true],
      ["NumericLessThan", "1.2", "1.1", true],
      ["NumericLessThan", "1.2", "1.2", false],
      ["NumericLessThan", "10", "9", true],
      ["NumericLessThanEquals", "1.2", "1.2", true],
      ["NumericGreaterThan", "1.2", "1.3", true],
      ["NumericGreaterThan", "-1", "-2", false],
      ["NumericGreaterThanEquals", "1e3", "1000", true],
      ["NumericEquals", "1", "one", false],
      ["NumericNotEquals", "1", "one", true],
    ]);
  });

  describe("dates", () => {
    table([
      ["DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", true],
      ["DateEquals", "2026-01-01", "2026-01-01T00:00:00.000Z", true],
      ["DateEquals", "2026-01-01T00:00:00Z", "1767225600", true],
      ["DateEquals", "1767225600", "2026-01-01", true],
      ["DateEquals", "2026", "2026-01-01", true],
      ["DateNotEquals", "2026-01-01", "2026-01-02", true],
      ["DateNotEquals", "2026-01-01", "2026-01-01T00:00Z", false],
      ["DateLessThan", "2026-01-01", "2025-12-31T23:59:59Z", true],
      ["DateLessThanEquals", "2026-01-01", "2026-01-01", true],
      ["DateGreaterThan", "2026-01-01", "2026-01-01", false],
      ["DateGreaterThanEquals", "2026-01-01", "2026-01-01", true],
      ["DateGreaterThan", "2026-01-01", "tomorrow", false],
    ]);
  });

  describe("Booleans and binary", () => {
    table([
      ["Bool", "true", "true", true],
      ["Bool", "True", true, true],
      ["Bool", "false", "true", false],
      ["Bool", "false", "no", false],
      ["Bool", ["true", "false"], "false", true],
      ["BinaryEquals", "QUJD", "QUJD", true],
      ["BinaryEquals", "QUJD", "QUJE", false],
    ]);
  });

  describe("IP addresses", () => {
    table([
      ["IpAddress", "203.0.113.0/24", "203.0.113.255", true],
      ["IpAddress", "203.0.113.0/24", "203.0.114.0", false],
      ["IpAddress", "203.0.113.7", "203.0.113.7", true],
      ["IpAddress", "203.0.113.7", "203.0.113.8", false],
      ["IpAddress", "203.0.113.77/24", "203.0.113.1", true],
      ["IpAddress", "0.0.0.0/0", "203.0.113.1", true],
      ["IpAddress", "0.0.0.0/0", "::1", false],
      ["IpAddress", "2001:db8::/32", "2001:0DB8:ffff::1", true],
      ["IpAddress", "2001:db8::/32", "2001:db9::1", false],
      ["IpAddress", "2001:db8::1", "2001:db8:0:0::1", true],
      ["IpAddress", "::ffff:203.0.113.0/120", "::ffff:203.0.113.9", true],
      ["IpAddress", ["10.0.0.0/8", "192.168.0.0/16"], "192.168.1.1", true],
      ["IpAddress", "10.0.0.0/8", "vpc", false],
      ["NotIpAddress", ["10.0.0.0/8", "192.168.0.0/16"], "192.168.1.1", false],
      ["NotIpAddress", ["10.0.0.0/8", "192.168.0.0/16"], "172.16.0.1", true],
      ["NotIpAddress", "203.0.113.7", "::1", true],
    ]);
  });

  describe("ARNs", () => {
    const role = "arn:aws:iam::111122223333:role/team/writer";
    table([
      ["ArnEquals", role, role, true],
      ["ArnEquals", "arn:aws:iam::*:role/*", role, true],
      ["ArnLike", "arn:aws:iam::111122223333:role/*/w?iter", role, true],
      ["ArnLike", "arn:aws:*::111122223333:role/team/writer", role, true],
      ["ArnLike", "arn:aws:iam:*:role/team/writer:*", role, false],
      ["ArnLike", "arn:aws:someservice:*:111122223333:finance/*", "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt", false],
      ["StringLike", "arn:aws:someservice:*:111122223333:finance/*", "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt", true],
      ["ArnLike", "arn:aws:kms:*:*:*", "arn:aws:kms:us-east-1:1:alias/a:b", true],
      ["ArnNotEquals", "arn:aws:iam::*:role/*", role, false],
      ["ArnNotLike", "arn:aws:iam::*:user/*", role, true],
      ["ArnLike", "arn:aws:iam::*:role/*", "writer", false],
      ["ArnNotLike", "arn:aws:iam::*:role/*", "writer", true],
    ]);
  });

  describe("an absent key", () => {
    table([
      ["StringEquals", "x", undefined, false],
      ["StringLike", "*", undefined, false],
      ["StringNotEquals", "x", undefined, true],
      ["StringNotLike", "*", undefined, true],
      ["NumericNotEquals", "1", undefined, true],
      ["NumericLessThan", "1", undefined, false],
      ["NotIpAddress", "10.0.0.0/8", undefined, true],
      ["ArnNotLike", "arn:*:*:*:*:*", undefined, true],
      ["Bool", "false", undefined, false],
      ["StringEqualsIfExists", "x", undefined, true],
      ["StringNotEqualsIfExists", "x", undefined, true],
      ["BoolIfExists", "true", undefined, true],
      ["ForAllValues:StringEquals", "x", undefined, true],
      ["ForAllValues:StringNotEquals", "x", undefined, true],
      ["ForAnyValue:StringEquals", "x", undefined, false],
      ["ForAnyValue:StringNotEquals", "x", undefined, false],
      ["ForAnyValue:StringEqualsIfExists", "x", undefined, false],
      ["Null", "true", undefined, true],
      ["Null", "True", undefined, true],
      ["Null", "false", undefined, false],
      ["Null", ["true", "false"], undefined, true],
    ]);
  });

  describe("a key that is there", () => {
    table([
      ["Null", "true", "x", false],
      ["Null", "False", "x", true],
      ["Null", "false", "", true],
      ["StringEqualsIfExists", "x", "y", false],
      ["StringNotEqualsIfExists", "x", "x", false],
    ]);
  });

  describe("a key with several values", () => {
    table([
      ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true],
      ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
      ["ForAllValues:StringNotEquals", ["a", "b"], ["c", "d"], true],
      ["ForAllValues:StringNotEquals", ["a", "b"], ["a", "d"], false],
      ["ForAnyValue:StringEquals", ["a", "b"], ["a", "c"], true],
      ["ForAnyValue:StringEquals", ["a", "b"], ["c", "d"], false],
      ["ForAnyValue:StringNotEquals", ["a", "b"], ["a", "c"], true],
      ["ForAnyValue:StringNotEquals", ["a", "b"], ["a", "b"], false],
      ["ForAllValues:StringLike", "a*", ["ab", "ac"], true],
      ["ForAnyValue:StringEquals", "a", "a", true],
      ["ForAllValues:StringEquals", "a", [], true],
      ["ForAnyValue:StringEquals", "a", [], false],
      ["Null", "true", [], true],
      ["StringEquals", "a", ["a"], true],
      ["StringEquals", "a", ["a", "b"], false],
      ["StringNotEquals", "c", ["a", "b"], false],
    ]);
  });

  describe("policy variables in values", () => {
    it("take the request's value", () => {
      assert.equal(holds("StringEquals", "${aws:PrincipalTag/team}", "red", { "AWS:principaltag/TEAM": "red" }), true);
      assert.equal(holds("StringLike", "${aws:PrincipalTag/team}-*", "red-1", { "aws:PrincipalTag/team": "red" }), true);
      assert.equal(holds("ArnLike", "arn:aws:iam::${aws:PrincipalAccount}:role/*", "arn:aws:iam::1:role/x", { "aws:PrincipalAccount": "1" }), true);
      assert.equal(holds("Bool", "${test:Flag}", "true", { "test:Flag": "TRUE" }), true);
    });
    it("without value match nothing, so that negated operators hold", () => {
      for (const operator of ["StringEquals", "StringEqualsIgnoreCase", "StringLike"]) assert.equal(holds(operator, "${aws:PrincipalTag/team}", "red"), false);
      for (const operator of ["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"]) assert.equal(holds(operator, "${aws:PrincipalTag/team}", "red"), true);
    });
    it("have no value when the key has several", () => {
      assert.equal(holds("StringEquals", "${aws:TagKeys}", "red", { "aws:TagKeys": ["red", "blue"] }), false);
    });
    it("take their default when there is no value", () => {
      assert.equal(holds("StringEquals", "${aws:PrincipalTag/team, 'none'}", "none"), true);
      assert.equal(holds("StringEquals", "${aws:PrincipalTag/team, ''}", ""), true);
      assert.equal(holds("StringEquals", "${aws:PrincipalTag/team, 'none'}", "none", { "aws:PrincipalTag/team": "red" }), false);
    });
    it("stand in patterns of ARNs, which then match no other", () => {
      const pattern = "arn:aws:iam::111122223333:user/${aws:PrincipalTag/team}*";
      const red = { "aws:PrincipalTag/team": "red" };
      assert.deepEqual(["red", "redder", "blue"].map((name) => holds("ArnLike", pattern, `arn:aws:iam::111122223333:user/${name}`, red)), [true, true, false]);
      assert.equal(holds("ArnLike", pattern, "arn:aws:iam::111122223333:user/red"), false, "without a value");
      assert.equal(holds("ArnLike", "${aws:PrincipalTag/team}", "arn:aws:iam::111122223333:user/red", red), false, "whose value is no ARN");
    });
    it("do not bring wildcards in", () => {
      assert.equal(holds("StringLike", "${aws:PrincipalTag/team}", "red", { "aws:PrincipalTag/team": "*" }), false);
      assert.equal(holds("StringLike", "${aws:PrincipalTag/team}", "*", { "aws:PrincipalTag/team": "*" }), true);
    });
    it("escape wildcards and dollar signs", () => {
      assert.equal(holds("StringLike", "a${*}", "a*"), true);
      assert.equal(holds("StringLike", "a${*}", "ab"), false);
      assert.equal(holds("StringEquals", "${$}{x}${?}", "${x}?"), true);
    });
  });

  it("takes the name of an operator apart", () => {
    assert.deepEqual(parseOperator("null"), { name: "null", base: "Null", ifExists: false });
    assert.deepEqual(parseOperator("ForAllValues:StringLikeIfExists"), { name: "ForAllValues:StringLikeIfExists", base: "StringLike", ifExists: true, set: "ForAllValues" });
    assert.deepEqual(parseOperator("foranyvalue:bool"), { name: "foranyvalue:bool", base: "Bool", ifExists: false, set: "ForAnyValue" });
  });

  it("has exactly the operators that IAM documents", () => {
    for (const name of ["", "String", "StringEqual", "NumericLike", "BoolNotEquals", "IpAddressLike", "NullIfExists", "ForAllValues:Null", "ForAll:StringEquals", "StringEqualsIfExistsIfExists"]) {
      assert.equal(parseOperator(name), undefined, name);
    }
  });
});
