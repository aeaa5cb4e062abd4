/** Protects whose namespace a bucket name is of: the form that S3 gives away in an account's own alone, and nothing that looks like it. */
import assert from "node:assert/strict";
import { accountRegionalName, needsAccountRegionalNamespace } from "../../encryption/bucketNamespace";

describe("the namespace of bucket names", () => {
  for (const [name, accountId, region] of [
    ["acme-111122223333-us-east-1-an", "111122223333", "us-east-1"],
    ["a-222222222222-us-gov-west-1-an", "222222222222", "us-gov-west-1"],
    ["acme-111122223333-444455556666-ap-southeast-12-an", "444455556666", "ap-southeast-12"],
  ] as const) {
    it(`of ${name} is that of ${accountId} in ${region}`, () => {
      assert.deepEqual(accountRegionalName(name), { accountId, region });
      assert.equal(needsAccountRegionalNamespace(name), true);
    });
  }

  const others: readonly (readonly [name: string, needsOne: boolean, why: string])[] = [
    ["acme", false, "an ordinary name"],
    ["an-acme", false, "-an does not end it"],
    ["acme-111122223333-us-east-1", false, "-an is missing"],
    ["acme-111122223333-us-east-1-an-2", false, "-an does not end it"],
    ["acme-an", true, "it names no account and no region"],
    ["-111122223333-us-east-1-an", true, "nothing stands before the account"],
    ["acme-11112222333-us-east-1-an", true, "eleven digits are no account"],
    ["acme-111122223333-us-east-an", true, "that is no region"],
    ["acme-111122223333-me-south-1-an", true, "the region has no such namespaces"],
    ["acme-111122223333-me-central-1-an", true, "the region has no such namespaces"],
  ];
  for (const [name, needsOne, why] of others) {
    it(`of ${name} is of no account: ${why}`, () => {
      assert.equal(accountRegionalName(name), undefined);
      assert.equal(needsAccountRegionalNamespace(name), needsOne);
    });
  }
});
