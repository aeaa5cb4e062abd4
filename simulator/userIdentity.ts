/**
 * Who made a request, as CloudTrail records tell it.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
import { roleArn, type Identity, type PrincipalArn } from "./iam/principal";
import { idOf } from "./madeUpIds";

/**
 * The `userIdentity` of a record. IDs and access keys are made up, the same for the same principal.
 * @param recipient account that gets this copy of the record: the bucket owner's, or the caller's
 * @param eventTime ISO 8601; sessions are said to have begun then
 * @param invokedBy the service that made the request as this identity
 */
export function userIdentity(
  identity: Identity,
  recipient: string,
  eventTime: string,
  invokedBy: string | undefined,
): Record<string, unknown> {
  return { ...who(identity, recipient, eventTime), ...(invokedBy !== undefined && { invokedBy }) };
}

function who(identity: Identity, recipient: string, eventTime: string): Record<string, unknown> {
  if (identity.kind === "anonymous") return { type: "AWSAccount", principalId: "", accountId: "anonymous" };
  if (identity.kind === "service") return { type: "AWSService", invokedBy: identity.service };
  const { account: accountId, arn } = identity;
  const principalId = principalIdOf(identity);
  // The bucket owner's copy of a record does not name identities of other accounts.
  if (accountId !== recipient) return { type: "AWSAccount", principalId, accountId };
  const accessKeyId = identifier(identity.type === "user" || identity.type === "root" ? "AKIA" : "ASIA", arn);
  switch (identity.type) {
    case "root":
      return { type: "Root", principalId, arn, accountId, accessKeyId };
    case "user":
      return { type: "IAMUser", principalId, arn, accountId, accessKeyId, userName: identity.name };
    case "federated-user":
      return { type: "FederatedUser", principalId, arn, accountId, accessKeyId };
    case "role":
    case "assumed-role":
      return {
        type: "AssumedRole",
        principalId,
        arn: `arn:${identity.partition}:sts::${accountId}:assumed-role/${identity.name}/${sessionOf(identity)}`,
        accountId,
        accessKeyId,
        sessionContext: {
          sessionIssuer: {
            type: "Role",
            principalId: identifier("AROA", accountId, identity.name),
            arn: identity.type === "role" ? arn : roleArn(identity),
            accountId,
            userName: identity.name,
          },
          attributes: { creationDate: eventTime, mfaAuthenticated: "false" },
        },
      };
  }
}

function principalIdOf(identity: PrincipalArn): string {
  const { account, name, arn } = identity;
  if (identity.type === "root") return account;
  if (identity.type === "user") return identifier("AIDA", arn);
  if (identity.type === "federated-user") return `${account}:${name}`;
  return `${identifier("AROA", account, name)}:${sessionOf(identity)}`;
}

function sessionOf({ session }: PrincipalArn): string {
  return session ?? "session";
}

/** A made-up unique ID of IAM with the prefix of its kind. */
function identifier(prefix: string, ...seed: readonly string[]): string {
  return `${prefix}${idOf(prefix, ...seed).slice(0, 17).toUpperCase()}`;
}
