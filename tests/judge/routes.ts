import type { Place } from "../../judge/bucket";
import { Ground } from "../../judge/ground";
import { accountOf, type Requester } from "../../judge/identities";
import { ownRoutes, routesByAllow, type Route } from "../../judge/routes";
import type { Clause } from "../../judge/statements";

/** All routes to a bucket of one account, that of its own principals first. */
export function routesOf(clauses: readonly Clause[], requesters: readonly Requester[], resources: readonly string[], { account }: Pick<Place, "account">): Route[] {
  const ground = new Ground(clauses, resources, false);
  const others = requesters.filter((requester) => accountOf(requester) !== account);
  return [...ownRoutes(ground, requesters, { account }), ...routesByAllow(ground, others, { account })];
}
