/** Problems of the actions of an audit's alarms. */
import { parseArn, partitionOfRegion } from "../../encryption/arn";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import type { ArgumentContext } from "../context";
import type { AuditSettings } from "../schemas";
import { otherPartition, repeated } from "./common";

/**
 * The services that an alarm acts on, and whether also when it is over.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const services: Readonly<Record<string, { readonly whenOver: boolean }>> = {
  sns: { whenOver: true },
  lambda: { whenOver: true },
  autoscaling: { whenOver: true },
  ssm: { whenOver: false },
  "ssm-incidents": { whenOver: false },
  aiops: { whenOver: false },
};

/** What CloudWatch would refuse of `alarms.actions` and `alarms.okActions`. */
export function alarmActionProblems({ alarms }: Pick<AuditSettings, "alarms">, { region }: ArgumentContext): Problem[] {
  const lists = [
    ["actions", false],
    ["okActions", true],
  ] as const;
  return lists.flatMap(([key, whenOver]) => [
    ...repeated(alarms[key], ["alarms", key]),
    ...alarms[key].flatMap((arn, index) => actionProblem(arn, ["alarms", key, index], whenOver, region)),
  ]);
}

function actionProblem(text: string, path: ProblemPath, whenOver: boolean, region: string | undefined): Problem[] {
  const known = Object.entries(services).flatMap(([name, service]) => (whenOver && !service.whenOver ? [] : name));
  const wrong = (message: string): Problem[] => [{ path, message: `${valueText(text)} ${message}`, allowed: `ARNs of ${known.join(", ")}` }];
  const arn = parseArn(text);
  if (!arn) return wrong("is not an ARN");
  if (arn.service === "events") {
    return wrong("is of EventBridge, which needs no action: it receives every change of an alarm's state on the default event bus. Make a rule there");
  }
  if (!known.includes(arn.service)) return wrong(`is an ARN of ${arn.service}, which alarms take no action on${whenOver ? " when they are over" : ""}`);
  const elsewhere = otherPartition(text, path, region);
  if (elsewhere) return [elsewhere];
  if (arn.region !== "" && region !== undefined && arn.region !== region && arn.partition === partitionOfRegion(region)) {
    return wrong(`is in region ${arn.region}, but the stack deploys to ${region}: an alarm acts in its own region`);
  }
  return [];
}
