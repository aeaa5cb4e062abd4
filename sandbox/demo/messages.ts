/** The messages on uploads that a stack sends beside its alarms (`notifications.details`). */
import { messageSuffix } from "../../encryption/uploadMessages";
import { runLogAlarm } from "../../simulator/logAlarm";
import { transformInput } from "../../simulator/inputTransformer";
import { runPipeline } from "../../simulator/pipeline";
import type { DeployedMessageRule, DeployedStack } from "./deployedStack";
import { demoDelivery, pipelineOf, type SentRequests } from "./send";

/** As they come, each in its order. */
export type DemoMessages = EachMessages | GroupedMessages;

/** One for each upload and part of the requirement that it breaks. */
export interface EachMessages {
  readonly details: "each";
  /** `text` as it is in the mail; `rule` is what sent it. */
  readonly sent: readonly { readonly time: string; readonly rule: string; readonly text: string }[];
}

/** One for each bucket and principal, when it begins; another comes when it is over. */
export interface GroupedMessages {
  readonly details: "grouped";
  readonly alarm: string;
  /** `uploads` against the requirement in the run that found them. */
  readonly sent: readonly { readonly time: string; readonly bucket: string; readonly principal: string; readonly uploads: number }[];
}

/** Undefined for a stack that sends none. */
export function messagesOn(stack: DeployedStack, requests: SentRequests): DemoMessages | undefined {
  const mails = stack.messageRules.filter(({ name }) => name.includes(`-${messageSuffix}-`));
  if (stack.logAlarm) return grouped(stack.logAlarm, requests);
  return mails.length > 0 ? each(stack, mails, requests) : undefined;
}

/** The rules on uploads see what the rules see that lead to the log group: on home's bus, and on the one that others forward to. */
function each(stack: DeployedStack, mails: readonly DeployedMessageRule[], { pipeline }: SentRequests): EachMessages {
  const onBus = (hub: boolean): DeployedMessageRule[] => mails.filter(({ onHub }) => onHub === hub);
  const definitions = { ...pipelineOf(stack), rules: onBus(false), hubRules: onBus(true), metricFilters: [], alarms: [] };
  const { logEvents } = runPipeline(definitions, pipeline.records.map(({ record }) => record), { delivery: demoDelivery });
  const sent = [...logEvents].sort((left, right) => left.arrivedAt - right.arrivedAt).flatMap(({ rule, arrivedAt, event }) => {
    const message = mails.find(({ name }) => name === rule)?.message;
    return message ? [{ time: new Date(arrivedAt).toISOString(), rule, text: transformInput(message, event) }] : [];
  });
  return { details: "each", sent };
}

const hour = 3_600_000;

function grouped({ name, ...alarm }: NonNullable<DeployedStack["logAlarm"]>, { pipeline, start, end }: SentRequests): GroupedMessages {
  const changes = runLogAlarm(alarm, pipeline.logEvents, { first: start.getTime(), until: end.getTime() + hour });
  const sent = changes.flatMap(({ time, contributor, state, value }) =>
    state === "ALARM" ? [{ time, bucket: contributor["bucket"] ?? "", principal: contributor["principal"] ?? "", uploads: value ?? 0 }] : [],
  );
  return { details: "grouped", alarm: name, sent };
}
