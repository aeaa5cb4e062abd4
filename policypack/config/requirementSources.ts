/**
 * The requirement that a stack is judged by, from three sources, the strictest winning: the pack's configuration (an
 * organization's rule), the stack's own config, else the default.
 */
import * as pulumi from "@pulumi/pulumi";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { loosenings, strictest } from "../../encryption/strictness";
import { formatProblems } from "../../validation/problem";
import { requirementProblems, requirementSchema } from "../../validation/requirementSchema";
import { parseWith } from "../../validation/zodProblems";

/** The stack config key of the requirement; any program may set it. */
export const stackConfigKey = "s3-encryption-audit:requirement";

export interface EffectiveRequirement {
  readonly requirement: EncryptionRequirement;
  /** What is wrong with the sources, as violations of their own. */
  readonly violations: readonly string[];
}

/** The stack's own requirement as the engine hands it to the pack: JSON text, or undefined where it states none. */
export function stackRequirementText(): string | undefined {
  const [project = "", key = ""] = stackConfigKey.split(":");
  return new pulumi.Config(project).get(key);
}

/**
 * Joins the sources.
 * @param organization the pack's configuration
 * @param stackText see {@link stackRequirementText}
 */
export function effectiveRequirement(organization: EncryptionRequirement | undefined, stackText: string | undefined): EffectiveRequirement {
  const fallback = organization ?? defaultRequirement;
  if (stackText === undefined) return { requirement: fallback, violations: [] };
  const parsed = parseStackRequirement(stackText);
  if (typeof parsed === "string") return { requirement: fallback, violations: [parsed] };
  if (!organization) return { requirement: parsed, violations: [] };
  // A project that declares the key with a default hands that over for stacks that say nothing.
  if (isDefault(parsed)) return { requirement: organization, violations: [] };
  const looser = loosenings(parsed, organization);
  const both = strictest(parsed, organization);
  return {
    requirement: both ?? organization,
    violations:
      looser.length > 0
        ? [
            `The stack's ${stackConfigKey} asks for less than the organization's requirement: it allows ${looser.join(", ")}. ` +
              "Take that out of the stack config; a stack may ask for more, never for less.",
          ]
        : [],
  };
}

function isDefault({ methods, kmsKeyArns, origin }: EncryptionRequirement): boolean {
  return (
    kmsKeyArns === undefined &&
    origin === defaultRequirement.origin &&
    methods.length === defaultRequirement.methods.length &&
    methods.every((method) => defaultRequirement.methods.includes(method))
  );
}

function parseStackRequirement(text: string): EncryptionRequirement | string {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    raw = text;
  }
  const { value, problems: ofShape } = parseWith(requirementSchema, raw);
  const problems = ofShape.length > 0 ? ofShape : requirementProblems(value, []);
  if (problems.length === 0) return value;
  return formatProblems(
    "The stack config",
    problems.map((problem) => ({ ...problem, path: [stackConfigKey, ...problem.path] })),
    "buckets were judged without it",
  );
}
