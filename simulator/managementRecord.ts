/**
 * The CloudTrail record of a management event: a call that changes a resource.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { identify, type RequestPrincipal } from "./iam/principal";
import { idOf, uuidOf } from "./madeUpIds";
import { userIdentity } from "./userIdentity";

/** A call of an account's API that changes something. */
export interface ManagementCall {
  /** As `eventSource` begins: `cloudtrail`. */
  readonly service: string;
  readonly eventName: string;
  readonly principal: RequestPrincipal;
  readonly requestParameters: Readonly<Record<string, unknown>>;
  readonly resources?: readonly Readonly<Record<string, string>>[];
  /** Of a call that was refused. */
  readonly errorCode?: string;
  /** Of the account whose resource it is. */
  readonly account: string;
  readonly region: string;
  readonly time: Date | string;
}

/** The record that CloudTrail writes of a call; what the call does not say is made up, the same for the same call. */
export function managementRecord(call: ManagementCall): Readonly<Record<string, unknown>> {
  const { service, eventName, principal, requestParameters, resources, errorCode, account, region } = call;
  const identity = identify(principal);
  const eventTime = new Date(call.time).toISOString().replace(/\.\d+Z$/, "Z");
  const seed = [service, eventName, eventTime, JSON.stringify(requestParameters)];
  return {
    eventVersion: "1.11",
    userIdentity: userIdentity(identity, account, eventTime, undefined),
    eventTime,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress: identity.kind === "service" ? identity.service : "203.0.113.10",
    userAgent: "[aws-cli/2.22.0]",
    ...(errorCode !== undefined && { errorCode }),
    requestParameters,
    responseElements: null,
    requestID: idOf("request", ...seed).slice(0, 16).toUpperCase(),
    eventID: uuidOf("event", ...seed),
    readOnly: false,
    ...(resources && { resources }),
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
  };
}
