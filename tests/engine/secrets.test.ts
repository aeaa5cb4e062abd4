/** Protects secrets of the stack config on the real engine: in no state, name, preview, output or message; and nobody who was subscribed has to confirm again. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Engine } from "../../sandbox/engine";
import { type Deployment } from "../../sandbox/engineOutput";
import { assertRefused, assertSucceeded, changes, withStack, type TestStack } from "./harness";

const token = "s3cr3tT0kenOfTheEndpoint";
const endpoint = `https://events.example.com/${token}`;
const email = "security@example.com";
const key = "s3-encryption-audit:notifications";

const config = (notifications = ""): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:buckets: [{ name: acme-orders-secret }]
${notifications}`;
const clear = config(`  ${key}: { emails: [${email}], httpsEndpoints: ["${endpoint}"] }\n`);

async function makeSecret(engine: Engine): Promise<void> {
  engine.writeConfig(config(`  ${key}: { emails: [${email}] }\n`));
  await engine.setConfig(`${key}.httpsEndpoints[0]`, endpoint, { path: true, secret: true });
}

/** Everything that the engine keeps of a stack, by its path: histories and backups included. */
function kept({ options }: TestStack): (readonly [place: string, content: string])[] {
  const state = path.join(options.workspace, "state");
  return fs.readdirSync(state, { recursive: true, encoding: "utf8" }).map((name) => {
    const file = path.join(state, name);
    return [name, fs.statSync(file).isFile() ? fs.readFileSync(file, "utf8") : ""];
  });
}

const subscriptions = ({ resources }: Deployment): { name: string; id: string | undefined }[] =>
  resources
    .filter(({ type }) => type.endsWith(":TopicSubscription"))
    .map(({ urn, id }) => ({ name: urn.split("::").at(-1) ?? "", id }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));

describe("secrets of the stack config", () => {
  it("are encrypted in the state, and nowhere in names, previews, outputs and what is printed", async () => {
    await withStack({ program: { repository: true }, config: config() }, async (stack) => {
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
    await withStack({ program: { repository: true }, config: config() }, async ({ engine }) => {
      await engine.setConfig(`${key}.httpsEndpoints[0]`, endpoint.replace("https", "http"), { path: true, secret: true });
      const wrong = await engine.preview();
      assertRefused(wrong, /notifications\.httpsEndpoints\[0\]: is not an address that is allowed \(the value is secret/);
      await engine.setConfig("s3-encryption-audit:tags.owner", token, { path: true, secret: true });
      const refused = await engine.preview();
      assertRefused(refused, /s3-encryption-audit:tags: is secret, but/, /without --secret/);
      assert.ok(!JSON.stringify([wrong, refused]).includes(token));
    });
  });

  it("does not unsubscribe anyone: names of 0.1.0 are adopted, and making addresses secret changes no subscription", async () => {
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
