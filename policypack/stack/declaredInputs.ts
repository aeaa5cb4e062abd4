/**
 * What the program declared, by URN.
 *
 * A stack policy sees outputs, in which AWS has filled in what nobody declared: a bucket that only has a separate
 * encryption configuration shows an inline one as well, and a setting that nobody made may be unknown at preview.
 * Resource policies see the inputs, before the stack policies run, in the same process. Each policy records them;
 * recording twice does no harm.
 */
import type { ResourceValidationArgs } from "@pulumi/policy";
import { isRelevantType, pipelineTypes } from "./resourceTypes";
import { copyProperties, type Properties } from "./values";

export class DeclaredInputs {
  private readonly declared = new Map<string, Properties>();
  /** The arguments that were recorded last: every policy of the pack is called with the same ones. */
  private last: { urn: string; props: object } | undefined;
  /** URNs of buckets that the pack itself gave an inline default encryption. */
  private readonly remediated = new Set<string>();

  /** `validateResource` of every policy of the pack. Reports nothing. */
  record(args: ResourceValidationArgs): void {
    if (!recorded(args.type) || (this.last?.urn === args.urn && this.last.props === args.props)) return;
    this.last = { urn: args.urn, props: args.props };
    this.declared.set(args.urn, copyProperties(args.props));
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
