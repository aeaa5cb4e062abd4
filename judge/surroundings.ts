/** Who may put requests to a bucket, and how these may arrive, as far as its policy tells it apart, while it is taken to be of one account. */
import type { JudgeOptions, Place } from "./bucket";
import { circumstances, type Circumstances, type Doors } from "./circumstances";
import { distinct } from "./distinct";
import { requesters, type Requester } from "./identities";
import type { Statements } from "./statements";

/** Who asks, from wherever and whenever. */
export interface Surroundings {
  /** With the account that the bucket is taken to be of. */
  readonly place: Place;
  readonly circumstances: Circumstances;
  /** What may vary for a requester. */
  readonly variationsOf: (requester: Requester) => Circumstances["variations"];
  /** But for those who are allowed exceptions. */
  readonly requesters: readonly Requester[];
  /** One of each account, of those who sign and of those who do not: whom a request counts for hangs on no more. */
  readonly ofEachAccount: readonly Requester[];
  /** They are all that the policy tells apart. */
  readonly allRequesters: boolean;
  readonly hasUntoldDoors: boolean;
  readonly isAllowedException: JudgeOptions["isAllowedException"];
}

/**
 * The surroundings of a bucket.
 * @param policy the statements that can matter
 * @param place with the account that the bucket is taken to be of
 * @param asked values of the requests that a policy may compare with properties of the requester
 * @param doors all access points that requests may come through
 */
export function surroundingsOf(policy: Statements | undefined, place: Place, options: JudgeOptions, asked: readonly string[], doors?: Doors): Surroundings {
  const { isAllowedException } = options;
  const found = circumstances(policy, place, options, asked, doors);
  const ofAnonymous = new Map([...found.variations].map(([key, variations]) => [key, principalKeys.test(key) ? [] : variations]));
  const { list, complete } = requesters(policy, place);
  const tried = list.filter(({ exceptions }) => !exceptions.some(isAllowedException));
  return {
    place,
    circumstances: found,
    variationsOf: ({ principal }) => (principal === "anonymous" ? ofAnonymous : found.variations),
    requesters: tried,
    ofEachAccount: distinct(tried, ({ identity }) => (identity.kind === "aws" ? identity.account : identity.kind)),
    allRequesters: complete,
    hasUntoldDoors: doors?.variations.some(({ untold }) => untold) ?? false,
    isAllowedException,
  };
}

/** Anonymous requests have no properties of a principal. */
const principalKeys = /^aws:(principal|userid$|username$|federatedprovider$|multifactorauth|token)/i;
