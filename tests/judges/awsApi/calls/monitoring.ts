/**
 * EventBridge, CloudWatch Logs, CloudWatch, SNS and SQS. Provider's source:
 * internal/service/{events,logs,cloudwatch,sns,sqs}.
 */
import { call, given, pascalBlock, type CallsOf, type Params } from "../call";

/** The provider calls the map of paths otherwise than the API; names in it are the program's own. */
function inputTransformer(block: unknown): Params | undefined {
  if (block === undefined) return undefined;
  const { inputPaths, inputTemplate } = block as Params;
  return { InputPathsMap: inputPaths, InputTemplate: inputTemplate };
}

const events: Readonly<Record<string, CallsOf>> = {
  "aws:cloudwatch/eventBus:EventBus": (inputs) => [call("events", "CreateEventBus", { ...inputs.pascal("name", "description", "eventSourceName"), Tags: inputs.tags() })],
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": (inputs) => [
    call("events", "PutPermission", { EventBusName: inputs.get("eventBusName") ?? "default", Policy: inputs.get("policy") }),
  ],
  "aws:cloudwatch/eventRule:EventRule": (inputs) => {
    inputs.ignore("forceDestroy");
    const rule = inputs.pascal("name", "description", "eventPattern", "scheduleExpression", "roleArn", "state");
    return [call("events", "PutRule", { ...rule, EventBusName: inputs.get("eventBusName") ?? "default", Tags: inputs.tags() })];
  },
  "aws:cloudwatch/eventTarget:EventTarget": (inputs) => {
    inputs.ignore("forceDestroy");
    const target = {
      Id: inputs.get("targetId"),
      ...inputs.pascal("arn", "roleArn"),
      DeadLetterConfig: pascalBlock(inputs.get("deadLetterConfig")),
      InputTransformer: inputTransformer(inputs.get("inputTransformer")),
      RetryPolicy: pascalBlock(inputs.get("retryPolicy")),
    };
    return [call("events", "PutTargets", { Rule: inputs.get("rule"), EventBusName: inputs.get("eventBusName") ?? "default", Targets: [given(target)] })];
  },
};

const logs: Readonly<Record<string, CallsOf>> = {
  "aws:cloudwatch/logGroup:LogGroup": (inputs) => {
    inputs.ignore("skipDestroy");
    const logGroupName = inputs.get("name");
    const tags = inputs.map("tags");
    const retentionInDays = inputs.get("retentionInDays") ?? 0;
    const creation = {
      logGroupName,
      kmsKeyId: inputs.get("kmsKeyId"),
      logGroupClass: inputs.get("logGroupClass"),
      deletionProtectionEnabled: inputs.get("deletionProtectionEnabled"),
      tags: Object.keys(tags).length === 0 ? undefined : tags,
    };
    return [
      call("logs", "CreateLogGroup", creation),
      ...(retentionInDays === 0 ? [] : [call("logs", "PutRetentionPolicy", { logGroupName, retentionInDays })]),
    ];
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (inputs) => [
    call("logs", "PutResourcePolicy", { policyName: inputs.get("policyName"), policyDocument: inputs.get("policyDocument"), resourceArn: inputs.get("resourceArn") }),
  ],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": (inputs) => {
    const { name, namespace, value, defaultValue, ...more } = inputs.map("metricTransformation");
    return [
      call("logs", "PutMetricFilter", {
        logGroupName: inputs.get("logGroupName"),
        filterName: inputs.get("name"),
        filterPattern: inputs.get("pattern"),
        metricTransformations: [
          given({ ...more, metricName: name, metricNamespace: namespace, metricValue: value, defaultValue: defaultValue === undefined ? undefined : Number(defaultValue) }),
        ],
      }),
    ];
  },
  "aws:cloudwatch/queryDefinition:QueryDefinition": (inputs) => [
    call("logs", "PutQueryDefinition", { name: inputs.get("name"), logGroupNames: inputs.get("logGroupNames"), queryString: inputs.get("queryString") }),
  ],
};

const dimensionList = (dimensions: unknown): Params[] | undefined =>
  dimensions === undefined ? undefined : Object.entries(dimensions as object).map(([Name, Value]) => ({ Name, Value: Value as unknown }));

/** A query of an alarm: `metric` holds period and statistic beside the metric itself. */
function metricQuery({ metric, ...query }: Params): unknown {
  const { dimensions, metricName, namespace, ...statistic } = (metric ?? {}) as Params;
  const Metric = given({ MetricName: metricName, Namespace: namespace, Dimensions: dimensionList(dimensions) });
  return { ...(pascalBlock(query) as object), ...(metric !== undefined && { MetricStat: { Metric, ...(pascalBlock(statistic) as object) } }) };
}

const metrics: Readonly<Record<string, CallsOf>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": (inputs) => {
    const queries = inputs.list("metricQueries");
    return [
      call("cloudwatch", "PutMetricAlarm", {
        AlarmName: inputs.get("name"),
        OKActions: inputs.get("okActions"),
        ...inputs.pascal("alarmDescription", "alarmActions", "insufficientDataActions", "metricName", "namespace", "period", "unit"),
        ...inputs.pascal("statistic", "extendedStatistic", "threshold", "thresholdMetricId", "comparisonOperator"),
        ...inputs.pascal("evaluationPeriods", "datapointsToAlarm"),
        ActionsEnabled: inputs.get("actionsEnabled") ?? true,
        TreatMissingData: inputs.get("treatMissingData") ?? "missing",
        Dimensions: dimensionList(inputs.get("dimensions")),
        Metrics: queries.length === 0 ? undefined : queries.map(metricQuery),
        Tags: inputs.tags(),
      }),
    ];
  },
  // Cloud Control makes the second call of the text of the first.
  "aws:cloudcontrol/resource:Resource": (inputs) => {
    const DesiredState = String(inputs.get("desiredState"));
    return [
      call("cloudcontrol", "CreateResource", { ...inputs.pascal("typeName", "typeVersionId", "roleArn"), DesiredState }),
      call("cloudwatch", "PutLogAlarm", JSON.parse(DesiredState) as Params),
    ];
  },
  "aws:cloudwatch/dashboard:Dashboard": (inputs) => [call("cloudwatch", "PutDashboard", inputs.pascal("dashboardName", "dashboardBody"))],
};

const sns: Readonly<Record<string, CallsOf>> = {
  "aws:sns/topic:Topic": (inputs) => {
    const TopicArn = inputs.outputs["arn"];
    const attributes = inputs.pascal("displayName", "kmsMasterKeyId", "policy", "deliveryPolicy", "signatureVersion");
    return [
      call("sns", "CreateTopic", { Name: inputs.get("name"), Tags: inputs.tags() }),
      ...Object.entries(given(attributes)).map(([AttributeName, AttributeValue]) => call("sns", "SetTopicAttributes", { TopicArn, AttributeName, AttributeValue })),
    ];
  },
  "aws:sns/topicPolicy:TopicPolicy": (inputs) => [
    call("sns", "SetTopicAttributes", { TopicArn: inputs.get("arn"), AttributeName: "Policy", AttributeValue: inputs.get("policy") }),
  ],
  "aws:sns/topicSubscription:TopicSubscription": (inputs) => {
    inputs.ignore("endpointAutoConfirms", "confirmationTimeoutInMinutes");
    return [call("sns", "Subscribe", { TopicArn: inputs.get("topic"), ...inputs.pascal("protocol", "endpoint"), ReturnSubscriptionArn: true })];
  },
};

/** Attributes of a queue are text in the API. */
const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

const sqs: Readonly<Record<string, CallsOf>> = {
  "aws:sqs/queue:Queue": (inputs) => [
    call("sqs", "CreateQueue", {
      QueueName: inputs.get("name"),
      Attributes: given({
        MessageRetentionPeriod: textOf(inputs.get("messageRetentionSeconds") ?? 345_600),
        VisibilityTimeout: textOf(inputs.get("visibilityTimeoutSeconds") ?? 30),
        SqsManagedSseEnabled: textOf(inputs.get("sqsManagedSseEnabled")),
        KmsMasterKeyId: inputs.get("kmsMasterKeyId"),
      }),
      tags: inputs.get("tags"),
    }, { [String(inputs.outputs["url"])]: "QueueUrl" }),
  ],
  "aws:sqs/queuePolicy:QueuePolicy": (inputs) => [
    call("sqs", "SetQueueAttributes", { QueueUrl: inputs.get("queueUrl"), Attributes: { Policy: inputs.get("policy") } }),
  ],
};

export const monitoring: Readonly<Record<string, CallsOf>> = { ...events, ...logs, ...metrics, ...sns, ...sqs };
