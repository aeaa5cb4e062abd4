/**
 * Whether requests of a kind get past a bucket's policy, and how, while the bucket is taken to be of one account: by its
 * principals, who need no Allow, or by others.
 */
import { ContextKeys, type RequestContext } from "../simulator/iam/conditions";
import type { AccessPoint } from "./accessPoints";
import type { JudgeOptions, Passage, Place, SparedBy, Untold } from "./bucket";
import { foreignDenials } from "./foreignDenials";
import { Ground } from "./ground";
import { accountOf, wordsOf, type Requester } from "./identities";
import { remembered } from "./remembered";
import { coverage, ownRoutes, routesByAllow } from "./routes";
import { contextOf } from "./search";
import { clausesOf, type Reading, type Statements } from "./statements";
import { arrivals, others, surroundingsOf, type Surroundings } from "./surroundings";
import type { Probe, Trial } from "./trials";
import { mayPass, Ways, type Look, type Passing, type Progress } from "./ways";

/** A way in. */
export interface Way {
  readonly requester: Requester;
  /** ARN of the resource. */
  readonly resource: string;
  /** Condition keys beside those of the request and the requester. */
  readonly context: RequestContext;
  /** Why it may be none: the access point that it leads through may let nobody pass. */
  readonly untold?: Untold;
  readonly passage: Omit<Passage, "key">;
}

/** A way in; or none, and why one may have been overlooked. */
export type Found =
  | { readonly way: Way }
  | {
      readonly way?: undefined;
      readonly untold: readonly Untold[];
      /** There is none, whoever the bucket is of. */
      readonly whoeverOwns?: true;
    };

/** ARNs to try, and whether they are all that a policy tells apart. */
export interface Resources {
  readonly arns: readonly string[];
  readonly complete: boolean;
}

/**
 * What a policy tells apart in one reading, whoever the bucket is of.
 * @param policy the statements that can matter
 */
export function groundIn(policy: Statements | undefined, reading: Reading, { isAllowedException, requirement }: Pick<JudgeOptions, "isAllowedException" | "requirement">, { arns }: Resources): Ground {
  return new Ground(clausesOf(policy, reading, isAllowedException), arns, requirement.kmsKeyArns !== undefined);
}

/**
 * The ways of all who need a statement that allows them something. Of several accounts that a bucket may be of, principals of
 * each are among them: whoever of the bucket's own account gets in by an Allow gets in without it as well.
 * @param everywhere the surroundings of each account that the bucket may be of; requests arrive alike in all of them
 * @param points the access points whose statements stand in the policy
 */
export function waysOfOthers(ground: Ground, surroundings: Surroundings, everywhere: readonly Surroundings[], { complete }: Resources, points: readonly AccessPoint[] = []): Ways {
  const routes = routesByAllow(ground, others(everywhere), surroundings.place);
  const allRequesters = everywhere.every((one) => one.allRequesters);
  return new Ways({ routes, untold: untoldIn({ ...surroundings, allRequesters }, complete) }, ground, surroundings, foreignDenials(points, ground.clauses));
}

/** The ways of the principals of a bucket's account. */
export function ownWays(ground: Ground, surroundings: Surroundings, { complete }: Resources, points: readonly AccessPoint[] = []): Ways {
  const routes = ownRoutes(ground, surroundings.requesters, surroundings.place);
  return new Ways({ routes, untold: untoldIn(surroundings, complete) }, ground, surroundings, foreignDenials(points, ground.clauses));
}

function untoldIn({ circumstances: { untold }, allRequesters }: Surroundings, allResources: boolean): Untold[] {
  return [
    ...untold,
    ...(allRequesters ? [] : [{ kind: "patterns", of: "principals" } as const]),
    ...(allResources ? [] : [{ kind: "patterns", of: "object keys" } as const]),
  ];
}

/** What there is to try on a policy that stands for itself: no access point decides anything. */
export function accessTo(policy: Statements | undefined, place: Place, options: JudgeOptions, resources: Resources, reading: Reading): Access {
  const surroundings = surroundingsOf(policy, place, options, arrivals(policy, place, options, []));
  const ground = groundIn(policy, reading, options, resources);
  return new Access(surroundings, ownWays(ground, surroundings, resources), waysOfOthers(ground, surroundings, [surroundings], resources));
}

/** What there is to try on a policy. */
export class Access {
  /** What is found, by how far the ways of either were looked for. */
  private readonly found = new Map<Progress, Map<Progress, Found>>();
  private readonly looksThroughAny = new Map<Look, Look>();

  constructor(
    private readonly surroundings: Surroundings,
    private readonly own: Ways,
    private readonly others: Ways,
  ) {}

  /** The way in with the fewest exceptions. */
  find(probe: Probe, look: Look): Found {
    const [own, others] = [this.own.begin(probe, look), this.others.begin(probe, look)];
    return remembered(remembered(this.found, own, () => new Map<Progress, Found>()), others, () => {
      const passing = this.first(own, others, probe, look);
      if (passing) return { way: this.wayOf(passing, probe, look) };
      const untold = [...own.untold, ...others.untold];
      return { untold: !this.surroundings.hasUntoldDoors || look.throughAny ? untold : [...untold, ...this.throughUntoldDoor(probe, look)] };
    });
  }

  /** The way with the fewest exceptions; of as good ones that of the bucket's own account. */
  private first(own: Progress, others: Progress, probe: Probe, look: Look): Passing | undefined {
    for (let exceptions = 0; mayPass(own, exceptions) || mayPass(others, exceptions); exceptions += 1) {
      const passing = this.own.passing(own, probe, look, exceptions) ?? this.others.passing(others, probe, look, exceptions);
      if (passing) return passing;
    }
    return undefined;
  }

  /** No way is certain; one through an access point whose policy is not known is none and not none. */
  private throughUntoldDoor(probe: Probe, look: Look): Untold[] {
    const throughAny = remembered(this.looksThroughAny, look, () => ({ ...look, throughAny: true }));
    const passing = this.first(this.own.begin(probe, throughAny), this.others.begin(probe, throughAny), probe, throughAny);
    return passing?.chosen.flatMap((one) => one.untold ?? []).slice(0, 1) ?? [];
  }

  private wayOf(passing: Passing, probe: Probe, look: Look): Way {
    const { trial: { kind: { requester }, resource: { resource } }, chosen } = passing;
    const context = { ...this.surroundings.circumstances.usual, ...contextOf(chosen) };
    const untold = chosen.find((one) => one.untold)?.untold;
    let known: Way["passage"] | undefined;
    const passage = (): Way["passage"] => (known ??= this.passageOf(passing, probe, look));
    // Of the accounts that a bucket may be of, most are asked for whether there is a way, and no more.
    return { requester, resource, context, ...(untold && { untold }), get passage() { return passage(); } };
  }

  private passageOf({ trial, chosen }: Passing, probe: Probe, look: Look): Way["passage"] {
    const { kind: { requester }, resource: { resource }, base } = trial;
    const exceptions = [...requester.exceptions, ...chosen.flatMap((variation) => variation.exceptions)];
    const { account } = this.surroundings.place;
    // Where no exception is needed: all who get in to the same resource.
    const open = (): Requester[] => [...this.own.openTo(resource, probe, look), ...this.others.openTo(resource, probe, look).filter((one) => accountOf(one) !== account)];
    const alike = exceptions.length > 0 ? [] : open();
    const spared = sparedBy(trial, probe, look, new ContextKeys(contextOf(chosen), base));
    const accessPoint = chosen.find((one) => one.accessPoint !== undefined)?.accessPoint;
    return { principals: wordsOf(alike.length > 0 ? alike : [requester]), exceptions, spared, ...(accessPoint !== undefined && { accessPoint }) };
  }
}

/** The Deny statements that speak of what is asked, each with the first part that does not hold. */
function sparedBy({ route, resource }: Trial, probe: Probe, { without }: Look, context: ContextKeys): SparedBy[] {
  return route.denials.flatMap((clause, index): SparedBy[] => {
    const { statement, ofAsk, ofBoth, ofRequester, free } = clause;
    if (!clause.isAbout(probe.action) || without.has(statement) || ![...ofAsk, ...ofBoth].every(({ holds }) => holds(context))) return [];
    const failing = [...ofRequester, ...free, ...coverage(clause, resource)].find(({ holds }) => !holds(context));
    const by = failing?.words ?? (resource.covered[index] === false ? statement.resource.element : (statement.principal?.element ?? "Principal"));
    const { index: at, sid, accessPoint } = statement;
    return [{ index: at, ...(sid !== undefined && { sid }), ...(accessPoint !== undefined && { accessPoint }), by }];
  });
}
