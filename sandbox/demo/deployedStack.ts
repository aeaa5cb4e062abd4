/** What a stack deployed, read from the state that the engine recorded: nothing here knows the program's code. */
import type { PutLogAlarmInput } from "@aws-sdk/client-cloudwatch";
import { parseArn, regionalArn } from "../../encryption/arn";
import type { AuditScope } from "../../encryption/auditScope";
import type { DashboardBody } from "../../encryption/dashboard";
import type { AdvancedEventSelector } from "../../encryption/eventSelectors";
import { deployedEstate, deployedRule, homeRules, type DeployedEstate } from "../../simulator/deployedEstate";
import type { InputTransformer } from "../../simulator/inputTransformer";
import type { LogAlarm } from "../../simulator/logAlarm";
import type { UploadBucket } from "../../simulator/upload";
import type { Deployment, ResourceState } from "../engineOutput";
import type { DeployedRule, DeployedTrail, Place } from "./deployedParts";

/** A rule that tells people of its events. */
export interface DeployedMessageRule extends DeployedRule {
  /** Whether it is on the bus that others forward to. */
  readonly onHub: boolean;
  readonly message: InputTransformer;
}
export interface DeployedFilter {
  readonly name: string;
  readonly pattern: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly value: string;
  readonly defaultValue?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}
export interface DeployedAlarm extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly arn: string;
}
export interface DeployedDashboard {
  readonly name: string;
  readonly body: DashboardBody;
}

/** A stack's pipeline and buckets. */
export interface DeployedStack extends DeployedEstate {
  readonly place: Place;
  readonly trail: DeployedTrail;
  /** What the exported selectors record. */
  readonly scope: AuditScope;
  /** Rules that bring events to the log group of the metric filters. */
  readonly rules: readonly DeployedRule[];
  /** Rules that make messages of their events. */
  readonly messageRules: readonly DeployedMessageRule[];
  /** Whether the stack has looked at another trail, which records management events. */
  readonly managementTrail: boolean;
  readonly metricFilters: readonly DeployedFilter[];
  readonly alarms: readonly DeployedAlarm[];
  /** The log alarm, where there is one. */
  readonly logAlarm?: LogAlarm & { readonly name: string };
  readonly buckets: readonly UploadBucket[];
  /** Names of the buckets that the stack config asks for, in its order; the state keeps resources in none. */
  readonly configuredBuckets: readonly string[];
  readonly dashboards: readonly DeployedDashboard[];
  /** How many service control and resource control policies the stack has. */
  readonly organizationPolicies: number;
}

/**
 * Reads a stack's state.
 * @param existingLogBucket where an existing trail delivers to, as far as the config names it: no state does
 * @throws Error when a part of the pipeline is missing or leads nowhere, naming it
 */
export function deployedStack(deployment: Deployment, existingLogBucket?: string): DeployedStack {
  const outputsOf = (type: string): Record<string, unknown>[] =>
    deployment.resources.filter((resource) => resource.type === type && resource.external !== true).map(({ outputs }) => outputs);

  const [logGroup, ...more] = outputsOf("aws:cloudwatch/logGroup:LogGroup");
  if (!logGroup || more.length > 0) throw new Error(`the stack has ${logGroup ? more.length + 1 : 0} log groups, not one`);
  const rules = homeRules(outputsOf, String(logGroup["arn"]));
  const messageTargets = outputsOf("aws:cloudwatch/eventTarget:EventTarget").filter(({ inputTransformer }) => inputTransformer !== undefined);
  const filters = outputsOf("aws:cloudwatch/logMetricFilter:LogMetricFilter").filter(
    ({ logGroupName }) => logGroupName === logGroup["name"],
  );
  for (const [part, found] of Object.entries({ "rule that leads to the log group": rules, "metric filter on the log group": filters })) {
    if (found.length === 0) throw new Error(`the stack has no ${part}`);
  }
  const place = placeOf(String(logGroup["arn"]));
  const exported = deployment.outputs["eventSelectors"] as AdvancedEventSelector[];
  const ownTrail = outputsOf("aws:cloudtrail/trail:Trail").find(({ arn }) => placeOf(String(arn)).account === place.account);
  const existing = existingTrail(place, exported, existingLogBucket);
  return {
    place,
    ...deployedEstate(outputsOf, place, String(logGroup["arn"]), existing),
    trail: ownTrail ? trailOf(ownTrail) : existing,
    scope: scopeOf(exported),
    rules: rules.map(deployedRule),
    messageRules: messageTargets.flatMap(({ rule, eventBusName, inputTransformer }) =>
      outputsOf("aws:cloudwatch/eventRule:EventRule")
        .filter((one) => one["name"] === rule && one["eventBusName"] === eventBusName)
        .map((found) => ({ ...deployedRule(found), onHub: (eventBusName ?? "default") !== "default", message: inputTransformer as InputTransformer })),
    ),
    managementTrail: deployment.resources.some(({ type, external }) => type === "aws:cloudtrail/trail:Trail" && external === true),
    metricFilters: filters.map(({ name, pattern, metricTransformation }) => {
      const transformation = metricTransformation as Record<string, unknown>;
      const { defaultValue, dimensions } = transformation as { defaultValue?: string; dimensions?: Record<string, string> };
      return {
        name: String(name),
        pattern: String(pattern),
        namespace: String(transformation["namespace"]),
        metricName: String(transformation["name"]),
        value: String(transformation["value"]),
        ...(defaultValue !== undefined && { defaultValue }),
        ...(dimensions && { dimensions }),
      };
    }),
    alarms: outputsOf("aws:cloudwatch/metricAlarm:MetricAlarm") as DeployedAlarm[],
    ...logAlarmOf(outputsOf("aws:cloudcontrol/resource:Resource")),
    buckets: bucketsOf(deployment.resources, place),
    configuredBuckets: deployment.outputs["bucketNames"] as string[],
    dashboards: outputsOf("aws:cloudwatch/dashboard:Dashboard").map(({ dashboardName, dashboardBody }) => ({
      name: String(dashboardName),
      body: JSON.parse(String(dashboardBody)) as DashboardBody,
    })),
    organizationPolicies: outputsOf("aws:organizations/policy:Policy").length,
  };
}

/** From the text that Cloud Control was given. */
function logAlarmOf([resource]: readonly Record<string, unknown>[]): Pick<DeployedStack, "logAlarm"> {
  if (!resource) return {};
  const state = JSON.parse(String(resource["desiredState"])) as PutLogAlarmInput;
  const { QueryString, AggregationExpression, ScheduleConfiguration } = state.ScheduledQueryConfiguration ?? {};
  const { ScheduleExpression, StartTimeOffset, EndTimeOffset } = ScheduleConfiguration ?? {};
  return {
    logAlarm: {
      name: String(state.AlarmName),
      queryString: String(QueryString),
      aggregationExpression: String(AggregationExpression),
      scheduleExpression: String(ScheduleExpression),
      startTimeOffset: Number(StartTimeOffset),
      endTimeOffset: Number(EndTimeOffset ?? 0),
      queryResultsToEvaluate: Number(state.QueryResultsToEvaluate),
      queryResultsToAlarm: Number(state.QueryResultsToAlarm),
      comparisonOperator: String(state.ComparisonOperator),
      threshold: Number(state.Threshold),
      treatMissingData: state.TreatMissingData ?? "missing",
    },
  };
}

function trailOf(trail: Readonly<Record<string, unknown>>): DeployedTrail {
  return {
    name: String(trail["name"]),
    arn: String(trail["arn"]),
    own: true,
    selectors: trail["advancedEventSelectors"] as object[],
    logBucket: String(trail["s3BucketName"]),
    kmsKeyArn: typeof trail["kmsKeyId"] === "string" && trail["kmsKeyId"] !== "" ? trail["kmsKeyId"] : undefined,
  };
}

/** No stack knows of another's trail but its name: as if it delivered to a bucket of the account, with S3's own keys. */
function existingTrail({ partition, region, account }: Place, selectors: readonly AdvancedEventSelector[], logBucket = "acme-existing-trail-logs"): DeployedTrail {
  const name = "existing-trail";
  const arn = regionalArn({ partition, region, accountId: account }, "cloudtrail", `trail/${name}`);
  return { name, arn, own: false, selectors, logBucket, kmsKeyArn: undefined };
}

/** The audited buckets, from selectors as the stack exports them (encryption/eventSelectors.ts). */
function scopeOf(selectors: readonly AdvancedEventSelector[]): AuditScope {
  const arns = selectors.flatMap(({ fieldSelectors }) => fieldSelectors).filter(({ field }) => field === "resources.ARN");
  const namesIn = (values: readonly string[]): string[] => values.map((arn) => parseArn(arn)?.resource ?? "");
  const included = namesIn(arns.flatMap(({ startsWiths = [] }) => startsWiths));
  const excludedBuckets = namesIn(arns.flatMap(({ notStartsWiths = [] }) => notStartsWiths)).map(withoutSlash);
  if (included.length === 0) return { buckets: "all", excludedBuckets };
  return {
    buckets: included.filter((name) => name.endsWith("/")).map(withoutSlash),
    bucketPrefixes: included.filter((name) => !name.endsWith("/")),
    excludedBuckets,
  };
}

const withoutSlash = (text: string): string => text.replace(/\/$/, "");

/** ARN of a key in a place. */
export function keyArn({ partition, region, account }: Place, id: string): string {
  return regionalArn({ partition, region, accountId: account }, "kms", `key/${id}`);
}

function placeOf(arn: string): Place {
  const [, partition = "", , region = "", account = ""] = arn.split(":");
  return { partition, region, account };
}

interface EncryptionRule {
  readonly applyServerSideEncryptionByDefault?: { readonly sseAlgorithm: string; readonly kmsMasterKeyId?: string };
  readonly bucketKeyEnabled?: boolean;
  readonly blockedEncryptionTypes?: string[];
}

function bucketsOf(resources: readonly ResourceState[], place: Place): UploadBucket[] {
  const ofBucket = (type: string, bucket: unknown): Record<string, unknown> | undefined =>
    resources.find((resource) => resource.type === type && resource.outputs["bucket"] === bucket)?.outputs;
  return resources
    .filter(({ type }) => type === "aws:s3/bucket:Bucket")
    .map(({ outputs: { bucket } }) => {
      const configuration = ofBucket(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        bucket,
      );
      const policy = ofBucket("aws:s3/bucketPolicy:BucketPolicy", bucket)?.["policy"];
      const [rule] = (configuration?.["rules"] ?? []) as EncryptionRule[];
      const byDefault = rule?.applyServerSideEncryptionByDefault;
      return {
        name: String(bucket),
        ...place,
        ...(byDefault && {
          defaultEncryption: {
            algorithm: byDefault.sseAlgorithm,
            ...(byDefault.kmsMasterKeyId !== undefined && { kmsKeyArn: byDefault.kmsMasterKeyId }),
            bucketKeyEnabled: rule.bucketKeyEnabled ?? false,
          },
        }),
        ...(rule?.blockedEncryptionTypes && { blockedEncryptionTypes: rule.blockedEncryptionTypes }),
        ...(typeof policy === "string" && { policy }),
      };
    });
}
