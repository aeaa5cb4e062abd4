/** Protects access points on the real engine: as a stack declares them, and as the policy pack judges a program's own. */
import assert from "node:assert/strict";
import { stackConfig } from "./changeEffects";
import { assertRefused, assertSucceeded, declared, withStack } from "./harness";
import { PRELUDE, sourcePack, violations, violationsOf } from "./policypackReport";

const point = (name: string): string => `arn:aws:s3:us-east-1:111122223333:accesspoint/${name}`;

/** A stack config with a bucket that has these access points. */
function config(accessPoints: readonly object[]): string {
  return stackConfig({ scope: { buckets: ["acme-orders"] }, buckets: [{ name: "acme-orders", accessPoints }] });
}

/** Uploads to the bucket come through its access point alone, and only that denies. @param denials of the access point */
const program = (denials: string): string => `${PRELUDE}
const name = "acme-orders";
const orders = new aws.s3.Bucket("orders", { bucket: name });
encryption("orders", orders.bucket, rule("aws:kms", { blockedEncryptionTypes: ["SSE-C"] }));
const app = new aws.s3.AccessPoint("app", { bucket: orders.bucket, name: "orders-app" });
const objects = "${point("orders-app")}/object/*";
const uploads = ["s3:PutObject", "s3:UpdateObjectEncryption"];
const denials: any[] = ${denials};
if (denials.length > 0) new aws.s3control.AccessPointPolicy("app", { accessPointArn: app.arn, policy: documentOf(denials) });
policy("orders", orders.bucket, documentOf([
  { ...deny(name, "ThroughTheAccessPoint", { ArnNotEquals: { "s3:DataAccessPointArn": "${point("orders-app")}" } }), Action: uploads },
]));
`;

describe("access points", () => {
  it("of a stack's bucket are made, changed and deleted with it, and the pack has nothing to say of them", async () => {
    const packs = [{ folder: sourcePack }];
    const two = [{ name: "orders-app" }, { name: "orders-batch", vpcId: "vpc-0a1b2c3d4e5f67890" }];
    await withStack({ program: { repository: true }, config: config(two), policyPacks: packs }, async ({ engine }) => {
      const preview = await engine.previewText();
      assertSucceeded(preview);
      assert.deepEqual(violations(preview), []);
      assertSucceeded(await engine.up());
      const points = declared(await engine.exportStack()).filter(({ type }) => type.endsWith(":AccessPoint"));
      assert.deepEqual(points.map(({ outputs: { arn, networkOrigin } }) => [arn, networkOrigin]).sort(), [
        [point("orders-app"), "Internet"],
        [point("orders-batch"), "VPC"],
      ]);
      for (const { inputs, outputs } of points) assert.ok(String(inputs["policy"]).includes(`"${String(outputs["arn"])}/object/*"`));
      engine.writeConfig(config(two.slice(0, 1)));
      assertSucceeded(await engine.up());
      const left = declared(await engine.exportStack()).filter(({ type }) => type.endsWith(":AccessPoint"));
      assert.deepEqual(left.map(({ inputs }) => inputs["name"]), ["orders-app"]);
      // S3 deletes no bucket with access points: they go first.
      assertSucceeded(await engine.destroy());
    });
  });

  it("of a program are judged by their own policies, and told by name", async () => {
    await withStack({ program: program("[]"), policyPacks: [{ folder: sourcePack }], config: "config:\n  aws:region: us-east-1\n" }, async ({ engine, writeProgram }) => {
      const refused = await engine.previewText();
      assertRefused(refused, /through the access point orders-app/);
      const [violation] = violationsOf(violations(refused), "orders").filter(({ level }) => level === "mandatory");
      assert.equal(violation?.policy, "s3-deny-wrong-uploads");
      writeProgram(program(`[{ ...otherMethods(name), Resource: objects, Action: uploads }, { ...sseC(name), Resource: objects }]`));
      assertSucceeded(await engine.up());
    });
  });
});
