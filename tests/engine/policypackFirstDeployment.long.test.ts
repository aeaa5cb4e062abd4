/**
 * Protects what the policy pack does while values are known only after deployment: it says so and refuses nothing, it
 * judges at the end of the update, and from then on at every preview.
 */
import assert from "node:assert/strict";
import { assertRefused, assertSucceeded, changes, declared, withStack } from "./harness";
import { PRELUDE, sourcePack, summary, violations, violationsOf } from "./policypackReport";

/**
 * Buckets whose policies are unknown until they exist: with a name by Pulumi, with one of the program's (`bad`, whose
 * policy forgets SSE-S3 unless `mended`), with a name that is itself another resource's output, and one (`loose`) that
 * only that output links to what it is given.
 */
const program = ({ mended = false, badName = "bad-data" } = {}): string => `${PRELUDE}
const good = new aws.s3.Bucket("good");
encryption("good", good.id);
policy("good", good.id, good.bucket.apply(() => good.arn).apply((arn) => properPolicy(arn.split(":::")[1]!)));
const bad = new aws.s3.Bucket("bad", { bucket: "${badName}" });
encryption("bad", bad.id);
policy("bad", bad.id, bad.arn.apply((arn) => arn.split(":::")[1]!).apply((name) => ${mended ? "properPolicy(name)" : "documentOf([sseC(name)])"}));
const key = new aws.kms.Key("key");
const named = new aws.s3.Bucket("named", { bucket: key.keyId.apply((id) => "data-" + id.slice(0, 8)) });
encryption("named", named.bucket, { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn }, bucketKeyEnabled: true });
policy("named", named.bucket, named.bucket.apply(properPolicy));
const looseName = key.keyId.apply((id) => "loose-" + id.slice(0, 8));
new aws.s3.Bucket("loose", { bucket: looseName });
encryption("loose", looseName);
policy("loose", looseName, looseName.apply(properPolicy));
`;

const policyPacks = [{ folder: sourcePack, config: { "s3-upload-audited": "disabled" } }];

describe("the policy pack on values that are not known yet", () => {
  it("waits for them at preview, judges during the update, and at every later preview", async () => {
    await withStack({ program: program(), policyPacks }, async ({ engine, writeProgram }) => {
      const first = await engine.previewText();
      assertSucceeded(first);
      const open = violations(first);
      assert.deepEqual([...new Set(summary(open))], ["bad", "good", "loose", "named"].map((name) => `advisory s3-unverifiable-at-preview ${name}`));
      assert.match(violationsOf(open, "good")[0]?.text ?? "", /^Bucket good-[0-9a-f]+: its bucket policy cannot be judged yet: policy of urn:\S+::good is known only after deployment\. Build the document from/m);
      assert.match(violationsOf(open, "bad")[0]?.text ?? "", /^Bucket bad-data: its bucket policy cannot be judged yet/m);
      assert.match(violationsOf(open, "named").map(({ text }) => text).join("\n"), /^Bucket of resource named: its bucket policy cannot be judged yet/m);

      assert.match(violationsOf(open, "loose").map(({ text }) => text).join("\n"), /^Bucket of resource loose: its default encryption cannot be judged yet: urn:\S+::loose may be the one/m);

      // Stack policies run when everything is there: the update fails, and the next one starts from what it made.
      const update = await engine.up();
      assertRefused(update, /Bucket bad-data lets wrong uploads in/);
      assert.deepEqual(summary(violations(update)), ["mandatory s3-deny-wrong-uploads bad"]);
      assert.equal(declared(await engine.exportStack()).length, 13);

      const second = await engine.previewText();
      assertRefused(second, /AES256 by .* would be stored as SSE-S3/);
      assert.deepEqual(summary(violations(second)), ["mandatory s3-deny-wrong-uploads bad"], "good ones pass, and all is known");

      writeProgram(program({ mended: true }));
      const mended = await engine.previewText();
      assertSucceeded(mended);
      assert.deepEqual(violations(mended), []);
      const mending = await engine.up();
      assertSucceeded(mending);
      assert.deepEqual(violations(mending), []);

      // A replaced bucket gets a new policy: what is known of the old one must not be taken for it.
      writeProgram(program({ badName: "bad-data-2" }));
      const steps = changes((await engine.preview()).preview?.steps ?? []);
      assert.ok(steps.some((step) => /^(replace|create-replacement) aws:s3\/bucketPolicy:BucketPolicy bad/.test(step)), steps.join("\n"));
      const replacement = await engine.previewText();
      assertSucceeded(replacement);
      assert.deepEqual([...new Set(summary(violations(replacement)))], ["advisory s3-unverifiable-at-preview bad"]);
      assertRefused(await engine.up(), /Bucket bad-data-2 lets wrong uploads in/);
    });
  });

  it("stops a preview on them where the configuration says so", async () => {
    const strict = [{ folder: sourcePack, config: { "s3-upload-audited": "disabled", "s3-unverifiable-at-preview": "mandatory" } }];
    await withStack({ program: program({ mended: true }), policyPacks: strict }, async ({ engine }) => {
      const preview = await engine.previewText();
      assertRefused(preview, /\[mandatory\]\s+s3-unverifiable-at-preview/);
    });
  });
});
