/**
 * Who may ask for what under a policy: principals of the bucket's account, who need no Allow, and others by each statement
 * that allows them something. Requesters and resources that no statement of a route tells apart are one.
 */
import { arnParts } from "../simulator/iam/arn";
import { ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import { principalContext } from "../simulator/iam/principal";
import type { Place } from "./bucket";
import { distinct } from "./distinct";
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
  /** The same for resources that the statements do not tell apart, unless policy variables decide. */
  readonly likeness: string;
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
    if (!parts) return [];
    const covered = telling.map(({ covers }) => covers?.(parts));
    return [{ resource, parts, covered, likeness: bits(covered) }];
  });
  const isOwn = ({ identity }: Requester): boolean => identity.kind === "aws" && identity.account === account;
  const ofBucket: RequestContext = { "aws:ResourceAccount": account, "s3:ResourceAccount": account };
  const contexts = new Map(requesters.map((requester) => [requester, new ContextKeys(ofBucket, principalContext(requester.identity))]));
  const concerns = new Map(clauses.map((clause) => [clause, new Set(requesters.filter((requester) => isAbout(clause, requester, contexts.get(requester))))]));
  const meant = new Map(
    requesters.map((requester): [Requester, Meant] => {
      const list = telling.map((clause) => concerns.get(clause)?.has(requester) ?? false);
      return [requester, { list, text: bits(list) }];
    }),
  );

  const route = (allow: Clause | undefined, members: readonly Requester[]): Route => {
    const looking = [...telling, ...(allow ? [allow] : [])];
    return {
      allow,
      denials,
      throughPoints,
      requesters: requesterKinds(members, meant, looking),
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

/** The statements that are about a requester, as {@link RequesterKind.meant}, and the same as text. */
interface Meant {
  readonly list: readonly boolean[];
  readonly text: string;
}

function requesterKinds(members: readonly Requester[], meantBy: ReadonlyMap<Requester, Meant>, looking: readonly Clause[]): RequesterKind[] {
  const likeness = requesterLikeness(looking);
  const kinds = new Map<string, { requester: Requester; alike: Requester[]; meant: readonly boolean[] }>();
  for (const requester of members) {
    const { list, text } = meantBy.get(requester) ?? { list: [], text: "" };
    const kind = `${text} ${likeness(requester)}`;
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

function bits(list: readonly (boolean | undefined)[]): string {
  return list.map(Number).join("");
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
