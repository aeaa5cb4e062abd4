/** Protects who is subscribed: nobody has to confirm again, whatever names subscriptions had and whether addresses become secrets. */
import assert from "node:assert/strict";
import type { Engine } from "../../sandbox/engine";
import { assertSucceeded, changes, withStack } from "./harness";
import { clear, email, endpoint, makeSecret, subscriptions, token } from "./secretNotifications";

describe("subscriptions of a deployed stack", () => {
  it("stay: names of 0.1.0 are adopted, and making addresses secret changes none", async () => {
    await withStack({ program: { repository: true }, config: clear }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      const current = subscriptions(await engine.exportStack());
      await renameAsBefore(engine);
      const before = subscriptions(await engine.exportStack());
      assert.deepEqual(before.map(({ name }) => name).sort(), [`s3-encryption-audit-test-${endpoint}`, `s3-encryption-audit-test-${email}`]);

      const preview = await engine.preview();
      assertSucceeded(preview);
      assert.deepEqual(changes(preview.preview?.steps ?? []), []);
      assertSucceeded(await engine.up("--expect-no-changes"));
      assert.deepEqual(subscriptions(await engine.exportStack()), current, "the same subscriptions as before, by their new names");

      await makeSecret(engine);
      assertSucceeded(await engine.up());
      assert.deepEqual(subscriptions(await engine.exportStack()), current);
      const { stdout } = await engine.run(["stack", "export", "--stack", "test"]);
      assert.ok(!stdout.includes(token), "an alias of the clear name is gone from the state as well");
    });
  });
});

/** Gives the subscriptions the names that 0.1.0 gave them. */
async function renameAsBefore(engine: Engine): Promise<void> {
  const { resources } = await engine.exportStack();
  for (const { type, urn, inputs } of resources) {
    if (!type.endsWith(":TopicSubscription")) continue;
    const name = `s3-encryption-audit-test-${String(inputs["endpoint"])}`;
    assertSucceeded(await engine.run(["state", "rename", "--yes", "--stack", "test", urn, name]));
  }
}
