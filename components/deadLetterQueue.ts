/** The queue for what rules of EventBridge cannot deliver. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import { deadLetterPolicy } from "../encryption/servicePolicies";
import type { ChildOptions } from "./childOptions";

export interface DeadLetterQueueTerms {
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly queueName: string;
  /** The rules that may use it, by their names or patterns of them. */
  readonly ruleNames: readonly string[];
  /** Where it is not the provider's own region. */
  readonly region?: string;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Declares the queue with its policy, as resources of a component. */
export function declareDeadLetterQueue(child: ChildOptions, name: string, { place, queueName, ruleNames, region, tags }: DeadLetterQueueTerms): aws.sqs.Queue {
  const inRegion = region === undefined ? {} : { region };
  const queue = new aws.sqs.Queue(
    name,
    {
      ...inRegion,
      name: place.apply(() => queueName),
      // The longest that SQS keeps messages: 14 days.
      messageRetentionSeconds: 14 * 24 * 60 * 60,
      // SQS encrypts new queues with keys of its own unless told otherwise: senders, EventBridge among them, need no
      // permission for that. A KMS key would have to allow EventBridge to use it.
      sqsManagedSseEnabled: true,
      tags,
    },
    child,
  );
  const policy = place.apply((known) => JSON.stringify(deadLetterPolicy(known, queueName, ruleNames)));
  new aws.sqs.QueuePolicy(name, { ...inRegion, queueUrl: queue.url, policy }, child);
  return queue;
}
