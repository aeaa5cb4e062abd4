/** Protects the watch over an audit whose management events another trail records: it looks at that trail, and says so where it cannot. */
import assert from "node:assert/strict";
import { assertSucceeded, changes, withStack } from "./harness";

const config = (tampering: string): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:buckets: [{ name: acme-orders }]
  s3-encryption-audit:tampering: ${tampering}
`;

describe("the watch over an audit, by a trail that is named", () => {
  it("looks at a trail that is named, and says so where it cannot", async () => {
    await withStack({ program: { repository: true }, config: config("{ trail: central-trail }") }, async ({ engine }) => {
      const up = await engine.up();
      assertSucceeded(up);
      assert.match(up.stdout + up.stderr, /tampering: management events are recorded by central-trail, as it is now\./);
      const again = await engine.preview();
      assertSucceeded(again);
      assert.deepEqual(changes(again.preview?.steps ?? []).filter((step) => !step.startsWith("read ")), []);
      engine.writeConfig(config('{ trail: "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization" }'));
      const preview = await engine.previewText();
      assertSucceeded(preview);
      assert.match(preview.stdout + preview.stderr, /is of account 999988887777 and was not looked at/);
      engine.writeConfig(config("{ trail: no-such-trail }"));
      const missing = await engine.previewText();
      assert.notEqual(missing.exitCode, 0);
      assert.match(missing.stdout + missing.stderr, /trail\/no-such-trail'? does not exist/);
      assertSucceeded(await engine.destroy());
    });
  });
});
