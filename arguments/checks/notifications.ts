/** Contradictions of the notifications. */
import { regionalArnProblem } from "../../validation/arnProblems";
import type { Problem } from "../../validation/problem";
import type { EstateSettings } from "../keys/estate";
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

/** Messages on uploads are made of the events of the stack's own account and region: beside others they would tell of a part alone. */
export function messageProblems({ notifications, regions, accounts }: NotificationsOf & EstateSettings): Problem[] {
  if (notifications.details === undefined || regions.length + accounts.length === 0) return [];
  const key = accounts.length > 0 ? "accounts" : "regions";
  const message = `would tell of the uploads of the stack's own account and region alone, beside ${key}`;
  return [{ path: ["notifications", "details"], message, withoutValue: message, allowed: "details without regions and accounts; the alarms tell of all", example: "notifications: { emails: [security@example.com] }" }];
}
