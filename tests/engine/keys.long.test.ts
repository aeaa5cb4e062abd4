/** Protects what is encrypted with the stack's keys: no change of the config deletes one, unless its data may go. */
import assert from "node:assert/strict";
import type { Engine } from "../../sandbox/engine";
import { assertSucceeded, withStack } from "./harness";

const region = "us-east-1";
const given = `arn:aws:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const trailKey = "s3-encryption-audit-test";

interface Configured {
  readonly buckets: readonly string[];
  /** Further keys of the stack config. */
  readonly more?: string;
}

const config = ({ buckets, more = "" }: Configured): string => `config:
  aws:region: ${region}
  s3-encryption-audit:buckets: [${buckets.map((bucket) => `{ ${bucket} }`).join(", ")}]
${more === "" ? "" : `  s3-encryption-audit:${more}\n`}`;

/** ARNs of the keys that the stack has in its state, by the name of their bucket or trail. */
async function keysOf(engine: Engine): Promise<Record<string, string>> {
  const { resources } = await engine.exportStack();
  const keys = resources.filter(({ type }) => type === "aws:kms/key:Key");
  return Object.fromEntries(keys.map(({ urn, outputs }) => [urn.split("::").pop() ?? "", String(outputs["arn"])]));
}

type Fate = "retained" | "deleted";

describe("the keys of a stack whose config changes", () => {
  it("stay for what they encrypted, whichever key of the config drops them; forceDestroy that was deployed lets them go", async () => {
    const [a, b, c, d] = ["name: acme-a", "name: acme-b", "name: acme-c, versioning: true", "name: acme-d, forceDestroy: true"] as const;
    await withStack({ program: { repository: true }, config: config({ buckets: [a, b, c, d] }) }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      assert.deepEqual(Object.keys(await keysOf(engine)).sort(), ["acme-a", "acme-b", "acme-c", "acme-d", trailKey]);

      // forceDestroy counts from the deployment after the one that sets it.
      const withKey = `${a}, kmsKeyArn: "${given}", forceDestroy: true`;
      await drops(engine, { buckets: [withKey, b, c, d] }, { "acme-a": "retained" });
      await drops(engine, { buckets: [withKey, b, c, d], more: `trail: { kmsKey: "${given}" }` }, { [trailKey]: "retained" });
      await drops(engine, { buckets: [a, b, c, d], more: `requirement: { methods: [sse-kms], kmsKeyArns: ["${given}"] }` }, {
        "acme-b": "retained",
        "acme-c": "retained",
        "acme-d": "deleted",
      });

      // Keys anew, under the aliases of those before them; this time the stack's data may go, but for that of one bucket.
      const kept = `${b}, forceDestroy: false`;
      engine.writeConfig(config({ buckets: [a, kept], more: "forceDestroy: true" }));
      assertSucceeded(await engine.up());
      await drops(engine, { buckets: [a, kept], more: "requirement: { methods: [sse-s3] }" }, {
        "acme-a": "deleted",
        "acme-b": "retained",
        [trailKey]: "deleted",
      });
    });
  });
});

/** Deploys a change, and fails unless it drops these keys of the stack and no others. */
async function drops(engine: Engine, change: Configured, fates: Readonly<Record<string, Fate>>): Promise<void> {
  const before = await keysOf(engine);
  engine.writeConfig(config(change));
  const preview = await engine.previewText();
  assertSucceeded(preview);
  for (const [name, fate] of Object.entries(fates)) {
    const line = preview.stdout.split("\n").find((one) => / aws:kms:Key +/.test(one) && one.includes(` ${name} `)) ?? preview.stdout;
    assert.match(line, /delete/, name);
    assert.equal(line.includes("[retain]"), fate === "retained", line);
  }
  assertSucceeded(await engine.up());
  const after = await keysOf(engine);
  assert.deepEqual(Object.keys(before).filter((name) => !(name in after)).sort(), Object.keys(fates).sort());
  for (const [name, fate] of Object.entries(fates)) {
    const arn = before[name] ?? "";
    const there = engine.account.find("aws:kms/key:Key", arn.split("/")[1] ?? "", { account: "111122223333", region }) !== undefined;
    assert.deepEqual([there, engine.account.scheduledKeys.has(arn)], [fate === "retained", fate === "deleted"], `${name} ${arn}`);
    assert.equal(engine.account.find("aws:kms/alias:Alias", `alias/${name}`, { account: "111122223333", region }), undefined, "a later key can have the alias");
  }
}
