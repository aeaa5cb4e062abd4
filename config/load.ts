/** Reads the stack config of the running Pulumi program. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { placeOfProvider } from "../components/place";
import { formatWarnings, type Problem } from "../validation/problem";
import { namePrefix, type ConfigContext } from "./context";
import { ConfigError, parseStackConfig } from "./parse";
import type { StackConfig } from "./schema";
import { isSecret } from "./secrets";
import { configWarnings, profileRegionWarnings } from "./warnings";

export interface LoadedConfig {
  readonly config: StackConfig;
  readonly project: string;
  readonly stack: string;
  /** What every name of the stack begins with. */
  readonly prefix: string;
  /** The stack's own region, where it is known. */
  readonly region?: string | undefined;
  /** Whether a key of the config was given as a secret: whatever is made of its value is to be secret as well. */
  readonly isSecret: (key: keyof StackConfig) => boolean;
}

/**
 * The stack config, refused before anything is registered if it is wrong. What it takes account and region to see is checked
 * here as well, beside the components' own checks: nothing of the stack is there yet.
 * @throws pulumi.RunError, which Pulumi prints without a stack trace, with all problems of the config
 */
export async function loadStackConfig(): Promise<LoadedConfig> {
  const project = pulumi.getProject();
  const context: ConfigContext = {
    project,
    stack: pulumi.getStack(),
    keys: Object.keys(pulumi.runtime.allConfig()),
    secretKeys: secretKeys(project),
    ...namedRegion(),
  };
  const { stack } = context;
  const warn = (warnings: readonly Problem[]): void => {
    if (warnings.length > 0) void pulumi.log.warn(formatWarnings(`The config of stack ${stack}`, warnings));
  };
  warn(configWarnings(context));
  return runErrors(async () => {
    const values = configValues(project);
    // Everything that can be found out without AWS comes first: a wrong config needs no credentials to be refused.
    parseStackConfig(values, context);
    const place = await placeOfProvider();
    const config = parseStackConfig(values, { ...context, ...place });
    warn(profileRegionWarnings(context, place?.region));
    return { config, project, stack, prefix: namePrefix(project, stack), region: place?.region, isSecret: (key) => isSecret(context, key) };
  });
}

/** The region, and what names it, where anything does but the AWS profile. */
function namedRegion(): Pick<ConfigContext, "region" | "regionNamedBy"> {
  if (aws.config.region !== undefined) return { region: aws.config.region };
  const [name, region] = ["AWS_REGION", "AWS_DEFAULT_REGION"].map((one) => [one, process.env[one]] as const).find(([, value]) => value) ?? [];
  return name === undefined ? {} : { region, regionNamedBy: name };
}

/** The values of the project's keys; the engine hands structured values over as JSON. */
function configValues(project: string): Record<string, unknown> {
  const prefix = `${project}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), structured(text)]),
  );
}

/** The project's keys that hold a secret, without the project's name. */
function secretKeys(project: string): string[] {
  // The SDK exports it, but leaves it out of its types: there is no other way to learn which keys are secret.
  const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean };
  return Object.keys(configValues(project)).filter((key) => isConfigSecret(`${project}:${key}`));
}

/** What the text of a value stands for. */
function structured(text: string): unknown {
  // A key without a value.
  if (text === "") return null;
  // The engine writes maps and lists without white space: JSON with some is text in the file, and is told as such.
  if (/^[{[]/.test(text) && /\s/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, ""))) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function runErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ConfigError ? new pulumi.RunError(error.message) : error;
  }
}
