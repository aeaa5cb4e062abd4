/** The dashboard of an audit. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dimensionValues } from "../arguments/keys/estate";
import { consoleDomain } from "../encryption/arn";
import { dashboardBody, dashboardName } from "../encryption/dashboard";
import type { AuditTerms } from "./auditTerms";
import type { ChildOptions } from "./childOptions";
import type { UploadLog } from "./uploadLog";

/** Declares the dashboard, and gives its address in the AWS console. */
export function declareDashboard(
  name: string,
  { settings, namePrefix, place, requirement, scope, excludedBuckets, estate }: AuditTerms,
  { uploadLog: { ruleNames, deadLetterQueueName }, alarmArns }: { readonly uploadLog: Pick<UploadLog, "ruleNames" | "deadLetterQueueName">; readonly alarmArns: pulumi.Output<string[]> },
  child: ChildOptions,
): pulumi.Output<string> {
  const body = pulumi.all([place, requirement.known, scope, excludedBuckets, alarmArns]).apply(([{ region, partition, accountId }, stated, audited, excluded, alarms]) =>
    JSON.stringify(
      dashboardBody({
        requirement: stated,
        scope: audited,
        excludedBuckets: excluded,
        estate,
        dimensions: dimensionValues(settings, accountId, region),
        region,
        partition,
        logGroupName: settings.logGroup.name,
        alarmArns: alarms,
        ruleNames,
        deadLetterQueueName,
      }),
    ),
  );
  const dashboard = dashboardName(namePrefix);
  new aws.cloudwatch.Dashboard(name, { dashboardName: dashboard, dashboardBody: body }, child);
  return place.apply(({ region, partition }) => `https://${region}.${consoleDomain(partition)}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard}`);
}
