/** Property: whichever timestamp AWS gives log events, no improper upload that arrives within 15 minutes goes unalarmed. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { deliveryMinutes, periodsLookedBack } from "../../encryption/alarms";
import { applications } from "../../encryption/methods";
import { approvesApplication, defaultRequirement } from "../../encryption/requirement";
import { logTimestamps, runPipeline, type AlarmResult, type Delivery, type PipelineDefinitions } from "../../simulator";
import { arrivalPipeline, uploadRecord } from "./lateUploads";

const periods = [1, 5, 10, 15, 30, 60].map((minutes) => minutes * 60);
const minute = 60_000;

interface Sent {
  /** Seconds. */
  readonly at: number;
  /** Seconds. */
  readonly delay: number;
  readonly what: string;
}

const valuesOf = (proper: boolean): string[] =>
  applications.flatMap(({ method, application }) => (approvesApplication(defaultRequirement, method.id, application.origin) === proper ? application.sseApplied : []));
/** What else reaches the pipeline, or does not: each has its record. */
const others = {
  denied: { errorCode: "AccessDenied", errorMessage: "Access Denied", additionalEventData: {} },
  failed: { errorCode: "NoSuchBucket", additionalEventData: {} },
  read: { eventName: "GetObject", readOnly: true },
} as const;

// Ends of minutes and of the delivery, where an alarm that looks back too little loses sight of an upload.
const second = fc.oneof(fc.integer({ min: 0, max: 4 * 3600 }), fc.nat(240).map((at) => at * 60 + 59));
const delay = fc.oneof(fc.integer({ min: 0, max: deliveryMinutes * 60 }), fc.constantFrom(0, deliveryMinutes * 60 - 59, deliveryMinutes * 60));
const sent: fc.Arbitrary<Sent> = fc.record({
  at: second,
  delay,
  // As often improper, however many methods there are.
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...valuesOf(true)) },
    { weight: 3, arbitrary: fc.constantFrom(...valuesOf(false), "SSE_OF_THE_FUTURE") },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(others)) },
  ),
});

/** Runs what was sent, and something proper that keeps the alarms evaluated after the last. */
function run(pipeline: PipelineDefinitions, all: readonly Sent[], timestamp: Delivery["timestamp"]) {
  const delays = new Map<object, number>();
  const records = all.map(({ at, delay: late, what }) => {
    const other = (others as Record<string, object>)[what];
    const record = other ? uploadRecord(at * 1000, "SSE_KMS", other) : uploadRecord(at * 1000, what);
    delays.set(record, late * 1000);
    return record;
  });
  const last = uploadRecord(6 * 3600_000, "SSE_KMS");
  const delivery: Delivery = { delayOf: (record) => delays.get(record) ?? 0, timestamp };
  return runPipeline(pipeline, [...records, last], { delivery, alarmRange: (evaluationPeriods) => evaluationPeriods });
}

function stateAt({ changes }: AlarmResult, time: number): string | undefined {
  return changes.filter((change) => Date.parse(change.time) <= time).at(-1)?.state;
}

/** The end of the minute in which a record arrived: the first evaluation that can see it. */
const evaluated = ({ at, delay: late }: Sent): number => (Math.floor((at + late) / 60) + 1) * minute;

describe("late uploads", () => {
  for (const timestamp of logTimestamps) {
    for (const period of periods) {
      it(`property: with log events of the ${timestamp} and periods of ${period / 60} minutes, each improper one is in ALARM when it arrives, and a minute later`, () => {
        const pipeline = arrivalPipeline(defaultRequirement, period);
        let improper = 0;
        fc.assert(
          fc.property(fc.array(sent, { minLength: 1, maxLength: 12 }), (all) => {
            const { records, alarms } = run(pipeline, all, timestamp);
            all.forEach((one, index) => {
              const counted = records[index]?.counted.map(({ metricName }) => metricName) ?? [];
              for (const alarm of alarms.filter(({ name }) => counted.includes(name))) {
                improper += 1;
                for (const late of [0, minute]) assert.equal(stateAt(alarm, evaluated(one) + late), "ALARM", `${alarm.name} ${late}`);
              }
            });
            // And nothing goes off for what was proper.
            for (const { name, state } of alarms) {
              if (!records.some(({ counted }) => counted.some(({ metricName }) => metricName === name))) assert.equal(state, "OK", name);
            }
          }),
          { numRuns: 25 },
        );
        assert.ok(improper > 25, `only ${improper} improper uploads were tried`);
      });
    }

    it(`property: with log events of the ${timestamp}, denials beyond the threshold that count in one minute set the alarm off`, () => {
      const threshold = 3;
      const denial = fc.record({ at: fc.integer({ min: 0, max: 120 }), delay: fc.oneof(fc.nat(60), fc.nat(900)), what: fc.constant("denied") });
      const pipeline = arrivalPipeline(defaultRequirement, 60, threshold);
      const seen = { ALARM: 0, OK: 0 };
      fc.assert(
        fc.property(fc.array(denial, { minLength: 1, maxLength: 30 }), (all) => {
          const { alarms, metrics } = run(pipeline, all, timestamp);
          const most = Math.max(...(metrics.find(({ metricName }) => metricName === "denied-uploads")?.datapoints.map(({ sum }) => sum) ?? [0]));
          const expected = most > threshold ? "ALARM" : "OK";
          seen[expected] += 1;
          assert.equal(alarms.find(({ name }) => name === "denied-uploads")?.state, expected);
        }),
        { numRuns: 100 },
      );
      assert.ok(seen.ALARM > 5 && seen.OK > 5, JSON.stringify(seen));
    });
  }

  it("are looked for far enough back also if periods kept to the clock and the last one was not over", () => {
    for (const period of periods.map((seconds) => seconds / 60)) {
      const range = periodsLookedBack(period * 60);
      for (let event = 0; event < 2 * period; event += 1) {
        const start = Math.floor(event / period) * period;
        const latest = event + deliveryMinutes + 1;
        const first = (Math.floor(latest / period) - range + 1) * period;
        assert.ok(start >= first, `periods of ${period} minutes, an event in minute ${event}`);
      }
    }
  });

  it("are looked for in 17 periods of one minute and in 2 of an hour", () => {
    assert.deepEqual(periods.map(periodsLookedBack), [17, 5, 3, 3, 2, 2]);
  });
});
