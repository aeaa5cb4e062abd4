/** Takes a bucket's name out of its policy, so that buckets which differ in nothing else are judged once. */
import type { PolicyStatement } from "../encryption/policyDocument";
import { parseJson } from "../simulator/iam/json";

/** Stands for the name of every bucket. As long as the longest: a policy that S3 takes with it is short enough with any name. */
const anyName = "the-bucket-under-judgement".padEnd(63, "-judged");

/** A policy with a stand-in for the bucket's name; with its own, where the name stands elsewhere than in resources. */
export interface SharedPolicy {
  readonly bucketName: string;
  /** JSON text. */
  readonly policy: string | undefined;
  /** Statements for the policy, with the bucket's own name again. */
  readonly withName: (statements: readonly PolicyStatement[]) => PolicyStatement[];
}

/** @param bucketName undefined while it is not known */
export function withoutName(bucketName: string | undefined, policy: string | undefined): SharedPolicy {
  const own = bucketName ?? "<bucket name>";
  if (bucketName === undefined || policy === undefined) return { bucketName: anyName, policy, withName: naming(own) };
  const document = parsed(policy);
  const renamed = document && renamedResources(document, bucketName);
  // Elsewhere it may mean the bucket or not: then the policy is judged as it is.
  const isShared = renamed !== undefined && !JSON.stringify(renamed).includes(bucketName);
  return isShared ? { bucketName: anyName, policy: JSON.stringify(renamed), withName: naming(own) } : { bucketName, policy, withName: (statements) => [...statements] };
}

function naming(own: string): SharedPolicy["withName"] {
  const named = (resource: string): string => resource.replace(anyName, () => own);
  return (statements) =>
    statements.map((statement) => ({
      ...statement,
      ...(statement.Resource !== undefined && { Resource: typeof statement.Resource === "string" ? named(statement.Resource) : statement.Resource.map(named) }),
    }));
}

/** A text that is no JSON object is S3's to refuse, by its own words and positions. */
function parsed(policy: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(policy);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function renamedResources(document: Record<string, unknown>, bucketName: string): Record<string, unknown> {
  const rename = (resource: unknown): unknown => {
    if (Array.isArray(resource)) return resource.map(rename);
    if (typeof resource !== "string") return resource;
    const [, before, name, after] = /^(arn:[^:]*:s3:::)([^/*?]*)(.*)$/s.exec(resource) ?? [];
    return name === bucketName ? `${before ?? ""}${anyName}${after ?? ""}` : resource;
  };
  const renamed = (statement: unknown): unknown => {
    if (typeof statement !== "object" || statement === null) return statement;
    return Object.fromEntries(Object.entries(statement).map(([element, value]) => [element, /^(Not)?Resource$/.test(element) ? rename(value) : value]));
  };
  const { Statement } = document;
  return { ...document, Statement: Array.isArray(Statement) ? Statement.map(renamed) : renamed(Statement) };
}
