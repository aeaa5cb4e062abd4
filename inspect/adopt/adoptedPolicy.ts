/** The policy of a bucket as a stack would have it: its own statements, and nothing else. */
import { isDeepStrictEqual } from "node:util";
import { bucketArn, partitionOfRegion } from "../../encryption/arn";
import { policyDocument } from "../../encryption/policyDocument";
import { insecureTransportDenial } from "../../encryption/uploadDenials";

/** What becomes of a bucket's policy. */
export interface AdoptedPolicy {
  readonly statements: readonly unknown[];
  /** The first statement was the one that `requireTls: enforce` makes; it is left out of {@link statements}. */
  readonly requiresTls: boolean;
  /** What changes of the text, and never of the meaning. */
  readonly changes: readonly string[];
}

/**
 * Takes a policy apart.
 * @param text JSON text of a policy that S3 took; undefined where there is none
 * @throws Error that says why the policy cannot be written in a stack's config with the same meaning
 */
export function adoptedPolicy(text: string | undefined, bucketName: string, region: string): AdoptedPolicy {
  if (text === undefined) return { statements: [], requiresTls: false, changes: [] };
  const { Version, Id, Statement } = parsed(text);
  const statements = [Statement ?? []].flat();
  const written = policyDocument([]).Version;
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
  if (Version !== written && text.includes("${")) {
    throw new Error(`its policy has ${Version === undefined ? "no Version" : `the Version ${JSON.stringify(Version)}`}, in which \${…} is text; a stack writes ${written}, in which it is a variable`);
  }
  const requiresTls = isDeepStrictEqual(statements[0], plain(insecureTransportDenial(bucketArn(partitionOfRegion(region), bucketName))));
  return {
    statements: requiresTls ? statements.slice(1) : statements,
    requiresTls,
    changes: [
      ...(Version === written ? [] : [`Version becomes ${written}; no statement has a policy variable, so that it means the same`]),
      ...(Id === undefined ? [] : ["Id, which has no effect, is left out"]),
      ...(Array.isArray(Statement) ? [] : ["its one statement becomes a list of one"]),
    ],
  };
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
