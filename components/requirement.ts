/** The requirement of a component, whose keys may be Outputs. */
import * as pulumi from "@pulumi/pulumi";
import type { Requirement } from "../arguments/interfaces";
import type { EncryptionRequirement } from "../encryption/requirement";

/** A requirement in its two states. */
export interface StatedRequirement {
  /** With something in place of keys that are Outputs: it decides which resources there are. */
  readonly shape: EncryptionRequirement;
  /** With its keys: documents are made of it. */
  readonly known: pulumi.Output<EncryptionRequirement>;
  /** The first of its keys, which new objects get. */
  readonly firstKey: pulumi.Input<string> | undefined;
}

/** @param shape as it was checked */
export function statedRequirement(shape: EncryptionRequirement, { kmsKeyArns }: Partial<Requirement> = {}): StatedRequirement {
  const known = kmsKeyArns
    ? pulumi.output(kmsKeyArns).apply((arns): EncryptionRequirement => ({ methods: shape.methods, kmsKeyArns: arns, origin: shape.origin }))
    : pulumi.output(shape);
  return { shape, known, firstKey: kmsKeyArns?.[0] };
}
