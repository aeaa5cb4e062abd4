/** Protects that a bucket which nobody can write to is told, with the statements that shut approved uploads out, and no other bucket. */
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { otherValue, type ShuttingStatement } from "../../judge/bucket";
import { BucketJudge, type JudgedEncryption } from "../../judge/bucketJudge";
import { account, approvedKey, closed, deny, denyOthers, denySseC, keys, policy, bucketName, today, type Statement } from "./policies";

const kms: JudgedEncryption = { algorithm: "aws:kms", blockedEncryptionTypes: ["NONE"] };
const importer = `arn:aws:iam::${account}:role/importer`;
const demandS3 = deny({ StringNotEquals: { [keys.algorithm]: "AES256" } }, { Sid: "DemandS3" });

function shutOut(statements: readonly Statement[], { encryption = kms, known = { account } as { account?: string; region?: string }, requirement = defaultRequirement, allowed = "" } = {}): readonly ShuttingStatement[] {
  const judgement = new BucketJudge({ requirement, updates: true, today, isAllowedException: ({ key, value }) => allowed === `${key} ${value}` }, known).judge(bucketName, encryption, policy(...statements));
  assert.ok(judgement.valid, JSON.stringify(judgement));
  return judgement.shutOut;
}

const told = (found: readonly ShuttingStatement[]): unknown[] => found.map(({ index, sid, conditions }) => [index, sid, ...conditions]);

describe("approved uploads that are shut out", () => {
  const open: readonly (readonly [what: string, statements: readonly Statement[], more?: Parameters<typeof shutOut>[1]])[] = [
    ["by a policy that lets the default in", closed],
    ["by one that looks at no encryption", [deny({ Bool: { "aws:SecureTransport": "false" } })]],
    ["by an archive, which is closed to all", [deny(undefined)]],
    ["by an archive, beside denials that look at the encryption", [deny(undefined), ...closed]],
    ["where another method is demanded of who names one", [deny({ StringNotEquals: { [keys.algorithm]: "AES256" }, Null: { [keys.algorithm]: "false" } })]],
    ["where somebody is spared", [deny({ StringNotEquals: { [keys.algorithm]: "AES256" }, ArnNotLike: { "aws:PrincipalArn": importer } })]],
    ["where somebody is spared who is an allowed exception", [deny({ StringNotEquals: { [keys.algorithm]: "AES256" }, ArnNotEquals: { "aws:PrincipalArn": importer } })], { allowed: `aws:PrincipalArn ${importer}` }],
    ["where somebody is spared by name who is an allowed exception", [deny({ StringNotEquals: { [keys.algorithm]: "AES256" } }, { Principal: undefined, NotPrincipal: { AWS: importer } })], { allowed: `NotPrincipal ${importer}` }],
    ["where any other value is an allowed exception", [deny({ StringNotEquals: { [keys.algorithm]: "AES256" }, StringEquals: { "aws:PrincipalTag/team": "data" } }), deny({ Null: { "aws:PrincipalTag/team": "true" } })], { allowed: `aws:PrincipalTag/team ${otherValue}` }],
    ["where a value of a variable's is an allowed exception", [deny({ StringNotEquals: { [keys.algorithm]: "AES256" } }, { Resource: undefined, NotResource: `arn:aws:s3:::${bucketName}/\${aws:PrincipalTag/team}/*` })], { allowed: `aws:PrincipalTag/team ${otherValue}` }],
    ["where an Allow demands what is not approved: it denies nobody", [{ ...demandS3, Effect: "Allow", Principal: { AWS: account } }]],
    ["where only one approved method is denied", [deny({ StringEquals: { [keys.algorithm]: "aws:kms" } })]],
    ["where the default is not known", [demandS3], { encryption: "open" }],
    ["where the demanded method is approved", [demandS3], { requirement: { methods: ["sse-s3"], origin: "any" }, encryption: { algorithm: "AES256" } }],
  ];
  for (const [what, statements, more] of open) {
    it(`are none ${what}`, () => {
      assert.deepEqual(shutOut(statements, more), []);
    });
  }

  it("are told with the statement, what it says of encryption, and what it denies", () => {
    const [found, ...others] = shutOut([denySseC, demandS3]);
    assert.deepEqual(others, []);
    assert.ok(found);
    assert.deepEqual([found.index, found.sid, found.conditions], [1, "DemandS3", [`StringNotEquals ${keys.algorithm}`]]);
    assert.ok(found.requests.includes("PutObject without an encryption header"));
    assert.ok(found.requests.some((one) => one.includes("aws:kms:dsse with another key")));
    assert.equal(found.requests.some((one) => one.includes("AES256") || one.includes("SSE-C")), false, "which are not approved");
  });

  it("are told with each of several statements that deny some of them, and with none that denies none", () => {
    const some = deny({ StringEquals: { [keys.algorithm]: ["aws:kms", "aws:kms:dsse"] }, Bool: { "aws:SecureTransport": "true" } });
    const silence = deny({ Null: { [keys.algorithm]: "true" } }, { Sid: "Silence" });
    assert.deepEqual(told(shutOut([denyOthers, some, silence, denySseC])), [
      [1, undefined, `StringEquals ${keys.algorithm}`],
      [2, "Silence", `Null ${keys.algorithm}`],
    ]);
  });

  it("are told whatever the case of the condition key, and of keys as of methods", () => {
    const upper = keys.algorithm.toUpperCase().replace("S3:", "s3:");
    assert.deepEqual(told(shutOut([deny({ StringNotEquals: { [upper]: "AES256" } })])), [[0, undefined, `StringNotEquals ${upper}`]]);
    const named = { methods: ["sse-kms"], origin: "header", kmsKeyArns: [approvedKey] } as const;
    const otherKey = deny({ StringNotEquals: { [keys.keyId]: `${approvedKey}-b` } });
    assert.deepEqual(told(shutOut([otherKey], { requirement: named, encryption: { algorithm: "aws:kms", kmsKey: approvedKey } })), [[0, undefined, `StringNotEquals ${keys.keyId}`]]);
  });

  it("are told where only requests that cannot come would get in", () => {
    const unless: readonly (readonly [operator: string, key: string, value: string])[] = [
      ["StringNotEquals", "aws:RequestedRegion", "eu-west-1"],
      ["DateNotEquals", "aws:CurrentTime", "2020-01-01T00:00:00Z"],
      ["NumericNotEquals", "aws:EpochTime", "1000"],
      ["StringNotEquals", "aws:SecureTransport", "false"],
      ["StringNotEquals", "aws:SourceArn", "arn:aws:s3:::acme-inventory"],
    ];
    for (const [operator, key, value] of unless) {
      const statement = operator === "StringNotEquals" ? { StringNotEquals: { [key]: value, [keys.algorithm]: "AES256" } } : { [operator]: { [key]: value }, StringNotEquals: { [keys.algorithm]: "AES256" } };
      assert.deepEqual(shutOut([deny(statement)], { known: { account, region: "us-east-1" } }).map(({ index }) => index), [0], key);
    }
  });

  it("are none where somebody in an organization, or behind an endpoint, is spared", () => {
    for (const key of ["aws:PrincipalOrgID", "aws:SourceVpce", "aws:SourceVpc", "aws:PrincipalTag/team"]) {
      for (const operator of ["StringNotEquals", "StringNotLikeIfExists"]) {
        assert.deepEqual(shutOut([deny({ StringNotEquals: { [keys.algorithm]: "AES256" }, [operator]: { [key]: ["one-*", "two"], ...(operator === "StringNotEquals" && { [keys.algorithm]: "AES256" }) } })]), [], `${operator} ${key}`);
      }
    }
  });

  it("are told where somebody gets in by one of two readings of the policy alone", () => {
    const partner = "777788889999";
    const demand = deny({ StringNotEquals: { [keys.algorithm]: "AES256", "aws:PrincipalAccount": partner } });
    const lets = (StringNotEquals: object): Statement => ({ Effect: "Allow", Principal: { AWS: partner }, Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*`, Condition: { StringNotEquals } });
    assert.deepEqual(shutOut([demand, lets({ "aws:PrincipalArn": importer })]), []);
    // Nobody but an AWS service has a source: the condition holds, or its statement allows nothing.
    assert.deepEqual(told(shutOut([demand, lets({ "aws:PrincipalArn": "${aws:SourceArn}" })])), [[0, undefined, `StringNotEquals ${keys.algorithm}`]]);
  });

  it("are none where an approved key gets in by its id alone, from its own account", () => {
    const partner = "777788889999";
    const key = approvedKey.replace(account, partner);
    const requirement = { methods: ["sse-kms"], origin: "any", kmsKeyArns: [key] } as const;
    const namedInFull = deny({ StringLike: { [keys.keyId]: "arn:*" } });
    const demandsName = deny({ Null: { [keys.keyId]: "true" } });
    const lets = (id: string): Statement => ({ Effect: "Allow", Principal: { AWS: id }, Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*` });
    assert.deepEqual(shutOut([namedInFull, demandsName, lets(partner)], { requirement }), []);
    assert.notDeepEqual(shutOut([namedInFull, demandsName, lets("777788880000")], { requirement }), [], "there the id is another key's");
  });

  it("are told whoever the bucket is of, and not where it is open for some account that it may be of", () => {
    assert.deepEqual(told(shutOut([demandS3], { known: {} })), [[0, "DemandS3", `StringNotEquals ${keys.algorithm}`]]);
    assert.deepEqual(shutOut([{ ...demandS3, Principal: { AWS: "444455556666" } }], { known: {} }), []);
    assert.equal(shutOut([{ ...demandS3, Principal: { AWS: account } }]).length, 1);
    // Whoever the bucket is of: the importer gets in where it is of the importer's account, and needs an Allow elsewhere.
    const byImporter = deny({ StringNotEquals: { [keys.algorithm]: "AES256" }, ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/importer" } });
    assert.deepEqual(shutOut([byImporter], { known: {} }), []);
    assert.equal(shutOut([byImporter]).length, 1);
  });
});
