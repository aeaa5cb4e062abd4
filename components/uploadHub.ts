import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";
import { hubBusName, hubPolicy, hubRuleName } from "../encryption/forwarding";
import { childOf } from "./childOptions";
import { numbered } from "./manyRules";
import { declareRule } from "./ruleWithTarget";

export interface UploadHubArgs {
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly namePrefix: string;
  /** Accounts that forward; home's own is added where it forwards from other regions. */
  readonly accountIds: readonly string[];
  /** Whether home forwards from other regions. */
  readonly fromHome: boolean;
  /** Event patterns as JSON text; one rule is made for each. */
  readonly eventPatterns: readonly pulumi.Output<string>[];
  readonly logGroupArn: pulumi.Output<string>;
  readonly deadLetterQueueArn: pulumi.Output<string> | undefined;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** The bus at home that other accounts and regions forward uploads to, and the rules that bring them to the log group. */
export class UploadHub extends pulumi.ComponentResource {
  readonly busName: pulumi.Output<string>;
  /** Known once the bus takes what is forwarded. */
  readonly busArn: pulumi.Output<string>;
  readonly ruleNames: readonly string[];

  constructor(name: string, args: UploadHubArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:UploadHub", name, {}, opts);
    const { place, namePrefix, accountIds, deadLetterQueueArn, tags } = args;
    const child = childOf(this);
    this.ruleNames = args.eventPatterns.map((_, index) => `${hubRuleName(namePrefix)}${numbered(index)}`);
    const bus = new aws.cloudwatch.EventBus(name, { name: place.apply(() => hubBusName(namePrefix)), description: "S3 uploads of other accounts and regions", tags }, child);
    // In whatever order they are configured, the same.
    const policy = place.apply((home) => JSON.stringify(hubPolicy(home, namePrefix, [...(args.fromHome ? [home.accountId] : []), ...accountIds].sort())));
    const busPolicy = new aws.cloudwatch.EventBusPolicy(name, { eventBusName: bus.name, policy }, child);

    args.eventPatterns.forEach((eventPattern, index) =>
      declareRule(child, `${name}${numbered(index)}`, {
        ruleName: this.ruleNames[index] as string,
        description: "S3 uploads of other accounts and regions, for the encryption audit",
        eventPattern,
        place: { eventBusName: bus.name },
        target: { targetId: "upload-log", arn: args.logGroupArn },
        deadLetterQueueArn,
        tags,
      }),
    );
    this.busName = bus.name;
    this.busArn = pulumi.all([bus.arn, busPolicy.urn]).apply(([arn]) => arn);
    this.registerOutputs({ busArn: this.busArn });
  }
}
