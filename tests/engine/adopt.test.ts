/**
 * Protects people's buckets from changing by being taken over: what `inspect --adopt` writes is imported by the real engine into
 * a stack, whose preview then shows no change but those that were listed.
 */
import assert from "node:assert/strict";
import { parseInventory, type BucketInventory } from "../../inspect/inventory";
import type { PreviewStep } from "../../sandbox/engineOutput";
import { handMadeBuckets, makeByHand } from "../inspect/handMade";
import { sandboxInventory } from "../inspect/sandboxInventory";
import { region, stack, takenOver } from "./adoption";
import { assertSucceeded, withStack, type TestStack } from "./harness";

/** `update BucketPolicy acme`. */
const inWords = ({ op, type, urn }: PreviewStep): string => `${op} ${type.split(":").pop() ?? ""} ${urn.split("::").pop() ?? ""}`;

async function previewed({ engine }: TestStack): Promise<PreviewStep[]> {
  const result = await engine.preview();
  assertSucceeded(result);
  return (result.preview?.steps ?? []).filter(({ op, type }) => op !== "same" && type.startsWith("aws:"));
}

/** Everything that S3 has of buckets, by what the account holds of them last. */
function bucketsOf({ engine }: TestStack): Record<string, unknown> {
  const { Buckets } = parseInventory(sandboxInventory(engine.account, region), "the sandbox");
  return Object.fromEntries(Buckets.filter(({ Name }) => Name in handMadeBuckets).map((bucket) => [bucket.Name, bucket]));
}

describe("buckets and an audit that others made", () => {
  it("are taken over by a stack with no change but those that are listed", async () => {
    await withStack({ program: { repository: true }, stack }, async (test) => {
      makeByHand(test.engine.account);
      const before = bucketsOf(test);
      const { adopted } = await takenOver(test);

      const steps = await previewed(test);
      const listed = [...(adopted.audit?.changes ?? []), ...adopted.buckets.flatMap(({ changes }) => changes)];
      assert.deepEqual(
        steps.filter(({ op }) => op !== "create" && op !== "create-replacement" && op !== "delete-replaced").map(inWords).sort(),
        listed.map(({ does, resource }) => `${does} ${resource}`).sort(),
      );
      const points = adopted.buckets.flatMap(({ imports }) => imports.filter(({ type }) => type.endsWith(":AccessPoint")));
      assert.deepEqual(points.map(({ id }) => id), ["111122223333:exchange-app", "111122223333:exchange-batch"], "one lets public policies in: it stays outside");
      const taken = adopted.buckets.filter(({ entry }) => entry).map(({ bucket }) => bucket);
      assert.deepEqual(taken.sort(), Object.keys(handMadeBuckets).filter((name) => !["acme-homes", "acme-cdk-assets"].includes(name)).sort());
      const names = Object.entries(handMadeBuckets).flatMap(([name, { points = {} }]) => [name, ...Object.keys(points).map((point) => `${name}-${point}`)]);
      const isOfBucket = ({ urn }: PreviewStep): boolean => names.includes(urn.split("::").pop() ?? "");
      assert.deepEqual(steps.filter((step) => step.op === "create" && isOfBucket(step)).map(inWords), [], "what a bucket has not it is not given");

      assertSucceeded(await test.engine.up());
      const after = bucketsOf(test);
      for (const [name, bucket] of Object.entries(before)) assert.deepEqual(meaning(after[name]), meaning(bucket), name);
      assert.deepEqual((await previewed(test)).map(inWords), []);
    });
  });
});

/** Without what has no meaning: the order of access points, the Id of a policy, and its Version where it has no variables. */
function meaning(bucket: unknown): unknown {
  const { Policy, AccessPoints, ...rest } = bucket as BucketInventory;
  const statements = Policy === undefined || Policy === null ? undefined : [(JSON.parse(Policy) as { Statement: unknown }).Statement].flat();
  // Tags that an access point gets are among the changes that are listed.
  const points = (AccessPoints ?? []).map(({ Tags: _, ...point }) => point).sort((a, b) => a.Name.localeCompare(b.Name));
  return { ...rest, statements, points };
}
