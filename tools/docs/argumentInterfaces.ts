/** The interfaces of the components' arguments, generated from their schemas: arguments/interfaces.ts. */
import type { z } from "zod";
import { accessPoliciesSchema, auditSchema, encryptedBucketSchema, lakeSchema } from "../../arguments/schemas";
import { metaOf, unwrap } from "../../validation/schemaMeta";

interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly values?: readonly unknown[];
  readonly innerType?: z.ZodType;
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

/** The file, as text. */
export function argumentInterfaces(): string {
  const interfaces = new Map<string, string>();
  declare("EncryptedBucketArgs", encryptedBucketSchema, interfaces);
  declare("ObjectEncryptionAuditArgs", auditSchema, interfaces);
  declare("AccessPoliciesArgs", accessPoliciesSchema, interfaces);
  declare("AuditLakeArgs", lakeSchema, interfaces);
  return [
    `/**
 * What the components take. Generated from arguments/schemas.ts by \`npm run docs\`; do not edit.
 *
 * Pulumi infers the package's schema from these interfaces: lists are not \`readonly\`, and words are strings.
 */
import type { Input } from "@pulumi/pulumi";`,
    ...interfaces.values(),
    "",
  ].join("\n");
}

/** Adds the interface of an object's schema, and those inside of it before it. */
function declare(name: string, schema: z.ZodType, interfaces: Map<string, string>): void {
  const properties = Object.entries(definitionOf(unwrap(schema)).shape ?? {}).map(([key, property]) => {
    const optional = property._zod.optin === "optional" || property.safeParse(undefined).success ? "?" : "";
    return `${comment("  ", wordsOf(property))}\n  ${key}${optional}: ${typeOf(key, property, interfaces)};`;
  });
  const { typeDescription, description = "" } = metaOf(schema);
  interfaces.set(name, `\n${comment("", [typeDescription ?? description])}\nexport interface ${name} {\n${properties.join("\n")}\n}`);
}

/** Description, what is allowed, and the default. */
function wordsOf(schema: z.ZodType): string[] {
  const { description = "", allowed } = metaOf(schema);
  return [description, ...(allowed === undefined ? [] : [`Allowed: ${allowed}.`]), ...(defaultOf(schema) ?? [])];
}

const width = 118;

/** Lines as a doc comment, broken between words where they are long. */
function comment(indent: string, lines: readonly string[]): string {
  const [line = "", ...more] = lines;
  if (more.length === 0 && `${indent}/** ${line} */`.length <= width) return `${indent}/** ${line} */`;
  const broken = lines.flatMap((text) => text.match(/\S.{0,106}(?!\S)/g) ?? []);
  return [`${indent}/**`, ...broken.map((text) => `${indent} * ${text}`), `${indent} */`].join("\n");
}

function defaultOf(schema: z.ZodType): string[] | undefined {
  const { success, data } = schema.safeParse(undefined);
  // A map's default is the defaults of what is in it, but for the requirement, whose parts belong together.
  if (!success || data === undefined || ["[]", "{}"].includes(JSON.stringify(data))) return undefined;
  if (isObject(schema) && metaOf(schema).typeName !== "Requirement") return undefined;
  return [`Default: ${JSON.stringify(data)}.`];
}

const isObject = (schema: z.ZodType): boolean => definitionOf(unwrap(schema)).shape !== undefined;

function typeOf(key: string, schema: z.ZodType, interfaces: Map<string, string>): string {
  const meta = metaOf(schema);
  const { type, shape, element, valueType, values } = definitionOf(unwrap(schema));
  const plain = (): string => {
    if (meta.jsonText) return "string";
    if (element) return `${typeOf(key, element, interfaces)}[]`;
    if (valueType) return `Record<string, ${typeOf(key, valueType, interfaces)}>`;
    if (shape) return interfaceOf(key, schema, interfaces);
    if (type === "literal") return typeof values?.[0];
    return { boolean: "boolean", number: "number" }[type] ?? "string";
  };
  return meta.knownLater === undefined ? plain() : `Input<${plain()}>`;
}

function interfaceOf(key: string, schema: z.ZodType, interfaces: Map<string, string>): string {
  const { typeName } = metaOf(schema);
  if (typeName === undefined) throw new Error(`the schema of ${key} has no typeName in its meta data`);
  if (!interfaces.has(typeName)) declare(typeName, schema, interfaces);
  return typeName;
}

