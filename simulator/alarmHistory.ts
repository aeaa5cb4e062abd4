/** A metric alarm over time: where `evaluateAlarm` gives one state, this gives what became of it. */
import { evaluateAlarm, evaluationRange, type Alarm, type AlarmEvaluation, type AlarmState } from "./alarm";
import { inPeriods, periodStart, statisticOf, type MetricData } from "./metricData";
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
  /** Start of the period in which it went to ALARM first. */
  readonly time?: string;
  /** State and reason after the last record. */
  readonly final: AlarmEvaluation;
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

/**
 * Evaluates an alarm in each of its periods, from that of the first record to that of the last.
 * @param metric the data of its metric; undefined when nothing here publishes it
 * @param times of the records, in milliseconds of the Unix epoch, in any order
 * @throws PatternError as {@link checkMetricAlarm}
 */
export function runAlarm(
  alarm: MetricAlarm,
  metric: MetricData | undefined,
  times: readonly number[],
): AlarmResult {
  const { name } = alarm;
  const unchecked = (reason: string): AlarmResult => {
    const final: AlarmEvaluation = { state: "INSUFFICIENT_DATA", reason };
    return { name, ...final, final };
  };
  // A service's own metrics, such as those of the rules, are beyond records: missing data there means nothing.
  if (!metric) return unchecked(`Unchecked: no metric filter publishes ${alarm.namespace} ${alarm.metricName}.`);
  if (times.length === 0) return unchecked("Unchecked: Initial alarm creation");

  const period = alarm.period * 1000;
  const data = inPeriods(metric, period);
  const statistic = statisticOf(alarm.statistic);
  const range = evaluationRange(alarm.evaluationPeriods);
  let final: AlarmEvaluation | undefined;
  let first: { time: string; reason: string } | undefined;
  for (const start of periodsToEvaluate(data, period, range, times)) {
    const datapoints = Array.from({ length: range }, (_, index) => {
      const set = data.get(start - (range - 1 - index) * period);
      return set && statistic(set);
    });
    final = evaluateAlarm({ ...alarm, previousState: final?.state }, datapoints);
    if (final.state === "ALARM") first ??= { time: new Date(start).toISOString(), reason: final.reason };
  }
  if (!final) return unchecked("Unchecked: Initial alarm creation");
  return { name, ...final, ...(first && { state: "ALARM", ...first }), final };
}

/**
 * The periods in which the state can change, in order: the first, and those that have a datapoint in their range or just
 * lost it. In all others the range is empty, as in the one before; records may lie months apart.
 */
function periodsToEvaluate(data: MetricData, period: number, range: number, times: readonly number[]): number[] {
  const starts = times.map((time) => periodStart(time, period));
  const first = starts.reduce((left, right) => Math.min(left, right));
  const last = starts.reduce((left, right) => Math.max(left, right));
  const affected = [...data.keys()].flatMap((start) =>
    Array.from({ length: range + 1 }, (_, index) => start + index * period),
  );
  return [...new Set([first, ...affected])].filter((start) => start <= last).sort((left, right) => left - right);
}
