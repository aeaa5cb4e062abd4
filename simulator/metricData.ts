/** The values of a CloudWatch metric over time, by period. */
import { PatternError } from "./patternError";

/** Filters publish once a minute; all longer periods are made of that. In milliseconds. */
export const publishingPeriod = 60_000;

/** What CloudWatch keeps of the values of one period. */
export interface StatisticSet {
  readonly sum: number;
  readonly sampleCount: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Statistic sets by the start of their period, in milliseconds of the Unix epoch. */
export type MetricData = ReadonlyMap<number, StatisticSet>;

/** Statistics that an alarm can be on, in the spelling of `aws.cloudwatch.MetricAlarm`. */
const statistics: ReadonlyMap<string, (set: StatisticSet) => number> = new Map([
  ["Sum", (set: StatisticSet) => set.sum],
  ["SampleCount", (set: StatisticSet) => set.sampleCount],
  ["Average", (set: StatisticSet) => set.sum / set.sampleCount],
  ["Minimum", (set: StatisticSet) => set.minimum],
  ["Maximum", (set: StatisticSet) => set.maximum],
]);

/** The start of the period that a time lies in; periods are aligned to the Unix epoch. */
export function periodStart(time: number, period: number): number {
  return Math.floor(time / period) * period;
}

/** A statistic set of one value. */
export function sample(value: number): StatisticSet {
  return { sum: value, sampleCount: 1, minimum: value, maximum: value };
}

/** Data with one more statistic set in the period that a time lies in. */
export function addTo(data: Map<number, StatisticSet>, start: number, more: StatisticSet): void {
  const before = data.get(start);
  data.set(
    start,
    before
      ? {
          sum: before.sum + more.sum,
          sampleCount: before.sampleCount + more.sampleCount,
          minimum: Math.min(before.minimum, more.minimum),
          maximum: Math.max(before.maximum, more.maximum),
        }
      : more,
  );
}

/** The same data in longer periods. */
export function inPeriods(data: MetricData, period: number): MetricData {
  const longer = new Map<number, StatisticSet>();
  for (const [start, set] of data) addTo(longer, periodStart(start, period), set);
  return longer;
}

/**
 * A statistic by its name.
 * @throws PatternError for names that are none, and for percentiles, which statistic sets cannot give
 */
export function statisticOf(name: string): (set: StatisticSet) => number {
  const statistic = statistics.get(name);
  if (statistic) return statistic;
  throw new PatternError(`"${name}" is not one of ${[...statistics.keys()].join(", ")}`, { path: "statistic" });
}
