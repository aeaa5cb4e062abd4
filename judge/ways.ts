/**
 * The first way into a bucket for some requesters: for the principals of its account, who need no Allow, or for all others.
 * Every requester, every resource and all circumstances that the policy tells apart are tried, and ways with fewer exceptions
 * come first.
 */
import type { CheckedStatement } from "../simulator";
import type { RequestContext } from "../simulator/iam/conditions";
import type { Untold } from "./bucket";
import type { Variation } from "./circumstances";
import { distinct } from "./distinct";
import type { ForeignDenial } from "./foreignDenials";
import type { Ground } from "./ground";
import { accountOf, type Requester } from "./identities";
import { remembered, remembering } from "./remembered";
import type { RequesterKind, Route } from "./routes";
import { contextOf, Search, type Budget, type Outcome } from "./search";
import type { Surroundings } from "./surroundings";
import { Approaches, askedContexts, type Likeness, type Probe, type Trial, type Trials } from "./trials";

/** How far to look, and past what. */
export interface Look {
  /** Steps of searches that are left. */
  readonly budget: Budget;
  /** Statements to be taken as if the policy did not have them. */
  readonly without: ReadonlySet<CheckedStatement>;
  /** Take access points whose policies are not known for such as let everybody pass. */
  readonly throughAny: boolean;
}

/** A trial that lets a request in, and how the request must arrive; or none, and why one may have been overlooked. */
export type First = { readonly trial: Trial; readonly chosen: readonly Variation[] } | { readonly trial?: undefined; readonly untold: readonly Untold[] };

/** Whom ways are looked for. */
export interface Those {
  readonly routes: readonly Route[];
  /** They, and the resources that they may ask for, are all that the policy tells apart, but for this. */
  readonly untold: readonly Untold[];
}

/** What there is to try for some requesters. */
export class Ways {
  private readonly approaches: Approaches;
  /** What looks have found for requests that the policy does not tell apart. */
  private readonly found = new Map<Look, Map<string, First>>();
  /** What there is to try with requests that the policy does not tell apart, by what is taken as if it were not there. */
  private readonly trials = new Map<Look["without"], Map<string, Trials>>();
  private readonly searches = new Map<Trial, Search>();
  /** What trials came to. */
  private readonly outcomes = new Map<Likeness, Map<string, Outcome>>();

  constructor(
    private readonly those: Those,
    private readonly ground: Ground,
    private readonly surroundings: Pick<Surroundings, "place" | "circumstances" | "variationsOf">,
    foreignDenials: readonly ForeignDenial[],
  ) {
    this.approaches = new Approaches(those.routes, ground.clauses, foreignDenials, surroundings.circumstances.usual);
  }

  /** The way with the fewest exceptions. */
  first(probe: Probe, look: Look): First {
    const found = remembered(this.found, look, () => new Map<string, First>());
    return remembered(found, `${probe.kind ?? this.kindOf(probe)} ${this.meaningOf(probe)}`, () => this.search(probe, look));
  }

  /** Who gets in to a resource without any exception. */
  openTo(resource: string, probe: Probe, look: Look): Requester[] {
    const open = this.trialsOf(probe, look).at(resource).filter(({ kind }) => probe.counts(kind.requester, {}));
    return open.filter((trial) => this.attempt(trial, probe, 0, look).found).flatMap(({ kind }) => kind.alike);
  }

  private meaningOf(probe: Probe): string {
    return this.ground.meaningOf(probe.asked, probe.action, () => askedContexts(probe, this.surroundings.place));
  }

  /** For whom a request counts, of all that are tried: it hangs on the account of those who sign. */
  private kindOf(probe: Probe): string {
    const all = this.those.routes.flatMap(({ requesters }) => requesters.map(({ requester }) => requester));
    const ofEachAccount = distinct(all, (requester) => accountOf(requester) ?? requester.identity.kind);
    return ofEachAccount.map((requester) => `${accountOf(requester)} ${[{}, insecure].map((chosen) => Number(probe.counts(requester, chosen))).join("")}`).join();
  }

  private trialsOf(probe: Probe, look: Look): Trials {
    const known = remembered(this.trials, look.without, () => new Map<string, Trials>());
    const id = `${probe.action} ${this.meaningOf(probe)}`;
    // Where no request is like another, there is no room for the trials of them all.
    if (this.ground.comparesAsk && !known.has(id)) known.clear();
    return remembered(known, id, () => this.approaches.trials(probe, look.without));
  }

  private search(probe: Probe, look: Look): First {
    const counting = remembering(({ requester }: RequesterKind) => probe.counts(requester, {}));
    const trials = this.trialsOf(probe, look);
    const passable = trials.passable.filter(({ kind }) => counting(kind));
    const found = this.amongTrials(passable, probe, look);
    if (found.trial) return found;
    return { untold: [...(trials.by.some(counting) ? this.untoldOf(passable) : []), ...found.untold] };
  }

  /** The way with the fewest exceptions; or none, and whether that is for want of steps. */
  private amongTrials(passable: readonly Trial[], probe: Probe, look: Look): First {
    let pending = passable;
    for (let exceptions = 0; pending.length > 0; exceptions += 1) {
      const next: Trial[] = [];
      for (const trial of pending) {
        const outcome = this.attempt(trial, probe, exceptions - trial.kind.requester.exceptions.length, look);
        if (outcome.found) return { trial, chosen: outcome.found };
        if (outcome.end === "spent") return { untold: [{ kind: "trials" }] };
        if (outcome.end === "more") next.push(trial);
      }
      pending = next;
    }
    return { untold: [] };
  }

  /** What may have hidden a way: of condition keys, those that are in somebody's way. */
  private untoldOf(passable: readonly Trial[]): Untold[] {
    const { untold } = this.those;
    if (!untold.some(({ kind }) => kind === "conditions")) return [...untold];
    const keys = new Set(passable.flatMap(({ obstacles: { denials, needed } }) => [...denials.flat(), ...needed].flatMap((literal) => literal.keys)));
    return untold.filter((one) => one.kind !== "conditions" || keys.has(one.key.toLowerCase()));
  }

  /** Looks for a way with exactly so many variations. */
  private attempt(trial: Trial, probe: Probe, count: number, { budget, throughAny }: Look): Outcome {
    if (count < 0) return { end: "more" };
    const { obstacles, base, kind: { requester }, likeness } = trial;
    const outcomes = likeness && !this.ground.comparesAsk ? remembered(this.outcomes, likeness, () => new Map<string, Outcome>()) : undefined;
    const id = `${count} ${throughAny ? "any" : ""} ${probe.counts(requester, insecure) ? "insecure" : ""}`;
    const known = outcomes?.get(id);
    if (known) return known;
    const variations = this.surroundings.variationsOf(requester);
    const search = remembered(this.searches, trial, () => new Search(obstacles, base, variations));
    const outcome = search.find(count, budget, (chosen) => probe.counts(requester, contextOf(chosen)) && (throughAny || !chosen.some(({ untold }) => untold)));
    // With more steps it may come to something else.
    if (outcome.found || outcome.end !== "spent") outcomes?.set(id, outcome);
    return outcome;
  }
}

/** What a request over plain HTTP has. */
const insecure: RequestContext = { "aws:SecureTransport": false };
