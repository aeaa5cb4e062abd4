/** An event pattern, compiled to the alternatives that its `$or` stand for. */
import { itemPath, memberPath, PatternError } from "../patternError";
import type { JsonMember, JsonObject, JsonTree } from "../json/tree";
import { compileValuePattern, type ValueTest } from "./valuePattern";

/** What a pattern asks of one field. */
export interface FieldPattern {
  /** One of these must hold for a value of the field. */
  readonly tests: readonly ValueTest[];
  /** The field may also be absent. */
  readonly orAbsent: boolean;
}

/**
 * One alternative of a pattern: what it asks of each field, all of which must hold. Fields are named by their path with
 * periods, so that `{ "a": { "b": … } }` and `{ "a.b": … }` are the same field, as they are to Event Ruler.
 */
export type PatternAlternative = ReadonlyMap<string, FieldPattern>;

/** EventBridge refuses rules whose `$or` multiply to more alternatives. */
const mostAlternatives = 1000;

/** Names that Event Ruler reserves inside `$or`, for operators that it has or may get. */
const reservedInsideOr: ReadonlySet<string> = new Set([
  ...["exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr"],
  ...["=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case"],
  ...["date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range"],
  ...["ip-address-in-range", "ip-address-not-in-range"],
]);

/** Where in a pattern the compiler is. */
interface Place {
  /** Path in the pattern, for errors. */
  readonly path: string;
  /** Path in the event: without `$or` and array indexes. */
  readonly field: readonly string[];
  readonly insideOr: boolean;
}

type Alternative = ReadonlyMap<string, FieldPattern>;

/**
 * Compiles a pattern to its alternatives: an event matches the pattern when it matches one of them.
 * @throws PatternError with the path of what EventBridge would refuse.
 */
export function compilePattern(tree: JsonTree): readonly PatternAlternative[] {
  const place: Place = { path: "$", field: [], insideOr: false };
  if (tree.kind !== "object") throw problem(tree, place.path, "an event pattern is a JSON object");
  return compileObject(tree, place, [new Map()]);
}

/** Adds what an object asks for to each of the alternatives so far. */
function compileObject(tree: JsonObject, place: Place, alternatives: readonly Alternative[]): readonly Alternative[] {
  if (tree.members.length === 0) throw problem(tree, place.path, "an empty object: a pattern must ask for something");
  return tree.members.reduce((so, member) => compileMember(member, place, so), alternatives);
}

function compileMember(
  { name, value, offset }: JsonMember,
  place: Place,
  alternatives: readonly Alternative[],
): readonly Alternative[] {
  const path = memberPath(place.path, name);
  if (name === "$or") return compileOr(value, { ...place, path }, alternatives);
  if (place.insideOr && reservedInsideOr.has(name)) {
    throw new PatternError(`${JSON.stringify(name)} is not a field name inside $or`, { path, offset });
  }
  const field = [...place.field, name];
  if (value.kind === "object") return compileObject(value, { ...place, path, field }, alternatives);
  if (value.kind !== "array") throw problem(value, path, "a field takes an array of values, or an object of fields");
  if (value.items.length === 0) throw problem(value, path, "an empty array: it could match nothing");
  const patterns = value.items.map((item, index) => compileValuePattern(item, itemPath(path, index)));
  const pattern = {
    tests: patterns.filter((test) => test !== "absent"),
    orAbsent: patterns.includes("absent"),
  };
  // A later mention of a field replaces an earlier one: what Event Ruler makes of names that repeat.
  return alternatives.map((alternative) => new Map([...alternative, [field.join("."), pattern]]));
}

function compileOr(tree: JsonTree, place: Place, alternatives: readonly Alternative[]): readonly Alternative[] {
  if (tree.kind !== "array") throw problem(tree, place.path, "$or takes an array of objects");
  if (tree.items.length < 2) throw problem(tree, place.path, "$or takes at least two objects");
  const forked = tree.items.flatMap((item, index) => {
    const path = itemPath(place.path, index);
    if (item.kind !== "object") throw problem(item, path, "$or takes objects only");
    return compileObject(item, { ...place, path, insideOr: true }, alternatives);
  });
  if (forked.length > mostAlternatives) {
    throw problem(tree, place.path, `$or multiplies to more than ${mostAlternatives} alternatives`);
  }
  return forked;
}

function problem(tree: JsonTree, path: string, text: string): PatternError {
  return new PatternError(text, { path, offset: tree.offset });
}
