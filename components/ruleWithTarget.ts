/** Rules of EventBridge that have one target each. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface RuleTerms {
  readonly ruleName: string;
  readonly description: string;
  /** As JSON text. */
  readonly eventPattern: pulumi.Output<string>;
  /** Where it is neither the account's default bus, nor in the provider's region. */
  readonly place?: { readonly eventBusName?: pulumi.Output<string>; readonly region?: string };
  readonly target: Omit<aws.cloudwatch.EventTargetArgs, "rule" | "eventBusName" | "region" | "deadLetterConfig">;
  /** Where what the target did not take goes. */
  readonly deadLetterQueueArn: pulumi.Output<string> | undefined;
  /** What lets EventBridge deliver: it takes targets without, and delivers nothing. */
  readonly permissions?: readonly pulumi.Resource[];
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Declares a rule with its target, as resources of a component. */
export function declareRule(child: pulumi.CustomResourceOptions, name: string, terms: RuleTerms): void {
  const { ruleName, description, eventPattern, place, target, deadLetterQueueArn, permissions = [], tags } = terms;
  const rule = new aws.cloudwatch.EventRule(name, { ...place, name: ruleName, description, eventPattern, tags }, child);
  new aws.cloudwatch.EventTarget(
    name,
    { ...place, rule: rule.name, ...target, ...(deadLetterQueueArn && { deadLetterConfig: { arn: deadLetterQueueArn } }) },
    { ...child, dependsOn: [...permissions] },
  );
}
