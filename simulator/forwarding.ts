/**
 * Where a record goes: to the rules of the account and region that recorded it, and where these forward to a bus at home, to the
 * rules there. Events keep the account and region of their origin.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
import type { EventBridgeEvent } from "./eventBridgeEvent";

/** A named matcher of events, or of records. */
interface Named<Subject> {
  readonly name: string;
  readonly matches: (subject: Subject) => boolean;
}

/** An account and region, with its trails and the rules of its default bus. */
export interface CompiledPlace {
  /** Undefined for whatever account there is. */
  readonly account: string | undefined;
  /** Undefined for whatever region there is. */
  readonly region: string | undefined;
  readonly trails: readonly Named<object>[];
  readonly rules: readonly Named<unknown>[];
  /** Rules of the bus that the rules put events on; undefined where these have the log group as their target themselves. */
  readonly hubRules?: readonly Named<unknown>[];
}

/** How far an event came. */
export interface Route {
  readonly trails: readonly string[];
  /** The rules that wrote it to the log group, one for each time. */
  readonly rules: readonly string[];
  /** Why it came no further; absent where it was written. */
  readonly stopped?: string;
}

const namesOf = <Subject>(all: readonly Named<Subject>[], subject: Subject): string[] => all.filter(({ matches }) => matches(subject)).map(({ name }) => name);

/** The route of a record and its event. @param places home first */
export function routeOf(places: readonly [CompiledPlace, ...CompiledPlace[]], record: object, event: EventBridgeEvent): Route {
  const isIn = ({ account, region }: CompiledPlace): boolean =>
    (account === undefined || account === event.account) && (region === undefined || region === event.region);
  const place = places.find(isIn) ?? places[0];
  const trails = namesOf(place.trails, record);
  if (trails.length === 0) return { trails: [], rules: [], stopped: "no trail logs it" };
  if (!isIn(place)) {
    const where = place.account === undefined || place.account === event.account ? event.region : `${event.account} in ${event.region}`;
    return { trails, rules: [], stopped: `it happened in ${where}, and the rules are in ${places.map(({ region }) => region).join(", ")}` };
  }
  const rules = namesOf(place.rules, event);
  if (rules.length === 0) return { trails, rules: [], stopped: "no enabled rule matches it" };
  if (!place.hubRules) return { trails, rules };
  const hubRules = namesOf(place.hubRules, event);
  return { trails, rules: rules.flatMap(() => hubRules), ...(hubRules.length === 0 && { stopped: "no rule of the bus at home matches it" }) };
}
