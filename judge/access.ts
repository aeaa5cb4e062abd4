/**
 * Whether requests of a kind get past a bucket's policy, and how: every requester, every resource and all circumstances
 * that the policy tells apart, while the bucket is taken to be of one account.
 */
import type { CheckedStatement } from "../simulator";
import { ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import type { AccessPoint } from "./accessPoints";
import type { JudgeOptions, Passage, Place, SparedBy, Untold } from "./bucket";
import { circumstances, type Circumstances, type Doors, type Variation } from "./circumstances";
import { foreignDenials } from "./foreignDenials";
import { requesters, wordsOf, type Requester } from "./identities";
import { coverage, routesOf } from "./routes";
import { remembered } from "./remembered";
import { Search, type Budget, type Outcome } from "./search";
import { clausesOf, isOfAsk, type Clause, type Reading, type Statements } from "./statements";
import { Approaches, askedContexts, type Probe, type Trial, type Trials } from "./trials";

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

/** What trials came to, by their likeness and the number of variations. */
type Outcomes = Map<string, Outcome>;

/** What a look has found out about requests that the policy does not tell apart, and about trials of requests of a kind. */
interface Known {
  readonly found: Map<string, Found>;
  readonly outcomes: Map<string, Outcomes>;
}

/** A look at everything. */
export function look(steps: number, as: Partial<Omit<Look, "budget">> = {}): Look {
  return { without: new Set(), throughAny: false, ...as, budget: { left: steps } };
}

/** What there is to try on a policy. */
export class Access {
  private readonly circumstances: Circumstances;
  private readonly ofAnonymous: Circumstances["variations"];
  private readonly approaches: Approaches;
  private readonly untold: readonly Untold[];
  private readonly requesters: readonly Requester[];
  private readonly clauses: readonly Clause[];
  private readonly hasUntoldDoors: boolean;
  /** The policy compares what is asked with something else: then no request is like another. */
  private readonly comparesAsk: boolean;
  private readonly known = new WeakMap<Look, Known>();

  /**
   * @param policy the statements that can matter
   * @param place with the account that the bucket is taken to be of
   * @param resources ARNs to try; `complete` tells whether they are all that the policy tells apart
   * @param asked values of the requests that a policy may compare with properties of the requester
   * @param points the access points whose statements stand in the policy, and `doors` all that requests may come through
   */
  constructor(
    policy: Statements | undefined,
    private readonly place: Place,
    options: JudgeOptions,
    resources: { readonly arns: readonly string[]; readonly complete: boolean },
    asked: readonly string[],
    reading: Reading,
    points: readonly AccessPoint[] = [],
    doors?: Doors,
  ) {
    this.circumstances = circumstances(policy, place, options, asked, doors);
    this.hasUntoldDoors = doors?.variations.some(({ untold }) => untold) ?? false;
    this.ofAnonymous = new Map([...this.circumstances.variations].map(([key, variations]) => [key, principalKeys.test(key) ? [] : variations]));
    const { list, complete } = requesters(policy, place);
    this.requesters = list.filter(({ exceptions }) => !exceptions.some(options.isAllowedException));
    this.clauses = clausesOf(policy, reading, options.isAllowedException);
    this.comparesAsk = this.clauses.some(({ ofBoth, free }) => ofBoth.length > 0 || free.some(({ keys }) => keys.some(isOfAsk)));
    const routes = routesOf(this.clauses, this.requesters, resources.arns, place);
    this.approaches = new Approaches(routes, this.clauses, foreignDenials(points, this.clauses), this.circumstances.usual);
    this.untold = [
      ...this.circumstances.untold,
      ...(complete ? [] : [{ kind: "patterns", of: "principals" } as const]),
      ...(resources.complete ? [] : [{ kind: "patterns", of: "object keys" } as const]),
    ];
  }

  /** The way in with the fewest exceptions. */
  find(probe: Probe, look: Look): Found {
    if (this.comparesAsk) return this.search(probe, look, new Map());
    const meant = askedContexts(probe, this.place).flatMap((context) =>
      this.clauses.map(({ isAbout, ofAsk }) => isAbout(probe.action) && ofAsk.every(({ holds }) => holds(context))),
    );
    const kind = probe.kind ?? this.kindOf(probe);
    const id = `${kind} ${meant.map(Number).join("")}`;
    const { found, outcomes } = remembered(this.known, look, () => ({ found: new Map(), outcomes: new Map() }));
    return remembered(found, id, () => this.search(probe, look, remembered(outcomes, kind, () => new Map())));
  }

  /** For whom a request counts, of all that are tried. */
  private kindOf({ counts }: Probe): string {
    return this.requesters.map((requester) => [{}, { "aws:SecureTransport": false }].map((chosen) => Number(counts(requester, chosen))).join("")).join("");
  }

  private search(probe: Probe, look: Look, outcomes: Outcomes): Found {
    const trials = this.approaches.trials(probe, look.without);
    const found = this.amongTrials(trials, probe, look, outcomes);
    if (found.way || !this.hasUntoldDoors || look.throughAny) return found;
    // No way is certain; one through an access point whose policy is not known is none and not none.
    const perhaps = this.amongTrials(trials, probe, { ...look, throughAny: true }, new Map());
    return perhaps.way?.untold ? { untold: [...found.untold, perhaps.way.untold] } : found;
  }

  private amongTrials(trials: Trials, probe: Probe, look: Look, outcomes: Outcomes): Found {
    const searches = new Map<Trial, Search>();
    let pending = trials.passable;
    for (let exceptions = 0; pending.length > 0; exceptions += 1) {
      const next: Trial[] = [];
      for (const trial of pending) {
        const count = exceptions - trial.kind.requester.exceptions.length;
        const attempt = (): Outcome => this.attempt(remembered(searches, trial, () => this.searchOf(trial)), trial, probe, count, look);
        const outcome = trial.likeness === undefined ? attempt() : remembered(outcomes, `${trial.likeness} ${count}`, attempt);
        if (outcome.found) return { way: this.wayOf(trial, outcome.found, probe, trials, look) };
        if (outcome.end === "spent") return { untold: [...this.untoldOf(trials), { kind: "trials" }] };
        if (outcome.end === "more") next.push(trial);
      }
      pending = next;
    }
    return { untold: this.untoldOf(trials) };
  }

  /** What may have hidden a way: of condition keys, those that are in somebody's way. */
  private untoldOf({ passable, none }: Trials): Untold[] {
    if (none) return [];
    if (!this.untold.some(({ kind }) => kind === "conditions")) return [...this.untold];
    const keys = new Set(passable.flatMap(({ obstacles: { denials, needed } }) => [...denials.flat(), ...needed].flatMap((literal) => literal.keys)));
    return this.untold.filter((one) => one.kind !== "conditions" || keys.has(one.key.toLowerCase()));
  }

  private searchOf({ obstacles, base, kind: { requester } }: Trial): Search {
    return new Search(obstacles, base, requester.principal === "anonymous" ? this.ofAnonymous : this.circumstances.variations);
  }

  /** Looks for a way with exactly so many variations. */
  private attempt(search: Search, { kind: { requester } }: Trial, probe: Probe, count: number, { budget, throughAny }: Look): Outcome {
    if (count < 0) return { end: "more" };
    return search.find(count, budget, (chosen) => probe.counts(requester, contextOf(chosen)) && (throughAny || !chosen.some(({ untold }) => untold)));
  }

  private wayOf(trial: Trial, chosen: readonly Variation[], probe: Probe, trials: Trials, look: Look): Way {
    const { kind: { requester }, resource: { resource }, base } = trial;
    const exceptions = [...requester.exceptions, ...chosen.flatMap((variation) => variation.exceptions)];
    // Where no exception is needed: all who get in to the same resource.
    const open = exceptions.length > 0 ? [] : trials.at(resource).filter((other) => this.attempt(this.searchOf(other), other, probe, 0, look).found);
    const context = { ...this.circumstances.usual, ...contextOf(chosen) };
    const spared = sparedBy(trial, probe, look, new ContextKeys(contextOf(chosen), base));
    const alike = open.flatMap((other) => other.kind.alike);
    const accessPoint = chosen.find((one) => one.accessPoint !== undefined)?.accessPoint;
    const untold = chosen.find((one) => one.untold)?.untold;
    const passage = { principals: wordsOf(alike.length > 0 ? alike : [requester]), exceptions, spared, ...(accessPoint !== undefined && { accessPoint }) };
    return { requester, resource, context, passage, ...(untold && { untold }) };
  }
}

/** Anonymous requests have no properties of a principal. */
const principalKeys = /^aws:(principal|userid$|username$|federatedprovider$|multifactorauth|token)/i;

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

function contextOf(chosen: readonly Variation[]): RequestContext {
  return Object.assign({}, ...chosen.map(({ context }) => context)) as RequestContext;
}
