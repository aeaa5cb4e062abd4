/** Protects the examples: each is previewed, judged by the pack, and deployed, as its README says, but to the sandbox. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { ResourceState } from "../../sandbox/engineOutput";
import { assertSucceeded, repository, withStack } from "./harness";
import { sourcePack, violations } from "./policypackReport";

/** What an example must have deployed, beside being deployed at all. */
const examples: Readonly<Record<string, (resources: readonly ResourceState[], outputs: Readonly<Record<string, unknown>>) => void>> = {
  minimal: (resources, outputs) => {
    assert.deepEqual([outputs["bucketName"], ids(resources, "Bucket")], ["acme-orders-example", ["acme-orders-example"]]);
    assert.match(String(outputs["kmsKeyArn"]), /^arn:aws:kms:us-east-1:111122223333:key\//);
  },
  "existing-account": (resources, outputs) => {
    assert.deepEqual([ids(resources, "Trail"), ids(resources, "Topic"), ids(resources, "Bucket")], [[], [], []]);
    assert.match(String(outputs["eventSelectorsCommand"]), /put-event-selectors --trail-name organization-trail /);
  },
  adopted: (resources) => {
    const partsOf = (bucket: string): string[] => resources.filter(({ inputs }) => inputs["bucket"] === bucket).map(({ type }) => type.split(":").pop() ?? "").sort();
    assert.deepEqual(partsOf("acme-website-example"), ["Bucket", "BucketPolicy"]);
    assert.deepEqual(partsOf("acme-adopted-orders-example"), ["Bucket", "BucketPolicy", "BucketPublicAccessBlock", "BucketServerSideEncryptionConfiguration"]);
    assert.match(String(of(resources, "BucketPolicy").find(({ id }) => id === "acme-adopted-orders-example")?.inputs["policy"]), /acme-adopted-orders-example\/invoices\/\*/);
  },
  company: (resources) => {
    assert.equal(ids(resources, "Bucket").length, 5, "three, the trail's, and that of query results");
    assert.equal(of(resources, "CatalogTable")[0]?.inputs["databaseName"], "company");
    assert.deepEqual([ids(resources, "Workgroup"), ids(resources, "NamedQuery").length], [["company"], 6]);
    assert.equal(ids(resources, "PolicyAttachment").length, 1);
    assert.ok(ids(resources, "EventRule").includes("company-watch-trail"));
    assert.deepEqual(ids(resources, "Resource"), ["company-uploaders"], "a log alarm");
  },
  "in-your-program": (resources) => {
    const [alarm] = of(resources, "MetricAlarm");
    assert.deepEqual((alarm?.inputs["alarmActions"] as string[])[1], "arn:aws:sns:us-east-1:111122223333:acme-on-call");
    const [key] = of(resources, "Key");
    const policy = of(resources, "BucketPolicy").find(({ id }) => id === "acme-program-orders");
    assert.ok(String(policy?.inputs["policy"]).includes(String(key?.outputs["arn"])), "the key that was made in the same program");
    assert.equal(of(resources, "Bucket").find(({ id }) => id === "acme-program-orders")?.inputs["objectLockEnabled"], true, "by the transform");
  },
  estate: (resources) => {
    const account = (one: ResourceState): string => String(one.outputs["arn"]).split(":")[4] ?? "";
    const forwarding = of(resources, "EventRule").filter(({ id }) => id?.includes("forward"));
    const places = forwarding.map((one) => `${account(one)} ${String(one.outputs["region"])}`).sort();
    assert.deepEqual(places, ["111122223333 us-east-1", "444455556666 eu-west-1", "444455556666 us-east-1", "777788889999 eu-west-1", "777788889999 us-east-1"]);
    assert.deepEqual(of(resources, "Trail").map(account).sort(), ["111122223333", "444455556666"]);
    const busesOf = (rule: string): string[] => of(resources, "EventRule").filter(({ outputs }) => outputs["name"] === rule).map(({ outputs }) => String(outputs["eventBusName"])).sort();
    assert.deepEqual(busesOf("estate-mail-method"), ["default", "estate-uploads"], "messages of home, and of what is forwarded");
    assert.ok(ids(resources, "LogMetricFilter").includes("IMPROPER_UPLOADS_BY_PLACE"));
  },
  "access-points": (resources, outputs) => {
    const arns = ["orders-app", "orders-partner"].map((name) => `arn:aws:s3:us-east-1:111122223333:accesspoint/${name}`);
    assert.deepEqual(outputs["accessPointArns"], arns);
    for (const { inputs, outputs: { arn } } of of(resources, "AccessPoint")) {
      const { Statement } = JSON.parse(String(inputs["policy"])) as { Statement: { Sid: string; Resource: string }[] };
      const denial = Statement.find(({ Sid }) => Sid === "DenyOtherEncryptionMethods");
      assert.equal(denial?.Resource, `${String(arn)}/object/*`);
    }
  },
  "guard-only": (resources) => {
    assert.deepEqual(ids(resources, "Bucket"), ["acme-guarded-orders"]);
  },
};

const of = (resources: readonly ResourceState[], type: string): ResourceState[] => resources.filter((one) => one.type.endsWith(`:${type}`));
const ids = (resources: readonly ResourceState[], type: string): (string | undefined)[] => of(resources, type).map(({ id }) => id);

const folder = (name: string): string => path.join("examples", name);

describe("the examples", () => {
  it("are all tried, here or in package.test.ts, and each says in a few lines what it is and how it is run", () => {
    const names = fs.readdirSync(path.join(repository, "examples"));
    // What `inspect` says of its example is in tests/cli/inspect.test.ts.
    assert.deepEqual(names.sort(), [...Object.keys(examples), "inspect", "yaml"].sort());
    for (const name of names) {
      const readme = fs.readFileSync(path.join(repository, folder(name), "README.md"), "utf8").trimEnd().split("\n");
      assert.ok(readme.length <= 20, `${name}: ${readme.length} lines`);
      assert.ok(readme.some((line) => /^\$ (pulumi preview|npm exec s3-encryption-audit inspect)/.test(line)), name);
    }
  });

  for (const [name, check] of Object.entries(examples)) {
    it(`${name} is let through by the pack and deployed`, async () => {
      const config = path.join(repository, folder(name), "policy.json");
      const pack = { folder: sourcePack, ...(fs.existsSync(config) && { config: JSON.parse(fs.readFileSync(config, "utf8")) as Record<string, unknown> }) };
      const stackConfig = fs.readFileSync(path.join(repository, folder(name), "Pulumi.dev.yaml"), "utf8");
      await withStack({ program: { folder: folder(name) }, stack: "dev", config: stackConfig, policyPacks: [pack] }, async ({ engine }) => {
        const preview = await engine.previewText();
        assertSucceeded(preview);
        assert.deepEqual(violations(preview).filter(({ level }) => level === "mandatory"), []);
        assertSucceeded(await engine.up());
        const { resources, outputs } = await engine.exportStack();
        check(resources, outputs);
      });
    });
  }
});
