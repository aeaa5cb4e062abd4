/**
 * Protects what nobody may lose by a change of the config: what holds data or watches is deleted or replaced only by
 * the keys that say so. That the recorded table is true is what tests/engine/changes.test.ts shows, and
 * changes.long.test.ts change by change.
 */
import assert from "node:assert/strict";
import { stackConfigSchema } from "../../config/schema";
import { configKeys } from "../../tools/docs/configReference";
import { recordedChanges } from "../../tools/docs/changesReference";

/** What holds data or watches, in the config's words. */
const KINDS: Readonly<Record<string, string>> = {
  Bucket: "bucket",
  Key: "key",
  LogGroup: "log group",
  Queue: "queue",
  Trail: "trail",
  EventRule: "rule",
  EventTarget: "target",
  Topic: "topic",
  TopicSubscription: "subscription",
};

const keys = configKeys(stackConfigSchema);
const isLeaf = (path: string): boolean => !keys.some((other) => other.path.startsWith(`${path}.`) || other.path.startsWith(`${path}[]`));

/** The kinds of what a key's changes delete or replace. */
function lostBy(key: string): string[] {
  const lost = recordedChanges
    .filter((one) => one.key === key)
    .flatMap(({ deletes, replaces, replacesOldFirst }) => [...deletes, ...replaces, ...replacesOldFirst])
    .flatMap((resource) => KINDS[resource.split(" ", 1)[0] ?? ""] ?? []);
  return [...new Set(lost)].sort();
}

describe("changes of the config of a deployed stack", () => {
  it("are recorded for every key", () => {
    const without = keys.filter(({ path }) => isLeaf(path) || path === "buckets").filter(({ path }) => !recordedChanges.some(({ key }) => key === path));
    assert.deepEqual(without.map(({ path }) => path), [], "add a change of it to tests/engine/changeCases.ts, then npm run record:changes");
  });

  it("are recorded for keys that there are", () => {
    const paths = keys.map(({ path }) => path);
    assert.deepEqual(recordedChanges.map(({ key }) => key).filter((key) => !paths.includes(key)), []);
  });

  for (const { path, changing } of keys) {
    it(`${path}: takes nothing that holds data or watches, unless its description says so`, () => {
      assert.deepEqual(lostBy(path), [...(changing?.loses ?? [])].sort(), "`changing.loses` in the key's meta data");
    });
  }

  it("create the new one before the old one goes, wherever something is replaced", () => {
    assert.deepEqual(recordedChanges.filter(({ replacesOldFirst }) => replacesOldFirst.length > 0), []);
  });

  it("keep a renamed log group and created keys in AWS", () => {
    const kept = (key: string): string[] => recordedChanges.filter((one) => one.key === key).flatMap(({ keeps }) => keeps.map((name) => name.split(" ", 1)[0] ?? ""));
    assert.deepEqual(kept("logGroup.name"), ["LogGroup"]);
    for (const key of ["requirement.kmsKeyArns", "requirement.methods", "buckets[].kmsKeyArn", "trail.kmsKey"]) assert.ok(kept(key).includes("Key"), key);
  });

  it("do nothing where only the order changes", () => {
    const reordered = recordedChanges.filter(({ change }) => change === "another order");
    assert.ok(reordered.length > 3);
    for (const { key, change, ...effects } of reordered) assert.deepEqual(Object.values(effects).flat(), [], `${key}: ${change}`);
  });
});
