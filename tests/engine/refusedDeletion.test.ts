/** Protects a bucket that S3 refuses to delete: it loses nothing, and whatever is done next ends clean. */
import assert from "node:assert/strict";
import { assertRefused, assertSucceeded, withStack } from "./harness";
import { bucketNames, bucketResources, deploys, fill, inAws, inWords, logBucket, ofType, ownBucket, withBuckets, withoutBuckets } from "./refusedDeletions";

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
});
