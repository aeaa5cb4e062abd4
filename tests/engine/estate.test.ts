/**
 * Protects what docs/estates.md says of accounts that come and go: one that cannot be reached stops the deployment with AWS's words,
 * one that is lost leaves by way of the state, and neither changes anything of the others.
 */
import assert from "node:assert/strict";
import { stackConfig, stepsOf } from "./changeEffects";
import { assertSucceeded, withStack } from "./harness";

const account = (id: string, role = "audit"): object => ({ id, roleArn: `arn:aws:iam::${id}:role/${role}`, trail: "existing" });
const config = (...accounts: object[]): Record<string, unknown> => ({ trail: { multiRegion: true }, regions: ["eu-west-1"], accounts });
const [lost, kept] = ["444455556666", "777788889999"];

describe("a stack of several accounts and regions, on the engine", () => {
  it("creates what each account and region has there, and lets an account go that cannot be reached", async () => {
    await withStack({ program: { repository: true }, config: stackConfig(config(account(lost), account(kept))) }, async ({ engine, options }) => {
      assertSucceeded(await engine.up());
      const { resources } = await engine.exportStack();
      const rules = resources.filter(({ type }) => type.endsWith(":EventRule")).map(({ outputs }) => String(outputs["arn"]).split(":").slice(3, 5).join(" "));
      assert.deepEqual(rules.sort(), [`eu-west-1 111122223333`, `eu-west-1 ${lost}`, `eu-west-1 ${kept}`, "us-east-1 111122223333", "us-east-1 111122223333", `us-east-1 ${lost}`, `us-east-1 ${kept}`].sort());

      const unreachable = await engine.previewOf(stackConfig(config(account(lost, "no-such-role"), account(kept))));
      assert.notEqual(unreachable.exitCode, 0);
      assert.match(unreachable.stdout + unreachable.stderr, /not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role\/no-such-role/);

      const forwarding = resources.find(({ type, urn }) => type.endsWith(":UploadForwarding") && urn.endsWith(lost));
      assert.ok(forwarding);
      assertSucceeded(await engine.run(["state", "delete", "--target-dependents", "--yes", "--stack", options.stack, forwarding.urn]));
      const steps = (await stepsOf(engine, config(account(kept)))).filter(({ op }) => op !== "same");
      assert.deepEqual(steps.map(({ op, type }) => [op, type]), [["update", "aws:cloudwatch/eventBusPolicy:EventBusPolicy"]]);
    });
  });
});
