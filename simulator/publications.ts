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

interface Metric {
  readonly namespace: string;
  readonly metricName: string;
}

/** A metric filter, as far as it publishes. */
export interface PublishingFilter extends Metric {
  readonly matches: (event: unknown) => boolean;
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
 * those that match, or the default value where none does.
 */
export function publications(filters: readonly PublishingFilter[], logEvents: readonly LogEvent[]): ReadonlyMap<string, PublishedMetric> {
  const batches = batchesOf(logEvents);
  const metrics = new Map<string, PublishedMetric>();
  for (const filter of filters) {
    const { namespace, metricName, matches, value, defaultValue } = filter;
    const key = metricKey(filter);
    const metric = metrics.get(key) ?? { namespace, metricName, published: [] };
    metrics.set(key, metric);
    for (const { publishedAt, start, events } of batches) {
      const count = events.filter((event) => matches(event)).length;
      const set = count > 0 ? samples(value, count) : defaultValue === undefined ? undefined : samples(defaultValue, 1);
      if (set) metric.published.push({ publishedAt, start, set });
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
export function metricKey({ namespace, metricName }: Metric): string {
  return JSON.stringify([namespace, metricName]);
}
