/** Contradictions of the notifications. */
import { regionsWithoutLogAlarms } from "../../encryption/logAlarm";
import { regionalArnProblem } from "../../validation/arnProblems";
import { valueText, type Problem } from "../../validation/problem";
import type { NotificationsOf } from "../schemas";
import type { ArgumentContext } from "../context";
import { repeated } from "./common";

const besideTopic = "is for a topic that is created, but notifications.topicArn names an existing one";

/** What is contradictory in `notifications`; of its KMS key see `keyArnProblems`. */
export function notificationProblems({ notifications }: NotificationsOf, { region }: ArgumentContext): Problem[] {
  return [...detailsProblems(notifications.details, region), ...topicProblems(notifications, region)];
}

function detailsProblems(details: NotificationsOf["notifications"]["details"], region: string | undefined): Problem[] {
  if (details !== "grouped" || region === undefined || !regionsWithoutLogAlarms.includes(region)) return [];
  return [
    {
      path: ["notifications", "details"],
      message: `${valueText(details)} needs a CloudWatch log alarm, which AWS does not offer in ${region}`,
      allowed: `each; grouped outside of ${regionsWithoutLogAlarms.join(" and ")}`,
      example: "details: each",
    },
  ];
}

function topicProblems({ topicArn, emails, httpsEndpoints, kmsKeyArn }: NotificationsOf["notifications"], region: string | undefined): Problem[] {
  if (topicArn === undefined) {
    return [
      ...repeated(emails, ["notifications", "emails"]),
      ...repeated(httpsEndpoints, ["notifications", "httpsEndpoints"]),
    ];
  }
  const problem = regionalArnProblem(topicArn, ["notifications", "topicArn"], "sns", region, {
    allowed: `the ARN of an SNS topic${region ? ` in ${region}` : ""}`,
  });
  const created = Object.entries({ emails, httpsEndpoints, kmsKeyArn }).filter(
    ([, value]) => value !== undefined && value.length > 0,
  );
  return [
    ...(problem ? [problem] : []),
    ...created.map(([key]) => ({
      path: ["notifications", key],
      message: besideTopic,
      withoutValue: besideTopic,
      allowed: "either topicArn, or emails, httpsEndpoints and kmsKeyArn",
    })),
  ];
}
