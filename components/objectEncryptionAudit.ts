import * as pulumi from "@pulumi/pulumi";
import { trailWarnings } from "../arguments/checks/trail";
import { auditArguments } from "../arguments/components";
import type { ObjectEncryptionAuditArgs } from "../arguments/interfaces";
import { isEstate } from "../arguments/keys/estate";
import { ownTrail, watchOf } from "../arguments/keys/tampering";
import { accountLogBuckets, resourcePrefix } from "../arguments/names";
import { recordedScope } from "../arguments/scope";
import { exclusionsFromPrefixes, excludingAll, type AuditScope } from "../encryption/auditScope";
import { eventPatterns } from "../encryption/eventPattern";
import { eventSelectors, type AdvancedEventSelector } from "../encryption/eventSelectors";
import { hubRules } from "../encryption/forwarding";
import { managementEventSelector } from "../encryption/managementEvents";
import { auditMetrics } from "../encryption/metrics";
import { putEventSelectorsCommand } from "../encryption/putEventSelectorsCommand";
import { declareAlarms } from "./auditAlarms";
import { declareDashboard } from "./auditDashboard";
import { declareMessages, messageRulePatterns } from "./auditMessages";
import { declareMetricFilters } from "./auditMetrics";
import { declareQueries, savedQueries } from "./auditQueries";
import type { AuditTerms } from "./auditTerms";
import { CheckedArguments } from "./checkedArguments";
import { childOf } from "./childOptions";
import { declareEstate } from "./estate";
import { checkManagementTrail } from "./managementTrail";
import { anyAccount, asMany } from "./manyRules";
import { NotificationTopic } from "./notificationTopic";
import { statedRequirement } from "./requirement";
import { UploadLog } from "./uploadLog";
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
    const { trail, logGroup, protect, forceDestroy, notifications } = settings;
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
    const estate = isEstate(settings, undefined);
    const ownUploads = (audited: AuditScope, accountId: string, region?: string): string[] => eventPatterns(audited, region, estate ? accountId : undefined);
    const anyScope = recordedScope(settings, { prefix, accountId: anyAccount });
    const ruleCount = ownUploads(anyScope, anyAccount).length;
    const patterns = pulumi.all([place, scope]).apply(([{ region, accountId }, audited]) => ownUploads(audited, accountId, region));
    const uploadLog = new UploadLog(
      name,
      {
        ...common,
        eventPatterns: asMany(ruleCount, patterns),
        logGroup: { ...logGroup, ...(args.logGroup?.kmsKeyArn !== undefined && { kmsKeyArn: args.logGroup.kmsKeyArn }) },
        deadLetterQueue: settings.deadLetterQueue,
        otherRules: [...(estate ? [hubRules(prefix)] : []), ...messageRulePatterns(settings, prefix, estate)],
        forceDestroy,
      },
      child,
    );
    const hub = estate ? declareEstate(this, name, { ...common, settings, requirement, uploadLog }) : undefined;
    this.logGroupName = place.apply(() => logGroup.name);
    this.deadLetterQueueUrl = uploadLog.deadLetterQueueUrl;

    const notCounted = (audited: AuditScope): string[] => exclusionsFromPrefixes(excludingAll(audited, accountLogBuckets(settings, prefix)));
    const excludedBuckets = scope.apply(notCounted);
    const terms: AuditTerms = { ...common, settings, requirement, scope, excludedBuckets, estate };
    declareMetricFilters(name, terms, uploadLog.logGroup.name, child);
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

    const queries = savedQueries(terms);
    const told = { args, anyScope, anyExcludedBuckets: notCounted(anyScope), uploadLog, hub, trailKeyArn: uploadTrail?.createdKeyArn, topicArn: this.topicArn, queries };
    const watchRules = declareMessages(name, terms, told, child);

    this.alarmArns = declareAlarms(name, terms, { uploadLog, hub, watchRules, queries, topicArn: this.topicArn, actions: args.alarms }, child);
    this.dashboardUrl = declareDashboard(name, terms, { uploadLog, alarmArns: this.alarmArns }, child);
    declareQueries(name, terms, { queries, logGroupName: uploadLog.logGroup.name }, child);
    this.registerOutputs({ logGroupName: this.logGroupName, dashboardUrl: this.dashboardUrl });
  }
}
