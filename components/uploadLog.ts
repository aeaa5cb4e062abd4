import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import { deadLetterQueueName, logDeliveryPolicy } from "../encryption/servicePolicies";
import { childOf } from "./childOptions";
import { declareDeadLetterQueue } from "./deadLetterQueue";
import { numbered } from "./manyRules";
import { declareRule } from "./ruleWithTarget";

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
  /** Names of further rules that may use the queue, or patterns of them. */
  readonly otherRules: readonly string[];
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
  readonly deadLetterQueueArn: pulumi.Output<string> | undefined;

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
    this.deadLetterQueueArn = queue?.queue.arn;

    eventPatterns.forEach((eventPattern, index) =>
      declareRule(child, `${name}${numbered(index)}`, {
        ruleName: this.ruleNames[index] as string,
        description: "S3 uploads, for the encryption audit",
        eventPattern,
        target: { targetId: "upload-log", arn: this.logGroup.arn },
        deadLetterQueueArn: this.deadLetterQueueArn,
        // Without the policy EventBridge drops the target's events.
        permissions: deliveryPolicy,
        tags,
      }),
    );
    this.registerOutputs({ ruleNames: this.ruleNames });
  }

  /** The rules' names as one: their own, or a pattern of them. */
  private get ruleNamePattern(): string {
    const [first = "", ...more] = this.ruleNames;
    return more.length === 0 ? first : `${first}*`;
  }

  private createDeadLetterQueue(name: string, { place, namePrefix, otherRules, tags }: UploadLogArgs): { name: string; queue: aws.sqs.Queue } {
    const queueName = deadLetterQueueName(namePrefix);
    const queue = declareDeadLetterQueue(childOf(this), name, { place, queueName, ruleNames: [this.ruleNamePattern, ...otherRules], tags });
    return { name: queueName, queue };
  }
}
