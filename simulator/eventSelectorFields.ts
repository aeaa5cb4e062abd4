/**
 * The fields that advanced event selectors of a trail may speak of, and what each takes.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */

/** An operator, as the CloudTrail API spells it. */
export type OperatorName = "Equals" | "NotEquals" | "StartsWith" | "NotStartsWith" | "EndsWith" | "NotEndsWith";

/** What CloudTrail takes for a field; without a member, anything. */
export interface FieldRule {
  readonly operators?: readonly OperatorName[];
  /** Whether it takes one value and no more. */
  readonly single?: true;
  readonly values?: readonly string[];
  readonly required?: true;
}

const equalsOne: FieldRule = { operators: ["Equals"], single: true };
const anything: FieldRule = {};

const onEveryEvent = { eventCategory: { ...equalsOne, required: true }, eventName: anything, "userIdentity.arn": anything } satisfies Record<string, FieldRule>;
const readOnly: FieldRule = { ...equalsOne, values: ["true", "false"] };
const sessionCredentialFromConsole: FieldRule = { operators: ["Equals", "NotEquals"], values: ["true"] };

/**
 * The fields by event category that a trail can log. Fields of event data stores are among them: newer ones move to
 * trails over time. Categories that only event data stores have are not.
 */
export const selectorFields: ReadonlyMap<string, Readonly<Record<string, FieldRule>>> = new Map<string, Record<string, FieldRule>>([
  [
    "Data",
    {
      ...onEveryEvent,
      eventSource: anything,
      eventType: anything,
      readOnly,
      "resources.type": { ...equalsOne, required: true },
      "resources.ARN": anything,
      sessionCredentialFromConsole,
    },
  ],
  [
    "Management",
    {
      ...onEveryEvent,
      // The two services whose management events may be left out.
      eventSource: { operators: ["NotEquals"], values: ["kms.amazonaws.com", "rdsdata.amazonaws.com"] },
      eventType: anything,
      readOnly,
      sessionCredentialFromConsole,
    },
  ],
  [
    "NetworkActivity",
    {
      ...onEveryEvent,
      eventSource: { ...equalsOne, required: true },
      errorCode: { operators: ["Equals"], values: ["VpceAccessDenied"] },
      vpcEndpointId: anything,
    },
  ],
]);
