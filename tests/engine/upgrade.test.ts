/**
 * Protects stacks that earlier versions deployed. states/0.1.0.json holds the buckets, keys and the trail of such a state:
 * `buckets: [{ name: acme-a, versioning: true }]` and nothing else, on the sandbox; it does not say what stays.
 * states/before-0.2.0.json holds everything that the last program had before its components were a package; of its outputs
 * those that differ from the inputs.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Engine } from "../../sandbox/engine";
import { assertSucceeded, withStack, type TestStack } from "./harness";
import recorded from "./states/0.1.0.json";
import beforePackage from "./states/before-0.2.0.json";

const bucket = (more = ""): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:buckets: [{ name: acme-a, versioning: true${more} }]
`;
/** A change that drops the key which the stack made for the bucket. */
const keyless = bucket(", kmsKeyArn: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");

const keyArn = String(recorded.find(({ type, urn }) => type === "aws:kms/key:Key" && urn.endsWith("::acme-a"))?.outputs?.arn);

/** Gives the stack the state that an earlier version left. */
async function importRecorded({ engine, options: { stack, workspace } }: TestStack, resources: readonly object[] = recorded): Promise<void> {
  const [config, file] = [path.join(workspace, "config"), path.join(workspace, "recorded.json")];
  const exported = JSON.parse((await engine.run(["stack", "export", "--stack", stack], config)).stdout) as { deployment: object };
  fs.writeFileSync(file, JSON.stringify({ ...exported, deployment: { ...exported.deployment, resources } }));
  assertSucceeded(await engine.run(["stack", "import", "--stack", stack, "--file", file], config));
}

async function deploys(engine: Engine, config: string): Promise<void> {
  engine.writeConfig(config);
  assertSucceeded(await engine.up());
}

describe("a stack of version 0.1.0", () => {
  it("keeps its keys from the first deployment on, when that changes nothing else in the config", async () => {
    await withStack({ program: { repository: true }, config: bucket() }, async (stack) => {
      const { engine } = stack;
      await importRecorded(stack);
      const { preview } = await engine.preview();
      const touched = (preview?.steps ?? []).filter(({ op, urn }) => recorded.some((one) => one.urn === urn) && op !== "same" && op !== "update");
      assert.deepEqual(touched.map(({ op, urn }) => `${op} ${urn}`), [], "nothing of it is replaced or deleted");
      await deploys(engine, bucket());
      await deploys(engine, keyless);
      assert.equal(engine.account.scheduledKeys.has(keyArn), false);
    });
  });

  it("loses a key that its first deployment drops: the engine reads from the old state what stays", async () => {
    await withStack({ program: { repository: true }, config: bucket() }, async (stack) => {
      await importRecorded(stack);
      await deploys(stack.engine, keyless);
      assert.equal(stack.engine.account.scheduledKeys.has(keyArn), true);
    });
  });
});

/** What states/before-0.2.0.json was deployed with. */
const everything = `config:
  aws:region: us-east-1
  s3-encryption-audit:requirement: { methods: [sse-kms, dsse-kms] }
  s3-encryption-audit:scope: { bucketPrefixes: [acme-], excludedBuckets: [acme-logs] }
  s3-encryption-audit:trail: { logBucket: { expireAfterDays: 30 } }
  s3-encryption-audit:alarms: { deniedUploads: 5, silentHours: 24 }
  s3-encryption-audit:notifications: { emails: [security@example.com], httpsEndpoints: ["https://hooks.example.com/alarms"] }
  s3-encryption-audit:buckets:
    - { name: acme-a, versioning: true, exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/importer", methods: [sse-c], reason: until May }] }
    - { name: acme-b, method: dsse-kms, kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", protect: true, additionalStatements: [{ Effect: Allow, Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-b/*" }] }
    - { name: acme-c, enforcement: audit }
  s3-encryption-audit:policies: { identity: true, serviceControl: { targets: [r-abcd] }, resourceControl: { targets: ["444455556666"] } }
  s3-encryption-audit:tags: { team: security }
`;

describe("a stack of the program as it was before its components were a package", () => {
  it("keeps every resource, and gets only what watches more, with nothing changed in the config", async () => {
    await withStack({ program: { repository: true }, config: everything }, async (stack) => {
      await importRecorded(stack, beforePackage.map((one) => ("outputs" in one ? { ...one, outputs: { ...("inputs" in one && one.inputs), ...one.outputs } } : one)));
      const result = await stack.engine.preview();
      assertSucceeded(result);
      const steps = result.preview?.steps ?? [];
      const touched = steps.filter(({ op, urn }) => beforePackage.some((one) => one.urn === urn) && op !== "same" && op !== "update");
      assert.deepEqual(touched.map(({ op, urn }) => `${op} ${urn}`), []);
      const created = steps.filter(({ op, type }) => op === "create" && !type.startsWith("pulumi:")).map(({ type }) => type);
      assert.deepEqual([...new Set(created)].sort(), ["aws:cloudwatch/logMetricFilter:LogMetricFilter", "aws:cloudwatch/queryDefinition:QueryDefinition"]);
    });
  });
});
