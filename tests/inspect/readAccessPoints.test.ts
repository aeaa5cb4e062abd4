/** Protects what is read of access points: all of them where they are needed, none where not, and no fault taken for "has none". */
import assert from "node:assert/strict";
import { accessPointParts } from "../../inspect/accessPointParts";
import type { BucketInventory } from "../../inspect/inventory";
import { needsAccessPoints } from "../../inspect/judgeBucket";
import { adoptionReadingPolicy, readingPolicy } from "../../inspect/permissions";
import { readAccessPoints, type AccessPointOptions } from "../../inspect/readAccessPoints";
import { policy } from "../judge/policies";
import type { Fault } from "./fakeS3";
import { startFakeS3Control, type FakeAccessPoint, type FakeS3Control } from "./fakeS3Control";

const account = "111122223333";
const denied: Fault = { status: 403, code: "AccessDenied" };
const bucketOf = (Name: string, BucketRegion = "us-east-1"): BucketInventory => ({ Name, BucketRegion, Policy: null });
const all: AccessPointOptions = { account, isNeeded: () => true, adopting: false };

async function withS3Control(points: Readonly<Record<string, FakeAccessPoint>>, test: (control: FakeS3Control) => Promise<void>, listing?: Readonly<Record<string, Fault>>): Promise<void> {
  const control = await startFakeS3Control(points, listing);
  try {
    await test(control);
  } finally {
    control.close();
  }
}

const ofBucket = (bucket: string, count: number, more: Partial<FakeAccessPoint> = {}): Record<string, FakeAccessPoint> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${bucket}-${index}`, { bucket, ...more }]));
const namesOf = ({ AccessPoints }: BucketInventory): string[] | null | undefined => AccessPoints?.map(({ Name }) => Name) ?? (AccessPoints as null | undefined);

describe("reading access points", () => {
  it("gives each bucket its own, over all pages and regions", async () => {
    const points = { ...ofBucket("acme-a", 7), ...ofBucket("acme-b", 1), ...ofBucket("acme-c", 2, { region: "eu-west-1", vpcId: "vpc-1" }), ...ofBucket("other", 4) };
    await withS3Control(points, async ({ calls }) => {
      const buckets = await readAccessPoints([bucketOf("acme-a"), bucketOf("acme-b"), bucketOf("acme-c", "eu-west-1"), bucketOf("acme-none")], all);
      assert.deepEqual(buckets.map(namesOf), [Object.keys(ofBucket("acme-a", 7)), ["acme-b-0"], ["acme-c-0", "acme-c-1"], null]);
      assert.deepEqual(buckets[2]?.AccessPoints?.[0], {
        Name: "acme-c-0",
        NetworkOrigin: "VPC",
        VpcConfiguration: { VpcId: "vpc-1" },
        AccessPointArn: `arn:aws:s3:eu-west-1:${account}:accesspoint/acme-c-0`,
        Policy: null,
      });
      assert.deepEqual(calls.filter((call) => !call.startsWith("GET ")), [], "nothing is written");
    });
  });

  it("asks for one bucket's alone where there is one, and once for a region where there are more", async () => {
    const points = { ...ofBucket("acme-a", 1), ...ofBucket("acme-b", 1), ...ofBucket("acme-c", 1, { region: "eu-west-1" }) };
    await withS3Control(points, async ({ calls }) => {
      await readAccessPoints([bucketOf("acme-a"), bucketOf("acme-b"), bucketOf("acme-c", "eu-west-1")], all);
      assert.deepEqual(calls.filter((call) => /accesspoint\?/.test(call)).sort(), ["GET eu-west-1 /v20180820/accesspoint?bucket=acme-c&maxResults=1000", "GET us-east-1 /v20180820/accesspoint?maxResults=1000"]);
    });
  });

  it("makes a call for each policy, and further ones only to take access points over", async () => {
    const policyText = policy({ Effect: "Allow", Principal: { AWS: account }, Action: "s3:GetObject", Resource: `arn:aws:s3:us-east-1:${account}:accesspoint/app/object/a&b<c*` });
    const points = { app: { bucket: "acme-a", policy: policyText, tags: { team: "orders" }, block: { BlockPublicPolicy: false } }, batch: { bucket: "acme-a" } };
    await withS3Control(points, async ({ calls }) => {
      const [judged] = await readAccessPoints([bucketOf("acme-a")], all);
      assert.equal(calls.length, 3);
      assert.equal(judged?.AccessPoints?.[0]?.Policy, policyText);
      const [adopted] = await readAccessPoints([bucketOf("acme-a")], { ...all, adopting: true });
      assert.equal(calls.length, 3 + 7);
      assert.deepEqual(adopted?.AccessPoints?.[0]?.Tags, [{ Key: "team", Value: "orders" }]);
      assert.deepEqual([adopted?.AccessPoints?.[0]?.PublicAccessBlockConfiguration?.BlockPublicPolicy, adopted?.AccessPoints?.[1]?.PublicAccessBlockConfiguration?.BlockPublicPolicy], [false, true]);
      assert.equal(adopted?.AccessPoints?.[1]?.Tags, null);
    });
  });

  it("reads nothing where no bucket needs it", async () => {
    await withS3Control(ofBucket("acme-a", 1), async ({ calls }) => {
      const buckets = [bucketOf("acme-a"), { ...bucketOf("acme-b"), BucketRegion: "" }];
      assert.deepEqual(await readAccessPoints(buckets, { ...all, isNeeded: ({ Name }) => Name === "acme-b" }), buckets);
      assert.deepEqual(calls, []);
    });
  });

  it("says of each bucket that a list was denied, and reads the other regions", async () => {
    const points = { ...ofBucket("acme-a", 1), ...ofBucket("acme-c", 1, { region: "eu-west-1" }) };
    const faults = { "us-east-1": denied };
    await withS3Control(
      points,
      async () => {
        const [one, another, elsewhere] = await readAccessPoints([{ ...bucketOf("acme-a"), Unread: { TagSet: "why" } }, bucketOf("acme-b"), bucketOf("acme-c", "eu-west-1")], all);
        for (const bucket of [one, another]) {
          assert.ok(bucket && !("AccessPoints" in bucket));
          assert.match(bucket.Unread?.AccessPoints ?? "", /^ListAccessPoints: AccessDenied: It is AccessDenied\. The IAM policy/);
        }
        assert.equal(one?.Unread?.TagSet, "why");
        assert.deepEqual(elsewhere && namesOf(elsewhere), ["acme-c-0"]);
      },
      faults,
    );
  });

  it("notes each part that was denied, and leaves out an access point that is deleted meanwhile", async () => {
    const gone: Fault = { status: 404, code: "NoSuchAccessPoint" };
    await withS3Control({ app: { bucket: "acme-a", policy: denied, block: denied, tags: denied }, gone: { bucket: "acme-a", policy: gone } }, async () => {
      const [bucket] = await readAccessPoints([bucketOf("acme-a")], { ...all, adopting: true });
      assert.deepEqual(bucket && namesOf(bucket), ["app"]);
      const [point] = bucket?.AccessPoints ?? [];
      for (const { name, operation } of accessPointParts) {
        assert.ok(point && !(name in point), `${name} is not known`);
        assert.match(point.Unread?.[name] ?? "", new RegExp(`^${operation}: AccessDenied`));
      }
    });
  });

  it("repeats calls that S3 throttles", async () => {
    const text = policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "x" });
    const throttled: Fault = { status: 503, code: "SlowDown", times: 2, then: `<GetAccessPointPolicyResult><Policy>${text}</Policy></GetAccessPointPolicyResult>` };
    await withS3Control({ app: { bucket: "acme-a", policy: throttled } }, async ({ calls }) => {
      assert.equal((await readAccessPoints([bucketOf("acme-a")], all))[0]?.AccessPoints?.[0]?.Policy, text);
      assert.equal(calls.filter((call) => call.endsWith("/policy")).length, 3);
    });
  });

  it("needs the account's number, and says how to give it", async () => {
    await withS3Control({}, async ({ calls }) => {
      const [bucket] = await readAccessPoints([bucketOf("acme-a")], { ...all, account: undefined });
      assert.match(bucket?.Unread?.AccessPoints ?? "", /^ListAccessPoints: .* Give it as --account$/);
      assert.deepEqual(calls, []);
      const [other] = await readAccessPoints([bucketOf("acme-a")], { ...all, account: "444455556666" });
      assert.match(other?.Unread?.AccessPoints ?? "", /AccessDenied/);
    });
  });

  it("counts what it has read", async () => {
    await withS3Control(ofBucket("acme-a", 2), async () => {
      const seen: string[] = [];
      await readAccessPoints([bucketOf("acme-a")], { ...all, onProgress: (read, of) => seen.push(`${read}/${of}`) });
      assert.deepEqual(seen, ["0/2", "1/2", "2/2"]);
    });
  });

  it("asks for no permission that writes, and for each that a call needs", () => {
    const actions = [readingPolicy, adoptionReadingPolicy].flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action as readonly string[]));
    assert.deepEqual(actions.filter((action) => !/^\w+:(Get|List|Describe)/.test(action)), []);
    for (const action of ["s3:ListAccessPoints", ...accessPointParts.map((part) => part.action)]) assert.ok(actions.includes(action), action);
    assert.equal(new Set(actions).size, actions.length);
  });
});

describe("a bucket whose access points are read", () => {
  const resource = "arn:aws:s3:::acme-a/*";
  const statement = (more: object): string => policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: resource, ...more });
  const cases: readonly (readonly [what: string, policyText: string | null | undefined, needed: boolean])[] = [
    ["delegation to an account's access points", statement({ Effect: "Allow", Condition: { StringEquals: { "s3:DataAccessPointAccount": account } } }), true],
    ["a denial of what does not come through one", statement({ Condition: { ArnNotEquals: { "s3:dataaccesspointarn": `arn:aws:s3:us-east-1:${account}:accesspoint/app` } } }), true],
    ["the network origin", statement({ Condition: { StringNotEquals: { "s3:AccessPointNetworkOrigin": "VPC" } } }), true],
    ["a policy variable", statement({ Condition: { StringEquals: { "aws:PrincipalAccount": "${s3:DataAccessPointAccount}" } } }), true],
    ["a key in JSON's escapes", statement({ Condition: { ArnNotEquals: { "s3:DataAccessPointArn": `arn:aws:s3:us-east-1:${account}:accesspoint/app` } } }).replace("s3:Data", "s3\\u003aData"), true],
    ["delegation of reads alone", statement({ Effect: "Allow", Action: "s3:GetObject", Condition: { StringEquals: { "s3:DataAccessPointAccount": account } } }), false],
    ["denials of uploads alone", statement({}), false],
    ["no policy", null, false],
    ["a policy that was not read", undefined, false],
    ["a policy that is no JSON", "{", false],
  ];
  for (const [what, Policy, needed] of cases) {
    it(`is ${needed ? "" : "not "}one with ${what}`, () => {
      assert.equal(needsAccessPoints({ ...bucketOf("acme-a"), Policy }), needed);
    });
  }
});
