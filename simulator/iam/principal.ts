/**
 * Who makes a request, and which `Principal` elements mean it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { arnParts } from "./arn";
import { ContextKeys, type RequestContext } from "./conditions";
import { type PolicyPrincipal, type PrincipalElement } from "./document";

/**
 * Who makes a request: an unsigned request, an AWS service for its own sake, or an identity with its ARN: the root
 * user, an IAM user, a role session (`arn:aws:sts::…:assumed-role/role/session`), a federated user session, or a role
 * (`arn:aws:iam::…:role/path/role`), which stands for any session of it.
 */
export type RequestPrincipal =
  | "anonymous"
  | {
      readonly arn: string;
      /** Twelve digits; by default the account in the ARN. */
      readonly account?: string;
      /** What S3 calls the account in access control lists; only `CanonicalUser` principals look at it. */
      readonly canonicalUserId?: string;
      /** The identity provider that a session was federated through; only `Federated` principals and its key look at it. */
      readonly federatedProvider?: string;
    }
  | { readonly service: string };

/** A request's principal taken apart. One object per principal object, as many requests share one. */
export type Identity =
  | { readonly kind: "anonymous" }
  | { readonly kind: "service"; readonly service: string }
  | (PrincipalArn & { readonly kind: "aws"; readonly canonicalUserId?: string; readonly federatedProvider?: string });

/** The ARN of an identity taken apart. */
export interface PrincipalArn {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly type: "root" | "user" | "role" | "assumed-role" | "federated-user";
  /** Name without path; empty for the root user. */
  readonly name: string;
  /** Of role sessions alone. */
  readonly session?: string;
}

/**
 * Takes the ARN of an identity apart, or gives undefined when it is none: groups, wildcards and other services' ARNs
 * are not principals. CloudFront's origin access identities have `cloudfront` for an account.
 */
export function parsePrincipalArn(arn: string): PrincipalArn | undefined {
  const [scheme, partition = "", service, region, account = "", resource = ""] = arnParts(arn) ?? [];
  if (scheme !== "arn" || !/^aws(-[a-z]+)*$/.test(partition) || region !== "" || /[*?]/.test(arn)) return undefined;
  if (!/^(\d{12}|cloudfront)$/.test(account)) return undefined;
  const [type = "", ...path] = resource.split("/");
  const name = path.at(-1) ?? "";
  const common = { arn, partition, account };
  if (service === "iam" && resource === "root") return { ...common, type: "root", name: "" };
  if (path.length === 0 || path.some((part) => part === "")) return undefined;
  if (service === "iam" && (type === "user" || type === "role")) return { ...common, type, name };
  if (service === "sts" && type === "federated-user" && path.length === 1) return { ...common, type, name };
  if (service === "sts" && type === "assumed-role" && path.length === 2) {
    return { ...common, type, name: path[0] ?? "", session: name };
  }
  return undefined;
}

const anonymous: Identity = { kind: "anonymous" };
const identities = new WeakMap<object, Identity>();

/**
 * Takes a request's principal apart.
 * @throws Error for an ARN that is not one of an identity, and for an account that contradicts the ARN.
 */
export function identify(principal: RequestPrincipal): Identity {
  if (principal === "anonymous") return anonymous;
  const known = identities.get(principal);
  if (known) return known;
  const identity = takeApart(principal);
  identities.set(principal, identity);
  return identity;
}

function takeApart(principal: Exclude<RequestPrincipal, "anonymous">): Identity {
  if ("service" in principal) return { kind: "service", service: principal.service };
  const { arn, account, canonicalUserId, federatedProvider } = principal;
  const parsed = parsePrincipalArn(arn);
  if (!parsed) throw new Error(`the principal "${arn}" is not the ARN of a user, role, session or root user`);
  if (account !== undefined && account !== parsed.account) {
    throw new Error(`the principal "${arn}" is not in account ${account}`);
  }
  return {
    kind: "aws",
    ...parsed,
    ...(canonicalUserId === undefined ? {} : { canonicalUserId }),
    ...(federatedProvider === undefined ? {} : { federatedProvider }),
  };
}

/** Whether a statement is about an identity. */
export type PrincipalTest = (identity: Identity) => boolean;

/**
 * The test that a `Principal` or `NotPrincipal` element stands for.
 *
 * `NotPrincipal` is about everyone whom its list does not mean. IAM may in addition ask that the list names the account
 * and, for a session, the role; the exception is assumed to hold as soon as one entry means the identity.
 */
export function compilePrincipal({ element, principals }: PrincipalElement): PrincipalTest {
  const tests = principals.map(compileEntry);
  const negated = element === "NotPrincipal";
  return (identity) => tests.some((means) => means(identity)) !== negated;
}

function compileEntry({ type, id }: PolicyPrincipal): PrincipalTest {
  switch (type) {
    case "Service":
      return (identity) => identity.kind === "service" && identity.service === id;
    case "CanonicalUser":
      return (identity) => identity.kind === "aws" && identity.canonicalUserId === id;
    case "Federated":
      return (identity) => identity.kind === "aws" && identity.federatedProvider === id;
    case "AWS":
      return id === "*" ? () => true : compileAwsEntry(id);
  }
}

function compileAwsEntry(id: string): PrincipalTest {
  const named = parsePrincipalArn(id);
  return (identity) => {
    if (identity.kind !== "aws") return false;
    if (!named) return id === identity.account;
    if (named.account !== identity.account || named.partition !== identity.partition) return false;
    if (named.type === "root" || named.arn === identity.arn) return true;
    // A session carries the role's name without its path.
    return named.type === "role" && identity.type === "assumed-role" && named.name === identity.name;
  };
}

/**
 * The condition keys that follow from who makes a request. Left out is what cannot be told from the ARN: `aws:userid` of
 * users and roles, tags, the organization. The path of a session's role is not in its ARN either: for roles with a
 * path, give `aws:PrincipalArn` in the context.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
 */
export function principalKeys(identity: Identity): RequestContext {
  switch (identity.kind) {
    case "anonymous":
      return { "aws:PrincipalType": "Anonymous" };
    case "service":
      return { "aws:PrincipalIsAWSService": true, "aws:PrincipalServiceName": identity.service };
    case "aws":
      return {
        "aws:PrincipalArn": identity.type === "assumed-role" ? roleArn(identity) : identity.arn,
        "aws:PrincipalAccount": identity.account,
        "aws:PrincipalType": principalTypeNames[identity.type],
        "aws:PrincipalIsAWSService": false,
        "aws:username": identity.type === "user" ? identity.name : undefined,
        "aws:userid": identity.type === "root" ? identity.account : undefined,
        "aws:FederatedProvider": identity.federatedProvider,
      };
  }
}

const contexts = new WeakMap<Identity, ContextKeys>();

/** The {@link principalKeys} made ready for evaluation, once per identity. */
export function principalContext(identity: Identity): ContextKeys {
  const known = contexts.get(identity);
  if (known) return known;
  const context = new ContextKeys(principalKeys(identity));
  contexts.set(identity, context);
  return context;
}

/** The ARN of the role that a session belongs to, without the path, which a session's ARN does not carry. */
export function roleArn(session: PrincipalArn): string {
  return `arn:${session.partition}:iam::${session.account}:role/${session.name}`;
}

const principalTypeNames = {
  root: "Account",
  user: "User",
  role: "AssumedRole",
  "assumed-role": "AssumedRole",
  "federated-user": "FederatedUser",
} as const satisfies Record<PrincipalArn["type"], string>;
