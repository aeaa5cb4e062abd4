/**
 * Protects people's buckets from changing by being taken over: what `inspect --adopt` writes is imported by the real engine into
 * a stack, whose preview then shows no change but those that were listed.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { namePrefix } from "../../config/context";
import { defaultRequirement } from "../../encryption/requirement";
import { adopt } from "../../inspect/adopt/adopt";
import { adoptionFiles, type AdoptedRegion } from "../../inspect/adopt/stackFiles";
import { parseInventory } from "../../inspect/inventory";
import { BucketInspector } from "../../inspect/judgeBucket";
import type { PreviewStep } from "../../sandbox/engineOutput";
import { handMadeBuckets, makeByHand } from "../inspect/handMade";
import { sandboxInventory } from "../inspect/sandboxInventory";
import { assertSucceeded, withStack, type TestStack } from "./harness";

const region = "us-east-1";
const project = "s3-encryption-audit";
const stack = "test";

/** Inspects the sandbox's account, and writes what a stack needs to take it over. */
function inspected({ engine, options }: TestStack): { adopted: AdoptedRegion; folder: string } {
  const { Buckets, Audits, Account } = parseInventory(sandboxInventory(engine.account, region), "the sandbox");
  const rules = { requirement: defaultRequirement, ...(Account !== undefined && { account: Account }) };
  const inspector = new BucketInspector({ ...rules, today: new Date() });
  const findings = Buckets.map((bucket) => inspector.inspect(bucket));
  const regions = adopt({ ...rules, buckets: Buckets, findings, audits: Audits ?? [], prefix: namePrefix(project, stack) });
  const folder = path.join(options.workspace, "adoption");
  for (const { name, text } of adoptionFiles(regions, stack)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const [adopted] = regions;
  assert.ok(adopted && regions.length === 1);
  return { adopted, folder };
}

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
      const { adopted, folder } = inspected(test);
      test.engine.writeConfig(fs.readFileSync(path.join(folder, region, `Pulumi.${stack}.yaml`), "utf8"));
      assertSucceeded(await test.engine.import(path.join(folder, region, "import.json")));

      const steps = await previewed(test);
      const listed = [...(adopted.audit?.changes ?? []), ...adopted.buckets.flatMap(({ changes }) => changes)];
      assert.deepEqual(
        steps.filter(({ op }) => op !== "create" && op !== "create-replacement" && op !== "delete-replaced").map(inWords).sort(),
        listed.map(({ does, resource }) => `${does} ${resource}`).sort(),
      );
      const taken = adopted.buckets.filter(({ entry }) => entry).map(({ bucket }) => bucket);
      assert.deepEqual(taken.sort(), Object.keys(handMadeBuckets).filter((name) => !["acme-homes", "acme-cdk-assets"].includes(name)).sort());
      const isOfBucket = ({ urn }: PreviewStep): boolean => (urn.split("::").pop() ?? "") in handMadeBuckets;
      assert.deepEqual(steps.filter((step) => step.op === "create" && isOfBucket(step)).map(inWords), [], "what a bucket has not it is not given");

      assertSucceeded(await test.engine.up());
      const after = bucketsOf(test);
      for (const [name, bucket] of Object.entries(before)) assert.deepEqual(meaning(after[name]), meaning(bucket), name);
      assert.deepEqual((await previewed(test)).map(inWords), []);
    });
  });
});

/** Without what has no meaning: the Id of a policy, and its Version where it has no variables. */
function meaning(bucket: unknown): unknown {
  const { Policy, ...rest } = bucket as { Policy?: string };
  const statements = Policy === undefined || Policy === null ? undefined : [(JSON.parse(Policy) as { Statement: unknown }).Statement].flat();
  return { ...rest, statements };
}
