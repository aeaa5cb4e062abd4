/** Protects what is read of an account: every bucket and part, no fault of one taken for "has none", and nothing written. */
import assert from "node:assert/strict";
import { errorWords } from "../../inspect/awsErrors";
import { bucketParts } from "../../inspect/bucketParts";
import { readingPolicy } from "../../inspect/permissions";
import { readAccount, type AccountOptions } from "../../inspect/readAccount";
import { startFakeS3, type FakeBucket, type FakeS3, type Fault } from "./fakeS3";

async function withS3(buckets: Readonly<Record<string, FakeBucket>>, test: (s3: FakeS3) => Promise<void>, listing?: Fault): Promise<void> {
  const s3 = await startFakeS3(buckets, listing);
  try {
    await test(s3);
  } finally {
    s3.close();
  }
}

const all: AccountOptions = { isWanted: () => true };
const denied: Fault = { status: 403, code: "AccessDenied" };
const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });

describe("reading an account's buckets", () => {
  it("reads every part of every bucket, over all pages of the list", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `acme-${String(index)}`);
    await withS3(Object.fromEntries(names.map((name) => [name, {}])), async () => {
      const { buckets } = await readAccount(all);
      assert.deepEqual(buckets.map(({ Name }) => Name), names);
      for (const bucket of buckets) {
        assert.deepEqual(bucket.ServerSideEncryptionConfiguration?.Rules[0]?.ApplyServerSideEncryptionByDefault, { SSEAlgorithm: "AES256" });
        assert.equal(bucket.PublicAccessBlockConfiguration?.BlockPublicPolicy, true);
        assert.equal(bucket.Unread, undefined);
      }
    });
  });

  it("tells what a bucket has none of from what was not read, for every part", async () => {
    await withS3({ "acme-a": {} }, async () => {
      const [bucket] = (await readAccount(all)).buckets;
      assert.ok(bucket);
      const none = bucketParts.filter(({ name }) => bucket[name] === null).map(({ name }) => name);
      assert.deepEqual(none, ["Policy", "TagSet", "LoggingEnabled", "ReplicationConfiguration", "VersioningStatus"]);
    });
    const subresources = ["encryption", "policy", "publicAccessBlock", "ownershipControls", "tagging", "logging", "replication", "versioning"];
    await withS3({ "acme-a": { answers: Object.fromEntries(subresources.map((one) => [one, denied])) } }, async () => {
      const [bucket] = (await readAccount(all)).buckets;
      assert.deepEqual(Object.keys(bucket?.Unread ?? {}), bucketParts.map(({ name }) => name));
      for (const { name, operation } of bucketParts) {
        assert.ok(bucket && !(name in bucket), `${name} is not known`);
        assert.match(bucket.Unread?.[name] ?? "", new RegExp(`^${operation}: AccessDenied: It is AccessDenied. The IAM policy`));
      }
    });
  });

  it("keeps the other buckets where one is denied, deleted meanwhile or broken", async () => {
    const broken: FakeBucket = { answers: { encryption: { status: 400, code: "IllegalLocationConstraintException" } } };
    const gone: FakeBucket = { answers: { encryption: { status: 404, code: "NoSuchBucket" } } };
    await withS3({ "acme-a": { answers: { policy } }, "acme-b": { answers: { policy: denied } }, "acme-c": gone, "acme-d": broken, "acme-e": {} }, async () => {
      const { buckets } = await readAccount(all);
      assert.deepEqual(buckets.map(({ Name, Unread }) => [Name, Object.keys(Unread ?? {})]), [
        ["acme-a", []],
        ["acme-b", ["Policy"]],
        ["acme-d", ["ServerSideEncryptionConfiguration"]],
        ["acme-e", []],
      ]);
      assert.equal(buckets[0]?.Policy, policy);
    });
  });

  it("repeats calls that S3 throttles", async () => {
    const throttled: Fault = { status: 503, code: "SlowDown", times: 2, then: policy };
    await withS3({ "acme-a": { answers: { policy: throttled } } }, async ({ calls }) => {
      assert.equal((await readAccount(all)).buckets[0]?.Policy, policy);
      assert.equal(calls.filter((call) => call.includes("policy")).length, 3);
    });
  });

  it("reads no bucket that is not wanted, by name or by region", async () => {
    await withS3({ "acme-a": {}, "acme-b": { region: "eu-west-1" }, other: {} }, async ({ calls }) => {
      const { buckets } = await readAccount({ isWanted: (name) => name.startsWith("acme-"), regions: ["us-east-1"] });
      assert.deepEqual(buckets.map(({ Name }) => Name), ["acme-a"]);
      assert.ok(!calls.some((call) => call.includes("acme-b") || call.includes("other")));
    });
  });

  it("counts what it has read", async () => {
    await withS3({ "acme-a": {}, "acme-b": {} }, async () => {
      const seen: string[] = [];
      await readAccount({ ...all, onProgress: (read, of) => seen.push(`${String(read)}/${String(of)}`) });
      assert.deepEqual(seen, ["0/2", "1/2", "2/2"]);
    });
  });

  it("says of each fault of the credentials and the region what to do", () => {
    const said = (name: string, message: string): string => errorWords(Object.assign(new Error(message), { name }));
    const faults: readonly (readonly [name: string, message: string, advice: RegExp])[] = [
      ["AccessDenied", "User: arn:aws:iam::111122223333:user/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/audit", /audit\. The role does not let these credentials take it on: check the profile's role_arn/],
      ["AccessDenied", "with an explicit deny in a service control policy", /policy\. The IAM policy that inspect needs is in docs\/inspect\.md; a service control policy may deny it all the same/],
      ["ExpiredToken", "The provided token has expired.", /expired\. The credentials have expired: sign in again/],
      ["CredentialsProviderError", "Could not load credentials from any providers", /providers\. Give credentials as for the AWS CLI/],
      ["SlowDown", "Please reduce your request rate.", /rate\. S3 throttles the account's calls: try later, or with fewer buckets/],
      ["IllegalLocationConstraintException", "The me-south-1 location constraint is incompatible", /incompatible\. The region is not enabled/],
      ["UnrecognizedClientException", "The security token included in the request is invalid.", /invalid\. The region is not enabled for the account/],
    ];
    for (const [name, message, advice] of faults) {
      assert.match(said(name, message), advice);
      assert.ok(!said(name, message).includes("\n"));
    }
  });

  it("ends with one sentence where the list cannot be read", async () => {
    await withS3({}, async () => {
      await assert.rejects(readAccount(all), { name: "InspectError", message: /cannot be listed \(s3:ListAllMyBuckets\): AccessDenied/ });
    }, denied);
  });

  it("writes nothing, and asks for no permission that its IAM policy lacks", async () => {
    await withS3({ "acme-a": {} }, async ({ calls }) => {
      await readAccount(all);
      assert.deepEqual(calls.filter((call) => !call.startsWith("GET ")), []);
    });
    const actions = readingPolicy.Statement.flatMap(({ Action }) => Action as readonly string[]);
    assert.deepEqual(actions.filter((action) => !/^s3:(Get|List)/.test(action)), []);
  });
});
