/** The trails and EventBridge rules of a stack: which uploads they record and pass on. */
import type { PolicyResource } from "@pulumi/policy";
import { compileEventPattern } from "../../simulator/eventPattern/matchEventPattern";
import { compileEventSelectors } from "../../simulator/eventSelectors";
import type { CloudTrailRecord, EventBridgeEvent } from "../../simulator";
import { logsWritesOf, writtenObjectArns } from "./basicEventSelectors";
import type { DeclaredInputs } from "./declaredInputs";
import { pipelineTypes } from "./resourceTypes";
import { copyProperties, holdsUnknown, isGiven, unknown, type Properties, type PropertyValue } from "./values";

/** A property of a trail or rule that cannot be read, and why. */
export interface UnreadPart {
  readonly urn: string;
  readonly part: string;
  readonly problem: string;
}

/** What a stack audits with. */
export interface AuditPipeline {
  readonly trails: readonly ((record: CloudTrailRecord) => boolean)[];
  readonly rules: readonly ((event: EventBridgeEvent) => boolean)[];
  /** Names of the trails' log buckets, and URNs of those whose name is not known yet. */
  readonly logBuckets: ReadonlySet<string>;
  /** Accounts that the definitions speak of. */
  readonly accounts: ReadonlySet<string>;
  /** Parts that AWS would refuse. */
  readonly refused: readonly UnreadPart[];
  /** Parts that are not known yet. */
  readonly open: readonly UnreadPart[];
}

type OpenPipeline = {
  readonly [Part in keyof AuditPipeline]: AuditPipeline[Part] extends ReadonlySet<infer Item> ? Set<Item> : AuditPipeline[Part] extends readonly (infer Item)[] ? Item[] : never;
};

/** Reads the trails and rules of a stack; what it cannot read, it lists. */
export function auditPipeline(resources: readonly PolicyResource[], inputsOf: DeclaredInputs): AuditPipeline {
  const pipeline: OpenPipeline = { trails: [], rules: [], logBuckets: new Set(), accounts: new Set(), refused: [], open: [] };
  for (const resource of resources) {
    if (Object.hasOwn(pipelineTypes.trails, resource.type)) readTrail(resource, pipeline, inputsOf);
    else if (pipelineTypes.rules.includes(resource.type)) readRule(resource, pipeline, inputsOf);
  }
  return pipeline;
}

function readTrail(resource: PolicyResource, pipeline: OpenPipeline, inputsOf: DeclaredInputs): void {
  const properties = inputsOf.of(resource.urn) ?? copyProperties(resource.props);
  const { advancedEventSelectors, eventSelectors, s3BucketName } = properties;
  if (typeof s3BucketName === "string") pipeline.logBuckets.add(s3BucketName);
  else for (const dependency of resource.propertyDependencies["s3BucketName"] ?? []) pipeline.logBuckets.add(dependency.urn);

  const switchedOn = pipelineTypes.trails[resource.type] ?? "";
  if (properties[switchedOn] === false) return;
  const state = { [switchedOn]: properties[switchedOn] };
  if (isGiven(advancedEventSelectors)) {
    readable(resource, "trail", { advancedEventSelectors, ...state }, pipeline, () => {
      const { matches } = compileEventSelectors(advancedEventSelectors);
      pipeline.trails.push(matches);
    });
  } else if (isGiven(eventSelectors)) {
    // A trail has either kind: "if you apply advanced event selectors to a trail, any existing basic ones are overwritten".
    readable(resource, "trail", { eventSelectors, ...state }, pipeline, () => {
      const arns = writtenObjectArns(eventSelectors);
      pipeline.trails.push(({ resources }) => resources.some(({ ARN: arn }) => arn !== undefined && logsWritesOf(arns, arn)));
    });
  }
}

function readRule(resource: PolicyResource, pipeline: OpenPipeline, inputsOf: DeclaredInputs): void {
  const { eventPattern, eventBusName, state, isEnabled } = inputsOf.of(resource.urn) ?? copyProperties(resource.props);
  if (!isGiven(eventPattern) || isSwitchedOff(state, isEnabled) || !isDefaultBus(eventBusName)) return;
  readable(resource, "rule", { eventPattern, eventBusName, state, isEnabled }, pipeline, () => {
    const { matches } = compileEventPattern(eventPattern);
    pipeline.rules.push(matches);
  });
}

/** Reads properties of a resource, unless one of them is not known yet or cannot be understood: that is listed. */
function readable({ urn }: PolicyResource, of: string, parts: Properties, { refused, open, accounts }: OpenPipeline, read: () => void): void {
  const notKnown = Object.keys(parts).find((name) => holdsUnknown(parts[name]));
  if (notKnown !== undefined) {
    open.push({ urn, part: `${of}'s ${notKnown}`, problem: "it is known only after deployment" });
    return;
  }
  for (const account of JSON.stringify(parts).match(/\b\d{12}\b/g) ?? []) accounts.add(account);
  try {
    read();
  } catch (error) {
    refused.push({ urn, part: `${of}'s ${Object.keys(parts)[0] ?? ""}`, problem: error instanceof Error ? error.message : String(error) });
  }
}

/** `isEnabled` is the older property, of which AWS's answer says nothing where `state` is given. */
function isSwitchedOff(state: PropertyValue, isEnabled: PropertyValue): boolean {
  return isGiven(state) ? state === "DISABLED" : isEnabled === false;
}

/** "AWS services send events to the default event bus": https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html */
function isDefaultBus(name: PropertyValue): boolean {
  return !isGiven(name) || name === unknown || (typeof name === "string" && /^(?:arn:.*:event-bus\/)?default$/.test(name));
}
