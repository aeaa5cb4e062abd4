/** Protects the verdict on buckets that delegate to access points: judged with those that were read, and never green without. */
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { parseInventory, type AccessPointInventory, type BucketInventory } from "../../inspect/inventory";
import { BucketInspector } from "../../inspect/judgeBucket";
import { bucketName, closed, policy, today, type Statement } from "../judge/policies";

const account = "111122223333";
const region = "eu-west-1";
const inspector = new BucketInspector({ requirement: defaultRequirement, account, today });
const arnOf = (name: string): string => `arn:aws:s3:${region}:${account}:accesspoint/${name}`;
const pointPolicy = (name: string, statements: readonly Statement[] = closed): string => policy(...statements.map((one) => ({ ...one, Resource: `${arnOf(name)}/object/*` })));
const point = (Name: string, more: Partial<AccessPointInventory> = {}): AccessPointInventory => ({ Name, NetworkOrigin: "Internet", Policy: pointPolicy(Name), ...more });

const objects = [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`];
const byAccount = { "s3:DataAccessPointAccount": account };
/** "Delegating access control to access points", as AWS recommends it, and nothing but through them. */
const delegation: Statement = { Effect: "Allow", Principal: { AWS: "*" }, Action: "*", Resource: objects, Condition: { StringEquals: byAccount } };
const nothingElse: Statement = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: objects, Condition: { StringNotEquals: byAccount } };
const bucket = (AccessPoints: BucketInventory["AccessPoints"] | "unread", more: Partial<BucketInventory> = {}): BucketInventory => ({
  Name: bucketName,
  BucketRegion: region,
  ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" }, BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] } }] },
  Policy: policy(delegation, nothingElse),
  ...(AccessPoints !== "unread" && { AccessPoints }),
  ...more,
});

describe("the finding on a bucket that delegates to access points", () => {
  it("is proper where each of them denies wrong uploads", () => {
    assert.deepEqual(inspector.inspect(bucket([point("app"), point("batch", { NetworkOrigin: "VPC", VpcConfiguration: { VpcId: "vpc-0a1b2c3d" } })])).verdict, "proper");
  });

  it("is that wrong uploads get in through one that does not, by its name; and proper as advised", () => {
    const before = bucket([point("app"), point("batch", { Policy: null })]);
    const { verdict, getsIn, add } = inspector.inspect(before);
    assert.equal(verdict, "improper");
    assert.ok(getsIn.every((line) => line.includes(" through the access point batch ")), getsIn.join("\n"));
    assert.ok(add?.policy);
    assert.equal(inspector.inspect({ ...before, Policy: add.policy }).verdict, "proper");
  });

  const untold: readonly (readonly [what: string, bucket: BucketInventory, says: RegExp[]])[] = [
    ["where the list was denied", bucket("unread", { Unread: { AccessPoints: "ListAccessPoints: AccessDenied: no" } }), [/there may be one that was not read/, /^ListAccessPoints: AccessDenied: no$/]],
    ["where the list is not in the file", bucket("unread"), [/there may be one that was not read/, /^AccessPoints is not in the inventory$/]],
    ["where the policy of one was denied", bucket([point("app", { Policy: undefined, Unread: { Policy: "GetAccessPointPolicy: AccessDenied: no" } })]), [/access point app .*, whose policy was not read/, /^access point app: GetAccessPointPolicy: AccessDenied: no$/]],
    ["where the policy of one is not in the file", bucket([point("app", { Policy: undefined })]), [/access point app /, /^access point app: Policy is not in the inventory$/]],
    ["where other accounts are let in, whose access points no account lists", bucket([point("app")], { Policy: policy({ ...nothingElse, Condition: { Null: { "s3:DataAccessPointArn": "true" } } }) }), [/such as of another account/]],
  ];
  for (const [what, one, says] of untold) {
    it(`is that it cannot be told ${what}`, () => {
      const { verdict, problems } = inspector.inspect(one);
      assert.equal(verdict, "not-told");
      for (const line of says) assert.ok(problems.some((problem) => line.test(problem)), `${line.source}: ${problems.join("\n")}`);
      assert.ok(problems.every((problem) => !/preview|declared/.test(problem)), "nothing is said of programs");
    });
  }

  it("says beside what gets in that some could not be read", () => {
    const denied = inspector.inspect(bucket([point("app", { Policy: null }), point("batch", { Policy: undefined, Unread: { Policy: "GetAccessPointPolicy: no" } })]));
    assert.deepEqual([denied.verdict, denied.problems], ["improper", ["access point batch: GetAccessPointPolicy: no"]]);
    const directly = inspector.inspect(bucket("unread", { Policy: policy({ ...nothingElse, Resource: `arn:aws:s3:::${bucketName}/closed/*` }), Unread: { AccessPoints: "ListAccessPoints: no" } }));
    assert.deepEqual([directly.verdict, directly.problems], ["improper", ["ListAccessPoints: no"]]);
    const anyway = inspector.inspect(bucket("unread", { Policy: null, Unread: { AccessPoints: "ListAccessPoints: no" } }));
    assert.deepEqual([anyway.verdict, anyway.problems], ["improper", []], "a policy that says nothing of access points hangs on none");
  });

  it("hangs on no access point where the bucket denies without looking at them", () => {
    for (const points of ["unread", [point("app", { Policy: null })]] as const) assert.equal(inspector.inspect(bucket(points as "unread", { Policy: policy(delegation, ...closed) })).verdict, "proper");
  });

  it("is that S3 would refuse a policy of one, in a file", () => {
    const { verdict, problems } = inspector.inspect(bucket([point("app", { Policy: policy(...closed) })]));
    assert.equal(verdict, "refused");
    assert.match(problems.join(), /policy of access point app/);
  });

  it("takes the account that an access point's ARN has where no other is known", () => {
    const unknown = new BucketInspector({ requirement: defaultRequirement, today });
    const named = policy({ ...nothingElse, Condition: { ArnNotEquals: { "s3:DataAccessPointArn": arnOf("app") } } });
    assert.equal(unknown.inspect(bucket([point("app", { AccessPointArn: arnOf("app") })], { Policy: named })).verdict, "proper");
    assert.equal(unknown.inspect(bucket([point("app", { AccessPointArn: arnOf("app"), Policy: null })], { Policy: named })).verdict, "improper");
  });
});

describe("access points in an inventory file", () => {
  const parse = (AccessPoints: unknown): unknown => parseInventory(JSON.stringify({ Buckets: [{ Name: bucketName, BucketRegion: region, AccessPoints }] }), "inventory.json").Buckets[0]?.AccessPoints;

  it("may be the answers of the API", () => {
    const answer = { Name: "app", NetworkOrigin: "VPC", VpcConfiguration: { VpcId: "vpc-1" }, Bucket: bucketName, BucketAccountId: account, AccessPointArn: arnOf("app"), Alias: "app-x-s3alias", Policy: "{}", Tags: [], PublicAccessBlockConfiguration: { BlockPublicAcls: true } };
    assert.deepEqual(parse([answer]), [answer]);
    assert.deepEqual([parse(null), parse([]), parse(undefined)], [null, [], undefined]);
  });

  it("are told what is wrong with them", () => {
    assert.throws(() => parse([{ Name: "app" }]), /AccessPoints\[0\]\.NetworkOrigin/);
    assert.throws(() => parse([{ Name: "app", NetworkOrigin: "Intranet" }]), /AccessPoints\[0\]\.NetworkOrigin.*Internet, VPC/s);
    assert.throws(() => parse([{ Name: "app", NetworkOrigin: "Internet", Polizy: null }]), /Polizy.*Did you mean Policy/s);
    assert.throws(() => parse([{ Name: "app", NetworkOrigin: "Internet", Unread: { Alias: "x" } }]), /Unread/);
    assert.throws(() => parse("app"), /AccessPoints/);
  });
});
