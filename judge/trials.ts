/**
 * What there is to try with a request: each kind of requester at each kind of resource, with the statements in their way.
 * A policy of the size that S3 takes may have thousands of these, and dozens of requests are put to it: what does not hang
 * on the request is found out once.
 */
import type { CheckedStatement } from "../simulator";
import { ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import { identify, principalContext, type Identity } from "../simulator/iam/principal";
import type { Place } from "./bucket";
import { distinct } from "./distinct";
import type { ForeignDenial } from "./foreignDenials";
import type { ResourceKind } from "./ground";
import { accountOf, anyRole, type Requester } from "./identities";
import { remembered } from "./remembered";
import { coverage, requesterLikeness, type RequesterKind, type Route } from "./routes";
import type { Obstacles } from "./search";
import { partsThatDecide, type Clause, type Literal } from "./statements";

/** A request as far as a policy looks at it, and what it is that is looked for. */
export interface Probe {
  /** Stands for what is asked: probes of the same one differ in no more than the account of the bucket, and in what is looked for. */
  readonly asked: object;
  /** IAM action that it is authorized with. */
  readonly action: string;
  /** Condition keys of the request by a requester, over TLS: the same of all who sign it. */
  readonly context: (identity: Identity) => RequestContext;
  /** Whether the request comes to what is looked for, should nothing deny it: by whose it is, and by whether it comes over TLS; whoever the bucket is of. */
  readonly counts: (requester: Requester, chosen: RequestContext) => boolean;
  /** Requests of one kind count for the same requesters; undefined where each requester must be looked at. */
  readonly kind: string | undefined;
}

/** What a request says to conditions on what is asked: of those who sign it, who are all alike, and of anonymous callers. */
export function askedContexts({ context }: Pick<Probe, "context">, place: Pick<Place, "account" | "partition">): ContextKeys[] {
  return [identify(anyRole(place)), identify("anonymous")].map((identity) => new ContextKeys(context(identity), principalContext(identity)));
}

/** A kind of requester at a kind of resource, and what is in their way. */
export interface Trial {
  readonly route: Route;
  readonly kind: RequesterKind;
  readonly resource: ResourceKind;
  readonly base: ContextKeys;
  readonly obstacles: Obstacles;
  /** Trials with the same come to the same; undefined for one that is like no other. */
  readonly likeness: Likeness | undefined;
}

/** Stands for all trials that are alike. */
export type Likeness = object;

/** The trials of a request. */
export interface Trials {
  /** Who can be heard. */
  readonly by: readonly RequesterKind[];
  /** Those that circumstances may let pass, for resources that stand for all. */
  readonly passable: readonly Trial[];
  /** Those that circumstances may let pass at a resource, for everybody. */
  readonly at: (resource: string) => Trial[];
}

/** A resource, and the Deny statements that may concern who asks for it, by their places in the route. */
interface Approach {
  readonly resource: ResourceKind;
  readonly concerning: readonly number[];
}

/** The parts of a statement that circumstances decide; undefined where it says nothing to a request. */
type Parts = readonly Literal[] | undefined;

/** What there is to try on a policy, whatever is asked. */
export class Approaches {
  private readonly known = new Map<RequesterKind, readonly Approach[]>();
  private readonly likenesses = new Map<string, Likeness>();
  private readonly requesterLikenesses = new Map<Requester, string>();
  private readonly requesterLikeness: (requester: Requester) => string;
  private readonly comparesRequesters: boolean;

  /** @param usual what every request has, whatever the simulator knows of it */
  constructor(
    private readonly routes: readonly Route[],
    clauses: readonly Clause[],
    private readonly foreignDenials: readonly ForeignDenial[],
    private readonly usual: RequestContext,
  ) {
    this.requesterLikeness = requesterLikeness(clauses);
    this.comparesRequesters = clauses.some(({ ofBoth }) => ofBoth.length > 0);
  }

  /**
   * The trials of a request, whoever it counts for.
   * @param without statements to be taken as if the policy did not have them
   */
  trials(probe: Pick<Probe, "action" | "context">, without: ReadonlySet<CheckedStatement>): Trials {
    const bases = new Map<Requester, ContextKeys>();
    const base = (requester: Requester): ContextKeys =>
      remembered(bases, requester, () => new ContextKeys({ ...this.usual, ...probe.context(requester.identity) }, principalContext(requester.identity)));
    const partsOf = (clause: Clause, requester: Requester): Parts =>
      clause.isAbout(probe.action) && !without.has(clause.statement) ? partsThatDecide(clause, base(requester)) : undefined;
    // Conditions on what is asked say one thing to all who sign a request, and one to all who do not, unless they compare it with who asks.
    const shared = { aws: new Map(), anonymous: new Map(), service: new Map() } satisfies Record<Identity["kind"], Map<readonly Clause[], readonly Parts[]>>;
    const allPartsOf = (denials: readonly Clause[], requester: Requester): readonly Parts[] => {
      const all = (): readonly Parts[] => denials.map((clause) => partsOf(clause, requester));
      return this.comparesRequesters ? all() : remembered(shared[requester.identity.kind], denials, all);
    };
    const trial = (route: Route, kind: RequesterKind, needed: readonly Literal[], { resource, concerning }: Approach): Trial | undefined => {
      const all = allPartsOf(route.denials, kind.requester);
      const denials: (readonly Literal[])[] = [];
      const places: number[] = [];
      for (const at of concerning) {
        const clause = route.denials[at];
        const free = all[at];
        if (!clause || !free) continue;
        const parts = clause.coversBy ? [...free, ...coverage(clause, resource)] : free;
        if (parts.length === 0) return undefined;
        denials.push(parts);
        places.push(at);
      }
      const known = base(kind.requester);
      denials.push(...this.foreignDenials.flatMap((one) => one.partsFor(probe.action, kind, resource, route, known)));
      const obstacles = { denials, needed: route.allow ? [...needed, ...coverage(route.allow, resource)] : [] };
      const likeness = [this.likenessOf(kind.requester), obstacles.needed.length === 0 ? "" : this.routes.indexOf(route), places, tellsResourcesApart(route) ? resource.resource : ""];
      return { route, kind, resource, base: known, obstacles, likeness: this.foreignDenials.length > 0 ? undefined : remembered(this.likenesses, likeness.join(), () => ({})) };
    };
    const tried = this.routes.flatMap((route) =>
      route.requesters.flatMap((kind) => {
        const needed = route.allow ? partsOf(route.allow, kind.requester) : [];
        return needed ? [{ route, kind, needed }] : [];
      }),
    );
    return {
      by: tried.map(({ kind }) => kind),
      passable: tried.flatMap(({ route, kind, needed }) => this.approaches(route, kind).flatMap((approach) => trial(route, kind, needed, approach) ?? [])),
      at: (name) =>
        tried.flatMap(({ route, kind, needed }) =>
          route.resources.filter(({ resource }) => resource === name).flatMap((resource) => trial(route, kind, needed, approach(kind, resource, route)) ?? []),
        ),
    };
  }

  /** Resources that the statements about a kind of requester do not tell apart are one. */
  private approaches(route: Route, kind: RequesterKind): readonly Approach[] {
    return remembered(this.known, kind, () => {
      const all = route.resources.map((resource) => approach(kind, resource, route));
      // Where variables, or access points, decide, each resource is a case of its own.
      const each = this.foreignDenials.length > 0 || tellsResourcesApart(route);
      return each ? all : distinct(all, ({ concerning }) => concerning.join());
    });
  }

  private likenessOf(requester: Requester): string {
    return remembered(this.requesterLikenesses, requester, () => `${this.requesterLikeness(requester)} ${accountOf(requester) ?? ""}`);
  }
}

function approach({ meant }: RequesterKind, resource: ResourceKind, { denials }: Route): Approach {
  return { resource, concerning: denials.flatMap((_, at) => (meant[at] && resource.covered[at] !== false ? at : [])) };
}

/** Policy variables decide which resources a statement covers. */
function tellsResourcesApart({ allow, denials }: Route): boolean {
  return [...denials, ...(allow ? [allow] : [])].some(({ coversBy }) => coversBy !== undefined);
}
