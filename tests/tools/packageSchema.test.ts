/** Protects the package's schema: it says what the components take and give, and a change of it is one that is seen. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import manifest from "../../package.json";
import policyPack from "../../policypack/package.json";
import schema from "../../entry/schema.json";
import { packageSchema, schemaFile } from "../../tools/packageSchema";

interface Property {
  readonly type?: string;
  readonly plain?: boolean;
  readonly description?: string;
  readonly items?: Property;
  readonly additionalProperties?: Property;
}

const resources = schema.resources as unknown as Record<string, { inputProperties: Record<string, Property>; properties: Record<string, Property>; requiredInputs: string[]; description: string }>;
const types = schema.types as unknown as Record<string, { properties: Record<string, Property> }>;
const token = (name: string): string => `s3-encryption-audit:index:${name}`;

describe("the package's schema", () => {
  it("is the one that Pulumi infers from the components as they are", function () {
    this.timeout(900_000);
    assert.equal(fs.readFileSync(schemaFile, "utf8"), packageSchema(), "run npm run package:schema");
  });

  it("has the version of the package, which the pack has as well", () => {
    assert.equal(schema.version, manifest.version);
    assert.equal(policyPack.version, manifest.version);
  });

  it("has four components, which need no argument but what only the caller knows: the bucket that a lake lies in", () => {
    assert.deepEqual(Object.keys(resources).sort(), ["AccessPolicies", "AuditLake", "EncryptedBucket", "ObjectEncryptionAudit"].map(token));
    for (const [name, { requiredInputs, description }] of Object.entries(resources)) {
      assert.deepEqual(requiredInputs, name === token("AuditLake") ? ["logBucket"] : [], name);
      assert.ok(description.length > 0, name);
    }
  });

  it("describes every argument", () => {
    for (const [name, { inputProperties }] of Object.entries(resources)) {
      for (const [key, { description = "" }] of Object.entries(inputProperties)) assert.match(description, /\.$/m, `${name}.${key}`);
    }
    for (const [name, { properties }] of Object.entries(types)) {
      if (/Selector$/.test(name)) continue;
      for (const [key, { description = "" }] of Object.entries(properties)) assert.match(description, /Allowed: /, `${name}.${key}`);
    }
  });

  it("takes outputs for keys, topics, tags, actions, own statements and exempt principals, and plain values for the rest", () => {
    const isInput = (property: Property): boolean => !property.plain || (property.items !== undefined && !property.items.plain);
    const inputs = (properties: Record<string, Property>): string[] => Object.keys(properties).filter((key) => isInput(properties[key] as Property)).sort();
    const ofType = (name: string): string[] => inputs(types[token(name)]?.properties ?? {});
    assert.deepEqual(inputs(resources[token("EncryptedBucket")]?.inputProperties ?? {}), ["additionalStatements", "kmsKeyArn", "tags"]);
    assert.deepEqual(inputs(resources[token("ObjectEncryptionAudit")]?.inputProperties ?? {}), ["tags"]);
    assert.deepEqual(inputs(resources[token("AuditLake")]?.inputProperties ?? {}), ["logBucket", "tags"]);
    assert.deepEqual(inputs(resources[token("AccessPolicies")]?.inputProperties ?? {}), ["bucketKeyArns", "tags"]);
    assert.deepEqual(
      Object.fromEntries(["Requirement", "Exemption", "Scope", "Trail", "LogBucket", "LogGroup", "Alarms", "Notifications"].map((name) => [name, ofType(name)])),
      { Requirement: ["kmsKeyArns"], Exemption: ["arn"], Scope: [], Trail: ["kmsKey"], LogBucket: [], LogGroup: ["kmsKeyArn"], Alarms: ["actions", "okActions"], Notifications: ["kmsKeyArn", "topicArn"] },
    );
  });
});
