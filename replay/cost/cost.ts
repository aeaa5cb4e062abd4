/** What a month of a log's traffic costs, term by term. */
import type { AuditDefinitions } from "../judge/recordJudge";
import type { Totals } from "../tally";
import { prices } from "../../encryption/prices";

export interface CostTerm {
  readonly term: string;
  readonly quantity: number;
  readonly unit: string;
  /** Of one, in US dollars. */
  readonly price: number;
  readonly cost: number;
}

export interface MonthlyCost {
  readonly currency: "USD";
  readonly region: string;
  readonly pricesOf: string;
  readonly days: number;
  /** With the selectors of the definitions. */
  readonly deployed: readonly CostTerm[];
  /** With selectors on all data events that write, as in the blog. */
  readonly allWrites: readonly CostTerm[];
  readonly allWritesRecords: number;
}

const dayMilliseconds = 24 * 60 * 60_000;
const daysOfMonth = 365.25 / 12;
/** What EventBridge puts around a record: see EventBridgeEvent. */
const envelopeBytes = Buffer.byteLength(
  JSON.stringify({
    version: "0",
    id: "00000000-0000-0000-0000-000000000000",
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.s3",
    account: "111122223333",
    time: "2026-01-15T09:02:00Z",
    region: "eu-central-1",
    resources: [],
    detail: "",
  }),
);

/** The cost of a month; null where the log covers less than an hour, which says nothing of a month. */
export function monthlyCost(totals: Totals, { pipeline }: AuditDefinitions): MonthlyCost | null {
  const { period, groups, records, sampled, sampledWrites } = totals;
  if (period === undefined || period.last - period.first < 60 * 60_000) return null;
  const days = (period.last - period.first) / dayMilliseconds;
  const months = daysOfMonth / days;
  const logged = groups.reduce((sum, { count, bytes, group }) => sum + group.logEvents * (bytes + count * envelopeBytes), 0);
  const metrics = new Set(pipeline.metricFilters.map(({ metricName }) => metricName)).size;
  const writes = sampled === 0 ? records.matched : Math.max(records.matched, Math.round(((records.read - records.unreadable) * sampledWrites) / sampled));
  const rest = [
    term("bytes of events that the log group takes in", Math.round(logged * months), "byte", prices.logByte),
    term("custom metrics", metrics, "metric", prices.metric),
    term("alarms on uploads", pipeline.alarms.length, "alarm", prices.alarm),
  ];
  const events = (count: number): CostTerm => term("data events of the trail", Math.round(count * months), "event", prices.dataEvent);
  return {
    currency: "USD",
    region: prices.region,
    pricesOf: prices.date,
    days,
    deployed: [events(records.matched), ...rest],
    allWrites: [events(writes), ...rest],
    allWritesRecords: writes,
  };
}

function term(name: string, quantity: number, unit: string, price: number): CostTerm {
  return { term: name, quantity, unit, price, cost: quantity * price };
}
