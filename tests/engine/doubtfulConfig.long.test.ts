/** Protects configs that are probably not meant: previewed all the same, with one warning that says what may be meant. */
import assert from "node:assert/strict";
import { warningsOf } from "../../sandbox/engineOutput";
import { head, key, line } from "./badConfigs";
import { assertSucceeded, withStack } from "./harness";

describe("a config that is probably not meant, on the real engine", () => {
  const doubtful: readonly [what: string, config: string, ...warns: RegExp[]][] = [
    ["a region that is not known", "config:\n  aws:region: us-east-7\n" + line("requirement", `{ methods: [sse-kms], kmsKeyArns: ["${key}"] }`), /aws:region: "us-east-7" is no region that this version knows/, /Did you mean us-east-1\?/],
    ["keys under another name", `${head}  s3-audit:trail: existing\n`, /s3-audit:trail: is none of this project's keys/, /Did you mean s3-encryption-audit:trail\?/],
    ["an existing trail whose log bucket is not known", head + line("trail", "existing"), /trail\.logBucket\.existing: is missing/],
    ["no region at all", "config:\n" + line("protect", "true"), /aws:region: is missing: the provider chose us-east-1/],
  ];

  it("is previewed with one warning, which says what may be meant", async () => {
    await withStack({ program: { repository: true } }, async ({ engine }) => {
      for (const [what, config, ...warns] of doubtful) {
        engine.writeConfig(config);
        const result = await engine.preview();
        assertSucceeded(result);
        const warnings = warningsOf(result.preview);
        assert.equal(warnings.length, 1, `${what}: ${warnings.join("\n")}`);
        for (const pattern of warns) assert.match(warnings[0] ?? "", pattern, what);
      }
      engine.writeConfig(head + line("trail", "{ mode: existing, logBucket: { existing: acme-trail-logs } }"));
      const { preview } = await engine.preview();
      assert.deepEqual(warningsOf(preview), [], "none where the log bucket is named");
      const rule = preview?.steps.find(({ type }) => type === "aws:cloudwatch/eventRule:EventRule");
      assert.match(String(rule?.newInputs["eventPattern"]), /anything-but.*acme-trail-logs/, "which is not audited then");
    });
  });
});
