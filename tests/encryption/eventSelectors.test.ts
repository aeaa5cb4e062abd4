/** Protects the trail's selectors: those of its partition, in both spellings, and no more than a trail has room for. */
import assert from "node:assert/strict";
import { uploadEventNames, type AuditScope } from "../../encryption/auditScope";
import { eventSelectors, toCloudTrailApi } from "../../encryption/eventSelectors";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { allBuckets, listing, names } from "./scopes";

describe("event selectors", () => {
  it("name the buckets of their partition, in Pulumi's and in the API's spelling", () => {
    const selectors = eventSelectors(listing(["acme"]), "aws-cn");
    assert.match(JSON.stringify(selectors), /"startsWiths":\["arn:aws-cn:s3:::acme\/"\]/);
    assert.match(JSON.stringify(toCloudTrailApi(selectors)), /"StartsWith":\["arn:aws-cn:s3:::acme\/"\]/);
  });

  // Beside the calls, the category and the type of the resource are a value each.
  const room = awsLimits.eventSelectorValues - uploadEventNames.length - 2;
  const scopes: readonly (readonly [what: string, excess: string, scope: (count: number) => AuditScope])[] = [
    ["audited", "auditedBuckets", (count) => listing(names(count))],
    ["audited and excluded, more of them excluded,", "excludedBuckets", (count) => ({ ...listing(names(100)), excludedBuckets: names(count - 100, "logs-") })],
    ["audited and excluded, more of them audited,", "auditedBuckets", (count) => ({ ...listing(names(count - 100)), excludedBuckets: names(100, "logs-") })],
    ["excluded", "excludedBuckets", (count) => ({ ...allBuckets, excludedBuckets: names(count) })],
  ];
  for (const [what, excess, scope] of scopes) {
    it(`have room for so many ${what} buckets and refuse one more, naming the config key`, () => {
      assert.equal(eventSelectors(scope(room), "aws").length, 1);
      assert.throws(() => eventSelectors(scope(room + 1), "aws"), (error) => error instanceof AwsLimitError && error.excess === excess);
    });
  }

  it("never take a scope that names nothing for everything", () => {
    assert.throws(() => eventSelectors({ ...listing([]), excludedBuckets: ["acme"] }, "aws"), /names no bucket/);
  });
});
