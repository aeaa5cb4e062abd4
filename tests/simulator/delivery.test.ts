/** Delivery: records arrive when their delay says, bear the time that is asked for, and alarms see what has arrived. */
import assert from "node:assert/strict";
import { periodsLookedBack, violationAlarms } from "../../encryption/alarms";
import { metricFilters } from "../../encryption/metricFilters";
import { defaultRequirement } from "../../encryption/requirement";
import { atOnce, logTimestamps, madeUpDelivery, runPipeline, type AlarmResult, type Delivery, type LogTimestamp } from "../../simulator";
import { arrivalPipeline, uploadRecord } from "./lateUploads";

const minute = 60_000;

/** Uploads by their event's minute and their delay, in minutes; what the alarm on SSE-C did. */
function customerKeyAlarm(
  uploads: readonly (readonly [at: number, sseApplied: string, delay: number])[],
  timestamp: LogTimestamp,
  more: { evaluationPeriods?: number } = {},
): AlarmResult {
  const delays = new Map<object, number>();
  const records = uploads.map(([at, sseApplied, delay]) => {
    const record = uploadRecord(at * minute + 10_000, sseApplied);
    delays.set(record, delay * minute);
    return record;
  });
  const alarms = violationAlarms(defaultRequirement, 60)
    .filter(({ metricName }) => metricName === "sse-c-header")
    .map(({ key, ...alarm }) => ({ ...alarm, name: key, ...more }));
  const pipeline = { ...arrivalPipeline(defaultRequirement, 60), alarms };
  const delivery: Delivery = { delayOf: (record) => delays.get(record) ?? 0, timestamp };
  const [result] = runPipeline(pipeline, records, { delivery, alarmRange: (periods) => periods }).alarms;
  assert.ok(result);
  return result;
}

/** Minutes of the run after which the alarm changed, and to what. */
const changes = ({ changes: all }: AlarmResult): unknown[] => all.map(({ time, state }) => [Date.parse(time) / minute, state]);

describe("delivery at once", () => {
  it("leaves event and arrival at the same time", () => {
    const [event] = runPipeline(arrivalPipeline(defaultRequirement, 60), [uploadRecord(90_000, "SSE_C")]).logEvents;
    assert.deepEqual([event?.timestamp, event?.arrivedAt, atOnce.timestamp], [90_000, 90_000, "event time"]);
  });
});

describe("a late record", () => {
  const late = uploadRecord(90_000, "SSE_C");
  const run = (timestamp: LogTimestamp): ReturnType<typeof runPipeline> =>
    runPipeline(arrivalPipeline(defaultRequirement, 60), [late], { delivery: { delayOf: () => 4 * minute, timestamp } });

  it("bears the time of its event or that of its arrival, and counts in that minute", () => {
    const seen = logTimestamps.map((timestamp) => {
      const { logEvents, metrics } = run(timestamp);
      const points = metrics.find(({ metricName }) => metricName === "sse-c-header")?.datapoints;
      return [logEvents[0]?.timestamp, logEvents[0]?.arrivedAt, points?.map(({ time, sum }) => [Date.parse(time), sum])];
    });
    assert.deepEqual(seen, [
      [90_000, 330_000, [[60_000, 1]]],
      [330_000, 330_000, [[300_000, 1]]],
    ]);
  });

  it("adds to a minute that was published before, where it bears the time of its event", () => {
    const others = [uploadRecord(80_000, "SSE_KMS"), uploadRecord(70_000, "SSE_C")];
    const delivery: Delivery = { delayOf: (record) => (record === late ? 4 * minute : 0), timestamp: "event time" };
    const { metrics } = runPipeline(arrivalPipeline(defaultRequirement, 60), [...others, late], { delivery });
    const sums = (name: string): unknown => metrics.find(({ metricName }) => metricName === name)?.datapoints.map(({ sum }) => sum);
    assert.deepEqual([sums("sse-c-header"), sums("sse-kms-header")], [[2], [1]]);
  });
});

describe("an alarm that looks at one datapoint", () => {
  // What the alarms of this project must not be; CloudWatch's documentation has such ones throughout.
  const one = { evaluationPeriods: 1 };
  it("misses an upload that arrives after four minutes among others that arrive after two", () => {
    const mixed = [...[0, 1, 2, 3, 4, 5].map((at) => [at, "SSE_KMS", 2] as const), [1, "SSE_C", 4] as const];
    assert.equal(customerKeyAlarm(mixed, "event time", one).state, "OK");
  });
  it("misses a lone upload that arrives after six minutes", () => {
    assert.equal(customerKeyAlarm([[0, "SSE_C", 6]], "event time", one).state, "OK");
  });
});

for (const timestamp of logTimestamps) {
  describe(`the alarms on uploads, where log events bear the ${timestamp},`, () => {
    it("see an upload that arrives after four minutes among others that arrive after two", () => {
      const mixed = [...[0, 1, 2, 3, 4, 5].map((at) => [at, "SSE_KMS", 2] as const), [1, "SSE_C", 4] as const];
      const alarm = customerKeyAlarm(mixed, timestamp);
      assert.deepEqual([alarm.state, alarm.time], ["ALARM", new Date(6 * minute).toISOString()]);
    });

    it("see a lone upload that arrives after six minutes", () => {
      const alarm = customerKeyAlarm([[0, "SSE_C", 6]], timestamp);
      assert.deepEqual([alarm.state, alarm.time], ["ALARM", new Date(7 * minute).toISOString()]);
    });

    it("stay in ALARM for as many periods as they look back; a second upload meanwhile changes nothing", () => {
      const periods = periodsLookedBack(60);
      const quiet = [60, "SSE_KMS", 0] as const;
      const lone = [[0, "SSE_C", 2], quiet] as const;
      const twice = [[0, "SSE_C", 2], [5, "SSE_C", 2], quiet] as const;
      const counted = timestamp === "event time" ? 0 : 2;
      assert.deepEqual(changes(customerKeyAlarm(lone, timestamp)), [[3, "ALARM"], [counted + periods + 1, "OK"]]);
      assert.deepEqual(changes(customerKeyAlarm(twice, timestamp)), [[3, "ALARM"], [counted + 5 + periods + 1, "OK"]]);
    });
  });
}

describe("a made-up delivery", () => {
  const records = Array.from({ length: 2_000 }, (_, index) => uploadRecord(index * 1_000, "SSE_KMS"));
  const delays = (seed: number, worstMinutes: number): number[] =>
    records.map(madeUpDelivery({ seed, worstMinutes }, "event time").delayOf);

  it("is five minutes late on average and fifteen at worst, each record in its own time", () => {
    const minutes = delays(1, 15).map((delay) => delay / minute);
    const average = minutes.reduce((sum, delay) => sum + delay, 0) / minutes.length;
    assert.ok(average > 4.5 && average < 5.5, `${average} minutes on average`);
    assert.ok(Math.min(...minutes) >= 0 && Math.max(...minutes) <= 15 && Math.max(...minutes) > 14, `${Math.max(...minutes)} at worst`);
  });

  it("is the same for the same seed, also among other records and in another order", () => {
    assert.deepEqual(delays(1, 15), delays(1, 15));
    assert.notDeepEqual(delays(1, 15), delays(2, 15));
    const { delayOf } = madeUpDelivery({ seed: 1, worstMinutes: 15 }, "arrival time");
    assert.deepEqual([...records].reverse().map(delayOf).reverse(), delays(1, 15));
  });

  it("places records without an id by what they hold", () => {
    const { delayOf } = madeUpDelivery({ seed: 1, worstMinutes: 15 }, "event time");
    assert.equal(delayOf({ a: 1 }), delayOf({ a: 1 }));
    assert.notEqual(delayOf({ a: 1 }), delayOf({ a: 2 }));
  });

  it("refuses a worst delay that is none", () => {
    for (const worstMinutes of [-1, NaN, Infinity]) {
      assert.throws(() => madeUpDelivery({ seed: 1, worstMinutes }, "event time"), /worst delay is a number of minutes/);
    }
    assert.deepEqual(delays(1, 0), records.map(() => 0));
  });
});

describe("the metric filters", () => {
  it("publish a default value, so that a late upload lies behind quiet minutes", () => {
    assert.ok(metricFilters(defaultRequirement).every(({ defaultValue }) => Number(defaultValue) === 0));
  });
});
