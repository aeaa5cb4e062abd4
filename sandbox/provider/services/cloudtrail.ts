/** AWS CloudTrail. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-user-guide.html */
import { type Behaviours, type Refusal } from "../behaviour";
import { isObject, text, type Properties } from "../values";

/** A trail takes basic or advanced event selectors, not both; the advanced ones hold 500 values in all. */
function selectorRefusals(inputs: Properties): Refusal[] {
  const advanced = Array.isArray(inputs["advancedEventSelectors"]) ? (inputs["advancedEventSelectors"] as unknown[]) : [];
  const property = "advancedEventSelectors";
  const refusals: Refusal[] = [];
  if (advanced.length > 0 && Array.isArray(inputs["eventSelectors"]) && inputs["eventSelectors"].length > 0) {
    refusals.push({ property, reason: "a trail has either eventSelectors or advancedEventSelectors" });
  }
  const values = countValues(advanced);
  if (values > 500) refusals.push({ property, reason: `${values} values in the selectors; CloudTrail accepts 500 a trail` });
  return refusals;
}

/** How many condition values the field selectors hold together. */
function countValues(selectors: readonly unknown[]): number {
  return selectors
    .flatMap((selector) => (isObject(selector) && Array.isArray(selector["fieldSelectors"]) ? (selector["fieldSelectors"] as unknown[]) : []))
    .flatMap((field) => (isObject(field) ? Object.values(field) : []))
    .reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 0), 0);
}

/** The behaviour of the CloudTrail resource types. */
export const cloudtrail: Behaviours = {
  "aws:cloudtrail/trail:Trail": {
    autoname: { property: "name", longest: 128 },
    refusals: selectorRefusals,
    onlyOnce: { code: "TrailAlreadyExistsException", kind: "trail", name: (inputs) => text(inputs, "name") ?? "" },
    identity: (inputs, place) => {
      const arn = place.arn("cloudtrail", `trail/${text(inputs, "name") ?? ""}`);
      return { id: arn, arn, homeRegion: place.region };
    },
    filledIn: () => ({ enableLogging: true, includeGlobalServiceEvents: true, isMultiRegionTrail: false }),
  },
};
