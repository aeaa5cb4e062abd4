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

const declared = new Map<string, Properties>();
/** The arguments that were recorded last: every policy of the pack is called with the same ones. */
let last: { urn: string; props: object } | undefined;

/** URNs of buckets that the pack itself gave an inline default encryption. */
const remediated = new Set<string>();

/** Forgets an earlier analysis in the same process. */
export function forgetInputs(): void {
  declared.clear();
  remediated.clear();
  last = undefined;
}

export function noteRemediation(urn: string): void {
  remediated.add(urn);
}

/** Whether the inline default encryption of a bucket is the pack's, not the program's. */
export function isRemediated(urn: string): boolean {
  return remediated.has(urn);
}

/** `validateResource` of every policy of the pack. Reports nothing. */
export function recordInputs(args: ResourceValidationArgs): void {
  if (!recorded(args.type) || (last?.urn === args.urn && last.props === args.props)) return;
  last = { urn: args.urn, props: args.props };
  declared.set(args.urn, copyProperties(args.props));
}

function recorded(type: string): boolean {
  return isRelevantType(type) || Object.hasOwn(pipelineTypes.trails, type) || pipelineTypes.rules.includes(type);
}

/** The inputs of a resource; undefined for one that the program only reads, with `get`. */
export function declaredInputs(urn: string): Properties | undefined {
  return declared.get(urn);
}
