/**
 * Whether requests of a kind get past a bucket's policy, and how: every requester, every resource and all circumstances
 * that the policy tells apart, while the bucket is taken to be of one account.
 */
import type { CheckedStatement } from "../simulator";
import { ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import type { AccessPoint } from "./accessPoints";
import type { Passage, SparedBy, Untold } from "./bucket";
import type { Variation } from "./circumstances";
import { foreignDenials } from "./foreignDenials";
import { wordsOf, type Requester } from "./identities";
import { coverage, routesOf, type RequesterKind } from "./routes";
import { remembered, remembering } from "./remembered";
import { contextOf, Search, type Budget, type Outcome } from "./search";
import type { Surroundings } from "./surroundings";
import { clausesOf, isOfAsk, type Clause, type Reading, type Statements } from "./statements";
import { Approaches, askedContexts, type Likeness, type Probe, type Trial, type Trials } from "./trials";

/** A way in. */
export interface Way {
  readonly requester: Requester;
  /** ARN of the resource. */
  readonly resource: string;
  /** Condition keys beside those of the request and the requester. */
  readonly context: RequestContext;
  /** Why it may be none: the access point that it leads through may let nobody pass. */
  readonly untold?: Untold;
  readonly passage: Omit<Passage, "key">;
}

/** A way in; or none, and why one may have been overlooked. */
export type Found =
  | { readonly way: Way }
  | {
      readonly way?: undefined;
      readonly untold: readonly Untold[];
      /** There is none, whoever the bucket is of. */
      readonly whoeverOwns?: true;
    };

/** How far to look, and past what. */
export interface Look {
  /** Steps of searches that are left. */
  readonly budget: Budget;
  /** Statements to be taken as if the policy did not have them. */
  readonly without: ReadonlySet<CheckedStatement>;
  /** Take access points whose policies are not known for such as let everybody pass. */
  readonly throughAny: boolean;
}

/** A look at everything. */
export function look(steps: number, as: Partial<Omit<Look, "budget">> = {}): Look {
  return { without: nothing, throughAny: false, ...as, budget: { left: steps } };
}

const nothing: Look["without"] = new Set();

/** What there is to try on a policy. */
export class Access {
  private readonly approaches: Approaches;
  private readonly untold: readonly Untold[];
  private readonly clauses: readonly Clause[];
  /** The policy compares what is asked with something else: then no request is like another. */
  private readonly comparesAsk: boolean;
  /** What looks have found for requests that the policy does not tell apart. */
  private readonly found = new Map<Look, Map<string, Found>>();
  /** What there is to try with requests that the policy does not tell apart, by what is taken as if it were not there. */
  private readonly trials = new Map<Look["without"], Map<string, Trials>>();
  private readonly searches = new Map<Trial, Search>();
  /** What trials came to. */
  private readonly outcomes = new Map<Likeness, Map<string, Outcome>>();

  /**
   * @param policy the statements that can matter
   * @param resources ARNs to try; `complete` tells whether they are all that the policy tells apart
   * @param points the access points whose statements stand in the policy
   */
  constructor(
    policy: Statements | undefined,
    private readonly surroundings: Surroundings,
    resources: { readonly arns: readonly string[]; readonly complete: boolean },
    reading: Reading,
    points: readonly AccessPoint[] = [],
  ) {
    const { place, circumstances: { usual, untold }, isAllowedException } = surroundings;
    this.clauses = clausesOf(policy, reading, isAllowedException);
    this.comparesAsk = this.clauses.some(({ ofBoth, free }) => ofBoth.length > 0 || free.some(({ keys }) => keys.some(isOfAsk)));
    const routes = routesOf(this.clauses, surroundings.requesters, resources.arns, place);
    this.approaches = new Approaches(routes, this.clauses, foreignDenials(points, this.clauses), usual);
    this.untold = [
      ...untold,
      ...(surroundings.allRequesters ? [] : [{ kind: "patterns", of: "principals" } as const]),
      ...(resources.complete ? [] : [{ kind: "patterns", of: "object keys" } as const]),
    ];
  }

  /** The way in with the fewest exceptions. */
  find(probe: Probe, look: Look): Found {
    const tried = (): Trials => this.approaches.trials(probe, look.without);
    if (this.comparesAsk) return this.search(probe, look, tried());
    const meant = askedContexts(probe, this.surroundings.place).flatMap((context) =>
      this.clauses.map(({ isAbout, ofAsk }) => isAbout(probe.action) && ofAsk.every(({ holds }) => holds(context))),
    );
    const id = meant.map(Number).join("");
    const found = remembered(this.found, look, () => new Map<string, Found>());
    return remembered(found, `${probe.kind ?? this.kindOf(probe)} ${id}`, () => {
      const trials = remembered(this.trials, look.without, () => new Map<string, Trials>());
      return this.search(probe, look, remembered(trials, `${probe.action} ${id}`, tried));
    });
  }

  /** For whom a request counts, of all that are tried. */
  private kindOf({ counts }: Probe): string {
    return this.surroundings.ofEachAccount.map((requester) => [{}, insecure].map((chosen) => Number(counts(requester, chosen))).join("")).join("");
  }

  private search(probe: Probe, look: Look, trials: Trials): Found {
    const counting = remembering(({ requester }: RequesterKind) => probe.counts(requester, {}));
    const passable = trials.passable.filter(({ kind }) => counting(kind));
    const found = this.amongTrials(passable, probe, look, trials);
    if (found.way) return found;
    const untold = trials.by.some(counting) ? this.untoldOf(passable) : [];
    const none = { untold: [...untold, ...found.untold] };
    if (!this.surroundings.hasUntoldDoors || look.throughAny) return none;
    // No way is certain; one through an access point whose policy is not known is none and not none.
    const perhaps = this.amongTrials(passable, probe, { ...look, throughAny: true }, trials);
    return perhaps.way?.untold ? { untold: [...none.untold, perhaps.way.untold] } : none;
  }

  /** The way with the fewest exceptions; or none, and whether that is for want of steps. */
  private amongTrials(passable: readonly Trial[], probe: Probe, look: Look, trials: Trials): Found {
    let pending = passable;
    for (let exceptions = 0; pending.length > 0; exceptions += 1) {
      const next: Trial[] = [];
      for (const trial of pending) {
        const outcome = this.attempt(trial, probe, exceptions - trial.kind.requester.exceptions.length, look);
        if (outcome.found) return { way: this.wayOf(trial, outcome.found, probe, look, trials) };
        if (outcome.end === "spent") return { untold: [{ kind: "trials" }] };
        if (outcome.end === "more") next.push(trial);
      }
      pending = next;
    }
    return { untold: [] };
  }

  /** What may have hidden a way: of condition keys, those that are in somebody's way. */
  private untoldOf(passable: readonly Trial[]): Untold[] {
    if (!this.untold.some(({ kind }) => kind === "conditions")) return [...this.untold];
    const keys = new Set(passable.flatMap(({ obstacles: { denials, needed } }) => [...denials.flat(), ...needed].flatMap((literal) => literal.keys)));
    return this.untold.filter((one) => one.kind !== "conditions" || keys.has(one.key.toLowerCase()));
  }

  /** Looks for a way with exactly so many variations. */
  private attempt(trial: Trial, probe: Probe, count: number, { budget, throughAny }: Look): Outcome {
    if (count < 0) return { end: "more" };
    const { obstacles, base, kind: { requester }, likeness } = trial;
    const outcomes = likeness && !this.comparesAsk ? remembered(this.outcomes, likeness, () => new Map<string, Outcome>()) : undefined;
    const id = `${count} ${throughAny ? "any" : ""} ${probe.counts(requester, insecure) ? "insecure" : ""}`;
    const known = outcomes?.get(id);
    if (known) return known;
    const variations = this.surroundings.variationsOf(requester);
    const search = remembered(this.searches, trial, () => new Search(obstacles, base, variations));
    const outcome = search.find(count, budget, (chosen) => probe.counts(requester, contextOf(chosen)) && (throughAny || !chosen.some(({ untold }) => untold)));
    // With more steps it may come to something else.
    if (outcome.found || outcome.end !== "spent") outcomes?.set(id, outcome);
    return outcome;
  }

  private wayOf(trial: Trial, chosen: readonly Variation[], probe: Probe, look: Look, trials: Trials): Way {
    const { kind: { requester }, resource: { resource }, base } = trial;
    const exceptions = [...requester.exceptions, ...chosen.flatMap((variation) => variation.exceptions)];
    // Where no exception is needed: all who get in to the same resource.
    const open = exceptions.length > 0 ? [] : trials.at(resource).filter((other) => probe.counts(other.kind.requester, {}) && this.attempt(other, probe, 0, look).found);
    const context = { ...this.surroundings.circumstances.usual, ...contextOf(chosen) };
    const spared = sparedBy(trial, probe, look, new ContextKeys(contextOf(chosen), base));
    const alike = open.flatMap((other) => other.kind.alike);
    const accessPoint = chosen.find((one) => one.accessPoint !== undefined)?.accessPoint;
    const untold = chosen.find((one) => one.untold)?.untold;
    const passage = { principals: wordsOf(alike.length > 0 ? alike : [requester]), exceptions, spared, ...(accessPoint !== undefined && { accessPoint }) };
    return { requester, resource, context, passage, ...(untold && { untold }) };
  }
}

/** What a request over plain HTTP has. */
const insecure: RequestContext = { "aws:SecureTransport": false };

/** The Deny statements that speak of what is asked, each with the first part that does not hold. */
function sparedBy({ route, resource }: Trial, probe: Probe, { without }: Look, context: ContextKeys): SparedBy[] {
  return route.denials.flatMap((clause, index): SparedBy[] => {
    const { statement, ofAsk, ofBoth, ofRequester, free } = clause;
    if (!clause.isAbout(probe.action) || without.has(statement) || ![...ofAsk, ...ofBoth].every(({ holds }) => holds(context))) return [];
    const failing = [...ofRequester, ...free, ...coverage(clause, resource)].find(({ holds }) => !holds(context));
    const by = failing?.words ?? (resource.covered[index] === false ? statement.resource.element : (statement.principal?.element ?? "Principal"));
    const { index: at, sid, accessPoint } = statement;
    return [{ index: at, ...(sid !== undefined && { sid }), ...(accessPoint !== undefined && { accessPoint }), by }];
  });
}
