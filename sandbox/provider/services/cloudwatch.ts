/**
 * Amazon CloudWatch, CloudWatch Logs and EventBridge, which the package keeps under one name.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/WhatIsCloudWatch.html
 */
import { type Behaviours, type Refusal } from "../behaviour";
import { type Place } from "../place";
import { isObject, text, type Properties } from "../values";

/** In seconds. */
const HOUR = 3_600;

const DEFAULT_BUS = "default";

function named(inputs: Properties, property = "name"): string {
  return text(inputs, property) ?? "";
}

function bus(inputs: Properties): string {
  return text(inputs, "eventBusName") ?? DEFAULT_BUS;
}

function logGroupIdentity(inputs: Properties, place: Place): Properties & { id: string } {
  return { id: named(inputs), arn: place.arn("logs", `log-group:${named(inputs)}`) };
}

/**
 * A rule puts events on a bus of another account or region only as a role; a log group takes them in its own account and region,
 * and a dead-letter queue is where the rule is.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
function refuseTarget(inputs: Properties, place: Place): void {
  const isHere = (arn: string): boolean => {
    const [, , , region = "", account = ""] = arn.split(":");
    return (region === "" || region === place.region) && (account === "" || account === place.account);
  };
  const arn = named(inputs, "arn");
  const isBus = /^arn:[^:]+:events:[^:]*:\d+:event-bus\//.test(arn);
  if (isBus && !isHere(arn) && inputs["roleArn"] === undefined) throw new Error(`ValidationException: RoleArn is required for target ${named(inputs, "targetId")}.`);
  if (!isBus && !isHere(arn)) throw new Error(`ValidationException: ${arn} is not in the rule's account and region, ${place.account} and ${place.region}.`);
  const { deadLetterConfig } = inputs;
  const queue = isObject(deadLetterConfig) ? named(deadLetterConfig, "arn") : "";
  if (queue !== "" && !isHere(queue)) throw new Error(`ValidationException: the dead-letter queue ${queue} is not in the rule's account and region.`);
}

const events: Behaviours = {
  "aws:cloudwatch/eventRule:EventRule": {
    autoname: { property: "name", longest: 64 },
    documents: ["eventPattern"],
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    atMost: {
      code: "LimitExceededException",
      kind: "rules",
      of: (inputs) => `the event bus ${bus(inputs)}`,
      count: ({ region }) => (["af-south-1", "eu-south-1"].includes(region) ? 100 : 300),
    },
    refusals: (inputs) =>
      inputs["eventPattern"] === undefined && inputs["scheduleExpression"] === undefined
        ? [{ property: "eventPattern", reason: "a rule needs an eventPattern or a scheduleExpression" }]
        : [],
    identity: (inputs, place) => {
      const path = bus(inputs) === DEFAULT_BUS ? named(inputs) : `${bus(inputs)}/${named(inputs)}`;
      return { id: path, arn: place.arn("events", `rule/${path}`) };
    },
    filledIn: () => ({ eventBusName: DEFAULT_BUS, state: "ENABLED" }),
  },
  "aws:cloudwatch/eventBus:EventBus": {
    onlyOnce: { code: "ResourceAlreadyExistsException", kind: "event bus", name: (inputs) => named(inputs) },
    refusals: (inputs) =>
      named(inputs) === DEFAULT_BUS ? [{ property: "name", reason: "ValidationException: an account's default event bus cannot be created" }] : [],
    identity: (inputs, place) => ({ id: named(inputs), arn: place.arn("events", `event-bus/${named(inputs)}`) }),
    adopt: (id, place) => ({ inputs: { name: id }, outputs: { id, arn: place.arn("events", `event-bus/${id}`) } }),
  },
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": {
    documents: ["policy"],
    identity: (inputs) => ({ id: bus(inputs) }),
    filledIn: () => ({ eventBusName: DEFAULT_BUS }),
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    refusePut: refuseTarget,
    autoname: { property: "targetId", longest: 64 },
    atMost: { code: "LimitExceededException", kind: "targets", of: (inputs) => `the rule ${bus(inputs)}/${named(inputs, "rule")}`, count: () => 5 },
    identity: (inputs) => ({ id: `${named(inputs, "rule")}-${named(inputs, "targetId")}` }),
    importId: (inputs) => `${bus(inputs) === DEFAULT_BUS ? "" : `${bus(inputs)}/`}${named(inputs, "rule")}/${named(inputs, "targetId")}`,
    filledIn: () => ({ eventBusName: DEFAULT_BUS }),
  },
};

const logs: Behaviours = {
  "aws:cloudwatch/logGroup:LogGroup": {
    autoname: { property: "name", longest: 512 },
    kmsKey: "kmsKeyId",
    onlyOnce: { code: "ResourceAlreadyExistsException", kind: "log group", name: (inputs) => named(inputs) },
    identity: logGroupIdentity,
    deleted: ({ inputs: { deletionProtectionEnabled } }) => {
      if (deletionProtectionEnabled !== true) return;
      throw new Error("ValidationException: Cannot delete log group with deletion protection enabled. Disable deletion protection first.");
    },
    filledIn: () => ({ logGroupClass: "STANDARD", retentionInDays: 0, deletionProtectionEnabled: false }),
    adopt: (id, place) =>
      /^[\w./#-]{1,512}$/.test(id) ? { inputs: { name: id }, outputs: logGroupIdentity({ name: id }, place) } : undefined,
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    documents: ["policyDocument"],
    refusals: (inputs) =>
      inputs["policyName"] === undefined && inputs["resourceArn"] === undefined
        ? [{ property: "policyName", reason: "a resource policy needs a policyName or a resourceArn" }]
        : [],
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
    atMost: {
      code: "LimitExceededException",
      kind: "resource policies",
      of: (inputs) => (inputs["resourceArn"] === undefined ? "the account" : undefined),
      count: () => 10,
    },
    identity: (inputs) => ({ id: text(inputs, "policyName") ?? named(inputs, "resourceArn") }),
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    autoname: { property: "name", longest: 512 },
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    atMost: [
      { code: "LimitExceededException", kind: "metric filters", of: (inputs) => `the log group ${named(inputs, "logGroupName")}`, count: () => 100 },
      {
        code: "LimitExceededException",
        kind: "metric filters with a regular expression",
        of: (inputs) => (/%.*%/.test(named(inputs, "pattern")) ? `the log group ${named(inputs, "logGroupName")}` : undefined),
        count: () => 5,
      },
    ],
    refusals: (inputs) => {
      const transformation = isObject(inputs["metricTransformation"]) ? inputs["metricTransformation"] : {};
      const reason = "a metric with dimensions has no default value";
      return transformation["dimensions"] !== undefined && transformation["defaultValue"] !== undefined
        ? [{ property: "metricTransformation.defaultValue", reason }]
        : [];
    },
    identity: (inputs) => ({ id: named(inputs) }),
    importId: (inputs) => `${named(inputs, "logGroupName")}:${named(inputs)}`,
  },
  "aws:cloudwatch/queryDefinition:QueryDefinition": {
    autoname: { property: "name", longest: 255 },
    identity: (_, place) => {
      const queryDefinitionId = place.uuid();
      return { id: queryDefinitionId, queryDefinitionId, arn: place.arn("logs", `query-definition:${queryDefinitionId}`) };
    },
  },
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function evaluationRefusals({ period, evaluationPeriods, datapointsToAlarm }: Properties): Refusal[] {
  if (typeof period !== "number" || typeof evaluationPeriods !== "number") return [];
  const longest = period < HOUR ? 24 * HOUR : 7 * 24 * HOUR;
  return [
    ...(period * evaluationPeriods > longest
      ? [{ property: "evaluationPeriods", reason: `ValidationError: ${evaluationPeriods} periods of ${period} s are more than ${longest} s` }]
      : []),
    ...(typeof datapointsToAlarm === "number" && datapointsToAlarm > evaluationPeriods
      ? [{ property: "datapointsToAlarm", reason: `ValidationError: ${datapointsToAlarm} of ${evaluationPeriods} periods` }]
      : []),
  ];
}

const metrics: Behaviours = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    autoname: { property: "name", longest: 255 },
    refusals: (inputs) => {
      const forms = ["metricName", "metricQueries", "evaluationCriteria"].filter((form) => inputs[form] !== undefined);
      const reason = "an alarm watches one thing: metricName, metricQueries or evaluationCriteria";
      return [...(forms.length === 1 ? [] : [{ property: forms[1] ?? "metricName", reason }]), ...evaluationRefusals(inputs)];
    },
    identity: (inputs, place) => ({ id: named(inputs), arn: place.arn("cloudwatch", `alarm:${named(inputs)}`) }),
    filledIn: () => ({ actionsEnabled: true, treatMissingData: "missing" }),
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    documents: ["dashboardBody"],
    refusals: (inputs) =>
      /^[\w-]{1,255}$/.test(named(inputs, "dashboardName"))
        ? []
        : [{ property: "dashboardName", reason: "a dashboard's name has 1 to 255 letters, digits, - and _" }],
    identity: (inputs, place) => {
      const name = named(inputs, "dashboardName");
      return { id: name, dashboardArn: place.arn("cloudwatch", `dashboard/${name}`, { region: "" }) };
    },
  },
};

/** The behaviour of the EventBridge, CloudWatch Logs and CloudWatch resource types. */
export const cloudwatch: Behaviours = { ...events, ...logs, ...metrics };
