/** The program of a stack: reads its config, builds the audit and the stack's own buckets, gives the outputs. */
import { AccessPolicies } from "./components/accessPolicies";
import { AuditLake } from "./components/auditLake";
import { EncryptedBucket } from "./components/encryptedBucket";
import { ObjectEncryptionAudit } from "./components/objectEncryptionAudit";
import { loadStackConfig } from "./config/load";
import { stackArguments } from "./config/stackArguments";
import { leaveOutTracesOfOutputs } from "./config/stackTraces";

export = async (): Promise<Record<string, unknown>> => {
  leaveOutTracesOfOutputs();
  const loaded = await loadStackConfig();
  const { prefix } = loaded;
  const args = stackArguments(loaded);

  const buckets = args.buckets.map((bucket) => new EncryptedBucket(bucket.bucketName, bucket));
  const bucketKeyArns = buckets.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []);
  // Where the requirement names keys, the buckets' own are among them.
  const kmsKeyArns = loaded.config.requirement.kmsKeyArns ? [] : bucketKeyArns;
  const audit = new ObjectEncryptionAudit(prefix, { ...args.audit, tampering: { ...args.audit.tampering, kmsKeyArns } });
  const lake = args.lake && audit.logBucketName && new AuditLake(prefix, { ...args.lake, logBucket: audit.logBucketName });
  const policies = args.policies && new AccessPolicies(prefix, { ...args.policies, bucketKeyArns });

  return {
    requirement: loaded.config.requirement,
    dashboardUrl: audit.dashboardUrl,
    logGroupName: audit.logGroupName,
    metricNames: audit.metricNames,
    alarmArns: audit.alarmArns,
    topicArn: audit.topicArn,
    bucketNames: buckets.map(({ bucketName }) => bucketName),
    eventSelectors: audit.eventSelectors,
    eventSelectorsCommand: audit.eventSelectorsCommand,
    ...defined({
      trailArn: audit.trailArn,
      deadLetterQueueUrl: audit.deadLetterQueueUrl,
      identityPolicyArn: policies?.identityPolicyArn,
      lake: lake && { workgroup: lake.workgroupName, database: lake.databaseName, table: lake.tableName, resultBucket: lake.resultBucketName },
    }),
  };
};

/** Without what this stack does not have: Pulumi warns of outputs without a value. */
function defined(outputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}
