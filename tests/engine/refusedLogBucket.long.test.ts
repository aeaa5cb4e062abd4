/** Protects a log bucket that S3 refuses to delete when another one takes its place. */
import assert from "node:assert/strict";
import { assertRefused, assertSucceeded, withStack } from "./harness";
import { deploys, fill, inAws, inWords, logBucket, renamedLogBucket, withBuckets, withRenamedLogBucket } from "./refusedDeletions";

describe("a log bucket that S3 refuses to delete", () => {
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
