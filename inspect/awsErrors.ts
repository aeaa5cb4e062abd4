/** What AWS and its SDK say where a call fails, and what to do about it. */

/** The name of an error: the code that the service answered with, or the SDK's own. */
export function nameOfError(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** Whether a bucket or an access point was deleted meanwhile. */
export function isGone(error: unknown): boolean {
  return ["NoSuchBucket", "NoSuchAccessPoint"].includes(nameOfError(error));
}

/** What to do about errors that a person can mend. */
const advice: Readonly<Record<string, string>> = {
  CredentialsProviderError: "Give credentials as for the AWS CLI: aws configure, aws sso login, AWS_PROFILE, or --profile",
  ExpiredToken: "The credentials have expired: sign in again",
  ExpiredTokenException: "The credentials have expired: sign in again",
  InvalidAccessKeyId: "The credentials are of no account: check AWS_ACCESS_KEY_ID, AWS_PROFILE or --profile",
  SignatureDoesNotMatch: "The secret access key is not that of the access key id",
  AccessDenied: "The IAM policy that inspect needs is in docs/inspect.md; a service control policy may deny it all the same",
  IllegalLocationConstraintException: "The region is not enabled for the account",
  UnrecognizedClientException: "The region is not enabled for the account, or the credentials are of no account",
  InvalidToken: "The region is not enabled for the account, or the session token is not valid",
  SlowDown: "S3 throttles the account's calls: try later, or with fewer buckets (--buckets)",
  ENOTFOUND: "Check the network and the region's name",
  ECONNREFUSED: "Check the network and the endpoint",
  TimeoutError: "Check the network",
};

/** What is denied to somebody who is not yet who they want to be is no matter of the policy. */
const assuming = /sts:AssumeRole/;
const assumingAdvice = "The role does not let these credentials take it on: check the profile's role_arn, and the role's trust policy";

/** An error in one line: its name, what was said, and what to do. */
export function errorWords(error: unknown): string {
  const name = nameOfError(error);
  const code = (error as { code?: unknown }).code;
  const said = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ").trim();
  const help = (assuming.test(said) ? assumingAdvice : undefined) ?? advice[name] ?? (typeof code === "string" ? advice[code] : undefined);
  const what = [name, said].filter((part, index) => part !== "" && (index > 0 || part !== "Error")).join(": ");
  return help === undefined ? what : `${what.replace(/\.$/, "")}. ${help}`;
}
