import * as crypto from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import { alarmTopicPolicy } from "../encryption/servicePolicies";
import { childOf } from "./childOptions";

export interface NotificationTopicArgs {
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly topicName: string;
  readonly emails: readonly string[];
  readonly httpsEndpoints: readonly string[];
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** The addresses are secret: they are in no name, and in the state only encrypted. */
  readonly secret?: boolean;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** An SNS topic that the account's CloudWatch alarms may publish to, with its subscriptions. */
export class NotificationTopic extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;

  constructor(name: string, args: NotificationTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:NotificationTopic", name, {}, opts);
    const { topicName, place, secret = false } = args;
    const child = childOf(this);
    this.topic = new aws.sns.Topic(
      name,
      {
        name: place.apply(() => topicName),
        ...(args.kmsKeyArn !== undefined && { kmsMasterKeyId: args.kmsKeyArn }),
        tags: args.tags,
      },
      child,
    );
    const policy = place.apply((known) => JSON.stringify(alarmTopicPolicy(known, topicName)));
    new aws.sns.TopicPolicy(name, { arn: this.topic.arn, policy }, child);

    const subscribe = (protocol: string, endpoints: readonly string[]): void => {
      for (const endpoint of endpoints) {
        new aws.sns.TopicSubscription(
          `${name}-${protocol}-${addressHash(endpoint)}`,
          { topic: this.topic.arn, protocol, endpoint: secret ? pulumi.secret(endpoint) : endpoint },
          // 0.1.0 had the address in the name. An alias stands in the state as it is: of a secret there must be none.
          { ...child, aliases: secret ? [] : [{ name: `${name}-${endpoint}` }] },
        );
      }
    };
    subscribe("email", args.emails);
    subscribe("https", args.httpsEndpoints);
    this.registerOutputs({ topicArn: this.topic.arn });
  }
}

/**
 * What a subscription's name says of its address: enough to tell the addresses of one topic apart, and no more. Names
 * are public, so a hash lets who guesses an address see whether the guess may be right. At 32 bits a token of ordinary
 * length stays out of reach, as countless others have the same hash.
 */
function addressHash(address: string): string {
  return crypto.createHash("sha256").update(address).digest("hex").slice(0, 8);
}
