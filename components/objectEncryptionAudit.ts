import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trailWarnings } from "../arguments/checks/trail";
import { auditArguments } from "../arguments/components";
import type { ObjectEncryptionAuditArgs } from "../arguments/interfaces";
import { dimensionValues } from "../arguments/keys/estate";
import { ownTrail, watchOf } from "../arguments/keys/tampering";
import { accountLogBuckets, resourcePrefix } from "../arguments/names";
import type { AuditSettings } from "../arguments/schemas";
import { estateScope, recordedScope } from "../arguments/scope";
import {
  deadLetterAlarm,
  deniedUploadsAlarm,
  failedHubInvocationsAlarms,
  failedInvocationsAlarms,
  silenceAlarm,
  tamperingAlarms,
  violationAlarms,
  type AlarmDefinition,
  type QueryReference,
} from "../encryption/alarms";
import { consoleDomain, regionalArn, type AwsEnvironment } from "../encryption/arn";
import { exclusionsFromPrefixes, excludingAll, type AuditScope } from "../encryption/auditScope";
import { dashboardBody, dashboardName } from "../encryption/dashboard";
import { eventPatterns } from "../encryption/eventPattern";
import { eventSelectors, type AdvancedEventSelector } from "../encryption/eventSelectors";
import { hubBusName, hubRules, onHubBus } from "../encryption/forwarding";
import { managementEventSelector } from "../encryption/managementEvents";
import { metricFilters } from "../encryption/metricFilters";
import { auditMetrics, specialMetrics } from "../encryption/metrics";
import { putEventSelectorsCommand } from "../encryption/putEventSelectorsCommand";
import { logsQueries, type LogsQuery } from "../encryption/queries";
import { queryLink } from "../encryption/queryLink";
import { tamperingSuffix } from "../encryption/tamperingRules";
import { messageSuffix } from "../encryption/uploadMessages";
import { CheckedArguments } from "./checkedArguments";
import { childOf } from "./childOptions";
import { declareEstate } from "./estate";
import { checkManagementTrail } from "./managementTrail";
import { anyAccount, asMany } from "./manyRules";
import { MessageRules } from "./messageRules";
import { NotificationTopic } from "./notificationTopic";
import { statedRequirement } from "./requirement";
import { tamperingWatch } from "./tamperingWatch";
import { UploadLog } from "./uploadLog";
import { uploadMessages } from "./uploadMessages";
import { UploadTrail } from "./uploadTrail";

/**
 * The audit pipeline: a trail records uploads, EventBridge brings them to a log group, metric filters count them by
 * encryption method, alarms tell of those that break the requirement, a dashboard shows them all.
 */
export class ObjectEncryptionAudit extends pulumi.ComponentResource {
  /** Name of the log group of the upload events. */
  readonly logGroupName: pulumi.Output<string>;
  /** Names of the metrics, in namespace S3ObjectEncryption. */
  readonly metricNames: pulumi.Output<string[]>;
  /** ARNs of the alarms. */
  readonly alarmArns: pulumi.Output<string[]>;
  /** ARN of the SNS topic that the alarms publish to. */
  readonly topicArn: pulumi.Output<string>;
  /** Address of the dashboard in the AWS console. */
  readonly dashboardUrl: pulumi.Output<string>;
  /** Address of the dead-letter queue, where there is one. */
  readonly deadLetterQueueUrl: pulumi.Output<string> | undefined;
  /** ARN of the trail; none where the trail is an existing one. */
  readonly trailArn: pulumi.Output<string> | undefined;
  /** Name of the bucket that the trail delivers to; none where an existing trail's is not named. */
  readonly logBucketName: pulumi.Output<string> | undefined;
  /** The event selectors of the audit. */
  readonly eventSelectors: pulumi.Output<AdvancedEventSelector[]>;
  /** Shell commands that put the selectors on an existing trail. */
  readonly eventSelectorsCommand: pulumi.Output<string>;

  constructor(name: string, args: ObjectEncryptionAuditArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const prefix = typeof args.namePrefix === "string" ? args.namePrefix : resourcePrefix(name);
    const checked = new CheckedArguments(`ObjectEncryptionAudit ${name}`, auditArguments, args, { prefix, prefixMadeOf: "the component's name" });
    super("s3-encryption-audit:index:ObjectEncryptionAudit", name, {}, opts);
    const { settings } = checked;
    checked.warn(this, trailWarnings(settings));
    const { trail, logGroup, protect, forceDestroy, notifications, metricDimensions } = settings;
    const place = checked.placeOf(this);
    const requirement = statedRequirement(settings.requirement, args.requirement);
    const tags = args.tags ?? {};
    const child = childOf(this);
    const common = { place, namePrefix: prefix, tags, protect };
    const scope = place.apply(({ accountId }) => recordedScope(settings, { prefix, accountId }));

    const watch = watchOf(settings.tampering);
    if (watch) checkManagementTrail(this, name, watch.trail, place);
    this.eventSelectors = pulumi.all([place, scope]).apply(([{ partition }, audited]) => eventSelectors(audited, partition));
    const trailName = trail.name ?? (trail.mode === "create" ? prefix : "TRAIL_NAME");
    this.eventSelectorsCommand = this.eventSelectors.apply((selectors) => putEventSelectorsCommand(trailName, selectors));
    const selectors = watch?.trail === ownTrail ? this.eventSelectors.apply((all) => [...all, managementEventSelector]) : this.eventSelectors;
    const uploadTrail =
      trail.mode === "create"
        ? new UploadTrail(name, { ...common, requirement, trail, kmsKeyArn: args.trail?.kmsKey, selectors, forceDestroy }, child)
        : undefined;
    this.trailArn = uploadTrail?.trail.arn;
    const { existing } = trail.logBucket;
    this.logBucketName = uploadTrail?.bucketName ?? (existing === undefined ? undefined : place.apply(() => existing));

    // What one account uploads to another's bucket is recorded in both: in an estate each counts what is its own.
    const estate = settings.regions.length + settings.accounts.length > 0;
    const ownUploads = (audited: AuditScope, accountId: string, region?: string): string[] => eventPatterns(audited, region, estate ? accountId : undefined);
    const anyScope = recordedScope(settings, { prefix, accountId: anyAccount });
    const ruleCount = ownUploads(anyScope, anyAccount).length;
    const patterns = pulumi.all([place, scope]).apply(([{ region, accountId }, audited]) => ownUploads(audited, accountId, region));
    const mails = `${prefix}-${messageSuffix}-*`;
    const messageRulePatterns = [
      ...(watch ? [`${prefix}-${tamperingSuffix}-*`] : []),
      ...(notifications.details === undefined ? [] : [mails, ...(estate ? [onHubBus(prefix, mails)] : [])]),
    ];
    const uploadLog = new UploadLog(
      name,
      {
        ...common,
        eventPatterns: asMany(ruleCount, patterns),
        logGroup: { ...logGroup, ...(args.logGroup?.kmsKeyArn !== undefined && { kmsKeyArn: args.logGroup.kmsKeyArn }) },
        deadLetterQueue: settings.deadLetterQueue,
        otherRules: [...(estate ? [hubRules(prefix)] : []), ...messageRulePatterns],
        forceDestroy,
      },
      child,
    );
    const hub = estate ? declareEstate(this, name, { ...common, settings, requirement, uploadLog }) : undefined;
    this.logGroupName = place.apply(() => logGroup.name);
    this.deadLetterQueueUrl = uploadLog.deadLetterQueueUrl;

    const notCounted = (audited: AuditScope): string[] => exclusionsFromPrefixes(excludingAll(audited, accountLogBuckets(settings, prefix)));
    const excludedBuckets = scope.apply(notCounted);
    const filters = pulumi.all([requirement.known, excludedBuckets]).apply(([stated, excluded]) => metricFilters(stated, excluded, metricDimensions));
    metricFilters(requirement.shape, [], metricDimensions).forEach((filter, index) => {
      new aws.cloudwatch.LogMetricFilter(
        `${name}-${filter.name}`,
        {
          name: filter.name,
          logGroupName: uploadLog.logGroup.name,
          pattern: filters.apply((known) => known[index]?.pattern ?? ""),
          metricTransformation: {
            namespace: filter.namespace,
            name: filter.metricName,
            value: filter.value,
            ...(filter.defaultValue !== undefined && { defaultValue: filter.defaultValue }),
            ...(filter.dimensions && { dimensions: { ...filter.dimensions } }),
          },
        },
        child,
      );
    });
    this.metricNames = pulumi.output(auditMetrics(requirement.shape).map(({ metricName }) => metricName));

    const { topicArn, kmsKeyArn } = args.notifications ?? {};
    this.topicArn =
      topicArn !== undefined
        ? pulumi.output(topicArn)
        : new NotificationTopic(
            name,
            {
              ...common,
              emails: notifications.emails,
              httpsEndpoints: notifications.httpsEndpoints,
              secret: notifications.secret,
              ...(kmsKeyArn !== undefined && { kmsKeyArn }),
              topicName: `${prefix}-alarms`,
            },
            child,
          ).topic.arn;

    const queries = pulumi
      .all([place, requirement.known, excludedBuckets])
      .apply(([known, stated, excluded]) => savedQueries(known, logsQueries(stated, excluded, estate), prefix, logGroup.name));
    const watchRules = watch
      ? tamperingWatch(
          { ...settings, watch },
          {
            namePrefix: prefix,
            place,
            scope,
            anyScope,
            topicArn: this.topicArn,
            kmsKeyArns: pulumi
              .all([requirement.known, pulumi.output(uploadTrail?.createdKeyArn), pulumi.output(args.tampering?.kmsKeyArns ?? [])])
              .apply(([stated, ofTrail, others]) => [...(stated.kmsKeyArns ?? []), ...(ofTrail === undefined ? [] : [ofTrail]), ...others].sort()),
          },
        )
      : [];
    const ofMails = { namePrefix: prefix, place, requirement, excludedBuckets, anyExcludedBuckets: notCounted(anyScope), queryLink: queries.apply((known) => known[0]?.link ?? "") };
    const forwarded = estateScope(settings);
    const uploadRules =
      notifications.details === "each"
        ? [
            ...uploadMessages({ ...ofMails, scope, anyScope, ownAlone: estate }),
            ...(hub ? uploadMessages({ ...ofMails, scope: pulumi.output(forwarded), anyScope: forwarded, ownAlone: false, bus: hub.busName }) : []),
          ]
        : [];
    if (watchRules.length + uploadRules.length > 0) {
      new MessageRules(
        name,
        {
          ...common,
          rules: [...watchRules, ...uploadRules],
          rulePatterns: messageRulePatterns,
          topicArn: this.topicArn,
          ...(topicArn === undefined && kmsKeyArn !== undefined && { topicKeyArn: kmsKeyArn }),
          ...(uploadLog.deadLetterQueueArn && { deadLetterQueueArn: uploadLog.deadLetterQueueArn }),
        },
        child,
      );
    }

    const ofHub = hub ? failedHubInvocationsAlarms(hubBusName(prefix), hub.ruleNames, settings.alarms.periodMinutes * 60) : [];
    const alarms = [...alarmDefinitions(settings, prefix, uploadLog, watchRules), ...ofHub];
    const descriptions = queries.apply((known) => alarmDefinitions(settings, prefix, uploadLog, watchRules, known).map(({ description }) => description));
    alarms.forEach(({ key, description, dimensions, ...definition }, index) => {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${key}`,
        {
          ...definition,
          name: place.apply(() => `${prefix}-${key}`),
          alarmDescription: descriptions.apply((texts) => texts[index] ?? description),
          ...(dimensions && { dimensions: { ...dimensions } }),
          alarmActions: [this.topicArn, ...(args.alarms?.actions ?? [])],
          okActions: [this.topicArn, ...(args.alarms?.okActions ?? [])],
          tags,
        },
        child,
      );
    });
    this.alarmArns = place.apply((known) => alarms.map(({ key }) => regionalArn(known, "cloudwatch", `alarm:${prefix}-${key}`)));

    const dashboard = dashboardName(prefix);
    this.dashboardUrl = place.apply(
      ({ region, partition }) =>
        `https://${region}.${consoleDomain(partition)}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard}`,
    );
    const { ruleNames, deadLetterQueueName } = uploadLog;
    const body = pulumi
      .all([place, requirement.known, scope, excludedBuckets, this.alarmArns])
      .apply(([{ region, partition, accountId }, stated, audited, excluded, alarmArns]) =>
        JSON.stringify(
          dashboardBody({
            requirement: stated,
            scope: audited,
            excludedBuckets: excluded,
            estate,
            dimensions: dimensionValues(settings, accountId, region),
            region,
            partition,
            logGroupName: logGroup.name,
            alarmArns,
            ruleNames,
            deadLetterQueueName,
          }),
        ),
      );
    new aws.cloudwatch.Dashboard(name, { dashboardName: dashboard, dashboardBody: body }, child);
    logsQueries(requirement.shape, [], estate).forEach((query, index) => {
      new aws.cloudwatch.QueryDefinition(
        `${name}-${query.name}`,
        {
          name: `${prefix}/${query.name}`,
          logGroupNames: [uploadLog.logGroup.name],
          queryString: queries.apply((known) => known[index]?.queryString ?? ""),
        },
        child,
      );
    });
    this.registerOutputs({ logGroupName: this.logGroupName, dashboardUrl: this.dashboardUrl });
  }
}

/** A saved query under its name in CloudWatch, and a link that opens it. */
type SavedQuery = LogsQuery & QueryReference;

function savedQueries(place: AwsEnvironment, queries: readonly LogsQuery[], prefix: string, logGroupName: string): SavedQuery[] {
  return queries.map((query) => ({
    ...query,
    name: `${prefix}/${query.name}`,
    link: queryLink(place, logGroupName, query.queryString),
  }));
}

/** The alarms of an audit: on uploads that break the requirement, on the pipeline's health, and those asked for. */
function alarmDefinitions(
  { alarms, requirement, logGroup }: AuditSettings,
  prefix: string,
  { ruleNames, deadLetterQueueName }: UploadLog,
  watchRules: Parameters<typeof tamperingAlarms>[0],
  queries: readonly SavedQuery[] = [],
): AlarmDefinition[] {
  const { deniedUploads, silentHours } = alarms;
  const period = alarms.periodMinutes * 60;
  const queryOf = (metric: string): SavedQuery | undefined => queries.find(({ metricName }) => metricName === metric);
  return [
    ...violationAlarms(requirement, period, queryOf),
    ...(deniedUploads !== undefined ? [deniedUploadsAlarm(deniedUploads, period, queryOf(specialMetrics.deniedUploads.metricName))] : []),
    ...failedInvocationsAlarms(ruleNames, period),
    ...(deadLetterQueueName !== undefined ? [deadLetterAlarm(deadLetterQueueName, period)] : []),
    ...(silentHours !== undefined ? [silenceAlarm(logGroup.name, silentHours)] : []),
    ...tamperingAlarms(watchRules, prefix, period),
  ];
}
