/** Protects the catalogue of AWS services that write into buckets: each is found by its principals, in every partition. */
import assert from "node:assert/strict";
import { serviceWriters, writerNeeds, writerOfAccount, writerOfService } from "../../encryption/serviceWriters";

describe("AWS services that write into buckets", () => {
  it("are found by each of their principals, and by no other's", () => {
    for (const writer of serviceWriters) {
      for (const service of writer.services) {
        for (const principal of [`${service}.amazonaws.com`, `${service}.amazonaws.com.cn`, `${service}.amazonaws.eu`, `${service}.ap-east-1.amazonaws.com`]) {
          assert.equal(writerOfService(principal), writer, principal);
        }
      }
    }
    for (const other of ["lambda.amazonaws.com", "logging.s3", "redshift.example.com", "serverlessredshift.amazonaws.com", "delivery.logs.amazonaws.com.evil.example", "delivery.us-east-1.logs.amazonaws.com"]) {
      assert.equal(writerOfService(other), undefined, other);
    }
  });

  it("are found whatever the case of their names, which are those of domains", () => {
    assert.equal(writerOfService("Redshift.US-East-1.AmazonAWS.com"), writerOfService("redshift.amazonaws.com"));
    assert.ok(writerOfService("redshift.amazonaws.com"));
  });

  it("are found by the accounts that older policies name", () => {
    assert.match(writerOfAccount("127311923021")?.what ?? "", /Load Balancers/);
    assert.match(writerOfAccount("054676820928")?.what ?? "", /Load Balancers/);
    assert.equal(writerOfAccount("111122223333"), undefined);
    for (const { accounts = [] } of serviceWriters) for (const account of accounts) assert.match(account, /^\d{12}$/);
  });

  it("have each a page of AWS, words that end without a full stop, and principals of their own", () => {
    const services = serviceWriters.flatMap((writer) => writer.services);
    assert.equal(new Set(services).size, services.length);
    for (const { what, otherwise, alternative = "", source, needs } of serviceWriters) {
      assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\//);
      for (const words of [what, otherwise, alternative]) assert.doesNotMatch(words, /\.$/);
      assert.ok(writerNeeds[needs]);
    }
  });
});
