/** Protects the catalogue of methods: nothing stands in it twice, and each is found by the names that S3 gives it. */
import assert from "node:assert/strict";
import { applicationOfSseApplied, applications, catalogue, encryptionMethod, methodOfAlgorithm, type EncryptionMethodId } from "../../encryption/methods";

describe("the catalogue", () => {
  it("names nothing twice", () => {
    const once = (values: readonly string[]): void => { assert.deepEqual(values, [...new Set(values)]); };
    once(catalogue.map(({ id }) => id));
    once(catalogue.flatMap(({ algorithm }) => algorithm ?? []));
    once(applications.map(({ application }) => application.filterName));
    once(applications.map(({ application }) => application.metricName));
    once(applications.map(({ application }) => application.label));
    once(applications.flatMap(({ application }) => application.sseApplied));
  });

  it("has the blog's values of SSEApplied and those of DSSE-KMS", () => {
    const values = applications.flatMap(({ application }) => application.sseApplied);
    for (const value of ["SSE_C", "Default_SSE_S3", "SSE_S3", "Default_SSE_KMS", "SSE_KMS", "Default_DSSE_KMS", "DSSE_KMS"]) assert.ok(values.includes(value), value);
  });

  it("finds a method by algorithm and by SSEApplied, exactly", () => {
    assert.equal(methodOfAlgorithm("aws:kms")?.id, "sse-kms");
    for (const other of ["AWS:KMS", "aws:kms:", "", "aes256"]) assert.equal(methodOfAlgorithm(other), undefined, other);
    assert.deepEqual([applicationOfSseApplied("Default_SSE_S3")?.method.id, applicationOfSseApplied("Default_SSE_S3")?.application.origin], ["sse-s3", "default"]);
    for (const other of ["default_sse_s3", "SSE", ""]) assert.equal(applicationOfSseApplied(other), undefined, other);
  });

  it("refuses a method that it does not have", () => {
    assert.throws(() => encryptionMethod("sse-x" as EncryptionMethodId), /"sse-x"/);
  });
});
