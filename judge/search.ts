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

/** What was chosen so far. */
type Way = readonly Variation[];

/**
 * The first way with exactly so many variations.
 * @param base what the request has under usual circumstances
 * @param variations by condition key; see `Circumstances.variations`
 * @param accepts whether a way is one; what it says no to it must say no to with more variations as well
 */
export function findWay(
  obstacles: Obstacles,
  base: ContextKeys,
  variations: ReadonlyMap<string, readonly Variation[]>,
  count: number,
  budget: Budget,
  accepts: (chosen: readonly Variation[]) => boolean,
): Outcome {
  if (obstacles.denials.some((parts) => parts.length === 0)) return { end: "none" };
  return new Search(obstacles, base, variations, count, budget, accepts).run();
}

class Search {
  /** All parts that are looked at. */
  private readonly literals: readonly Literal[];
  /** Keys of which each value is a case of its own, since a part compares them with others. */
  private readonly compared: ReadonlySet<string>;
  /** The sets of variations that were tried. */
  private readonly seen = new Set<string>();
  /** A way was given up for want of variations. */
  private more = false;

  constructor(
    private readonly obstacles: Obstacles,
    private readonly base: ContextKeys,
    private readonly variations: ReadonlyMap<string, readonly Variation[]>,
    private readonly count: number,
    private readonly budget: Budget,
    private readonly accepts: (chosen: readonly Variation[]) => boolean,
  ) {
    this.literals = [...obstacles.denials.flat(), ...obstacles.needed];
    this.compared = new Set(this.literals.filter((literal) => this.freeKeys(literal).length > 1).flatMap(({ keys }) => keys));
  }

  run(): Outcome {
    const found = this.from([]);
    if (found === "spent") return { end: "spent" };
    return found ? { found } : { end: this.more ? "more" : "none" };
  }

  /** The first way that begins with these variations. */
  private from(chosen: Way): Way | "spent" | undefined {
    if (this.budget.left <= 0) return "spent";
    this.budget.left -= 1;
    const context = this.contextOf(chosen);
    const [denying] = this.inTheWay(context);
    const lacking = this.obstacles.needed.find(({ holds }) => !holds(context));
    if (!denying && !lacking) {
      // A way with fewer variations was found before, and not accepted: with more it would not be, either.
      return chosen.length === this.count && this.accepts(chosen) ? chosen : undefined;
    }
    if (chosen.length === this.count) {
      this.more = true;
      return undefined;
    }
    if (denying) return this.tryEach(denying.flatMap((literal) => this.changes(literal, false, chosen)), chosen);
    return this.tryEach(lacking ? this.changes(lacking, true, chosen) : [], chosen);
  }

  /** The first way that goes on with one of these variations, the one that leaves least in the way first. */
  private tryEach(options: readonly Variation[], chosen: Way): Way | "spent" | undefined {
    const next = options.map((option) => [...chosen, option]).map((way) => ({ way, cost: this.cost(this.contextOf(way)) }));
    for (const { way } of next.sort((left, right) => left.cost - right.cost)) {
      const id = way.map(({ key, context }) => `${key} ${JSON.stringify(context)}`).sort().join();
      if (this.seen.has(id)) continue;
      this.seen.add(id);
      const found = this.from(way);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Variations that change what a part says; of values that the parts at hand do not tell apart, one. */
  private changes(literal: Literal, wanted: boolean, chosen: Way): Variation[] {
    const free = this.freeKeys(literal);
    return free.flatMap((key) => {
      const variations = this.variations.get(key) ?? [];
      const decided = new Set([key, ...variations.flatMap(({ context }) => Object.keys(context).map((name) => name.toLowerCase()))]);
      const looking = this.literals.filter(({ keys }) => keys.some((one) => decided.has(one)));
      const told = new Map<string, Variation>();
      for (const variation of variations) {
        if (Object.keys(variation.context).some((name) => chosen.some((one) => sets(one, name.toLowerCase())))) continue;
        const context = this.contextOf([...chosen, variation]);
        // A part on several keys may need more than one of them changed.
        if (free.length === 1 && literal.holds(context) !== wanted) continue;
        const kind = this.compared.has(key) ? JSON.stringify(variation.context) : looking.map(({ holds }) => (holds(context) ? "1" : "0")).join("");
        const id = variation.untold ? `untold ${kind}` : kind;
        if (!told.has(id)) told.set(id, variation);
      }
      return [...told.values()];
    });
  }

  private freeKeys(literal: Literal): string[] {
    return literal.keys.filter((key) => this.variations.has(key));
  }

  private contextOf(chosen: Way): ContextKeys {
    return chosen.length === 0 ? this.base : new ContextKeys(joined(chosen), this.base);
  }

  private inTheWay(context: ContextKeys): (readonly Literal[])[] {
    return this.obstacles.denials.filter((parts) => parts.every(({ holds }) => holds(context)));
  }

  private cost(context: ContextKeys): number {
    return this.inTheWay(context).length + this.obstacles.needed.filter(({ holds }) => !holds(context)).length;
  }
}

/** Whether a variation decides the value of a key. */
function sets(variation: Variation, key: string): boolean {
  return variation.key === key || Object.keys(variation.context).some((name) => name.toLowerCase() === key);
}

function joined(chosen: readonly Variation[]): RequestContext {
  return Object.assign({}, ...chosen.map(({ context }) => context)) as RequestContext;
}
