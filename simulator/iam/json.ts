/** The JSON text of a policy as a value, and where each part of it stands. */
import { JsonSyntaxError, readJson } from "../json/readJson";
import type { JsonMember, JsonTree } from "../json/tree";
import { positionAt, type TextPosition } from "../textPosition";
import { elementPath, memberPath } from "./documentPath";

/**
 * The value that a JSON text stands for. Objects have no prototype, so that no member name is special.
 * @throws JsonSyntaxError for anything that is not JSON, and for an object with two members of one name, which AWS refuses
 *   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, "Policy grammar notes").
 */
export function parseJson(text: string): unknown {
  return valueOf(readJson(text), text);
}

/**
 * Where each value of a JSON text begins, by path (see {@link memberPath}).
 * @throws JsonSyntaxError for anything that is not JSON.
 */
export function jsonPositions(text: string): ReadonlyMap<string, TextPosition> {
  const positions = new Map<string, TextPosition>();
  const visit = (tree: JsonTree, path: string): void => {
    positions.set(path, positionAt(text, tree.offset ?? 0));
    if (tree.kind === "array") tree.items.forEach((item, index) => visit(item, elementPath(path, index)));
    if (tree.kind === "object") for (const { name, value } of tree.members) visit(value, memberPath(path, name));
  };
  visit(readJson(text), "");
  return positions;
}

function valueOf(tree: JsonTree, text: string): unknown {
  switch (tree.kind) {
    case "object":
      return objectOf(tree.members, text);
    case "array":
      return tree.items.map((item) => valueOf(item, text));
    case "string":
      return tree.value;
    case "number":
    case "literal":
      return JSON.parse(tree.text) as unknown;
  }
}

function objectOf(members: readonly JsonMember[], text: string): Record<string, unknown> {
  const object = Object.create(null) as Record<string, unknown>;
  for (const { name, value, offset } of members) {
    if (name in object) throw new JsonSyntaxError(`the name "${name}" occurs twice in one object`, "Keep one of the two and move its content", offset ?? 0, text);
    object[name] = valueOf(value, text);
  }
  return object;
}
