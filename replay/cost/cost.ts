/** What a month of a log's traffic costs, term by term. */
import type { AuditDefinitions } from "../definitions/auditDefinitions";
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
  if (period === undefined) return null;
  const bytes = groups.reduce((sum, one) => sum + one.group.logEvents * bytesOfEvents(one.bytes, one.count), 0);
  const writes = sampled === 0 ? records.matched : Math.max(records.matched, Math.round(((records.read - records.unreadable) * sampledWrites) / sampled));
  return monthlyCostOf({ matched: records.matched, writes, bytes, milliseconds: period.last - period.first }, pipeline);
}

/** Of so many records the bytes of their events. */
export const bytesOfEvents = (recordBytes: number, records: number): number => recordBytes + records * envelopeBytes;

/** What is known of a log's traffic. */
export interface Traffic {
  /** Uploads that the audit counts. */
  readonly matched: number;
  /** Data events that write. */
  readonly writes: number;
  /** Of the uploads' log events. */
  readonly bytes: number;
  /** From the first upload to the last. */
  readonly milliseconds: number;
}

/** The cost of a month of some traffic; null where it is of less than an hour. */
export function monthlyCostOf({ matched, writes, bytes, milliseconds }: Traffic, pipeline: AuditDefinitions["pipeline"]): MonthlyCost | null {
  if (milliseconds < 60 * 60_000) return null;
  const days = milliseconds / dayMilliseconds;
  const months = daysOfMonth / days;
  const metrics = new Set(pipeline.metricFilters.map(({ metricName }) => metricName)).size;
  const rest = [
    term("bytes of events that the log group takes in", Math.round(bytes * months), "byte", prices.logByte),
    term("custom metrics", metrics, "metric", prices.metric),
    term("alarms on uploads", pipeline.alarms.length, "alarm", prices.alarm),
  ];
  const events = (count: number): CostTerm => term("data events of the trail", Math.round(count * months), "event", prices.dataEvent);
  return {
    currency: "USD",
    region: prices.region,
    pricesOf: prices.date,
    days,
    deployed: [events(matched), ...rest],
    allWrites: [events(writes), ...rest],
    allWritesRecords: writes,
  };
}

function term(name: string, quantity: number, unit: string, price: number): CostTerm {
  return { term: name, quantity, unit, price, cost: quantity * price };
}
