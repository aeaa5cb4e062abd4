/** A metric alarm over time: where `evaluateAlarm` gives one state, this gives what became of it. */
import { evaluateAlarm, evaluationRange, type Alarm, type AlarmEvaluation, type AlarmState } from "./alarm";
import { addTo, periodStart, publishingPeriod, statisticOf, windowOf, type Publication, type StatisticSet } from "./metricData";
import { PatternError } from "./patternError";

/** An alarm on one metric, in the spelling of `aws.cloudwatch.MetricAlarm`. */
export interface MetricAlarm extends Omit<Alarm, "previousState"> {
  readonly name: string;
  readonly namespace: string;
  readonly metricName: string;
  /** Sum, SampleCount, Average, Minimum or Maximum. */
  readonly statistic: string;
  /** In seconds: a multiple of 60. */
  readonly period: number;
}

export interface AlarmResult {
  readonly name: string;
  /** ALARM when the alarm was in ALARM at any time, else the final state. */
  readonly state: AlarmState;
  /** Why, in the words of CloudWatch. */
  readonly reason: string;
  /** The end of the minute after which it went to ALARM first. */
  readonly time?: string;
  /** State and reason after the last record. */
  readonly final: AlarmEvaluation;
  /** Every change of the state, in order: CloudWatch acts, and sends its mails, on these alone. */
  readonly changes: readonly StateChange[];
}

export interface StateChange extends AlarmEvaluation {
  /** The end of the minute after which the alarm was evaluated. */
  readonly time: string;
}

/**
 * Checks an alarm without evaluating it.
 * @throws PatternError with the path of the property that CloudWatch would refuse
 */
export function checkMetricAlarm(alarm: MetricAlarm): void {
  evaluateAlarm(alarm, []);
  statisticOf(alarm.statistic);
  if (!Number.isSafeInteger(alarm.period) || alarm.period < 60 || alarm.period % 60 !== 0) {
    throw new PatternError(`the period is a multiple of 60 seconds, not ${alarm.period}`, { path: "period" });
  }
}

/** How many periods an alarm looks back, by its `evaluationPeriods`; at least as many. */
export type RangeOfPeriods = (evaluationPeriods: number) => number;

/**
 * Evaluates an alarm at the end of each minute, with what was published by then: its periods end with that minute, and
 * slide on with the next one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * @param metric what its metric got, in the order of publication; undefined when nothing here publishes it
 * @param times at which records arrived, in milliseconds of the Unix epoch, in any order: from the first to the last of
 *   them the alarm is evaluated
 * @param rangeOf see {@link evaluationRange}
 * @throws PatternError as {@link checkMetricAlarm}
 */
export function runAlarm(
  alarm: MetricAlarm,
  metric: readonly Publication[] | undefined,
  times: readonly number[],
  rangeOf: RangeOfPeriods = evaluationRange,
): AlarmResult {
  const { name } = alarm;
  const unchecked = (reason: string): AlarmResult => {
    const final: AlarmEvaluation = { state: "INSUFFICIENT_DATA", reason };
    return { name, ...final, final, changes: [] };
  };
  // A service's own metrics, such as those of the rules, are beyond records: missing data there means nothing.
  if (!metric) return unchecked(`Unchecked: no metric filter publishes ${alarm.namespace} ${alarm.metricName}.`);

  const period = alarm.period * 1000;
  const statistic = statisticOf(alarm.statistic);
  const range = rangeOf(alarm.evaluationPeriods);
  const data = new Map<number, StatisticSet>();
  let published = 0;
  let final: AlarmEvaluation | undefined;
  const changes: StateChange[] = [];
  for (const end of minutesToEvaluate(metric, range * period, times)) {
    for (let next = metric[published]; next && next.publishedAt < end; next = metric[published]) {
      addTo(data, next.start, next.set);
      published += 1;
    }
    const datapoints = Array.from({ length: range }, (_, index) => {
      const set = windowOf(data, end - (range - index) * period, period);
      return set && statistic(set);
    });
    const before = final?.state;
    final = evaluateAlarm({ ...alarm, previousState: before }, datapoints);
    if (final.state !== before) changes.push({ time: new Date(end).toISOString(), ...final });
  }
  if (!final) return unchecked("Unchecked: Initial alarm creation");
  return { name, ...final, ...changes.find(({ state }) => state === "ALARM"), final, changes };
}

/**
 * The ends of the minutes in which the state can change, in order: of the first, and of those in which something
 * published lies in the range or just left it. In all others the range is empty, as in the one before; records may lie
 * months apart.
 */
function* minutesToEvaluate(metric: readonly Publication[], range: number, times: readonly number[]): Generator<number> {
  if (times.length === 0) return;
  const endOf = (time: number): number => periodStart(time, publishingPeriod) + publishingPeriod;
  const last = times.reduce((latest, time) => Math.max(latest, endOf(time)), -Infinity);
  let next = times.reduce((earliest, time) => Math.min(earliest, endOf(time)), Infinity);
  yield next;
  for (const { publishedAt, start } of metric) {
    next = Math.max(next + publishingPeriod, endOf(publishedAt));
    for (; next <= Math.min(last, start + range + publishingPeriod); next += publishingPeriod) yield next;
    next -= publishingPeriod;
  }
}
