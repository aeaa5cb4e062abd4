/** A metric alarm over time: where `evaluateAlarm` gives one state, this gives what became of it. */
import { evaluateAlarm, evaluationRange, type Alarm, type AlarmEvaluation, type AlarmState } from "./alarm";
import { addTo, periodStart, publishingPeriod, statisticOf, windowOf, type Publication, type StatisticSet } from "./metricData";
import { PatternError } from "./patternError";

/** An alarm on one metric, in the spelling of `aws.cloudwatch.MetricAlarm`. */
export interface MetricAlarm extends Omit<Alarm, "previousState"> {
  readonly name: string;
  readonly namespace: string;
  readonly metricName: string;
  /** Of the metric: without them the alarm does not see metrics that have some. */
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
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
  // A service's own metrics, such as those of the rules, are beyond records: missing data there means nothing.
  if (!metric) return unchecked(alarm, `Unchecked: no metric filter publishes ${alarm.namespace} ${alarm.metricName}.`);
  if (times.length === 0) return unchecked(alarm, "Unchecked: Initial alarm creation");
  const first = times.reduce((earliest, time) => Math.min(earliest, time), Infinity);
  const last = times.reduce((latest, time) => Math.max(latest, time), -Infinity);
  const watch = new AlarmWatch(alarm, first, last, rangeOf);
  for (const publication of metric) watch.add(publication);
  return watch.result();
}

const unchecked = ({ name }: MetricAlarm, reason: string): AlarmResult => {
  const final: AlarmEvaluation = { state: "INSUFFICIENT_DATA", reason };
  return { name, ...final, final, changes: [] };
};

/** The end of the minute that a time lies in. */
const endOf = (time: number): number => periodStart(time, publishingPeriod) + publishingPeriod;

/**
 * An alarm that is given its metric bit by bit, and remembers no more of it than it looks at: see {@link runAlarm}.
 *
 * It is evaluated after the minutes in which its state can change: the first, and those in which something published lies
 * in the range or just left it. In all others the range is empty, as in the one before; records may lie months apart.
 */
export class AlarmWatch {
  private readonly period: number;
  private readonly range: number;
  private readonly statistic: (set: StatisticSet) => number;
  private readonly data = new Map<number, StatisticSet>();
  private readonly last: number;
  /** The next minute to evaluate, and the last one that what was published so far asks for. */
  private next: number;
  private horizon: number;
  private before: readonly (number | undefined)[] = [];
  private final: AlarmEvaluation | undefined;
  private readonly changes: StateChange[] = [];

  /**
   * @param first when the first record arrived, in milliseconds of the Unix epoch
   * @param last when the last one did
   * @throws PatternError as {@link checkMetricAlarm}
   */
  constructor(
    private readonly alarm: MetricAlarm,
    first: number,
    last: number,
    rangeOf: RangeOfPeriods = evaluationRange,
  ) {
    checkMetricAlarm(alarm);
    this.period = alarm.period * 1000;
    this.range = rangeOf(alarm.evaluationPeriods);
    this.statistic = statisticOf(alarm.statistic);
    this.last = endOf(last);
    this.next = this.horizon = endOf(first);
  }

  /** One more publication; they come in the order of their publication. */
  add({ publishedAt, start, set }: Publication): void {
    this.evaluateUntil(publishedAt);
    this.next = Math.max(this.next, endOf(publishedAt));
    this.horizon = Math.max(this.horizon, start + this.range * this.period + publishingPeriod);
    addTo(this.data, start, set);
  }

  /** What became of the alarm, once all has been added. */
  result(): AlarmResult {
    this.evaluateUntil(Infinity);
    const { final, changes } = this;
    if (!final) return unchecked(this.alarm, "Unchecked: Initial alarm creation");
    return { name: this.alarm.name, ...final, ...changes.find(({ state }) => state === "ALARM"), final, changes };
  }

  /** Evaluates the minutes that end by a time; all that was published before it is known. */
  private evaluateUntil(time: number): void {
    const end = Math.min(time, this.horizon, this.last);
    if (this.next > end) return;
    for (; this.next <= end; this.next += publishingPeriod) this.evaluate(this.next);
    const oldest = this.next - this.range * this.period;
    for (const start of this.data.keys()) if (start < oldest) this.data.delete(start);
  }

  private evaluate(end: number): void {
    const { range, period, before } = this;
    const datapoints = Array.from({ length: range }, (_, index) => {
      const set = windowOf(this.data, end - (range - index) * period, period);
      return set && this.statistic(set);
    });
    // The same datapoints give the same state again.
    if (this.final && datapoints.every((value, index) => value === before[index])) return;
    this.before = datapoints;
    const previousState = this.final?.state;
    this.final = evaluateAlarm({ ...this.alarm, previousState }, datapoints);
    if (this.final.state !== previousState) this.changes.push({ time: new Date(end).toISOString(), ...this.final });
  }
}
