/** What the pack remembers of the inputs that the engine shows its policies one after another. */
import assert from "node:assert/strict";
import { DeclaredInputs } from "../../../policypack/stack/declaredInputs";
import { unknown } from "../../../policypack/stack/values";

describe("declared inputs", () => {
  const type = "aws:s3/bucketPolicy:BucketPolicy";
  const urn = "urn:pulumi:dev::shop::aws:s3/bucketPolicy:BucketPolicy::orders";
  const other = "urn:pulumi:dev::shop::aws:s3/bucketPolicy:BucketPolicy::logs";

  it("are those that the first policy was called with, whichever of the pack's policies that is", () => {
    for (const first of ["s3-default-encryption", "s3-upload-audited"]) {
      const inputs = new DeclaredInputs();
      inputs.record(first, { type, urn, props: { bucket: "acme-orders" } });
      assert.deepEqual(inputs.of(urn), { bucket: "acme-orders" });
    }
  });

  it("are copied once for all policies, however the engine's calls for several resources interleave", () => {
    const inputs = new DeclaredInputs();
    let reads = 0;
    const counted = (bucket: string): Record<string, unknown> => ({ get bucket() { reads += 1; return bucket; } });
    for (const policy of ["one", "two", "three"]) {
      inputs.record(policy, { type, urn, props: counted("acme-orders") });
      inputs.record(policy, { type, urn: other, props: counted("acme-logs") });
    }
    assert.equal(reads, 2);
    assert.deepEqual([inputs.of(urn), inputs.of(other)], [{ bucket: "acme-orders" }, { bucket: "acme-logs" }]);
  });

  it("are the newer ones where the engine shows a resource again", () => {
    const inputs = new DeclaredInputs();
    for (const bucket of ["acme-orders", "acme-orders-2", "acme-orders-3"]) {
      for (const policy of ["one", "two"]) inputs.record(policy, { type, urn, props: { bucket } });
      assert.deepEqual(inputs.of(urn), { bucket });
    }
  });

  it("tell what is unknown, and nothing of resources that the pack does not judge", () => {
    const inputs = new DeclaredInputs();
    const notYet = { get policy(): string { throw new Error("can't be known during preview"); } };
    inputs.record("one", { type, urn, props: notYet });
    inputs.record("one", { type: "aws:sns/topic:Topic", urn: other, props: { name: "alarms" } });
    assert.deepEqual(inputs.of(urn), { policy: unknown });
    assert.equal(inputs.of(other), undefined);
  });
});
