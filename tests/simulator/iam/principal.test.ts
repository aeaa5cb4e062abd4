/** Protects who is who: whom a Principal element means, and which condition keys follow from who makes a request. */
import assert from "node:assert/strict";
import { compilePrincipal, identify, principalKeys, type RequestPrincipal } from "../../../simulator/iam/principal";
import { type PolicyPrincipal } from "../../../simulator/iam/document";

const account = "111122223333";
const canonicalUserId = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
const iam = (resource: string) => ({ arn: `arn:aws:iam::${account}:${resource}` });
const session = { arn: `arn:aws:sts::${account}:assumed-role/writer/one` };

describe("principals", () => {
  const meant: readonly (readonly [who: RequestPrincipal, entry: PolicyPrincipal, means: boolean])[] = [
    [{ service: "events.amazonaws.com" }, { type: "Service", id: "events.amazonaws.com" }, true],
    [{ service: "events.amazonaws.com" }, { type: "Service", id: "logs.amazonaws.com" }, false],
    [{ service: "events.amazonaws.com" }, { type: "AWS", id: account }, false],
    [{ service: "events.amazonaws.com" }, { type: "AWS", id: "*" }, true],
    [session, { type: "Service", id: "events.amazonaws.com" }, false],
    ["anonymous", { type: "AWS", id: "*" }, true],
    ["anonymous", { type: "AWS", id: account }, false],
    ["anonymous", { type: "Service", id: "events.amazonaws.com" }, false],
    [{ ...iam("root"), canonicalUserId }, { type: "CanonicalUser", id: canonicalUserId }, true],
    [iam("root"), { type: "CanonicalUser", id: canonicalUserId }, false],
    [{ service: canonicalUserId }, { type: "CanonicalUser", id: canonicalUserId }, false],
    [{ ...session, federatedProvider: "accounts.google.com" }, { type: "Federated", id: "accounts.google.com" }, true],
    [{ ...session, federatedProvider: "accounts.google.com" }, { type: "Federated", id: "www.amazon.com" }, false],
    [session, { type: "Federated", id: "accounts.google.com" }, false],
    [session, { type: "AWS", id: account }, true],
    [session, { type: "AWS", id: "444455556666" }, false],
    [session, { type: "AWS", id: `arn:aws:iam::${account}:root` }, true],
    [session, { type: "AWS", id: `arn:aws:iam::${account}:role/path/writer` }, true],
    [session, { type: "AWS", id: `arn:aws:iam::${account}:role/reader` }, false],
    [session, { type: "AWS", id: `arn:aws:iam::${account}:user/writer` }, false],
    [session, { type: "AWS", id: `arn:aws-cn:iam::${account}:role/writer` }, false],
    [session, { type: "AWS", id: "arn:aws:iam::444455556666:role/writer" }, false],
    [iam("user/writer"), { type: "AWS", id: `arn:aws:iam::${account}:role/writer` }, false],
  ];
  for (const [who, entry, means] of meant) {
    it(`${JSON.stringify(who)} is ${means ? "" : "not "}meant by ${JSON.stringify(entry)}, and left out by NotPrincipal where it is`, () => {
      assert.equal(compilePrincipal({ element: "Principal", principals: [entry] })(identify(who)), means);
      assert.equal(compilePrincipal({ element: "NotPrincipal", principals: [entry] })(identify(who)), !means);
    });
  }

  const keys: readonly (readonly [who: RequestPrincipal, keys: object])[] = [
    ["anonymous", { "aws:PrincipalType": "Anonymous" }],
    [{ service: "events.amazonaws.com" }, { "aws:PrincipalIsAWSService": true, "aws:PrincipalServiceName": "events.amazonaws.com" }],
    [iam("root"), { "aws:PrincipalArn": iam("root").arn, "aws:PrincipalType": "Account", "aws:userid": account }],
    [iam("user/team/alice"), { "aws:PrincipalArn": iam("user/team/alice").arn, "aws:PrincipalType": "User", "aws:username": "alice" }],
    [iam("role/path/writer"), { "aws:PrincipalArn": iam("role/path/writer").arn, "aws:PrincipalType": "AssumedRole" }],
    [session, { "aws:PrincipalArn": iam("role/writer").arn, "aws:PrincipalType": "AssumedRole" }],
    [{ ...session, federatedProvider: "accounts.google.com" }, { "aws:PrincipalArn": iam("role/writer").arn, "aws:PrincipalType": "AssumedRole", "aws:FederatedProvider": "accounts.google.com" }],
    [{ arn: `arn:aws:sts::${account}:federated-user/bob` }, { "aws:PrincipalArn": `arn:aws:sts::${account}:federated-user/bob`, "aws:PrincipalType": "FederatedUser" }],
  ];
  for (const [who, expected] of keys) {
    it(`${JSON.stringify(who)} has the condition keys that follow from who it is`, () => {
      const known = Object.fromEntries(Object.entries(principalKeys(identify(who))).filter(([, value]) => value !== undefined));
      const ofAccount = typeof who === "object" && "arn" in who ? { "aws:PrincipalAccount": account, "aws:PrincipalIsAWSService": false } : {};
      assert.deepEqual(known, { ...ofAccount, ...expected });
    });
  }
});
