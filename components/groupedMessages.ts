import type { PutLogAlarmInput } from "@aws-sdk/client-cloudwatch";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import type { LogAlarmDefinition } from "../encryption/logAlarm";
import { queryPolicy, scheduledQueryTrust } from "../encryption/servicePolicies";
import { childOf } from "./childOptions";

export interface GroupedMessagesArgs {
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly namePrefix: string;
  readonly definition: pulumi.Output<LogAlarmDefinition>;
  readonly logGroupName: string;
  /** The log group of that name. */
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly topicArn: pulumi.Output<string>;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** CloudFormation's type of a log alarm. */
const typeName = "AWS::CloudWatch::LogAlarm";

/** A log alarm that publishes to a topic, and a role by which its query reads one log group and nothing else. */
export class GroupedMessages extends pulumi.ComponentResource {
  constructor(name: string, args: GroupedMessagesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:GroupedMessages", name, {}, opts);
    const { place, namePrefix, definition, logGroup, logGroupName, topicArn, tags } = args;
    const child = childOf(this);
    const role = new aws.iam.Role(
      `${name}-log-alarm`,
      {
        name: place.apply(() => `${namePrefix}-log-alarm`),
        description: "Lets the query of the audit's log alarm read its log group",
        assumeRolePolicy: place.apply((known) => JSON.stringify(scheduledQueryTrust(known))),
        tags,
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-log-alarm`,
      { name: `${namePrefix}-log-alarm`, role: role.name, policy: place.apply((known) => JSON.stringify(queryPolicy(known, logGroupName))) },
      child,
    );
    const desiredState = pulumi
      .all([definition, logGroup.name, role.arn, topicArn, pulumi.output(tags)])
      .apply(([alarm, group, roleArn, topic, tagsOfStack]) => JSON.stringify(desiredStateOf(alarm, { namePrefix, group, roleArn, topic, tags: tagsOfStack })));
    // @pulumi/aws has no resource of its own for log alarms. Cloud Control takes its text unseen, so the compiler reads it (desiredStateOf).
    // Without the policy the first runs would fail.
    new aws.cloudcontrol.Resource(`${name}-log-alarm`, { typeName, desiredState }, { ...child, dependsOn: policy });
    this.registerOutputs({});
  }
}

interface Surroundings {
  readonly namePrefix: string;
  readonly group: string;
  readonly roleArn: string;
  readonly topic: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The alarm's properties: CloudFormation names them as the API does.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-logalarm.html
 */
function desiredStateOf(alarm: LogAlarmDefinition, { namePrefix, group, roleArn, topic, tags }: Surroundings): PutLogAlarmInput {
  const { queryString, aggregationExpression, scheduleExpression, startTimeOffset, endTimeOffset } = alarm;
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    AlarmName: `${namePrefix}-${alarm.key}`,
    AlarmDescription: alarm.description,
    ScheduledQueryConfiguration: {
      QueryString: queryString,
      LogGroupIdentifiers: [group],
      ScheduledQueryRoleARN: roleArn,
      AggregationExpression: aggregationExpression,
      ScheduleConfiguration: { ScheduleExpression: scheduleExpression, StartTimeOffset: startTimeOffset, EndTimeOffset: endTimeOffset },
      ...(Tags.length > 0 && { Tags }),
    },
    QueryResultsToEvaluate: alarm.queryResultsToEvaluate,
    QueryResultsToAlarm: alarm.queryResultsToAlarm,
    ComparisonOperator: alarm.comparisonOperator,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData,
    AlarmActions: [topic],
    OKActions: [topic],
    ...(Tags.length > 0 && { Tags }),
  };
}
