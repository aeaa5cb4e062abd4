/**
 * Property values of resources as a policy sees them: known, or not yet.
 *
 * During preview reading an unknown property throws, and the engine then turns the whole policy into an advisory note.
 * Values are therefore copied once, with a mark where something is unknown, and nothing reads the originals again.
 */

/** Stands for a value that only the deployment will tell. */
export const unknown = Symbol("unknown until deployed");

export type PropertyValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | typeof unknown
  | readonly PropertyValue[]
  | { readonly [key: string]: PropertyValue };

export type Properties = { readonly [key: string]: PropertyValue };

/** Copies properties; never throws. */
export function copyProperties(props: Readonly<Record<string, unknown>>): Properties {
  const { stackTraceLimit } = Error;
  // Each unknown value raises an error that nobody sees; most of its price is the stack trace.
  Error.stackTraceLimit = 0;
  try {
    return copyMembers(props);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function copyMembers(props: Readonly<Record<string, unknown>>): Properties {
  return Object.fromEntries(Object.keys(props).map((key) => [key, copyMember(props, key)]));
}

function copyMember(parent: object, key: string): PropertyValue {
  let value: unknown;
  try {
    value = (parent as Record<string, unknown>)[key];
  } catch {
    // The only error that reading a property can raise: the value cannot be known during preview.
    return unknown;
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => copyMember(value as object, String(index)));
  if (typeof value === "object") return copyMembers(value as Record<string, unknown>);
  return unknown;
}

/** Whether a value is unknown, or holds something that is. */
export function holdsUnknown(value: PropertyValue): boolean {
  return value === unknown || (typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown));
}

/** A member of a value; undefined when there is none, unknown when the value itself is. */
export function member(value: PropertyValue, ...path: readonly (string | number)[]): PropertyValue {
  let at = value;
  for (const key of path) {
    if (at === unknown) return unknown;
    at = ownMember(at, key);
  }
  return at;
}

/** What a value holds itself: not what all objects and lists inherit, such as a tag key `constructor` would find. */
function ownMember(value: PropertyValue, key: string | number): PropertyValue {
  if (Array.isArray(value)) return typeof key === "number" ? (value as readonly PropertyValue[])[key] : undefined;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Properties)[key];
}

/** Whether a property was given a value. Empty texts and lists are what an absent value looks like in outputs. */
export function isGiven(value: PropertyValue): value is Exclude<PropertyValue, undefined | null> {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** A text, or unknown; undefined for anything else. */
export function textOf(value: PropertyValue): string | typeof unknown | undefined {
  return typeof value === "string" || value === unknown ? value : undefined;
}

/** Pulumi marks which inputs came from provider defaults; that is no part of the document. */
export function withoutMarks(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .filter((key) => key !== "__defaults")
      .map((key) => [key, withoutMarks(member(value, key))]),
  );
}
