/** Reads a thousand buckets of many kinds from moto's server (https://docs.getmoto.org/en/latest/docs/server_mode.html). */
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { summaryOf } from "../../inspect/finding";
import { inTurns } from "../../inspect/inTurns";
import { BucketInspector } from "../../inspect/judgeBucket";
import { readAccount } from "../../inspect/readAccount";
import { bucketName, closed, policy, today } from "../judge/policies";
import { startMoto, type Moto } from "./moto";

const count = 1000;
const regions = ["us-east-1", "eu-west-1"] as const;

/** What is given to every bucket whose number leaves this remainder, and whether that makes it proper. */
const kinds: readonly { readonly method?: string; readonly denies: boolean; readonly proper: boolean }[] = [
  { method: "aws:kms", denies: true, proper: true },
  { method: "aws:kms", denies: false, proper: false },
  { method: "AES256", denies: true, proper: false },
  { method: "AES256", denies: false, proper: false },
  { denies: false, proper: false },
];
const nameOf = (number: number): string => `acme-${String(number).padStart(4, "0")}`;

describe("inspecting a thousand buckets of moto's server", function () {
  this.timeout(900_000);
  let moto: Moto;

  before(async () => {
    moto = await startMoto("AWS_ENDPOINT_URL_S3");
    const clients = regions.map((region) => new S3Client({ region }));
    await inTurns(Array.from({ length: count }, (_, number) => number), 8, (number) => make(clients[number % regions.length], number));
  });
  after(() => moto.stop());

  it("finds each as it was made", async () => {
    const { buckets } = await readAccount({ isWanted: () => true });
    assert.deepEqual(buckets.map(({ Name }) => Name).sort(), Array.from({ length: count }, (_, number) => nameOf(number)));
    const inspector = new BucketInspector({ requirement: defaultRequirement, account: "123456789012", today });
    const findings = buckets.map((bucket) => inspector.inspect(bucket));
    const wrong = findings.filter(({ bucket, verdict }) => (verdict === "proper") !== kinds[Number(bucket.slice(-4)) % kinds.length]?.proper);
    assert.deepEqual(wrong, []);
    assert.deepEqual(summaryOf(findings).verdicts, { unread: 0, refused: 0, improper: 800, "shut-out": 0, "not-told": 0, proper: 200 });
  });

  it("reads no more than the buckets that are asked for", async () => {
    const { buckets } = await readAccount({ isWanted: (name) => name.startsWith("acme-00"), regions: ["eu-west-1"] });
    assert.equal(buckets.length, 50);
    assert.deepEqual([...new Set(buckets.map(({ BucketRegion }) => BucketRegion))], ["eu-west-1"]);
  });
});

async function make(client: S3Client | undefined, number: number): Promise<void> {
  const kind = kinds[number % kinds.length];
  assert.ok(client && kind);
  const region = regions[number % regions.length];
  const Bucket = nameOf(number);
  await client.send(new CreateBucketCommand({ Bucket, ...(region === "eu-west-1" && { CreateBucketConfiguration: { LocationConstraint: region } }) }));
  if (kind.method !== undefined) {
    const SSEAlgorithm = kind.method as "aws:kms" | "AES256";
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }] } }));
  }
  if (kind.denies) await client.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...closed).replaceAll(bucketName, Bucket) }));
  if (number % 3 === 0) await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "team", Value: "orders" }] } }));
  if (number % 7 === 0) await client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } }));
  if (number % 11 === 0) await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }));
}
