/** A policy of a bucket, or of an access point, as a stack would have it: its own statements, and nothing else. */
import { isDeepStrictEqual } from "node:util";
import { policyDocument, type PolicyStatement } from "../../encryption/policyDocument";

/** What becomes of a policy. */
export interface AdoptedPolicy {
  readonly statements: readonly unknown[];
  /** The first statement is the one that `requireTls: enforce` makes. */
  readonly requiresTls: boolean;
  /** What changes of the text, and never of the meaning. */
  readonly changes: readonly string[];
}

/**
 * Takes a policy apart.
 * @param text JSON text of a policy that S3 took; undefined where there is none
 * @param tlsDenial the statement that `requireTls: enforce` makes
 * @throws Error that says why the policy cannot be written in a stack's config with the same meaning
 */
export function adoptedPolicy(text: string | undefined, tlsDenial: PolicyStatement): AdoptedPolicy {
  if (text === undefined) return { statements: [], requiresTls: false, changes: [] };
  const { Version, Id, Statement } = parsed(text);
  const statements = [Statement ?? []].flat();
  const written = policyDocument([]).Version;
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
  if (Version !== written && text.includes("${")) {
    throw new Error(`its policy has ${Version === undefined ? "no Version" : `the Version ${JSON.stringify(Version)}`}, in which \${…} is text; a stack writes ${written}, in which it is a variable`);
  }
  return {
    statements,
    requiresTls: isDeepStrictEqual(statements[0], plain(tlsDenial)),
    changes: [
      ...(Version === written ? [] : [`Version becomes ${written}; no statement has a policy variable, so that it means the same`]),
      ...(Id === undefined ? [] : ["Id, which has no effect, is left out"]),
      ...(Array.isArray(Statement) ? [] : ["its one statement becomes a list of one"]),
    ],
  };
}

/** The statements that the stack's config has: without the one on TLS where the stack makes that. */
export function ownStatements({ statements, requiresTls }: AdoptedPolicy, tls: "enforce" | "keep"): readonly unknown[] {
  return tls === "enforce" && requiresTls ? statements.slice(1) : statements;
}

interface PolicyText {
  readonly Version?: unknown;
  readonly Id?: unknown;
  readonly Statement?: unknown;
}

function parsed(text: string): PolicyText {
  try {
    return JSON.parse(text) as PolicyText;
  } catch (error) {
    throw new Error(`its policy is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
