/** Property values as they travel between the engine and a provider: plain JSON with a marker for what is not known. */

/** A resource's properties on the wire. */
export type Properties = Record<string, unknown>;

/**
 * The marker the engine sends in place of a value that is not known during a preview.
 * Follows `UnknownStringValue` of Pulumi's resource plugin protocol.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The input in which AWS's provider lists the properties it filled in itself (generated names). Kept here as there:
 * programs and policies that read a stack's inputs meet it on AWS too.
 */
export const DEFAULTS = "__defaults";

/** Whether the value is, or holds anywhere, something not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (typeof value === "string") return value.includes(UNKNOWN);
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isObject(value) && Object.values(value).some(holdsUnknown);
}

/** Whether the value is an object (neither null nor a list). */
export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two property values say the same; `__defaults` and other internal properties do not count. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .filter((key) => !key.startsWith("__"))
      .every((key) => sameValue(a[key], b[key]));
  }
  return a === b;
}

/** Whether two JSON documents say the same, whatever their spacing and the order of their keys. */
export function sameDocument(a: unknown, b: unknown): boolean {
  if (typeof a !== "string" || typeof b !== "string") return sameValue(a, b);
  try {
    return sameValue(JSON.parse(a), JSON.parse(b));
  } catch {
    return a === b;
  }
}

/** A string property, or undefined where it is absent. The contract has refused anything else before. */
export function text(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return value === undefined || value === null ? undefined : String(value);
}
