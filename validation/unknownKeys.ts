/** Keys that no schema has: misspelt, in a place that is not theirs, or with the way to a nested one in their name. */
import type { z } from "zod";
import { didYouMean } from "./didYouMean";
import { valueText, type Problem, type ProblemPath } from "./problem";
import { keysAt, metaAlong, placesOf } from "./schemaMeta";
import { meantText } from "./yamlText";

/** A key is named in its place where there are at most so many: `name` may be anywhere. */
const mostPlaces = 3;

/**
 * The problem of a key that is not known where it stands.
 * @param path of the map that it is in
 */
export function unknownKeyProblem(root: z.ZodType, path: ProblemPath, key: string, value: unknown): Problem {
  const known = keysAt(root, path);
  const at = [...path, key];
  const allowed = known.length > 0 ? known.join(", ") : undefined;
  const told = `its value is ${valueText(value)}`;
  const way = wayIn(key, known);
  if (way) {
    const [head] = way;
    return {
      path: at,
      message: `is not a known key: what belongs in ${head} is written inside of it; ${told}`,
      didYouMean: meantText(way, value),
      allowed,
      example: metaAlong(root, [...path, head]).example,
    };
  }
  const meant = didYouMean(key, known);
  if (meant !== undefined) {
    return { path: at, message: `is not a known key; ${told}`, didYouMean: meant, allowed, example: metaAlong(root, [...path, meant]).example };
  }
  const places = placesOf(root, key);
  if (places.length > 0 && places.length <= mostPlaces) {
    const [place = []] = places;
    return {
      path: at,
      message: `is not a known key here, but one of ${places.map(parentText).join(", ")}; ${told}`,
      didYouMean: places.length === 1 ? meantText(place, value) : undefined,
      allowed,
      example: metaAlong(root, place).example,
    };
  }
  return { path: at, message: `is not a known key; ${told}`, allowed, example: metaAlong(root, path).example };
}

/** The keys that a name such as `logGroup.retentionDays` or `buckets[0].name` leads through. */
function wayIn(key: string, known: readonly string[]): [string, ...(string | number)[]] | undefined {
  const [, first = "", rest = ""] = /^([^.[\]]+)((?:\.[^.[\]]+|\[\d+\])+)$/.exec(key) ?? [];
  const head = known.includes(first) ? first : didYouMean(first, known);
  if (rest === "" || head === undefined) return undefined;
  return [head, ...[...rest.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index))];
}

function parentText(place: ProblemPath): string {
  const parents = place.slice(0, -1).map((part) => (typeof part === "number" ? "[]" : part));
  return parents.join(".").replaceAll(".[]", "[]") || "the top level";
}
