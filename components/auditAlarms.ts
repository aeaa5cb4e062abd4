/** The alarms of an audit: on uploads that break the requirement, on the pipeline's health, and those asked for. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ObjectEncryptionAuditArgs } from "../arguments/interfaces";
import type { AuditSettings } from "../arguments/schemas";
import {
  deadLetterAlarm,
  deniedUploadsAlarm,
  failedHubInvocationsAlarms,
  failedInvocationsAlarms,
  silenceAlarm,
  tamperingAlarms,
  violationAlarms,
  type AlarmDefinition,
} from "../encryption/alarms";
import { regionalArn } from "../encryption/arn";
import { hubBusName } from "../encryption/forwarding";
import { specialMetrics } from "../encryption/metrics";
import type { SavedQuery } from "./auditQueries";
import type { AuditTerms } from "./auditTerms";
import type { ChildOptions } from "./childOptions";
import type { UploadHub } from "./uploadHub";
import type { UploadLog } from "./uploadLog";

/** What is watched, and what alarms do. */
export interface Alarmed {
  readonly uploadLog: Pick<UploadLog, "ruleNames" | "deadLetterQueueName">;
  /** In an estate. */
  readonly hub: Pick<UploadHub, "ruleNames"> | undefined;
  /** The rules of the watch over the audit itself. */
  readonly watchRules: Parameters<typeof tamperingAlarms>[0];
  readonly queries: pulumi.Output<SavedQuery[]>;
  readonly topicArn: pulumi.Output<string>;
  /** What alarms do beside publishing to the topic. */
  readonly actions: ObjectEncryptionAuditArgs["alarms"];
}

/** Declares the alarms, and gives their ARNs. */
export function declareAlarms(name: string, terms: AuditTerms, alarmed: Alarmed, child: ChildOptions): pulumi.Output<string[]> {
  const { settings, namePrefix, place, tags } = terms;
  const { topicArn, actions = {}, queries } = alarmed;
  const alarms = definitions(settings, namePrefix, alarmed);
  const descriptions = queries.apply((known) => definitions(settings, namePrefix, alarmed, known).map(({ description }) => description));
  alarms.forEach(({ key, description, dimensions, ...definition }, index) => {
    new aws.cloudwatch.MetricAlarm(
      `${name}-${key}`,
      {
        ...definition,
        name: place.apply(() => `${namePrefix}-${key}`),
        alarmDescription: descriptions.apply((texts) => texts[index] ?? description),
        ...(dimensions && { dimensions: { ...dimensions } }),
        alarmActions: [topicArn, ...(actions.actions ?? [])],
        okActions: [topicArn, ...(actions.okActions ?? [])],
        tags,
      },
      child,
    );
  });
  return place.apply((known) => alarms.map(({ key }) => regionalArn(known, "cloudwatch", `alarm:${namePrefix}-${key}`)));
}

function definitions(
  { alarms, requirement, logGroup }: AuditSettings,
  namePrefix: string,
  { uploadLog: { ruleNames, deadLetterQueueName }, hub, watchRules }: Alarmed,
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
    ...tamperingAlarms(watchRules, namePrefix, period),
    ...(hub ? failedHubInvocationsAlarms(hubBusName(namePrefix), hub.ruleNames, period) : []),
  ];
}
