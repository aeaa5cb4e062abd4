/**
 * What AWS's service authorization reference says about the actions that a bucket policy can name. The data is generated
 * (generateServiceAuthorization.ts), so that nobody keeps lists of actions and keys by hand.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import { globPattern, matchesGlob } from "./glob";
import data from "./authorizationReference.json";

/** The resources of a bucket policy: the bucket itself, and what is in it. */
export type ResourceKind = "bucket" | "object";

/** Actions that are for the same resources and take the same condition keys. */
export interface ActionGroup {
  /** None for actions that a bucket policy has no resource for, such as ListAllMyBuckets. */
  readonly resources: readonly ResourceKind[];
  /** Keys of the action's own service; one that ends in a slash goes on with a tag's key. Global keys apply everywhere. */
  readonly keys: readonly string[];
  /** Without the service's prefix. */
  readonly actions: readonly string[];
}

/** Everything that authorizationReference.json holds. */
export interface ServiceAuthorization {
  /** Package and version that it was read from. */
  readonly source: string;
  /** Day of the reference. */
  readonly date: string;
  /** Condition keys that are not of one service; one that ends in a slash goes on with a tag's key. */
  readonly globalKeys: readonly string[];
  /** Keys whose values are ARNs. */
  readonly arnKeys: readonly string[];
  readonly services: Readonly<Record<"s3" | "s3express", readonly ActionGroup[]>>;
}

/** One action of the reference. */
export interface ServiceAction {
  /** With its service: `s3:PutObject`. */
  readonly name: string;
  readonly service: string;
  readonly resources: readonly ResourceKind[];
  readonly keys: KeySet;
}

/** Condition keys, whose names are compared without regard to case. */
class KeySet {
  private readonly whole = new Set<string>();
  private readonly beginnings: string[] = [];

  /** @param names one that ends in a slash stands for all that go on with a tag's key. */
  constructor(readonly names: readonly string[]) {
    for (const name of names.map((one) => one.toLowerCase())) {
      if (name.endsWith("/")) this.beginnings.push(name);
      else this.whole.add(name);
    }
  }

  has(key: string): boolean {
    const name = key.toLowerCase();
    return this.whole.has(name) || this.beginnings.some((beginning) => name.startsWith(beginning) && name.length > beginning.length);
  }
}

/** The reference that this version of the project was made with. */
export const reference: ServiceAuthorization = data as ServiceAuthorization;

const actions: ReadonlyMap<string, ServiceAction> = new Map(
  Object.entries(reference.services).flatMap(([service, groups]) =>
    groups.flatMap((group) => {
      const keys = new KeySet(group.keys);
      return group.actions.map((name) => {
        const action = { name: `${service}:${name}`, service, resources: group.resources, keys };
        return [action.name.toLowerCase(), action] as const;
      });
    }),
  ),
);

const serviceKeys = new KeySet([...new Set([...actions.values()].flatMap(({ keys }) => keys.names))]);
const globalKeys = new KeySet(reference.globalKeys);
const arnKeys = new KeySet(reference.arnKeys);

/** The action of this name, in any case; undefined where the reference has none. */
export function actionNamed(name: string): ServiceAction | undefined {
  return actions.get(name.toLowerCase());
}

/** Policies have a few patterns over and over. */
const matching = new Map<string, readonly ServiceAction[]>();

/** The actions that a pattern with wildcards matches. */
export function actionsMatching(pattern: string): readonly ServiceAction[] {
  const known = matching.get(pattern);
  if (known) return known;
  const glob = globPattern(pattern.toLowerCase());
  const found = [...actions].flatMap(([name, action]) => (matchesGlob(glob, name) ? action : []));
  matching.set(pattern, found);
  return found;
}

/** All actions' names, for suggestions. */
export function actionNames(): readonly string[] {
  return [...actions.values()].map(({ name }) => name);
}

/** Keys of S3's own, for suggestions. */
export function serviceKeyNames(): readonly string[] {
  return serviceKeys.names;
}

/** Whether a condition key is one of S3's own that the reference knows. */
export function isServiceKey(key: string): boolean {
  return serviceKeys.has(key);
}

/** Whether the reference has a condition key among those that are not of one service. */
export function isGlobalKey(key: string): boolean {
  return globalKeys.has(key);
}

/** Whether an action takes a condition key of S3's own. */
export function takesKey(action: ServiceAction, key: string): boolean {
  return action.keys.has(key);
}

/** Whether a key's values are ARNs; undefined for keys that the reference does not know. */
export function holdsArn(key: string): boolean | undefined {
  // The reference calls some keys strings whose names and values are ARNs, such as aws:SourceVpcArn.
  if (arnKeys.has(key) || /arn$/i.test(key)) return true;
  return isServiceKey(key) || isGlobalKey(key) ? false : undefined;
}
