/** Who may put requests to a bucket, and how these may arrive, as far as its policy tells it apart, while it is taken to be of one account. */
import type { JudgeOptions, Place } from "./bucket";
import { circumstances, type Circumstances, type Doors } from "./circumstances";
import { distinct } from "./distinct";
import { accountOf, requesters, type Requester } from "./identities";
import type { Statements } from "./statements";

/** How requests may arrive, whoever puts them. */
export interface Arrivals {
  readonly circumstances: Circumstances;
  /** What may vary for a requester. */
  readonly variationsOf: (requester: Requester) => Circumstances["variations"];
  readonly hasUntoldDoors: boolean;
}

/** Who asks, from wherever and whenever. */
export interface Surroundings extends Arrivals {
  /** With the account that the bucket is taken to be of. */
  readonly place: Place;
  /** But for those who are allowed exceptions. */
  readonly requesters: readonly Requester[];
  /** They are all that the policy tells apart. */
  readonly allRequesters: boolean;
}

/**
 * How requests may arrive at a bucket.
 * @param policy the statements that can matter
 * @param asked values of the requests that a policy may compare with properties of the requester
 * @param doors all access points that requests may come through
 */
export function arrivals(policy: Statements | undefined, place: Place, options: JudgeOptions, asked: readonly string[], doors?: Doors): Arrivals {
  const found = circumstances(policy, place, options, asked, doors);
  const ofAnonymous = new Map([...found.variations].map(([key, variations]) => [key, principalKeys.test(key) ? [] : variations]));
  return {
    circumstances: found,
    variationsOf: ({ principal }) => (principal === "anonymous" ? ofAnonymous : found.variations),
    hasUntoldDoors: doors?.variations.some(({ untold }) => untold) ?? false,
  };
}

/**
 * The surroundings of a bucket.
 * @param policy the statements that can matter
 * @param place with the account that the bucket is taken to be of
 */
export function surroundingsOf(policy: Statements | undefined, place: Place, { isAllowedException }: Pick<JudgeOptions, "isAllowedException">, arriving: Arrivals): Surroundings {
  const { list, complete } = requesters(policy, place);
  return { place, ...arriving, requesters: list.filter(({ exceptions }) => !exceptions.some(isAllowedException)), allRequesters: complete };
}

/** All who are in some of these surroundings, and not principals of the bucket's account there. */
export function others(surroundings: readonly Surroundings[]): Requester[] {
  const all = surroundings.flatMap(({ requesters: those, place }) => those.filter((requester) => accountOf(requester) !== place.account));
  // Most are in all of them, as one object each.
  return distinct([...new Set(all)], ({ principal }) => JSON.stringify(principal));
}

/** Anonymous requests have no properties of a principal. */
const principalKeys = /^aws:(principal|userid$|username$|federatedprovider$|multifactorauth|token)/i;
