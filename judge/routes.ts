/**
 * Who may ask for what under a policy: principals of the bucket's account, who need no Allow, and others by each statement
 * that allows them something. Requesters and resources that no statement of a route tells apart are one.
 */
import { ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import { principalContext } from "../simulator/iam/principal";
import type { Place } from "./bucket";
import { distinct } from "./distinct";
import { bits, type Ground, type ResourceKind } from "./ground";
import { accountOf, type Requester } from "./identities";
import { requesterKeys, type Clause, type Literal } from "./statements";

/** Requesters whom no statement of a route tells apart. */
export interface RequesterKind {
  /** The one with the fewest exceptions. */
  readonly requester: Requester;
  /** Those without any exception. */
  readonly alike: readonly Requester[];
  /** For each Deny statement of the route, whether it is about them; then for each Allow statement of access points. */
  readonly meant: readonly boolean[];
}

/** A way to be heard: without an Allow, or by one. */
export interface Route {
  /** The Allow statement that the requesters need; undefined for principals of the bucket's account. */
  readonly allow: Clause | undefined;
  readonly denials: readonly Clause[];
  /** The Allow statements of access points. */
  readonly throughPoints: readonly Clause[];
  readonly requesters: readonly RequesterKind[];
  readonly resources: readonly ResourceKind[];
}

/** The route of the principals of a bucket's account; none where there is nobody, or nothing to ask for. */
export function ownRoutes(ground: Ground, requesters: readonly Requester[], { account }: Pick<Place, "account">): Route[] {
  const own = requesters.filter((requester) => accountOf(requester) === account);
  return heard([routeOf(ground, undefined, own, meantBy(ground, own, account))]);
}

/**
 * The routes of those who need a statement that allows them something, each by one.
 * @param account that the bucket is taken to be of, where statements look at it
 */
export function routesByAllow(ground: Ground, requesters: readonly Requester[], { account }: Pick<Place, "account">): Route[] {
  const meant = meantBy(ground, requesters, account);
  return heard(ground.allows.map((allow) => routeOf(ground, allow, requesters.filter((requester) => meant.get(requester)?.about.has(allow)), meant)));
}

function heard(routes: readonly Route[]): Route[] {
  return routes.filter(({ requesters, resources }) => requesters.length > 0 && resources.length > 0);
}

function routeOf({ denials, throughPoints, located, tellsAccounts }: Ground, allow: Clause | undefined, members: readonly Requester[], meant: ReadonlyMap<Requester, Meant>): Route {
  const looking = [...denials, ...throughPoints, ...(allow ? [allow] : [])];
  return {
    allow,
    denials,
    throughPoints,
    requesters: requesterKinds(members, meant, looking, tellsAccounts),
    resources: resourceKinds(allow?.covers ? located.filter(({ parts }) => allow.covers?.(parts)) : located, looking),
  };
}

function isAbout({ means, ofRequester }: Clause, { identity }: Requester, context: ContextKeys): boolean {
  return means(identity) && ofRequester.every(({ holds }) => holds(context));
}

/** The statements that are about a requester; as {@link RequesterKind.meant}; and the same as text. */
interface Meant {
  readonly about: ReadonlySet<Clause>;
  readonly list: readonly boolean[];
  readonly text: string;
}

function meantBy({ clauses, denials, throughPoints }: Ground, requesters: readonly Requester[], account: string): ReadonlyMap<Requester, Meant> {
  const ofBucket: RequestContext = { "aws:ResourceAccount": account, "s3:ResourceAccount": account };
  return new Map(
    requesters.map((requester): [Requester, Meant] => {
      const context = new ContextKeys(ofBucket, principalContext(requester.identity));
      const about = new Set(clauses.filter((clause) => isAbout(clause, requester, context)));
      const list = [...denials, ...throughPoints].map((clause) => about.has(clause));
      return [requester, { about, list, text: bits(list) }];
    }),
  );
}

function requesterKinds(members: readonly Requester[], meantOf: ReadonlyMap<Requester, Meant>, looking: readonly Clause[], tellsAccounts: boolean): RequesterKind[] {
  const likeness = requesterLikeness(looking);
  const kinds = new Map<string, { requester: Requester; alike: Requester[]; meant: readonly boolean[] }>();
  for (const requester of members) {
    const { list, text } = meantOf.get(requester) ?? { list: [], text: "" };
    const kind = `${text} ${likeness(requester)} ${tellsAccounts ? accountOf(requester) : ""}`;
    const known = kinds.get(kind);
    const alike = requester.exceptions.length === 0 ? [requester] : [];
    if (!known) kinds.set(kind, { requester, alike, meant: list });
    else {
      if (requester.exceptions.length < known.requester.exceptions.length) known.requester = requester;
      known.alike.push(...alike);
    }
  }
  return [...kinds.values()];
}

/** Gives requesters whom the conditions of statements do not tell apart the same text, apart from those that settle whom a statement is about. */
export function requesterLikeness(looking: readonly Clause[]): (requester: Requester) => string {
  // Where something else is compared with who asks, everybody is a case of its own.
  const compares = looking.some(({ ofBoth, free }) => ofBoth.length > 0 || free.some(({ keys }) => keys.some((key) => requesterKeys.has(key))));
  const ownKeys = looking.flatMap(({ free }) => free.filter(({ keys }) => keys.some((key) => keysOfSome.has(key))));
  return ({ identity, principal }) => {
    const context = principalContext(identity);
    return `${identity.kind} ${bits(ownKeys.map(({ holds }) => holds(context)))} ${compares ? JSON.stringify(principal) : ""}`;
  };
}

/** Keys that some requesters have by themselves, and others may have any value of. */
const keysOfSome: ReadonlySet<string> = new Set(
  ["aws:username", "aws:userid", "aws:FederatedProvider"].map((key) => key.toLowerCase()),
) satisfies ReadonlySet<string>;

function resourceKinds(located: readonly ResourceKind[], looking: readonly Clause[]): readonly ResourceKind[] {
  return looking.some(({ covers }) => covers === undefined) ? located : distinct(located, ({ likeness }) => likeness);
}

/** That a statement covers resources, where policy variables decide it. */
export function coverage({ coversBy }: Clause, { parts }: ResourceKind): Literal[] {
  return coversBy ? [coversBy(parts)] : [];
}
