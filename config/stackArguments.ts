/** From the stack config to the arguments of the components: what the program creates. */
import * as pulumi from "@pulumi/pulumi";
import type { AccessPoliciesArgs, AuditLakeArgs, EncryptedBucketArgs, ObjectEncryptionAuditArgs, Requirement, Scope } from "../arguments/interfaces";
import { furtherRegions } from "../arguments/keys/estate";
import { mostDays } from "../arguments/keys/lake";
import { auditScope } from "../arguments/scope";
import type { LoadedConfig } from "./load";
import type { StackConfig } from "./schema";

/** The arguments of a stack's components. */
export interface StackArguments {
  readonly buckets: readonly (EncryptedBucketArgs & { readonly bucketName: string })[];
  readonly audit: ObjectEncryptionAuditArgs;
  /** Undefined where no lake is asked for. Where the log files are, the trail says. */
  readonly lake: Omit<AuditLakeArgs, "logBucket"> | undefined;
  /** Undefined where no policies are asked for. */
  readonly policies: AccessPoliciesArgs | undefined;
}

/** The components that a stack's config asks for. */
export function stackArguments({ config, project, stack, region, isSecret }: Omit<LoadedConfig, "prefix">): StackArguments {
  const { accounts, metricDimensions, trail, logGroup, deadLetterQueue, alarms, tampering, policies, protect, forceDestroy } = config;
  const common = { requirement: config.requirement as Requirement, tags: { project, stack, ...config.tags } };
  const { create: wantsLake, ...lake } = config.lake;
  const bucketNames = config.buckets.map(({ name }) => name);
  return {
    buckets: config.buckets.map(({ name: bucketName, additionalStatements, accessPoints, ...bucket }) => ({
      ...common,
      protect,
      forceDestroy,
      ...bucket,
      bucketName,
      additionalStatements: additionalStatements.map((statement) => JSON.stringify(statement)),
      accessPoints: accessPoints.map(({ additionalStatements: own, ...accessPoint }) => ({ ...accessPoint, additionalStatements: own.map((statement) => JSON.stringify(statement)) })),
    })),
    audit: {
      ...common,
      scope: scopeArgument(config),
      regions: furtherRegions(config, region),
      accounts,
      metricDimensions,
      trail,
      logGroup,
      deadLetterQueue,
      alarms,
      notifications: notificationsArgument(config, isSecret("notifications")),
      tampering,
      protect,
      forceDestroy,
    },
    lake: wantsLake ? {
      ...common,
      scope: scopeArgument(config),
      regions: furtherRegions(config, region),
      ...(trail.mode === "create" && { days: Math.min(trail.logBucket.expireAfterDays, mostDays) }),
      ...(trail.organization && { organizationId: trail.organization.id }),
      protect,
      forceDestroy,
      ...lake,
      // Accounts with a trail of their own have their log files elsewhere.
      accountIds: [...new Set([...(trail.organization ? accounts.map(({ id }) => id) : []), ...lake.accountIds])],
    } : undefined,
    policies:
      policies.identity || policies.serviceControl || policies.resourceControl
        ? { ...common, ...policies, bucketNames: bucketNames.sort() }
        : undefined,
  };
}

/** Which buckets are audited: the stack's own always are. */
function scopeArgument({ scope, buckets }: StackConfig): Scope {
  const audited = auditScope(scope, buckets.map(({ name }) => name));
  const excludedBuckets = [...audited.excludedBuckets];
  if (audited.buckets === "all") return { excludedBuckets };
  const prefixes = audited.bucketPrefixes;
  return { buckets: [...audited.buckets], excludedBuckets, ...(prefixes.length > 0 && { bucketPrefixes: [...prefixes] }) };
}

/** Pulumi says of the key as a whole whether it holds a secret. */
function notificationsArgument({ notifications }: StackConfig, secret: boolean): NonNullable<ObjectEncryptionAuditArgs["notifications"]> {
  const { topicArn, kmsKeyArn, ...addresses } = notifications;
  const hidden = (value: string): pulumi.Input<string> => (secret ? pulumi.secret(value) : value);
  return {
    ...addresses,
    secret,
    ...(topicArn !== undefined && { topicArn: hidden(topicArn) }),
    ...(kmsKeyArn !== undefined && { kmsKeyArn: hidden(kmsKeyArn) }),
  };
}
