/**
 * Whether requests of a kind get past a bucket's policy, and how: every requester, every resource and all circumstances
 * that the policy tells apart, while the bucket is taken to be of one account.
 */
import { ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import { principalContext, type Identity } from "../simulator/iam/principal";
import type { AccessPoint } from "./accessPoints";
import type { JudgeOptions, Passage, Place, SparedBy, Untold } from "./bucket";
import { circumstances, type Circumstances, type Doors, type Variation } from "./circumstances";
import { foreignDenials, type ForeignDenial } from "./foreignDenials";
import { requesters, wordsOf, type Requester } from "./identities";
import { coverage, routesOf, type RequesterKind, type ResourceKind, type Route } from "./routes";
import { findWay, type Budget, type Obstacles, type Outcome } from "./search";
import { clausesOf, isOfAsk, partsThatDecide, type Clause, type Reading, type Statements } from "./statements";

/** A request as far as a policy looks at it, and what it is that is looked for. */
export interface Probe {
  /** IAM action that it is authorized with. */
  readonly action: string;
  /** Condition keys of the request by a requester, over TLS. */
  readonly context: (identity: Identity) => RequestContext;
  /** Whether the request comes to what is looked for, should nothing deny it. */
  readonly counts: (requester: Requester, chosen: RequestContext) => boolean;
  /** Requests of one kind count for the same requesters; undefined for one that is like no other. */
  readonly kind: string | undefined;
}

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

/** A kind of requester at a kind of resource, and what is in their way. */
interface Trial {
  readonly requester: Requester;
  readonly alike: readonly Requester[];
  readonly resource: string;
  readonly base: ContextKeys;
  readonly obstacles: Obstacles;
  /** An earlier one has the same in its way: where that comes to nothing, so does this one. */
  readonly repeats: boolean;
  readonly route: Route;
  readonly kinds: { readonly requester: RequesterKind; readonly resource: ResourceKind };
}

/** What there is to try on a policy. */
export class Access {
  private readonly circumstances: Circumstances;
  private readonly ofAnonymous: Circumstances["variations"];
  private readonly routes: readonly Route[];
  private readonly untold: readonly Untold[];
  private readonly clauses: readonly Clause[];
  private readonly foreignDenials: readonly ForeignDenial[];
  private readonly hasUntoldDoors: boolean;
  /** The policy compares what is asked with something else: then no request is like another. */
  private readonly comparesAsk: boolean;
  /** What was found for requests that the policy does not tell apart. */
  private readonly known = new Map<string, Found>();

  /**
   * @param policy the statements that can matter
   * @param place with the account that the bucket is taken to be of
   * @param resources ARNs to try; `complete` tells whether they are all that the policy tells apart
   * @param asked values of the requests that a policy may compare with properties of the requester
   * @param points the access points whose statements stand in the policy, and `doors` all that requests may come through
   */
  constructor(
    policy: Statements | undefined,
    place: Place,
    private readonly options: JudgeOptions,
    resources: { readonly arns: readonly string[]; readonly complete: boolean },
    asked: readonly string[],
    private readonly budget: Budget,
    reading: Reading,
    points: readonly AccessPoint[] = [],
    doors?: Doors,
  ) {
    this.circumstances = circumstances(policy, place, options, asked, doors);
    this.hasUntoldDoors = doors?.variations.some(({ untold }) => untold) ?? false;
    this.ofAnonymous = new Map([...this.circumstances.variations].map(([key, variations]) => [key, principalKeys.test(key) ? [] : variations]));
    const { list, complete } = requesters(policy, place);
    const tried = list.filter(({ exceptions }) => !exceptions.some(options.isAllowedException));
    this.clauses = clausesOf(policy, reading, options.isAllowedException);
    this.comparesAsk = this.clauses.some(({ ofBoth, free }) => ofBoth.length > 0 || free.some(({ keys }) => keys.some(isOfAsk)));
    this.routes = routesOf(this.clauses, tried, resources.arns, place);
    this.foreignDenials = foreignDenials(points, this.clauses);
    this.untold = [
      ...this.circumstances.untold,
      ...(complete ? [] : [{ kind: "patterns", of: "principals" } as const]),
      ...(resources.complete ? [] : [{ kind: "patterns", of: "object keys" } as const]),
    ];
  }

  /** The way in with the fewest exceptions. */
  find(probe: Probe): Found {
    if (probe.kind === undefined || this.comparesAsk) return this.search(probe);
    const base = new ContextKeys(probe.context({ kind: "anonymous" }));
    const meant = this.clauses.map(({ isAbout, ofAsk }) => isAbout(probe.action) && ofAsk.every(({ holds }) => holds(base)));
    const id = `${probe.kind} ${meant.map(Number).join("")}`;
    const found = this.known.get(id) ?? this.search(probe);
    this.known.set(id, found);
    return found;
  }

  private search(probe: Probe): Found {
    const trials = this.routes.flatMap((route) => this.trials(route, probe));
    const found = this.amongTrials(trials, probe, this.options.trustUnknownAccessPoints === true);
    if (found.way || !this.hasUntoldDoors || this.options.trustUnknownAccessPoints) return found;
    // No way is certain; one through an access point whose policy is not known is none and not none.
    const perhaps = this.amongTrials(trials, probe, true);
    return perhaps.way?.untold ? { untold: [...found.untold, perhaps.way.untold] } : found;
  }

  /** @param throughAny count access points whose policies are not known as well */
  private amongTrials(trials: readonly Trial[], probe: Probe, throughAny: boolean): Found {
    let pending = trials.filter(({ repeats }) => !repeats);
    for (let exceptions = 0; pending.length > 0; exceptions += 1) {
      const next: Trial[] = [];
      for (const trial of pending) {
        const outcome = this.attempt(trial, probe, exceptions - trial.requester.exceptions.length, throughAny);
        if (outcome.found) return { way: this.wayOf(trial, outcome.found, probe, trials) };
        if (outcome.end === "spent") return { untold: [...this.untoldOf(trials), { kind: "trials" }] };
        if (outcome.end === "more") next.push(trial);
      }
      pending = next;
    }
    return { untold: this.untoldOf(trials) };
  }

  /** What may have hidden a way: of condition keys, those that are in somebody's way. */
  private untoldOf(trials: readonly Trial[]): Untold[] {
    if (trials.length === 0) return [];
    if (!this.untold.some(({ kind }) => kind === "conditions")) return [...this.untold];
    const passable = trials.map(({ obstacles }) => obstacles).filter(({ denials }) => denials.every((parts) => parts.length > 0));
    const keys = new Set(passable.flatMap(({ denials, needed }) => [...denials.flat(), ...needed].flatMap((literal) => literal.keys)));
    return this.untold.filter((one) => one.kind !== "conditions" || keys.has(one.key.toLowerCase()));
  }

  /** Looks for a way with exactly so many variations. */
  private attempt({ obstacles, base, requester }: Trial, probe: Probe, count: number, throughAny = false): Outcome {
    if (count < 0) return { end: "more" };
    const variations = requester.principal === "anonymous" ? this.ofAnonymous : this.circumstances.variations;
    return findWay(obstacles, base, variations, count, this.budget, (chosen) =>
      probe.counts(requester, contextOf(chosen)) && (throughAny || !chosen.some(({ untold }) => untold)),
    );
  }

  /** Everybody and everything that can be tried on a route. */
  private trials(route: Route, probe: Probe): Trial[] {
    if (route.allow && !route.allow.isAbout(probe.action)) return [];
    // Where variables, or access points, decide, each resource is a case of its own.
    const eachResource = this.foreignDenials.length > 0 || [...route.denials, ...(route.allow ? [route.allow] : [])].some(({ coversBy }) => coversBy !== undefined);
    return route.requesters.flatMap((kind) => {
      const { requester, alike } = kind;
      if (!probe.counts(requester, {})) return [];
      const asked = { ...this.circumstances.usual, ...probe.context(requester.identity) };
      const base = new ContextKeys(asked, principalContext(requester.identity));
      const needed = route.allow && partsThatDecide(route.allow, base);
      if (route.allow && !needed) return [];
      const denials = route.denials.flatMap((clause, index) => {
        const parts = kind.meant[index] && clause.isAbout(probe.action) ? partsThatDecide(clause, base) : undefined;
        return parts ? [{ clause, index, parts }] : [];
      });
      const known = new Map<string, Obstacles>();
      return route.resources.map((resource): Trial => {
        const meant = denials.filter(({ index }) => resource.covered[index] !== false);
        const id = eachResource ? resource.resource : meant.map(({ index }) => index).join();
        const same = known.get(id);
        const obstacles = same ?? {
          denials: [
            ...meant.map(({ clause, parts }) => [...parts, ...coverage(clause, resource)]),
            ...this.foreignDenials.flatMap((one) => one.partsFor(probe.action, kind, resource, route, base)),
          ],
          needed: route.allow ? [...(needed ?? []), ...coverage(route.allow, resource)] : [],
        };
        known.set(id, obstacles);
        return { requester, alike, resource: resource.resource, base, obstacles, repeats: same !== undefined, route, kinds: { requester: kind, resource } };
      });
    });
  }

  private wayOf(trial: Trial, chosen: readonly Variation[], probe: Probe, trials: readonly Trial[]): Way {
    const { requester, resource, base } = trial;
    const exceptions = [...requester.exceptions, ...chosen.flatMap((variation) => variation.exceptions)];
    // Where no exception is needed: all who get in to the same resource.
    const open = exceptions.length > 0 ? [] : trials.filter((other) => other.resource === resource && this.attempt(other, probe, 0).found);
    const context = { ...this.circumstances.usual, ...contextOf(chosen) };
    const spared = sparedBy(trial, probe, new ContextKeys(contextOf(chosen), base));
    const alike = open.flatMap((other) => other.alike);
    const accessPoint = chosen.find((one) => one.accessPoint !== undefined)?.accessPoint;
    const untold = chosen.find((one) => one.untold)?.untold;
    const passage = { principals: wordsOf(alike.length > 0 ? alike : [requester]), exceptions, spared, ...(accessPoint !== undefined && { accessPoint }) };
    return { requester, resource, context, passage, ...(untold && { untold }) };
  }
}

/** Anonymous requests have no properties of a principal. */
const principalKeys = /^aws:(principal|userid$|username$|federatedprovider$|multifactorauth|token)/i;

/** The Deny statements that speak of what is asked, each with the first part that does not hold. */
function sparedBy({ route, kinds }: Trial, probe: Probe, context: ContextKeys): SparedBy[] {
  return route.denials.flatMap((clause, index): SparedBy[] => {
    const { statement, ofAsk, ofBoth, ofRequester, free } = clause;
    if (!clause.isAbout(probe.action) || ![...ofAsk, ...ofBoth].every(({ holds }) => holds(context))) return [];
    const failing = [...ofRequester, ...free, ...coverage(clause, kinds.resource)].find(({ holds }) => !holds(context));
    const by = failing?.words ?? (kinds.resource.covered[index] === false ? statement.resource.element : (statement.principal?.element ?? "Principal"));
    const { index: at, sid, accessPoint } = statement;
    return [{ index: at, ...(sid !== undefined && { sid }), ...(accessPoint !== undefined && { accessPoint }), by }];
  });
}

function contextOf(chosen: readonly Variation[]): RequestContext {
  return Object.assign({}, ...chosen.map(({ context }) => context)) as RequestContext;
}
