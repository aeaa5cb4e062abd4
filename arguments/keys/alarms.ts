/** The alarms of an audit. */
import { z } from "zod";
import { exampleTopicArn } from "../../validation/examples";
import { unknownText } from "../../validation/schemaMeta";

/** What `periodMinutes` may be. */
export const periodMinutes = [1, 5, 10, 15, 30, 60] as const;

/** CloudWatch takes five actions for each state of an alarm; the topic is one of them. */
const mostActions = 4;

const actions = (when: string, key: string) =>
  z
    .array(z.string().meta({ knownLater: unknownText }))
    .max(mostActions)
    .default([])
    .meta({
      description:
        `What CloudWatch does ${when}, beside publishing to the topic. EventBridge needs no entry: it receives every change of ` +
        "an alarm's state on the default event bus.",
      allowed: `a list of at most ${mostActions} ARNs that an alarm takes: SNS topics, Lambda functions, Systems Manager OpsItems and incidents, …`,
      example: `${key}: [${exampleTopicArn}]`,
    });

export const alarms = z
  .strictObject({
    periodMinutes: z
      .literal(periodMinutes)
      .default(1)
      .meta({
        description:
          "Minutes over which an alarm sums its metric. An alarm on uploads looks back over several periods, since " +
          "CloudTrail delivers late; ALARM lasts as long (docs/metrics.md).",
        allowed: periodMinutes.join(", "),
        example: "periodMinutes: 1",
      }),
    deniedUploads: z.number().int().min(0).exactOptional().meta({
      description:
        "Alarm when more denied uploads than this are recorded in a period; no such alarm when left out. CloudTrail may " +
        "spread one burst over several minutes: choose a period as long as the burst you look for.",
      allowed: "a whole number, at least 0",
      example: "deniedUploads: 10",
    }),
    silentHours: z.number().int().min(1).max(168).exactOptional().meta({
      description:
        "Alarm when no upload was recorded for so many hours; no such alarm when left out. Choose more hours than your " +
        "longest pause between uploads takes.",
      allowed: "a whole number of hours from 1 to 168",
      example: "silentHours: 24",
    }),
    actions: actions("when an alarm goes off", "actions"),
    okActions: actions("when an alarm is over", "okActions"),
  })
  .prefault({})
  .meta({
    description: "The alarms. Every metric that breaks the requirement has one.",
    allowed: "a map with periodMinutes, deniedUploads, silentHours, actions, okActions",
    example: "alarms: { silentHours: 24 }",
    typeName: "Alarms",
  });
