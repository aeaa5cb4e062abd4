import type * as pulumi from "@pulumi/pulumi";

/** Options of a component's resource. */
export interface ChildOptions {
  readonly parent: pulumi.Resource;
  readonly deleteBeforeReplace: false;
}

/**
 * The options that every resource of a component has. A resource that is replaced is created anew before the old one goes:
 * Pulumi's AWS provider would delete first whatever has a name that the program gave, and nothing would watch in between.
 * Where AWS refuses the new one, because its name is taken, the old one is still there.
 */
export function childOf(parent: pulumi.Resource): ChildOptions {
  return { parent, deleteBeforeReplace: false };
}
