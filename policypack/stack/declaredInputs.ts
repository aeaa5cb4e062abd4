/**
 * What the program declared, by URN.
 *
 * A stack policy sees outputs, in which AWS has filled in what nobody declared: a bucket that only has a separate
 * encryption configuration shows an inline one as well, and a setting that nobody made may be unknown at preview.
 * Resource policies see the inputs, before the stack policies run, in the same process. Any of the pack's policies may be
 * disabled: whichever is called first for a resource records it for all.
 */
import type { ResourceValidationArgs } from "@pulumi/policy";
import { isRelevantType, pipelineTypes } from "./resourceTypes";
import { copyProperties, type Properties } from "./values";

export class DeclaredInputs {
  private readonly declared = new Map<string, Properties>();
  /** The policies that were called with what is recorded of a resource, by its URN. */
  private readonly calledWith = new Map<string, Set<string>>();
  /** URNs of buckets that the pack itself gave an inline default encryption. */
  private readonly remediated = new Set<string>();

  /**
   * `validateResource` of a policy of the pack. Reports nothing.
   *
   * The engine calls every policy with the same inputs, and copying them takes time. A policy that is called a second time for
   * a resource is called with newer ones.
   */
  record(policyName: string, { type, urn, props }: Pick<ResourceValidationArgs, "type" | "urn" | "props">): void {
    if (!recorded(type)) return;
    const called = this.calledWith.get(urn);
    if (called && !called.has(policyName)) {
      called.add(policyName);
      return;
    }
    this.calledWith.set(urn, new Set([policyName]));
    this.declared.set(urn, copyProperties(props));
  }

  /** The inputs of a resource; undefined for one that the program only reads, with `get`. */
  of(urn: string): Properties | undefined {
    return this.declared.get(urn);
  }

  noteRemediation(urn: string): void {
    this.remediated.add(urn);
  }

  /** Whether the inline default encryption of a bucket is the pack's, not the program's. */
  isRemediated(urn: string): boolean {
    return this.remediated.has(urn);
  }
}

function recorded(type: string): boolean {
  return isRelevantType(type) || Object.hasOwn(pipelineTypes.trails, type) || pipelineTypes.rules.includes(type);
}
