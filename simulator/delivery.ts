/**
 * When CloudTrail's records reach the pipeline: minutes after their events, each in its own time.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
 */
import { idOf } from "./madeUpIds";

/**
 * Which time a log event of EventBridge bears, and with it the minute in which a metric filter counts it. AWS documents
 * neither: what must not be late has to be right under both.
 */
export type LogTimestamp = "event time" | "arrival time";

export const logTimestamps = ["event time", "arrival time"] as const satisfies readonly LogTimestamp[];

/** How records arrive. */
export interface Delivery {
  /** Milliseconds from a record's event to its arrival, at least 0; the same record is always as late. */
  readonly delayOf: (record: object) => number;
  readonly timestamp: LogTimestamp;
}

/** Every record arrives at the moment of its event, so that both times are one. */
export const atOnce: Delivery = { delayOf: () => 0, timestamp: "event time" };

/** A delivery that is made up, and told in full by these. */
export interface MadeUpDelay {
  /** Another seed makes other records late. */
  readonly seed: number;
  /** No record is later than this. */
  readonly worstMinutes: number;
}

/**
 * A delivery in which each record has a delay of its own: on average a third of the worst, as CloudTrail's five minutes
 * are of fifteen. The delay depends on the seed and the record alone, so that it stays the same among other records and
 * in another order.
 * @throws Error for a worst delay that is no number of minutes
 */
export function madeUpDelivery({ seed, worstMinutes }: MadeUpDelay, timestamp: LogTimestamp): Delivery {
  if (!Number.isFinite(worstMinutes) || worstMinutes < 0) {
    throw new Error(`the worst delay is a number of minutes, at least 0, not ${worstMinutes}`);
  }
  // The square of a number that is uniform from 0 to 1 is a third on average.
  return { delayOf: (record) => Math.floor(worstMinutes * 60_000 * fraction(`${seed} ${identityOf(record)}`) ** 2), timestamp };
}

/** What tells a record from others: its id where it has one. */
function identityOf(record: object): string {
  const { eventID } = record as { eventID?: unknown };
  return typeof eventID === "string" ? eventID : JSON.stringify(record);
}

/** A number from 0 to 1, by a hash of the text. */
function fraction(text: string): number {
  return parseInt(idOf(text).slice(0, 8), 16) / 0xffff_ffff;
}
