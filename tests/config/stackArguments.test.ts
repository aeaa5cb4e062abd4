/** Protects what the components are given of a stack config: everything of it, and what the stack as a whole adds. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parseStackConfig } from "../../config/parse";
import { stackArguments, type StackArguments } from "../../config/stackArguments";

const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };
const given = (values: Record<string, unknown>, secret = false): StackArguments =>
  stackArguments({ ...context, config: parseStackConfig(values, context), isSecret: (key) => secret && key === "notifications" });

describe("what the components are given", () => {
  it("of buckets: the stack's requirement, tags and protection, unless a bucket has its own", () => {
    const statement = { Effect: "Deny", Principal: "*", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::b/*" };
    const { buckets } = given({ requirement: { methods: ["sse-s3"] }, tags: { team: "data" }, protect: true, forceDestroy: true, buckets: [{ name: "acme-b" }, { name: "acme-a", protect: false, forceDestroy: false, additionalStatements: [{ ...statement, Resource: "arn:aws:s3:::acme-a/*" }] }] });
    assert.deepEqual(buckets.map(({ bucketName, protect, forceDestroy, tags }) => [bucketName, protect, forceDestroy, tags]), [
      ["acme-b", true, true, { project: "s3-encryption-audit", stack: "dev", team: "data" }],
      ["acme-a", false, false, { project: "s3-encryption-audit", stack: "dev", team: "data" }],
    ]);
    assert.deepEqual(buckets.map(({ additionalStatements }) => additionalStatements), [[], [JSON.stringify({ ...statement, Resource: "arn:aws:s3:::acme-a/*" })]]);
    assert.equal(buckets.some((bucket) => "name" in bucket), false);
    for (const { requirement } of buckets) assert.deepEqual(requirement, { methods: ["sse-s3"], origin: "any" });
  });

  it("of the audit: all buckets but those excluded, or those in scope and the stack's own", () => {
    const scope = (values: Record<string, unknown>): unknown => given(values).audit.scope;
    assert.deepEqual(scope({ scope: { excludedBuckets: ["acme-logs"] }, buckets: [{ name: "own" }] }), { excludedBuckets: ["acme-logs"] });
    assert.deepEqual(scope({ scope: { buckets: ["acme"] }, buckets: [{ name: "own" }] }), { buckets: ["acme", "own"], excludedBuckets: [] });
    assert.deepEqual(scope({ scope: { bucketPrefixes: ["x-"], excludedBuckets: ["x-1"] } }), { buckets: [], bucketPrefixes: ["x-"], excludedBuckets: ["x-1"] });
  });

  it("of notifications: secret where the key is, with what stands beside the addresses", async () => {
    const topicArn = "arn:aws:sns:us-east-1:222222222222:t";
    const open = given({ notifications: { topicArn } }).audit.notifications;
    assert.deepEqual([open?.secret, open?.topicArn, open && "kmsKeyArn" in open], [false, topicArn, false]);
    const hidden = given({ notifications: { topicArn } }, true).audit.notifications;
    assert.equal(hidden?.secret, true);
    assert.ok(pulumi.Output.isInstance(hidden.topicArn) && (await pulumi.isSecret(hidden.topicArn as pulumi.Output<string>)));
    const kmsKeyArn = "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const keyed = given({ notifications: { emails: ["a@example.com"], kmsKeyArn } }).audit.notifications;
    assert.deepEqual([keyed?.emails, keyed?.kmsKeyArn, keyed && "topicArn" in keyed], [["a@example.com"], kmsKeyArn, false]);
  });

  it("of policies: nothing where none is asked for, else the stack's buckets in order", () => {
    const buckets = [{ name: "acme-b" }, { name: "acme-a" }];
    assert.equal(given({ buckets }).policies, undefined);
    for (const policies of [{ identity: true }, { serviceControl: {} }, { resourceControl: {} }]) assert.deepEqual(given({ buckets, policies }).policies?.bucketNames, ["acme-a", "acme-b"]);
  });
});
