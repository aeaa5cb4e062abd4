/**
 * The organization's requirement: one for the whole pack, under whichever policy the configuration gives it.
 *
 * CrossGuard configures each policy on its own. Were the requirement each policy's own too, a bucket could be held to the
 * organization's default encryption and to another's denials.
 */
import type { EncryptionRequirement } from "../../encryption/requirement";
import { strictestOf } from "../../encryption/strictness";

export class OrganizationRequirement {
  private readonly given = new Map<string, EncryptionRequirement>();

  /** Takes down what a policy was configured with: every policy is, at the first resource of an analysis. */
  give(policyName: string, requirement: EncryptionRequirement | undefined): void {
    if (requirement) this.given.set(policyName, requirement);
    else this.given.delete(policyName);
  }

  /** The strictest of those given; none where no policy was given any, and a message where they exclude each other. */
  strictest(): { requirement: EncryptionRequirement | undefined; contradiction?: string } {
    if (this.given.size === 0) return { requirement: undefined };
    const requirement = strictestOf([...this.given.values()]);
    if (requirement) return { requirement };
    const policies = [...this.given.keys()].join(", ");
    return {
      requirement: undefined,
      contradiction:
        `The requirements in the configuration of ${policies} exclude each other, and one holds for the whole pack: nothing was judged. ` +
        "Give one requirement, under any policy.",
    };
  }
}
