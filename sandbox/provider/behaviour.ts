import { type SandboxObjects } from "./objects";
import { type Place } from "./place";
import { type Properties } from "./values";

/** A reason to refuse a resource's inputs, and the property it lies in (a path such as `rules[0].bucketKeyEnabled`). */
export interface Refusal {
  property: string;
  reason: string;
}

/** A resource as the sandbox remembers it. */
export interface Held {
  urn: string;
  type: string;
  id: string;
  account: string;
  region: string;
  inputs: Properties;
  outputs: Properties;
}

/** What a resource meets in its account. */
export interface Surroundings {
  readonly objects: SandboxObjects;
  /** ARNs of the KMS keys that are scheduled for deletion: nothing can be done with them any more. */
  readonly scheduledKeys: Set<string>;
  /** A resource of the account that fits. */
  first(fits: (resource: Held) => boolean): Held | undefined;
  /** Forgets the resources that went with another one. */
  forgetWhere(gone: (resource: Held) => boolean): void;
}

/** What the contract of @pulumi/aws does not say about a resource type: how AWS and its provider treat it. */
export interface Behaviour {
  /** The property that gets a generated name where the program gives none. */
  autoname?: Autoname;
  /** The inputs that must hold a JSON object as text. */
  documents?: readonly string[];
  /**
   * What else AWS would refuse. Called with inputs that follow the contract. Where a refused input is not known yet, the
   * refusal is dropped: the input is judged again when it is known.
   */
  refusals?(inputs: Properties): Refusal[];
  /**
   * Refuses what AWS refuses only when it is asked to create or change the resource: in the middle of a deployment, after a
   * preview that looked right. Throws in AWS's words.
   */
  refusePut?(inputs: Properties, place: Place, surroundings: Surroundings): void;
  /** The inputs whose change asks for a replacement only sometimes. */
  replaces?(olds: Properties, news: Properties): string[];
  /** Quotas. */
  atMost?: Quota | readonly Quota[];
  /** The name that AWS gives away only once, and the error code with which it refuses it a second time. */
  onlyOnce?: { code: string; kind: string; name(inputs: Properties): string; everyRegion?: true; everyAccount?: true };
  /** The input that names a KMS key, where the service looks at the key when it is given one. */
  kmsKey?: string;
  /** What a deletion does to the rest of the account. Throws, in AWS's words, where AWS refuses it. */
  deleted?(resource: Held, surroundings: Surroundings): void;
  /** `id` and what else is settled when the resource is created and stays until it is deleted. */
  identity(inputs: Properties, place: Place): Properties & { id: string };
  /** The outputs that AWS fills in where an input is absent, computed anew with every update. */
  filledIn?(inputs: Properties, place: Place): Properties;
  /** Inputs that AWS reads back with more in them than it was given. */
  readBack?(inputs: Properties, place: Place): Properties;
  /** What an import names the resource by, where that is not its id. */
  importId?(inputs: Properties): string;
  /** The state of a resource that exists outside the stack, by its id; undefined where the id is none. */
  adopt?(id: string, place: Place): { inputs: Properties; outputs?: Properties } | undefined;
}

/** How many resources may share what `of` names in a region, and the error code with which AWS refuses one more. */
export interface Quota {
  code: string;
  kind: string;
  of(inputs: Properties): string | undefined;
  count(place: Place): number;
}

/** How a name is generated. */
export interface Autoname {
  property: string;
  /** The most characters the name may have. */
  longest: number;
  /** Turns `<resource name>-<random>` into the form the service asks for. */
  form?(name: string, inputs: Properties): string;
}

/** Behaviours by type token. */
export type Behaviours = Readonly<Record<string, Behaviour>>;
