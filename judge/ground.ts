/** What a policy tells apart, whoever asks and whoever the bucket is of: its statements, what they make of a request, and resources. */
import { arnParts } from "../simulator/iam/arn";
import type { ContextKeys } from "../simulator/iam/conditions";
import { remembered } from "./remembered";
import { isOfAsk, type Clause } from "./statements";

/** Resources, by one of them: in a route it stands for all that its statements do not tell apart. */
export interface ResourceKind {
  readonly resource: string;
  readonly parts: readonly string[];
  /** For each Deny statement, whether it covers them; then for each Allow statement of access points. Undefined where policy variables decide. */
  readonly covered: readonly (boolean | undefined)[];
  /** The same for resources that the statements do not tell apart, unless policy variables decide. */
  readonly likeness: string;
}

/** The statements of a policy, taken apart in one reading. */
export class Ground {
  readonly denials: readonly Clause[];
  /** What lets a requester through an access point lets nobody into the bucket; it tells requesters apart all the same. */
  readonly throughPoints: readonly Clause[];
  /** The Allow statements of the bucket's own policy. */
  readonly allows: readonly Clause[];
  readonly located: readonly ResourceKind[];
  /** The policy compares what is asked with something else: then no request is like another. */
  readonly comparesAsk: boolean;
  private readonly meanings = new Map<object, string>();

  /**
   * @param resources ARNs
   * @param tellsAccounts whether what becomes of a request hangs on the account of who asks, whatever the policy says: whose a key is that is named in part does
   */
  constructor(
    readonly clauses: readonly Clause[],
    resources: readonly string[],
    readonly tellsAccounts: boolean,
  ) {
    const allows = clauses.filter(({ statement }) => statement.effect === "Allow");
    this.denials = clauses.filter(({ statement }) => statement.effect === "Deny");
    this.throughPoints = allows.filter(({ statement }) => statement.accessPoint !== undefined);
    this.allows = allows.filter(({ statement }) => statement.accessPoint === undefined);
    this.located = resources.flatMap((resource): ResourceKind[] => {
      const parts = arnParts(resource);
      if (!parts) return [];
      const covered = [...this.denials, ...this.throughPoints].map(({ covers }) => covers?.(parts));
      return [{ resource, parts, covered, likeness: bits(covered) }];
    });
    this.comparesAsk = clauses.some(({ ofBoth, free }) => ofBoth.length > 0 || free.some(({ keys }) => keys.some(isOfAsk)));
  }

  /** The same text for requests of which the statements say the same, by what stands for what is asked, its action and its contexts. */
  meaningOf(asked: object, action: string, contexts: () => readonly ContextKeys[]): string {
    return remembered(this.meanings, asked, () => {
      if (this.comparesAsk) return `${this.meanings.size}`;
      return bits(contexts().flatMap((context) => this.clauses.map(({ isAbout, ofAsk }) => isAbout(action) && ofAsk.every(({ holds }) => holds(context)))));
    });
  }
}

export function bits(list: readonly (boolean | undefined)[]): string {
  return list.map(Number).join("");
}
