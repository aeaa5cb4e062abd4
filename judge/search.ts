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
import { distinct } from "./distinct";
import { remembered } from "./remembered";
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

/** All parts that are looked at, and the keys of those that look at several: each value of these is a case of its own. */
interface Parts {
  readonly all: readonly Literal[];
  readonly compared: ReadonlySet<string>;
}

/** The search for ways past what is in the way of a request. */
export class Search {
  /** What parts say under usual circumstances. */
  private readonly usually = new Map<Literal, boolean>();
  private readonly told = new Map<string, readonly Variation[]>();
  private parts: Parts | undefined;

  /**
   * @param base what the request has under usual circumstances
   * @param variations by condition key; see `Circumstances.variations`
   */
  constructor(
    private readonly obstacles: Obstacles,
    private readonly base: ContextKeys,
    private readonly variations: ReadonlyMap<string, readonly Variation[]>,
  ) {}

  /**
   * The first way with exactly so many variations.
   * @param accepts whether a way is one; what it says no to it must say no to with more variations as well
   */
  find(count: number, budget: Budget, accepts: (chosen: Way) => boolean): Outcome {
    if (this.obstacles.denials.some((parts) => parts.length === 0)) return { end: "none" };
    const attempt: Attempt = { count, budget, accepts, seen: new Set(), more: false };
    const found = this.from([], attempt);
    if (found === "spent") return { end: "spent" };
    return found ? { found } : { end: attempt.more ? "more" : "none" };
  }

  /** The first way that begins with these variations. */
  private from(chosen: Way, attempt: Attempt): Way | "spent" | undefined {
    const { budget, count, accepts } = attempt;
    if (budget.left <= 0) return "spent";
    budget.left -= 1;
    const denying = this.obstacles.denials.find((parts) => this.allHold(parts, chosen));
    const lacking = this.obstacles.needed.find((literal) => !this.holds(literal, chosen));
    if (!denying && !lacking) {
      // A way with fewer variations was found before, and not accepted: with more it would not be, either.
      return chosen.length === count && accepts(chosen) ? chosen : undefined;
    }
    if (chosen.length === count) {
      attempt.more = true;
      return undefined;
    }
    if (denying) return this.tryEach(denying.flatMap((literal) => this.changes(literal, false, chosen)), chosen, attempt);
    return this.tryEach(lacking ? this.changes(lacking, true, chosen) : [], chosen, attempt);
  }

  /** The first way that goes on with one of these variations, the one that leaves least in the way first. */
  private tryEach(options: readonly Variation[], chosen: Way, attempt: Attempt): Way | "spent" | undefined {
    const next = options.map((option) => [...chosen, option]).map((way) => ({ way, cost: this.cost(way) }));
    for (const { way } of next.sort((left, right) => left.cost - right.cost)) {
      const id = way.map(textOf).sort().join();
      if (attempt.seen.has(id)) continue;
      attempt.seen.add(id);
      const found = this.from(way, attempt);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Variations that change what a part says. */
  private changes(literal: Literal, wanted: boolean, chosen: Way): Variation[] {
    const free = this.freeKeys(literal);
    return free.flatMap((key) =>
      remembered(this.told, key, () => this.toldApart(key)).filter(
        (variation) =>
          !chosen.some((one) => haveInCommon(one.keys, variation.keys)) &&
          // A part on several keys may need more than one of them changed.
          (free.length > 1 || this.holds(literal, [...chosen, variation]) === wanted),
      ),
    );
  }

  /** The variations of a key; of those that the parts do not tell apart, one. */
  private toldApart(key: string): readonly Variation[] {
    const { all, compared } = this.allParts();
    const variations = this.variations.get(key) ?? [];
    const decided = new Set([key, ...variations.flatMap(({ keys }) => keys)]);
    const looking = all.filter(({ keys }) => keys.some((one) => decided.has(one)));
    return distinct(variations, (variation) => {
      // Where a part compares values with each other, each is one of its own.
      const kind = compared.has(key) ? textOf(variation) : looking.map((literal) => (this.holds(literal, [variation]) ? "1" : "0")).join("");
      return `${variation.untold ? "untold" : ""} ${variation.keys.join()} ${kind}`;
    });
  }

  /** All parts that are looked at, and the keys of those that compare several. */
  private allParts(): Parts {
    if (!this.parts) {
      const all = [...this.obstacles.denials.flat(), ...this.obstacles.needed];
      this.parts = { all, compared: new Set(all.filter((literal) => literal.settled || this.freeKeys(literal).length > 1).flatMap(({ keys }) => keys)) };
    }
    return this.parts;
  }

  private freeKeys(literal: Literal): string[] {
    return literal.keys.filter((key) => this.variations.has(key));
  }

  private allHold(parts: readonly Literal[], way: Way): boolean {
    return parts.every((literal) => this.holds(literal, way));
  }

  /** Whether a part holds, by the few variations that matter to it: policies of S3's size have hundreds of parts, and each step looks at them. */
  private holds(literal: Literal, way: Way): boolean {
    const looked = literal.settled ? [...literal.keys, ...literal.settled] : literal.keys;
    const mattering = way.filter(({ keys }) => haveInCommon(keys, looked));
    const [variation] = mattering;
    if (!variation) return remembered(this.usually, literal, () => literal.holds(this.base));
    const isAll = mattering.length === 1 && looked.every((key) => variation.keys.includes(key));
    return isAll ? holdsUnder(variation, literal) : literal.holds(new ContextKeys(contextOf(mattering), this.base));
  }

  private cost(way: Way): number {
    const { denials, needed } = this.obstacles;
    return denials.filter((parts) => this.allHold(parts, way)).length + needed.filter((literal) => !this.holds(literal, way)).length;
  }
}

/** One look for a way. */
interface Attempt {
  readonly count: number;
  readonly budget: Budget;
  readonly accepts: (chosen: Way) => boolean;
  /** The sets of variations that were tried. */
  readonly seen: Set<string>;
  /** A way was given up for want of variations. */
  more: boolean;
}

const verdicts = new WeakMap<Variation, Map<Literal, boolean>>();

/** Whether a part holds under a variation that settles all its keys, whatever else the request has. */
function holdsUnder(variation: Variation, literal: Literal): boolean {
  const known = remembered(verdicts, variation, () => new Map<Literal, boolean>());
  return remembered(known, literal, () => literal.holds(new ContextKeys(variation.context)));
}

const texts = new WeakMap<Variation, string>();

function textOf(variation: Variation): string {
  return remembered(texts, variation, () => `${variation.keys.join()} ${JSON.stringify(variation.context)}`);
}

function haveInCommon(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one));
}

/** What the variations of a way settle together. */
export function contextOf(chosen: Way): RequestContext {
  return Object.assign({}, ...chosen.map(({ context }) => context)) as RequestContext;
}
