/**
 * Property: whichever timestamp AWS gives log events, and whenever the log alarm's query runs, of no bucket and principal with an
 * improper upload that arrives within 15 minutes the alarm is silent, and of no other does it speak.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { deliveryMinutes } from "../../encryption/alarms";
import { applications } from "../../encryption/methods";
import { minutesLookedBack, logAlarmOf } from "../../encryption/logAlarm";
import { approvesApplication, defaultRequirement } from "../../encryption/requirement";
import { logTimestamps, runLogAlarm, runPipeline, type ContributorChange, type Delivery } from "../../simulator";
import { account } from "../encryption/uploads";
import { arrivalPipeline, uploadRecord } from "./lateUploads";

const second = 1000;
const minute = 60 * second;
/** Of the alarm's schedule. */
const period = 5 * minute;

interface Sent {
  /** Seconds. */
  readonly at: number;
  readonly delay: number;
  readonly bucket: string;
  readonly role: string;
  readonly sse: string;
}

const valuesOf = (proper: boolean): string[] =>
  applications.flatMap(({ method, application }) => (approvesApplication(defaultRequirement, method.id, application.origin) === proper ? application.sseApplied : []));
const isProper = ({ sse }: Sent): boolean => valuesOf(true).includes(sse);

const sent: fc.Arbitrary<Sent> = fc.record({
  at: fc.oneof(fc.integer({ min: 0, max: 2400 }), fc.nat(40).map((at) => at * 60 + 59)),
  delay: fc.oneof(fc.integer({ min: 0, max: deliveryMinutes * 60 }), fc.constantFrom(0, deliveryMinutes * 60)),
  bucket: fc.constantFrom("acme-orders", "acme-reports"),
  role: fc.constantFrom("app", "importer"),
  sse: fc.oneof(fc.constantFrom(...valuesOf(true)), fc.constantFrom(...valuesOf(false), "SSE_OF_THE_FUTURE")),
});

/** Up to the log group: what counts there is another matter. */
const pipeline = { ...arrivalPipeline(defaultRequirement, 60), metricFilters: [], alarms: [] };

const principalOf = ({ role }: Sent): string => `arn:aws:iam::${account}:role/${role}`;
const contributorOf = (one: Sent): string => `${one.bucket} ${principalOf(one)}`;
const nameOf = ({ contributor }: ContributorChange): string => `${contributor["bucket"]} ${contributor["principal"]}`;

function recordOf(one: Sent): object {
  const record = uploadRecord(one.at * second, one.sse) as { requestParameters: object };
  return {
    ...record,
    requestParameters: { ...record.requestParameters, bucketName: one.bucket },
    userIdentity: { type: "AssumedRole", arn: `arn:aws:sts::${account}:assumed-role/${one.role}/x`, accountId: account, sessionContext: { sessionIssuer: { arn: principalOf(one) } } },
  };
}

/** What the alarm tells of what was sent, from its first run a while before. */
function changesOf(all: readonly Sent[], timestamp: Delivery["timestamp"], offset: number): ContributorChange[] {
  const delays = new Map(all.map((one) => [recordOf(one), one.delay * second]));
  const { logEvents } = runPipeline(pipeline, [...delays.keys()], { delivery: { delayOf: (record) => delays.get(record) ?? 0, timestamp } });
  return runLogAlarm(logAlarmOf(defaultRequirement), logEvents, { first: offset * second - period, until: 2 * 60 * minute });
}

const stateAt = (changes: readonly ContributorChange[], name: string, time: number): string =>
  changes.filter((change) => nameOf(change) === name && Date.parse(change.time) <= time).at(-1)?.state ?? "OK";

describe("the log alarm and late uploads", () => {
  for (const timestamp of logTimestamps) {
    it(`property: with log events of the ${timestamp}, each bucket and principal with an improper one is in ALARM at the next run, and no other ever`, () => {
      let improper = 0;
      fc.assert(
        fc.property(fc.array(sent, { minLength: 1, maxLength: 10 }), fc.integer({ min: 0, max: 299 }), (all, offset) => {
          const changes = changesOf(all, timestamp, offset);
          for (const one of all.filter((upload) => !isProper(upload))) {
            improper += 1;
            const arrived = (one.at + one.delay) * second;
            const runs = Math.floor((arrived - offset * second) / period) + 1;
            assert.equal(stateAt(changes, contributorOf(one), offset * second + runs * period), "ALARM", JSON.stringify(one));
          }
          const wrong = new Set(all.filter((one) => !isProper(one)).map(contributorOf));
          for (const change of changes) assert.ok(wrong.has(nameOf(change)), `${nameOf(change)} only wrote what is proper`);
        }),
        { numRuns: 80 },
      );
      assert.ok(improper > 100, `only ${improper} improper uploads were tried`);
    });

    it(`property: with log events of the ${timestamp}, one message begins and one ends each time that a bucket and principal writes what is improper`, () => {
      fc.assert(
        fc.property(fc.array(sent, { minLength: 1, maxLength: 10 }), fc.integer({ min: 0, max: 299 }), (all, offset) => {
          const changes = changesOf(all, timestamp, offset);
          for (const name of new Set(changes.map(nameOf))) {
            const states = changes.filter((change) => nameOf(change) === name).map(({ state }) => state);
            assert.deepEqual(states, states.map((_, index) => (index % 2 === 0 ? "ALARM" : "OK")));
            assert.equal(states.at(-1), "OK", "it is over in the end");
          }
        }),
        { numRuns: 40 },
      );
    });
  }

  it("a flood sends one message for each bucket and principal while it lasts", () => {
    const flood = Array.from({ length: 900 }, (_, index): Sent => ({ at: index, delay: index % 300, bucket: index % 3 === 0 ? "acme-orders" : "acme-reports", role: "importer", sse: "SSE_C" }));
    const changes = changesOf(flood, "event time", 0);
    assert.deepEqual(changes.map(({ state }) => state), ["ALARM", "ALARM", "OK", "OK"]);
    const [, , over] = changes;
    assert.ok(Date.parse(over?.time ?? "") - 900 * second <= minutesLookedBack * minute + period);
  });
});
