/**
 * A log alarm of Amazon CloudWatch over time: a query that runs on a schedule, its contributors, their states, and the messages
 * that are sent.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-log.html
 */
import { evaluateAlarm, type AlarmState } from "./alarm";
import { compileAggregation, type QueriedEvent, type Readings } from "./logsQuery/run";
import { PatternError } from "./patternError";

/** What decides the states of a log alarm, in the words of PutLogAlarm. */
export interface LogAlarm {
  readonly queryString: string;
  readonly aggregationExpression: string;
  /** `rate(5 minutes)`. */
  readonly scheduleExpression: string;
  /** Seconds before a run at which the time range of its query begins, and ends. */
  readonly startTimeOffset: number;
  readonly endTimeOffset: number;
  readonly queryResultsToEvaluate: number;
  readonly queryResultsToAlarm: number;
  readonly comparisonOperator: string;
  readonly threshold: number;
  readonly treatMissingData: string;
}

/** A log event, and when it could be found first; in milliseconds of the Unix epoch. */
export interface ArrivedEvent extends QueriedEvent {
  readonly arrivedAt: number;
}

/** One combination of the fields that the aggregation tells apart. */
export type Contributor = Readonly<Record<string, string>>;

/** A contributor's change of state. The alarm acts at each, and sends one message. */
export interface ContributorChange {
  /** When the query ran. */
  readonly time: string;
  readonly contributor: Contributor;
  readonly state: Exclude<AlarmState, "INSUFFICIENT_DATA">;
  /** Of the aggregation, in that run; none where the contributor is no longer among its results. */
  readonly value?: number;
}

/** When the alarm is there, in milliseconds of the Unix epoch. */
export interface LogAlarmTimes {
  /** The first run; AWS does not say at which second of a minute. */
  readonly first: number;
  readonly until: number;
}

/** Results of a run that CloudWatch looks at, and contributors that can be in ALARM at once: no further one sends a message. */
export const contributorLimits = { results: 500, inAlarm: 100 } as const;

/**
 * Every change of every contributor's state, in order. A contributor that is no longer among the results is OK.
 * @throws PatternError for what CloudWatch would refuse
 */
export function runLogAlarm(alarm: LogAlarm, events: readonly ArrivedEvent[], { first, until }: LogAlarmTimes, readings?: Readings): ContributorChange[] {
  const { startTimeOffset, endTimeOffset, queryString, aggregationExpression } = alarm;
  const resultsOf = compileAggregation(queryString, aggregationExpression, readings);
  if (endTimeOffset < 0 || endTimeOffset >= startTimeOffset) throw new PatternError("the time range ends before it begins", { path: "endTimeOffset" });
  const changes: ContributorChange[] = [];
  const inAlarm = new Map<string, Contributor>();
  const history = new Map<string, number[]>();
  for (let time = first; time <= until; time += everyMilliseconds(alarm)) {
    const found = events.filter(({ arrivedAt, timestamp }) => arrivedAt < time && timestamp >= time - startTimeOffset * 1000 && timestamp <= time - endTimeOffset * 1000);
    const byContributor = new Map(resultsOf(found).slice(0, contributorLimits.results).map((one) => [JSON.stringify(one.of), one]));
    const changed = (contributor: Contributor, state: ContributorChange["state"], value?: number): void =>
      void changes.push({ time: new Date(time).toISOString(), contributor, state, ...(value !== undefined && { value }) });

    for (const key of history.keys()) if (!byContributor.has(key)) history.delete(key);
    for (const [key, { value }] of byContributor) history.set(key, [...(history.get(key) ?? []), value].slice(-alarm.queryResultsToEvaluate));
    const breaching = new Set([...history].filter(([, values]) => isBreaching(alarm, values)).map(([key]) => key));
    // Those that end make room for those that begin.
    for (const [key, contributor] of inAlarm) {
      if (breaching.has(key)) continue;
      inAlarm.delete(key);
      changed(contributor, "OK", byContributor.get(key)?.value);
    }
    for (const [key, { of, value }] of byContributor) {
      if (!breaching.has(key) || inAlarm.has(key) || inAlarm.size >= contributorLimits.inAlarm) continue;
      inAlarm.set(key, of);
      changed(of, "ALARM", value);
    }
  }
  return changes;
}

function isBreaching({ queryResultsToEvaluate, queryResultsToAlarm, ...alarm }: LogAlarm, values: readonly number[]): boolean {
  return evaluateAlarm({ ...alarm, evaluationPeriods: queryResultsToEvaluate, datapointsToAlarm: queryResultsToAlarm }, values).state === "ALARM";
}

/** Of `rate(1 minute)`, `rate(5 minutes)`, `rate(1 hour)`. */
function everyMilliseconds({ scheduleExpression }: LogAlarm): number {
  const [, count, unit, plural] = /^rate\((\d+) (minute|hour)(s?)\)$/.exec(scheduleExpression) ?? [];
  if (count === undefined || Number(count) === 0 || (Number(count) === 1) === (plural === "s")) {
    throw new PatternError(`${JSON.stringify(scheduleExpression)} is no rate such as rate(5 minutes)`, { path: "scheduleExpression" });
  }
  return Number(count) * (unit === "hour" ? 60 : 1) * 60_000;
}
