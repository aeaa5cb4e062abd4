/** Reads and checks `Principal` and `NotPrincipal`. */
import { principalTypes, type PolicyPrincipal, type PrincipalElement, type PrincipalType } from "./document";
import { memberPath } from "./documentPath";
import { parsePrincipalArn } from "./principal";
import { entriesOf, isRecord, suggestion } from "./shape";
import { type StatementScope } from "./statementScope";

const refusal = "Invalid principal in policy";

/** The element, or undefined when the statement has none; whether it may or must is checked against the kind of policy. */
export function parsePrincipalElement(
  raw: Readonly<Record<string, unknown>>,
  scope: StatementScope,
): PrincipalElement | undefined {
  const { path, rules, problems } = scope;
  const element = raw["Principal"] !== undefined ? "Principal" : "NotPrincipal";
  const at = memberPath(path, element);
  if (raw[element] === undefined) {
    if (rules.principal !== "forbidden") {
      problems.add(path, "Missing required field Principal", `Say whom the statement is about, e.g. "Principal": "*"`);
    }
    return undefined;
  }
  if (raw["Principal"] !== undefined && raw["NotPrincipal"] !== undefined) {
    const both = "Invalid policy syntax: Principal and NotPrincipal exclude each other";
    problems.add(memberPath(path, "NotPrincipal"), both, "Remove one of the two");
  }
  if (rules.principal === "forbidden") {
    problems.add(at, "Policy document should not specify a principal", `Remove ${element}: a ${rules.label} has none`);
    return undefined;
  }
  if (rules.principal === "anyone" && !(element === "Principal" && raw[element] === "*")) {
    problems.add(at, refusal, `Write "Principal": "*": a ${rules.label} takes nothing else`);
    return undefined;
  }
  return { element, principals: parsePrincipals(raw[element], at, scope) };
}

function parsePrincipals(raw: unknown, path: string, { partitions, problems }: StatementScope): PolicyPrincipal[] {
  if (raw === "*") return [{ type: "AWS", id: "*" }];
  if (!isRecord(raw) || Object.keys(raw).length === 0) {
    const written = typeof raw === "string" ? ` instead of "${raw}"` : "";
    problems.add(path, refusal, `Write "*" or a map such as { "AWS": "arn:aws:iam::111122223333:root" }${written}`);
    return [];
  }
  return Object.entries(raw).flatMap(([type, ids]) => {
    const at = memberPath(path, type);
    const known = principalTypes.find((candidate) => candidate === type);
    if (!known) {
      problems.add(at, refusal, `${suggestion(type, principalTypes)} instead of ${type}`);
      return [];
    }
    const entries = entriesOf(ids, at);
    if (entries.length === 0) problems.add(at, refusal, "List at least one");
    return entries.flatMap(({ value, path: entryPath }) => {
      const hint = typeof value === "string" ? faultOf(known, value) : "Put it in double quotes";
      if (hint === undefined) {
        partitions.note(value as string, entryPath, refusal);
        return { type: known, id: value as string };
      }
      problems.add(entryPath, refusal, hint);
      return [];
    });
  });
}

/** What is wrong with the form of a principal; undefined when nothing is. Whether it exists, only AWS can tell. */
function faultOf(type: PrincipalType, id: string): string | undefined {
  switch (type) {
    case "AWS":
      return awsFault(id);
    case "Service":
      return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(id)
        ? undefined
        : `Write "${id}" as a service principal, e.g. cloudtrail.amazonaws.com`;
    case "CanonicalUser":
      return /^[0-9a-f]{64}$/.test(id) ? undefined : `A canonical user ID has 64 hexadecimal digits, "${id}" does not`;
    case "Federated":
      return /^(arn:[^:]+:iam::\d{12}:(saml|oidc)-provider\/\S+|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)$/.test(id)
        ? undefined
        : `Write "${id}" as the ARN or host name of an identity provider`;
  }
}

function awsFault(id: string): string | undefined {
  if (id === "*" || /^\d{12}$/.test(id) || parsePrincipalArn(id)) return undefined;
  if (/[*?]/.test(id)) {
    return `Wildcards cannot stand for a part of "${id}": write "*" and a condition on aws:PrincipalArn with ArnLike`;
  }
  if (/:group\//.test(id)) return `"${id}" is a group, which is no principal: name its users or a role`;
  if (/^A[0-9A-Z]{15,}$/.test(id)) {
    return `"${id}" is the ID of a user or role, usually of a deleted one: name its ARN`;
  }
  if (/^\d+$/.test(id)) return `An account ID has 12 digits, "${id}" has ${id.length}`;
  return `Write "${id}" as an account ID of 12 digits or an ARN, e.g. arn:aws:iam::111122223333:role/name`;
}
