/** Protects what was given as a secret: no message tells any of it, and no key holds it but the one that may. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ConfigError, parseStackConfig } from "../../config/parse";
import { stackConfigSchema } from "../../config/schema";
import { pathText } from "../../validation/problem";

const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1", secretKeys: ["notifications"] };
const arn = (service: string, resource: string, region = "us-east-1"): string => `arn:aws:${service}:${region}:444455556666:${resource}`;

function refusal(values: Record<string, unknown>, of: Parameters<typeof parseStackConfig>[1] = context): ConfigError {
  try {
    parseStackConfig(values, of);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  assert.fail("should have been refused");
}

const hidden = "(the value is secret and is not shown)";

describe("secrets of the stack config", () => {
  const wrong: readonly (readonly [what: string, notifications: unknown, path: string, message: string])[] = [
    ["an endpoint without TLS", { httpsEndpoints: ["http://events.example.com/t0k3n"] }, "notifications.httpsEndpoints[0]", `is not an address that is allowed ${hidden}`],
    ["an address named twice", { emails: ["t0k3n@example.com", "t0k3n@example.com"] }, "notifications.emails[1]", `is named twice ${hidden}`],
    ["a text for a list", { emails: "t0k3n" }, "notifications.emails", `is not a list ${hidden}`],
    ["a text for the map", "t0k3n", "notifications", `is not a map ${hidden}`],
    ["a topic that is no ARN", { topicArn: "t0k3n" }, "notifications.topicArn", `is not right ${hidden}`],
    ["a topic elsewhere", { topicArn: arn("sns", "t", "t0k3n-west-1") }, "notifications.topicArn", `is not right ${hidden}`],
    ["a key of another service", { kmsKeyArn: arn("t0k3n", "key/1") }, "notifications.kmsKeyArn", `is not right ${hidden}`],
    ["an unknown key", { "httpsEndpoint-t0k3n": "t0k3n" }, "notifications", "has a key that is not known (it is secret and is not shown)"],
    ["addresses beside a topic", { topicArn: arn("sns", "t"), emails: ["t0k3n@example.com"] }, "notifications.emails", `is for a topic that is created, but notifications.topicArn names an existing one ${hidden}`],
  ];
  for (const [what, notifications, path, message] of wrong) {
    it(`are told without their value: ${what}`, () => {
      const { problems, message: all } = refusal({ notifications });
      assert.deepEqual(problems.map((one) => [pathText(one.path), one.message]), [[`s3-encryption-audit:${path}`, message]]);
      assert.ok(!all.includes("t0k3n"), all);
      assert.match(all, /Allowed: .*\n.*Example: /);
      assert.ok(refusal({ notifications }, { ...context, secretKeys: [] }).message.includes("t0k3n") || what.includes("beside"), "in the clear the value is told");
    });
  }

  it("are told by no message, whatever they are", () => {
    const secret = fc.constantFrom("t0k3n", "https://e.example.com/t0k3n", "http://t0k3n", "t0k3n@example.com", arn("sns", "t0k3n"), arn("t0k3n", "x"), `${"x".repeat(70)}t0k3n`);
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: "small" }, secret, fc.constant(null), fc.array(tie("any"), { maxLength: 3 }), tie("map")),
      map: fc.dictionary(fc.oneof(fc.constantFrom("emails", "httpsEndpoints", "topicArn", "kmsKeyArn"), secret), tie("any"), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(value.map, (notifications) => {
        try {
          parseStackConfig({ notifications }, context);
        } catch (error) {
          assert.ok(error instanceof ConfigError && !/t0k3n/i.test(error.message), String(error));
        }
      }),
      { seed: 4, numRuns: 2000 },
    );
  });

  it("are told by no message about placeholders", () => {
    const notifications = { topicArn: arn("sns", "t0k3n").replace("444455556666", "111122223333") };
    assert.throws(() => parseStackConfig({ notifications }, { ...context, accountId: "444455556666" }), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /notifications\.topicArn: is a placeholder: it names the account of AWS's documentation, but/);
      return !error.message.includes("t0k3n");
    });
  });

  for (const key of [...Object.keys(stackConfigSchema.shape), "unknown"].filter((one) => one !== "notifications")) {
    it(`are refused in ${key}, with the reason and without a word of what it says`, () => {
      const { problems, message } = refusal({ [key]: "t0k3n", tags: { wrong: 1 } }, { ...context, secretKeys: ["notifications", key] });
      assert.equal(problems.length, 1);
      assert.ok(message.includes(`s3-encryption-audit:${key}: is secret, but`) && message.includes("without --secret"), message);
      assert.ok(!message.includes("t0k3n"));
    });
  }
});
