/** Reads access points from moto's server, in two regions. */
import { CreateBucketCommand, PutBucketEncryptionCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateAccessPointCommand, PutAccessPointPolicyCommand, S3ControlClient } from "@aws-sdk/client-s3-control";
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { BucketInspector, needsAccessPoints } from "../../inspect/judgeBucket";
import { readAccessPoints } from "../../inspect/readAccessPoints";
import { readAccount } from "../../inspect/readAccount";
import { closed, policy, today } from "../judge/policies";
import { nameLocalhost } from "./localhost";
import { startMoto, type Moto } from "./moto";

/** That of moto's credentials. */
const AccountId = "123456789012";
const regions = ["us-east-1", "eu-west-1"] as const;

/** Buckets that are written through access points alone, by the policies of these: denials, or none. */
const buckets: Readonly<Record<string, readonly ("denies" | "open")[]>> = { "acme-safe": ["denies", "denies"], "acme-leaky": ["denies", "open"], "acme-none": [], "acme-plain": ["open"] };

describe("reading access points of moto's server", function () {
  this.timeout(300_000);
  let moto: Moto;
  let unname: () => void;

  before(async () => {
    moto = await startMoto("AWS_ENDPOINT_URL");
    unname = nameLocalhost();
    process.env["AWS_ENDPOINT_URL_S3_CONTROL"] = process.env["AWS_ENDPOINT_URL"]?.replace("127.0.0.1", "localhost");
    for (const region of regions) for (const [name, points] of Object.entries(buckets)) await make(region, `${name}-${region}`, points);
  });
  after(async () => {
    unname();
    await moto.stop();
  });

  it("judges buckets with those that they have", async () => {
    const { buckets: found } = await readAccount({ isWanted: () => true });
    const read = await readAccessPoints(found, { account: AccountId, isNeeded: needsAccessPoints, adopting: false });
    const inspector = new BucketInspector({ requirement: defaultRequirement, account: AccountId, today });
    const verdicts = Object.fromEntries(read.map((bucket) => [bucket.Name, [inspector.inspect(bucket).verdict, bucket.AccessPoints?.length ?? bucket.AccessPoints]]));
    assert.deepEqual(
      verdicts,
      Object.fromEntries(
        regions.flatMap((region) => [
          [`acme-safe-${region}`, ["proper", 2]],
          [`acme-leaky-${region}`, ["improper", 2]],
          [`acme-none-${region}`, ["proper", null]],
          [`acme-plain-${region}`, ["improper", undefined]],
        ]),
      ),
    );
    assert.ok(read.every(({ Unread }) => Unread?.AccessPoints === undefined));
  });

  it("reads network origin and block of public access of those that are taken over", async () => {
    const { buckets: found } = await readAccount({ isWanted: (name) => name === "acme-leaky-eu-west-1" });
    const [bucket] = await readAccessPoints(found, { account: AccountId, isNeeded: () => true, adopting: true });
    const [first, second] = bucket?.AccessPoints ?? [];
    assert.deepEqual([first?.NetworkOrigin, second?.NetworkOrigin, second?.VpcConfiguration], ["Internet", "VPC", { VpcId: "vpc-0a1b2c3d4e5f67890" }]);
    assert.deepEqual([first?.PublicAccessBlockConfiguration?.BlockPublicPolicy, second?.PublicAccessBlockConfiguration?.BlockPublicPolicy], [true, true]);
    assert.equal(second?.Policy, null);
  });
});

async function make(region: (typeof regions)[number], Bucket: string, points: readonly ("denies" | "open")[]): Promise<void> {
  const [s3, control] = [new S3Client({ region }), new S3ControlClient({ region })];
  await s3.send(new CreateBucketCommand({ Bucket, ...(region === "eu-west-1" && { CreateBucketConfiguration: { LocationConstraint: region } }) }));
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }] } }));
  const only = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`], Condition: { StringNotEquals: { "s3:DataAccessPointAccount": AccountId } } };
  if (!Bucket.startsWith("acme-plain")) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(only) }));
  for (const [index, kind] of points.entries()) {
    const Name = `${Bucket}-${index}`;
    await control.send(
      new CreateAccessPointCommand({
        AccountId,
        Name,
        Bucket,
        ...(kind === "open" && { VpcConfiguration: { VpcId: "vpc-0a1b2c3d4e5f67890" } }),
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      }),
    );
    const denials = policy(...closed.map((one) => ({ ...one, Resource: `arn:aws:s3:${region}:${AccountId}:accesspoint/${Name}/object/*` })));
    if (kind === "denies") await control.send(new PutAccessPointPolicyCommand({ AccountId, Name, Policy: denials }));
  }
  s3.destroy();
  control.destroy();
}
