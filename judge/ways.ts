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

/** A look at everything. */
export function look(steps: number, as: Partial<Omit<Look, "budget">> = {}): Look {
  return { without: nothing, throughAny: false, ...as, budget: { left: steps } };
}

const nothing: Look["without"] = new Set();

/** A trial that lets a request in, and how the request must arrive. */
export interface Passing {
  readonly trial: Trial;
  readonly chosen: readonly Variation[];
  /** How many exceptions that takes. */
  readonly exceptions: number;
}

/** How far the ways of a request were looked for. */
export interface Progress {
  passing: Passing | undefined;
  /** What may come to something with so many exceptions or more; nothing once that is settled. */
  pending: readonly Trial[];
  exceptions: number;
  /** Where there is no way: why one may have been overlooked. */
  untold: readonly Untold[];
}

/** Whether there may be a way with so many exceptions or more. */
export function mayPass({ passing, pending }: Progress, exceptions: number): boolean {
  return passing ? passing.exceptions >= exceptions : pending.length > 0;
}

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
  private readonly progress = new Map<Look, Map<string, Progress>>();
  /** What there is to try with requests that the policy does not tell apart, by what is taken as if it were not there. */
  private readonly trials = new Map<Look["without"], Map<string, Trials>>();
  private readonly searches = new WeakMap<Trial, Search>();
  /** One of each account, of those who sign and of those who do not. */
  private readonly ofEachAccount: readonly Requester[];
  /** What trials came to. */
  private readonly outcomes = new Map<Likeness, Map<string, Outcome>>();

  constructor(
    private readonly those: Those,
    private readonly ground: Ground,
    private readonly surroundings: Pick<Surroundings, "place" | "circumstances" | "variationsOf">,
    foreignDenials: readonly ForeignDenial[],
  ) {
    this.ofEachAccount = distinct(those.routes.flatMap(({ requesters }) => requesters.map(({ requester }) => requester)), (requester) => accountOf(requester) ?? requester.identity.kind);
    this.approaches = new Approaches(those.routes, ground.clauses, foreignDenials, surroundings.circumstances.usual);
  }

  /** The ways of a request, not looked for yet. */
  begin(probe: Probe, look: Look): Progress {
    const known = remembered(this.progress, look, () => new Map<string, Progress>());
    return remembered(known, `${probe.kind ?? this.kindOf(probe)} ${this.meaningOf(probe)}`, () => {
      const counting = remembering(({ requester }: RequesterKind) => probe.counts(requester, {}));
      const trials = this.trialsOf(probe, look);
      const pending = trials.passable.filter(({ kind }) => counting(kind));
      return { passing: undefined, pending, exceptions: 0, untold: trials.by.some(counting) ? this.untoldOf(pending) : [] };
    });
  }

  /** The way with the fewest exceptions, where these are exactly so many. */
  passing(progress: Progress, probe: Probe, look: Look, exceptions: number): Passing | undefined {
    while (progress.pending.length > 0 && progress.exceptions <= exceptions) this.advance(progress, probe, look);
    return progress.passing?.exceptions === exceptions ? progress.passing : undefined;
  }

  /** Looks for ways with one exception more. */
  private advance(progress: Progress, probe: Probe, look: Look): void {
    const { pending, exceptions } = progress;
    progress.exceptions += 1;
    progress.pending = [];
    const next: Trial[] = [];
    for (const trial of pending) {
      const outcome = this.attempt(trial, probe, exceptions - trial.kind.requester.exceptions.length, look);
      if (outcome.found) {
        progress.passing = { trial, chosen: outcome.found, exceptions };
        return;
      }
      if (outcome.end === "spent") {
        progress.untold = [...progress.untold, { kind: "trials" }];
        return;
      }
      if (outcome.end === "more") next.push(trial);
    }
    progress.pending = next;
  }

  /** Who gets in to a resource without any exception. */
  openTo(resource: string, probe: Probe, look: Look): Requester[] {
    const open = this.trialsOf(probe, look).at(resource).filter(({ kind }) => probe.counts(kind.requester, {}));
    // Without a variation there is one step to take.
    const plainly = { ...look, budget: { left: open.length } };
    return open.filter((trial) => this.attempt(trial, probe, 0, plainly).found).flatMap(({ kind }) => kind.alike);
  }

  private meaningOf(probe: Probe): string {
    return this.ground.meaningOf(probe.asked, probe.action, () => askedContexts(probe, this.surroundings.place));
  }

  /** For whom a request counts: it hangs on the account of those who sign. */
  private kindOf(probe: Probe): string {
    return this.ofEachAccount.map((requester) => [{}, insecure].map((chosen) => Number(probe.counts(requester, chosen))).join("")).join();
  }

  private trialsOf(probe: Probe, look: Look): Trials {
    const known = remembered(this.trials, look.without, () => new Map<string, Trials>());
    const id = `${probe.action} ${this.meaningOf(probe)}`;
    // Where no request is like another, those of all of them would not fit.
    if (this.ground.comparesAsk && !known.has(id)) known.clear();
    return remembered(known, id, () => this.approaches.trials(probe, look.without));
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
