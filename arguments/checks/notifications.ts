/** Contradictions of the notifications. */
import { regionalArnProblem } from "../../validation/arnProblems";
import type { Problem } from "../../validation/problem";
import type { NotificationsOf } from "../schemas";
import type { ArgumentContext } from "../context";
import { repeated } from "./common";

const besideTopic = "is for a topic that is created, but notifications.topicArn names an existing one";

/** What is contradictory in `notifications`; of its KMS key see `keyArnProblems`. */
export function notificationProblems({ notifications }: NotificationsOf, { region }: ArgumentContext): Problem[] {
  const { topicArn, emails, httpsEndpoints, kmsKeyArn } = notifications;
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
