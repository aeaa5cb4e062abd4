/**
 * When CloudTrail's records reach the pipeline: minutes after their events, each in its own time.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
 */
import { idWords, writeId } from "./eventIds";
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

/** A delivery that is made up: a record's id alone tells how late it is. */
export interface MadeUpDelivery extends Delivery {
  /** The delay of the record whose id is these words: see eventIds.ts. */
  readonly delayOfId: (words: Uint32Array) => number;
}

/**
 * A delivery in which each record has a delay of its own: on average a third of the worst, as CloudTrail's five minutes
 * are of fifteen. The delay depends on the seed and the record's id alone, so that it stays the same among other records and
 * in another order, and wherever it is reckoned: SQL does so, too (encryption/lake/arrivals.ts).
 * @throws Error for a worst delay that is no number of minutes
 */
export function madeUpDelivery({ seed, worstMinutes }: MadeUpDelay, timestamp: LogTimestamp): MadeUpDelivery {
  if (!Number.isFinite(worstMinutes) || worstMinutes < 0) {
    throw new Error(`the worst delay is a number of minutes, at least 0, not ${worstMinutes}`);
  }
  const worst = worstMinutes * 60_000;
  const { factors: [a, b, c, d], summand } = delayHash(seed);
  const delayOfId = (id: Uint32Array): number => {
    const hash = (Math.imul(id[0] as number, a) + Math.imul(id[1] as number, b) + Math.imul(id[2] as number, c) + Math.imul(id[3] as number, d) + summand) >>> 0;
    const fraction = hash / mostOfHash;
    // The square of a number that is uniform from 0 to 1 is a third on average.
    return Math.floor(worst * (fraction * fraction));
  };
  const words = new Uint32Array(idWords);
  return {
    delayOfId,
    delayOf: (record) => {
      writeId(identityOf(record), words);
      return delayOfId(words);
    },
    timestamp,
  };
}

/** A hash of four words to one: their sum, each times its factor, and a summand, modulo 2^32. */
export interface DelayHash {
  readonly factors: readonly [number, number, number, number];
  readonly summand: number;
}

/** The greatest hash. */
export const mostOfHash = 0xffff_ffff;

/**
 * The hash of a seed. It is multilinear, which spreads ids evenly and takes a fraction of the time of a cryptographic one; factors are
 * odd and below 2^31, so that products fit into 63 bits.
 */
export function delayHash(seed: number): DelayHash {
  const digits = idOf(`delays ${seed}`);
  const word = (index: number): number => parseInt(digits.slice(index * 8, index * 8 + 8), 16);
  const factor = (index: number): number => (word(index) >>> 1) | 1;
  return { factors: [factor(0), factor(1), factor(2), factor(3)], summand: word(4) };
}

/** What tells a record from others: its id where it has one. */
function identityOf(record: object): string {
  const { eventID } = record as { eventID?: unknown };
  return typeof eventID === "string" ? eventID : JSON.stringify(record);
}
