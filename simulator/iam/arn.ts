/**
 * Amazon Resource Names: `arn:partition:service:region:account:resource`.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
import { anyCharacters, globPattern, matchesGlob, type GlobPattern } from "./glob";
import { parseTemplate, resolvePattern, type VariableLookup } from "./variables";

const colon = 0x3a;
const partsOfArn = 6;

let latest: { readonly arn: string; readonly parts: readonly string[] | undefined } = { arn: "", parts: undefined };

/** The six parts of an ARN; the last may itself contain colons. Undefined for a text with fewer parts. */
export function arnParts(arn: string): readonly string[] | undefined {
  // A policy compares one ARN with all its patterns, one after the other: it is taken apart once.
  if (arn !== latest.arn) latest = { arn, parts: takeApart(arn) };
  return latest.parts;
}

function takeApart(arn: string): readonly string[] | undefined {
  const parts = arn.split(":");
  return parts.length < partsOfArn ? undefined : [...parts.slice(0, partsOfArn - 1), parts.slice(partsOfArn - 1).join(":")];
}

/** The parts of an ARN or of a pattern of ARNs by their names. */
export interface ArnFields {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the fifth colon; empty where the text ends before. */
  readonly resource: string;
}

/**
 * The parts of an ARN, of a pattern of ARNs, or of the beginning of one that reaches as far as the account. Undefined for
 * texts with fewer parts: a wildcard may stand for several of them.
 */
export function arnFields(text: string): ArnFields | undefined {
  const [scheme, partition = "", service = "", region = "", account, ...resource] = text.split(":");
  if (scheme === undefined || account === undefined) return undefined;
  return { partition, service, region, account, resource: resource.join(":") };
}

/** The six part patterns of an ARN pattern, or undefined when it has fewer. A wildcard never reaches past its part. */
export function arnPatternParts(pattern: GlobPattern): readonly GlobPattern[] | undefined {
  const parts: GlobPattern[] = [];
  let start = 0;
  while (parts.length < partsOfArn - 1) {
    const end = pattern.indexOf(colon, start);
    if (end < 0) return undefined;
    parts.push(pattern.slice(start, end));
    start = end + 1;
  }
  return [...parts, pattern.slice(start)];
}

/** Whether each part of an ARN matches its pattern. */
export function matchesArnParts(patterns: readonly GlobPattern[], parts: readonly string[]): boolean {
  return patterns.every((pattern, at) => matchesGlob(pattern, parts[at] ?? ""));
}

/** Tests the parts of the requested resource's ARN. */
export type ResourceTest = (parts: readonly string[], lookup: VariableLookup) => boolean;

/**
 * The test that one pattern of a `Resource` element stands for: wildcards in any part, variables in the last one only,
 * and a pattern with a variable that has no value matches nothing.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function compileResource(pattern: string, variables: boolean): ResourceTest {
  const fixed = completeArn(pattern);
  const parts = arnParts(fixed);
  if (!parts) return () => false;
  const heads = parts.slice(0, -1).map(globPattern);
  const template = parseTemplate(parts.at(-1) ?? "", variables);
  if (!template.hasVariables) {
    const tail = resolvePattern(template, () => undefined) ?? [];
    return (requested) => matchesGlob(tail, requested[partsOfArn - 1] ?? "") && matchesArnParts(heads, requested);
  }
  return (requested, lookup) => {
    if (!matchesArnParts(heads, requested)) return false;
    const tail = resolvePattern(template, lookup);
    return tail !== undefined && matchesGlob(tail, requested[partsOfArn - 1] ?? "");
  };
}

/** IAM reads a shorter ARN that ends in a wildcard, such as `arn:aws:s3:*`, as one whose missing parts are `*`. */
function completeArn(pattern: string): string {
  const parts = pattern.split(":");
  const missing = partsOfArn - parts.length;
  return missing > 0 && globPattern(pattern).at(-1) === anyCharacters
    ? [...parts, ...Array<string>(missing).fill("*")].join(":")
    : pattern;
}
