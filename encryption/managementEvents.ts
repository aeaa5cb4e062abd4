/**
 * Trails that record management events: calls that change resources, as opposed to the objects in them.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
import type { AdvancedEventSelector } from "./eventSelectors";

/** The selector that has a trail record calls that change something; what only reads is left out. */
export const managementEventSelector: AdvancedEventSelector = {
  name: "Management events that change something",
  fieldSelectors: [
    { field: "eventCategory", equals: ["Management"] },
    { field: "readOnly", equals: ["false"] },
  ],
};

/** A trail as AWS describes it, in the shape of Pulumi's `aws.cloudtrail.Trail`. Without selectors it records all management events. */
export interface DescribedTrail {
  readonly homeRegion: string;
  readonly enableLogging?: boolean | undefined;
  readonly isMultiRegionTrail?: boolean | undefined;
  readonly eventSelectors?: readonly BasicEventSelector[] | undefined;
  readonly advancedEventSelectors?: readonly { readonly fieldSelectors: readonly DescribedField[] }[] | undefined;
}

interface BasicEventSelector {
  readonly includeManagementEvents?: boolean | undefined;
  readonly readWriteType?: string | undefined;
  readonly excludeManagementEventSources?: readonly string[] | undefined;
}

interface DescribedField {
  readonly field: string;
  readonly equals?: readonly string[] | undefined;
  readonly notEquals?: readonly string[] | undefined;
}

/** What a trail does not record of a region's management events, as the end of a sentence about it; undefined where nothing. */
export function unrecordedManagementEvents(trail: DescribedTrail, region: string): string | undefined {
  if (trail.enableLogging === false) return "is stopped: it records nothing";
  if (trail.homeRegion !== region && trail.isMultiRegionTrail !== true) return `records ${trail.homeRegion} alone, and not ${region}`;
  const selectors = [...(trail.advancedEventSelectors ?? []).flatMap(ofAdvanced), ...(trail.eventSelectors ?? []).flatMap(ofBasic)];
  const isDefault = (trail.advancedEventSelectors ?? []).length === 0 && (trail.eventSelectors ?? []).length === 0;
  if (isDefault) return undefined;
  if (selectors.length === 0) return "records no management events that change something";
  return selectors.every(({ withoutKms }) => withoutKms) ? "leaves out the events of KMS: nobody would hear of keys" : undefined;
}

interface Recording {
  readonly withoutKms: boolean;
}

const kms = "kms.amazonaws.com";

function ofAdvanced({ fieldSelectors }: { readonly fieldSelectors: readonly DescribedField[] }): Recording[] {
  const values = (name: string, operator: "equals" | "notEquals"): readonly string[] => fieldSelectors.find(({ field }) => field === name)?.[operator] ?? [];
  if (!values("eventCategory", "equals").includes("Management") || values("readOnly", "equals").includes("true")) return [];
  return [{ withoutKms: values("eventSource", "notEquals").includes(kms) }];
}

function ofBasic({ includeManagementEvents, readWriteType, excludeManagementEventSources }: BasicEventSelector): Recording[] {
  if (includeManagementEvents === false || readWriteType === "ReadOnly") return [];
  return [{ withoutKms: excludeManagementEventSources?.includes(kms) ?? false }];
}
