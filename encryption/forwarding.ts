/**
 * Several accounts and regions, an estate: in each of them rules forward the audited uploads to a bus at home, the account
 * and region of the log group.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
import { accountRootArn, regionalArn, type AwsEnvironment } from "./arn";
import { AwsLimitError, awsLimits } from "./limits";
import { policyDocument, type PolicyDocument } from "./policyDocument";
import { ruleRoleTrust } from "./servicePolicies";

/** Name of the bus at home that receives what is forwarded. */
export function hubBusName(namePrefix: string): string {
  return `${namePrefix}-uploads`;
}

/** ARN of the bus at home. */
export function hubBusArn(home: AwsEnvironment, namePrefix: string): string {
  return regionalArn(home, "events", `event-bus/${hubBusName(namePrefix)}`);
}

/** Name of the rules that bring events from the bus at home to the log group. */
export function hubRuleName(namePrefix: string): string {
  return `${namePrefix}-hub`;
}

/** A rule on the bus at home, or a pattern of several, as ARNs of rules name them. */
export function onHubBus(namePrefix: string, rule: string): string {
  return `${hubBusName(namePrefix)}/${rule}`;
}

/** The rules on the bus at home that bring events to the log group, as ARNs of rules name them. */
export function hubRules(namePrefix: string): string {
  return onHubBus(namePrefix, `${hubRuleName(namePrefix)}*`);
}

/** Name of the rules that forward, and of what serves them: role, dead-letter queue. Each account and region has its own. */
export function forwardingName(namePrefix: string): string {
  return `${namePrefix}-forward`;
}

/**
 * The policy of the bus at home: these accounts put events, and nobody else. Events of AWS services cannot be made up:
 * EventBridge takes none from a caller whose source begins with `aws.`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 * @param accountIds accounts that forward; home itself only where it forwards from other regions
 * @throws AwsLimitError where AWS takes no policy as long
 */
export function hubPolicy(home: AwsEnvironment, namePrefix: string, accountIds: readonly string[]): PolicyDocument {
  const policy = policyDocument([
    {
      Sid: "AuditedAccountsToUploads",
      Effect: "Allow",
      Principal: { AWS: accountIds.map((accountId) => accountRootArn({ ...home, accountId })) },
      Action: "events:PutEvents",
      Resource: hubBusArn(home, namePrefix),
    },
  ]);
  const { length } = JSON.stringify(policy);
  if (length > awsLimits.eventBusPolicyCharacters) {
    throw new AwsLimitError(
      "accounts",
      `${accountIds.length} accounts make the policy of the event bus ${length} characters long; AWS allows ${awsLimits.eventBusPolicyCharacters}`,
    );
  }
  return policy;
}

/**
 * The trust policy of the role that forwards from an account: for EventBridge, on behalf of the account's forwarding rules,
 * in any of its regions.
 * @param origin the account; its region does not matter
 */
export function forwardingTrust(origin: AwsEnvironment, namePrefix: string): PolicyDocument {
  return ruleRoleTrust(origin, regionalArn({ ...origin, region: "*" }, "events", `rule/${forwardingName(namePrefix)}*`), "EventBridgeForwardsUploads");
}

/** What the role that forwards may do: put events on the bus at home. */
export function forwardingPermission(home: AwsEnvironment, namePrefix: string): PolicyDocument {
  return policyDocument([{ Sid: "ForwardUploads", Effect: "Allow", Action: "events:PutEvents", Resource: hubBusArn(home, namePrefix) }]);
}
