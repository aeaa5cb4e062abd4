/** Log alarms: when their queries run, what they see, and one message for each contributor that begins or ends. */
import assert from "node:assert/strict";
import { contributorLimits, runLogAlarm, type ArrivedEvent, type LogAlarm } from "../../simulator/logAlarm";

const minute = 60_000;
const alarm: LogAlarm = {
  queryString: "filter bad = 1",
  aggregationExpression: "count(*) by who",
  scheduleExpression: "rate(5 minutes)",
  startTimeOffset: 10 * 60,
  endTimeOffset: 0,
  queryResultsToEvaluate: 1,
  queryResultsToAlarm: 1,
  comparisonOperator: "GreaterThanThreshold",
  threshold: 0,
  treatMissingData: "notBreaching",
};
/** A log event, in minutes. */
const event = (at: number, who: string, arrived = at, bad = 1): ArrivedEvent => ({ timestamp: at * minute, arrivedAt: arrived * minute, event: { who, bad } });
/** What became of the contributors: the minute of the run, who, and the state. */
const changes = (events: readonly ArrivedEvent[], more: Partial<LogAlarm> = {}, times = { first: 0, until: 60 * minute }): string[] =>
  runLogAlarm({ ...alarm, ...more }, events, times).map(({ time, contributor, state, value }) => `${Date.parse(time) / minute} ${Object.values(contributor).join()} ${state}${value === undefined ? "" : ` ${value}`}`);

describe("runLogAlarm", () => {
  it("tells of a contributor once, however much there is of it, and once more when it is over", () => {
    assert.deepEqual(changes([event(1, "ann"), event(2, "ann"), event(7, "ann")]), ["5 ann ALARM 2", "20 ann OK"]);
    assert.deepEqual(changes([event(1, "ann"), event(30, "ann")]), ["5 ann ALARM 1", "15 ann OK", "35 ann ALARM 1", "45 ann OK"]);
  });

  it("tells contributors apart", () => {
    assert.deepEqual(changes([event(1, "ann"), event(6, "bob"), event(2, "ann", 2, 0)]), ["5 ann ALARM 1", "10 bob ALARM 1", "15 ann OK", "20 bob OK"]);
  });

  it("sees what has arrived before a run, as far as the time range goes, with both its ends", () => {
    assert.deepEqual(changes([event(1, "late", 12)]), [], "arrived when no run looked back so far");
    assert.deepEqual(changes([event(4, "late", 12)]), [], "seen at minute 15 it is 11 minutes old");
    assert.deepEqual(changes([event(5, "late", 12)]), ["15 late ALARM 1", "20 late OK"]);
    assert.deepEqual(changes([event(5, "just", 5)]), ["10 just ALARM 1", "20 just OK"], "what arrives with a run is seen by the next");
    assert.deepEqual(changes([event(7, "young")], { endTimeOffset: 5 * 60 }), ["15 young ALARM 1", "20 young OK"], "not in the last five minutes");
  });

  it("counts M out of N runs", () => {
    assert.deepEqual(changes([event(1, "ann")], { queryResultsToEvaluate: 3, queryResultsToAlarm: 2 }), ["10 ann ALARM 1", "15 ann OK"]);
    assert.deepEqual(changes([event(1, "ann"), event(2, "ann")], { threshold: 2 }), []);
    assert.deepEqual(changes([event(1, "ann"), event(6, "ann")], { threshold: 1 }), ["10 ann ALARM 2", "15 ann OK 1"], "still there, and no longer too many");
  });

  it("looks at 500 contributors, the first by its order, and lets 100 be in ALARM", () => {
    const many = Array.from({ length: 600 }, (_, index) => event(1, `c${String(index).padStart(3, "0")}`));
    const lots = [...many, ...many.slice(-1), ...many.slice(-1)];
    const first = { first: 0, until: 5 * minute };
    const told = changes(lots, {}, first);
    assert.deepEqual([told.length, told[0], told.at(-1)], [contributorLimits.inAlarm, "5 c000 ALARM 1", "5 c099 ALARM 1"]);
    assert.equal(changes(lots, { aggregationExpression: "count(*) by who | sort desc" }, first)[0], "5 c599 ALARM 3");
    assert.equal(changes(lots, { threshold: 2 }, first).length, 0, "the one with three is beyond the first 500");
    // Who is over makes room for others.
    const after = changes([...many.slice(0, 100), ...many.slice(100, 150).map((one) => ({ ...one, timestamp: 8 * minute, arrivedAt: 8 * minute }))], {}, { first: 0, until: 15 * minute });
    assert.deepEqual([after.filter((one) => one.startsWith("10 ")).length, after.filter((one) => one.startsWith("15 ")).length], [0, 150]);
  });

  it("runs at the rate that it is given", () => {
    const runs = (scheduleExpression: string): string | undefined => changes([event(1, "ann")], { scheduleExpression, startTimeOffset: 7200 }, { first: 30 * 1000, until: 180 * minute })[0];
    assert.equal(runs("rate(1 minute)"), "1.5 ann ALARM 1");
    assert.equal(runs("rate(1 hour)"), "60.5 ann ALARM 1");
    assert.equal(runs("rate(90 minutes)"), "90.5 ann ALARM 1");
  });

  for (const [what, wrong] of [
    ["a rate of no minutes", { scheduleExpression: "rate(0 minutes)" }],
    ["one minutes", { scheduleExpression: "rate(1 minutes)" }],
    ["a cron expression", { scheduleExpression: "cron(0/5 * * * ? *)" }],
    ["a range that ends where it begins", { endTimeOffset: 600 }],
    ["a range that ends after the run", { endTimeOffset: -1 }],
    ["more results than are looked at", { queryResultsToAlarm: 2 }],
    ["an unknown comparison", { comparisonOperator: "GreaterThanUpperThreshold" }],
    ["an aggregation that log alarms lack", { aggregationExpression: "count_distinct(who)" }],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => changes([event(1, "ann")], wrong), { name: "PatternError" }));
  }
});
