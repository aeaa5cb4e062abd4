import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  deadLetterAlarm,
  deniedUploadsAlarm,
  failedInvocationsAlarms,
  silenceAlarm,
  violationAlarms,
  type AlarmDefinition,
} from "../encryption/alarms";
import { consoleDomain, regionalArn, type AwsEnvironment } from "../encryption/arn";
import { exclusionsFromPrefixes, excluding, type AuditScope } from "../encryption/auditScope";
import { dashboardBody, dashboardName } from "../encryption/dashboard";
import { eventPatterns } from "../encryption/eventPattern";
import { eventSelectors, type AdvancedEventSelector } from "../encryption/eventSelectors";
import { metricFilters } from "../encryption/metricFilters";
import { auditMetrics } from "../encryption/metrics";
import { putEventSelectorsCommand } from "../encryption/putEventSelectorsCommand";
import { logsQueries } from "../encryption/queries";
import type { EncryptionRequirement } from "../encryption/requirement";
import { childOf } from "./childOptions";
import { NotificationTopic, secretIf, type NotificationTopicArgs } from "./notificationTopic";
import { UploadLog, type UploadLogArgs } from "./uploadLog";
import { UploadTrail, type UploadTrailArgs } from "./uploadTrail";

export interface ObjectEncryptionAuditArgs {
  readonly environment: AwsEnvironment;
  /** What the names of all resources begin with. */
  readonly namePrefix: string;
  /** What a proper upload is; alarms, dashboard and log bucket derive from it. */
  readonly requirement: EncryptionRequirement;
  /** The audited buckets; the trail's own log bucket is taken out. */
  readonly scope: AuditScope;
  /** The trail to create; absent where an existing one gets the selectors by hand. */
  readonly trail?: Pick<UploadTrailArgs, "trailName" | "multiRegion" | "kmsKey" | "logBucket">;
  /** Name or ARN of the trail that exists, for the command that puts the selectors on it. */
  readonly existingTrailName?: string;
  readonly logGroup: UploadLogArgs["logGroup"];
  readonly deadLetterQueue: boolean;
  readonly alarms: {
    /** Seconds. */
    readonly period: number;
    /** Alarm when more uploads than this are denied in a period. */
    readonly deniedUploads?: number;
    /** Alarm when no upload was recorded for so many hours. */
    readonly silentHours?: number;
  };
  /** An existing SNS topic, or what to create one with. */
  readonly notifications:
    | { readonly topicArn: string; readonly secret?: boolean }
    | Pick<NotificationTopicArgs, "emails" | "httpsEndpoints" | "kmsKeyArn" | "secret">;
  readonly tags: Readonly<Record<string, string>>;
  /** Refuse to delete log bucket, keys and log group. */
  readonly protect: boolean;
  /** Delete the log files with the log bucket. */
  readonly forceDestroy: boolean;
}

/**
 * The audit pipeline: a trail records uploads, EventBridge brings them to a log group, metric filters count them by
 * encryption method, alarms tell of those that break the requirement, a dashboard shows them all.
 */
export class ObjectEncryptionAudit extends pulumi.ComponentResource {
  readonly logGroupName: string;
  readonly metricNames: readonly string[];
  readonly alarmArns: readonly string[];
  readonly topicArn: pulumi.Output<string>;
  readonly dashboardUrl: string;
  readonly deadLetterQueueUrl: pulumi.Output<string> | undefined;
  /** Undefined where the trail is an existing one. */
  readonly trailArn: pulumi.Output<string> | undefined;
  readonly eventSelectors: readonly AdvancedEventSelector[];
  /** Shell commands that put the selectors on an existing trail. */
  readonly eventSelectorsCommand: string;

  constructor(name: string, args: ObjectEncryptionAuditArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:ObjectEncryptionAudit", name, {}, opts);
    const { environment, namePrefix, requirement, trail, tags, protect } = args;
    const child = childOf(this);
    const common = { environment, tags, protect };
    const scope = trail ? excluding(args.scope, trail.logBucket.bucketName) : args.scope;

    this.eventSelectors = eventSelectors(scope, environment.partition);
    this.eventSelectorsCommand = putEventSelectorsCommand(
      trail?.trailName ?? args.existingTrailName ?? "TRAIL_NAME",
      this.eventSelectors,
    );
    this.trailArn = trail
      ? new UploadTrail(
          name,
          { ...common, ...trail, requirement, selectors: this.eventSelectors, forceDestroy: args.forceDestroy },
          child,
        ).trail.arn
      : undefined;

    const uploadLog = new UploadLog(
      name,
      {
        ...common,
        namePrefix,
        eventPatterns: eventPatterns(scope, environment.region),
        logGroup: args.logGroup,
        deadLetterQueue: args.deadLetterQueue,
        forceDestroy: args.forceDestroy,
      },
      child,
    );
    this.logGroupName = args.logGroup.name;
    this.deadLetterQueueUrl = uploadLog.deadLetterQueueUrl;

    const excludedBuckets = exclusionsFromPrefixes(scope);
    for (const filter of metricFilters(requirement, excludedBuckets)) {
      new aws.cloudwatch.LogMetricFilter(
        `${name}-${filter.name}`,
        {
          name: filter.name,
          logGroupName: uploadLog.logGroup.name,
          pattern: filter.pattern,
          metricTransformation: {
            namespace: filter.namespace,
            name: filter.metricName,
            value: filter.value,
            defaultValue: filter.defaultValue,
          },
        },
        child,
      );
    }
    this.metricNames = auditMetrics(requirement).map(({ metricName }) => metricName);

    const { notifications } = args;
    this.topicArn =
      "topicArn" in notifications
        ? secretIf(notifications.secret, notifications.topicArn)
        : new NotificationTopic(name, { ...common, ...notifications, topicName: `${namePrefix}-alarms` }, child).topic.arn;

    this.alarmArns = alarmDefinitions(args, uploadLog).map(({ key, description, dimensions, ...definition }) => {
      const alarmName = `${namePrefix}-${key}`;
      new aws.cloudwatch.MetricAlarm(
        `${name}-${key}`,
        {
          ...definition,
          name: alarmName,
          alarmDescription: description,
          ...(dimensions && { dimensions: { ...dimensions } }),
          alarmActions: [this.topicArn],
          okActions: [this.topicArn],
          tags: { ...tags },
        },
        child,
      );
      return regionalArn(environment, "cloudwatch", `alarm:${alarmName}`);
    });

    const dashboard = dashboardName(namePrefix);
    this.dashboardUrl =
      `https://${environment.region}.${consoleDomain(environment.partition)}/cloudwatch/home` +
      `?region=${environment.region}#dashboards/dashboard/${dashboard}`;
    const body = dashboardBody({
      requirement,
      excludedBuckets,
      region: environment.region,
      logGroupName: args.logGroup.name,
      alarmArns: this.alarmArns,
    });
    new aws.cloudwatch.Dashboard(name, { dashboardName: dashboard, dashboardBody: JSON.stringify(body) }, child);
    for (const query of logsQueries(requirement, excludedBuckets)) {
      new aws.cloudwatch.QueryDefinition(
        `${name}-${query.name}`,
        { name: `${namePrefix}/${query.name}`, logGroupNames: [uploadLog.logGroup.name], queryString: query.queryString },
        child,
      );
    }
    this.registerOutputs({ logGroupName: this.logGroupName, dashboardUrl: this.dashboardUrl });
  }
}

/** The alarms of an audit: on uploads that break the requirement, on the pipeline's health, and those asked for. */
function alarmDefinitions(args: ObjectEncryptionAuditArgs, { ruleNames, deadLetterQueueName }: UploadLog): AlarmDefinition[] {
  const { period, deniedUploads, silentHours } = args.alarms;
  return [
    ...violationAlarms(args.requirement, period),
    ...(deniedUploads !== undefined ? [deniedUploadsAlarm(deniedUploads, period)] : []),
    ...failedInvocationsAlarms(ruleNames, period),
    ...(deadLetterQueueName !== undefined ? [deadLetterAlarm(deadLetterQueueName, period)] : []),
    ...(silentHours !== undefined ? [silenceAlarm(args.logGroup.name, silentHours)] : []),
  ];
}
