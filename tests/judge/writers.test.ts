/** Protects that a bucket's writers are found by what its policy allows, and that they get what they need. */
import assert from "node:assert/strict";
import { serviceWriters } from "../../encryption/serviceWriters";
import { isStranded, writersIn } from "../../judge/writers";
import { bucketName, deny, policy, type Statement } from "./policies";

const allow = (Principal: unknown, more: Statement = {}): Statement => ({ Effect: "Allow", Principal, Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*`, ...more });
const service = (Service: unknown, more: Statement = {}): Statement => allow({ Service }, more);

describe("judge/writers", () => {
  const cases: readonly [says: string, statements: readonly Statement[], found: readonly RegExp[]][] = [
    ["a service", [service("logdelivery.elasticloadbalancing.amazonaws.com")], [/Load Balancers/]],
    ["a service of a region", [service("redshift.ap-east-1.amazonaws.com")], [/Redshift/]],
    ["several, each once", [service(["logging.s3.amazonaws.com", "delivery.logs.amazonaws.com"]), service("delivery.logs.amazonaws.com")], [/server access logs/, /CloudWatch Logs/]],
    ["an account of Elastic Load Balancing", [allow({ AWS: "arn:aws:iam::127311923021:root" })], [/Load Balancers/]],
    ["the same by its number", [allow({ AWS: ["127311923021", "111122223333"] })], [/Load Balancers/]],
    ["any way of allowing it to write", [service("redshift.amazonaws.com", { Action: ["s3:GetBucketAcl", "s3:*"], Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`] })], [/Redshift/]],
    ["nobody who only reads", [service("redshift.amazonaws.com", { Action: "s3:GetBucketAcl", Resource: `arn:aws:s3:::${bucketName}` })], []],
    ["nobody who is denied", [deny({}, { Principal: { Service: "redshift.amazonaws.com" } })], []],
    ["no service that the catalogue does not have", [service("lambda.amazonaws.com")], []],
    ["not everybody", [allow("*")], []],
    ["nobody who is federated by a provider of such an account", [allow({ Federated: "arn:aws:iam::127311923021:saml-provider/x" })], []],
  ];
  for (const [says, statements, found] of cases) {
    it(`finds ${says}`, () => {
      const words = writersIn(policy(...statements)).map(({ what }) => what);
      assert.equal(words.length, found.length, words.join());
      found.forEach((pattern, index) => { assert.match(words[index] ?? "", pattern); });
    });
  }

  it("finds nobody in what is no policy", () => {
    for (const text of ["", "{", "[]", policy({ Effect: "Allow" }), "redshift.amazonaws.com", policy({ ...service("redshift.amazonaws.com"), Effect: "allow" })]) assert.deepEqual(writersIn(text), []);
  });

  it("leaves stranded who needs SSE-S3 under a KMS default, and who needs a key under the AWS managed one", () => {
    const stranded = (encryption: Parameters<typeof isStranded>[1]): string[] => [...new Set(serviceWriters.filter((writer) => isStranded(writer, encryption)).map(({ needs }) => needs))];
    assert.deepEqual(stranded(undefined), []);
    assert.deepEqual(stranded({ algorithm: "AES256" }), []);
    assert.deepEqual(stranded({ algorithm: "aws:kms" }), ["sse-s3", "customer-key"]);
    assert.deepEqual(stranded({ algorithm: "aws:kms:dsse", kmsKey: "alias/logs" }), ["sse-s3"]);
  });
});
