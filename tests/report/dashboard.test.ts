/** Protects the dashboard's page and picture: both say what the widgets and the data say, and nothing is lost or made up. */
import assert from "node:assert/strict";
import { dashboardBody } from "../../encryption/dashboard";
import { defaultRequirement } from "../../encryption/requirement";
import type { DashboardData, MetricName } from "../../report/dashboard/data";
import { dashboardHtml } from "../../report/dashboard/html";
import { paragraphs } from "../../report/dashboard/markdown";
import { sharedBeginning } from "../../report/dashboard/panels";
import { dashboardSvg } from "../../report/dashboard/picture";

const alarmArns = ["sse-c-header", "unknown-method"].map((name) => `arn:aws:cloudwatch:us-east-1:111122223333:alarm:audit-dev-${name}`);
const body = dashboardBody({
  requirement: defaultRequirement,
  scope: { buckets: "all", excludedBuckets: [] },
  region: "us-east-1",
  partition: "aws",
  logGroupName: "/g",
  alarmArns,
  ruleNames: ["rule"],
  deadLetterQueueName: "queue",
});

const row = (key: string, uploads: string): Record<string, string> => ({ principal: "arn:aws:iam::111122223333:role/<importer>", bucket: "acme", key, uploads });
const asked: MetricName[] = [];
const data = (more: Partial<DashboardData> = {}): DashboardData => ({
  title: "T & Co",
  subtitle: "made up",
  start: new Date("2026-01-15T09:00:00Z"),
  end: new Date("2026-01-15T09:30:00Z"),
  datapoints: (metric) => {
    asked.push(metric);
    const values: Record<string, number[]> = { "improper-uploads": [3, 4], "sse-c-header": [3, 4], "sse-kms-header": [1_000_000] };
    return (values[metric.metricName] ?? []).map((value, index) => ({ time: new Date(Date.UTC(2026, 0, 15, 9, 5 + 10 * index)), value }));
  },
  alarms: (arn) => ({ name: arn.split(":").at(-1) ?? "", state: arn.endsWith("sse-c-header") ? "ALARM" : "OK" }),
  rows: () => [row("none", "6"), row("arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", "1")],
  ...more,
});

/** The text of markup, white space and points where names may be broken left out. */
const textOf = (markup: string): string =>
  markup.replaceAll(/<style>.*?<\/style>/gs, "").replaceAll(/<[^>]+>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll(/\s+/g, "");

describe("report/dashboard", () => {
  const drawn = { page: dashboardHtml(body, data()), picture: dashboardSvg(body, data()) };

  for (const [what, markup] of Object.entries(drawn)) {
    it(`the ${what} says everything that the widgets and their data say`, () => {
      const said = textOf(markup);
      const expected = [
        "T & Co", "made up", "Is everything all right?", "7", "uploads against the requirement", "What is required:", "SSE-KMS or DSSE-KMS",
        "SSE-C (header) (!)", "Denied uploads", "As required, and denied", "Against the requirement", "1000000", "sse-c-header", "ALARM", "unknown-method", "OK",
        "arn:aws:iam::111122223333:role/<importer>", "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", "Is the pipeline alive?", "Dead letters",
      ];
      // A cell's lines follow each other in the markup, so that a broken name is whole again.
      for (const text of expected) assert.ok(said.includes(text.replaceAll(/\s+/g, "")), text);
      assert.ok(!said.includes("audit-dev-"), "alarms have short names");
      assert.match(markup, /prefers-color-scheme: dark/);
    });
  }

  it("links each saved query in the page", () => {
    assert.match(drawn.page, /<a href="https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=us-east-1#logsV2:logs-insights[^"]*~source~\(~'\*2fg\)\)">SSE-C \(header\)<\/a>/);
  });

  it("draws what breaks the requirement on an axis of its own: 4 uploads are as high as a million others", () => {
    const top = (color: string): number => Math.min(...[...drawn.picture.matchAll(new RegExp(`<polyline points="([^"]*)"[^>]*stroke="${color}"`, "g"))].flatMap(([, points = ""]) => points.split(" ").map((point) => Number(point.split(",")[1]))));
    const colorOf = (label: string): string => new RegExp(`fill="(#[0-9a-f]{6})"/><text[^>]*>${label}`).exec(drawn.picture)?.[1] ?? "";
    assert.equal(top(colorOf("SSE-C \\(header\\) \\(!\\)")), top(colorOf("SSE-KMS \\(header\\)")));
  });

  it("asks for metrics by all that CloudWatch tells them apart by", () => {
    assert.ok(asked.some(({ namespace, metricName, dimensions }) => namespace === "AWS/SQS" && metricName === "ApproximateNumberOfMessagesVisible" && dimensions["QueueName"] === "queue"));
  });

  it("says so where there is nothing, and how much more there is where the picture has no room", () => {
    const nothing = data({ rows: () => [], datapoints: () => [], alarms: () => undefined });
    for (const markup of [dashboardHtml(body, nothing), dashboardSvg(body, nothing)]) {
      assert.match(markup, /No data found for this time range\./);
      assert.match(markup, /no data/);
    }
    const many = data({ rows: () => Array.from({ length: 50 }, (_, index) => row("none", String(index))) });
    assert.match(dashboardSvg(body, many), /… and \d+ more/);
    assert.equal(dashboardHtml(body, many).split("<tr>").length - 2, 50);
  });

  it("refuses a widget that is not known rather than leave it out", () => {
    const [first] = body.widgets;
    assert.ok(first);
    for (const properties of [{ view: "pie", metrics: [] }, { view: "timeSeries", metrics: [[{ expression: "m1" }]], period: 60 }, { view: "singleValue", metrics: [["n", 1, {}]] }]) {
      assert.throws(() => dashboardSvg({ widgets: [{ ...first, properties }] }, data()), /the picture cannot show/);
    }
  });

  it("reads the Markdown that text widgets are made of", () => {
    assert.deepEqual(paragraphs("**A** b `c`\n\n[d (e)](https://x#~(a~(b)))."), [
      [{ text: "A", style: "bold" }, { text: " b " }, { text: "c", style: "code" }],
      [{ text: "d (e)", href: "https://x#~(a~(b))" }, { text: "." }],
    ]);
  });

  it("shortens names by what all of them begin with, up to a hyphen", () => {
    assert.equal(sharedBeginning(["a-b-c", "a-b-d"]), "a-b-");
    assert.equal(sharedBeginning(["a-b", "a-bc"]), "a-");
    for (const names of [[], ["a-b"], ["x", "y"]]) assert.equal(sharedBeginning(names), "");
  });
});
