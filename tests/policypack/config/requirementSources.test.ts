/** Pack config, stack config and default are joined, the strictest winning, and a stack that asks for less is told so. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { defaultRequirement, type EncryptionRequirement } from "../../../encryption/requirement";
import { loosenings } from "../../../encryption/strictness";
import { effectiveRequirement, stackConfigKey, stackRequirementText } from "../../../policypack/config/requirementSources";

const key = (letter: string): string => `arn:aws:kms:us-east-1:111122223333:key/${letter.repeat(8)}-1111-2222-3333-444444444444`;
const kms: EncryptionRequirement = { methods: ["sse-kms"], origin: "any" };
const oneKey: EncryptionRequirement = { methods: ["sse-kms"], kmsKeyArns: [key("a")], origin: "any" };
const lax: EncryptionRequirement = { methods: ["sse-s3", "sse-kms", "dsse-kms"], origin: "any" };
const text = JSON.stringify;

describe("policypack/config/requirementSources", () => {
  const cases: readonly [says: string, organization: EncryptionRequirement | undefined, stack: string | undefined, requirement: EncryptionRequirement, ...violations: RegExp[]][] = [
    ["nobody says anything: the default", undefined, undefined, defaultRequirement],
    ["the organization alone", oneKey, undefined, oneKey],
    ["the stack alone", undefined, text(oneKey), oneKey],
    ["the stack alone may ask for less than the default: nobody else has said anything", undefined, text(lax), lax],
    ["the stack asks for more", lax, text(oneKey), oneKey],
    ["both ask for the same", oneKey, text(oneKey), oneKey],
    ["the stack asks for a method that the organization does not approve", kms, text(lax), kms, /asks for less.*it allows SSE-S3, DSSE-KMS/],
    ["the stack asks for any key", oneKey, text(kms), oneKey, /it allows any KMS key/],
    ["the stack asks for another key: what the organization asks for stays", oneKey, text({ ...oneKey, kmsKeyArns: [key("b")] }), oneKey, /it allows KMS key .*bbbb/],
    ["the stack asks for one key more", oneKey, text({ ...oneKey, kmsKeyArns: [key("a"), key("b")] }), oneKey, /it allows KMS key .*bbbb/],
    ["the stack lets the default do", { ...kms, origin: "header" }, text(kms), { ...kms, origin: "header" }, /it allows SSE-KMS by bucket default/],
    ["more in one way, less in another", oneKey, text({ methods: ["sse-kms", "sse-s3"], kmsKeyArns: [key("a")], origin: "header" }), { ...oneKey, origin: "header" }, /it allows SSE-S3/],
    ["no method in common", { methods: ["sse-c"], origin: "any" }, text(kms), { methods: ["sse-c"], origin: "any" }, /it allows SSE-KMS/],
    ["the default, which the engine hands over where the stack says nothing, is no less", oneKey, text(defaultRequirement), oneKey],
    ["the default with its methods in another order", oneKey, text({ methods: ["dsse-kms", "sse-kms"] }), oneKey],
    ["as many methods as the default, and others", kms, text({ methods: ["sse-kms", "sse-s3"] }), kms, /it allows SSE-S3/],
    ["no JSON", kms, "sse-kms", kms, /s3-encryption-audit:requirement/],
    ["no JSON, and no organization: the default is judged by", undefined, "{", defaultRequirement, /s3-encryption-audit:requirement/],
    ["a method that does not exist", undefined, '{"methods":["kms"]}', defaultRequirement, /s3-encryption-audit:requirement\.methods\[0\]/],
    ["an empty text", undefined, "", defaultRequirement, /s3-encryption-audit:requirement/],
    ["a list", undefined, '["sse-kms"]', defaultRequirement, /s3-encryption-audit:requirement/],
    ["null", undefined, "null", defaultRequirement, /s3-encryption-audit:requirement/],
    ["no encryption approved", undefined, '{"methods":["none"]}', defaultRequirement, /s3-encryption-audit:requirement\.methods/],
  ];
  for (const [says, organization, stack, requirement, ...violations] of cases) {
    it(says, () => {
      const found = effectiveRequirement(organization, stack);
      assert.deepEqual(found.requirement, requirement);
      assert.equal(found.violations.length, violations.length, found.violations.join("\n"));
      violations.forEach((pattern, index) => {
        assert.match(found.violations[index] ?? "", pattern);
      });
    });
  }

  const requirement = fc
    .record({
      methods: fc.uniqueArray(fc.constantFrom("sse-s3", "sse-kms", "dsse-kms", "sse-c" as const), { minLength: 1 }),
      keys: fc.option(fc.uniqueArray(fc.constantFrom(key("a"), key("b"), key("c")), { minLength: 1 })),
      origin: fc.constantFrom("any", "header" as const),
    })
    .map(({ methods, keys, origin }): EncryptionRequirement => {
      const usesKeys = methods.some((method) => method.endsWith("-kms"));
      return { methods, origin, ...(keys && usesKeys && { kmsKeyArns: keys }) } as EncryptionRequirement;
    });

  const isAtLeastAsStrict = (one: EncryptionRequirement, than: EncryptionRequirement): boolean => loosenings(one, than).length === 0;

  it("what is judged by is never less than the organization asks for, and less in the stack is never silent", () => {
    fc.assert(
      fc.property(requirement, fc.oneof(requirement.map(text), fc.string(), fc.json()), (organization, stack) => {
        const found = effectiveRequirement(organization, stack);
        assert.ok(isAtLeastAsStrict(found.requirement, organization));
        if (found.violations.length > 0) return;
        const own = JSON.parse(stack) as EncryptionRequirement;
        const full: EncryptionRequirement = { ...own, origin: own.origin ?? "any" };
        if (isAtLeastAsStrict(full, defaultRequirement) && isAtLeastAsStrict(defaultRequirement, full)) return;
        assert.ok(isAtLeastAsStrict(found.requirement, full), "what the stack asks for is asked for");
      }),
      { numRuns: 500 },
    );
  });

  describe("the stack's own", () => {
    afterEach(() => {
      pulumi.runtime.setAllConfig({});
    });
    it("is the stack config of any project under one key", () => {
      assert.equal(stackRequirementText(), undefined);
      pulumi.runtime.setAllConfig({ [stackConfigKey]: text(oneKey), "other:requirement": text(lax) });
      assert.deepEqual(effectiveRequirement(undefined, stackRequirementText()).requirement, oneKey);
    });
  });
});
