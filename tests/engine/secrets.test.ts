/** Protects secrets of the stack config on the real engine: in no state, name, preview, output or message. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { assertRefused, assertSucceeded, withStack, type TestStack } from "./harness";
import { email, endpoint, key, makeSecret, notifying, subscriptions, token } from "./secretNotifications";

/** Everything that the engine keeps of a stack, by its path: histories and backups included. */
function kept({ options }: TestStack): (readonly [place: string, content: string])[] {
  const state = path.join(options.workspace, "state");
  return fs.readdirSync(state, { recursive: true, encoding: "utf8" }).map((name) => {
    const file = path.join(state, name);
    return [name, fs.statSync(file).isFile() ? fs.readFileSync(file, "utf8") : ""];
  });
}

describe("secrets of the stack config", () => {
  it("are encrypted in the state, and nowhere in names, previews, outputs and what is printed", async () => {
    await withStack({ program: { repository: true }, config: notifying() }, async (stack) => {
      const { engine } = stack;
      await makeSecret(engine);
      const said = [await engine.preview(), await engine.previewText("--diff"), await engine.up(), await engine.up("--expect-no-changes", "--diff"), await engine.refresh("--expect-no-changes")];
      said.forEach(assertSucceeded);
      said.push(await engine.run(["stack", "export", "--stack", "test"]), await engine.run(["stack", "output", "--json", "--stack", "test"]));
      const places = [...said.map(({ stdout, stderr }, index) => [`command ${index}`, `${stdout}${stderr}`] as const), ...kept(stack)];
      const placesOf = (text: string): string[] => places.filter(([place, content]) => `${place}${content}`.includes(text)).map(([place]) => place);
      assert.ok(placesOf("TopicSubscription").length > 5, "there is something to look through");
      assert.deepEqual(placesOf(token), []);
      // Pulumi does not tell what of the key is secret, so all of it is, wherever Pulumi does not show the config itself.
      assert.deepEqual(placesOf(email).filter((place) => !/history|command [01]$/.test(place)), []);
      assert.equal(subscriptions(await engine.exportStack()).length, 2);
    });
  });

  it("are not told by messages about what is wrong with them, and are refused where they would be told", async () => {
    await withStack({ program: { repository: true }, config: notifying() }, async ({ engine }) => {
      await engine.setConfig(`${key}.httpsEndpoints[0]`, endpoint.replace("https", "http"), { path: true, secret: true });
      const wrong = await engine.preview();
      assertRefused(wrong, /notifications\.httpsEndpoints\[0\]: is not an address that is allowed \(the value is secret/);
      await engine.setConfig("s3-encryption-audit:tags.owner", token, { path: true, secret: true });
      const refused = await engine.preview();
      assertRefused(refused, /s3-encryption-audit:tags: is secret, but/, /without --secret/);
      assert.ok(!JSON.stringify([wrong, refused]).includes(token));
    });
  });
});
