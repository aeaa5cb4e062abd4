/**
 * The components, for programs in any language: Pulumi starts this file, named by `main` of package.json, as the package's
 * plugin, and talks to it.
 *
 * The schema is the one that is checked in. Pulumi's `componentProviderHost` would infer it from the sources instead, at
 * each start: 15 seconds before the first component of a program.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import type { ComponentResource, ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { main, type Provider } from "@pulumi/pulumi/provider";
import { AccessPolicies, AuditLake, EncryptedBucket, ObjectEncryptionAudit } from "./index";

interface Schema {
  readonly version: string;
  readonly resources: Readonly<Record<string, { readonly properties: object }>>;
}

const text = fs.readFileSync(path.join(__dirname, "schema.json"), "utf8");
const schema = JSON.parse(text) as Schema;

const components: Readonly<Record<string, new (name: string, args: Inputs, options: ComponentResourceOptions) => ComponentResource>> = {
  "s3-encryption-audit:index:AccessPolicies": AccessPolicies,
  "s3-encryption-audit:index:AuditLake": AuditLake as unknown as (typeof components)[string],
  "s3-encryption-audit:index:EncryptedBucket": EncryptedBucket,
  "s3-encryption-audit:index:ObjectEncryptionAudit": ObjectEncryptionAudit,
};

const provider: Provider = {
  version: schema.version,
  schema: text,
  construct(name, type, inputs, options) {
    const Component = components[type];
    const properties = schema.resources[type]?.properties;
    if (!Component || !properties) throw new Error(`${type} is none of the package's components: ${Object.keys(components).join(", ")}`);
    const component = new Component(name, inputs, options);
    const outputs = component as unknown as Readonly<Record<string, unknown>>;
    const state = Object.fromEntries(Object.keys(properties).map((property) => [property, outputs[property]]));
    return Promise.resolve({ urn: component.urn, state });
  },
};

void main(provider, process.argv.slice(2));
