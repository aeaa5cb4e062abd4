/** Protects that the engine gets nothing of a wrong config: refused at preview, in one message, before any resource. */
import assert from "node:assert/strict";
import { few, groups, head, line, refusesAll, stackTrace } from "./badConfigs";
import { assertRefused, withStack } from "./harness";

describe("a wrong config on the real engine", () => {
  it("is refused at preview whatever is wrong: exit code, path, example, no resource, no stack trace", async () => {
    await refusesAll(groups().slice(0, few));
  });

  it("is refused with all its problems in one message that stands in the output once, by up as well", async () => {
    const wrong = [
      line("requirment", "{}"),
      line("requirement", '{ methods: [none, sse-kns], kmsKeyArns: ["arn:aws:s3:::bucket"] }'),
      line("trail", "{ logBucket: { existing: acme-one } }"),
      line("buckets", "[{ name: Bad_Name }, { name: acme-one }, { name: acme-one }]"),
      line("logGroup", "{ retentionDays: 91 }"),
    ];
    const paths = [
      "requirment", "requirement.methods[0]", "requirement.methods[1]", "requirement.kmsKeyArns[0]", "logGroup.retentionDays",
      "buckets[0].name", "trail.logBucket.existing", "buckets[2].name",
    ];
    await withStack({ program: { repository: true }, config: head + wrong.join("") }, async ({ engine }) => {
      for (const refused of [await engine.previewText(), await engine.up()]) {
        assertRefused(refused);
        const said = refused.stdout + refused.stderr;
        for (const path of paths) assert.equal(said.split(` s3-encryption-audit:${path}: `).length - 1, 1, `${path} is told once in:\n${said}`);
        assert.match(said, new RegExp(`config of stack test has ${paths.length} problems; nothing was changed`));
        assert.doesNotMatch(said, stackTrace);
        assert.doesNotMatch(said, /\baws:\w+:[A-Z]|s3-encryption-audit:index:/, "no resource is mentioned");
      }
      const { resources } = await engine.exportStack();
      assert.deepEqual(resources.filter(({ type }) => type !== "pulumi:pulumi:Stack"), []);
    });
  });

  it("is told of types at the top level beside everything else, each once", async () => {
    const wrong = line("buckets", "acme-orders") + line("requirement", "[none]") + line("protect", "maybe") + line("alarms", "5");
    await withStack({ program: { repository: true }, config: head + wrong }, async ({ engine }) => {
      const refused = await engine.preview();
      assertRefused(refused, /5 problems/, /:buckets: /, /:requirement: /, /:protect: /, /:alarms: /, /:requirement\.methods\[0\]: "none" cannot be approved/);
      assert.doesNotMatch(refused.stdout + refused.stderr, /must be of type/, "not by Pulumi");
    });
  });
});
