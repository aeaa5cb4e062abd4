/**
 * Protects docs/rollout.md: its order is played through with the commands it names. Nothing is denied before it is asked for,
 * nothing else than what the replay said, and undoing it lets everything in again.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { dump, load } from "js-yaml";
import { definitionsOfState } from "../../replay/definitions/state";
import { replayDocument } from "../../replay/document";
import type { ReplayDocument } from "../../replay/documentSchema";
import { replay } from "../../replay/replay";
import { parseInventory } from "../../inspect/inventory";
import { cloudTrailRecord } from "../../simulator/cloudTrailRecord";
import { evaluateUpload, type UploadBucket, type UploadRequest, type UploadResult } from "../../simulator/upload";
import { makeByHand, ordersKey } from "../inspect/handMade";
import { sandboxInventory } from "../inspect/sandboxInventory";
import { region, stack, takenOver } from "./adoption";
import { assertSucceeded, withStack, type TestStack } from "./harness";

type Headers = Readonly<Record<string, string>>;
const byHeader = (algorithm: string): Headers => ({ "x-amz-server-side-encryption": algorithm });
/** A week of uploads: bucket, object, who, and the header. */
const week: readonly (readonly [bucket: string, key: string, role: string, headers: Headers])[] = [
  ["acme-orders", "1", "shop", {}],
  ["acme-orders", "2", "shop", byHeader("aws:kms")],
  ["acme-orders", "3", "importer", byHeader("AES256")],
  ["acme-plain", "invoices/1", "shop", {}],
  ["acme-plain", "invoices/2", "importer", byHeader("AES256")],
  ["acme-plain", "images/1", "importer", byHeader("AES256")],
  ["acme-website", "index.html", "deployer", byHeader("AES256")],
];

/** The buckets as S3 has them by now. */
function buckets({ engine }: TestStack): UploadBucket[] {
  return parseInventory(sandboxInventory(engine.account, region), "the sandbox").Buckets.map(({ Name, Policy, ServerSideEncryptionConfiguration: configuration }) => {
    const rule = configuration?.Rules[0];
    const { SSEAlgorithm: algorithm = "", KMSMasterKeyID: kmsKeyArn } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    const blocked = rule?.BlockedEncryptionTypes?.EncryptionType;
    return {
      name: Name,
      account: "111122223333",
      region,
      defaultEncryption: { algorithm, ...(kmsKeyArn !== undefined && { kmsKeyArn }) },
      ...(blocked && { blockedEncryptionTypes: blocked }),
      ...(Policy != null && { policy: Policy }),
    };
  });
}

interface Sent {
  readonly name: string;
  readonly result: UploadResult;
  readonly record: object;
}

/** Sends the week's uploads. */
function send(test: TestStack): Sent[] {
  const there = buckets(test);
  return week.map(([name, key, role, headers], index) => {
    const bucket = there.find((one) => one.name === name);
    assert.ok(bucket, name);
    const request: UploadRequest = { action: "PutObject", key, principal: { arn: `arn:aws:iam::111122223333:role/${role}` }, headers };
    const result = evaluateUpload(bucket, request);
    const time = new Date(Date.UTC(2026, 8, 1 + index));
    return { name: `${name}/${key}`, result, record: cloudTrailRecord(bucket, request, result, { time, region }) };
  });
}

const denied = (sent: readonly Sent[]): string[] => sent.filter(({ result }) => result.outcome !== "stored").map(({ name }) => name);

/** What `s3-encryption-audit replay` says of a log, by the definitions that are deployed. */
async function replayed({ engine, options }: TestStack, sent: readonly Sent[]): Promise<ReplayDocument> {
  const log = path.join(options.workspace, "log.json");
  fs.writeFileSync(log, JSON.stringify({ Records: sent.map(({ record }) => record) }));
  const { resources } = await engine.exportStack();
  const definitions = definitionsOfState(JSON.stringify({ deployment: { resources } }), "the stack");
  const delay = { seed: 1, worstMinutes: 15 };
  return replayDocument(await replay({ definitions, inputs: [log], selection: {}, delay, threads: 1 }), definitions, delay, null);
}

/** The config with other terms for some buckets; a term without a value is left out. */
function withTerms(config: string, terms: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const key = "s3-encryption-audit:buckets";
  const file = load(config) as { config: Record<string, unknown> };
  const entries = (file.config[key] as { name: string }[]).map((entry) => ({ ...entry, ...terms[entry.name] }));
  return dump({ config: { ...file.config, [key]: JSON.parse(JSON.stringify(entries)) as unknown } });
}

describe("a roll-out", () => {
  it("inspects, adopts, watches, replays, denies for two buckets, and undoes it", async () => {
    await withStack({ program: { repository: true }, stack }, async (test) => {
      const { engine } = test;
      makeByHand(engine.account);
      const { config } = await takenOver(test);
      assertSucceeded(await engine.up());

      const watched = send(test);
      assert.deepEqual(denied(watched), [], "whoever is watched is not denied");
      const seen = await replayed(test, watched);
      assert.deepEqual(
        seen.violations.map(({ bucket, principal }) => `${bucket} ${principal.split("/").pop() ?? ""}`).sort(),
        ["acme-orders importer", "acme-plain importer", "acme-plain shop", "acme-website deployer"],
      );

      const denying = withTerms(config, {
        "acme-orders": { enforcement: "deny" },
        "acme-plain": { enforcement: "deny", denyBelow: ["invoices/"], defaultEncryption: undefined, kmsKeyArn: ordersKey },
      });
      engine.writeConfig(denying);
      assertSucceeded(await engine.up());
      const enforced = send(test);
      assert.deepEqual(denied(enforced), ["acme-orders/3", "acme-plain/invoices/2"], "what asks for another method, in these buckets, below this prefix");
      const left = await replayed(test, enforced);
      assert.deepEqual(left.violations.map(({ bucket }) => bucket).sort(), ["acme-plain", "acme-website"], "the default does for the shop");
      for (const name of denied(enforced)) {
        const [bucket = "", role] = [name.split("/")[0], "importer"];
        assert.ok(seen.wouldBeDenied.some((one) => one.bucket === bucket && one.principal.endsWith(role)), `the replay said so of ${name}`);
      }

      engine.writeConfig(config);
      assertSucceeded(await engine.up());
      assert.deepEqual(denied(send(test)), [], "undone");
      assert.equal(buckets(test).find(({ name }) => name === "acme-plain")?.policy, undefined, "as it was found");
    });
  });
});
