import { type Behaviour, type Held, type Surroundings } from "./behaviour";
import { SandboxObjects } from "./objects";
import { type Place } from "./place";
import { text } from "./values";

/**
 * The resources that this process has created or met, in whatever account, and what is in the buckets. The engine's state file is
 * the truth about a stack; this memory serves to refuse what another resource stands against, to read resources that
 * another stack of the process has created, and to tell what a stack left behind.
 */
export class SandboxAccount implements Surroundings {
  readonly scheduledKeys = new Set<string>();
  private readonly creations = new Map<string, number>();
  // By URN and id: ids alone are not unique (a log group's is its name, in every region), and neither are URNs, while a
  // replacement stands beside the resource it replaces.
  private readonly held = new Map<string, { resource: Held; name: string | undefined; thing: string }>();
  // What is there once in AWS, whoever declares it: an import gives it another URN.
  private readonly things = new Map<string, Held>();
  private readonly names = new Map<string, Held>();

  constructor(readonly objects = new SandboxObjects()) {}

  /** How many resources of this URN were created before, now one more: AWS gives no id a second time. */
  countCreation(urn: string): number {
    const before = this.creations.get(urn) ?? 0;
    this.creations.set(urn, before + 1);
    return before;
  }

  /** A resource with this type, id, account and region, if it was created or met here. */
  find(type: string, id: string, { account, region }: Pick<Place, "account" | "region">): Held | undefined {
    for (const { resource } of this.held.values()) {
      if (resource.type === type && resource.id === id && resource.account === account && resource.region === region) return resource;
    }
    return undefined;
  }

  /** A resource by what an import names it by. */
  findImported(type: string, { importId }: Behaviour, id: string, { account, region }: Pick<Place, "account" | "region">): Held | undefined {
    return importId && this.first((one) => one.type === type && one.account === account && one.region === region && importId(one.inputs) === id);
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

  /** Refuses, in AWS's words, a KMS key that is scheduled for deletion. */
  refuseScheduledKey({ kmsKey }: Behaviour, { urn, inputs }: Pick<Held, "urn" | "inputs">): void {
    const key = kmsKey === undefined ? undefined : text(inputs, kmsKey);
    const arn = [...this.scheduledKeys].find((one) => one === key || one.endsWith(`:key/${key ?? ""}`));
    if (arn !== undefined) throw new Error(`KMSInvalidStateException: ${arn} is pending deletion, so ${urn} cannot use it`);
  }

  /** Refuses, in AWS's words, one more resource than AWS lets there be. */
  refuseTooMany({ atMost = [] }: Behaviour, { type, inputs }: Pick<Held, "type" | "inputs">, place: Place): void {
    for (const { code, kind, of, count } of [atMost].flat()) {
      const group = of(inputs);
      if (group === undefined) continue;
      const beside = [...this.held.values()].filter(
        ({ resource }) => resource.type === type && resource.account === place.account && resource.region === place.region && of(resource.inputs) === group,
      );
      const most = count(place);
      if (beside.length >= most) throw new Error(`${code}: ${group} has ${beside.length} ${kind} already; AWS allows ${most}`);
    }
  }

  /** Remembers a resource, in place of what was known of it. */
  hold(behaviour: Behaviour, resource: Held): void {
    this.forget(resource);
    const name = nameKey(behaviour, resource);
    const thing = JSON.stringify([resource.type, resource.region, behaviour.importId?.(resource.inputs) ?? resource.id]);
    const other = this.things.get(thing);
    if (other !== undefined) this.forget(other);
    this.held.set(key(resource), { resource, name, thing });
    this.things.set(thing, resource);
    if (name !== undefined) this.names.set(name, resource);
  }

  first(fits: (resource: Held) => boolean): Held | undefined {
    return [...this.held.values()].find(({ resource }) => fits(resource))?.resource;
  }

  forgetWhere(gone: (resource: Held) => boolean): void {
    for (const { resource } of [...this.held.values()].filter((one) => gone(one.resource))) this.forget(resource);
  }

  /** Forgets a deleted resource and gives its name free. */
  forget(ref: Pick<Held, "urn" | "id">): void {
    const held = this.held.get(key(ref));
    if (held === undefined) return;
    this.held.delete(key(ref));
    if (this.things.get(held.thing) === held.resource) this.things.delete(held.thing);
    if (held.name !== undefined && this.names.get(held.name) === held.resource) this.names.delete(held.name);
  }
}

function key({ urn, id }: Pick<Held, "urn" | "id">): string {
  return `${urn} ${id}`;
}

function nameKey(behaviour: Behaviour, resource: Pick<Held, "inputs" | "region" | "account">): string | undefined {
  if (behaviour.onlyOnce === undefined) return undefined;
  const { kind, name, everyRegion, everyAccount } = behaviour.onlyOnce;
  return JSON.stringify([kind, everyAccount === true ? "" : resource.account, everyRegion === true ? "" : resource.region, name(resource.inputs)]);
}
