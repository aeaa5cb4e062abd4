/**
 * Protects updates of a part of a stack, on the real engine: what `--target` and `--exclude` leave out is judged by what is
 * deployed, or not at all, and what is created without its policy is refused with that reason.
 */
import assert from "node:assert/strict";
import { Engine } from "../../sandbox/engine";
import { assertRefused, assertSucceeded, withStack } from "./harness";
import { PRELUDE, sourcePack, summary, violations, violationsOf } from "./policypackReport";

const bucketOf = (name: string, statements: string): string => `{
  const bucket = new aws.s3.Bucket("${name}", { bucket: "${name}-data" });
  encryption("${name}", bucket.bucket);
  policy("${name}", bucket.bucket, bucket.bucket.apply((name) => documentOf([${statements}])));
}\n`;
const proper = "otherMethods(name), sseC(name)";

const deployed = PRELUDE + bucketOf("one", proper) + bucketOf("two", proper) + bucketOf("gone", proper) + 'new aws.s3.Bucket("plain", { bucket: "plain-data" });\n';
/** `two` has lost a statement, `gone` is gone, `three` and `bare` are new; all that is deployed of `plain` is the bucket. */
const changed =
  PRELUDE + bucketOf("one", proper) + bucketOf("two", "sseC(name)") + bucketOf("three", proper) + bucketOf("plain", proper) + 'new aws.s3.Bucket("bare", { bucket: "bare-data" });\n';

const BUCKET = "aws:s3/bucket:Bucket";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const urn = (type: string, name: string): string => `urn:pulumi:test::sandbox-test::${type}::${name}`;
const all = (name: string): string[] => [BUCKET, POLICY, ENCRYPTION].map((type) => urn(type, name));
const targets = (...urns: string[]): string[] => urns.flatMap((one) => ["--target", one]);
const excludes = (...urns: string[]): string[] => urns.flatMap((one) => ["--exclude", one]);

const plainLacks = ["mandatory s3-default-encryption plain", "mandatory s3-deny-wrong-uploads plain"];

interface Row {
  says: string;
  args: string[];
  /** Mandatory violations. */
  refused: string[];
  /** What is said of a resource. */
  text?: Record<string, RegExp>;
}

const rows: Row[] = [
  { says: "a new bucket that is not targeted is not judged; a changed one is judged as it is deployed", args: targets(...all("plain")), refused: [] },
  {
    says: "a new bucket that is targeted without what it is given is refused, with that reason",
    args: targets(...all("plain"), urn(BUCKET, "three")),
    refused: ["mandatory s3-default-encryption three", "mandatory s3-deny-wrong-uploads three"],
    text: { three: /This update leaves out its (default encryption|bucket policy), urn:\S+::three\. Deploy both together/ },
  },
  { says: "a new bucket that is targeted with it passes", args: targets(...all("plain"), ...all("three")), refused: [] },
  { says: "or with all that depends on it", args: [...targets(...all("plain"), urn(BUCKET, "three")), "--target-dependents"], refused: [] },
  {
    says: "a new bucket that is given nothing is refused for that",
    args: targets(...all("plain"), urn(BUCKET, "bare")),
    refused: ["mandatory s3-default-encryption bare", "mandatory s3-deny-wrong-uploads bare"],
    text: { bare: /declares no default encryption\. Approved|has no bucket policy, and lets wrong uploads in/ },
  },
  { says: "a change that is targeted is judged", args: targets(...all("plain"), urn(POLICY, "two")), refused: ["mandatory s3-deny-wrong-uploads two"] },
  { says: "what is excluded is not judged, or as it is deployed", args: excludes(urn(BUCKET, "bare"), urn(POLICY, "two")), refused: [] },
  {
    says: "a policy that is excluded is the reason why its new bucket is refused",
    args: excludes(urn(BUCKET, "bare"), urn(POLICY, "two"), urn(POLICY, "three")),
    refused: ["mandatory s3-deny-wrong-uploads three"],
    text: { three: /has no bucket policy, and lets wrong uploads in\. This update leaves out its bucket policy/ },
  },
  { says: "what a bucket is given that is excluded itself is not judged", args: excludes(urn(BUCKET, "bare"), urn(POLICY, "two"), urn(BUCKET, "three")), refused: [] },
  {
    says: "a deployed bucket is judged as it is deployed: what the program gives it now is left out",
    args: targets(urn(BUCKET, "one")),
    refused: plainLacks,
    text: { plain: /This update leaves out its/ },
  },
  { says: "what has left the program and is not targeted is judged as it is deployed", args: targets(...all("plain"), urn(BUCKET, "one")), refused: [] },
];

describe("the policy pack on a part of a stack", () => {
  it("judges what an update touches", async () => {
    await withStack({ program: deployed }, async ({ engine: withoutPack, options, writeProgram }) => {
      assertSucceeded(await withoutPack.up());
      withoutPack.close();
      writeProgram(changed);
      const policyPacks = [{ folder: sourcePack, config: { "s3-upload-audited": "disabled" } }];
      const engine = await Engine.start({ ...options, policyPacks });
      try {
        for (const { says, args, refused, text = {} } of rows) {
          const preview = await engine.previewText(...args);
          const found = violations(preview);
          assert.deepEqual([...new Set(summary(found.filter(({ level }) => level === "mandatory")))], refused, says);
          assert.deepEqual(summary(found.filter(({ policy, resource }) => policy === "s3-deny-future-methods" && resource !== "two")), [], says);
          for (const [name, words] of Object.entries(text)) for (const one of violationsOf(found, name)) assert.match(one.text, words, says);
          if (refused.length === 0) assertSucceeded(preview);
          else assertRefused(preview);
        }
        const update = await engine.up(...targets(...all("plain"), ...all("three")));
        assertSucceeded(update);
        assert.deepEqual(violations(update), []);
        assertRefused(await engine.previewText(), /Bucket two-data lets wrong uploads in/, /Bucket bare-data has no bucket policy/);
      } finally {
        engine.close();
      }
    });
  });

  it("takes a default encryption that it would add for none where the update leaves the bucket as it is", async () => {
    const program = `${PRELUDE}
      new aws.s3.Bucket("plain", { bucket: "plain-data", policy: properPolicy("plain-data") });
      new aws.s3.Bucket("other", { bucket: "other-data", policy: properPolicy("other-data") });`;
    await withStack({ program }, async ({ engine: withoutPack, options }) => {
      assertSucceeded(await withoutPack.up());
      withoutPack.close();
      const config = { "s3-upload-audited": "disabled", "s3-add-default-encryption": "remediate" };
      const engine = await Engine.start({ ...options, policyPacks: [{ folder: sourcePack, config }] });
      try {
        const part = violations(await engine.previewText(...targets(urn(BUCKET, "other"))));
        assert.deepEqual([...new Set(summary(part.filter(({ level, policy }) => level === "mandatory" && policy === "s3-default-encryption")))], ["mandatory s3-default-encryption plain"]);
        const whole = await engine.previewText();
        assertSucceeded(whole);
      } finally {
        engine.close();
      }
    });
  });
});
