/** Somebody stops the trail: what a stack that watches over itself says of it. */
import { evaluateAlarm, type Alarm } from "../../simulator/alarm";
import { toEventBridgeEvent } from "../../simulator/eventBridgeEvent";
import { matchEventPattern } from "../../simulator/eventPattern/matchEventPattern";
import { matchEventSelectors } from "../../simulator/eventSelectors";
import { transformInput } from "../../simulator/inputTransformer";
import { managementRecord } from "../../simulator/managementRecord";
import type { DeployedStack } from "./deployedStack";

/** An act on the audit itself, and who was told. */
export interface DemoTampering {
  readonly eventName: string;
  readonly resource: string;
  readonly principal: string;
  /** Each as it is in the mail. */
  readonly messages: readonly string[];
  readonly alarms: readonly { name: string; state: string; reason: string }[];
}

/** At the end of the demo's day. */
const time = new Date("2026-01-15T18:00:00Z");

/** Undefined for a stack that does not watch over itself. */
export function tamperWithTrail({ place, trail, managementTrail, messageRules, alarms }: DeployedStack): DemoTampering | undefined {
  if (messageRules.length === 0) return undefined;
  const principal = `arn:${place.partition}:iam::${place.account}:user/mallory`;
  const call = { service: "cloudtrail", eventName: "StopLogging", requestParameters: { name: trail.name }, principal: { arn: principal } };
  const record = managementRecord({ ...call, account: place.account, region: place.region, time });
  // What nobody records, no rule sees. Of a trail that is named the stack has looked at what it records.
  if (!managementTrail && !(trail.own && matchEventSelectors(trail.selectors, record))) return undefined;
  const event = toEventBridgeEvent(record);
  const rules = messageRules.filter(({ eventPattern }) => matchEventPattern(eventPattern, event));
  const watching = alarms.filter(({ dimensions }) => rules.some(({ name }) => name === (dimensions as { RuleName?: string } | undefined)?.RuleName));
  return {
    eventName: call.eventName,
    resource: trail.name,
    principal,
    messages: rules.map(({ message }) => transformInput(message, event)),
    // EventBridge counts the match in the minute in which it is made.
    alarms: watching.map((alarm) => ({ name: alarm.name, ...verdict(alarm as unknown as Alarm) })),
  };
}

function verdict(alarm: Alarm): { state: string; reason: string } {
  const { state, reason } = evaluateAlarm(alarm, [1]);
  return { state, reason };
}
