/** Protects `notifications.details` of a deployed audit: the log alarm comes, follows the requirement, goes, and is no drift. */
import assert from "node:assert/strict";
import { assertSucceeded, changes, withStack } from "./harness";

const config = (details = "", methods = "[sse-kms]"): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:requirement: { methods: ${methods} }
  s3-encryption-audit:notifications: { emails: [security@example.com]${details && `, details: ${details}`} }
`;
const RESOURCE = "aws:cloudcontrol/resource:Resource";

describe("messages by bucket and principal, deployed", () => {
  it("come and go beside what is there, follow the requirement without a replacement, and leave nothing to refresh or behind", async () => {
    await withStack({ program: { repository: true }, config: config() }, async ({ engine }) => {
      assertSucceeded(await engine.up());
      engine.writeConfig(config("grouped"));
      const added = await engine.preview();
      assertSucceeded(added);
      const kinds = (steps: readonly string[]): string[] => steps.map((step) => step.split(" ", 2).join(" ")).sort();
      const ofAws = (steps: readonly string[]): string[] => kinds(steps.filter((step) => step.split(" ")[1]?.startsWith("aws:")));
      assert.deepEqual(ofAws(changes(added.preview?.steps ?? [])), [`create ${RESOURCE}`, "create aws:iam/role:Role", "create aws:iam/rolePolicy:RolePolicy"]);
      assertSucceeded(await engine.up());
      const stateOf = async (): Promise<Record<string, unknown>> => {
        const [alarm, ...more] = (await engine.exportStack()).resources.filter(({ type }) => type === RESOURCE);
        assert.ok(alarm && more.length === 0);
        assert.equal(alarm.id, "s3-encryption-audit-test-uploaders");
        return JSON.parse(String(alarm.outputs["properties"])) as Record<string, unknown>;
      };
      const before = JSON.stringify(await stateOf());
      assert.match(before, /arn:aws:sns:us-east-1:111122223333:s3-encryption-audit-test-alarms/);
      assertSucceeded(await engine.preview("--expect-no-changes"));
      assertSucceeded(await engine.refresh("--expect-no-changes"));

      engine.writeConfig(config("grouped", "[sse-kms, sse-s3]"));
      const changed = await engine.preview();
      assert.ok(changes(changed.preview?.steps ?? []).includes(`update ${RESOURCE} s3-encryption-audit-test-log-alarm`));
      engine.writeConfig(config());
      const removed = await engine.preview();
      assertSucceeded(removed);
      assert.deepEqual(ofAws(changes(removed.preview?.steps ?? [])), [`delete ${RESOURCE}`, "delete aws:iam/role:Role", "delete aws:iam/rolePolicy:RolePolicy"]);
      engine.writeConfig(config("grouped"));
      assertSucceeded(await engine.destroy());
      assert.equal(engine.account.first(({ type }) => type === RESOURCE), undefined);
    });
  });

  it("are refused at preview where AWS has no log alarms", async () => {
    await withStack({ program: { repository: true }, config: config("grouped").replace("us-east-1", "me-south-1") }, async ({ engine }) => {
      const preview = await engine.previewText();
      assert.notEqual(preview.exitCode, 0);
      assert.match(preview.stdout + preview.stderr, /notifications\.details: "grouped" needs a CloudWatch log alarm, which AWS does not offer in me-south-1/);
    });
  });
});
