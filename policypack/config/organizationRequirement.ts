/**
 * The organization's requirement: one for the whole pack, under whichever policy the configuration gives it.
 *
 * CrossGuard configures each policy on its own. Were the requirement each policy's own too, a bucket could be held to the
 * organization's default encryption and to another's denials.
 */
import type { EncryptionRequirement } from "../../encryption/requirement";
import { strictestOf } from "../../encryption/strictness";

const given = new Map<string, EncryptionRequirement>();

/** Takes down what a policy was configured with: every policy is, at the first resource of an analysis. */
export function requirementGiven(policyName: string, requirement: EncryptionRequirement | undefined): void {
  if (requirement) given.set(policyName, requirement);
  else given.delete(policyName);
}

/** The strictest of those given; none where no policy was given any, and a message where they exclude each other. */
export function organizationRequirement(): { requirement: EncryptionRequirement | undefined; contradiction?: string } {
  if (given.size === 0) return { requirement: undefined };
  const requirement = strictestOf([...given.values()]);
  if (requirement) return { requirement };
  const policies = [...given.keys()].join(", ");
  return {
    requirement: undefined,
    contradiction:
      `The requirements in the configuration of ${policies} exclude each other, and one holds for the whole pack: nothing was judged. ` +
      "Give one requirement, under any policy.",
  };
}
