/** Who puts requests to a bucket: everybody of no particular kind, and whom the bucket's policy names. */
import type { PolicyDocument, RequestPrincipal } from "../../simulator";
import { parsePrincipalArn } from "../../simulator/iam/principal";
import { example } from "./example";
import { otherAccount, type Place } from "./requests";

/** Something that the bucket's policy makes an exception for. */
export interface Exception {
  /** Condition key as the policy spells it, or `NotPrincipal`. */
  readonly key: string;
  /** As the policy has it, wildcards included; `(other)` for any value that the policy does not have. */
  readonly value: string;
}

/** A principal with words for it. */
export interface PrincipalVariant {
  /** Completes "by …". */
  readonly words: string;
  readonly principal: RequestPrincipal;
  /** The account to take for the bucket's, where its own is not known and the principal may be of it. */
  readonly bucketAccount?: string;
}

type Account = Pick<Place, "account" | "accountKnown" | "partition">;

/** The principals to try, with the exception of the policy that each of them is. */
export function principals(policy: PolicyDocument | undefined, place: Account): (PrincipalVariant & { exception?: Exception })[] {
  const named = namedPrincipals(policy, place);
  // The policy may name one of the usual ones, too: the account's root.
  const usual = usualPrincipals(place).map((variant) => {
    const exception = named.find(({ principal }) => arnOf(principal) === arnOf(variant.principal))?.exception;
    return exception ? { ...variant, exception } : variant;
  });
  const seen = new Set(usual.map(({ principal }) => arnOf(principal)));
  const others = named.filter(({ principal }) => {
    const isNew = !seen.has(arnOf(principal));
    seen.add(arnOf(principal));
    return isNew;
  });
  return [...usual, ...others];
}

function usualPrincipals({ account, partition }: Account): PrincipalVariant[] {
  return [
    { words: "a role of the account", principal: { arn: `arn:${partition}:iam::${account}:role/any-role` } },
    { words: "the account's root", principal: { arn: `arn:${partition}:iam::${account}:root` } },
    { words: "a role of another account", principal: { arn: `arn:${partition}:iam::${otherAccount}:role/any-role` } },
    { words: "an anonymous caller", principal: "anonymous" },
  ];
}

function namedPrincipals(policy: PolicyDocument | undefined, place: Account): (PrincipalVariant & { exception?: Exception })[] {
  const found: (PrincipalVariant & { exception?: Exception })[] = [];
  const add = (pattern: string, exception?: Exception): void => {
    const arn = identityArn(pattern, place);
    if (arn === undefined) return;
    const owner = arn.split(":")[4];
    found.push({
      words: `${pattern}, which the policy names`,
      principal: { arn },
      ...(exception && { exception }),
      // Whom a Deny spares is most likely somebody of the bucket's own account, who needs no Allow.
      ...(exception && !place.accountKnown && owner !== undefined && owner !== place.account && { bucketAccount: owner }),
    });
  };
  for (const { effect, principal, conditions } of policy?.statements ?? []) {
    for (const { type, id } of principal?.principals ?? []) {
      if (type !== "AWS" || id === "*") continue;
      add(id, effect === "Deny" && principal?.element === "NotPrincipal" ? { key: "NotPrincipal", value: id } : undefined);
    }
    for (const { key, operator, values } of conditions) {
      if (operator.base === "Null") continue;
      for (const value of values) {
        switch (key.toLowerCase()) {
          case "aws:principalarn":
          case "aws:principalaccount":
            add(value, effect === "Deny" ? { key, value } : undefined);
            break;
          case "aws:principaltype":
            add(`arn:${place.partition}:iam::${place.account}:user/any-user`, effect === "Deny" ? { key, value } : undefined);
            break;
        }
      }
    }
  }
  return found;
}

/** An identity that an account, an ARN or a pattern of ARNs means; undefined where none can be made up. */
function identityArn(pattern: string, { account, partition }: Account): string | undefined {
  if (/^\d{12}$/.test(pattern)) return `arn:${partition}:iam::${pattern}:role/any-role`;
  // A wildcard for the account, or one that swallows it, includes the bucket's own.
  const parts = pattern.split(":");
  const owner = parts.length >= 6 && /^\d{12}$/.test(parts[4] ?? "") ? parts[4] : account;
  const resource = /(role|user|root|assumed-role|federated-user)(\/.*)?$/.exec(parts.at(-1) ?? "")?.[0] ?? "role/*";
  const service = /^(assumed-role|federated-user)\//.test(resource) ? "sts" : "iam";
  const arn = `arn:${partition}:${service}::${owner ?? account}:${example(resource)}`;
  return parsePrincipalArn(arn) ? arn : undefined;
}

function arnOf(principal: RequestPrincipal): string {
  return typeof principal === "object" && "arn" in principal ? principal.arn : JSON.stringify(principal);
}

