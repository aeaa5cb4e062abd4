/**
 * Sends CloudTrail records through an audit pipeline as it is deployed: trails, EventBridge rules, the log group's metric
 * filters, alarms.
 *
 * What is simplified, so that the same input gives the same result: records arrive when their delivery says, and are
 * counted and evaluated at the end of that minute; all rules write to the log group that all metric filters are on.
 */
import { checkMetricAlarm, runAlarm, type AlarmResult, type MetricAlarm, type RangeOfPeriods } from "./alarmHistory";
import { atOnce, type Delivery } from "./delivery";
import { eventTimeOf, toEventBridgeEvent, type EventBridgeEvent } from "./eventBridgeEvent";
import { compileEventPattern } from "./eventPattern/matchEventPattern";
import { compileEventSelectors } from "./eventSelectors";
import { compileDimensions } from "./filterPattern/dimensions";
import { compileFilterPattern } from "./filterPattern/matchFilterPattern";
import { routeOf, type CompiledPlace } from "./forwarding";
import { addTo, type StatisticSet } from "./metricData";
import { itemPath, PatternError, withinPath } from "./patternError";
import { metricKey, publications, type Dimensions, type LogEvent, type PublishedMetric, type PublishingFilter } from "./publications";
import { RecordError, recordName } from "./recordError";

export { toEventBridgeEvent } from "./eventBridgeEvent";
export type { EventBridgeEvent } from "./eventBridgeEvent";
export type { AlarmResult, MetricAlarm, StateChange } from "./alarmHistory";
export type { LogEvent } from "./publications";

/** A trail: data events reach EventBridge only when one logs them. */
export interface PipelineTrail {
  readonly name: string;
  /** Advanced event selectors; see `matchEventSelectors`. */
  readonly selectors: unknown;
}

/** An EventBridge rule on the default bus with the log group as its target. */
export interface PipelineRule {
  readonly name: string;
  /** JSON text or object; see `matchEventPattern`. */
  readonly eventPattern: unknown;
  /** A rule is enabled unless this is false. */
  readonly enabled?: boolean | undefined;
}

/** A metric filter of the log group. */
export interface PipelineMetricFilter {
  readonly name: string;
  /** See `matchFilterPattern`. */
  readonly pattern: string;
  readonly namespace: string;
  readonly metricName: string;
  /** What a matching log event adds: a number. Values taken from the log event (`$.…`) are not supported. */
  readonly value: string | number;
  /** Published in minutes in which log events arrived and none matched; not beside dimensions. */
  readonly defaultValue?: string | number | undefined;
  /** Selectors of fields of the log event, by the name of the dimension: at most three. */
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
}

/** An account and region that forwards to the bus at home. */
export interface PipelinePlace {
  readonly account: string;
  readonly region: string;
  readonly trails: readonly PipelineTrail[];
  readonly rules: readonly PipelineRule[];
}

/** A pipeline as plain data. */
export interface PipelineDefinitions {
  /** Account of the rules. Events of other accounts do not reach them; when absent, all do. */
  readonly account?: string | undefined;
  /** Region of the rules. Events of other regions do not reach them; when absent, all do. */
  readonly region?: string | undefined;
  readonly trails: readonly PipelineTrail[];
  readonly rules: readonly PipelineRule[];
  /** Other accounts and regions, whose rules put events on a bus at home. */
  readonly forwarding?: readonly PipelinePlace[];
  /** Rules on that bus, with the log group as their target. */
  readonly hubRules?: readonly PipelineRule[];
  readonly metricFilters: readonly PipelineMetricFilter[];
  readonly alarms: readonly MetricAlarm[];
}

/** What became of a record. */
export interface RecordTrace {
  readonly record: object;
  /** Names of the trails that log it. */
  readonly trails: readonly string[];
  /** Names of the rules that match it. */
  readonly rules: readonly string[];
  /** The metric filters that count it, once for each log event that it became. */
  readonly counted: readonly CountedLogEvent[];
  /** Why it went no further; absent when it was counted. */
  readonly stopped?: string;
  /** What is wrong with the record itself, with its position and name: nothing is known of what AWS would do with it. */
  readonly problem?: string;
}

export interface CountedLogEvent {
  /** The rule that wrote the log event. */
  readonly rule: string;
  readonly metricFilter: string;
  readonly namespace: string;
  readonly metricName: string;
  /** Absent where the filter has none. */
  readonly dimensions?: Dimensions | undefined;
  readonly value: number;
}

/** What one metric got, by minute. */
export interface MetricResult {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Dimensions | undefined;
  /** Sum over all minutes. */
  readonly sum: number;
  /** In order of time; minutes without data are left out. */
  readonly datapoints: readonly (StatisticSet & { readonly time: string })[];
}

export interface PipelineResult {
  /** In the order of the records. */
  readonly records: readonly RecordTrace[];
  readonly logEvents: readonly LogEvent[];
  /** Every metric of the metric filters, in their order. */
  readonly metrics: readonly MetricResult[];
  /** In the order of the alarms. */
  readonly alarms: readonly AlarmResult[];
}

/** What the definitions and the records leave open. */
export interface PipelineOptions {
  /** When records arrive; at once when absent. */
  readonly delivery?: Delivery;
  /** How far back alarms look, which AWS does not document; see `evaluationRange`, which holds when this is absent. */
  readonly alarmRange?: RangeOfPeriods;
}

/**
 * Sends records through a pipeline. A record that cannot be read stops alone: its trace has a `problem`, no metric counts
 * it, and the alarms do not know its time.
 * @param records CloudTrail records, in any order
 * @throws PatternError for a definition that AWS would refuse; its path begins in the definitions, for example
 *   `rules[0].eventPattern.detail.eventName`
 */
export function runPipeline(
  definitions: PipelineDefinitions,
  records: readonly object[],
  { delivery = atOnce, alarmRange }: PipelineOptions = {},
): PipelineResult {
  const pipeline = compile(definitions);
  const traced = records.map((record, position) => traceOrProblem(pipeline, record, position, delivery));
  const logEvents = traced.flatMap((one) => one.logEvents);
  const metrics = publications(pipeline.filters, logEvents);
  const arrivals = traced.flatMap((one) => one.arrivedAt ?? []);
  return {
    records: traced.map((one) => one.trace),
    logEvents,
    metrics: [...metrics.values()].map(metricResult),
    alarms: pipeline.alarms.map((alarm) => runAlarm(alarm, metrics.get(metricKey(alarm))?.published, arrivals, alarmRange)),
  };
}

interface CompiledFilter extends PublishingFilter {
  readonly name: string;
}

interface CompiledPipeline {
  /** Home first. */
  readonly places: readonly [CompiledPlace, ...CompiledPlace[]];
  readonly filters: readonly CompiledFilter[];
  readonly alarms: readonly MetricAlarm[];
}

/** What becomes of a record, whenever it arrives; without its time, and nothing but the record decides it. */
export type RecordVerdict = Pick<RecordTrace, "trails" | "rules" | "counted" | "stopped">;

/** Judges records one by one, where there are too many to be kept. */
export interface RecordJudge {
  /**
   * @throws RecordError for a record that lacks what every record has
   */
  verdictOf(record: object): RecordVerdict;
}

/**
 * Compiles a pipeline to judge single records: what {@link runPipeline} says of each.
 * @throws PatternError as runPipeline
 */
export function compileRecordJudge(definitions: PipelineDefinitions): RecordJudge {
  const pipeline = compile(definitions);
  return { verdictOf: (record) => verdictOf(pipeline, record, readRecord(record)) };
}

/** Compiles everything at once, so that a wrong definition is told even when no record would meet it. */
function compile(definitions: PipelineDefinitions): CompiledPipeline {
  const { account, region, forwarding = [], hubRules = [], metricFilters, alarms } = definitions;
  alarms.forEach((alarm, index) => withinPath(itemPath("alarms", index), () => checkMetricAlarm(alarm)));
  return {
    places: [{ account, region, ...compilePlace(definitions) }, ...forwarding.map((place, index) => withinPath(itemPath("forwarding", index), () => forwardingPlace(place, hubRules)))],
    filters: metricFilters.map((filter, index) => withinPath(itemPath("metricFilters", index), () => compileFilter(filter))),
    alarms,
  };
}

function forwardingPlace(place: PipelinePlace, hubRules: readonly PipelineRule[]): CompiledPlace {
  return { account: place.account, region: place.region, ...compilePlace(place), hubRules: compileRules("hubRules", hubRules) };
}

function compilePlace({ trails, rules }: Pick<PipelinePlace, "trails" | "rules">): Pick<CompiledPlace, "trails" | "rules"> {
  return {
    trails: trails.map(({ name, selectors }, index) => {
      const path = `${itemPath("trails", index)}.selectors`;
      return { name, ...withinPath(path, () => compileEventSelectors(selectors)) };
    }),
    rules: compileRules("rules", rules),
  };
}

function compileRules(list: string, rules: readonly PipelineRule[]): CompiledPlace["rules"] {
  return rules.flatMap(({ name, eventPattern, enabled }, index) => {
    const path = `${itemPath(list, index)}.eventPattern`;
    const pattern = withinPath(path, () => compileEventPattern(eventPattern));
    return enabled === false ? [] : [{ name, ...pattern }];
  });
}

function compileFilter(filter: PipelineMetricFilter): CompiledFilter {
  const { name, namespace, metricName, pattern, value, defaultValue, dimensions } = filter;
  if (dimensions && defaultValue !== undefined) throw new PatternError("a metric with dimensions has no default value", { path: "defaultValue" });
  return {
    name,
    namespace,
    metricName,
    ...withinPath("pattern", () => compileFilterPattern(pattern)),
    dimensionsOf: dimensions && compileDimensions(dimensions),
    value: numberOf(value, "value"),
    defaultValue: defaultValue === undefined ? undefined : numberOf(defaultValue, "defaultValue"),
  };
}

function numberOf(value: string | number, path: string): number {
  const number = typeof value === "number" ? value : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? +value : NaN;
  if (Number.isFinite(number)) return number;
  throw new PatternError(`${JSON.stringify(value)} is not a number, and values taken from log events are not supported`, {
    path,
  });
}

interface TracedRecord {
  readonly trace: RecordTrace;
  readonly logEvents: readonly LogEvent[];
  /** In milliseconds of the Unix epoch; undefined for a record that cannot be read. */
  readonly arrivedAt: number | undefined;
}

/** Follows one record. Every definition was compiled before, so what is thrown here is the record's own fault. */
function traceOrProblem(pipeline: CompiledPipeline, record: object, position: number, delivery: Delivery): TracedRecord {
  try {
    return trace(pipeline, record, delivery);
  } catch (error) {
    const reason = error instanceof RecordError ? error.problem : String(error);
    const problem = `${itemPath("records", position)} (${recordName(record)}): ${reason}`;
    const stopped = "the record cannot be read";
    return { trace: { record, trails: [], rules: [], counted: [], stopped, problem }, logEvents: [], arrivedAt: undefined };
  }
}

/**
 * Follows one record as far as it goes.
 * @throws RecordError for a record that lacks what every record has
 */
function trace(pipeline: CompiledPipeline, record: object, { delayOf, timestamp }: Delivery): TracedRecord {
  const read = readRecord(record);
  const arrivedAt = read.time + delayOf(record);
  const verdict = verdictOf(pipeline, record, read);
  const logEvents = verdict.rules.map((rule) => ({
    rule,
    timestamp: timestamp === "arrival time" ? arrivedAt : read.time,
    arrivedAt,
    event: read.event,
  }));
  return { trace: { record, ...verdict }, logEvents, arrivedAt };
}

interface ReadRecord {
  readonly event: EventBridgeEvent;
  readonly time: number;
}

/** Before any trail is asked: to a selector, a member that is missing is just one that does not match. */
function readRecord(record: object): ReadRecord {
  return { event: toEventBridgeEvent(record), time: eventTimeOf(record) };
}

function verdictOf(pipeline: CompiledPipeline, record: object, { event }: ReadRecord): RecordVerdict {
  const { trails, rules, stopped } = routeOf(pipeline.places, record, event);
  if (stopped !== undefined) return { trails, rules, counted: [], stopped };

  const filters = pipeline.filters.filter(({ matches }) => matches(event));
  const counted = rules.flatMap((rule) =>
    filters.map(({ name, namespace, metricName, value, dimensionsOf }) => ({ rule, metricFilter: name, namespace, metricName, ...(dimensionsOf && { dimensions: dimensionsOf(event) }), value })),
  );
  return { trails, rules, counted, ...(counted.length === 0 && { stopped: "no metric filter matches it" }) };
}

function metricResult({ namespace, metricName, dimensions, published }: PublishedMetric): MetricResult {
  const data = new Map<number, StatisticSet>();
  for (const { start, set } of published) addTo(data, start, set);
  const datapoints = [...data]
    .sort(([left], [right]) => left - right)
    .map(([start, set]) => ({ time: new Date(start).toISOString(), ...set }));
  return { namespace, metricName, ...(dimensions && { dimensions }), sum: datapoints.reduce((sum, one) => sum + one.sum, 0), datapoints };
}
