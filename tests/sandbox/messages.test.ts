/** Protects what the demo shows of `notifications.details`: the messages that the deployed rules, or the deployed log alarm, would send. */
import assert from "node:assert/strict";
import { auditMetrics } from "../../encryption/metrics";
import { defaultRequirement } from "../../encryption/requirement";
import { demonstrate, type Demonstration } from "../../sandbox/demo/demonstration";
import { reportText } from "../../sandbox/demo/report";
import { deployInProcess } from "./inProcess";

const violations = new Set(auditMetrics(defaultRequirement).flatMap(({ metricName, violation }) => (violation === undefined ? [] : metricName)));

async function demo(values: Readonly<Record<string, unknown>>): Promise<Demonstration & { text: string; wrong: Demonstration["result"]["uploads"] }> {
  const found = demonstrate("told", await deployInProcess({ stack: "told", region: "eu-central-1", values }), {});
  const text = reportText({ ...found.result, pictures: [] }, found.metrics, { columns: 120, color: false });
  return { ...found, text, wrong: found.result.uploads.filter(({ metrics }) => metrics.some((name) => violations.has(name))) };
}

const buckets = [{ name: "acme-orders", enforcement: "audit" }];
const accounts = [{ id: "444455556666", roleArn: "arn:aws:iam::444455556666:role/audit" }];
const several = { regions: ["eu-west-1"], accounts, trail: { multiRegion: true } };

describe("the demo's messages", () => {
  it("are none where none were asked for", async () => {
    const { result, text } = await demo({ buckets });
    assert.equal(result.messages, null);
    assert.doesNotMatch(text, /^Messages/m);
  });

  for (const [where, more] of [["in one account", {}], ["in several accounts and regions", several]] as const) {
    it(`are one for each wrong upload, with the first in full: ${where}`, async () => {
      const { result, text, wrong } = await demo({ buckets, ...more, notifications: { details: "each" } });
      const { messages } = result;
      assert.ok(messages?.details === "each" && wrong.length > 3);
      assert.equal(messages.sent.length, wrong.length);
      for (const { bucket, key } of wrong) assert.ok(messages.sent.some((one) => one.text.includes(`s3://${bucket}/${key}`)), `${bucket}/${key}`);
      assert.match(text, new RegExp(`^Messages: ${wrong.length}\n=+\nOne for each upload`, "m"));
      assert.match(text, /an object was stored against the encryption requirement[^]*console\.aws\.amazon\.com\/…/);
    });

    it(`are one for each bucket and principal, however many uploads: ${where}`, async () => {
      const { result, text, wrong } = await demo({ buckets, ...more, notifications: { details: "grouped" } });
      const { messages } = result;
      assert.ok(messages?.details === "grouped" && wrong.length > 3);
      assert.equal(messages.alarm, "s3-encryption-audit-told-uploaders");
      assert.deepEqual([...new Set(messages.sent.map(({ bucket }) => bucket))].sort(), [...new Set(wrong.map(({ bucket }) => bucket))].sort());
      assert.ok(messages.sent.length <= wrong.length);
      for (const { principal, uploads } of messages.sent) assert.ok(principal !== "" && uploads > 0);
      assert.match(text, new RegExp(`^Messages: ${messages.sent.length}$[^]*One for each bucket and principal`, "m"));
    });
  }
});
