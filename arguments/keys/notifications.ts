/** Who is notified of an audit's alarms. */
import { z } from "zod";
import { exampleKmsKeyArn, exampleTopicArn } from "../../validation/examples";
import * as field from "../fields";

export const notifications = z
  .strictObject({
    topicArn: field.arn.exactOptional().meta({
      description: "ARN of an existing SNS topic; without it one is created.",
      changing: {
        loses: ["topic", "subscription"],
        what: "once it is set, the topic that was created is deleted, with all its subscriptions.",
      },
      allowed: "the ARN of an SNS topic in the stack's region",
      example: `topicArn: ${exampleTopicArn}`,
    }),
    emails: z.array(z.email()).default([]).meta({
      description: "E-mail addresses to subscribe; each receives a message to confirm.",
      changing: { loses: ["subscription"], what: "an address that is no longer listed is unsubscribed; the others stay confirmed." },
      allowed: "a list of e-mail addresses",
      example: "emails: [security@example.com]",
    }),
    httpsEndpoints: z.array(z.url({ protocol: /^https$/ })).default([]).meta({
      description: "HTTPS endpoints to subscribe.",
      changing: { loses: ["subscription"], what: "an endpoint that is no longer listed is unsubscribed; the others stay confirmed." },
      allowed: "a list of https:// addresses",
      example: "httpsEndpoints: [https://hooks.example.com/alarms]",
    }),
    details: z.enum(["each", "grouped"]).exactOptional().meta({
      description:
        "Beside the alarms, messages on uploads against the requirement (docs/messages.md). `each`: one for every upload: who stored which " +
        "object, with which method and key, against which part of the requirement. `grouped`: one for every bucket and principal, which " +
        "a log alarm sends; not in me-central-1 and me-south-1.",
      changing: {
        loses: ["rule", "target"],
        what: "once it is left out, or `grouped`, the rules that send a message for each upload are deleted; once it is left out, or `each`, the log alarm is.",
      },
      allowed: "each or grouped",
      example: "details: grouped",
    }),
    kmsKeyArn: field.arn.exactOptional().meta({
      description: "KMS key of the created topic; its key policy must let CloudWatch alarms use it.",
      allowed: "the ARN of a KMS key in the stack's region",
      example: `kmsKeyArn: ${exampleKmsKeyArn()}`,
    }),
  })
  .prefault({})
  .meta({
    description: "Who is notified of alarms.",
    allowed: "a map with topicArn, or with emails, httpsEndpoints and kmsKeyArn, and with details",
    example: "notifications: { emails: [security@example.com] }",
    typeName: "Notifications",
    shortFor: "emails",
  });
