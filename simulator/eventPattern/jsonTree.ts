/**
 * JSON as event patterns need it: duplicate members, the source text of numbers and positions are kept.
 *
 * `JSON.parse` loses all three, and each of them decides something: Event Ruler sees both of two equal names, compares
 * a number that no double can hold by its text, and an error must say where it is.
 */
import { itemPath, memberPath, PatternError } from "../patternError";

interface Placed {
  /** Offset in the source text; undefined when the tree was made from data. */
  readonly offset: number | undefined;
}

export interface JsonObject extends Placed {
  readonly kind: "object";
  readonly members: readonly JsonMember[];
}

export interface JsonArray extends Placed {
  readonly kind: "array";
  readonly items: readonly JsonTree[];
}

export interface JsonString extends Placed {
  readonly kind: "string";
  readonly value: string;
}

export interface JsonNumber extends Placed {
  readonly kind: "number";
  /** The number as it was written. */
  readonly text: string;
}

export interface JsonLiteral extends Placed {
  readonly kind: "literal";
  readonly text: "null" | "true" | "false";
}

export type JsonTree = JsonObject | JsonArray | JsonString | JsonNumber | JsonLiteral;

/** One member of a JSON object; names may repeat. */
export interface JsonMember extends Placed {
  readonly name: string;
  readonly value: JsonTree;
}

/** Deepest nesting that is read, as in the JSON reader of Event Ruler. A cycle in data runs into it, too. */
export const deepestNesting = 1000;

/**
 * Plain data as a tree, by the rules of `JSON.stringify`: undefined members are left out.
 * @throws PatternError for what JSON cannot say: functions, NaN, a cycle.
 */
export function treeOfData(data: unknown, path = "$", depth = 0): JsonTree {
  if (depth > deepestNesting) throw new PatternError(`nested deeper than ${deepestNesting} levels`, { path: "$" });
  const offset = undefined;
  switch (typeof data) {
    case "string":
      return { kind: "string", value: data, offset };
    case "boolean":
      return { kind: "literal", text: data ? "true" : "false", offset };
    case "number":
      if (!Number.isFinite(data)) throw new PatternError(`${data} is not a JSON number`, { path });
      return { kind: "number", text: JSON.stringify(data), offset };
    case "object": {
      if (data === null) return { kind: "literal", text: "null", offset };
      if (Array.isArray(data)) {
        const items = data.map((item: unknown, index) => treeOfData(item ?? null, itemPath(path, index), depth + 1));
        return { kind: "array", items, offset };
      }
      const members = Object.entries(data)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => ({ name, value: treeOfData(value, memberPath(path, name), depth + 1), offset }));
      return { kind: "object", members, offset };
    }
    case "undefined":
    case "function":
    case "symbol":
    case "bigint":
      throw new PatternError(`${typeof data} is not a JSON value`, { path });
  }
}
