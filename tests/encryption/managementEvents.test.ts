/** Protects what is said of a trail: whether it records what changes something, KMS among it, in the region. */
import assert from "node:assert/strict";
import { managementEventSelector, unrecordedManagementEvents, type DescribedTrail } from "../../encryption/managementEvents";
import { managementRecord, matchEventSelectors } from "../../simulator";
import { eventSelectors } from "../../encryption/eventSelectors";
import { allBuckets, recordOf } from "./scopes";

const region = "us-east-1";
const trail = (changes: Partial<DescribedTrail> = {}): DescribedTrail => ({ homeRegion: region, enableLogging: true, isMultiRegionTrail: false, ...changes });
const advanced = (...fields: [field: string, operator: "equals" | "notEquals", value: string][]): Partial<DescribedTrail> => ({
  advancedEventSelectors: [{ fieldSelectors: fields.map(([field, operator, value]) => ({ field, [operator]: [value] })) }],
});
const management = ["eventCategory", "equals", "Management"] as const;

describe("whether a trail records management events", () => {
  const cases: readonly (readonly [what: string, trail: DescribedTrail, missing: RegExp | undefined])[] = [
    ["a trail as it is made", trail(), undefined],
    ["one that is stopped", trail({ enableLogging: false }), /stopped/],
    ["one of another region", trail({ homeRegion: "eu-west-1" }), /eu-west-1 alone/],
    ["one of all regions", trail({ homeRegion: "eu-west-1", isMultiRegionTrail: true }), undefined],
    ["data events alone", trail(advanced(["eventCategory", "equals", "Data"], ["resources.type", "equals", "AWS::S3::Object"])), /no management events/],
    ["all management events", trail(advanced([...management])), undefined],
    ["what changes something", trail(advanced([...management], ["readOnly", "equals", "false"])), undefined],
    ["what only reads", trail(advanced([...management], ["readOnly", "equals", "true"])), /no management events/],
    ["all but KMS", trail(advanced([...management], ["eventSource", "notEquals", "kms.amazonaws.com"])), /KMS/],
    ["all but RDS data", trail(advanced([...management], ["eventSource", "notEquals", "rdsdata.amazonaws.com"])), undefined],
    ["basic selectors", trail({ eventSelectors: [{}] }), undefined],
    ["basic selectors without management events", trail({ eventSelectors: [{ includeManagementEvents: false }] }), /no management events/],
    ["basic selectors of what only reads", trail({ eventSelectors: [{ readWriteType: "ReadOnly" }] }), /no management events/],
    ["basic selectors of what writes", trail({ eventSelectors: [{ readWriteType: "WriteOnly" }] }), undefined],
    ["basic selectors without KMS", trail({ eventSelectors: [{ excludeManagementEventSources: ["kms.amazonaws.com"] }] }), /KMS/],
    ["the audit's own", trail({ advancedEventSelectors: [...eventSelectors(allBuckets, "aws"), managementEventSelector] }), undefined],
    ["the audit's own without the selector", trail({ advancedEventSelectors: eventSelectors(allBuckets, "aws") }), /no management events/],
  ];
  for (const [what, described, missing] of cases) {
    it(`${what}: ${missing === undefined ? "yes" : "no"}`, () => {
      const said = unrecordedManagementEvents(described, region);
      if (missing === undefined) assert.equal(said, undefined);
      else assert.match(said ?? "", missing);
    });
  }
});

describe("the selector of management events", () => {
  it("records what changes something, no reads, and no more uploads", () => {
    const call = managementRecord({ service: "cloudtrail", eventName: "StopLogging", principal: { arn: "arn:aws:iam::111122223333:user/x" }, requestParameters: {}, account: "111122223333", region, time: new Date(0) });
    const selectors = [managementEventSelector];
    assert.equal(matchEventSelectors(selectors, call), true);
    assert.equal(matchEventSelectors(selectors, { ...call, readOnly: true }), false);
    assert.equal(matchEventSelectors(selectors, recordOf("acme-orders")), false);
    assert.equal(matchEventSelectors([...eventSelectors(allBuckets, "aws"), managementEventSelector], recordOf("acme-orders")), true);
  });
});
