/** The calls to judge: those of each stack, and those for each wrong input. */
import type { Registered } from "../../components/declare";
import type { Call } from "./call";
import { callsOf } from "./callsOf";
import { resourcesOf } from "./program";
import { stacks, type JudgedStack } from "./stacks";
import { wrongInputs, type WrongInput } from "./wrongInputs";

/** Calls that are made one after the other, in an account of their own. */
export interface Sequence {
  readonly id: string;
  readonly region: string;
  /** What is made before, unjudged. */
  readonly before: readonly Call[];
  readonly calls: readonly Call[];
}

const declared = new Map<JudgedStack, Promise<Registered[]>>();

/** What a stack declares; each stack runs once. Not for two stacks at the same time: Pulumi's mocks are global. */
export function stackResources(stack: JudgedStack): Promise<Registered[]> {
  const resources = declared.get(stack) ?? resourcesOf(stack);
  declared.set(stack, resources);
  return resources;
}

/** The calls that create a stack. */
export async function stackSequence(stack: JudgedStack): Promise<Sequence> {
  const { id, region, before = [] } = stack;
  return { id, region, before, calls: (await stackResources(stack)).flatMap((resource) => callsOf(resource, region)) };
}

/** A resource with an input that AWS refuses, and the calls that it leads to. */
export interface WrongResource {
  readonly wrong: WrongInput;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly sequence: Sequence;
}

/** The stacks in whose resources wrong inputs are put: what the first one lacks, the second one has, or the third. */
const stacksToSpoil = ["everything", "no config", "the longest names"];

/** Every wrong input in a resource that is right but for it; what the resource depends on is made before. */
export async function wrongResources(): Promise<WrongResource[]> {
  const all: { stack: JudgedStack; resource: Registered; resources: Registered[] }[] = [];
  for (const id of stacksToSpoil) {
    const stack = stacks.find((one) => one.id === id);
    if (!stack) throw new Error(`stacks.ts has no stack ${id}`);
    const resources = await stackResources(stack);
    all.push(...resources.map((resource) => ({ stack, resource, resources })));
  }
  return wrongInputs.map((wrong) => {
    const found = all.find(({ resource }) => resource.type.endsWith(`:${wrong.type}`));
    if (!found) throw new Error(`no resource of the type ${wrong.type} to put this in: ${wrong.about}`);
    const { stack, resource, resources } = found;
    const { region, before = [] } = stack;
    const spoiled = { ...resource, inputs: { ...resource.inputs, ...wrong.inputs } };
    const needed = dependencies(resource, resources).flatMap((one) => callsOf(one, region));
    const sequence = { id: wrong.about, region, before: [...before, ...needed], calls: callsOf(spoiled, region) };
    return { wrong, type: spoiled.type, inputs: spoiled.inputs, sequence };
  });
}

/** What a resource waits for, by itself or by what it waits for, in the order of creation. */
function dependencies(resource: Registered, all: readonly Registered[]): Registered[] {
  const needed = new Set<string>();
  const visit = ({ dependencies: urns }: Registered): void => {
    for (const one of all.filter(({ urn }) => urns.includes(urn) && !needed.has(urn))) {
      needed.add(one.urn);
      visit(one);
    }
  };
  visit(resource);
  return all.filter(({ urn }) => needed.has(urn));
}
