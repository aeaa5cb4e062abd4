/**
 * What CloudFormation and CloudWatch take of a log alarm.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-logalarm.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutLogAlarm.html
 */
import { didYouMean } from "../../../validation/didYouMean";
import { globPattern, matchesGlob } from "../../../simulator/iam";
import { parseAggregation, parseQuery } from "../../../simulator/logsQuery/parser";
import { type Refusal, type Surroundings } from "../behaviour";
import { type Place } from "../place";
import { isObject, text, type Properties } from "../values";

/** CloudFormation's name of the type. */
export const LOG_ALARM = "AWS::CloudWatch::LogAlarm";

/** In seconds. */
const DAY = 86_400;

/** What a property takes: undefined where it takes the value, else what it would take. */
type Rule = (value: unknown) => string | undefined;

const characters = (atLeast: number, atMost: number): Rule => (value) =>
  typeof value === "string" && value.length >= atLeast && value.length <= atMost ? undefined : `a text of ${atLeast} to ${atMost} characters`;
const whole = (atLeast: number, atMost: number): Rule => (value) =>
  Number.isInteger(value) && Number(value) >= atLeast && Number(value) <= atMost ? undefined : `a whole number from ${atLeast} to ${atMost}`;
const number: Rule = (value) => (typeof value === "number" && Number.isFinite(value) ? undefined : "a number");
const words = (...allowed: string[]): Rule => (value) => (allowed.includes(String(value)) ? undefined : `one of ${allowed.join(", ")}`);
const truth: Rule = (value) => (typeof value === "boolean" ? undefined : "true or false");
const form = (pattern: RegExp, takes: string): Rule => (value) => (typeof value === "string" && pattern.test(value) ? undefined : takes);
const list = (atLeast: number, atMost: number, rule: Rule): Rule => (value) => {
  if (!Array.isArray(value) || value.length < atLeast || value.length > atMost) return `a list of ${atLeast} to ${atMost}`;
  const wrong = value.map(rule).find((problem) => problem !== undefined);
  return wrong === undefined ? undefined : `a list in which each is ${wrong}`;
};
const parsed = (parse: (text: string) => unknown): Rule => (value) => {
  try {
    parse(String(value));
    return undefined;
  } catch (error) {
    return `what Logs Insights understands: ${(error as Error).message}`;
  }
};
/** The first that does not take it says why; the others are not asked. */
const all = (...rules: Rule[]): Rule => (value) => rules.reduce<string | undefined>((problem, rule) => problem ?? rule(value), undefined);

const roleArn = form(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, "the ARN of a role");
const action = form(/^arn:[\w-]+:(sns:[\w-]+:\d{12}:[\w.-]+|lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?|ssm:[\w-]+:\d{12}:opsitem:[1-4])$/, "the ARN of a topic, a function or an OpsItem");
const actions = list(0, 5, action);
/** Singular for one, whole hours as hours. */
const rate: Rule = (value) => {
  const [, count = "0", unit] = /^rate\((\d+) (minutes?|hours?|days?)\)$/.exec(String(value)) ?? [];
  const right = Number(count) > 0 && unit?.endsWith("s") === Number(count) > 1;
  return right && !(unit === "minutes" && Number(count) % 60 === 0) ? undefined : "a rate such as rate(5 minutes), rate(1 minute) or rate(2 hours)";
};
/** At most five fields tell contributors apart. */
const fewFields: Rule = (value) => (parseAggregation(String(value)).by.length <= 5 ? undefined : "an aggregation by five fields at most");
const tag: Rule = (value) => (isObject(value) && Object.keys(value).sort().join() === "Key,Value" ? (characters(1, 128)(value["Key"]) ?? characters(0, 256)(value["Value"])) : "a Key and a Value");
const tags = list(0, 50, tag);

interface Shape {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Rule | Shape>>;
}

const schedule: Shape = {
  required: ["ScheduleExpression", "StartTimeOffset"],
  properties: { ScheduleExpression: rate, StartTimeOffset: whole(1, 30 * DAY), EndTimeOffset: whole(0, 30 * DAY) },
};
const scheduledQuery: Shape = {
  required: ["AggregationExpression", "QueryString", "ScheduleConfiguration", "ScheduledQueryRoleARN"],
  properties: {
    // The words of AWS's page say 2,048, its constraint 256.
    AggregationExpression: all(characters(1, 256), parsed(parseAggregation), fewFields),
    LogGroupIdentifiers: list(1, 50, characters(1, 2_048)),
    QueryString: all(characters(1, 10_000), parsed(parseQuery)),
    ScheduleConfiguration: schedule,
    ScheduledQueryRoleARN: roleArn,
    Tags: tags,
  },
};
const logAlarm: Shape = {
  required: ["ComparisonOperator", "QueryResultsToAlarm", "QueryResultsToEvaluate", "ScheduledQueryConfiguration", "Threshold"],
  properties: {
    ActionLogLineCount: whole(0, 50),
    ActionLogLineRoleArn: roleArn,
    ActionsEnabled: truth,
    AlarmActions: actions,
    AlarmDescription: characters(0, 1_024),
    AlarmName: characters(1, 255),
    ComparisonOperator: words("GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"),
    InsufficientDataActions: actions,
    OKActions: actions,
    QueryResultsToAlarm: whole(1, 100),
    QueryResultsToEvaluate: whole(1, 100),
    ScheduledQueryConfiguration: scheduledQuery,
    Tags: tags,
    Threshold: number,
    TreatMissingData: words("breaching", "notBreaching", "ignore", "missing"),
    WarmUpConfiguration: {
      required: ["WarmUpPeriodDurationInMinutes"],
      properties: { WarmUpPeriodDurationInMinutes: whole(1, 2_880), OnlyStartEvaluatingAfterWarmUpPeriodEnds: truth },
    },
  },
};

/** What of an alarm's properties CloudFormation or CloudWatch refuses, each with its path. */
export function logAlarmRefusals(properties: Properties): Refusal[] {
  const refusals = shapeRefusals(logAlarm, properties, "");
  return refusals.length > 0 ? refusals : togetherRefusals(properties);
}

function shapeRefusals({ required, properties }: Shape, value: unknown, path: string): Refusal[] {
  const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
  if (!isObject(value)) return [{ property: path, reason: "ValidationException: must be an object" }];
  return [
    ...Object.entries(value).flatMap(([name, given]) => {
      const rule = properties[name];
      if (rule === undefined) {
        const meant = didYouMean(name, Object.keys(properties), 3);
        return [{ property: at(name), reason: `ValidationException: extraneous key [${name}] is not permitted${meant === undefined ? "" : `; did you mean ${meant}?`}` }];
      }
      if (typeof rule !== "function") return shapeRefusals(rule, given, at(name));
      const takes = rule(given);
      return takes === undefined ? [] : [{ property: at(name), reason: `ValidationException: must be ${takes}` }];
    }),
    ...required.filter((name) => value[name] === undefined).map((name) => ({ property: at(name), reason: `ValidationException: required key [${name}] not found` })),
  ];
}

/** What takes more than one property to tell. */
function togetherRefusals({ QueryResultsToAlarm, QueryResultsToEvaluate, ActionLogLineCount, ActionLogLineRoleArn, ScheduledQueryConfiguration }: Properties): Refusal[] {
  const { ScheduleConfiguration = {}, LogGroupIdentifiers } = ScheduledQueryConfiguration as { ScheduleConfiguration?: Properties; LogGroupIdentifiers?: unknown };
  const { StartTimeOffset, EndTimeOffset = 0 } = ScheduleConfiguration;
  return [
    ...(Number(QueryResultsToAlarm) > Number(QueryResultsToEvaluate) ? [{ property: "QueryResultsToAlarm", reason: "ValidationError: more than QueryResultsToEvaluate" }] : []),
    ...(Number(EndTimeOffset) >= Number(StartTimeOffset) ? [{ property: "ScheduledQueryConfiguration.ScheduleConfiguration.EndTimeOffset", reason: "ValidationError: must be less than StartTimeOffset" }] : []),
    ...(Number(ActionLogLineCount ?? 0) > 0 && ActionLogLineRoleArn === undefined ? [{ property: "ActionLogLineRoleArn", reason: "ValidationError: required with ActionLogLineCount" }] : []),
    // None of the queries that the sandbox understands names its log groups itself.
    ...(LogGroupIdentifiers === undefined ? [{ property: "ScheduledQueryConfiguration.LogGroupIdentifiers", reason: "ValidationError: the query names no log group" }] : []),
  ];
}

const REGIONS_WITHOUT = ["me-central-1", "me-south-1"];

/** Refuses what CloudWatch refuses, or what would fail in every run. Topics may be others' than the stack's, and are not looked for. */
export function refuseLogAlarm(properties: Properties, place: Place, surroundings: Surroundings): void {
  const { AlarmName, ScheduledQueryConfiguration, AlarmActions = [], OKActions = [] } = properties as {
    AlarmName?: string;
    ScheduledQueryConfiguration: { ScheduledQueryRoleARN: string; LogGroupIdentifiers: string[] };
    AlarmActions?: string[];
    OKActions?: string[];
  };
  const { ScheduledQueryRoleARN, LogGroupIdentifiers } = ScheduledQueryConfiguration;
  const here = (type: string, fits: (outputs: Properties) => boolean) =>
    surroundings.first((one) => one.type === type && one.account === place.account && fits(one.outputs));
  if (REGIONS_WITHOUT.includes(place.region)) throw new Error(`UnsupportedActionException: Resource type ${LOG_ALARM} is not available in ${place.region}`);
  if (here("aws:cloudwatch/metricAlarm:MetricAlarm", ({ name, region }) => name === AlarmName && region === place.region)) throw new Error(`AlreadyExists: a metric alarm has the name ${AlarmName ?? ""}`);
  const abroad = [...AlarmActions, ...OKActions].find((arn) => !arn.startsWith(`arn:${place.partition}:`) || arn.split(":")[3] !== place.region);
  if (abroad !== undefined) throw new Error(`InvalidRequest: Invalid region or partition in the action ${abroad}`);
  const role = here("aws:iam/role:Role", ({ arn }) => arn === ScheduledQueryRoleARN);
  if (role === undefined) throw new Error(`InvalidRequest: the role ${ScheduledQueryRoleARN} does not exist`);
  if (!trusts(role.outputs, place)) throw new Error(`InvalidRequest: ${ScheduledQueryRoleARN} does not let logs.amazonaws.com take it on for scheduled queries of ${place.account} in ${place.region}`);
  for (const identifier of LogGroupIdentifiers) {
    const group = here("aws:cloudwatch/logGroup:LogGroup", ({ name, arn, region }) => (name === identifier || arn === identifier) && region === place.region);
    if (group === undefined) throw new Error(`ResourceNotFoundException: the log group ${identifier} does not exist`);
    const missing = ["logs:StartQuery", "logs:StopQuery", "logs:GetQueryResults", "logs:DescribeLogGroups"].filter(
      (one) => !here("aws:iam/rolePolicy:RolePolicy", ({ role: of, policy }) => of === role.outputs["name"] && allows(String(policy), one, `${text(group.outputs, "arn") ?? ""}:*`)),
    );
    if (missing.length > 0) throw new Error(`AccessDeniedException: ${ScheduledQueryRoleARN} may not call ${missing.join(", ")} on ${identifier}`);
  }
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: { readonly Service?: unknown };
  readonly Action: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const statementsOf = (document: string): Statement[] => (JSON.parse(document) as { Statement: Statement[] }).Statement;
const texts = (value: unknown): string[] => [value].flat().map(String);
const matches = (patterns: unknown, value: string): boolean => texts(patterns).some((pattern) => matchesGlob(globPattern(pattern), value));

/** Whether the role lets the service take it on for a scheduled query, and for nobody else's: a statement without the two conditions does not. */
function trusts(role: Properties, place: Place): boolean {
  return statementsOf(String(role["assumeRolePolicy"])).some(({ Effect, Principal, Action, Condition = {} }) => {
    const { StringEquals = {}, ArnLike = {}, ...others } = Condition;
    const ofAccount = texts(StringEquals["aws:SourceAccount"]).includes(place.account);
    const ofQuery = matches(ArnLike["aws:SourceArn"], place.arn("logs", "scheduled-query:0a1b"));
    return Effect === "Allow" && texts(Action).includes("sts:AssumeRole") && texts(Principal?.Service).includes("logs.amazonaws.com") && Object.keys(others).length === 0 && ofAccount && ofQuery;
  });
}

function allows(policy: string, called: string, resource: string): boolean {
  // What no log group can be named for is allowed on all, or not at all.
  const on = called === "logs:StartQuery" ? resource : "*";
  return statementsOf(policy).some(({ Effect, Action, Resource, Condition }) => Effect === "Allow" && Condition === undefined && matches(Action, called) && matches(Resource, on));
}
