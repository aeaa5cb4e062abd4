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

/** What was published of one minute at one time. */
export interface Publication {
  /** In milliseconds of the Unix epoch. */
  readonly publishedAt: number;
  /** Start of the minute that it is of, which may be long past. */
  readonly start: number;
  readonly set: StatisticSet;
}

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

/** A statistic set of one value, published so many times. */
export function samples(value: number, count: number): StatisticSet {
  return { sum: value * count, sampleCount: count, minimum: value, maximum: value };
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

/** All data from a time on, for as long as a period; undefined when there is none. */
export function windowOf(data: MetricData, start: number, period: number): StatisticSet | undefined {
  if (period === publishingPeriod) return data.get(start);
  const window = new Map<number, StatisticSet>();
  for (let minute = start; minute < start + period; minute += publishingPeriod) {
    const set = data.get(minute);
    if (set) addTo(window, start, set);
  }
  return window.get(start);
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
