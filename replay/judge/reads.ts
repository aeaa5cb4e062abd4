/**
 * What a pipeline's definitions read of a record: nothing else can make a difference to their verdict, so records that
 * agree in it need judging once.
 */
import { parseFilterPattern } from "../../simulator/filterPattern/parser";
import type { Expression } from "../../simulator/filterPattern/syntax";
import type { PipelineDefinitions } from "../../simulator/pipeline";
import type { ArnParts } from "../scan/templates";

/** The name of each member on the way to a field; {@link anyElement} for every element of an array. */
export type FieldPath = readonly string[];
export const anyElement = "[]";

export interface Reads {
  /** Paths into a record; one that ends at an object or array stands for all that is in it. */
  readonly paths: readonly FieldPath[];
  /** The values of `eventName` that some rule can match; undefined where that cannot be told from the patterns. */
  readonly eventNames: readonly string[] | undefined;
  /** What the ARNs of resources are compared with; undefined where that is more than their beginnings and ends. */
  readonly arns: ArnComparisons | undefined;
}

/** Everything that ARNs are compared with. */
export interface ArnComparisons {
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly whole: readonly string[];
}

/** What an event of EventBridge says beside its `detail`, and where a record holds it. */
const envelope: Readonly<Record<string, readonly FieldPath[]>> = {
  source: [["eventSource"]],
  "detail-type": [["eventType"]],
  account: [["recipientAccountId"], ["userIdentity", "accountId"]],
  region: [["awsRegion"]],
  time: [["eventTime"]],
  id: [["eventID"]],
  version: [],
  resources: [],
};

/** What is read whatever the definitions say: no event without these (simulator/eventBridgeEvent.ts). */
const always: readonly FieldPath[] = [["eventSource"], ["eventType"], ["recipientAccountId"], ["userIdentity", "accountId"], ["awsRegion"]];
/** The category of a record, and where it happened, which selectors need. */
const category: readonly FieldPath[] = [["eventCategory"], ["managementEvent"]];
const resourcePaths: readonly FieldPath[] = ["type", "ARN", "ARNPrefix"].map((name) => ["resources", anyElement, name]);

/** @throws PatternError for a filter pattern that CloudWatch Logs would refuse */
export function readsOf(definitions: PipelineDefinitions): Reads {
  const { rules, trails, forwarding = [], hubRules = [] } = definitions;
  const allRules = [...rules, ...forwarding.flatMap((place) => place.rules), ...hubRules];
  const patterns = allRules.filter(({ enabled }) => enabled !== false).map(({ eventPattern }) => objectOf(eventPattern));
  const selectors = [...trails, ...forwarding.flatMap((place) => place.trails)].flatMap((trail) => fieldSelectorsOf(trail.selectors));
  const paths = [
    ...always,
    ...category,
    ...resourcePaths,
    ...selectors.flatMap(({ field }) => (field.startsWith("resources.") || field === "eventCategory" ? [] : [field.split(".")])),
    ...patterns.flatMap((pattern) => patternPaths(pattern).flatMap(recordPaths)),
    ...definitions.metricFilters.flatMap(({ pattern }) => filterPaths(pattern).flatMap(recordPaths)),
  ];
  return { paths: distinct(paths), eventNames: eventNamesOf(patterns), arns: arnComparisons(patterns, selectors) };
}

function distinct(paths: readonly FieldPath[]): FieldPath[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

function objectOf(pattern: unknown): Json {
  const value: unknown = typeof pattern === "string" ? JSON.parse(pattern) : pattern;
  return isObject(value) ? value : {};
}

/** From a path in the event to those in the record. */
function recordPaths([first, ...rest]: FieldPath): readonly FieldPath[] {
  if (first !== "detail") return envelope[first ?? ""] ?? [];
  // Without more, anything of the record is read: its own time and id, so that no two are alike.
  if (rest.length === 0) return [["eventID"], ["eventTime"]];
  const isOfResources = rest[0] === "resources" && ["type", "ARN", "ARNPrefix", "accountId"].includes(rest[1] ?? "") && rest.length === 2;
  return isOfResources ? [["resources", anyElement, rest[1] ?? ""]] : [rest];
}

/** The fields of an event pattern. One that may lie in an array is read with the array: at its first name. */
function patternPaths(pattern: Json, before: FieldPath = []): FieldPath[] {
  return Object.entries(pattern).flatMap(([name, value]) => {
    if (name === "$or" && Array.isArray(value)) return value.filter(isObject).flatMap((one) => patternPaths(one, before));
    const path = [...before, ...name.split(".")];
    return isObject(value) ? patternPaths(value, path) : [path];
  });
}

function filterPaths(pattern: string): FieldPath[] {
  const paths: FieldPath[] = [];
  const visit = (expression: Expression | undefined): void => {
    if (expression === undefined) return;
    if (expression.kind === "and" || expression.kind === "or") return expression.operands.forEach(visit);
    const { selector } = expression as Exclude<Expression, { kind: "and" | "or" }>;
    const end = selector.findIndex((step) => step.kind !== "property");
    paths.push((end < 0 ? selector : selector.slice(0, end)).flatMap((step) => (step.kind === "property" ? step.name : [])));
  };
  visit(parseFilterPattern(pattern));
  return paths;
}

interface FieldSelector {
  readonly field: string;
  readonly conditions: readonly (readonly [operator: string, values: readonly string[]])[];
}

/** Field selectors in either spelling: see compileEventSelectors, which has refused what is none. */
function fieldSelectorsOf(selectors: unknown): FieldSelector[] {
  const lowerCased = (value: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toLowerCase().replace(/withs$/, "with"), member as unknown]));
  return (selectors as readonly object[])
    .flatMap((selector) => lowerCased(selector)["fieldselectors"] as object[])
    .map(lowerCased)
    .map(({ field, ...conditions }) => ({
      field: String(field),
      conditions: Object.entries(conditions).flatMap(([operator, values]) => (Array.isArray(values) ? [[operator, values as string[]] as const] : [])),
    }));
}

function eventNamesOf(patterns: readonly Json[]): string[] | undefined {
  const names = patterns.map((pattern) => {
    const named = isObject(pattern["detail"]) && !("$or" in pattern) && !("$or" in pattern["detail"]) ? pattern["detail"]["eventName"] : undefined;
    return Array.isArray(named) && named.every((name) => typeof name === "string") ? (named as string[]) : undefined;
  });
  return names.every((one) => one !== undefined) ? [...new Set(names.flat())] : undefined;
}

function arnComparisons(patterns: readonly Json[], selectors: readonly FieldSelector[]): ArnComparisons | undefined {
  const found: { prefixes: string[]; suffixes: string[]; whole: string[] } = { prefixes: [], suffixes: [], whole: [] };
  for (const { field, conditions } of selectors) {
    if (field !== "resources.ARN") continue;
    for (const [operator, values] of conditions) {
      (operator.endsWith("startswith") ? found.prefixes : operator.endsWith("endswith") ? found.suffixes : found.whole).push(...values);
    }
  }
  for (const entry of patterns.flatMap((pattern) => arnEntries(pattern))) {
    const inner: unknown = isObject(entry) && "anything-but" in entry ? entry["anything-but"] : entry;
    const listed = isObject(inner) ? Object.entries(inner) : [["whole", inner] as const];
    for (const [kind, value] of listed) {
      const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (!texts.every((text) => typeof text === "string")) return undefined;
      if (kind === "prefix") found.prefixes.push(...texts);
      else if (kind === "suffix") found.suffixes.push(...texts);
      else if (kind === "whole") found.whole.push(...texts);
      else return undefined;
    }
  }
  return found;
}

/** All that patterns compare the ARNs of resources with. */
function arnEntries(pattern: Json): unknown[] {
  const visit = (value: Json, path: readonly string[]): unknown[] =>
    Object.entries(value).flatMap(([name, inner]) => {
      const at = name === "$or" ? path : [...path, ...name.split(".")];
      if (name === "$or" && Array.isArray(inner)) return inner.filter(isObject).flatMap((one) => visit(one, path));
      if (isObject(inner)) return visit(inner, at);
      return /^detail\.resources\.ARN(Prefix)?$/.test(at.join(".")) && Array.isArray(inner) ? (inner as unknown[]) : [];
    });
  return visit(pattern, []);
}

/**
 * What tells ARNs apart for every comparison with them: their beginnings up to as many slashes as prefixes have, and the longest
 * of the ends that they have.
 */
export function arnParts({ prefixes, suffixes, whole }: ArnComparisons): ArnParts {
  return {
    slashes: Math.max(0, ...prefixes.map((prefix) => prefix.split("/").length - (prefix.endsWith("/") ? 1 : 0))),
    ends: [...new Set([...suffixes, ...whole])].filter((end) => end !== "").sort((left, right) => right.length - left.length),
  };
}
