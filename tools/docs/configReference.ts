/** The stack config's reference, generated from its schema: docs/config.md and the `config:` block of Pulumi.yaml. */
import type { z } from "zod";
import { parseStackConfig } from "../../config/parse";
import { stackConfigSchema } from "../../config/schema";
import { markdownTable } from "../../report/markdownTable";
import { metaOf, unwrap, type Changing } from "../../validation/schemaMeta";

/** A key of the stack config, nested ones as `trail.name` and `buckets[].name`. */
export interface ConfigKey {
  readonly path: string;
  readonly description: string;
  readonly changing: Changing | undefined;
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

/** The keys of a schema, each before those inside it. */
export function configKeys(schema: z.ZodType, path = ""): ConfigKey[] {
  const { shape, element } = unwrap(schema).def as Shapes;
  if (element && !(unwrap(element).def as Shapes).shape) return [];
  if (element) return configKeys(element, `${path}[]`);
  return Object.entries(shape ?? {}).flatMap(([key, value]) => {
    const inner = path === "" ? key : `${path}.${key}`;
    const { description, changing, allowed, example } = metaOf(value);
    // The elements of policy statements are IAM's own.
    if (description === undefined) return [];
    return [
      { path: inner, description, changing, allowed: allowed ?? "", example, defaultValue: defaultOf(value) },
      ...configKeys(value, inner),
    ];
  });
}

function defaultOf(schema: z.ZodType): string | undefined {
  const result = schema.safeParse(undefined);
  return result.success && result.data !== undefined ? JSON.stringify(result.data) : undefined;
}

/**
 * A table of all keys of a schema, in Markdown.
 * @param examples add a column with the schema's examples, which are YAML
 */
export function configTable(schema: z.ZodType, { examples = false } = {}): string {
  const heads = ["Key", "Meaning", "Allowed", "Default", ...(examples ? ["Example"] : [])];
  const rows = configKeys(schema).map(({ path, description, changing, allowed, defaultValue, example }) => {
    // A map's default is the defaults of its keys, which have rows of their own.
    const shown = defaultValue?.startsWith("{") ? undefined : defaultValue;
    const meaning = changing === undefined ? description : `${description} *When it changes:* ${changing.what}`;
    return [code(path), meaning, allowed, code(shown), ...(examples ? [code(example)] : [])];
  });
  return markdownTable(heads, rows);
}

function code(text: string | undefined): string {
  return text === undefined ? "" : `\`${text}\``;
}

/** A stack config to copy: what a first production stack needs. */
const exampleConfig = `config:
  aws:region: us-east-1
  s3-encryption-audit:requirement:
    methods: [sse-kms]
    kmsKeyArns:
      # A placeholder: put your own key here, or leave kmsKeyArns out to allow any key.
      - arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
  s3-encryption-audit:trail:
    # Without it the trail uses the first of kmsKeyArns, whose key policy must let CloudTrail use it.
    kmsKey: none
  s3-encryption-audit:alarms: { deniedUploads: 10, silentHours: 24 }
  s3-encryption-audit:notifications: { emails: [security@example.com] }
  s3-encryption-audit:buckets:
    - name: acme-orders-prod
      versioning: true
    - name: acme-reports-prod
      # Records uploads against the requirement, and does not deny them yet.
      enforcement: audit
  s3-encryption-audit:tags: { team: security }
  s3-encryption-audit:protect: true`;

/** docs/config.md. */
export function configReference(): string {
  return `# Stack config

<!-- Generated from config/schema.ts by \`npm run docs\`; do not edit. -->

Write the keys into \`Pulumi.<stack>.yaml\`, each with the project's name before it. Every key is optional. A wrong value is
refused at preview, before anything is registered, with all problems in one message.

\`\`\`yaml
${exampleConfig}
\`\`\`

${configTable(stackConfigSchema, { examples: true })}

What each change does to a deployed stack, resource by resource: [changes.md](changes.md).
`;
}

/** Pulumi.yaml. */
export function pulumiYaml(): string {
  const keys = Object.entries(stackConfigSchema.shape).map(([key, schema]) => {
    return [
      `  ${key}:`,
      `    description: ${JSON.stringify(metaOf(schema).description)}`,
      // Pulumi demands a value for keys without a default.
      `    default: ${JSON.stringify(defaults[key])}`,
    ].join("\n");
  });
  return `# Generated from config/schema.ts by \`npm run docs\`; do not edit.
name: ${project}
description: Shows with which server-side encryption every new Amazon S3 object is written, alarms and denies.
runtime: nodejs
# The program: package.json names the entry of the components' package.
main: index.ts
# Without types: the program checks them itself, and tells everything that is wrong at once.
config:
${keys.join("\n")}
`;
}
