/**
 * The event that Amazon EventBridge makes of a CloudTrail record.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
import { RecordError } from "./recordError";

/** An event on the default event bus. */
export interface EventBridgeEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  /** The service, as in `aws.s3`. */
  readonly source: string;
  readonly account: string;
  /** ISO 8601, in whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  /** The CloudTrail record. */
  readonly detail: object;
}

/** `detail-type` by the record's `eventType`; requests to a service's API are all the others. */
const detailTypes: ReadonlyMap<string, string> = new Map([
  ["AwsServiceEvent", "AWS Service Event via CloudTrail"],
  ["AwsConsoleSignIn", "AWS Console Sign In via CloudTrail"],
  ["AwsConsoleAction", "AWS Console Action via CloudTrail"],
  ["AwsCloudTrailInsight", "AWS Insight via CloudTrail"],
]);

/**
 * The event of a record. Its `id` is the record's `eventID`, so that the same record gives the same event: EventBridge
 * makes up an id of its own. `resources` is empty, as it is in events of S3.
 * @throws RecordError when the record lacks what an event must have
 */
export function toEventBridgeEvent(record: object): EventBridgeEvent {
  const fields = fieldsOf(record);
  const text = (name: string): string => {
    const value = fields[name];
    if (typeof value !== "string" || value === "") throw new RecordError(record, `it has no ${name}`);
    return value;
  };
  const [, service] = /^([a-z0-9.-]+)\.amazonaws\.com$/.exec(text("eventSource")) ?? [];
  if (service === undefined) throw new RecordError(record, `its eventSource, ${JSON.stringify(text("eventSource"))}, is not an AWS service`);
  return {
    version: "0",
    id: text("eventID"),
    "detail-type": detailTypes.get(String(fields.eventType)) ?? "AWS API Call via CloudTrail",
    source: `aws.${service}`,
    account: accountOf(fields) ?? text("recipientAccountId"),
    time: text("eventTime"),
    region: text("awsRegion"),
    resources: [],
    detail: record,
  };
}

/**
 * When the event of a record happened, in milliseconds of the Unix epoch.
 * @throws RecordError when the record does not tell a time
 */
export function eventTimeOf(record: object): number {
  const { eventTime } = fieldsOf(record);
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(eventTime)) ? Date.parse(String(eventTime)) : NaN;
  if (Number.isNaN(time)) {
    throw new RecordError(record, `its eventTime is ${JSON.stringify(eventTime)}, not a time in ISO 8601 UTC`);
  }
  return time;
}

/** The account that the record was delivered to; where that is not said, as in early versions, who made the request. */
function accountOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const { accountId } = (fields.userIdentity ?? {}) as { accountId?: unknown };
  return [fields.recipientAccountId, accountId].find((value) => typeof value === "string");
}

/** What is read from a file may hold anything where a record is expected, whatever its type promises. */
function fieldsOf(record: unknown): Readonly<Record<string, unknown>> {
  if (typeof record === "object" && record !== null && !Array.isArray(record)) return { ...record };
  throw new RecordError(record, "it is not an object, as CloudTrail records are");
}
