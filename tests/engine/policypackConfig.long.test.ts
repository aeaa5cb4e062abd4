/** Protects that the policy pack obeys what it is told, by its own configuration and by the stack's, on the real engine. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { CommandResult } from "../../tools/childProcess";
import { assertRefused, assertSucceeded, repository, withStack } from "./harness";
import { PRELUDE, sourcePack, summary, violations, violationsOf } from "./policypackReport";

type PackConfig = Record<string, unknown>;

/** The policies that judge by the requirement. */
const judges = ["s3-default-encryption", "s3-deny-wrong-uploads", "s3-deny-future-methods"];

const silent: PackConfig = { "s3-upload-audited": "disabled" };

/** The same configuration for each policy that judges, as CrossGuard wants it. */
const forJudges = (config: PackConfig): PackConfig => Object.fromEntries(judges.map((name) => [name, config]));

/** Previews a program, with a configuration of the pack and one of the stack. */
async function preview(program: string, packConfig: PackConfig, requirement?: string): Promise<CommandResult> {
  let result: CommandResult | undefined;
  const config = `config:\n  aws:region: eu-central-1\n${requirement === undefined ? "" : `  s3-encryption-audit:requirement: ${requirement}\n`}`;
  const policyPacks = [{ folder: sourcePack, config: { ...silent, ...packConfig } }];
  await withStack({ program: PRELUDE + program, config, policyPacks }, async ({ engine }) => {
    result = await engine.previewText();
  });
  assert.ok(result);
  return result;
}

const bucket = (name: string, algorithm: string, approved = algorithm): string => `{
  const bucket = new aws.s3.Bucket("${name}", { bucket: "${name}-data" });
  encryption("${name}", bucket.bucket, rule("${algorithm}"));
  policy("${name}", bucket.bucket, documentOf([otherMethods("${name}-data", ["${approved}"]), sseC("${name}-data"),
    ...("${algorithm}" === "AES256" ? [{ ...deny("${name}-data", "Updates", {}), Action: "s3:UpdateObjectEncryption" }] : [])]));
}`;

describe("the policy pack's requirement", () => {
  const both = bucket("s3", "AES256") + bucket("kms", "aws:kms");

  it("is the stack's own, whatever the project", async () => {
    const result = await preview(both, {}, "{ methods: [sse-s3] }");
    assertRefused(result, /Bucket kms-data: give rules of that resource:[^]*Now its default encryption SSE-KMS is not approved\. Approved: AES256\./);
    assert.deepEqual(summary(violations(result)), ["mandatory s3-default-encryption kms", "mandatory s3-deny-wrong-uploads kms"]);
  });

  it("is the organization's where the stack asks for less, and the stack hears what it allows too much", async () => {
    const result = await preview(both, forJudges({ requirement: { methods: ["sse-kms"] } }), "{ methods: [sse-s3, sse-kms] }");
    assertRefused(result, /The stack's s3-encryption-audit:requirement asks for less than the organization's requirement: it allows .*SSE-S3/);
    assert.deepEqual(summary(violations(result)), [
      "mandatory s3-default-encryption s3",
      "mandatory s3-default-encryption sandbox-test-test",
      "mandatory s3-deny-wrong-uploads s3",
    ]);
  });

  it("holds for all policies, under whichever it is given", async () => {
    const requirement = { methods: ["sse-s3"] };
    for (const [name, more] of [["s3-deny-future-methods", {}], ["s3-add-default-encryption", { enforcementLevel: "remediate" }]] as const) {
      const result = await preview(bucket("kms", "aws:kms"), { "s3-add-default-encryption": "disabled", [name]: { ...more, requirement } });
      const found = summary(violations(result)).filter((violation) => violation.startsWith("mandatory"));
      assert.ok(found.includes("mandatory s3-deny-wrong-uploads kms"), `${name}: ${found.join()}`);
    }
  });

  it("is the stack's where that asks for more", async () => {
    const result = await preview(both, forJudges({ requirement: { methods: ["sse-s3", "sse-kms"] } }), "{ methods: [sse-s3] }");
    assert.deepEqual(summary(violations(result)), ["mandatory s3-default-encryption kms", "mandatory s3-deny-wrong-uploads kms"]);
  });

  it("names KMS keys: the right one passes, another and the AWS managed one do not, one to be created waits", async () => {
    const right = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const keyed = (name: string, key: string): string => `{
      const bucket = new aws.s3.Bucket("${name}", { bucket: "${name}-data" });
      encryption("${name}", bucket.bucket, { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: ${key} }, bucketKeyEnabled: true });
      policy("${name}", bucket.bucket, documentOf([otherMethods("${name}-data", ["aws:kms"]), sseC("${name}-data"),
        deny("${name}-data", "OtherKeys", { StringEquals: { [HEADER]: "aws:kms" }, StringNotEquals: { [HEADER + "-aws-kms-key-id"]: "${right}" } }),
        { ...deny("${name}-data", "Updates", { StringNotEquals: { [HEADER + "-aws-kms-key-id"]: "${right}" } }), Action: "s3:UpdateObjectEncryption" }]));
    }`;
    const program =
      keyed("right", `"${right}"`) + keyed("wrong", `"${right.replace("ab-34cd", "ff-34cd")}"`) + keyed("managed", "undefined") + keyed("open", 'new aws.kms.Key("key").arn');
    const result = await preview(program, {}, JSON.stringify({ methods: ["sse-kms"], kmsKeyArns: [right] }));
    const found = violations(result);
    assert.deepEqual(violationsOf(found, "right"), []);
    assert.deepEqual(
      [...new Set(summary(found).filter((line) => !/future/.test(line)))],
      [
        "advisory s3-unverifiable-at-preview open",
        "mandatory s3-default-encryption managed",
        "mandatory s3-default-encryption wrong",
        "mandatory s3-deny-wrong-uploads managed",
        "mandatory s3-deny-wrong-uploads wrong",
      ],
    );
    assert.match(violationsOf(found, "managed")[0]?.text ?? "", /names no KMS key, so that the AWS managed key aws\/s3 is used/);
    assert.match(violationsOf(found, "open")[0]?.text ?? "", /its default encryption cannot be judged yet: rules \(kmsKey\) of /);
  });

  it("is refused where the stack's config has none that is valid", async () => {
    const result = await preview(both, {}, "{ methods: [kms], orgin: any }");
    assertRefused(result, /The stack config has 2 problems; buckets were judged without it/, /s3-encryption-audit:requirement\.methods\[0\]: "kms" is not .*\n.*Allowed: .*sse-kms/, /orgin: is not a known key/);
  });
});

describe("the policy pack's configuration", () => {
  const bare = (name: string, more = ""): string => `new aws.s3.Bucket("${name}", { bucket: "${name}-data", ${more} });\n`;

  it("exempts buckets by name, tag and URN, with a reason, and no longer once that has expired", async () => {
    const exemptions = [
      { bucket: "named-*", reason: "moves in May" },
      { tag: { key: "class", value: "public" }, reason: "is public", expires: "2999-12-31" },
      { urn: "urn:pulumi:*::sandbox-test::aws:s3/bucket:Bucket::urned", reason: "is another team's" },
      { bucket: "expired-data", reason: "was to move in May", expires: "2024-05-31" },
    ];
    const program = bare("named") + bare("tagged", 'tags: { class: "public" }') + bare("urned") + bare("expired") + bare("other", 'tags: { class: "secret" }');
    const result = await preview(program, forJudges({ exemptions }));
    const found = violations(result).filter(({ level }) => level === "mandatory");
    const judged = ["expired", "other"].flatMap((name) => judges.slice(0, 2).map((policy) => `mandatory ${policy} ${name}`));
    assert.deepEqual([...new Set(summary(found))], judged.sort());
    const expired = found.map(({ text }) => text).filter((text) => /expired on/.test(text));
    for (const policy of judges.slice(0, 2)) {
      assert.ok(expired.some((text) => text.includes(`Bucket expired-data: fix it, or renew its exemption from ${policy}, which expired on 2024-05-31 (reason: was to move in May).`)), expired.join("\n"));
    }
  });

  it("is refused with every path and what is allowed there", async () => {
    const result = await preview(bare("any"), {
      "s3-default-encryption": { requirement: { methods: ["sse-s4"] }, exemptions: [{ bucket: "x", expires: "31.5.2027" }], requireBucketkey: true },
      "s3-deny-wrong-uploads": { exemptions: [{ bucket: "x", urn: "y", reason: "z" }] },
    });
    assertRefused(
      result,
      /The configuration of policy s3-default-encryption has 4 problems; it judged nothing/,
      /requirement\.methods\[0\]: "sse-s4" is not one of the allowed values\.\s+Did you mean sse-s3\?\s+Allowed: .*sse-kms, dsse-kms/,
      /exemptions\[0\]\.reason: is missing/,
      /requireBucketkey: is not a known key.*\s+Did you mean requireBucketKey\?/,
      /exemptions\[0\]: .* names buckets in several ways/,
      /exemptions\[0\]\.expires: .*\s+Allowed: a date as YYYY-MM-DD/,
    );
    assert.deepEqual(summary(violations(result)), [
      "advisory s3-deny-future-methods any",
      "mandatory s3-default-encryption sandbox-test-test",
      "mandatory s3-deny-wrong-uploads sandbox-test-test",
    ]);
  });

  it("is refused where a key is under a policy that does not use it, and by the CLI where a policy's name is misspelt", async () => {
    const misplaced = await preview(bare("any"), { "s3-default-encryption": { account: "111122223333" } });
    assertRefused(misplaced, /account: is not used by s3-default-encryption\.\s+Allowed: account under s3-deny-wrong-uploads or .*, or wholePack\.account under any policy/);
    const misspelt = await preview(bare("any"), { "s3-deny-wrong-upload": { account: "111122223333" } });
    assertRefused(misspelt, /invalid enforcement level ""/);
    assert.match(fs.readFileSync(path.join(repository, "docs", "policy-pack.md"), "utf8"), /`invalid enforcement level ""`\*\* is how the Pulumi CLI says/);
  });

  it("is refused by the engine itself where a value is of the wrong type", async () => {
    const result = await preview(bare("any"), { "s3-default-encryption": { exemptions: "any-data" } });
    assertRefused(result, /exemptions: Invalid type\. Expected: array, given: string/);
  });

  it("sets enforcement levels, bucket keys, blocked types and wanted exceptions", async () => {
    const program = `${bare("bare")}{
      const bucket = new aws.s3.Bucket("strict", { bucket: "strict-data" });
      encryption("strict", bucket.bucket, { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } });
      const spared = { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/importer" } };
      policy("strict", bucket.bucket, documentOf([otherMethods("strict-data"), sseC("strict-data")].map((one) => ({ ...one, Condition: { ...one.Condition, ...spared } }))));
    }`;
    const result = await preview(program, {
      "s3-default-encryption": { enforcementLevel: "advisory", requireBucketKey: true, requireSseCBlocked: true },
      "s3-deny-wrong-uploads": {
        account: "111122223333",
        allowedExceptions: [{ key: "aws:PrincipalArn", values: ["arn:aws:iam::111122223333:role/importer"], reason: "imports what others encrypted" }],
      },
      "s3-deny-future-methods": "disabled",
    });
    const found = violations(result);
    assert.deepEqual(summary(found), [
      "advisory s3-default-encryption bare",
      "advisory s3-default-encryption strict",
      "mandatory s3-deny-wrong-uploads bare",
    ]);
    assert.match(violationsOf(found, "strict")[0]?.text ?? "", /bucketKeyEnabled is not true; blockedEncryptionTypes does not hold SSE-C/);
    const allAdvisory = await preview(program, { all: "advisory" });
    assertSucceeded(allAdvisory);
  });

  it("lets the missing default encryption be added, which it is not unless it says so", async () => {
    const program = `${bare("plain")}new aws.s3.BucketV2("v2", { bucket: "v2-data" });
      new aws.s3.Bucket("own", { bucket: "own-data", serverSideEncryptionConfiguration: { rule: rule("aws:kms:dsse") } });`;
    const advisory = { all: "advisory" };
    for (const remediates of [false, true]) {
      const config = { ...silent, ...advisory, ...(remediates && { "s3-add-default-encryption": "remediate" }) };
      await withStack({ program: PRELUDE + program, policyPacks: [{ folder: sourcePack, config }] }, async ({ engine }) => {
        assertSucceeded(await engine.up());
        const { resources } = await engine.exportStack();
        const inputs = (name: string): Record<string, unknown> => resources.find(({ urn }) => urn.endsWith(`::${name}`))?.inputs ?? {};
        const added = { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true };
        const addedV2 = { applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "aws:kms" }], bucketKeyEnabled: true };
        const without = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null, (key, one: unknown) => (key === "__defaults" ? undefined : one)));
        assert.deepEqual(without(inputs("plain")["serverSideEncryptionConfiguration"]), remediates ? { rule: added } : null);
        assert.deepEqual(without(inputs("v2")["serverSideEncryptionConfigurations"]), remediates ? [{ rules: [addedV2] }] : null);
        assert.match(JSON.stringify(inputs("own")), /aws:kms:dsse/, "what the program declares stays");
        const found = violations(await engine.previewText("--expect-no-changes")).filter(({ policy }) => policy === "s3-default-encryption");
        assert.deepEqual(summary(found).length, remediates ? 0 : 2);
      });
    }
  });
});
