/**
 * A stand-in for the AWS provider plugin, for machines without an AWS account: it answers the Pulumi engine as the plugin
 * would, creates nothing, and knows only the resource types in resources.ts. Where there is an account, the real plugin
 * is used and nothing of this runs.
 */
import { didYouMean } from "../../validation/didYouMean";
import { SandboxAccount } from "./account";
import { limitRefusals } from "./apiLimits";
import { isGeneratedName, withName, type NameRequest } from "./autoname";
import { type Behaviour } from "./behaviour";
import { checkBehaviour, checkContract, documentInputs, type Checked } from "./check";
import { contract, type ResourceContract } from "./contract";
import { replacingProperties } from "./forceNew";
import { placeIn, type Place, type ProviderConfig } from "./place";
import { behaviours } from "./resources";
import { holdsUnknown, isObject, sameDocument, sameValue, text, UNKNOWN, type Properties } from "./values";

/** A resource the engine speaks of: its URN, and its id once it has one. */
export interface ResourceRef {
  urn: string;
  id: string;
}

/** The changed inputs, those of them that ask for a replacement, and whether the old one must go first. */
export interface Diff {
  changed: string[];
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** A resource's state; `id` is empty during a preview of its creation, and where the resource is gone. */
export interface State {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** Every request is given the configuration of the provider instance it belongs to. */
export class SandboxProvider {
  constructor(private readonly account = new SandboxAccount()) {}

  /** Judges inputs and fills in a generated name. */
  check(news: Properties, request: NameRequest): Checked {
    const { token, type, behaviour } = describe(request.urn);
    const checked = checkContract(type, news);
    const { autoname } = behaviour;
    const inputs = autoname === undefined ? checked.inputs : withName(autoname, checked.inputs, request);
    // AWS judges only what the provider has let through.
    const refusals = checked.refusals.length > 0 ? checked.refusals : [...checkBehaviour(type, behaviour, inputs), ...limitRefusals(token, inputs)];
    return { inputs, refusals };
  }

  /** What changed between the inputs of the last deployment and the new ones. */
  diff(ref: ResourceRef, old: Omit<State, "id">, news: Properties, config: ProviderConfig): Diff {
    const { token, type, behaviour } = describe(ref.urn);
    this.meet(ref, old, config);
    const documents = documentInputs(type, behaviour);
    const place = placeOf(type, news, config, ref.id);
    // What is left out is what AWS fills in; an empty map or list says nothing.
    const filledIn = behaviour.filledIn?.(news, place) ?? {};
    const valueOf = (inputs: Properties, property: string): unknown => (saysNothing(inputs[property]) ? filledIn[property] : inputs[property]);
    const changed = [...new Set([...Object.keys(old.inputs), ...Object.keys(news)])].filter((property) => {
      const same = documents.includes(property) ? sameDocument : sameValue;
      return !property.startsWith("__") && property !== "region" && !same(valueOf(old.inputs, property), valueOf(news, property));
    });
    // What counts is the region a resource is in, whether it says so itself or the provider's configuration does.
    if (regionOf(type, news, config) !== regionOf(type, old.outputs, config)) changed.push("region");
    const forcing = replacingProperties(token).filter((path) => changesAt(path, changed, old.inputs, news));
    const sometimes = behaviour.replaces?.(old.inputs, news) ?? [];
    const replaces = [...new Set([...forcing.map((path) => path.split(".")[0] ?? ""), ...sometimes])];
    return { changed, replaces, deleteBeforeReplace: replaces.length > 0 && hasGivenName(behaviour, news) };
  }

  /** The state after creation; in a preview what is known of it, and nothing is remembered. */
  create(urn: string, inputs: Properties, preview: boolean, config: ProviderConfig): State {
    const { token, type, behaviour } = describe(urn);
    const earlier = preview ? 0 : this.account.countCreation(urn);
    const place = placeOf(type, inputs, config, `${urn} ${JSON.stringify(inputs)}${earlier === 0 ? "" : ` ${earlier}`}`);
    const identity = behaviour.identity(inputs, place);
    const filledIn = behaviour.filledIn?.(inputs, place) ?? {};
    const known = { ...given(inputs), ...planned(type, inputs, place, config) };
    if (preview) return { id: "", inputs, outputs: { ...unknown(filledIn), ...unknown(without(identity, "id")), ...known } };
    const { account, region } = place;
    this.account.refuseTooMany(behaviour, { type: token, inputs }, place);
    this.account.refuseTaken(behaviour, { urn, type: token, account, region, inputs });
    this.account.refuseScheduledKey(behaviour, { urn, inputs });
    behaviour.refusePut?.(inputs, place, this.account);
    const outputs = { ...filledIn, ...known, ...behaviour.readBack?.(known, place), ...identity };
    this.account.hold(behaviour, { urn, type: token, id: identity.id, account, region, inputs, outputs });
    return { id: identity.id, inputs, outputs };
  }

  /** The state after an update. What identifies the resource stays. */
  update(ref: ResourceRef, olds: Properties, news: Properties, preview: boolean, config: ProviderConfig): State {
    const { token, type, behaviour } = describe(ref.urn);
    const place = placeOf(type, news, config, ref.id);
    const identity = Object.keys(behaviour.identity(news, place)).filter((property) => property in olds);
    const filledIn = behaviour.filledIn?.(news, place) ?? {};
    const outputs: Properties = {
      ...Object.fromEntries(Object.entries(filledIn).map(([name, value]) => [name, holdsUnknown(value) ? UNKNOWN : value])),
      ...given(news),
      ...(preview ? {} : behaviour.readBack?.(given(news), place)),
      ...planned(type, news, place, config),
      ...Object.fromEntries(identity.map((property) => [property, olds[property]])),
    };
    if (preview) return { id: ref.id, inputs: news, outputs };
    this.account.refuseScheduledKey(behaviour, { urn: ref.urn, inputs: news });
    behaviour.refusePut?.(news, place, this.account);
    this.account.hold(behaviour, { ...ref, type: token, account: place.account, region: place.region, inputs: news, outputs });
    return { id: ref.id, inputs: news, outputs };
  }

  /**
   * The state of a resource for a refresh (the engine hands in what it knows, and nothing here ever drifts), or for an
   * import or `get`, where it is what the process has created or what the id alone says; undefined where there is no such resource.
   */
  read(ref: ResourceRef, known: Omit<State, "id">, config: ProviderConfig): State | undefined {
    const { token, type, behaviour } = describe(ref.urn);
    if ("id" in known.outputs) {
      this.meet(ref, known, config);
      return { id: ref.id, ...known };
    }
    const place = placeOf(type, {}, config, ref.id);
    const held = this.account.findImported(token, behaviour, ref.id, place) ?? this.account.find(token, ref.id, place);
    if (held !== undefined) return held;
    const adopted = behaviour.adopt?.(ref.id, place);
    if (adopted === undefined) return undefined;
    const { inputs } = checkContract(type, adopted.inputs);
    const filledIn = behaviour.filledIn?.(inputs, place) ?? {};
    const outputs = { ...filledIn, ...given(inputs), ...planned(type, inputs, place, config), id: ref.id, ...adopted.outputs };
    return { id: ref.id, inputs, outputs };
  }

  /** Deletes a resource, unless AWS would refuse that. */
  delete(ref: ResourceRef, old: Omit<State, "id">, config: ProviderConfig): void {
    const { token, type, behaviour } = describe(ref.urn);
    const { account, region } = placeOf(type, old.outputs, config, ref.id);
    behaviour.deleted?.({ ...ref, ...old, type: token, account, region }, this.account);
    this.account.forget(ref);
  }

  /** Remembers a resource of an earlier run, so that its name counts as taken. */
  private meet(ref: ResourceRef, old: Omit<State, "id">, config: ProviderConfig): void {
    const { token, type, behaviour } = describe(ref.urn);
    const { account, region } = placeOf(type, old.outputs, config, ref.id);
    this.account.hold(behaviour, { ...ref, ...old, type: token, account, region });
  }
}

function saysNothing(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && value !== null && Object.keys(value).every((key) => key.startsWith("__")));
}

/** The type of a URN, with what is known of it. Throws where the sandbox does not know it. */
function describe(urn: string): { token: string; type: ResourceContract; behaviour: Behaviour } {
  const token = urn.split("::")[2]?.split("$").pop() ?? "";
  const type = contract.resources[token];
  const behaviour = behaviours[token];
  if (type !== undefined && behaviour !== undefined) return { token, type, behaviour };
  const meant = didYouMean(token, Object.keys(behaviours), 2);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  throw new Error(
    `The sandbox, which stands in for AWS, does not know the resource type ${token}${hint}. Add it to sandbox/provider/resources.ts, or deploy to AWS, where it exists.`,
  );
}

/** Whether the value at a path such as `location.type` is another one; of a whole property the provider has judged that. */
function changesAt(path: string, changed: readonly string[], olds: Properties, news: Properties): boolean {
  const [property = "", ...inner] = path.split(".");
  const at = (properties: Properties): unknown =>
    inner.reduce<unknown>((value, name) => (isObject(value) ? value[name] : value), properties[property]);
  return changed.includes(property) && (inner.length === 0 || !sameValue(at(olds), at(news)));
}

/**
 * Whether the program gave the name itself. The bridge then deletes before it creates, also where the name is what
 * changed: nameRequiresDeleteBeforeReplace in pkg/tfbridge/schema.go of github.com/pulumi/pulumi-terraform-bridge at
 * 59de6c66. No type that the sandbox knows names its UniqueNameFields, by which the bridge would look at the change.
 */
function hasGivenName({ autoname }: Behaviour, news: Properties): boolean {
  return autoname !== undefined && !isGeneratedName(autoname.property, news);
}

/** The region of a resource; undefined for types that have none, like those of IAM. */
function regionOf(type: ResourceContract, properties: Properties, config: ProviderConfig): string | undefined {
  if (!("region" in type.inputs)) return undefined;
  return text(properties, "region") ?? config.region;
}

function placeOf(type: ResourceContract, inputs: Properties, config: ProviderConfig, seed: string): Place {
  const region = regionOf(type, inputs, config) ?? config.region;
  return placeIn(region === UNKNOWN ? config.region : region, seed, config.account);
}

/** The inputs as they come back in the state. */
function given(inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([property]) => !property.startsWith("__"))
      .map(([property, value]) => [property, withoutInternal(value)]),
  );
}

function withoutInternal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutInternal);
  return typeof value === "object" && value !== null ? given(value as Properties) : value;
}

/** The outputs that the provider knows before AWS has answered. */
function planned(type: ResourceContract, inputs: Properties, place: Place, config: ProviderConfig): Properties {
  const outputs: Properties = {};
  if ("region" in type.inputs) outputs["region"] = inputs["region"] ?? place.region;
  if (type.outputs.includes("tagsAll") || "tagsAll" in type.inputs) {
    const tags = inputs["tags"];
    outputs["tagsAll"] = tags === UNKNOWN ? UNKNOWN : { ...config.defaultTags, ...(tags as Properties | undefined) };
  }
  return outputs;
}

function unknown(properties: Properties): Properties {
  return Object.fromEntries(Object.keys(properties).map((property) => [property, UNKNOWN]));
}

function without(properties: Properties, name: string): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([property]) => property !== name));
}
