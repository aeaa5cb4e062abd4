/** Runs the program of this repository on Pulumi's mocks, for one stack: as fast as components, and all that it declares. */
import * as pulumi from "@pulumi/pulumi";
import program from "../../../index";
import { invoke } from "../../../sandbox/provider/invokes";
import type { Properties } from "../../../sandbox/provider/values";
import { registeredOn, type Registered } from "../../components/declare";
import { outputsOf, placeOf } from "./callsOf";

/** A stack of the program. */
export interface ProgramStack {
  readonly name?: string;
  readonly region: string;
  /** Values of the project's config keys. */
  readonly config: Readonly<Record<string, unknown>>;
}

const project = "s3-encryption-audit";

/** The resources that a stack declares, without components, in an order in which they can be created. */
export async function resourcesOf({ name = "test", region, config }: ProgramStack): Promise<Registered[]> {
  const values = Object.entries(config).map(([key, value]) => [`${project}:${key}`, typeof value === "string" ? value : JSON.stringify(value)]);
  pulumi.runtime.setAllConfig(Object.fromEntries([["aws:region", region], ...values]));
  // Pulumi keeps a stack trace of every promise. Without them large stacks take a fifth of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const all = await registeredOn(program, mocksIn(region), { project, stack: name });
    return all.filter(({ custom, type }) => custom && !isProvider(type)).map((one) => ({ ...one, inputs: withoutSecrets(one.inputs) as Properties }));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    pulumi.runtime.setAllConfig({});
  }
}

const isProvider = (type: string): boolean => type.startsWith("pulumi:providers:");

function mocksIn(region: string): pulumi.runtime.Mocks {
  return {
    newResource: ({ type, name, inputs, custom, provider = "" }) => {
      if (custom === false) return { id: undefined, state: {} };
      if (isProvider(type)) return { id: name, state: inputs };
      const given = withoutSecrets(inputs) as Properties;
      const place = placeOf(given, provider, region);
      const outputs = outputsOf({ type, name, inputs: given }, place.region, place.account);
      return { id: outputs.id, state: { ...given, ...outputs } };
    },
    call: ({ token, inputs }) => invoke(token, inputs as Properties, { region, defaultTags: {} }),
  };
}

/** The key by which Pulumi's protocol marks a value as secret. */
const secretMark = "4dabf18193072939515e22adb298388d";

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (secretMark in value) return withoutSecrets((value as Properties)["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
