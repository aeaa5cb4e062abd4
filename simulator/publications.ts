/** What metric filters publish of the log events that arrive. */
import type { EventBridgeEvent } from "./eventBridgeEvent";
import { periodStart, publishingPeriod, samples, type Publication } from "./metricData";

/** A log event: one for each rule that matches a record, so two rules that overlap count twice. */
export interface LogEvent {
  readonly rule: string;
  /** In milliseconds of the Unix epoch: when it happened, or when it arrived, as the delivery reads AWS. */
  readonly timestamp: number;
  /** When EventBridge got the record; in milliseconds of the Unix epoch. */
  readonly arrivedAt: number;
  /** What the message is the JSON of. */
  readonly event: EventBridgeEvent;
}

/** What CloudWatch tells metrics apart by. */
interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  /** Values by name. A metric without dimensions is another one, and no sum of those with. */
  readonly dimensions?: Dimensions | undefined;
}

export type Dimensions = Readonly<Record<string, string>>;

/** A metric filter, as far as it publishes. */
export interface PublishingFilter extends Omit<Metric, "dimensions"> {
  readonly matches: (event: unknown) => boolean;
  /** The dimensions of what a log event adds; absent for a filter without. */
  readonly dimensionsOf?: ((event: unknown) => Dimensions) | undefined;
  readonly value: number;
  readonly defaultValue: number | undefined;
}

export interface PublishedMetric extends Metric {
  /** In the order of publication. */
  readonly published: Publication[];
}

/**
 * What every metric got, by {@link metricKey}; several filters may publish one metric.
 *
 * Of the log events that arrive in one minute a filter publishes one set for each minute that they are of: the values of
 * those that match, or the default value where none does. A filter with dimensions publishes one for each of their values, and
 * nothing where none matches.
 */
export function publications(filters: readonly PublishingFilter[], logEvents: readonly LogEvent[]): ReadonlyMap<string, PublishedMetric> {
  const batches = batchesOf(logEvents);
  const metrics = new Map<string, PublishedMetric>();
  const metricOf = (metric: Metric): PublishedMetric => {
    const key = metricKey(metric);
    const found = metrics.get(key) ?? { ...metric, published: [] };
    metrics.set(key, found);
    return found;
  };
  for (const { namespace, metricName, matches, dimensionsOf, value, defaultValue } of filters) {
    if (!dimensionsOf) metricOf({ namespace, metricName });
    for (const { publishedAt, start, events } of batches) {
      const matching = events.filter((event) => matches(event));
      const publish = (count: number, of: number, dimensions?: Dimensions): void =>
        void metricOf({ namespace, metricName, ...(dimensions && { dimensions }) }).published.push({ publishedAt, start, set: samples(of, count) });
      if (dimensionsOf) {
        const counts = new Map<string, { dimensions: Dimensions; count: number }>();
        for (const event of matching) {
          const dimensions = dimensionsOf(event);
          const key = dimensionsKey(dimensions);
          counts.set(key, { dimensions, count: (counts.get(key)?.count ?? 0) + 1 });
        }
        for (const { dimensions, count } of counts.values()) publish(count, value, dimensions);
      } else if (matching.length > 0) publish(matching.length, value);
      else if (defaultValue !== undefined) publish(1, defaultValue);
    }
  }
  for (const { published } of metrics.values()) published.sort((left, right) => left.publishedAt - right.publishedAt);
  return metrics;
}

interface Batch {
  /** Start of the minute in which its log events arrived. */
  readonly publishedAt: number;
  /** Start of the minute that they are of. */
  readonly start: number;
  readonly events: EventBridgeEvent[];
}

/** Log events by the minutes of arrival and timestamp, in order of arrival. */
function batchesOf(logEvents: readonly LogEvent[]): readonly Batch[] {
  const batches = new Map<string, Batch>();
  for (const { arrivedAt, timestamp, event } of logEvents) {
    const publishedAt = periodStart(arrivedAt, publishingPeriod);
    const start = periodStart(timestamp, publishingPeriod);
    const key = `${publishedAt} ${start}`;
    const batch = batches.get(key);
    if (batch) batch.events.push(event);
    else batches.set(key, { publishedAt, start, events: [event] });
  }
  return [...batches.values()].sort((left, right) => left.publishedAt - right.publishedAt);
}

/** Tells a metric from all others. */
export function metricKey({ namespace, metricName, dimensions = {} }: Metric): string {
  return JSON.stringify([namespace, metricName, dimensionsKey(dimensions)]);
}

function dimensionsKey(dimensions: Dimensions): string {
  return JSON.stringify(Object.entries(dimensions).sort(([left], [right]) => (left < right ? -1 : 1)));
}
