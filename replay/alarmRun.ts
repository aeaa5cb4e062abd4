/** The alarms of a pipeline over what its metric filters publish, minute by minute of arrival. */
import { AlarmWatch, type AlarmResult } from "../simulator/alarmHistory";
import { publishingPeriod, samples } from "../simulator/metricData";
import type { PipelineDefinitions, PipelineMetricFilter } from "../simulator/pipeline";

export class AlarmRun {
  private readonly watched: readonly { readonly watch: AlarmWatch; readonly filters: readonly PipelineMetricFilter[] }[];

  /**
   * @param first when the first record arrived, in milliseconds of the Unix epoch
   * @param last when the last one did
   */
  constructor({ alarms, metricFilters }: PipelineDefinitions, first: number, last: number) {
    this.watched = alarms.map((alarm) => ({
      watch: new AlarmWatch(alarm, first, last),
      filters: metricFilters.filter(({ namespace, metricName }) => namespace === alarm.namespace && metricName === alarm.metricName),
    }));
  }

  /**
   * Log events that arrived in one minute and are of one; given in the order of arrival.
   * @param arrived minutes of the Unix epoch
   * @param start the minute that they are of
   * @param matching how many of them a filter matches
   */
  publish(arrived: number, start: number, matching: (filter: PipelineMetricFilter) => number): void {
    for (const { watch, filters } of this.watched) {
      for (const filter of filters) {
        const set = publishedBy(filter, matching(filter));
        if (set) watch.add({ publishedAt: arrived * publishingPeriod, start: start * publishingPeriod, set });
      }
    }
  }

  /** What became of each alarm, once everything has arrived. */
  results(): AlarmResult[] {
    return this.watched.map(({ watch }) => watch.result());
  }
}

/** What a filter publishes of a minute in which so many log events match: see simulator/publications.ts. */
function publishedBy({ value, defaultValue }: PipelineMetricFilter, matching: number): ReturnType<typeof samples> | undefined {
  if (matching > 0) return samples(Number(value), matching);
  return defaultValue === undefined ? undefined : samples(Number(defaultValue), 1);
}
