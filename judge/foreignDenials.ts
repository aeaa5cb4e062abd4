/**
 * What an access point denies by saying nothing: "both the access point and the underlying bucket must permit the request", and
 * a requester of another account than the access point's is permitted what one of its statements allows.
 */
import type { ContextKeys } from "../simulator/iam/conditions";
import { accessPointKeys } from "../simulator";
import { isOfAccessPoint, type AccessPoint } from "./accessPoints";
import type { ResourceKind } from "./ground";
import { accountOf } from "./identities";
import { coverage, type RequesterKind, type Route } from "./routes";
import { partsThatDecide, type Clause, type Literal } from "./statements";

/** The implicit denial of one access point. */
export interface ForeignDenial {
  /**
   * Its parts for a kind of requester and resource, as of a Deny statement: none where an Allow statement lets them pass whatever
   * the circumstances, or where they need none.
   */
  readonly partsFor: (action: string, requester: RequesterKind, resource: ResourceKind, route: Route, base: ContextKeys) => (readonly Literal[])[];
}

/** The implicit denials of the access points whose policies are known. */
export function foreignDenials(points: readonly AccessPoint[], clauses: readonly Clause[]): ForeignDenial[] {
  return points.flatMap(({ arn, account, statements }): ForeignDenial[] => {
    if (!statements) return [];
    const through: Literal = { words: "no Allow", keys: [arnKey], holds: (context) => context.get(arnKey)?.[0] === arn };
    const own = clauses.filter(({ statement }) => statement.effect === "Allow" && statements.includes(statement));
    return [
      {
        partsFor: (action, { requester, meant }, resource, route, base) => {
          if (accountOf(requester) === account) return [];
          const missing: Literal[] = [];
          for (const allow of own) {
            const at = route.denials.length + route.throughPoints.indexOf(allow);
            const parts = meant[at] && allow.isAbout(action) && resource.covered[at] !== false ? partsThatDecide(allow, base) : undefined;
            if (!parts) continue;
            const open = [...parts, ...coverage(allow, resource)];
            const all = [...new Set(open.flatMap((part) => part.keys))];
            // The access point itself is settled by then.
            const settled = all.filter(isOfAccessPoint);
            missing.push({ words: "no Allow", keys: all.filter((key) => !settled.includes(key)), ...(settled.length > 0 && { settled }), holds: (context) => !open.every(({ holds }) => holds(context)) });
          }
          return [[through, ...missing]];
        },
      },
    ];
  });
}

const arnKey = accessPointKeys.arn.toLowerCase();
