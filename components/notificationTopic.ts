import * as crypto from "node:crypto";
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
  /** Addresses and key are secret: they are in no name, and in the state only encrypted. */
  readonly secret?: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** An SNS topic that the account's CloudWatch alarms may publish to, with its subscriptions. */
export class NotificationTopic extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;

  constructor(name: string, args: NotificationTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:NotificationTopic", name, {}, opts);
    const { secret } = args;
    const child = childOf(this);
    this.topic = new aws.sns.Topic(
      name,
      {
        name: args.topicName,
        ...(args.kmsKeyArn !== undefined && { kmsMasterKeyId: secretIf(secret, args.kmsKeyArn) }),
        tags: { ...args.tags },
      },
      child,
    );
    const policy = alarmTopicPolicy(args.environment, args.topicName);
    new aws.sns.TopicPolicy(name, { arn: this.topic.arn, policy: JSON.stringify(policy) }, child);

    const subscribe = (protocol: string, endpoints: readonly string[]): void => {
      for (const endpoint of endpoints) {
        new aws.sns.TopicSubscription(
          `${name}-${protocol}-${addressHash(endpoint)}`,
          { topic: this.topic.arn, protocol, endpoint: secretIf(secret, endpoint) },
          // 0.1.0 had the address in the name. An alias stands in the state as it is: of a secret there must be none.
          { ...child, aliases: secret === true ? [] : [{ name: `${name}-${endpoint}` }] },
        );
      }
    };
    subscribe("email", args.emails);
    subscribe("https", args.httpsEndpoints);
    this.registerOutputs({ topicArn: this.topic.arn });
  }
}

/** A value that is secret, or just known. */
export function secretIf(secret: boolean | undefined, value: string): pulumi.Output<string> {
  return secret === true ? pulumi.secret(value) : pulumi.output(value);
}

/**
 * What a subscription's name says of its address: enough to tell the addresses of one topic apart, and no more. Names
 * are public, so a hash lets who guesses an address see whether the guess may be right. At 32 bits a token of ordinary
 * length stays out of reach, as countless others have the same hash.
 */
function addressHash(address: string): string {
  return crypto.createHash("sha256").update(address).digest("hex").slice(0, 8);
}
