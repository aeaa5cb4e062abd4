/** What the demo does with a deployed stack: sends uploads, and gathers what a person would see. */
import { auditMetrics, type AuditMetric } from "../../encryption/metrics";
import type { EncryptionRequirement } from "../../encryption/requirement";
import type { Deployment } from "../engineOutput";
import { audienceOf, bucketsOf } from "./audience";
import { deployedStack, type DeployedStack } from "./deployedStack";
import { demoResult, type DemoResult } from "./result";
import { sendRequests, type SentRequests } from "./send";
import { demoRequests } from "./uploads";

export interface Demonstration {
  readonly stack: DeployedStack;
  readonly requests: SentRequests;
  readonly result: Omit<DemoResult, "pictures">;
  /** What the metrics of the result stand for, in the order to show them. */
  readonly metrics: readonly AuditMetric[];
}

/**
 * Sends the uploads that a stack's config has something to say about, whatever that is.
 * @param changes resources that the deployment touched, by operation
 * @param existingLogBucket where an existing trail delivers to, as far as the config names it
 * @throws Error when a part of the pipeline is missing
 */
export function demonstrate(stackName: string, deployment: Deployment, changes: Readonly<Record<string, number>>, existingLogBucket?: string): Demonstration {
  const stack = deployedStack(deployment, existingLogBucket);
  const requirement = deployment.outputs["requirement"] as EncryptionRequirement;
  const audience = audienceOf(stack);
  const requests = sendRequests(stack, bucketsOf(audience), demoRequests(audience, stack.place, requirement));
  const metrics = auditMetrics(requirement);
  const order = metrics.map(({ metricName }) => metricName);
  return { stack, requests, result: demoResult(stackName, order, changes, stack, audience, requests), metrics };
}
