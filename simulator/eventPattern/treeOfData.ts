/** Event patterns and events that are given as data rather than as text. */
import { deepestNesting, type JsonTree } from "../json/tree";
import { itemPath, memberPath, PatternError } from "../patternError";

/**
 * Plain data as a tree, by the rules of `JSON.stringify`: undefined members are left out.
 * @throws PatternError for what JSON cannot say: functions, NaN, a cycle (which is nested too deep).
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
