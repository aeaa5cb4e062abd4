import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import { alarmTopicPolicy } from "../encryption/servicePolicies";
import { childOf } from "./childOptions";

export interface NotificationTopicArgs {
  readonly environment: AwsEnvironment;
  readonly topicName: string;
  readonly emails: readonly string[];
  readonly httpsEndpoints: readonly string[];
  readonly kmsKeyArn?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An SNS topic that the account's CloudWatch alarms may publish to, with its subscriptions. */
export class NotificationTopic extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;

  constructor(name: string, args: NotificationTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:NotificationTopic", name, {}, opts);
    const child = childOf(this);
    this.topic = new aws.sns.Topic(
      name,
      {
        name: args.topicName,
        ...(args.kmsKeyArn !== undefined && { kmsMasterKeyId: args.kmsKeyArn }),
        tags: { ...args.tags },
      },
      child,
    );
    const policy = alarmTopicPolicy(args.environment, args.topicName);
    new aws.sns.TopicPolicy(name, { arn: this.topic.arn, policy: JSON.stringify(policy) }, child);

    const subscribe = (protocol: string, endpoints: readonly string[]): void => {
      for (const endpoint of endpoints) {
        new aws.sns.TopicSubscription(`${name}-${endpoint}`, { topic: this.topic.arn, protocol, endpoint }, child);
      }
    };
    subscribe("email", args.emails);
    subscribe("https", args.httpsEndpoints);
    this.registerOutputs({ topicArn: this.topic.arn });
  }
}
