import { type Behaviour } from "./behaviour";
import { type Properties } from "./values";

/** A resource as the sandbox remembers it. */
export interface Held {
  urn: string;
  type: string;
  id: string;
  region: string;
  inputs: Properties;
  outputs: Properties;
}

/**
 * The resources that this process has created or met. The engine's state file is the truth about a stack; this memory
 * only serves to refuse names that are taken and to read resources that another stack of the process has created.
 */
export class SandboxAccount {
  private readonly held = new Map<string, { resource: Held; name: string | undefined }>();
  private readonly names = new Map<string, Held>();

  /** The resource with this type and id, if it was created or met here. */
  find(type: string, id: string): Held | undefined {
    return this.held.get(key(type, id))?.resource;
  }

  /** Refuses, in AWS's words, a name that another resource has. */
  refuseTaken(behaviour: Behaviour, resource: Omit<Held, "id" | "outputs">): void {
    const name = nameKey(behaviour, resource);
    const holder = name === undefined ? undefined : this.names.get(name);
    if (holder === undefined || behaviour.onlyOnce === undefined) return;
    const { code, kind } = behaviour.onlyOnce;
    throw new Error(
      `${code}: the ${kind} ${behaviour.onlyOnce.name(resource.inputs)} exists already: ${holder.urn} has it. Choose another name for ${resource.urn}`,
    );
  }

  /** Remembers a resource, in place of what was known of it. */
  hold(behaviour: Behaviour, resource: Held): void {
    this.forget(resource.type, resource.id);
    const name = nameKey(behaviour, resource);
    this.held.set(key(resource.type, resource.id), { resource, name });
    if (name !== undefined) this.names.set(name, resource);
  }

  /** Forgets a deleted resource and gives its name free. */
  forget(type: string, id: string): void {
    const held = this.held.get(key(type, id));
    if (held === undefined) return;
    this.held.delete(key(type, id));
    if (held.name !== undefined && this.names.get(held.name) === held.resource) this.names.delete(held.name);
  }
}

function key(type: string, id: string): string {
  return `${type} ${id}`;
}

function nameKey(behaviour: Behaviour, resource: Pick<Held, "inputs" | "region">): string | undefined {
  if (behaviour.onlyOnce === undefined) return undefined;
  const { kind, name, everyRegion } = behaviour.onlyOnce;
  return JSON.stringify([kind, everyRegion === true ? "" : resource.region, name(resource.inputs)]);
}
