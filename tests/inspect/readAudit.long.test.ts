/** Reads an audit that was made by hand from moto's server (https://docs.getmoto.org/en/latest/docs/server_mode.html), and hands it over. */
import { CloudWatchClient, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogGroupCommand, PutMetricFilterCommand } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { adoptAudit } from "../../inspect/adopt/adoptAudit";
import { readAudit } from "../../inspect/readAudit";
import { startMoto, type Moto } from "./moto";

const region = "eu-west-1";
const logGroupName = "/aws/events/uploads";

describe("reading an audit that was made by hand", function () {
  this.timeout(300_000);
  let moto: Moto;
  before(async () => {
    moto = await startMoto("AWS_ENDPOINT_URL");
  });
  after(() => moto.stop());

  const read = () => readAudit({ region, requirement: defaultRequirement, logGroupName: "/aws/events/sse-objects" });

  it("finds nothing where nothing is", async () => {
    assert.deepEqual(await read(), { Region: region, LogGroups: [], MetricFilters: [], Rules: [], MetricAlarms: [] });
  });

  it("finds what the blog makes, and no more", async () => {
    const logs = new CloudWatchLogsClient({ region });
    const events = new EventBridgeClient({ region });
    const cloudwatch = new CloudWatchClient({ region });
    for (const name of [logGroupName, `${logGroupName}-others`]) await logs.send(new CreateLogGroupCommand({ logGroupName: name }));
    for (const [filterName, metricName, metricNamespace] of [["none", "non-encrypted", "S3ObjectEncryption"], ["other", "errors", "Shop"]] as const) {
      const metricTransformations = [{ metricName, metricNamespace, metricValue: "1", defaultValue: 0 }];
      await logs.send(new PutMetricFilterCommand({ logGroupName, filterName, filterPattern: "{ $.x NOT EXISTS }", metricTransformations }));
    }
    await events.send(new PutRuleCommand({ Name: "uploads", EventPattern: '{"source":["aws.s3"]}' }));
    await events.send(new PutTargetsCommand({ Rule: "uploads", Targets: [{ Id: "Id1", Arn: `arn:aws:logs:${region}:123456789012:log-group:${logGroupName}` }] }));
    for (let number = 0; number < 120; number++) {
      const Namespace = number === 110 ? "S3ObjectEncryption" : "Shop";
      await cloudwatch.send(
        new PutMetricAlarmCommand({ AlarmName: `alarm-${String(number).padStart(3, "0")}`, Namespace, MetricName: "non-encrypted", Statistic: "Sum", Period: 300, EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: "GreaterThanThreshold" }),
      );
    }
    const found = await read();
    assert.equal(found.Unread, undefined);
    assert.deepEqual(
      [found.LogGroups.map((one) => one.logGroupName), found.MetricFilters.map((one) => one.filterName), found.Rules.map((one) => one.Name), found.MetricAlarms.map((one) => one.AlarmName)],
      [[logGroupName], ["none"], ["uploads"], ["alarm-110"]],
    );
    const ids = adoptAudit(found, defaultRequirement, "audit-prod")?.imports.flatMap(({ id }) => id ?? []);
    assert.deepEqual(ids, [logGroupName, "uploads", "uploads/Id1", `${logGroupName}:none`, "alarm-110"]);
  });

  it("tells what it could not read", async () => {
    const listening = process.env["AWS_ENDPOINT_URL"];
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
    const { Unread = [] } = await read();
    process.env["AWS_ENDPOINT_URL"] = listening;
    assert.match(Unread.join("\n"), /^DescribeMetricFilters: .*ECONNREFUSED/);
  });
});
