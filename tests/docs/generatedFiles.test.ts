/** Protects that the generated files say what the code says, and are themselves right. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { z } from "zod";
import { parseStackConfig } from "../../config/parse";
import { stackConfigSchema } from "../../config/schema";
import { policies } from "../../policypack/policies/all";
import { parsePackConfig } from "../../policypack/config/packConfig";
import { generatedFiles } from "../../tools/docs/generatedFiles";

const root = resolve(__dirname, "../..");
const contentOf = (path: string): string => generatedFiles().find((file) => file.path === path)?.content ?? "";
const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };
// The YAML reader that Pulumi's SDK brings along.
const yaml = createRequire(require.resolve("@pulumi/pulumi"))("js-yaml") as { load(text: string): unknown };

/** The cells of a table's rows that begin with code, without the code marks of the first one. */
function rowsOf(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim())).map(([first = "", ...rest]) => [first.slice(1, -1), ...rest]);
}

describe("generated files", () => {
  for (const { path, content } of generatedFiles()) {
    it(`${path} is up to date`, () => {
      assert.equal(readFileSync(resolve(root, path), "utf8"), content, "run npm run docs");
    });
  }

  it("are those that the README leads to", () => {
    const readme = readFileSync(resolve(root, "README.md"), "utf8");
    for (const { path } of generatedFiles().filter((file) => file.path.endsWith(".md"))) assert.ok(readme.includes(`(${path})`), path);
  });
});

describe("Pulumi.yaml", () => {
  it("has types that its defaults are of, and defaults that the program takes for nothing said", () => {
    const { config } = yaml.load(contentOf("Pulumi.yaml")) as { config: Record<string, { type?: string; default: unknown }> };
    for (const [key, { type, default: value }] of Object.entries(config)) {
      if (type !== undefined) assert.equal(Array.isArray(value) ? "array" : typeof value, type, key);
    }
    const defaults = Object.fromEntries(Object.entries(config).map(([key, { default: value }]) => [key, value]));
    assert.deepEqual(parseStackConfig(defaults, context), parseStackConfig({}, context));
  });
});

interface JsonSchema {
  readonly properties?: Record<string, JsonSchema>;
  readonly items?: JsonSchema;
}

/** The paths of all keys of a JSON schema, as the docs write them. */
function keysOf({ properties = {}, items }: JsonSchema, path = ""): string[] {
  if (items) return keysOf(items, `${path}[]`);
  return Object.entries(properties).flatMap(([key, inner]) => {
    const own = path === "" ? key : `${path}.${key}`;
    return [own, ...keysOf(inner, own)];
  });
}

describe("docs/config.md", () => {
  const reference = contentOf("docs/config.md");
  const rows = rowsOf(reference);

  it("has each key that a stack config may have, once, but for what is IAM's or one list", () => {
    const keys = keysOf(z.toJSONSchema(stackConfigSchema) as JsonSchema);
    const described = keys.filter((key) => !/\[\]\.[A-Z]/.test(key));
    assert.deepEqual(rows.map(([path]) => path).sort(), described.sort());
  });

  it("has a meaning for each key, and rows that are whole", () => {
    for (const row of rows) {
      assert.equal(row.length, 5, row.join());
      assert.ok(row[1], `${row.join()}: a meaning`);
    }
  });

  it("has an example to copy, which the program accepts", () => {
    const [, example = ""] = /```yaml\n([^]*?)```/.exec(reference) ?? [];
    const { config } = yaml.load(example) as { config: Record<string, unknown> };
    const prefix = `${context.project}:`;
    const own = Object.entries(config).filter(([key]) => key.startsWith(prefix));
    assert.ok(own.length > 5);
    parseStackConfig(Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])), context);
  });
});

describe("docs/metrics.md", () => {
  const [metrics = "", alarms = ""] = contentOf("docs/metrics.md").split("## Alarms");
  const rows = rowsOf(metrics);
  const counts = Object.fromEntries(rows.map(([metric = "", , text = ""]) => [metric, text]));

  it("says something else of each metric", () => {
    assert.equal(new Set(Object.values(counts)).size, rows.length);
  });

  it("says which of them count no written object, and which count one twice", () => {
    const saying = (pattern: RegExp): string[] => Object.keys(counts).filter((metric) => pattern.test(counts[metric] ?? ""));
    assert.deepEqual(saying(/^(?!objects )/), ["encryption-updated", "denied-uploads", "improper-uploads"]);
    assert.deepEqual(saying(/as well/), ["wrong-kms-key"]);
  });

  it("says how far the alarms look back and how long ALARM lasts, and that a second upload sends no message", () => {
    for (const row of ["| 1 | 17 | 17 minutes |", "| 60 | 2 | 120 minutes |"]) assert.ok(alarms.includes(row), row);
    assert.match(alarms, /second improper upload while the alarm is in ALARM sends none/);
  });

  it("says which header and which value of SSEApplied", () => {
    assert.equal(counts["sse-kms-header"], "objects encrypted with SSE-KMS by a header of the upload: `SSEApplied` is `SSE_KMS`");
    assert.equal(counts["sse-s3-default"], "objects encrypted with SSE-S3 by the bucket's default: `SSEApplied` is `Default_SSE_S3`");
  });
});

describe("the policy pack's docs", () => {
  for (const path of ["docs/policy-pack.md", "policypack/README.md"]) {
    it(`${path} has an example configuration that each policy accepts`, () => {
      const [, example = ""] = /```json\n([^]*?)```/.exec(contentOf(path)) ?? [];
      const policies = Object.entries(JSON.parse(example) as Record<string, { enforcementLevel?: string }>);
      const known = rowsOf(contentOf(path)).map(([name]) => name);
      for (const [name, given] of policies) {
        assert.ok(known.includes(name), name);
        const config: Record<string, unknown> = { ...given };
        delete config["enforcementLevel"];
        assert.equal(parsePackConfig(name, config).message, undefined);
      }
    });
  }

  it("has a heading for each policy, which its violations point to", () => {
    for (const path of ["docs/policy-pack.md", "policypack/README.md"]) {
      const headings = [...contentOf(path).matchAll(/^### (\S+)$/gm)].map(([, name]) => name);
      for (const { name } of policies) assert.ok(headings.includes(name), `${path}: ${name}`);
    }
  });

  it("leads from the package to no file that is not in it", () => {
    assert.doesNotMatch(contentOf("policypack/README.md"), /\]\((?!https:|#)|(?<!\.com\/)docs\//);
  });
});
