/** Protects `npm start -- --json`: one document, each upload under its metric, and nothing to change the second time. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { applications, catalogue } from "../../encryption/methods";
import { auditMetrics } from "../../encryption/metrics";
import type { DemoResult } from "../../sandbox/demo/result";
import { runCommand } from "../../tools/childProcess";
import { repository } from "./harness";

/** A copy of the project, so that the first run really is the first, and no one's own .sandbox is touched. */
function copyOfTheProject(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-demo-"));
  const left = ["node_modules", ".git", ".sandbox", "tests"];
  fs.cpSync(repository, folder, { recursive: true, filter: (file) => !left.includes(path.relative(repository, file)) });
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
  return folder;
}

async function demo(cwd: string): Promise<DemoResult> {
  const args = ["-r", "ts-node/register/transpile-only", "sandbox/demo.ts", "--json"];
  const { exitCode, stdout, stderr } = await runCommand(process.execPath, args, { cwd });
  assert.equal(exitCode, 0, stderr);
  // Fails on anything before or after the one document.
  return JSON.parse(stdout) as DemoResult;
}

const approvedKey = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const wrongKey = "arn:aws:kms:us-east-1:111122223333:key/99999999-aaaa-bbbb-cccc-dddddddddddd";
const metrics = new Map(
  auditMetrics({ methods: ["sse-kms", "dsse-kms"], origin: "any", kmsKeyArns: [approvedKey] }).map((metric) => [metric.metricName, metric]),
);

describe("the demo", () => {
  let folder: string;
  let first: DemoResult;
  before(async () => {
    folder = copyOfTheProject();
    first = await demo(folder);
  });
  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("deploys the whole dev stack the first time", () => {
    assert.equal(first.stack, "dev");
    assert.deepEqual(Object.keys(first.changes), ["create"]);
  });

  it("counts each upload under exactly one metric of a method, or as denied; wrong keys once more", () => {
    for (const { what, bucket, outcome, metrics: counted, notCounted } of first.uploads) {
      const own = counted.filter((name) => ["method", "failure"].includes(metrics.get(name)?.kind ?? ""));
      if (notCounted !== null) assert.deepEqual(counted, [], `${what} to ${bucket} is not counted`);
      else assert.equal(own.length, 1, `${what} to ${bucket} (${outcome}) is counted under ${own.join(", ")}`);
      if (outcome.startsWith("denied")) assert.deepEqual(own, ["denied-uploads"], `${what} to ${bucket} is denied`);
    }
  });

  it("counts each upload under the metric of what S3 did with it", () => {
    for (const { what, outcome, metrics: counted, notCounted } of first.uploads) {
      const [, sseApplied] = /^stored, (.*)$/.exec(outcome) ?? [];
      if (sseApplied === undefined || notCounted !== null) continue;
      const known = applications.find(({ application }) => application.sseApplied.includes(sseApplied))?.application.metricName;
      assert.ok(counted.includes(known ?? "unknown-method"), `${what}: ${outcome} is counted under ${counted.join(", ")}`);
    }
  });

  it("leaves what was stored in the buckets, CloudTrail's log file among it", () => {
    const file = path.join(folder, ".sandbox", "demo", "objects.json");
    const objects = Object.entries(JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, string[]>);
    const there = objects.flatMap(([bucket, keys]) => keys.map((key) => `${bucket}/${key}`));
    const stored = first.uploads.filter(({ outcome }) => outcome.startsWith("stored")).map(({ bucket, key }) => `${bucket}/${key}`);
    assert.deepEqual(there.sort(), [...new Set(stored)].sort());
    assert.ok(there.some((name) => /-trail-\d{12}\/AWSLogs\//.test(name)), there.join("\n"));
  });

  it("sums up as many as were sent, metric by metric", () => {
    assert.deepEqual(first.metrics, {
      // S3 has encrypted every object since 2023.
      "non-encrypted": 0,
      "sse-c-header": 1,
      "sse-s3-default": 1,
      "sse-s3-header": 1,
      "sse-kms-default": 3,
      "sse-kms-header": 4,
      "dsse-kms-default": 3,
      "dsse-kms-header": 2,
      "unknown-method": 1,
      // The one that is sent is denied.
      "encryption-updated": 0,
      "denied-uploads": 8,
      "wrong-kms-key": 3,
      "improper-uploads": 7,
    });
    assert.deepEqual(Object.keys(first.metrics), [...metrics.keys()], "every metric that there is");
    for (const [name, sum] of Object.entries(first.metrics)) {
      assert.equal(first.uploads.filter(({ metrics: counted }) => counted.includes(name)).length, sum, `uploads under ${name}`);
    }
  });

  it("sends every method by header and by default, and each operation that writes", () => {
    const outcomes = first.uploads.map(({ outcome }) => outcome);
    for (const { sseApplied } of catalogue.flatMap(({ applications: all }) => all)) {
      for (const value of sseApplied) assert.ok(outcomes.includes(`stored, ${value}`), value);
    }
    const what = first.uploads.map((upload) => upload.what).join("\n");
    for (const kind of [/^multipart upload/m, /^copy/m, /^browser form/m, /^re-encrypted in place/m, /wrong key/, /not over TLS/, /future/]) assert.match(what, kind);
  });

  it("names bucket and request of each denied upload, and what denied it", () => {
    const encryption = "x-amz-server-side-encryption";
    const keyId = `${encryption}-aws-kms-key-id`;
    assert.deepEqual(first.deniedUploads.map(({ bucket, request: { action, headers }, by }) => [bucket, action, headers, by]), [
      ["acme-orders-dev", "PutObject", { [encryption]: "AES256" }, "DenyOtherEncryptionMethods"],
      ["acme-orders-dev", "PutObject", { [encryption]: "aws:kms", [keyId]: wrongKey }, "DenyOtherKmsKeys"],
      ["acme-orders-dev", "PutObject", { [encryption]: "aws:kms" }, "DenyOtherKmsKeys"],
      ["acme-orders-dev", "PutObject", { [`${encryption}-customer-algorithm`]: "AES256" }, "DenySseC"],
      ["acme-new", "PutObject", { [`${encryption}-customer-algorithm`]: "AES256" }, "S3's block of SSE-C"],
      ["acme-orders-dev", "PutObject", { [encryption]: "aws:kms:future" }, "DenyOtherEncryptionMethods"],
      ["acme-orders-dev", "PutObject", {}, "DenyInsecureTransport"],
      ["acme-orders-dev", "UpdateObjectEncryption", {}, "DenyEncryptionUpdates"],
    ]);
    for (const { reason, statement, by } of first.deniedUploads) {
      assert.equal(statement, by.startsWith("Deny") ? by : null);
      assert.ok(reason.includes(statement ?? "SSE-C"), reason);
    }
    for (const { outcome } of first.uploads.filter(({ outcome: text }) => text.startsWith("denied"))) {
      assert.ok(first.deniedUploads.some(({ by }) => outcome === `denied by ${by}`), outcome);
    }
  });

  it("tells at once who stops the trail, and sets the alarm off", () => {
    assert.ok(first.tampering);
    const { messages, alarms } = first.tampering;
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? "", /StopLogging of cloudtrail\.amazonaws\.com on s3-encryption-audit-dev[^]*user\/mallory/);
    assert.deepEqual(alarms.map(({ name, state }) => [name, state]), [["s3-encryption-audit-dev-watch-trail", "ALARM"]]);
  });

  it("lets CloudTrail deliver, and does not audit the log bucket", () => {
    const deliveries = first.uploads.filter(({ principal }) => principal === "cloudtrail.amazonaws.com");
    assert.ok(deliveries.length > 0);
    for (const { outcome, notCounted } of deliveries) {
      assert.match(outcome, /^stored/);
      assert.equal(notCounted, "no trail logs it");
    }
  });

  it("fires an alarm for each metric that breaks the requirement and has uploads, and for no other", () => {
    const expected = [...metrics.values()].filter(({ metricName, violation }) => violation !== undefined && (first.metrics[metricName] ?? 0) > 0);
    assert.deepEqual(expected.map(({ metricName }) => metricName), ["sse-c-header", "sse-s3-default", "sse-s3-header", "unknown-method", "wrong-kms-key"]);
    const firing = first.alarms.filter(({ state }) => state === "ALARM");
    assert.deepEqual(firing.map(({ metric }) => metric), expected.map(({ metricName }) => metricName));
    for (const { name, reason, time } of firing) {
      assert.match(reason, /^Threshold Crossed: 1 out of the last 17 datapoints/, name);
      assert.match(time ?? "", /^2026-01-15T/, name);
    }
    for (const { name, state, time } of first.alarms) assert.equal(time === null, state !== "ALARM", name);
    assert.deepEqual(first.delivery, { seed: 1, worstMinutes: 15 });
    assert.ok(first.alarms.some(({ metric }) => metric === "FailedInvocations"), "the pipeline's health has its alarm");
  });

  it("does not count reads and parts of multipart uploads", () => {
    assert.deepEqual([...new Set(first.notCounted.map(({ eventName }) => eventName))].sort(), ["CompleteMultipartUpload", "GetObject", "UploadPart"]);
    for (const { eventName, why } of first.notCounted) assert.equal(why, "no trail logs it", eventName);
  });

  const picture = (extension: string): string => fs.readFileSync(first.pictures.find((file) => file.endsWith(extension)) ?? "", "utf8");

  it("draws the dashboard as a picture and as a page that browsers open; the one in the docs is the same", () => {
    const [svg, html] = [picture(".svg"), picture(".html")];
    assert.equal(first.pictures.length, 2);
    assertWellFormed(svg);
    assert.ok(html.startsWith("<!doctype html>"));
    for (const { label, kind } of metrics.values()) assert.ok(kind === "total" || (svg.includes(label) && html.includes(label)), `the graph shows ${label}`);
    assert.equal(svg, fs.readFileSync(path.join(repository, "docs", "dashboard.svg"), "utf8"), "run npm start and copy .sandbox/dashboard.svg to docs/");
  });

  it("shows on the page the numbers and states of the JSON document, and a row for each improper upload's kind", () => {
    const html = picture(".html");
    const [, headline] = /<p class="headline bad"><b>(\d+)<\/b> uploads against the requirement<\/p>/.exec(html) ?? [];
    assert.equal(Number(headline), first.metrics["improper-uploads"]);
    const totals = new Map([...html.matchAll(/<dd>(\d+)<\/dd><dt>(.*?)(?: \(!\))?<\/dt>/g)].map(([, value, label]) => [label, Number(value)]));
    for (const { metricName, label, kind } of metrics.values()) if (kind !== "total") assert.equal(totals.get(label), first.metrics[metricName], label);
    const alarms = [...html.matchAll(/<li class="\w+"><span>(.*?)<\/span> <b>(.*?)<\/b>/g)].map(([, name, state]) => [`s3-encryption-audit-dev-${name}`, state]);
    const states = first.alarms.map(({ name, state }) => [name, state === "INSUFFICIENT_DATA" ? "no data" : state]);
    assert.deepEqual(alarms.sort(), states.sort());
    const uploads = [...html.matchAll(/<td class="right" data-title="uploads">(\d+)<\/td>/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    assert.equal(uploads, first.metrics["improper-uploads"], "the table has them all");
  });

  it("changes nothing when it runs again", async () => {
    assert.deepEqual(await demo(folder), { ...first, changes: {} });
  });
});

/** Fails unless a document of elements and text is well-formed XML with one root. https://www.w3.org/TR/xml/ */
function assertWellFormed(xml: string): void {
  const attributes = String.raw`(?:\s+[A-Za-z_:][\w:.-]*="[^"<]*")*\s*`;
  const markup = new RegExp(String.raw`<([A-Za-z_:][\w:.-]*)(${attributes})(/?)>|</([A-Za-z_:][\w:.-]*)\s*>|[^<]+|<`, "g");
  const open: string[] = [];
  let roots = 0;
  for (const [token, start, given = "", empty, end] of xml.matchAll(markup)) {
    const place = `${token} in ${open.join(" > ")}`;
    assert.doesNotMatch(token, /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/, `an ampersand that is no reference: ${place}`);
    if (start !== undefined) {
      const names = [...given.matchAll(/([\w:.-]+)=/g)].map(([, name]) => name);
      assert.equal(new Set(names).size, names.length, `an attribute given twice: ${place}`);
      if (open.length === 0) roots++;
      if (empty === "") open.push(start);
    } else if (end !== undefined) {
      assert.equal(open.pop(), end, `a wrong end tag: ${place}`);
    } else {
      assert.ok(open.length > 0 ? token !== "<" : token.trim() === "", `neither a tag nor text: ${place}`);
    }
  }
  assert.deepEqual([open, roots], [[], 1], "one root, and every element closed");
}
