/** Adds statements to a policy's text without touching the others. */
import type { PolicyStatement } from "../encryption/policyDocument";
import { readJson } from "../simulator";

/**
 * The policy with more statements, in front of its own; a new one where there is none.
 * @param policy JSON text of a policy that S3 takes
 */
export function extendPolicy(policy: string | undefined, statements: readonly PolicyStatement[]): string {
  if (policy === undefined) return JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const added = statements.map((one) => JSON.stringify(one)).join(",");
  const tree = readJson(policy);
  const members = tree.kind === "object" ? tree.members : [];
  const at = members.findIndex(({ name }) => name === "Statement");
  const own = members[at]?.value;
  if (own?.offset === undefined) throw new Error("the policy has no Statement");
  const before = policy.slice(0, own.offset);
  if (own.kind === "array") return `${before}[${added}${own.items.length > 0 ? "," : ""}${policy.slice(own.offset + 1)}`;
  // Behind a single statement there is nothing but white space and a comma before the next member or the end of the document.
  const next = members[at + 1]?.offset ?? policy.lastIndexOf("}");
  const end = policy.lastIndexOf("}", next - 1) + 1;
  return `${before}[${added},${policy.slice(own.offset, end)}]${policy.slice(end)}`;
}
