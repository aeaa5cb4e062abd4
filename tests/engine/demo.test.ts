/** Protects `npm start -- --json`: one document, each upload under its metric, and nothing to change the second time. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { auditMetrics } from "../../encryption/metrics";
import type { DemoResult } from "../../sandbox/demo/result";
import { runCommand } from "../../tools/childProcess";
import { repository } from "./harness";

async function demo(): Promise<DemoResult> {
  const { exitCode, stdout, stderr } = await runCommand(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", "sandbox/demo.ts", "--json"],
    { cwd: repository },
  );
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as DemoResult;
}

describe("the demo", () => {
  let first: DemoResult;
  before(async () => {
    first = await demo();
  });

  it("counts each upload under exactly one metric of a method, or as denied; wrong keys once more", () => {
    const kinds = new Map(
      auditMetrics({ methods: ["sse-kms", "dsse-kms"], origin: "any", kmsKeyArns: ["any"] }).map(({ metricName, kind }) => [metricName, kind]),
    );
    for (const { what, bucket, outcome, metrics, notCounted } of first.uploads) {
      const own = metrics.filter((name) => kinds.get(name) !== "detail");
      if (notCounted !== null) assert.deepEqual(metrics, [], `${what} to ${bucket} is not counted`);
      else assert.equal(own.length, 1, `${what} to ${bucket} (${outcome}) is counted under ${own.join(", ")}`);
      if (outcome.startsWith("denied")) assert.deepEqual(own, ["denied-uploads"], `${what} to ${bucket} is denied`);
    }
  });

  it("shows every method that S3 has today, and the six metrics of the blog", () => {
    for (const name of ["non-encrypted", "sse-s3-default", "sse-s3-header", "sse-kms-default", "sse-kms-header", "sse-c-header"]) {
      assert.ok(name in first.metrics, name);
    }
    const unseen = Object.entries(first.metrics).filter(([, sum]) => sum === 0).map(([name]) => name);
    // S3 encrypts everything since 2023; the demo's one in-place update is denied.
    assert.deepEqual(unseen.sort(), ["encryption-updated", "non-encrypted"]);
    assert.equal(first.metrics["denied-uploads"], first.deniedUploads.length);
  });

  it("names the statement that denied each upload, and lets CloudTrail deliver", () => {
    for (const { request, statement } of first.deniedUploads) assert.match(statement ?? "", /^Deny/, `${request.action} ${request.key}`);
    const delivery = first.uploads.find(({ principal }) => principal === "cloudtrail.amazonaws.com");
    assert.match(delivery?.outcome ?? "", /^stored/);
    assert.equal(delivery?.notCounted, "no trail logs it", "the log bucket is not audited");
  });

  it("fires an alarm for each metric that breaks the requirement and has uploads, and for no other", () => {
    const breaking = ["sse-c-header", "sse-s3-default", "sse-s3-header", "unknown-method", "wrong-kms-key"];
    const firing = first.alarms.filter(({ state }) => state === "ALARM");
    assert.deepEqual(firing.map(({ metric }) => metric).sort(), breaking);
    for (const { name, reason } of firing) assert.match(reason, /^Threshold Crossed/, name);
  });

  it("does not count reads and parts of multipart uploads", () => {
    assert.deepEqual([...new Set(first.notCounted.map(({ eventName }) => eventName))].sort(), ["CompleteMultipartUpload", "GetObject", "UploadPart"]);
    for (const { eventName, why } of first.notCounted) assert.equal(why, "no trail logs it", eventName);
  });

  it("writes the dashboard's pictures; the one in the docs is the same", () => {
    const svg = first.pictures.find((file) => file.endsWith(".svg")) ?? "";
    assert.match(fs.readFileSync(svg, "utf8"), /^<svg [\s\S]*<\/svg>\s*$/);
    assert.ok(fs.existsSync(first.pictures.find((file) => file.endsWith(".html")) ?? ""));
    assert.equal(fs.readFileSync(svg, "utf8"), fs.readFileSync(path.join(repository, "docs", "dashboard.svg"), "utf8"), "run npm start and copy .sandbox/dashboard.svg to docs/");
  });

  it("changes nothing when it runs again", async () => {
    const second = await demo();
    assert.deepEqual(second.changes, {});
    assert.deepEqual({ ...second, changes: {} }, { ...first, changes: {} });
  });
});
