/** The test of remedies: programs of some shapes, judged by a requirement, follow what is printed. */
import assert from "node:assert/strict";
import type { Deployment } from "../../../sandbox/engineOutput";
import { evaluateUpload, type UploadBucket } from "../../../simulator";
import type { CommandResult } from "../../../tools/childProcess";
import { assertSucceeded, withStack } from "../harness";
import { sourcePack, violations } from "../policypackReport";
import { follow, isInTheWay, isOf, mostSteps, textOf, type Followed } from "./follow";
import type { Shape } from "./shapes";

export interface RemedyTest {
  readonly shapes: readonly Shape[];
  /** The value of the stack's s3-encryption-audit:requirement; the default where it is left out. */
  readonly requirement?: object;
  /** The headers of all kinds of approved uploads. */
  readonly approved: readonly Readonly<Record<string, string>>[];
}

/** Tests that each shape is green after at most {@link mostSteps} edits, at preview and during an update, and takes approved uploads. */
export function describeRemedies(title: string, { shapes, requirement, approved }: RemedyTest): void {
  describe(title, () => {
    let followed: Followed[];
    let update: CommandResult;
    let deployment: Deployment;

    before(async () => {
      const exemptions: unknown[] = [];
      const policyPacks = [{ folder: sourcePack, config: { "s3-upload-audited": "disabled", "s3-default-encryption": { exemptions } } }];
      const stated = requirement ? `  s3-encryption-audit:requirement: ${JSON.stringify(requirement)}\n` : "";
      await withStack({ program: "", config: `config:\n  aws:region: eu-central-1\n${stated}`, policyPacks }, async ({ engine, writeProgram }) => {
        followed = await follow(shapes, engine, writeProgram, (more) => void exemptions.push(...more));
        update = await engine.up();
        deployment = await engine.exportStack();
      });
    });

    for (const { name, approved: own } of shapes) {
      it(`make ${name} green in ${mostSteps} steps or fewer`, () => {
        const { left, program, steps, added, problem } = followed.find(({ shape }) => shape.name === name) ?? assert.fail();
        assert.deepEqual(left, [], `${problem ?? ""}\n${textOf(left)}\n${program}`);
        assert.ok(steps > 0, "it was green from the start");
        const during = violations(update).filter((one) => isOf(one, name) && isInTheWay(one));
        assert.deepEqual(during, [], `during the update: ${textOf(during)}`);
        const buckets = bucketsOf(deployment, name);
        assert.ok(buckets.length > 0, "it deploys a bucket");
        for (const bucket of buckets) admits(bucket, own ?? approved, added);
      });
    }

    it("deploy", () => {
      assertSucceeded(update);
    });
  });
}

/**
 * Fails where what was added denies an approved upload, or where none gets in at all.
 * @param added the Sids of what was added; other statements are the program's own, which may deny more than the requirement
 */
function admits(bucket: UploadBucket, approved: RemedyTest["approved"], added: ReadonlySet<string>): void {
  const principal = { arn: `arn:aws:iam::${bucket.account}:role/app`, account: bucket.account };
  const results = approved.map((headers) => evaluateUpload(bucket, { action: "PutObject", key: "in/object", principal, headers }));
  for (const result of results) {
    const byRemedy = result.outcome === "denied" && (result.by !== "policy" || added.has(result.statement.sid ?? ""));
    assert.ok(!byRemedy && result.outcome !== "rejected", `${bucket.name}: ${JSON.stringify(result)}`);
  }
  assert.ok(results.some(({ outcome }) => outcome === "stored"), `${bucket.name}: nothing gets in`);
}

/** The buckets of a shape as they are deployed, with their default encryption and policy. */
function bucketsOf({ resources }: Deployment, shape: string): UploadBucket[] {
  const buckets = resources.filter(({ type, urn }) => /:Bucket(V2)?$/.test(type) && isOf({ resource: urn.split("::").at(-1) ?? "" }, shape));
  return buckets.map(({ outputs, inputs }) => {
    const name = String(outputs["bucket"]);
    const attached = (type: RegExp): Record<string, unknown> => resources.find((one) => type.test(one.type) && one.outputs["bucket"] === name)?.inputs ?? {};
    const rules = attached(/BucketServerSideEncryptionConfiguration(V2)?$/)["rules"];
    const policy = attached(/BucketPolicy$/)["policy"] ?? inputs["policy"];
    return {
      name,
      account: "111122223333",
      ...ruleIn(rules ?? inputs["serverSideEncryptionConfiguration"] ?? inputs["serverSideEncryptionConfigurations"]),
      ...(policy !== undefined && { policy: policy as string | object }),
    };
  });
}

/** The rule of a default encryption, however deep the type that declares it puts it. */
function ruleIn(declared: unknown): Pick<UploadBucket, "defaultEncryption" | "blockedEncryptionTypes"> {
  const text = JSON.stringify(declared ?? null);
  const [, algorithm] = /"sseAlgorithm":"([^"]*)"/.exec(text) ?? [];
  const [, kmsKeyArn] = /"kmsMasterKeyId":"([^"]+)"/.exec(text) ?? [];
  const [, blocked] = /"blockedEncryptionTypes":(\[[^\]]*\])/.exec(text) ?? [];
  return {
    ...(algorithm !== undefined && { defaultEncryption: { algorithm, ...(kmsKeyArn !== undefined && { kmsKeyArn }) } }),
    ...(blocked !== undefined && { blockedEncryptionTypes: JSON.parse(blocked) as string[] }),
  };
}
