/**
 * `npm run package:schema`: writes entry/schema.json, the package's schema in Pulumi's words, as Pulumi's own inference
 * reads it from the interfaces and classes. It changes with them and with the version alone.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";
import manifest from "../package.json";

/** Where the schema is checked in. */
export const schemaFile = path.join(__dirname, "..", "entry", "schema.json");

/** The schema of the components as they are now, as text. Takes as long as type-checking them. */
export function packageSchema(): string {
  const components = new Set(["AccessPolicies", "AuditLake", "EncryptedBucket", "ObjectEncryptionAudit"]);
  const analyzer = new Analyzer(path.join(path.dirname(schemaFile), "build"), manifest.name, { main: "../index.ts" }, components);
  const { components: found, typeDefinitions, dependencies } = analyzer.analyze();
  const inferred = generateSchema(manifest.name, manifest.version, manifest.description, found, typeDefinitions, dependencies);
  return `${JSON.stringify(inferred, undefined, 2)}\n`;
}

if (require.main === module) fs.writeFileSync(schemaFile, packageSchema());
