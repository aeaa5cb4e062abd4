/**
 * AWS Cloud Control API, which takes any CloudFormation type as JSON text. The sandbox knows one: log alarms.
 * https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/what-is-cloudcontrolapi.html
 */
import { didYouMean } from "../../../validation/didYouMean";
import { type Behaviours } from "../behaviour";
import { type Place } from "../place";
import { isObject, text, type Properties } from "../values";
import { LOG_ALARM, logAlarmRefusals, refuseLogAlarm } from "./logAlarm";

const TYPES = [LOG_ALARM];

/** The text as CloudFormation's properties; undefined while it is not known, or is no JSON object. */
function parsedState(inputs: Properties): Properties | undefined {
  try {
    const parsed: unknown = JSON.parse(text(inputs, "desiredState") ?? "");
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const desiredState = (inputs: Properties): Properties => parsedState(inputs) ?? {};

function unknownType(type: string): string {
  const meant = didYouMean(type, TYPES, 2);
  return `TypeNotFoundException: the sandbox does not know the type ${type}; ${meant === undefined ? `it knows ${TYPES.join(", ")}` : `did you mean ${meant}?`}`;
}

/** CloudFormation makes a name where there is none. */
function alarmName(inputs: Properties, place: Place): string {
  return text(desiredState(inputs), "AlarmName") ?? `LogAlarm-${place.digits(12)}`;
}

/** The behaviour of Cloud Control's resource type. */
export const cloudControl: Behaviours = {
  "aws:cloudcontrol/resource:Resource": {
    documents: ["desiredState"],
    refusals: (inputs) => {
      const type = text(inputs, "typeName") ?? "";
      if (!TYPES.includes(type)) return [{ property: "typeName", reason: unknownType(type) }];
      const state = parsedState(inputs);
      return state === undefined ? [] : logAlarmRefusals(state).map(({ property, reason }) => ({ property: "desiredState", reason: `${property}: ${reason}` }));
    },
    refusePut: (inputs, place, surroundings) => refuseLogAlarm(desiredState(inputs), place, surroundings),
    onlyOnce: { code: "AlreadyExists", kind: "alarm", name: (inputs) => text(desiredState(inputs), "AlarmName") ?? text(inputs, "desiredState") ?? "" },
    // The provider asks CloudFormation's schema of the type which properties cannot be updated: of a log alarm its name.
    replaces: (olds, news) => (text(desiredState(olds), "AlarmName") === text(desiredState(news), "AlarmName") ? [] : ["desiredState"]),
    identity: (inputs, place) => ({ id: alarmName(inputs, place) }),
    filledIn: (inputs, place) => {
      const name = alarmName(inputs, place);
      const schema = JSON.stringify({ typeName: text(inputs, "typeName"), primaryIdentifier: ["/properties/AlarmName"], createOnlyProperties: ["/properties/AlarmName"] });
      return { schema, properties: JSON.stringify({ ...desiredState(inputs), AlarmName: name, Arn: place.arn("cloudwatch", `alarm:${name}`) }) };
    },
  },
};
