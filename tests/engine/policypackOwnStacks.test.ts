/** Protects that this project's own stacks pass its policy pack with nothing configured, and only as long as they deny. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { assertRefused, assertSucceeded, repository, withStack } from "./harness";
import { sourcePack, summary, violations } from "./policypackReport";

describe("the policy pack on this project's own stacks", () => {
  const devConfig = fs.readFileSync(path.join(repository, "Pulumi.dev.yaml"), "utf8");
  const dev = { program: { repository: true }, stack: "dev", policyPacks: [{ folder: sourcePack }] } as const;

  it("has nothing to say of the dev stack, before, during and after its deployment", async () => {
    await withStack({ ...dev, config: devConfig }, async ({ engine }) => {
      for (const command of ["previewText", "up", "previewText"] as const) {
        const result = await engine[command]();
        assertSucceeded(result);
        assert.deepEqual(violations(result), []);
      }
    });
  });

  it("refuses a bucket that only audits what it should deny", async () => {
    const config = devConfig.replace("    - name: acme-orders-dev\n", "    - name: acme-orders-dev\n      enforcement: audit\n");
    assert.notEqual(config, devConfig);
    await withStack({ ...dev, config }, async ({ engine }) => {
      const preview = await engine.previewText();
      assertRefused(preview, /Bucket acme-orders-dev lets wrong uploads in/);
      assert.deepEqual(
        summary(violations(preview)).filter((line) => !line.startsWith("advisory")),
        ["mandatory s3-deny-wrong-uploads acme-orders-dev"],
      );
    });
  });
});
