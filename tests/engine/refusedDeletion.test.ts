/** Protects a bucket that S3 refuses to delete: it loses nothing, and whatever is done next ends clean. */
import assert from "node:assert/strict";
import type { Engine } from "../../sandbox/engine";
import type { ResourceState } from "../../sandbox/engineOutput";
import { assertRefused, assertSucceeded, withStack } from "./harness";

const region = "us-east-1";
const ownBucket = "acme-a";
const logBucket = "s3-encryption-audit-test-trail-111122223333";
const bucketNames = [ownBucket, logBucket];

const config = (more: string): string => `config:
  aws:region: ${region}
${more}`;
const withBuckets = config(`  s3-encryption-audit:buckets: [{ name: ${ownBucket}, versioning: true }]\n`);
/** Neither the bucket's entry nor the trail, with which its log bucket goes. */
const withoutBuckets = config("  s3-encryption-audit:trail: existing\n");
const renamedLogBucket = "acme-logs";
const withRenamedLogBucket = withBuckets + `  s3-encryption-audit:trail: { logBucket: { name: ${renamedLogBucket} } }\n`;

/** What makes up the buckets: they themselves, their configurations, keys and aliases. */
async function bucketResources(engine: Engine): Promise<ResourceState[]> {
  const { resources } = await engine.exportStack();
  return resources.filter(({ type }) => /^aws:(s3|kms)\//.test(type));
}

const inWords = (resources: readonly ResourceState[]): string[] => resources.map(({ type, id }) => `${type.split(":").pop() ?? ""} ${id ?? ""}`).sort();

/** Those of the resources that AWS has, whatever the engine remembers. */
function inAws({ account }: Engine, resources: readonly ResourceState[]): string[] {
  return inWords(
    resources.filter(({ type, id = "", outputs }) => account.find(type, id, { account: "111122223333", region }) !== undefined && !account.scheduledKeys.has(String(outputs["arn"]))),
  );
}

function fill({ account }: Engine): void {
  for (const name of bucketNames) account.objects.put(name, "2026/01/15/object");
}

const ofType = (resources: readonly ResourceState[], type: string): ResourceState[] => resources.filter((one) => one.type.endsWith(`:${type}`));

async function deploys(engine: Engine, configured: string): Promise<ResourceState[]> {
  engine.writeConfig(configured);
  assertSucceeded(await engine.up());
  return bucketResources(engine);
}

describe("a bucket that S3 refuses to delete", () => {
  it("loses nothing when its entry or its trail is removed: refresh, the entry put back, or the bucket emptied end clean", async () => {
    await withStack({ program: { repository: true }, config: withBuckets }, async ({ engine }) => {
      const deployed = await deploys(engine, withBuckets);
      assert.deepEqual(inAws(engine, deployed), inWords(deployed));
      assert.equal(deployed.length, 2 * 8, "two buckets with their keys, aliases and five configurations each");
      fill(engine);

      const lostNothing = async (): Promise<void> => {
        assert.deepEqual(inAws(engine, deployed), inWords(deployed), "AWS has everything still");
        const remembered = inWords(await bucketResources(engine));
        const needed = inWords(deployed.filter(({ type }) => /:(Bucket|Key|Alias)$/.test(type)));
        assert.deepEqual(needed.filter((one) => !remembered.includes(one)), [], "and the stack still owns buckets and keys");
      };
      engine.writeConfig(withoutBuckets);
      assertRefused(await engine.up(), /BucketNotEmpty: The bucket you tried to delete is not empty/);
      await lostNothing();

      assertSucceeded(await engine.refresh("--expect-no-changes"));
      assertRefused(await engine.up(), /BucketNotEmpty/);
      await lostNothing();

      assert.deepEqual(inWords(await deploys(engine, withBuckets)), inWords(deployed), "the entry put back: the same buckets, keys and configurations");
      assertSucceeded(await engine.up("--expect-no-changes"));

      engine.writeConfig(withoutBuckets);
      assertRefused(await engine.up(), /BucketNotEmpty/);
      for (const name of bucketNames) engine.account.objects.empty(name);
      assert.deepEqual(await deploys(engine, withoutBuckets), []);
      assert.deepEqual(inAws(engine, deployed), inWords(ofType(deployed, "Key")), "what stays in AWS is the keys");
      assertSucceeded(await engine.up("--expect-no-changes"));
    });
  });

  it("loses nothing in a destroy: up, refresh, or another destroy end clean", async () => {
    await withStack({ program: { repository: true }, config: withBuckets }, async ({ engine }) => {
      const deployed = await deploys(engine, withBuckets);
      fill(engine);
      const lostNothing = (): void => assert.deepEqual(inAws(engine, deployed), inWords(deployed), "AWS has everything still");
      assertRefused(await engine.destroy(), /BucketNotEmpty/);
      lostNothing();
      assertSucceeded(await engine.refresh("--expect-no-changes"));
      assert.deepEqual(inWords(await deploys(engine, withBuckets)), inWords(deployed), "up deploys the same buckets, keys and configurations");

      assertRefused(await engine.destroy(), /BucketNotEmpty/);
      assertRefused(await engine.destroy(), /BucketNotEmpty/);
      lostNothing();
      engine.account.objects.empty(ownBucket);
      assertRefused(await engine.destroy(), new RegExp(`BucketNotEmpty.*${logBucket}`));
      engine.account.objects.empty(logBucket);
      assertSucceeded(await engine.destroy());
      assert.deepEqual((await engine.exportStack()).resources, []);
      assert.deepEqual(inAws(engine, deployed), inWords(ofType(deployed, "Key")), "what stays in AWS is the keys");
    });
  });

  it("loses nothing when another log bucket takes its place", async () => {
    await withStack({ program: { repository: true }, config: withBuckets }, async ({ engine }) => {
      const deployed = await deploys(engine, withBuckets);
      fill(engine);
      engine.writeConfig(withRenamedLogBucket);
      assertRefused(await engine.up(), new RegExp(`BucketNotEmpty.*${logBucket}`));
      assert.deepEqual(inAws(engine, deployed), inWords(deployed), "AWS has everything still");
      const trail = (await engine.exportStack()).resources.find(({ type }) => type === "aws:cloudtrail/trail:Trail");
      assert.equal(trail?.outputs["s3BucketName"], renamedLogBucket, "the trail delivers to the new one by then");
      engine.account.objects.empty(logBucket);
      await deploys(engine, withRenamedLogBucket);
      assertSucceeded(await engine.up("--expect-no-changes"));
    });
  });
});
