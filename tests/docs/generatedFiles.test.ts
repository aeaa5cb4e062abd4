/** Protects that the generated files say what the code says, and are themselves right. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseStackConfig } from "../../config/parse";
import { stackConfigSchema } from "../../config/schema";
import { metricFilters } from "../../encryption/metricFilters";
import { auditMetrics } from "../../encryption/metrics";
import { defaultRequirement } from "../../encryption/requirement";
import { generatedFiles } from "../../tools/docs/generatedFiles";
import { metaOf } from "../../validation/zodProblems";

const root = resolve(__dirname, "../..");
const contentOf = (path: string): string => generatedFiles().find((file) => file.path === path)?.content ?? "";
const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };

describe("generated files", () => {
  for (const { path, content } of generatedFiles()) {
    it(`${path} is up to date`, () => {
      assert.equal(readFileSync(resolve(root, path), "utf8"), content, "run npm run docs");
    });
  }

  it("are those that the README leads to", () => {
    const readme = readFileSync(resolve(root, "README.md"), "utf8");
    for (const { path } of generatedFiles().filter((file) => file.path.startsWith("docs/"))) assert.ok(readme.includes(`(${path})`), path);
  });
});

describe("Pulumi.yaml", () => {
  const defaults = Object.fromEntries(
    [...contentOf("Pulumi.yaml").matchAll(/^ {2}(\w+):\n(?: {4}.*\n)*? {4}default: (.*)$/gm)].map(([, key = "", json = ""]) => [key, JSON.parse(json) as unknown]),
  );

  it("has every key of the config, with the schema's words", () => {
    assert.deepEqual(Object.keys(defaults), Object.keys(stackConfigSchema.shape));
    for (const [key, schema] of Object.entries(stackConfigSchema.shape)) {
      assert.ok(contentOf("Pulumi.yaml").includes(`description: ${JSON.stringify(metaOf(schema).description)}`), key);
    }
  });

  it("has defaults that the program takes for nothing said", () => {
    assert.deepEqual(parseStackConfig(defaults, context), parseStackConfig({}, context));
  });
});

describe("docs/config.md", () => {
  const reference = contentOf("docs/config.md");
  const documented = [...reference.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path);

  it("has each key once, those of buckets and statements' owners among them", () => {
    assert.deepEqual(documented, [...new Set(documented)]);
    for (const path of ["requirement.methods", "trail.logBucket.expireAfterDays", "buckets[].exemptPrincipals[].reason", "policies.serviceControl"]) {
      assert.ok(documented.includes(path), path);
    }
    for (const key of Object.keys(stackConfigSchema.shape)) assert.ok(documented.includes(key), key);
  });

  it("has a meaning for each, and rows that are whole", () => {
    const rows = reference.split("\n").filter((line) => line.startsWith("| `"));
    assert.equal(rows.length, documented.length);
    for (const row of rows) {
      const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
      assert.equal(cells.length, 6, row);
      assert.ok(cells[2], `${row}: a meaning`);
    }
  });
});

describe("docs/metrics.md", () => {
  it("has every metric and the pattern of every filter", () => {
    const requirement = { ...defaultRequirement, kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"] };
    const reference = contentOf("docs/metrics.md");
    for (const { metricName, label } of auditMetrics(requirement)) assert.ok(reference.includes(`| \`${metricName}\` | ${label} |`), metricName);
    for (const { name, pattern } of metricFilters(requirement)) assert.ok(reference.includes(`**${name}**`) && reference.includes(pattern), name);
  });
});
