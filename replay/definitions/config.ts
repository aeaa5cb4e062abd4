/** What records are judged by, from a file: a requirement alone, or the config of a stack. */
import * as fs from "node:fs";
import * as path from "node:path";
import { auditScope } from "../../arguments/scope";
import { excluding } from "../../encryption/auditScope";
import { lakeDatabaseName, lakeTableName } from "../../encryption/lake/table";
import { namePrefix } from "../../config/context";
import { parseStackConfig } from "../../config/parse";
import { stackConfigSchema } from "../../config/schema";
import type { AuditDefinitions } from "./auditDefinitions";
import { defaultPartition, pipelineOf } from "./pipeline";
import { parseYaml } from "./yaml";

const project = "s3-encryption-audit";

/**
 * Definitions from a file: a stack config (`Pulumi.<stack>.yaml`), its keys without the project's name, or a requirement alone.
 * Records of every region are judged, also where the config names one.
 * @throws ConfigError with all problems of the config; Error where the file is not there, or is no YAML
 */
export function definitionsOfFile(file: string): AuditDefinitions {
  const value = parseYaml(fs.readFileSync(file, "utf8"), file);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${file} holds no map; a requirement is one: requirement: { methods: [sse-kms] }`);
  const { config } = value as { config?: unknown };
  const values = typeof config === "object" && config !== null ? projectKeys(config) : { ...value };
  return definitionsOf(file, "methods" in values ? { requirement: values } : values);
}

function projectKeys(config: object): Record<string, unknown> {
  const prefix = `${project}:`;
  return Object.fromEntries(Object.entries(config).flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value as unknown]] : [])));
}

function definitionsOf(source: string, values: Readonly<Record<string, unknown>>): AuditDefinitions {
  // Of the stack's own matters, such as endpoints that are secrets, nothing is needed here.
  const { requirement, scope, trail, alarms, buckets, lake } = values;
  const wanted = Object.fromEntries(Object.entries({ requirement, scope, trail, alarms, buckets, lake }).filter(([, value]) => value !== undefined));
  const unknown = Object.keys(values).filter((key) => !(key in stackConfigSchema.shape));
  if (unknown.length > 0) throw new Error(`${source}: ${unknown.join(", ")} ${unknown.length === 1 ? "is no key" : "are no keys"} of a stack config, nor of a requirement`);
  const stack = /^Pulumi\.([\w.-]{1,20})\.ya?ml$/.exec(path.basename(source))?.[1] ?? "replay";
  const config = parseStackConfig(wanted, { project, stack });
  const audited = auditScope(config.scope, config.buckets.map(({ name }) => name));
  const { existing, name: logBucket = existing } = config.trail.logBucket;
  const audit = { requirement: config.requirement, scope: logBucket === undefined ? audited : excluding(audited, logBucket), partition: defaultPartition };
  const prefix = namePrefix(project, stack);
  return {
    source,
    requirement: config.requirement,
    pipeline: pipelineOf({ ...audit, periodMinutes: config.alarms.periodMinutes, deniedUploads: config.alarms.deniedUploads }),
    lake: { audit, ...(config.lake.create && { workgroup: prefix, table: { database: lakeDatabaseName(prefix), name: lakeTableName } }) },
  };
}
