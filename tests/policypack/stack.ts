/** A stack as CrossGuard hands it to policies, unknown values included: reading one throws. */
import type { PolicyResource, ResourceValidationArgs, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy";
import { usersOf } from "../../policypack/config/keyUse";
import { policies } from "../../policypack/policies/all";

// Internal to @pulumi/policy, and left out of its types; the real ones, so that nothing here is a guess at them.
const { unknownCheckingProxy, unknownStringValue } = proxy as unknown as {
  unknownCheckingProxy: (props: object) => Record<string, unknown>;
  unknownStringValue: string;
};

/** A value that is known only after the deployment. */
export const unknown = unknownStringValue;

/** A resource of a test's stack. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs?: Record<string, unknown>;
  /** What outputs have besides the inputs. */
  readonly outputs?: Record<string, unknown>;
  /** Names of the resources that a property's value comes from. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  readonly parent?: string;
  /** The properties of its provider. */
  readonly provider?: Record<string, unknown>;
  /** Read with `get`: CrossGuard shows it to stack policies alone. */
  readonly readOnly?: boolean;
}

export interface Violation {
  readonly message: string;
  readonly urn: string | undefined;
  /** Where it is not the policy's. */
  readonly enforcementLevel?: string;
}

let stacks = 0;
const options = { protect: false, ignoreChanges: [], aliases: [], customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 }, additionalSecretOutputs: [] };

/** The URN of a resource in a stack of its own for each call, so that no test sees another one's inputs. */
function newUrns(): (declared: Declared) => string {
  const stack = `test${String(stacks++)}`;
  return ({ type, name }) => `urn:pulumi:${stack}::project::${type}::${name}`;
}

/** Resources as stack policies see them, and arguments as resource policies do. */
export function stackOf(declared: readonly Declared[], urnOf = newUrns()): { resources: PolicyResource[]; inputs: ResourceValidationArgs[] } {
  const resources = declared.map((resource) => ({
    type: resource.type,
    name: resource.name,
    urn: urnOf(resource),
    props: unknownCheckingProxy({ ...resource.inputs, ...resource.outputs }),
    opts: options,
    dependencies: [] as PolicyResource[],
    propertyDependencies: {} as Record<string, PolicyResource[]>,
  })) as unknown as PolicyResource[];
  const byName = new Map(resources.map((resource) => [resource.name, resource]));
  declared.forEach(({ dependencies = {}, parent, provider }, index) => {
    const resource = resources[index];
    if (!resource) return;
    for (const [property, names] of Object.entries(dependencies)) {
      resource.propertyDependencies[property] = names.flatMap((name) => byName.get(name) ?? []);
    }
    const parentResource = parent === undefined ? undefined : byName.get(parent);
    if (parentResource) resource.parent = parentResource;
    if (provider) resource.provider = { type: "pulumi:providers:aws", name: "default", urn: "urn:provider", props: unknownCheckingProxy(provider) };
  });
  const inputs = declared
    .filter(({ readOnly }) => !readOnly)
    .map((resource) => ({
      type: resource.type,
      name: resource.name,
      urn: urnOf(resource),
      props: unknownCheckingProxy({ ...resource.inputs }),
      opts: options,
    })) as unknown as ResourceValidationArgs[];
  return { resources, inputs };
}

/**
 * What a policy reports of a stack: first about each resource, then about the stack.
 * @param config the policy's own
 * @param configOfOthers that of the pack's other policies, by their names
 * @param onNotApplicable called with the reason where the policy says that it does not apply
 * @param remediate called with the first resource's URN, as the engine does before policies see it; gives its inputs
 */
export async function violations(
  policy: StackValidationPolicy,
  declared: readonly Declared[],
  config: object = {},
  configOfOthers: Readonly<Record<string, object>> = {},
  remediate?: (urn: string) => Record<string, unknown>,
  onNotApplicable: (reason: string) => void = () => undefined,
): Promise<Violation[]> {
  const found: Violation[] = [];
  const report = (violation: string | { message?: string; urn?: string; enforcementLevel?: string }, urn?: string): void => {
    found.push(typeof violation === "string" ? { message: violation, urn } : { message: "", urn: undefined, ...violation });
  };
  const common = { stackTags: new Map<string, string>(), notApplicable };
  const { resources, inputs } = stackOf(declared);
  // The engine shows every resource to all policies, beginning with the stack itself.
  const [root] = stackOf([{ type: "pulumi:pulumi:Stack", name: "stack" }]).inputs;
  for (const { name, validateResource } of policies as readonly Validating[]) {
    if (name === policy.name) continue;
    validateResource?.({ ...common, ...root, getConfig: () => configOfOthers[name] ?? {} } as unknown as ResourceValidationArgs, () => undefined);
  }
  const own = { ...common, getConfig: () => config };
  const { validateResource } = policy as Validating;
  validateResource?.({ ...own, ...root } as unknown as ResourceValidationArgs, report);
  inputs.forEach((args, index) => {
    const props = index === 0 && remediate ? remediate(args.urn) : args.props;
    validateResource?.({ ...own, ...args, props } as unknown as ResourceValidationArgs, report);
  });
  const reason = await validateStack(policy, { ...own, resources }, report);
  if (reason !== undefined) onNotApplicable(reason);
  return found.map(({ urn, ...violation }) => ({ ...violation, urn: urn?.split("::").at(-1) }));
}

/** As CrossGuard does, notApplicable() ends a policy. */
class NotApplicable extends Error {}

function notApplicable(reason: string): never {
  throw new NotApplicable(reason);
}

/** Runs a policy on a stack; gives the reason where it says that it does not apply. */
async function validateStack(policy: StackValidationPolicy, args: object, report: unknown): Promise<string | undefined> {
  try {
    await policy.validateStack(args as StackValidationArgs, report as never);
    return undefined;
  } catch (error) {
    if (error instanceof NotApplicable) return error.message;
    throw error;
  }
}

/** A violation with the policy that reports it. */
export interface PackViolation extends Violation {
  readonly policy: string;
}

/**
 * What all enabled policies of the pack report together, as the engine calls them: with each resource, beginning with the
 * stack itself, and then one after another with the stack.
 * @param config by policy; `disabled` for a policy that does not run
 */
export async function packViolations(declared: readonly Declared[], config: Readonly<Record<string, object | "disabled">> = {}): Promise<PackViolation[]> {
  const found: PackViolation[] = [];
  const common = { stackTags: new Map<string, string>(), notApplicable };
  const { resources, inputs } = stackOf(declared);
  const roots = stackOf([{ type: "pulumi:pulumi:Stack", name: "stack" }]).inputs;
  const running = (policies as readonly (StackValidationPolicy & Validating)[]).flatMap((policy) => {
    const own = config[policy.name] ?? {};
    if (own === "disabled" || policy.enforcementLevel === "disabled") return [];
    const report = (violation: string | Partial<Violation>, urn?: string): void => {
      const said = typeof violation === "string" ? { message: violation, urn } : { message: "", urn: undefined, ...violation };
      found.push({ policy: policy.name, enforcementLevel: policy.enforcementLevel ?? "", ...said, urn: said.urn?.split("::").at(-1) });
    };
    return { policy, report, args: { ...common, getConfig: () => own } };
  });
  for (const resource of [...roots, ...inputs]) {
    for (const { policy, report, args } of running) policy.validateResource?.({ ...args, ...resource } as unknown as ResourceValidationArgs, report);
  }
  for (const { policy, report, args } of running) await validateStack(policy, { ...args, resources }, report);
  return found;
}

/** What of a configuration a policy uses: it refuses the rest. */
export function usedBy({ name }: { readonly name: string }, config: object): object {
  return Object.fromEntries(Object.entries(config).filter(([key]) => usersOf(key)?.includes(name) ?? true));
}

interface Validating {
  readonly name: string;
  readonly validateResource?: (args: ResourceValidationArgs, report: unknown) => void;
}

/** What a policy reports, apart from what it merely advises. */
export async function messages(...stack: Parameters<typeof violations>): Promise<string[]> {
  return (await violations(...stack)).flatMap(({ message, enforcementLevel }) => (enforcementLevel === "advisory" ? [] : message));
}
