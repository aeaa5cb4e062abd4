/** The repository's own program, deployed to the sandbox provider in this process: a moment where the engine takes half a minute. */
import * as pulumi from "@pulumi/pulumi";
import type { Deployment, ResourceState } from "../../sandbox/engineOutput";
import { invoke } from "../../sandbox/provider/invokes";
import { readProviderConfig, type ProviderConfig } from "../../sandbox/provider/place";
import { SandboxProvider } from "../../sandbox/provider/provider";
import { registeredOn } from "../components/declare";
import program from "../../index";

export const project = "s3-encryption-audit";

/** The stack that a stack config gives. */
export interface InProcessStack {
  readonly stack: string;
  readonly region: string;
  /** The project's keys, without its name. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Runs the program as the engine would, and gives the state that the engine would record.
 * @throws Error with the program's message for a config that it refuses, or the provider's for a resource that AWS would
 */
export async function deployInProcess({ stack, region, values }: InProcessStack): Promise<Deployment> {
  const provider = new SandboxProvider();
  const config = { region, defaultTags: {} };
  // Of explicit providers, by what names them to the resources that they create.
  const configs = new Map<string, ProviderConfig>();
  const resources: ResourceState[] = [];
  pulumi.runtime.setAllConfig({
    "aws:region": region,
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [`${project}:${key}`, JSON.stringify(value)])),
  });
  let outputs: Record<string, unknown> = {};
  // The SDK keeps the stack of every promise, to tell what leaked; reading them is most of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs, provider: explicit }) => {
      if (type === "pulumi:providers:aws") {
        configs.set(`${name}-provider`, readProviderConfig(inputs as Record<string, unknown>));
        return { id: `${name}-provider`, state: inputs };
      }
      const urn = `urn:pulumi:${stack}::${project}::${type}::${name}`;
      if (!type.startsWith("aws:")) return { id: name, state: {} };
      const checked = provider.check(inputs as Record<string, unknown>, { urn, olds: undefined, seed: Buffer.from("") });
      if (checked.refusals.length > 0) throw new Error(`${urn}: ${JSON.stringify(checked.refusals)}`);
      const state = provider.create(urn, checked.inputs, false, configs.get((explicit ?? "").split("::").pop() ?? "") ?? config);
      resources.push({ urn, type, custom: true, id: state.id, inputs: state.inputs, outputs: state.outputs });
      return { id: state.id, state: state.outputs };
    },
    call: ({ token, inputs }) => invoke(token, inputs as Record<string, unknown>, config),
  };
  try {
    await registeredOn(async () => {
      outputs = await resolved(await program());
    }, mocks, { project, stack });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    pulumi.runtime.setAllConfig({});
  }
  return { resources, outputs };
}

/** Outputs as the engine records them. */
function resolved(outputs: Record<string, unknown>): Promise<Record<string, unknown>> {
  return new Promise((resolve) => pulumi.output(outputs).apply((values) => resolve(values as Record<string, unknown>)));
}
