/** Which statements of a bucket policy apply to a request, and which of them decides. */
import assert from "node:assert/strict";
import { evaluateBucketPolicy, type PolicyRequest } from "../../../simulator/iam/evaluate";
import { withStatements } from "../../../simulator/iam/document";
import { parsePrincipalArn } from "../../../simulator/iam/principal";
import { parsePolicyDocument } from "../../../simulator/iam/parse";
import { PolicyDocumentError } from "../../../simulator/iam/problems";

const account = "111122223333";
const other = "444455556666";
const user = `arn:aws:iam::${account}:user/team/alice`;
const session = `arn:aws:sts::${account}:assumed-role/writer/one`;

function request(changes: Partial<PolicyRequest> = {}): PolicyRequest {
  return {
    action: "s3:PutObject",
    resource: "arn:aws:s3:::examplebucket/logs/a.csv",
    principal: { arn: session, account },
    ...changes,
  };
}

/** What a policy of one statement, with the given elements, says about a request. */
function decide(elements: object, changes: Partial<PolicyRequest> = {}, version = "2012-10-17"): string {
  const statement = { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::examplebucket", "arn:aws:s3:::examplebucket/*"] };
  const replaced = Object.fromEntries(
    Object.entries(statement).filter(([name]) => !(`Not${name}` in elements)),
  );
  return evaluateBucketPolicy({ Version: version, Statement: { ...replaced, ...elements } }, request(changes)).decision;
}

function table(cases: [sentence: string, elements: object, changes: Partial<PolicyRequest>, applies: boolean][]): void {
  for (const [sentence, elements, changes, applies] of cases) {
    it(sentence, () => {
      assert.equal(decide(elements, changes) !== "neither", applies);
    });
  }
}

describe("evaluateBucketPolicy", () => {
  describe("decides", () => {
    const allow = { Sid: "allows", Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::examplebucket/*" };
    const deny = { ...allow, Sid: "denies", Effect: "Deny" };
    const deny2 = { ...deny, Sid: "denies too" };

    it("neither without a policy", () => {
      assert.deepEqual(evaluateBucketPolicy(undefined, request()), { decision: "neither" });
    });
    it("neither when no statement applies", () => {
      assert.deepEqual(evaluateBucketPolicy({ Statement: { ...deny, Action: "s3:GetObject" } }, request()), { decision: "neither" });
    });
    it("an allow with the first statement that allows", () => {
      const { decision, statement } = evaluateBucketPolicy({ Statement: [{ ...allow, Sid: "x", Action: "s3:GetObject" }, allow] }, request());
      assert.equal(decision, "allow");
      assert.deepEqual(statement, { index: 1, sid: "allows", effect: "Allow" });
      assert.equal(evaluateBucketPolicy({ Statement: [allow, { ...allow, Sid: "allows too" }] }, request()).statement?.sid, "allows");
    });
    it("a deny over any allow, wherever it stands, with the first statement that denies", () => {
      for (const Statement of [[allow, deny, deny2], [deny, allow, deny2]]) {
        const { decision, statement } = evaluateBucketPolicy({ Statement }, request());
        assert.equal(decision, "explicitDeny");
        assert.equal(statement?.sid, "denies");
      }
    });
    it("a deny by a statement without Sid", () => {
      const anonymous = Object.fromEntries(Object.entries(deny).filter(([name]) => name !== "Sid"));
      assert.deepEqual(evaluateBucketPolicy({ Statement: [anonymous] }, request()).statement, { index: 0, effect: "Deny" });
    });
    it("by the statements that are left, which keep their positions", () => {
      const parsed = parsePolicyDocument({ Statement: [allow, deny, deny2] });
      assert(parsed.valid);
      const rest = withStatements(parsed.document, parsed.document.statements.slice(2));
      assert.deepEqual(evaluateBucketPolicy(rest, request()).statement, { index: 2, sid: "denies too", effect: "Deny" });
    });
    it("alike from text, raw object and parsed document", () => {
      const raw = { Version: "2012-10-17", Statement: [deny] };
      const parsed = parsePolicyDocument(raw);
      assert(parsed.valid);
      for (const form of [raw, JSON.stringify(raw), parsed.document]) {
        assert.equal(evaluateBucketPolicy(form, request()).decision, "explicitDeny");
      }
    });
  });

  describe("never guesses", () => {
    it("throws the problems of an invalid policy", () => {
      assert.throws(
        () => evaluateBucketPolicy({ Statement: { Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::examplebucket/*" } }, request()),
        (error) => error instanceof PolicyDocumentError && error.name === "PolicyDocumentError" && /Missing required field Principal/.test(error.message) && error.problems.length === 1,
      );
    });
    it("throws for a document that was parsed as an identity policy", () => {
      const parsed = parsePolicyDocument({ Statement: { Effect: "Deny", Action: "*", Resource: "*" } }, "identity");
      assert(parsed.valid);
      assert.throws(() => evaluateBucketPolicy(parsed.document, request()), /no bucket policy/);
    });
    it("throws for a principal that is no ARN of an identity, even without a policy", () => {
      for (const arn of ["alice", "arn:aws:iam::111122223333:group/devs", "arn:aws:s3:::bucket", "arn:aws:iam::111122223333:role/*"]) {
        assert.throws(() => evaluateBucketPolicy(undefined, request({ principal: { arn } })), /not the ARN of/);
      }
    });
    it("throws for a principal that is not in its account", () => {
      assert.throws(() => evaluateBucketPolicy(undefined, request({ principal: { arn: user, account: other } })), /not in account/);
    });
    it("throws for an action that no request has", () => {
      for (const action of ["PutObject", "s3:", "s3:*", "s3:Put*", "s3.amazonaws.com:PutObject"]) {
        assert.throws(() => evaluateBucketPolicy(undefined, request({ action })), /not that of a request/, action);
      }
    });
    it("throws for a resource that is no ARN", () => {
      assert.throws(() => evaluateBucketPolicy(undefined, request({ resource: "examplebucket/a" })), /not an ARN/);
    });
  });

  describe("Principal", () => {
    const anyone = { principal: "anonymous" as const };
    const role = `arn:aws:iam::${account}:role/writer`;
    const byRole = { Principal: { AWS: role } };
    table([
      ["* means anonymous requests", {}, anyone, true],
      ["AWS: * means anonymous requests", { Principal: { AWS: "*" } }, anyone, true],
      ["* means services", {}, { principal: { service: "cloudtrail.amazonaws.com" } }, true],
      ["an account means every identity in it", { Principal: { AWS: account } }, {}, true],
      ["an account's root ARN means every identity in it", { Principal: { AWS: `arn:aws:iam::${account}:root` } }, { principal: { arn: user } }, true],
      ["an account means no identity of another", { Principal: { AWS: other } }, {}, false],
      ["an account means no anonymous request", { Principal: { AWS: account } }, anyone, false],
      ["an account means no service", { Principal: { AWS: account } }, { principal: { service: "cloudtrail.amazonaws.com" } }, false],
      ["a root ARN of another partition is another account", { Principal: { AWS: `arn:aws-cn:iam::${account}:root` }, Resource: "arn:aws-cn:s3:::examplebucket/*" }, { resource: "arn:aws-cn:s3:::examplebucket/logs/a.csv" }, false],
      ["a role means its sessions", byRole, {}, true],
      ["a role with a path means its sessions, whose ARNs have none", { Principal: { AWS: `arn:aws:iam::${account}:role/a/b/writer` } }, {}, true],
      ["a role means no sessions of another role", { Principal: { AWS: `arn:aws:iam::${account}:role/reader` } }, {}, false],
      ["a role means no sessions of another account's role", byRole, { principal: { arn: `arn:aws:sts::${other}:assumed-role/writer/one` } }, false],
      ["a role means no user of its name", byRole, { principal: { arn: `arn:aws:iam::${account}:user/writer` } }, false],
      ["a role means itself", byRole, { principal: { arn: role } }, true],
      ["a session means itself", { Principal: { AWS: session } }, {}, true],
      ["a session means no other session", { Principal: { AWS: session } }, { principal: { arn: `${session}-2` } }, false],
      ["a user means itself", { Principal: { AWS: user } }, { principal: { arn: user } }, true],
      ["a user's name is case-sensitive", { Principal: { AWS: user.replace("alice", "Alice") } }, { principal: { arn: user } }, false],
      ["a user means no federated session of that name", { Principal: { AWS: `arn:aws:iam::${account}:user/bob` } }, { principal: { arn: `arn:aws:sts::${account}:federated-user/bob` } }, false],
      ["a service means itself", { Principal: { Service: ["a.amazonaws.com", "cloudtrail.amazonaws.com"] } }, { principal: { service: "cloudtrail.amazonaws.com" } }, true],
      ["a service means no other", { Principal: { Service: "cloudtrail.amazonaws.com" } }, { principal: { service: "config.amazonaws.com" } }, false],
      ["any one of the principals will do", { Principal: { Service: "a.amazonaws.com", AWS: [other, account] } }, {}, true],
      ["a canonical user means the account that has it", { Principal: { CanonicalUser: "a".repeat(64) } }, { principal: { arn: session, canonicalUserId: "a".repeat(64) } }, true],
      ["a canonical user means no account that has not told its own", { Principal: { CanonicalUser: "a".repeat(64) } }, {}, false],
      ["an identity provider means no session, whose ARN does not name it", { Principal: { Federated: "cognito-identity.amazonaws.com" } }, {}, false],
      ["NotPrincipal leaves out whom it names", { Effect: "Deny", NotPrincipal: { AWS: role } }, {}, false],
      ["NotPrincipal leaves out everyone who is among its names", { Effect: "Deny", NotPrincipal: { AWS: [other, account] } }, {}, false],
      ["NotPrincipal is about everyone else", { Effect: "Deny", NotPrincipal: { AWS: role } }, { principal: { arn: user } }, true],
      ["NotPrincipal is about anonymous requests", { Effect: "Deny", NotPrincipal: { AWS: account } }, anyone, true],
    ]);
  });

  describe("Action", () => {
    table([
      ["matches whole names", { Action: "s3:PutObject" }, {}, true],
      ["does not match a part", { Action: "s3:PutObjectAcl" }, {}, false],
      ["does not match a longer name", { Action: "s3:PutObject" }, { action: "s3:PutObjectAcl" }, false],
      ["ignores case", { Action: "S3:putOBJECT" }, {}, true],
      ["knows *", { Action: "s3:*Object" }, {}, true],
      ["knows ?", { Action: "s3:?utObjec?" }, {}, true],
      ["knows * alone", { Action: "*" }, {}, true],
      ["takes any of a list", { Action: ["s3:GetObject", "s3:PutObject"] }, {}, true],
      ["NotAction leaves out what it lists", { NotAction: ["s3:GetObject", "s3:put*"] }, {}, false],
      ["NotAction is about the rest", { NotAction: ["s3:GetObject"] }, {}, true],
    ]);
  });

  describe("Resource", () => {
    const put = { Action: "s3:PutObject" };
    table([
      ["* in a key reaches across /", { ...put, Resource: "arn:aws:s3:::examplebucket/*.csv" }, {}, true],
      ["* in a key reaches across :", { ...put, Resource: "arn:aws:s3:::examplebucket/*.csv" }, { resource: "arn:aws:s3:::examplebucket/a:b/c.csv" }, true],
      ["* in the bucket name reaches into the key", { ...put, Resource: "arn:aws:s3:::example*" }, {}, true],
      ["* matches nothing at all, too", { ...put, Resource: "arn:aws:s3:::examplebucket/logs/a.csv*" }, {}, true],
      ["? is one character", { ...put, Resource: "arn:aws:s3:::examplebucket/logs/?.csv" }, {}, true],
      ["? is not two characters", { ...put, Resource: "arn:aws:s3:::examplebucket/lo?/a.csv" }, {}, false],
      ["keys are case-sensitive", { ...put, Resource: "arn:aws:s3:::examplebucket/Logs/*" }, {}, false],
      ["the bucket's ARN is not that of its objects", { Action: "s3:*", Resource: "arn:aws:s3:::examplebucket" }, {}, false],
      ["a bucket whose name goes on is another", { ...put, Resource: "arn:aws:s3:::examplebucket/*" }, { resource: "arn:aws:s3:::examplebucket2/logs" }, false],
      ["another partition is another bucket", { ...put, Resource: "arn:aws-us-gov:s3:::examplebucket/*" }, {}, false],
      ["signs of regular expressions are plain", { ...put, Resource: "arn:aws:s3:::examplebucket/logs/..csv" }, {}, false],
      ["NotResource leaves out what it lists", { NotResource: "arn:aws:s3:::examplebucket/logs/*" }, {}, false],
      ["NotResource is about the rest", { NotResource: "arn:aws:s3:::examplebucket/public/*" }, {}, true],
      ["a variable takes its value", { ...put, Resource: "arn:aws:s3:::examplebucket/${aws:username}/*" }, { principal: { arn: user }, resource: "arn:aws:s3:::examplebucket/alice/x" }, true],
      ["a variable without value matches nothing", { ...put, Resource: "arn:aws:s3:::examplebucket/${aws:username}*" }, {}, false],
      ["NotResource with a variable without value is about everything", { NotResource: "arn:aws:s3:::examplebucket/${aws:username}*" }, {}, true],
      ["a default stands in for a missing value", { ...put, Resource: "arn:aws:s3:::examplebucket/${aws:username, 'logs'}/*" }, {}, true],
      ["a default does not stand in for a value", { ...put, Resource: "arn:aws:s3:::examplebucket/${aws:username, 'logs'}/*" }, { principal: { arn: user } }, false],
      ["wildcards in a value are plain", { ...put, Resource: "arn:aws:s3:::examplebucket/${aws:PrincipalTag/t}" }, { context: { "aws:PrincipalTag/t": "*" } }, false],
      ["${*} is a plain *", { ...put, Resource: "arn:aws:s3:::examplebucket/${*}" }, {}, false],
      ["${*} matches a *", { ...put, Resource: "arn:aws:s3:::examplebucket/${*}?${$}" }, { resource: "arn:aws:s3:::examplebucket/*x$" }, true],
    ]);

    it("has no variables in version 2008-10-17", () => {
      const elements = { Action: "s3:PutObject", Resource: "arn:aws:s3:::examplebucket/${aws:username}/*" };
      assert.equal(decide(elements, { principal: { arn: user }, resource: "arn:aws:s3:::examplebucket/alice/x" }, "2008-10-17"), "neither");
      assert.equal(decide(elements, { resource: "arn:aws:s3:::examplebucket/${aws:username}/x" }, "2008-10-17"), "allow");
    });
  });

  describe("condition keys that follow from the principal", () => {
    const equals = (key: string, value: string) => ({ Condition: { StringEquals: { [key]: value } } });
    table([
      ["aws:PrincipalArn of a session is its role", { Condition: { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/writer` } } }, {}, true],
      ["aws:PrincipalArn of a user is the user", { Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::*:user/team/*` } } }, { principal: { arn: user } }, true],
      ["aws:PrincipalArn is absent from anonymous requests", { Condition: { Null: { "aws:PrincipalArn": "true" } } }, { principal: "anonymous" }, true],
      ["aws:PrincipalAccount", equals("aws:PrincipalAccount", account), {}, true],
      ["aws:PrincipalType of the root user", equals("aws:PrincipalType", "Account"), { principal: { arn: `arn:aws:iam::${account}:root` } }, true],
      ["aws:userid of the root user", equals("aws:userid", account), { principal: { arn: `arn:aws:iam::${account}:root` } }, true],
      ["aws:PrincipalType of a session", equals("aws:PrincipalType", "AssumedRole"), {}, true],
      ["aws:username is the name without path", equals("aws:username", "alice"), { principal: { arn: user } }, true],
      ["aws:PrincipalIsAWSService of a service", { Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } } }, { principal: { service: "cloudtrail.amazonaws.com" } }, true],
      ["aws:PrincipalIsAWSService of a session", { Condition: { Bool: { "aws:PrincipalIsAWSService": "false" } } }, {}, true],
      ["aws:PrincipalServiceName", equals("aws:PrincipalServiceName", "cloudtrail.amazonaws.com"), { principal: { service: "cloudtrail.amazonaws.com" } }, true],
      ["a given key overrides them", equals("aws:PrincipalAccount", other), { context: { "AWS:principalaccount": other } }, true],
      ["an empty list takes one away", { Condition: { Null: { "aws:PrincipalArn": "true" } } }, { context: { "aws:PrincipalArn": [] } }, true],
    ]);
  });
});

describe("parsePrincipalArn", () => {
  const names: [arn: string, type: string, name: string][] = [
    ["arn:aws:iam::111122223333:root", "root", ""],
    ["arn:aws:iam::111122223333:user/alice", "user", "alice"],
    ["arn:aws-us-gov:iam::111122223333:role/a/b/writer", "role", "writer"],
    ["arn:aws:sts::111122223333:assumed-role/writer/one", "assumed-role", "writer"],
    ["arn:aws:sts::111122223333:federated-user/bob", "federated-user", "bob"],
    ["arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE", "user", "CloudFront Origin Access Identity E1EXAMPLE"],
  ];
  for (const [arn, type, name] of names) {
    it(`${arn} is a ${type}`, () => {
      const parsed = parsePrincipalArn(arn);
      assert.deepEqual([parsed?.type, parsed?.name], [type, name]);
    });
  }

  const others: [arn: string, why: string][] = [
    ["urn:aws:iam::111122223333:user/alice", "has another scheme"],
    ["arn:gcp:iam::111122223333:user/alice", "has a partition that AWS does not have"],
    ["arn:aws:iam:us-east-1:111122223333:user/alice", "has a region"],
    ["arn:aws:iam::1111:user/alice", "has no account of 12 digits"],
    ["arn:aws:iam::111122223333:user/al*", "has a wildcard"],
    ["arn:aws:iam::111122223333:user", "has no name"],
    ["arn:aws:iam::111122223333:user/", "has an empty name"],
    ["arn:aws:iam::111122223333:user/a//b", "has an empty part in its path"],
    ["arn:aws:iam::111122223333:root/x", "goes on after root"],
    ["arn:aws:iam::111122223333:policy/x", "is a policy"],
    ["arn:aws:iam::111122223333:assumed-role/writer/one", "is a session, which STS has"],
    ["arn:aws:sts::111122223333:user/alice", "is a user, which IAM has"],
    ["arn:aws:sts::111122223333:assumed-role/writer", "is a session without name"],
    ["arn:aws:sts::111122223333:assumed-role/a/b/c", "is a session with a path"],
    ["arn:aws:sts::111122223333:federated-user/a/b", "is a federated user with a path"],
    ["arn:aws:s3::111122223333:role/writer/x", "is of another service"],
    ["arn:aws:iam::111122223333", "has too few parts"],
  ];
  for (const [arn, why] of others) {
    it(`${arn} is no principal: it ${why}`, () => {
      assert.equal(parsePrincipalArn(arn), undefined);
    });
  }
});
