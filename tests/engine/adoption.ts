/** Takes over what the sandbox's account has, as docs/adopt.md says. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { namePrefix } from "../../config/context";
import { defaultRequirement } from "../../encryption/requirement";
import { adopt } from "../../inspect/adopt/adopt";
import { adoptionFiles, type AdoptedRegion } from "../../inspect/adopt/stackFiles";
import { parseInventory } from "../../inspect/inventory";
import { BucketInspector } from "../../inspect/judgeBucket";
import { sandboxInventory } from "../inspect/sandboxInventory";
import { assertSucceeded, type TestStack } from "./harness";

/** Where the sandbox's buckets are. */
export const region = "us-east-1";
const project = "s3-encryption-audit";
/** The stack that takes them over. */
export const stack = "test";

/** Inspects the account, and writes what the stack needs to take it over. */
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

/** Inspects the account, gives the stack its config, and imports. */
export async function takenOver(test: TestStack): Promise<{ adopted: AdoptedRegion; config: string }> {
  const { adopted, folder } = inspected(test);
  const config = fs.readFileSync(path.join(folder, region, `Pulumi.${stack}.yaml`), "utf8");
  test.engine.writeConfig(config);
  assertSucceeded(await test.engine.import(path.join(folder, region, "import.json")));
  return { adopted, config };
}
