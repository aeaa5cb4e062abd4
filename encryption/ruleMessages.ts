/**
 * Messages that a person can read, which EventBridge makes of the events that a rule matches.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
import { awsLimits } from "./limits";

/** An input transformer of a rule's target. */
export interface RuleMessage {
  /** JSON paths into the event, by the name that the template has for their value. */
  readonly inputPaths: Readonly<Record<string, string>>;
  /** Lines in quotes. A value that the event does not have becomes an empty text. */
  readonly inputTemplate: string;
}

/** What every message may tell of an event from CloudTrail, by the name that templates have for it. */
const commonPaths: Readonly<Record<string, string>> = {
  account: "$.account",
  region: "$.region",
  time: "$.time",
  eventName: "$.detail.eventName",
  eventSource: "$.detail.eventSource",
  errorCode: "$.detail.errorCode",
  eventID: "$.detail.eventID",
  arn: "$.detail.userIdentity.arn",
  type: "$.detail.userIdentity.type",
  principalId: "$.detail.userIdentity.principalId",
  invokedBy: "$.detail.userIdentity.invokedBy",
  sourceIPAddress: "$.detail.sourceIPAddress",
};

/** Who did it: another account's principal has no ARN in a record, a service has a name alone. */
export const byWhom = "By <arn> (<type> <principalId><invokedBy>) from <sourceIPAddress>, at <time>, in account <account>, <region>.";

/**
 * A message of these lines, in which `<name>` stands for a value of the event.
 * @param paths of values beside the common ones
 * @throws Error where a line has a name without a path, or EventBridge would refuse the message for its size
 */
export function ruleMessage(lines: readonly string[], paths: Readonly<Record<string, string>> = {}): RuleMessage {
  const known = { ...commonPaths, ...paths };
  const names = [...new Set(lines.flatMap((line) => [...line.matchAll(/<([^<>]*)>/g)].map(([, name = ""]) => name)))];
  const unknown = names.find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) throw new Error(`no value of an event is called <${unknown}>`);
  const inputTemplate = lines.map((line) => JSON.stringify(line)).join("\n");
  if (names.length > awsLimits.inputPaths) throw new Error(`${names.length} values in a message; EventBridge takes ${awsLimits.inputPaths}`);
  if (inputTemplate.length > awsLimits.inputTemplateCharacters) {
    throw new Error(`a message of ${inputTemplate.length} characters; EventBridge takes ${awsLimits.inputTemplateCharacters}`);
  }
  return { inputPaths: Object.fromEntries(names.map((name) => [name, known[name] as string])), inputTemplate };
}
