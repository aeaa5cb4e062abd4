/** Protects what is renamed: the new one comes first, and where AWS refuses its name, nothing is lost. */
import assert from "node:assert/strict";
import type { Engine } from "../../sandbox/engine";
import { assertRefused, assertSucceeded, withStack } from "./harness";

interface Names {
  readonly trail: string;
  readonly logBucket: string;
  readonly logGroup: string;
  readonly bucket: string;
}

const before: Names = { trail: "uploads", logBucket: "acme-trail-logs", logGroup: "/acme/uploads", bucket: "acme-orders" };

const config = ({ trail, logBucket, logGroup, bucket }: Names): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:trail: { name: ${trail}, logBucket: { name: ${logBucket} } }
  s3-encryption-audit:logGroup: { name: ${logGroup} }
  s3-encryption-audit:buckets: [{ name: ${bucket} }]
`;

/** The names in the state. */
async function deployed(engine: Engine): Promise<string[]> {
  const { resources } = await engine.exportStack();
  const named: Readonly<Record<string, string>> = { "aws:cloudtrail/trail:Trail": "name", "aws:cloudwatch/logGroup:LogGroup": "name", "aws:s3/bucket:Bucket": "bucket" };
  return resources.flatMap(({ type, inputs }) => (named[type] === undefined ? [] : [String(inputs[named[type]])])).sort();
}

describe("renaming what a deployed stack has", function () {
  this.timeout(600_000);

  it("replaces it in one deployment, and a name that AWS refuses costs nothing", async () => {
    await withStack({ program: { repository: true }, config: config(before) }, async ({ engine }) => {
      assertSucceeded(await engine.up());

      const after: Names = { trail: "records", logBucket: "acme-records", logGroup: "/acme/records", bucket: "acme-sales" };
      engine.writeConfig(config(after));
      assertSucceeded(await engine.up());
      assert.deepEqual(await deployed(engine), Object.values(after).sort());

      // Each bucket is to have the name that the other still has.
      engine.writeConfig(config({ ...after, logBucket: after.bucket, bucket: after.logBucket }));
      assertRefused(await engine.up(), /BucketAlreadyOwnedByYou: the bucket acme-(sales|records) exists already: .*Choose another name/);
      const left = await deployed(engine);
      for (const name of [after.bucket, after.logBucket]) assert.ok(left.includes(name), `${name} is still there: ${left.join()}`);

      engine.writeConfig(config(after));
      assertSucceeded(await engine.up());
      assertSucceeded(await engine.up("--expect-no-changes"));
      assert.deepEqual(await deployed(engine), Object.values(after).sort());
    });
  });

  it("keeps a log group's old name taken, since the group stays in AWS", async () => {
    await withStack({ program: { repository: true }, config: config(before) }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      engine.writeConfig(config({ ...before, logGroup: "/acme/records" }));
      assertSucceeded(await engine.up());
      engine.writeConfig(config(before));
      assertRefused(await engine.up(), /ResourceAlreadyExistsException: the log group \/acme\/uploads exists already/);
      assert.ok((await deployed(engine)).includes("/acme/records"), "the one in use is still there");
    });
  });
});
