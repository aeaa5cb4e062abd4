/** Protects the dashboard: derived from requirement and catalogue, and changed by nobody unawares. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dashboardBody, dashboardName } from "../../encryption/dashboard";
import { applications } from "../../encryption/methods";
import { auditMetrics } from "../../encryption/metrics";
import { offendersQuery } from "../../encryption/queries";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const body = (requirement: EncryptionRequirement) =>
  dashboardBody({ requirement, region: "us-east-1", logGroupName: "/aws/events/sse-objects", alarmArns: ["arn:alarm"] });

describe("dashboard", () => {
  it("is the one of the snapshot, in full", () => {
    const file = join(__dirname, "__snapshots__", "dashboard.json");
    const text = `${JSON.stringify(body(defaultRequirement), undefined, 2)}\n`;
    if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(file, text);
    assert.equal(text, readFileSync(file, "utf8"), "if the change is meant, run the test with UPDATE_SNAPSHOTS=1 and read the difference");
  });

  it("shows every metric's total, and the wrong-key one where the requirement names keys", () => {
    for (const requirement of [defaultRequirement, { ...defaultRequirement, kmsKeyArns: [key] }]) {
      const totals = body(requirement).widgets[1]?.properties["metrics"] as [string, string, { label: string; color: string }][];
      assert.deepEqual(
        totals.map(([namespace, metricName, { color }]) => [namespace, metricName, color]),
        auditMetrics(requirement).map(({ metricName, color }) => ["S3ObjectEncryption", metricName, color]),
      );
      assert.equal(new Set(totals.map(([, , { label }]) => label)).size, totals.length, "labels differ");
    }
  });

  it("is named after the stack and the blog's graph, in characters that CloudWatch takes", () => {
    assert.equal(dashboardName("audit-dev"), "audit-dev-Object-Encryption-Methods");
  });

  it("spreads more alarms than a widget takes over several, and loses none", () => {
    const alarmArns = Array.from({ length: 201 }, (_, index) => `arn:alarm-${String(index)}`);
    const { widgets } = dashboardBody({ requirement: defaultRequirement, region: "eu-west-1", logGroupName: "/x", alarmArns });
    const shown = widgets.filter(({ type }) => type === "alarm").map(({ properties }) => properties["alarms"] as string[]);
    assert.deepEqual(shown.flat(), alarmArns);
    assert.deepEqual(shown.map(({ length }) => length), [100, 100, 1]);
  });

  it("has no row of alarms where there are none, and leaves no gap for it", () => {
    const { widgets } = dashboardBody({ requirement: defaultRequirement, region: "eu-west-1", logGroupName: "/x", alarmArns: [] });
    assert.deepEqual(widgets.map(({ type, y }) => [type, y]), [["metric", 0], ["metric", 6], ["log", 9]]);
    for (const { properties } of widgets) assert.equal(properties["region"], "eu-west-1");
    assert.equal(widgets.at(-1)?.properties["query"], `SOURCE '/x' | ${offendersQuery(defaultRequirement)}`);
  });

  it("has a Sum graph of all methods in the catalogue's colours, totals, alarms, and the offenders", () => {
    const { widgets } = body(defaultRequirement);
    assert.deepEqual(
      widgets.map(({ type, properties }) => [type, properties["title"], properties["view"] ?? ""]),
      [
        ["metric", "Object Encryption Methods", "timeSeries"],
        ["metric", "Totals", "singleValue"],
        ["alarm", "Alarms", ""],
        ["log", "Who uploaded against the requirement", "table"],
      ],
    );
    const [graph] = widgets;
    assert.equal(graph?.properties["stat"], "Sum");
    const series = graph?.properties["metrics"] as [string, string, { label: string; color: string }][];
    for (const { application } of applications) {
      const found = series.find(([, metricName]) => metricName === application.metricName);
      assert.equal(found?.[0], "S3ObjectEncryption");
      assert.equal(found?.[2].color, application.color);
    }
  });

  it("marks what breaks the requirement, and nothing else", () => {
    const marked = (requirement: EncryptionRequirement): string[] => {
      const metrics = body(requirement).widgets[0]?.properties["metrics"] as [string, string, { label: string }][];
      return metrics.filter(([, , { label }]) => label.endsWith("(!)")).map(([, metricName]) => metricName);
    };
    assert.deepEqual(marked(defaultRequirement), ["non-encrypted", "sse-c-header", "sse-s3-default", "sse-s3-header", "unknown-method"]);
    assert.deepEqual(marked({ methods: ["sse-s3"], origin: "header" }), [
      "non-encrypted", "sse-c-header", "sse-s3-default", "sse-kms-default", "sse-kms-header", "dsse-kms-default", "dsse-kms-header", "unknown-method", "encryption-updated",
    ]);
  });

  it("lays widgets below each other, without overlap", () => {
    let bottom = 0;
    for (const { y, height, x, width } of body(defaultRequirement).widgets) {
      assert.equal(y, bottom);
      assert.ok(x + width <= 24);
      bottom += height;
    }
  });
});
