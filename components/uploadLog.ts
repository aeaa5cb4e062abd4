import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import { deadLetterPolicy, logDeliveryPolicy } from "../encryption/servicePolicies";
import { childOf } from "./childOptions";

export interface UploadLogArgs {
  readonly place: pulumi.Output<AwsEnvironment>;
  /** What the names of rules, queue and policy begin with. */
  readonly namePrefix: string;
  /** Event patterns as JSON text; one rule is made for each. */
  readonly eventPatterns: readonly pulumi.Output<string>[];
  readonly logGroup: {
    readonly name: string;
    readonly retentionDays: number;
    readonly kmsKeyArn?: pulumi.Input<string>;
    /** `existing`: another resource policy of the account lets EventBridge write already. */
    readonly resourcePolicy: "create" | "existing";
  };
  readonly deadLetterQueue: boolean;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly protect: boolean;
  /** What was logged may go: delete the log group with this component. Counts from the deployment after the one that sets it. */
  readonly forceDestroy: boolean;
}

/** EventBridge rules that bring the upload events to a log group, and a queue for what cannot be delivered. */
export class UploadLog extends pulumi.ComponentResource {
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly ruleNames: readonly string[];
  /** Undefined where there is no such queue. */
  readonly deadLetterQueueName: string | undefined;
  readonly deadLetterQueueUrl: pulumi.Output<string> | undefined;

  constructor(name: string, args: UploadLogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:UploadLog", name, {}, opts);
    const { place, namePrefix, eventPatterns, tags } = args;
    const child = childOf(this);
    this.ruleNames = eventPatterns.map((_, index) => `${namePrefix}-uploads${numbered(index)}`);

    this.logGroup = new aws.cloudwatch.LogGroup(
      name,
      {
        name: place.apply(() => args.logGroup.name),
        retentionInDays: args.logGroup.retentionDays,
        ...(args.logGroup.kmsKeyArn !== undefined && { kmsKeyId: args.logGroup.kmsKeyArn }),
        // AWS refuses what Pulumi's protection cannot: a deletion from outside of the stack.
        deletionProtectionEnabled: args.protect,
        tags,
      },
      // Renamed or dropped, it stays in AWS with the uploads that it recorded.
      { ...child, protect: args.protect, retainOnDelete: !args.forceDestroy },
    );
    const deliveryPolicy =
      args.logGroup.resourcePolicy === "create"
        ? [
            new aws.cloudwatch.LogResourcePolicy(
              name,
              {
                policyName: `${namePrefix}-uploads`,
                policyDocument: place.apply((known) => JSON.stringify(logDeliveryPolicy(known, args.logGroup.name))),
              },
              child,
            ),
          ]
        : [];

    const queue = args.deadLetterQueue ? this.createDeadLetterQueue(name, args) : undefined;
    this.deadLetterQueueName = queue?.name;
    this.deadLetterQueueUrl = queue?.queue.url;

    eventPatterns.forEach((eventPattern, index) => {
      const ruleName = this.ruleNames[index] as string;
      const childName = `${name}${numbered(index)}`;
      const rule = new aws.cloudwatch.EventRule(
        childName,
        { name: ruleName, description: "S3 uploads, for the encryption audit", eventPattern, tags },
        child,
      );
      new aws.cloudwatch.EventTarget(
        childName,
        {
          rule: rule.name,
          targetId: "upload-log",
          arn: this.logGroup.arn,
          ...(queue && { deadLetterConfig: { arn: queue.queue.arn } }),
        },
        // Without the policy EventBridge accepts the target, but drops its events.
        { ...child, dependsOn: deliveryPolicy },
      );
    });
    this.registerOutputs({ ruleNames: this.ruleNames });
  }

  /** The rules' names as one: their own, or a pattern of them. */
  private get ruleNamePattern(): string {
    const [first = "", ...more] = this.ruleNames;
    return more.length === 0 ? first : `${first}*`;
  }

  private createDeadLetterQueue(
    name: string,
    { place, namePrefix, tags }: UploadLogArgs,
  ): { name: string; queue: aws.sqs.Queue } {
    const queueName = `${namePrefix}-dead-letters`;
    const child = childOf(this);
    const queue = new aws.sqs.Queue(
      name,
      {
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
    const policy = place.apply((known) => JSON.stringify(deadLetterPolicy(known, queueName, this.ruleNamePattern)));
    new aws.sqs.QueuePolicy(name, { queueUrl: queue.url, policy }, child);
    return { name: queueName, queue };
  }
}

/** The first of several keeps the name of the only one: it is changed, and never deleted, when another joins it. */
function numbered(index: number): string {
  return index === 0 ? "" : `-${index + 1}`;
}
