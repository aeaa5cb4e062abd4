/** Protects the sandbox provider where it meets the real engine: what a unit test of either cannot see. */
import assert from "node:assert/strict";
import { assertRefused, assertSucceeded, changes, declared, withStack } from "./harness";

const program = (bucket: string, more = ""): string => `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
const data = new aws.s3.Bucket("data", { bucket: "${bucket}", tags: { team: "audit" } });
const policy = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::${bucket}/*" }] };
new aws.s3.BucketPolicy("policy", { bucket: data.bucket, policy: JSON.stringify(policy) });
const topic = new aws.sns.Topic("alerts");
const west = new aws.Provider("west", { region: "us-west-2" });
const queue = new aws.sqs.Queue("west", {}, { provider: west });
export const arn = data.arn;
export const topicArn = topic.arn;
export const queueUrl = queue.url;
export const account = aws.getCallerIdentityOutput().accountId;
export const region = aws.getRegionOutput().region;
export const hidden = pulumi.secret("swordfish");
${more}
`;

const ALL = [
  "create aws:s3/bucket:Bucket data",
  "create aws:s3/bucketPolicy:BucketPolicy policy",
  "create aws:sns/topic:Topic alerts",
  "create aws:sqs/queue:Queue west",
];

describe("sandbox provider under the real engine", () => {
  it("deploys, changes, replaces, refreshes and destroys a stack as AWS's provider would", async () => {
    await withStack({ program: program("audit-data") }, async ({ engine, writeProgram }) => {
      const first = await engine.preview();
      assertSucceeded(first);
      assert.deepEqual(changes(first.preview?.steps ?? []), ALL, "a preview names every resource");
      assert.deepEqual(declared(await engine.exportStack()), [], "a preview creates nothing");

      assertSucceeded(await engine.up());
      const { outputs, resources } = await engine.exportStack();
      assert.equal(outputs["arn"], "arn:aws:s3:::audit-data");
      assert.match(String(outputs["topicArn"]), /^arn:aws:sns:eu-central-1:111122223333:alerts-[0-9a-f]{7}$/, "a generated name");
      assert.match(String(outputs["queueUrl"]), /^https:\/\/sqs\.us-west-2\./, "a second provider keeps its own region");
      assert.deepEqual([outputs["account"], outputs["region"]], ["111122223333", "eu-central-1"]);
      assert.ok(!JSON.stringify(outputs["hidden"]).includes("swordfish"), "a secret is not in the state as text");
      const bucket = resources.find(({ type }) => type === "aws:s3/bucket:Bucket");
      assert.equal(bucket?.id, "audit-data");
      assert.deepEqual(bucket.outputs["tagsAll"], { team: "audit" });

      const again = await engine.preview("--expect-no-changes");
      assertSucceeded(again);
      assert.deepEqual(changes(again.preview?.steps ?? []), []);
      assertSucceeded(await engine.up("--expect-no-changes"));
      assertSucceeded(await engine.refresh("--expect-no-changes"));

      writeProgram(program("audit-data").replace('team: "audit"', 'team: "security"'));
      assert.deepEqual(changes((await engine.preview()).preview?.steps ?? []), ["update aws:s3/bucket:Bucket data"]);

      writeProgram(program("audit-data-2"));
      const renamed = (await engine.preview()).preview?.steps ?? [];
      assert.ok(changes(renamed).includes("replace aws:s3/bucket:Bucket data"), changes(renamed).join("\n"));
      assert.deepEqual(renamed.find(({ op }) => op === "replace")?.replaceReasons, ["bucket"]);
      assertSucceeded(await engine.up());
      assert.equal((await engine.exportStack()).outputs["arn"], "arn:aws:s3:::audit-data-2");

      assertSucceeded(await engine.destroy());
      assert.deepEqual((await engine.exportStack()).resources, [], "a destroy leaves nothing in the state");
    });
  });

  it("leaves what only creation settles unknown in a preview, and keeps given names known", async () => {
    const dependent = `new aws.cloudwatch.Dashboard("known", { dashboardName: "known", dashboardBody: pulumi.jsonStringify({ b: data.bucket }) });
new aws.cloudwatch.Dashboard("unknown", { dashboardName: "unknown", dashboardBody: pulumi.jsonStringify({ a: data.arn }) });`;
    await withStack({ program: program("audit-data", dependent) }, async ({ engine }) => {
      const { preview } = await engine.preview();
      const body = (name: string): unknown =>
        preview?.steps.find(({ urn }) => urn.endsWith(`Dashboard::${name}`))?.newInputs["dashboardBody"];
      assert.equal(body("known"), '{"b":"audit-data"}');
      assert.equal(body("unknown"), "04da6b54-80e4-46f7-96ec-b56ff0331ba9");
    });
  });

  it("reads a bucket that exists outside the stack", async () => {
    const existing = `import * as aws from "@pulumi/aws"; export const arn = aws.s3.Bucket.get("log", "company-logs").arn;`;
    await withStack({ program: existing }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      assert.equal((await engine.exportStack()).outputs["arn"], "arn:aws:s3:::company-logs");
    });
  });

  it("refuses what AWS or its provider would refuse, in a preview where they would", async () => {
    const refused: Record<string, { declaration: string; says: RegExp }> = {
      "a type that the sandbox does not know": {
        declaration: `new aws.ec2.Vpc("net", { cidrBlock: "10.0.0.0/16" });`,
        says: /does not know the resource type aws:ec2\/vpc:Vpc/,
      },
      "an input that the type does not have": {
        declaration: `new aws.s3.BucketVersioning("v", { bucket: "b-1", versioningConfiguration: { status: "Enabled", mfaDelte: "x" } } as never);`,
        says: /unknown input 'mfaDelte'; did you mean 'mfaDelete'\?/,
      },
      "a policy with typographic quotes": {
        declaration: `new aws.s3.BucketPolicy("p", { bucket: "b-1", policy: "{ “Version”: “2012-10-17” }" });`,
        says: /'policy' is not JSON/,
      },
      "a function that the sandbox does not know": {
        declaration: `export const zones = aws.getAvailabilityZonesOutput().names;`,
        says: /does not know the function aws:index\/getAvailabilityZones:getAvailabilityZones/,
      },
    };
    await withStack({ program: "" }, async ({ engine, writeProgram }) => {
      for (const [what, { declaration, says }] of Object.entries(refused)) {
        writeProgram(`/* ${what} */ import * as aws from "@pulumi/aws"; ${declaration}`);
        assertRefused(await engine.preview(), says);
      }
    });
  });

  it("refuses a second bucket of the same name when it is created, naming both", async () => {
    const twice = `import * as aws from "@pulumi/aws";
const one = new aws.s3.Bucket("one", { bucket: "taken" });
new aws.s3.Bucket("two", { bucket: "taken" }, { dependsOn: one });`;
    await withStack({ program: twice }, async ({ engine }) => {
      assertRefused(await engine.up(), /BucketAlreadyOwnedByYou: the bucket taken exists already: urn:\S+::one has it.*::two/);
    });
  });
});
