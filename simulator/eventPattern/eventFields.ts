/** An event as the list of its fields, each of which remembers which array elements it lies in. */
import type { JsonTree } from "../json/tree";
import type { EventValue } from "./valuePattern";

/**
 * The array elements that a field lies in: array number to index.
 *
 * Two fields of one event agree when no array has them in different elements. Only fields that agree match together:
 * `{ "resources": { "type": ["x"], "ARN": ["y"] } }` wants both of the same resource.
 */
export type ArrayElements = ReadonlyMap<number, number>;

export interface EventField {
  readonly value: EventValue;
  readonly elements: ArrayElements;
}

/** Fields by name: the path of the field, joined by periods. Values of an array are fields of the same name. */
export type EventFields = ReadonlyMap<string, readonly EventField[]>;

/** The leaf values of an event. Empty objects and empty arrays have none: to a pattern they do not exist. */
export function eventFields(event: JsonTree): EventFields {
  const fields = new Map<string, EventField[]>();
  let arrays = 0;

  function visit(tree: JsonTree, path: readonly string[], elements: ArrayElements): void {
    switch (tree.kind) {
      case "object":
        for (const { name, value } of tree.members) visit(value, [...path, name], elements);
        return;
      case "array": {
        const array = arrays;
        arrays += 1;
        tree.items.forEach((item, index) => {
          // Plain values of one array are alternatives of one field, not elements that exclude each other.
          const nested = item.kind === "object" || item.kind === "array";
          visit(item, path, nested ? new Map([...elements, [array, index]]) : elements);
        });
        return;
      }
      case "string":
      case "number":
      case "literal": {
        const name = path.join(".");
        const same = fields.get(name);
        if (same) same.push({ value: tree, elements });
        else fields.set(name, [{ value: tree, elements }]);
      }
    }
  }

  visit(event, [], new Map());
  return fields;
}

/** The elements of both, or undefined when they disagree. */
export function agreeingElements(left: ArrayElements, right: ArrayElements): ArrayElements | undefined {
  for (const [array, index] of right) {
    if ((left.get(array) ?? index) !== index) return undefined;
  }
  return right.size === 0 ? left : new Map([...left, ...right]);
}
