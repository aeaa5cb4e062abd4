/**
 * Who may ask for what under a policy: principals of the bucket's account, who need no Allow, and others by each statement
 * that allows them something. Requesters and resources that no statement of a route tells apart are one.
 */
import { arnParts } from "../simulator/iam/arn";
import { ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import { principalContext } from "../simulator/iam/principal";
import type { Place } from "./bucket";
import type { Requester } from "./identities";
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

/** Resources that no statement of a route tells apart, by one of them. */
export interface ResourceKind {
  readonly resource: string;
  readonly parts: readonly string[];
  /** As {@link RequesterKind.meant}, whether it covers them; undefined where policy variables decide. */
  readonly covered: readonly (boolean | undefined)[];
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

/** The routes to a bucket, that of its own account first. */
export function routesOf(clauses: readonly Clause[], requesters: readonly Requester[], resources: readonly string[], { account }: Pick<Place, "account">): Route[] {
  const denials = clauses.filter(({ statement }) => statement.effect === "Deny");
  // What lets a requester through an access point lets nobody into the bucket; it tells requesters apart all the same.
  const throughPoints = clauses.filter(({ statement }) => statement.effect === "Allow" && statement.accessPoint !== undefined);
  const telling = [...denials, ...throughPoints];
  const located = resources.flatMap((resource): ResourceKind[] => {
    const parts = arnParts(resource);
    return parts ? [{ resource, parts, covered: telling.map(({ covers }) => covers?.(parts)) }] : [];
  });
  const isOwn = ({ identity }: Requester): boolean => identity.kind === "aws" && identity.account === account;
  const ofBucket: RequestContext = { "aws:ResourceAccount": account, "s3:ResourceAccount": account };
  const contexts = new Map(requesters.map((requester) => [requester, new ContextKeys(ofBucket, principalContext(requester.identity))]));
  const concerns = new Map(clauses.map((clause) => [clause, new Set(requesters.filter((requester) => isAbout(clause, requester, contexts.get(requester))))]));
  const meant = new Map(requesters.map((requester) => [requester, telling.map((clause) => concerns.get(clause)?.has(requester) ?? false)]));

  const route = (allow: Clause | undefined, members: readonly Requester[]): Route => {
    const looking = [...telling, ...(allow ? [allow] : [])];
    return {
      allow,
      denials,
      throughPoints,
      requesters: requesterKinds(members, (requester) => meant.get(requester) ?? [], looking),
      resources: resourceKinds(allow?.covers ? located.filter(({ parts }) => allow.covers?.(parts)) : located, looking),
    };
  };
  const others = requesters.filter((requester) => !isOwn(requester));
  return [
    route(undefined, requesters.filter(isOwn)),
    ...clauses.filter((clause) => clause.statement.effect === "Allow" && !throughPoints.includes(clause)).map((allow) => route(allow, others.filter((requester) => concerns.get(allow)?.has(requester)))),
  ].filter((one) => one.requesters.length > 0 && one.resources.length > 0);
}

function isAbout({ means, ofRequester }: Clause, { identity }: Requester, context: ContextKeys | undefined): boolean {
  return means(identity) && context !== undefined && ofRequester.every(({ holds }) => holds(context));
}

function requesterKinds(members: readonly Requester[], meantBy: (requester: Requester) => readonly boolean[], looking: readonly Clause[]): RequesterKind[] {
  // Where something else is compared with who asks, everybody is a case of its own.
  const compares = looking.some(({ ofBoth, free }) => ofBoth.length > 0 || free.some(({ keys }) => keys.some((key) => requesterKeys.has(key))));
  const ownKeys = looking.flatMap(({ free }) => free.filter(({ keys }) => keys.some((key) => keysOfSome.has(key))));
  const kinds = new Map<string, { requester: Requester; alike: Requester[]; meant: readonly boolean[] }>();
  for (const requester of members) {
    const { identity, exceptions } = requester;
    const meant = meantBy(requester);
    const context = principalContext(identity);
    const kind = JSON.stringify([
      identity.kind,
      meant.map(Number).join(""),
      ownKeys.map(({ holds }) => Number(holds(context))).join(""),
      compares ? requester.principal : "",
    ]);
    const known = kinds.get(kind);
    if (!known) kinds.set(kind, { requester, alike: exceptions.length === 0 ? [requester] : [], meant });
    else {
      if (exceptions.length < known.requester.exceptions.length) known.requester = requester;
      if (exceptions.length === 0) known.alike.push(requester);
    }
  }
  return [...kinds.values()];
}

/** Keys that some requesters have by themselves, and others may have any value of. */
const keysOfSome: ReadonlySet<string> = new Set(
  ["aws:username", "aws:userid", "aws:FederatedProvider"].map((key) => key.toLowerCase()),
) satisfies ReadonlySet<string>;

function resourceKinds(located: readonly ResourceKind[], looking: readonly Clause[]): ResourceKind[] {
  if (looking.some(({ covers }) => covers === undefined)) return [...located];
  const kinds = new Map<string, ResourceKind>();
  for (const one of located) {
    const kind = one.covered.map(Number).join("");
    if (!kinds.has(kind)) kinds.set(kind, one);
  }
  return [...kinds.values()];
}

/** That a statement covers resources, where policy variables decide it. */
export function coverage({ coversBy }: Clause, { parts }: ResourceKind): Literal[] {
  return coversBy ? [coversBy(parts)] : [];
}
