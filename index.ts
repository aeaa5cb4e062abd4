/** The program of a stack: reads its config, builds the audit and the stack's own buckets, gives the outputs. */
import { AccessPolicies } from "./components/accessPolicies";
import { EncryptedBucket } from "./components/encryptedBucket";
import { ObjectEncryptionAudit } from "./components/objectEncryptionAudit";
import { loadStackConfig } from "./config/load";
import { logBucketOf, namePrefix } from "./config/names";
import { auditScope } from "./config/scope";

export = async (): Promise<Record<string, unknown>> => {
  const { config, environment, project, stack, isSecret } = await loadStackConfig();
  const { requirement, trail, alarms, notifications, policies, tags, protect, forceDestroy } = config;
  const prefix = namePrefix(project, stack);
  const common = { environment, requirement, tags: { project, stack, ...tags } };

  const buckets = config.buckets.map(
    ({ name: bucketName, ...bucket }) =>
      new EncryptedBucket(bucketName, { ...common, protect, forceDestroy, ...bucket, bucketName }),
  );
  const bucketNames = buckets.map((bucket) => bucket.bucketName);

  const audit = new ObjectEncryptionAudit(prefix, {
    ...common,
    namePrefix: prefix,
    scope: auditScope(config),
    ...(trail.mode === "create"
      ? {
          trail: {
            ...trail,
            trailName: trail.name ?? prefix,
            logBucket: {
              ...trail.logBucket,
              bucketName: logBucketOf(trail, prefix, environment.accountId),
              exists: trail.logBucket.existing !== undefined,
            },
          },
        }
      : trail.name !== undefined && { existingTrailName: trail.name }),
    logGroup: config.logGroup,
    deadLetterQueue: config.deadLetterQueue,
    alarms: { ...alarms, period: alarms.periodMinutes * 60 },
    notifications: {
      ...(notifications.topicArn !== undefined ? { topicArn: notifications.topicArn } : notifications),
      secret: isSecret("notifications"),
    },
    protect,
    forceDestroy,
  });

  const accessPolicies =
    policies.identity || policies.serviceControl || policies.resourceControl
      ? new AccessPolicies(prefix, {
          ...common,
          ...policies,
          namePrefix: prefix,
          bucketNames: [...bucketNames].sort(),
          bucketKeyArns: buckets.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []),
        })
      : undefined;

  return {
    requirement,
    dashboardUrl: audit.dashboardUrl,
    logGroupName: audit.logGroupName,
    metricNames: audit.metricNames,
    alarmArns: audit.alarmArns,
    topicArn: audit.topicArn,
    bucketNames,
    eventSelectors: audit.eventSelectors,
    eventSelectorsCommand: audit.eventSelectorsCommand,
    ...defined({
      trailArn: audit.trailArn,
      deadLetterQueueUrl: audit.deadLetterQueueUrl,
      identityPolicyArn: accessPolicies?.identityPolicyArn,
    }),
  };
};

/** Without what this stack does not have: Pulumi warns of outputs without a value. */
function defined(outputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}
