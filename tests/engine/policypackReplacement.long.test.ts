/** Protects that the policy pack judges a policy that changes or is replaced by its new document. */
import assert from "node:assert/strict";
import { assertRefused, assertSucceeded, withStack } from "./harness";
import { PRELUDE, sourcePack, violations } from "./policypackReport";

const policyPacks = [{ folder: sourcePack, config: { "s3-upload-audited": "disabled" } }];

describe("the policy pack on a policy of a deployed bucket", () => {
  it("judges a policy that changes or is replaced by its new document, and nothing unknown stands in for a known fault", async () => {
    const known = (statements: string, name = "known-data"): string => `${PRELUDE}
const bucket = new aws.s3.Bucket("known", { bucket: "${name}" });
encryption("known", bucket.id);
policy("known", bucket.bucket, documentOf(${statements}));`;
    const proper = (name: string): string => `[otherMethods("${name}"), sseC("${name}")]`;
    await withStack({ program: known(proper("known-data")), policyPacks }, async ({ engine, writeProgram }) => {
      assertSucceeded(await engine.up());
      writeProgram(known('[sseC("known-data")]'));
      assertRefused(await engine.previewText(), /Bucket known-data lets wrong uploads in/);
      writeProgram(known('[sseC("known-data-2")]', "known-data-2"));
      assertRefused(await engine.previewText(), /Bucket known-data-2 lets wrong uploads in/);
      writeProgram(known(proper("known-data"), "known-data-2"));
      assertRefused(await engine.previewText(), /Bucket known-data-2: S3 would refuse its policy/);
      writeProgram(known(proper("known-data-2"), "known-data-2"));
      const renamed = await engine.previewText();
      assertSucceeded(renamed);
      assert.deepEqual(violations(renamed), []);
      assertSucceeded(await engine.up());
    });
  });
});
