/** AWS CloudTrail. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-user-guide.html */
import { type Behaviours, type Refusal } from "../behaviour";
import { text, type Properties } from "../values";
import { advancedSelectorRefusals } from "./advancedEventSelectors";

/** A trail takes basic or advanced event selectors, not both: the provider declares that they conflict. */
function selectorRefusals(inputs: Properties): Refusal[] {
  const advanced = Array.isArray(inputs["advancedEventSelectors"]) ? (inputs["advancedEventSelectors"] as unknown[]) : [];
  const refusals = advancedSelectorRefusals(advanced);
  if (advanced.length > 0 && Array.isArray(inputs["eventSelectors"]) && inputs["eventSelectors"].length > 0) {
    refusals.push({ property: "advancedEventSelectors", reason: "a trail has either eventSelectors or advancedEventSelectors" });
  }
  return refusals;
}

/**
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html: a trail of all regions records the
 * events of global services as well, which is the default.
 */
function refuseCombination(inputs: Properties): void {
  if (inputs["isMultiRegionTrail"] !== true || inputs["includeGlobalServiceEvents"] !== false) return;
  throw new Error("InvalidParameterCombinationException: Multi-Region trail must include global service events.");
}

/** The behaviour of the CloudTrail resource types. */
export const cloudtrail: Behaviours = {
  "aws:cloudtrail/trail:Trail": {
    autoname: { property: "name", longest: 128 },
    kmsKey: "kmsKeyId",
    refusals: selectorRefusals,
    refusePut: refuseCombination,
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
    atMost: { code: "MaximumNumberOfTrailsExceededException", kind: "trails", of: () => "the account", count: () => 5 },
    onlyOnce: { code: "TrailAlreadyExistsException", kind: "trail", name: (inputs) => text(inputs, "name") ?? "" },
    identity: (inputs, place) => {
      const arn = place.arn("cloudtrail", `trail/${text(inputs, "name") ?? ""}`);
      return { id: arn, arn, homeRegion: place.region };
    },
    // A trail of the account that no stack of the sandbox made. With the selectors that a new one has: it records all management events.
    // Some must be missing: those whose names say so.
    adopt: (id, place) => {
      const [, partition, region, account, name] = /^arn:([\w-]+):cloudtrail:([\w-]+):(\d{12}):trail\/([\w.-]+)$/.exec(id) ?? [];
      if (name === undefined || name.startsWith("no-such-") || partition !== place.partition || account !== place.account) return undefined;
      return {
        inputs: { name, s3BucketName: "acme-central-trail-logs" },
        outputs: { id, arn: id, homeRegion: region, enableLogging: true, isMultiRegionTrail: true, includeGlobalServiceEvents: true },
      };
    },
    filledIn: () => ({ enableLogging: true, includeGlobalServiceEvents: true, isMultiRegionTrail: false }),
  },
};
