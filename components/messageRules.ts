import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { regionalArn, type AwsEnvironment } from "../encryption/arn";
import type { RuleMessage } from "../encryption/ruleMessages";
import { publishPolicy, ruleRoleTrust } from "../encryption/servicePolicies";
import { childOf } from "./childOptions";
import { declareRule } from "./ruleWithTarget";

/** A rule whose events are told to people. */
export interface MessageRule {
  /** The rule's name is the prefix and this. */
  readonly suffix: string;
  /** Name of the bus at home that others forward to, for a rule on that one. */
  readonly bus?: pulumi.Output<string>;
  readonly description: string;
  readonly eventPattern: pulumi.Output<string>;
  readonly message: pulumi.Input<RuleMessage>;
}

export interface MessageRulesArgs {
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly namePrefix: string;
  readonly rules: readonly MessageRule[];
  /** Patterns of the rules' names: a role's trust policy has at most 2,048 characters. */
  readonly rulePatterns: readonly string[];
  readonly topicArn: pulumi.Output<string>;
  /** KMS key of the topic, where the stack knows of one. */
  readonly topicKeyArn?: pulumi.Input<string>;
  /** Where messages go that the topic did not take. */
  readonly deadLetterQueueArn?: pulumi.Output<string>;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** EventBridge rules that publish a message for each event straight to a topic, by a role that may do nothing else. */
export class MessageRules extends pulumi.ComponentResource {
  constructor(name: string, args: MessageRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:MessageRules", name, {}, opts);
    const { place, namePrefix, rules, rulePatterns, topicArn, tags } = args;
    const child = childOf(this);
    const ruleNames = rules.map(({ suffix }) => `${namePrefix}-${suffix}`);
    const role = new aws.iam.Role(
      name,
      {
        name: place.apply(() => `${namePrefix}-messages`),
        description: "Lets the audit's EventBridge rules publish to its topic",
        assumeRolePolicy: place.apply((known) => JSON.stringify(ruleRoleTrust(known, rulePatterns.map((pattern) => regionalArn(known, "events", `rule/${pattern}`))))),
        tags,
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      name,
      {
        name: `${namePrefix}-messages`,
        role: role.name,
        policy: pulumi.all([topicArn, pulumi.output(args.topicKeyArn)]).apply(([topic, key]) => JSON.stringify(publishPolicy(topic, key))),
      },
      child,
    );
    rules.forEach(({ suffix, bus, description, eventPattern, message }, index) =>
      declareRule(child, `${name}-${bus ? "hub-" : ""}${suffix}`, {
        ruleName: ruleNames[index] as string,
        description,
        eventPattern,
        ...(bus && { place: { eventBusName: bus } }),
        target: {
          targetId: "topic",
          arn: topicArn,
          roleArn: role.arn,
          inputTransformer: pulumi.output(message).apply(({ inputPaths, inputTemplate }) => ({ inputPaths: { ...inputPaths }, inputTemplate })),
        },
        deadLetterQueueArn: args.deadLetterQueueArn,
        // Without the policy the target's messages end in the queue.
        permissions: [policy],
        tags,
      }),
    );
    this.registerOutputs({ ruleNames });
  }
}
