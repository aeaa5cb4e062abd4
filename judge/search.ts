/**
 * Finds a way for a request past the statements that deny it, or shows that there is none.
 *
 * Greedy first: the request is tried under usual circumstances. Where that does not do, one statement in the way is picked,
 * and every value is tried that makes a part of it not hold, the value that spares most statements first; then the next
 * statement. Whatever gets past must make some part of each such statement not hold, so nothing is overlooked. Ways with
 * fewer exceptions are found before ways with more.
 */
import { ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import type { Variation } from "./circumstances";
import type { Literal } from "./statements";

/** What is in the way of a request by one requester to one resource. */
export interface Obstacles {
  /** The parts of each Deny statement that hang on circumstances; one without any such part cannot be passed. */
  readonly denials: readonly (readonly Literal[])[];
  /** Parts that must all hold: those of the Allow statement that the requester needs. */
  readonly needed: readonly Literal[];
}

/** Steps that a search may still take; shared by the searches of one bucket. */
export interface Budget {
  left: number;
}

/** What a search came to. */
export type Outcome =
  | { readonly found: readonly Variation[] }
  /** `more`: with more variations there may be a way. `spent`: the budget is. */
  | { readonly found?: undefined; readonly end: "none" | "more" | "spent" };

/**
 * The first way with exactly so many variations.
 * @param base what the request has under usual circumstances
 * @param variations by condition key; see `Circumstances.variations`
 * @param accepts whether a way is one; what it says no to it must say no to with more variations as well
 */
export function findWay(
  { denials, needed }: Obstacles,
  base: ContextKeys,
  variations: ReadonlyMap<string, readonly Variation[]>,
  count: number,
  budget: Budget,
  accepts: (chosen: readonly Variation[]) => boolean,
): Outcome {
  if (denials.some((parts) => parts.length === 0)) return { end: "none" };
  const literals = [...denials.flat(), ...needed];
  const seen = new Set<string>();
  let more = false;

  const contextOf = (chosen: readonly Variation[]): ContextKeys => (chosen.length === 0 ? base : new ContextKeys(joined(chosen), base));
  const inTheWay = (context: ContextKeys): (readonly Literal[])[] => denials.filter((parts) => parts.every(({ holds }) => holds(context)));
  const cost = (context: ContextKeys): number => inTheWay(context).length + needed.filter(({ holds }) => !holds(context)).length;

  const freeKeys = (literal: Literal): string[] => literal.keys.filter((key) => variations.has(key));
  const compared = new Set(literals.filter((literal) => freeKeys(literal).length > 1).flatMap(({ keys }) => keys));

  /** Ways to change what a part says; of values that the parts at hand do not tell apart, one. */
  const changes = (literal: Literal, wanted: boolean, chosen: readonly Variation[]): Variation[] => {
    const free = freeKeys(literal);
    return free
      .filter((key) => !chosen.some((one) => sets(one, key)))
      .flatMap((key) => {
        const looking = literals.filter(({ keys }) => keys.includes(key));
        const told = new Map<string, Variation>();
        for (const variation of variations.get(key) ?? []) {
          if (Object.keys(variation.context).some((name) => chosen.some((one) => sets(one, name.toLowerCase())))) continue;
          const context = contextOf([...chosen, variation]);
          // A part on several keys may need more than one of them changed.
          if (free.length === 1 && literal.holds(context) !== wanted) continue;
          const kind = compared.has(key) ? JSON.stringify(variation.context) : looking.map(({ holds }) => (holds(context) ? "1" : "0")).join("");
          if (!told.has(kind)) told.set(kind, variation);
        }
        return [...told.values()];
      });
  };

  const search = (chosen: readonly Variation[]): readonly Variation[] | "spent" | undefined => {
    if (budget.left <= 0) return "spent";
    budget.left -= 1;
    const context = contextOf(chosen);
    const denying = inTheWay(context);
    const lacking = needed.find(({ holds }) => !holds(context));
    if (denying.length === 0 && lacking === undefined) {
      // A way with fewer variations was found before, and not accepted: with more it would not be, either.
      return chosen.length === count && accepts(chosen) ? chosen : undefined;
    }
    if (chosen.length === count) {
      more = true;
      return undefined;
    }
    const [first = []] = denying;
    const options = denying.length > 0 ? first.flatMap((literal) => changes(literal, false, chosen)) : lacking ? changes(lacking, true, chosen) : [];
    return tryEach(options, chosen);
  };
  const tryEach = (options: readonly Variation[], chosen: readonly Variation[]): readonly Variation[] | "spent" | undefined => {
    const next = options.map((option) => [...chosen, option]).map((way) => ({ way, cost: cost(contextOf(way)) }));
    for (const { way } of next.sort((left, right) => left.cost - right.cost)) {
      const id = way.map(({ key, context }) => `${key} ${JSON.stringify(context)}`).sort().join();
      if (seen.has(id)) continue;
      seen.add(id);
      const found = search(way);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const found = search([]);
  if (found === "spent") return { end: "spent" };
  return found ? { found } : { end: more ? "more" : "none" };
}

/** Whether a variation decides the value of a key. */
function sets(variation: Variation, key: string): boolean {
  return variation.key === key || Object.keys(variation.context).some((name) => name.toLowerCase() === key);
}

function joined(chosen: readonly Variation[]): RequestContext {
  return Object.assign({}, ...chosen.map(({ context }) => context)) as RequestContext;
}
