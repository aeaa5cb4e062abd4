/** Protects the dashboard: derived from requirement and catalogue, and changed by nobody unawares. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dashboardBody, dashboardName, type DashboardBody, type DashboardOptions } from "../../encryption/dashboard";
import { applications } from "../../encryption/methods";
import { auditMetrics } from "../../encryption/metrics";
import { logsQueries, offendersQuery } from "../../encryption/queries";
import { queryLink } from "../../encryption/queryLink";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const options: DashboardOptions = {
  requirement: defaultRequirement,
  scope: { buckets: "all", excludedBuckets: ["acme-logs"] },
  region: "us-east-1",
  partition: "aws",
  logGroupName: "/aws/events/sse-objects",
  alarmArns: ["arn:alarm"],
  ruleNames: ["uploads"],
  deadLetterQueueName: "dead-letters",
};
const body = (requirement: EncryptionRequirement, more: Partial<DashboardOptions> = {}): DashboardBody => dashboardBody({ ...options, requirement, ...more });
type Series = [namespace: string, metricName: string, options: { label: string; color: string; yAxis?: string }];
const widget = ({ widgets }: DashboardBody, title: string) => {
  const found = widgets.filter(({ properties }) => properties["title"] === title);
  assert.equal(found.length, 1, title);
  return found[0]?.properties ?? {};
};
const seriesOf = (of: DashboardBody, title: string): Series[] => widget(of, title)["metrics"] as Series[];
const keyed: EncryptionRequirement = { ...defaultRequirement, kmsKeyArns: [key] };

describe("dashboard", () => {
  it("is the one of the snapshot, in full", () => {
    const file = join(__dirname, "__snapshots__", "dashboard.json");
    const text = `${JSON.stringify(body(defaultRequirement), undefined, 2)}\n`;
    if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(file, text);
    assert.equal(text, readFileSync(file, "utf8"), "if the change is meant, run the test with UPDATE_SNAPSHOTS=1 and read the difference");
  });

  it("answers from top to bottom: all right, the rule, what happens, who does it, is the pipeline alive", () => {
    assert.deepEqual(
      body(defaultRequirement).widgets.map(({ type, properties }) => [type, properties["title"] ?? "", properties["view"] ?? ""]),
      [
        ["metric", "Is everything all right?", "singleValue"],
        ["alarm", "Alarms", ""],
        ["text", "", ""],
        ["metric", "Object Encryption Methods", "timeSeries"],
        ["metric", "Totals", "singleValue"],
        ["log", "Who uploaded against the requirement", "table"],
        ["metric", "Is the pipeline alive?", "timeSeries"],
      ],
    );
  });

  it("shows the uploads against the requirement of each place as well, where the metrics have dimensions", () => {
    const dimensions = ["us-east-1", "eu-west-1"].map((region) => ({ account: "111122223333", region }));
    const graph = widget(body(defaultRequirement, { dimensions }), "Against the requirement, by account and region");
    const { metrics, ...rest } = graph as { metrics: unknown[][] };
    assert.deepEqual(rest, { title: "Against the requirement, by account and region", view: "timeSeries", stacked: false, stat: "Sum", period: 300, region: "us-east-1", yAxis: { left: { min: 0, label: "Uploads", showUnits: false } } });
    assert.deepEqual(metrics.map((series) => series.slice(0, -1)), dimensions.map(({ account, region }) => ["S3ObjectEncryption", "improper-uploads", "account", account, "region", region]));
    const shown = metrics.map((series) => series.at(-1) as { label: string; color: string });
    assert.deepEqual(shown.map(({ label }) => label), ["111122223333 us-east-1", "111122223333 eu-west-1"]);
    assert.notEqual(shown[0]?.color, shown[1]?.color);
  });

  it("has one headline number: the uploads against the requirement, each once", () => {
    assert.deepEqual(seriesOf(body(keyed), "Is everything all right?").map(([namespace, name]) => [namespace, name]), [["S3ObjectEncryption", "improper-uploads"]]);
  });

  it("shows every other metric in the graph and as a total, with labels and colours that differ", () => {
    for (const requirement of [defaultRequirement, keyed]) {
      const expected = auditMetrics(requirement).filter(({ kind }) => kind !== "total");
      for (const title of ["Object Encryption Methods", "Totals"]) {
        const series = seriesOf(body(requirement), title);
        assert.deepEqual(series.map(([namespace, name]) => [namespace, name]), expected.map(({ metricName }) => ["S3ObjectEncryption", metricName]));
        for (const property of ["label", "color"] as const) assert.equal(new Set(series.map(([, , one]) => one[property])).size, series.length, property);
      }
      assert.equal(widget(body(requirement), "Object Encryption Methods")["stat"], "Sum");
    }
  });

  it("marks what breaks the requirement, and has an axis of its own for it, and for nothing else", () => {
    const marked = (requirement: EncryptionRequirement): string[] => {
      const series = seriesOf(body(requirement), "Object Encryption Methods");
      for (const [, name, { label, yAxis }] of series) assert.equal(yAxis === "right", label.endsWith("(!)"), name);
      return series.filter(([, , { label }]) => label.endsWith("(!)")).map(([, metricName]) => metricName);
    };
    const allBut = (...metrics: string[]): string[] => applications.flatMap(({ application: { metricName } }) => (metrics.includes(metricName) ? [] : metricName));
    assert.deepEqual(marked(defaultRequirement), [...allBut("sse-kms-default", "sse-kms-header", "dsse-kms-default", "dsse-kms-header"), "unknown-method"]);
    assert.deepEqual(marked({ methods: ["sse-s3"], origin: "header" }), [...allBut("sse-s3-header"), "unknown-method", "encryption-updated"]);
    assert.ok(marked(keyed).includes("wrong-kms-key"));
  });

  it("says what is required and audited, and links each improper metric to its saved query", () => {
    const markdown = (of: DashboardBody): string => String(of.widgets.find(({ type }) => type === "text")?.properties["markdown"]);
    const text = markdown(body(keyed));
    assert.match(text, /SSE-KMS or DSSE-KMS, where KMS is used with `arn:aws:kms:us-east-1:111122223333:key\/1234abcd-12ab-34cd-56ef-1234567890ab`; by a header of the upload or by the bucket's default\. Audited are all buckets of the account in the region but 1 bucket\./);
    for (const { metricName, label, violation } of auditMetrics(keyed)) {
      const query = logsQueries(keyed).find((one) => one.metricName === metricName);
      const link = `[${label}](${queryLink(options, options.logGroupName, query?.queryString ?? "")})`;
      if (violation !== undefined) assert.ok(text.includes(link), label);
    }
    assert.match(markdown(body({ methods: ["sse-c"], origin: "any" }, { scope: { buckets: ["a", "b"], bucketPrefixes: ["x-"], excludedBuckets: [] } })), /SSE-C; by a header of the upload, for which .* Audited are 2 buckets and those named `x-…`\./);
  });

  const scopes: readonly (readonly [scope: DashboardOptions["scope"], says: string])[] = [
    [{ buckets: "all", excludedBuckets: [] }, "Audited are all buckets of the account in the region."],
    [{ buckets: "all", excludedBuckets: ["a", "b"] }, "Audited are all buckets of the account in the region but 2 buckets."],
    [{ buckets: ["a"], bucketPrefixes: [], excludedBuckets: [] }, "Audited are 1 bucket."],
    [{ buckets: [], bucketPrefixes: ["x-", "y-"], excludedBuckets: ["x-logs"] }, "Audited are those named `x-…`, `y-…` but 1 bucket."],
  ];
  for (const [scope, says] of scopes) {
    it(`says: ${says}`, () => {
      const markdown = String(body(defaultRequirement, { scope }).widgets.find(({ type }) => type === "text")?.properties["markdown"]);
      assert.ok(markdown.includes(` ${says}\n`), markdown);
    });
  }

  it("is named after the stack and the blog's graph, in characters that CloudWatch takes", () => {
    assert.equal(dashboardName("audit-dev"), "audit-dev-Object-Encryption-Methods");
  });

  it("spreads more alarms than a widget takes over several, and loses none", () => {
    const alarmArns = Array.from({ length: 201 }, (_, index) => `arn:alarm-${String(index)}`);
    const shown = body(defaultRequirement, { alarmArns }).widgets.filter(({ type }) => type === "alarm").map(({ properties }) => properties["alarms"] as string[]);
    assert.deepEqual(shown.flat(), alarmArns);
    assert.deepEqual(shown.map(({ length }) => length), [100, 100, 1]);
  });

  it("has no alarms where there are none, and no dead letters where there is no queue", () => {
    const { widgets } = body(defaultRequirement, { alarmArns: [], deadLetterQueueName: undefined, region: "eu-west-1", logGroupName: "/x" });
    assert.equal(widgets.some(({ type }) => type === "alarm"), false);
    assert.equal(widgets[0]?.width, 24);
    assert.doesNotMatch(JSON.stringify(widgets), /AWS\/SQS/);
    for (const { type, properties } of widgets) if (type !== "text") assert.equal(properties["region"], "eu-west-1");
    assert.equal(widget({ widgets }, "Who uploaded against the requirement")["query"], `SOURCE '/x' | ${offendersQuery(defaultRequirement)}`);
  });

  it("shows what arrives, what waits and what each rule could not deliver", () => {
    const series = seriesOf(body(defaultRequirement, { ruleNames: ["one", "two"] }), "Is the pipeline alive?") as unknown as string[][];
    assert.deepEqual(series.map((one) => one.slice(0, 4)), [
      ["AWS/Logs", "IncomingLogEvents", "LogGroupName", "/aws/events/sse-objects"],
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "dead-letters"],
      ["AWS/Events", "FailedInvocations", "RuleName", "one"],
      ["AWS/Events", "FailedInvocations", "RuleName", "two"],
    ]);
    const labels = series.map((one) => (one[4] as unknown as { label: string }).label);
    assert.deepEqual(labels, ["Upload events recorded", "Dead letters", "Not delivered", "Not delivered (two)"]);
  });

  it("has no more metrics in a graph than CloudWatch takes, what arrives and what waits first", () => {
    const series = seriesOf(body(defaultRequirement, { ruleNames: Array.from({ length: 600 }, (_, index) => `rule-${index}`) }), "Is the pipeline alive?") as unknown as string[][];
    assert.equal(series.length, 500);
    assert.deepEqual(series.slice(0, 3).map(([, metric]) => metric), ["IncomingLogEvents", "ApproximateNumberOfMessagesVisible", "FailedInvocations"]);
  });

  it("lays widgets out without overlap and without gaps", () => {
    for (const alarmArns of [[], ["arn:a"], Array.from({ length: 150 }, (_, index) => `arn:${index}`)]) {
      const cells = new Set<string>();
      let area = 0;
      const { widgets } = body(defaultRequirement, { alarmArns });
      for (const { x, y, width, height } of widgets) {
        assert.ok(x + width <= 24);
        for (let column = x; column < x + width; column++) for (let row = y; row < y + height; row++) cells.add(`${column} ${row}`);
        area += width * height;
      }
      assert.equal(cells.size, area, "no overlap");
      assert.equal(area, 24 * Math.max(...widgets.map(({ y, height }) => y + height)), "no gap");
    }
  });
});
