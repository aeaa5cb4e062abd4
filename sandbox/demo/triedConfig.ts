/** The stack config that a run tries: the text of a Pulumi.<stack>.yaml, without what only its own backend can use. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as yaml from "js-yaml";
import { partitionOfRegion, regionalArn } from "../../encryption/arn";
import { documentationAccount } from "../../validation/examples";

/** A config to try, and the stack that it is tried as. */
export interface TriedConfig {
  readonly stack: string;
  /** As Pulumi.<stack>.yaml, with placeholders where the file has secrets. */
  readonly text: string;
  readonly placeholders: readonly Placeholder[];
  /** Keys of the file beside `config` that the sandbox cannot follow, such as `environment`. */
  readonly ignored: readonly string[];
  /** The bucket that its trail delivers to, where it is said to exist. */
  readonly existingLogBucket: string | undefined;
}

/** What stands for a value that is encrypted, and that only the stack's own passphrase or key decrypts. */
export interface Placeholder {
  /** As `pulumi config set --path` takes it: `s3-encryption-audit:notifications.httpsEndpoints[0]`. */
  readonly path: string;
  readonly value: string;
}

/** A config that cannot be tried, said in one sentence. */
export class TriedConfigError extends Error {}

/** What `--stack` and `--config` say. */
export interface Tried {
  readonly stack?: string;
  readonly config?: string;
}

const defaultStack = "dev";

/**
 * Reads the config of a stack of the project, or another file's.
 * @param project the folder with the Pulumi.<stack>.yaml files
 * @param cwd where a relative path starts
 * @throws TriedConfigError where there is no such file, or none that Pulumi could read
 */
export function triedConfig({ stack, config }: Tried, project: string, cwd: string): TriedConfig {
  const file = config === undefined ? path.join(project, `Pulumi.${stack ?? defaultStack}.yaml`) : path.resolve(cwd, config);
  const text = readText(file, config === undefined ? project : undefined);
  return { stack: stack ?? (config === undefined ? defaultStack : stackNameOf(file)), ...parsed(text, path.basename(file)) };
}

function readText(file: string, project: string | undefined): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw new TriedConfigError(`${file} cannot be read (${code}).`);
    const known = project === undefined ? [] : fs.readdirSync(project).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
    const hint = known.length > 0 ? ` The project has ${known.map((name) => `--stack ${name}`).join(", ")}; --config takes any other file.` : "";
    throw new TriedConfigError(`${file} does not exist.${hint}`);
  }
}

/** Names of queues and rules are made of the stack's name: it may not be longer. */
const longestStack = 20;

/** `prod` of Pulumi.prod.yaml, `my-config` of "my config.yaml". */
function stackNameOf(file: string): string {
  const name = path.basename(file).replace(/^Pulumi\./, "").replace(/\.ya?ml$/, "");
  return name.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, longestStack) || "tried";
}

/** Keys with which a file says how its secrets are encrypted; with placeholders there are none. */
const ofSecrets = ["secretsprovider", "encryptedkey", "encryptionsalt"];

function parsed(text: string, name: string): Omit<TriedConfig, "stack"> {
  const document = load(text, name) ?? {};
  if (!isMap(document)) throw new TriedConfigError(`${name} is no stack config: it begins with "config:" and a map of keys.`);
  const { config = {}, ...others } = document;
  if (config !== null && !isMap(config)) throw new TriedConfigError(`${name} is no stack config: "config" is not a map of keys.`);
  const placeholders: Placeholder[] = [];
  const region = String((config ?? {})["aws:region"] ?? "us-east-1");
  const replaced = Object.fromEntries(Object.entries(config ?? {}).map(([key, value]) => [key, withPlaceholders(value, key, region, placeholders)]));
  return {
    text: yaml.dump({ config: replaced }, { lineWidth: -1, noRefs: true }),
    placeholders,
    existingLogBucket: existingLogBucket(replaced),
    ignored: Object.keys(others).filter((key) => !ofSecrets.includes(key)),
  };
}

function existingLogBucket(config: Record<string, unknown>): string | undefined {
  // Pulumi takes a key without a name before it for one of the project's.
  const [, trail] = Object.entries(config).find(([key]) => /^([^:]*:)?trail$/.test(key)) ?? [];
  const logBucket = isMap(trail) ? trail["logBucket"] : undefined;
  const existing = isMap(logBucket) ? logBucket["existing"] : undefined;
  return typeof existing === "string" ? existing : undefined;
}

function load(text: string, name: string): unknown {
  try {
    return yaml.load(text);
  } catch (error) {
    if (!(error instanceof yaml.YAMLException)) throw error;
    const { reason, mark } = error as { reason: string; mark?: { line: number; column: number; buffer: string } };
    const tabs = /^ *\t/.test(mark?.buffer.split("\n")[mark.line] ?? "") ? "; YAML is indented with spaces, not with tabs" : "";
    const place = mark ? `, line ${mark.line + 1}, column ${mark.column + 1}` : "";
    throw new TriedConfigError(`${name}${place}: this is not YAML (${reason}${tabs}).`);
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value with a placeholder for each `{ secure: … }` in it. */
function withPlaceholders(value: unknown, at: string, region: string, found: Placeholder[]): unknown {
  if (Array.isArray(value)) return value.map((one, index) => withPlaceholders(one, `${at}[${index}]`, region, found));
  if (!isMap(value)) return value;
  const { secure, ...others } = value;
  if (typeof secure === "string" && Object.keys(others).length === 0) {
    const placeholder = { path: at, value: placeholderFor(at, region, found.length + 1) };
    found.push(placeholder);
    return placeholder.value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPlaceholders(inner, `${at}.${key}`, region, found)]));
}

/** A right value for the place, which names itself a placeholder. */
function placeholderFor(at: string, region: string, number: number): string {
  const name = `placeholder-${number}`;
  const environment = { partition: partitionOfRegion(region), region, accountId: documentationAccount };
  const [, last = ""] = /([A-Za-z0-9]*)(?:\[\d+\])*$/.exec(at) ?? [];
  switch (last) {
    case "emails":
      return `${name}@example.com`;
    case "httpsEndpoints":
      return `https://${name}.example.com/`;
    case "topicArn":
      return regionalArn(environment, "sns", name);
    case "kmsKeyArn":
      return regionalArn(environment, "kms", `key/${String(number).padStart(8, "0")}-0000-0000-0000-000000000000`);
    case "notifications":
      return "{}";
    default:
      return name;
  }
}
