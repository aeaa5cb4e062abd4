/** The stack config's reference, generated from its schema: docs/config.md and the `config:` block of Pulumi.yaml. */
import type { z } from "zod";
import { parseStackConfig } from "../../config/parse";
import { stackConfigSchema } from "../../config/schema";
import { metaOf, unwrap } from "../../validation/zodProblems";

/** A key of the stack config, nested ones as `trail.name` and `buckets[].name`. */
interface ConfigKey {
  readonly path: string;
  readonly description: string;
  readonly allowed: string;
  readonly example: string | undefined;
  /** As JSON; undefined where there is none. */
  readonly defaultValue: string | undefined;
}

const project = "s3-encryption-audit";
const defaults = parseStackConfig({}, { project, stack: "dev" }) as Record<string, unknown>;

interface Shapes {
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
}

function configKeys(schema: z.ZodType, path = ""): ConfigKey[] {
  const { shape, element } = unwrap(schema).def as Shapes;
  if (element && !(unwrap(element).def as Shapes).shape) return [];
  if (element) return configKeys(element, `${path}[]`);
  return Object.entries(shape ?? {}).flatMap(([key, value]) => {
    const inner = path === "" ? key : `${path}.${key}`;
    const { description, allowed, example } = metaOf(value);
    // The elements of policy statements are IAM's own.
    if (description === undefined) return [];
    return [
      { path: inner, description, allowed: allowed ?? "", example, defaultValue: defaultOf(value) },
      ...configKeys(value, inner),
    ];
  });
}

function defaultOf(schema: z.ZodType): string | undefined {
  const result = schema.safeParse(undefined);
  return result.success && result.data !== undefined ? JSON.stringify(result.data) : undefined;
}

/** A table of all keys of a schema, in Markdown. */
export function configTable(schema: z.ZodType): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const rows = configKeys(schema).map(({ path, description, allowed, defaultValue }) => {
    // A map's default is the defaults of its keys, which have rows of their own.
    const shown = defaultValue === undefined || defaultValue.startsWith("{") ? "" : `\`${defaultValue}\``;
    return `| \`${path}\` | ${cell(description)} | ${cell(allowed)} | ${cell(shown)} |`;
  });
  return ["| Key | Meaning | Allowed | Default |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** docs/config.md. */
export function configReference(): string {
  const examples = Object.entries(stackConfigSchema.shape).map(
    ([key, schema]) => `  ${project}:${indented(metaOf(schema).example ?? key)}`,
  );
  return `# Stack config

<!-- Generated from config/schema.ts by \`npm run docs\`; do not edit. -->

Every key stands in \`Pulumi.<stack>.yaml\` with the project's name before it. None is required. A wrong value is refused
at preview, before anything is registered, with all problems in one message.

\`\`\`yaml
config:
  aws:region: us-east-1
${examples.join("\n")}
\`\`\`

${configTable(stackConfigSchema)}
`;
}

function indented(example: string): string {
  return example.replaceAll("\n", "\n  ");
}

/** Pulumi's names for types; a key that takes values of several types has none. */
function pulumiType(key: string, schema: z.ZodType): string | undefined {
  // `trail: existing` is text, anything more is a map.
  if (key === "trail") return undefined;
  const { type } = unwrap(schema).def as { type: string };
  const types: Record<string, string> = { object: "object", record: "object", array: "array", boolean: "boolean" };
  const name = types[type];
  if (name === undefined) throw new Error(`Pulumi.yaml has no type for ${key}`);
  return name;
}

function mode(value: unknown): unknown {
  return (value as { mode: string }).mode;
}

/** Pulumi.yaml. */
export function pulumiYaml(): string {
  const keys = Object.entries(stackConfigSchema.shape).map(([key, schema]) => {
    const type = pulumiType(key, schema);
    return [
      `  ${key}:`,
      ...(type === undefined ? [] : [`    type: ${type}`]),
      ...(type === "array" ? ["    items:", "      type: object"] : []),
      `    description: ${JSON.stringify(metaOf(schema).description)}`,
      // Pulumi demands a value for keys without a default. The short form of a value of several types is its text.
      `    default: ${JSON.stringify(type === undefined ? mode(defaults[key]) : defaults[key])}`,
    ].join("\n");
  });
  return `# Generated from config/schema.ts by \`npm run docs\`; do not edit.
name: ${project}
description: Shows with which server-side encryption every new Amazon S3 object is written, alarms and denies.
runtime: nodejs
config:
${keys.join("\n")}
`;
}
