/** Protects the program's life on the real engine: deploy, no second change, exact diffs, refresh, protect, destroy. */
import assert from "node:assert/strict";
import { assertRefused, assertSucceeded, changes, withStack } from "./harness";

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const config = (more = "", retention = 90): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:requirement: { methods: [sse-kms], kmsKeyArns: [${key}] }
  s3-encryption-audit:logGroup: { retentionDays: ${retention} }
  s3-encryption-audit:buckets:
    - name: acme-orders-test
${more}`;

describe("the program on the real engine", () => {
  it("deploys, changes nothing twice, changes exactly what the config changes, and leaves nothing behind", async () => {
    await withStack({ program: { repository: true }, stack: "test", config: config() }, async ({ engine }) => {
      const preview = await engine.preview();
      assertSucceeded(preview);
      const policy = preview.preview?.steps.find(
        ({ type, urn }) => type === "aws:s3/bucketPolicy:BucketPolicy" && urn.endsWith("acme-orders-test"),
      );
      const text = policy?.newInputs["policy"];
      assert.equal(typeof text, "string", "the policy document is known at the first preview");
      assert.ok(String(text).includes(key) && String(text).includes("arn:aws:s3:::acme-orders-test/*"));

      assertSucceeded(await engine.up());
      const { resources, outputs } = await engine.exportStack();
      const audit = resources.find(({ type }) => type === "s3-encryption-audit:index:ObjectEncryptionAudit");
      assert.ok(audit, "the audit is a component with its type token");
      for (const name of ["dashboardUrl", "logGroupName", "metricNames", "alarmArns", "bucketNames", "eventSelectorsCommand", "trailArn"]) {
        assert.ok(outputs[name], `the stack has the output ${name}`);
      }
      assert.equal(outputs["logGroupName"], "/aws/events/sse-objects");

      const again = await engine.preview();
      assert.deepEqual(changes(again.preview?.steps ?? []), [], "a second deployment changes nothing");
      const refresh = await engine.refresh("--expect-no-changes");
      assertSucceeded(refresh);

      engine.writeConfig(config("", 30));
      const retention = await engine.preview();
      assert.deepEqual(changes(retention.preview?.steps ?? []), ["update aws:cloudwatch/logGroup:LogGroup s3-encryption-audit-test"]);

      engine.writeConfig(config("    - name: acme-second-test\n"));
      const added = changes((await engine.preview()).preview?.steps ?? []);
      assert.ok(added.every((step) => step.startsWith("create ")), `only creations: ${added.join(", ")}`);
      assert.equal(added.filter((step) => step === "create aws:s3/bucket:Bucket acme-second-test").length, 1);

      engine.writeConfig(config().replace("methods: [sse-kms]", "methods: [sse-kms, sse-s3]"));
      const looser = changes((await engine.preview()).preview?.steps ?? []);
      assert.deepEqual(looser.filter((step) => step.includes("replace")), [], "nothing is replaced");
      assert.ok(looser.includes("delete aws:cloudwatch/metricAlarm:MetricAlarm s3-encryption-audit-test-sse-s3-default"), "SSE-S3 no longer alarms");
      assert.ok(looser.includes("update aws:s3/bucketPolicy:BucketPolicy acme-orders-test"), "and is no longer denied");

      engine.writeConfig(config());
      assertSucceeded(await engine.destroy());
      assert.deepEqual((await engine.exportStack()).resources, [], "destroy leaves nothing in the state");
    });
  });

  it("refuses to delete what is protected", async () => {
    await withStack({ program: { repository: true }, stack: "test", config: config("  s3-encryption-audit:protect: true\n") }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      assertRefused(await engine.destroy(), /protect/);
    });
  });

  it("names no ARN of another partition in China", async () => {
    const china = `config:
  aws:region: cn-north-1
  s3-encryption-audit:buckets: [{ name: acme-orders-cn }]
  s3-encryption-audit:policies: { identity: true, serviceControl: { targets: ["222233334444"] }, resourceControl: {} }
`;
    await withStack({ program: { repository: true }, stack: "test", config: china }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      const deployment = await engine.exportStack();
      const text = JSON.stringify(deployment.resources.filter(({ type }) => type.startsWith("aws:")));
      assert.ok(text.includes("arn:aws-cn:"));
      assert.doesNotMatch(text, /arn:aws:/);
      assert.match(String(deployment.outputs["dashboardUrl"]), /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
    });
  });

  it("creates no trail beside an existing one, and says what to put on it", async () => {
    const existing = "config:\n  aws:region: us-east-1\n  s3-encryption-audit:trail: { mode: existing, name: org-trail }\n";
    await withStack({ program: { repository: true }, stack: "test", config: existing }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      const { resources, outputs } = await engine.exportStack();
      assert.deepEqual(resources.filter(({ type }) => /cloudtrail|s3\/bucket:/.test(type)), []);
      assert.match(String(outputs["eventSelectorsCommand"]), /put-event-selectors --trail-name org-trail/);
    });
    const short = "config:\n  aws:region: us-east-1\n  s3-encryption-audit:trail: existing\n";
    await withStack({ program: { repository: true }, stack: "test", config: short }, async ({ engine }) => {
      assertSucceeded(await engine.preview());
    });
  });
});

describe("a wrong config on the real engine", () => {
  it("is refused at preview with all its problems at once, before anything is registered", async () => {
    const wrong = `config:
  aws:region: us-east-1
  s3-encryption-audit:requirment: { methods: [sse-kms] }
  s3-encryption-audit:requirement: { methods: [none, sse-kns], kmsKeyArns: ["arn:aws:s3:::bucket"] }
  s3-encryption-audit:logGroup: { retentionDays: 91 }
  s3-encryption-audit:buckets: [{ name: Bad_Name }, { name: acme-one }, { name: acme-one }]
  s3-encryption-audit:trail: { logBucket: { existing: acme-one } }
`;
    await withStack({ program: { repository: true }, stack: "test", config: wrong }, async ({ engine }) => {
      const refused = await engine.previewText();
      assertRefused(
        refused,
        /config of stack test has \d+ problems; nothing was changed/,
        /s3-encryption-audit:requirment: is not a known key/,
        /Did you mean requirement\?/,
        /requirement\.methods\[0\]: "none" cannot be approved/,
        /requirement\.methods\[1\]: "sse-kns"/,
        /requirement\.kmsKeyArns\[0\]: "arn:aws:s3:::bucket" is an ARN of s3, not of kms/,
        /logGroup\.retentionDays: 91/,
        /buckets\[0\]\.name: "Bad_Name" is not a valid bucket name/,
        /buckets\[2\]\.name: "acme-one" is also the name of buckets\[1\]/,
        /trail\.logBucket\.existing: "acme-one" is said to exist, but buckets\[1\] creates it/,
      );
      assert.doesNotMatch(refused.stdout, /\bat .*\.ts:\d+/, "no stack trace");
      assert.doesNotMatch(refused.stdout, /aws:s3:Bucket/, "no resource was registered");
      assertRefused(await engine.up(), /nothing was changed/);
      assert.deepEqual((await engine.exportStack()).resources.filter(({ type }) => type.startsWith("aws:")), []);
    });
  });
});
