/** Protects that nothing of a stack config is passed over because it stands where the program does not look. */
import assert from "node:assert/strict";
import { ConfigError, parseStackConfig } from "../../config/parse";
import { configWarnings, profileRegionWarnings } from "../../config/warnings";
import { pathText } from "../../validation/problem";

const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };

function refusal(values: Readonly<Record<string, unknown>>, keys: readonly string[] = []): string {
  try {
    parseStackConfig(values, { ...context, keys });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

const warnings = (...keys: string[]): string[] =>
  configWarnings({ ...context, keys }).map(({ path, didYouMean }) => `${pathText(path)} → ${didYouMean ?? ""}`);

describe("a key under the name of another project", () => {
  for (const namespace of ["s3-encryption", "encryption-audit", "acme", "aws"]) {
    it(`is refused where it is the requirement: ${namespace}`, () => {
      const said = refusal({}, ["aws:region", `${namespace}:requirement`, "s3-encryption-audit:protect"]);
      assert.match(said, new RegExp(`1 problem[^]*${namespace}:requirement: stands under ${namespace}, but this project is s3-encryption-audit[^]*Did you mean s3-encryption-audit:requirement\\?`));
    });
  }

  for (const namespace of ["s3-encryption-adit", "s3encryption-audit", "S3-Encryption-Audit", "s3_encryption_audit"]) {
    it(`is refused whatever it is, where the name is a slip: ${namespace}`, () => {
      assert.match(refusal({}, [`${namespace}:zzz`, `${namespace}:trail`]), new RegExp(`1 problem[^]*  1\\. ${namespace}: is not the name of this project: .*zzz, trail[^]*Did you mean s3-encryption-audit\\?`));
      assert.deepEqual(warnings(`${namespace}:trail`), [], "once");
    });
  }

  it("is told beside every other problem", () => {
    assert.match(refusal({ protect: "x" }, ["other:requirement"]), /2 problems[^]*s3-encryption-audit:protect[^]*other:requirement/);
  });

  it("is warned of where it is another key of ours, or a slip of one", () => {
    assert.deepEqual(warnings("s3-encryption:trail", "acme:buckets", "acme:requirment", "acme:zzz"), [
      "s3-encryption:trail → s3-encryption-audit:trail",
      "acme:buckets → s3-encryption-audit:buckets",
      "acme:requirment → s3-encryption-audit:requirement",
    ]);
    assert.equal(refusal({}, ["s3-encryption:trail", "acme:buckets"]), "");
    assert.deepEqual(warnings("acme:requirement"), [], "which is refused");
  });

  it("is nobody's business where it is another program's, a provider's or Pulumi's own", () => {
    assert.deepEqual(warnings("aws:region", "aws:defaultTags", "datadog:apiKey", "pulumi:tags", "s3-encryption-audit:tags"), []);
    assert.equal(refusal({}, ["pulumi:tags", "s3-encryption-audit-policy:protect"]), "");
  });
});

describe("keys that are nested", () => {
  it("are each told with the line that is right", () => {
    const said = refusal({ "s3-encryption-audit": { requirement: { methods: ["sse-kms"] }, protect: true } });
    assert.match(said, /2 problems/);
    assert.match(said, /1\. s3-encryption-audit\.requirement: is nested, [^]*Did you mean s3-encryption-audit:requirement: \{ methods: \[sse-kms\] \}\?/);
    assert.match(said, /2\. s3-encryption-audit\.protect: is nested, [^]*Did you mean s3-encryption-audit:protect: true\?/);
  });

  it("are told under any other name, and misspelt", () => {
    assert.match(refusal({ audit: { requirment: { methods: ["sse-kms"] } } }), /1 problem[^]*audit\.requirment: is nested[^]*Did you mean s3-encryption-audit:requirement: \{/);
  });

  it("are not seen in a misspelt key that has such keys of its own", () => {
    assert.match(refusal({ scop: { buckets: ["acme"] } }), /1 problem[^]*scop: is not a known key[^]*Did you mean scope\?/);
  });
});

describe("the region", () => {
  const inRegion = (region: string, values: Readonly<Record<string, unknown>> = {}): string[] => {
    parseStackConfig(values, { ...context, region });
    return configWarnings({ ...context, region }).map(({ didYouMean }) => didYouMean ?? "");
  };
  const elsewhere = { requirement: { methods: ["sse-kms"], kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"] }, notifications: { topicArn: "arn:aws:sns:us-east-1:111122223333:t" } };

  for (const [region, meant] of [["us-esat-1", "us-east-1"], ["eu-cental-1", "eu-central-1"], ["us-east-1a", "us-east-1"], ["ap-southeast-99", "ap-southeast-1"], ["frankfurt", ""]] as const) {
    it(`is warned of where it is none that is known, and no other key is blamed: ${region}`, () => {
      assert.deepEqual(inRegion(region, elsewhere), [meant]);
    });
  }

  it("is nothing to warn of where it is known", () => {
    for (const region of ["us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"]) assert.deepEqual(inRegion(region), []);
  });

  it("is warned of by what names it", () => {
    assert.deepEqual(configWarnings({ ...context, region: "x", regionNamedBy: "AWS_REGION" }).map(({ path }) => path), [["AWS_REGION"]]);
  });

  it("is warned of where only the profile of whoever deploys says it", () => {
    const without = { project: context.project, stack: context.stack };
    assert.match(profileRegionWarnings(without, "eu-west-1")[0]?.message ?? "", /is missing: the provider chose eu-west-1, and chooses another where an AWS profile names another/);
    assert.deepEqual(profileRegionWarnings(without, "eu-west-1")[0]?.path, ["aws:region"]);
    assert.deepEqual([...profileRegionWarnings(context, "us-east-1"), ...profileRegionWarnings(without, undefined)], []);
  });
});
