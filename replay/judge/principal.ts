/**
 * Who made a request, by the `userIdentity` of its record: one name for each principal, as in the saved queries
 * (encryption/queries.ts), and what policies would see.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
import { parsePrincipalArn, type RequestPrincipal } from "../../simulator/iam/principal";

type Fields = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** The role of a session, by the identity of its record; undefined where none, or a user, issued it. */
export function roleOf(userIdentity: unknown): string | undefined {
  const issuer = textOf(objectOf(objectOf(objectOf(userIdentity)["sessionContext"])["sessionIssuer"])["arn"]);
  return issuer !== undefined && /^.+:role\/.+/.test(issuer) ? issuer : undefined;
}

/** The name of a principal: sessions count as their role, principals of other accounts as account and unique ID. */
export function principalName(userIdentity: unknown): string {
  const identity = objectOf(userIdentity);
  const [accountId, principalId] = [textOf(identity["accountId"]), textOf(identity["principalId"])];
  const caller = `${accountId ?? ""} ${principalId ?? ""}`;
  const [foreignRole] = /^[0-9]+ AROA[^:]+/.exec(caller) ?? [];
  const [foreign] = /^[0-9]+ .+/.exec(caller) ?? [];
  const names = [
    roleOf(identity),
    textOf(identity["arn"]),
    foreignRole,
    foreign,
    textOf(objectOf(identity["onBehalfOf"])["userId"]),
    textOf(identity["invokedBy"]),
    accountId,
    textOf(identity["type"]),
  ];
  return names.find((name) => name !== undefined && name !== "") ?? "unknown";
}

/** The principal that a policy would see; undefined where the record does not tell, as of other accounts' principals. */
export function requestPrincipal(userIdentity: unknown): RequestPrincipal | undefined {
  const identity = objectOf(userIdentity);
  const arn = textOf(identity["arn"]);
  if (arn !== undefined && parsePrincipalArn(arn)) return { arn };
  if (identity["type"] === "AWSService" && typeof identity["invokedBy"] === "string") return { service: identity["invokedBy"] };
  return identity["accountId"] === "anonymous" ? "anonymous" : undefined;
}
