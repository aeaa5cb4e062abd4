/**
 * Evaluates Amazon CloudWatch metric alarms.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html and, for missing data,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import { itemPath, PatternError } from "./patternError";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** The part of a metric alarm that decides its state, in the spelling of `aws.cloudwatch.MetricAlarm`. */
export interface Alarm {
  /** One of the four comparisons with a fixed threshold; anomaly detection is not evaluated. */
  readonly comparisonOperator: string;
  readonly threshold: number;
  /** N of "M out of N": how many of the most recent datapoints are looked at. */
  readonly evaluationPeriods: number;
  /** M of "M out of N": how many of them must breach; all of them when absent. */
  readonly datapointsToAlarm?: number | undefined;
  /** `missing` (when absent), `notBreaching`, `breaching` or `ignore`. */
  readonly treatMissingData?: string | undefined;
  /** The state before, which `ignore` may retain; INSUFFICIENT_DATA, that of a new alarm, when absent. */
  readonly previousState?: AlarmState | undefined;
}

export interface AlarmEvaluation {
  readonly state: AlarmState;
  /** Why, in the words of CloudWatch. */
  readonly reason: string;
}

/** The value of a metric in one period; null or undefined when it has none. */
export type Datapoint = number | null | undefined;

interface Comparison {
  readonly breaches: (value: number, threshold: number) => boolean;
  /** As in "1 datapoint [3.0] was greater than the threshold (0.0)". */
  readonly words: string;
}

const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ["GreaterThanThreshold", { breaches: (value, threshold) => value > threshold, words: "greater than" }],
  [
    "GreaterThanOrEqualToThreshold",
    { breaches: (value, threshold) => value >= threshold, words: "greater than or equal to" },
  ],
  ["LessThanThreshold", { breaches: (value, threshold) => value < threshold, words: "less than" }],
  [
    "LessThanOrEqualToThreshold",
    { breaches: (value, threshold) => value <= threshold, words: "less than or equal to" },
  ],
] satisfies [string, Comparison][]);

const missingDataTreatments = ["missing", "notBreaching", "breaching", "ignore"] as const;

type MissingDataTreatment = (typeof missingDataTreatments)[number];

interface CheckedAlarm extends Comparison {
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatment: MissingDataTreatment;
  readonly previousState: AlarmState;
}

/**
 * The number of periods that CloudWatch looks at: more than `evaluationPeriods`, so that existing datapoints can stand
 * in for missing ones. How many more, AWS does not say in general; its examples look at 5 for 3.
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

/**
 * The state of an alarm after the last of the datapoints.
 *
 * 1. Of the periods in the {@link evaluationRange}, the most recent `evaluationPeriods` that have a datapoint count. If
 *    there are that many, `treatMissingData` plays no part, and the alarm is in ALARM when `datapointsToAlarm` of them
 *    breach, else OK.
 * 2. If there are fewer, `breaching` and `notBreaching` fill up what is missing.
 * 3. `missing` and `ignore` decide by what there is: ALARM when `datapointsToAlarm` breach, OK when one does not breach.
 *    When all breach but too few: ALARM once the oldest is `datapointsToAlarm` periods old (AWS's "premature alarm
 *    state"), until then, and without any datapoint, INSUFFICIENT_DATA. In both of these cases `ignore` retains the
 *    state instead.
 *
 * @param datapoints one for each period, oldest first; periods before the first have none
 * @throws PatternError when the alarm or a datapoint is not valid, with its path
 */
export function evaluateAlarm(alarm: Alarm, datapoints: readonly Datapoint[]): AlarmEvaluation {
  const checked = checkAlarm(alarm);
  const range = checkDatapoints(datapoints).slice(-evaluationRange(checked.evaluationPeriods));
  const existing = range.filter((value) => value !== undefined).slice(-checked.evaluationPeriods);
  const filled = checked.evaluationPeriods - existing.length;
  const breaching = existing.filter((value) => checked.breaches(value, checked.threshold));

  if (filled === 0) return decided(checked, existing, breaching);
  switch (checked.treatment) {
    case "breaching":
      return decided(checked, existing, breaching, "Breaching");
    case "notBreaching":
      return decided(checked, existing, breaching, "NonBreaching");
    case "missing":
    case "ignore": {
      if (breaching.length >= checked.datapointsToAlarm || breaching.length < existing.length) {
        return decided(checked, existing, breaching);
      }
      if (checked.treatment === "ignore") return retained(checked, filled);
      const oldest = range.findIndex((value) => value !== undefined);
      if (oldest >= 0 && range.length - oldest >= checked.datapointsToAlarm) return alarmed(checked, existing, breaching);
      return { state: "INSUFFICIENT_DATA", reason: `Insufficient Data: ${count(filled, "datapoint")} unknown.` };
    }
  }
}

type TreatedAs = "Breaching" | "NonBreaching" | undefined;

/** Fills up with what missing data is treated as, and counts. */
function decided(
  alarm: CheckedAlarm,
  existing: readonly number[],
  breaching: readonly number[],
  treatedAs?: TreatedAs,
): AlarmEvaluation {
  const filled = alarm.evaluationPeriods - existing.length;
  const total = breaching.length + (treatedAs === "Breaching" ? filled : 0);
  if (total >= alarm.datapointsToAlarm) return alarmed(alarm, existing, breaching, treatedAs);
  const others = existing.filter((value) => !alarm.breaches(value, alarm.threshold));
  return { state: "OK", reason: reasonOf(alarm, "not ", others, existing, treatedAs) };
}

function alarmed(
  alarm: CheckedAlarm,
  existing: readonly number[],
  breaching: readonly number[],
  treatedAs?: TreatedAs,
): AlarmEvaluation {
  return { state: "ALARM", reason: reasonOf(alarm, "", breaching, existing, treatedAs) };
}

function retained({ previousState }: CheckedAlarm, filled: number): AlarmEvaluation {
  return {
    state: previousState,
    reason: `Unchanged: ${count(filled, "missing datapoint")} ignored, the state of the alarm is retained.`,
  };
}

/** "Threshold Crossed" introduces both directions of it. */
function reasonOf(
  { evaluationPeriods, threshold, words }: CheckedAlarm,
  not: "" | "not ",
  deciding: readonly number[],
  existing: readonly number[],
  treatedAs: TreatedAs,
): string {
  const clauses: string[] = [];
  if (deciding.length > 0) {
    const shown = deciding.map(decimal).join(", ");
    const out = `${deciding.length} out of the last ${evaluationPeriods} datapoints [${shown}]`;
    const verb = deciding.length === 1 ? "was" : "were";
    clauses.push(`${out} ${verb} ${not}${words} the threshold (${decimal(threshold)})`);
  } else if (existing.length === 0) {
    const periods = `${evaluationPeriods} period${evaluationPeriods === 1 ? "" : "s"}`;
    clauses.push(`no datapoints were received for ${periods}`);
  }
  const filled = evaluationPeriods - existing.length;
  if (treatedAs && filled > 0) clauses.push(`${count(filled, "missing datapoint")} treated as [${treatedAs}]`);
  return `Threshold Crossed: ${clauses.join(" and ")}.`;
}

/** "1 datapoint was", "2 datapoints were". */
function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun} was` : `${number} ${noun}s were`;
}

/** As CloudWatch writes numbers: always with a decimal. */
function decimal(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : `${value}`;
}

function checkAlarm(alarm: Alarm): CheckedAlarm {
  const comparison = comparisons.get(alarm.comparisonOperator);
  if (!comparison) {
    const known = [...comparisons.keys()].join(", ");
    throw problem("comparisonOperator", `"${alarm.comparisonOperator}" is not one of ${known}`);
  }
  if (!Number.isFinite(alarm.threshold)) throw problem("threshold", "the threshold must be a number");
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods } = alarm;
  if (!isCount(evaluationPeriods)) throw problem("evaluationPeriods", "must be a whole number, at least 1");
  if (!isCount(datapointsToAlarm) || datapointsToAlarm > evaluationPeriods) {
    throw problem("datapointsToAlarm", `must be a whole number from 1 to evaluationPeriods (${evaluationPeriods})`);
  }
  const treatment = missingDataTreatments.find((known) => known === (alarm.treatMissingData ?? "missing"));
  if (!treatment) {
    const known = missingDataTreatments.join(", ");
    throw problem("treatMissingData", `"${alarm.treatMissingData ?? ""}" is not one of ${known}`);
  }
  const { threshold, previousState = "INSUFFICIENT_DATA" } = alarm;
  return { ...comparison, threshold, evaluationPeriods, datapointsToAlarm, treatment, previousState };
}

function checkDatapoints(datapoints: readonly Datapoint[]): (number | undefined)[] {
  return datapoints.map((value, index) => {
    if (value === null || value === undefined) return undefined;
    if (Number.isFinite(value)) return value;
    throw problem(itemPath("datapoints", index), "a datapoint is a number, null or undefined");
  });
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function problem(path: string, text: string): PatternError {
  return new PatternError(text, { path });
}
