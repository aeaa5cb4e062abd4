/** Protects the sandbox's answers on log alarms by Cloud Control: its text is checked as CloudFormation and CloudWatch would. */
import assert from "node:assert/strict";
import { type ProviderConfig } from "../../sandbox/provider/place";
import { SandboxProvider, type State } from "../../sandbox/provider/provider";
import { UNKNOWN, type Properties } from "../../sandbox/provider/values";

const config: ProviderConfig = { region: "eu-west-1", defaultTags: {} };
const RESOURCE = "aws:cloudcontrol/resource:Resource";
const account = "111122223333";
const roleArn = `arn:aws:iam::${account}:role/query`;
const topic = `arn:aws:sns:eu-west-1:${account}:alarms`;

const urn = (type: string, name = "it"): string => `urn:pulumi:dev::project::component:index:Thing$${type}::${name}`;

/** A log alarm that AWS takes, with changes; a property that is undefined is left out. */
function state(more: Properties = {}, query: Properties = {}, schedule: Properties = {}): Properties {
  return {
    AlarmName: "uploaders",
    ComparisonOperator: "GreaterThanThreshold",
    QueryResultsToAlarm: 1,
    QueryResultsToEvaluate: 1,
    Threshold: 0,
    AlarmActions: [topic],
    ScheduledQueryConfiguration: {
      QueryString: "filter a = 1",
      AggregationExpression: "count(*) by b",
      LogGroupIdentifiers: ["uploads"],
      ScheduledQueryRoleARN: roleArn,
      ScheduleConfiguration: { ScheduleExpression: "rate(5 minutes)", StartTimeOffset: 1260, ...schedule },
      ...query,
    },
    ...more,
  };
}
const inputsOf = (desired: Properties, typeName = "AWS::CloudWatch::LogAlarm"): Properties => ({ typeName, desiredState: JSON.stringify(desired) });

function refusals(inputs: Properties): string[] {
  return new SandboxProvider().check(inputs, { urn: urn(RESOURCE), olds: undefined, seed: Buffer.from("") }).refusals.map(({ property, reason }) => `${property}: ${reason}`);
}

const allow = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const trust = (more: object = {}): string =>
  allow({
    Principal: { Service: "logs.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": `arn:aws:logs:eu-west-1:${account}:scheduled-query:*` } },
    ...more,
  });
const calls = ["logs:StartQuery", "logs:StopQuery", "logs:GetQueryResults", "logs:DescribeLogGroups"];

/** An account with a log group and a role that may query it. */
function surroundings(assumeRolePolicy = trust(), policy = allow({ Action: calls, Resource: "*" }), place = config): SandboxProvider {
  const provider = new SandboxProvider();
  const make = (type: string, inputs: Properties): State => provider.create(urn(type), inputs, false, place);
  make("aws:cloudwatch/logGroup:LogGroup", { name: "uploads" });
  make("aws:iam/role:Role", { name: "query", assumeRolePolicy });
  make("aws:iam/rolePolicy:RolePolicy", { name: "query", role: "query", policy });
  return provider;
}
const put = (provider: SandboxProvider, desired: Properties, name = "it", place = config): State => provider.create(urn(RESOURCE, name), inputsOf(desired), false, place);

describe("the sandbox's log alarms", () => {
  it("are taken as AWS takes them, and read back with their ARN", () => {
    assert.deepEqual(refusals(inputsOf(state())), []);
    const { id, outputs } = put(surroundings(), state());
    assert.equal(id, "uploaders");
    const properties = JSON.parse(String(outputs["properties"])) as Properties;
    assert.equal(properties["Arn"], `arn:aws:cloudwatch:eu-west-1:${account}:alarm:uploaders`);
    assert.equal(properties["Threshold"], 0);
  });

  const wrong: readonly (readonly [what: string, inputs: Properties, says: RegExp])[] = [
    ["another type, by its name", inputsOf(state(), "AWS::Logs::QueryDefinition"), /^typeName: TypeNotFoundException: .*AWS::Logs::QueryDefinition; it knows AWS::CloudWatch::LogAlarm$/],
    ["a misspelt type, with the one that was meant", inputsOf(state(), "AWS::CloudWatch::LogAlarms"), /did you mean AWS::CloudWatch::LogAlarm\?/],
    ["a text that is no JSON", { typeName: "AWS::CloudWatch::LogAlarm", desiredState: "{" }, /^desiredState: 'desiredState' is not JSON/],
    ["an unknown property", inputsOf(state({ AlarmNam: "x" })), /^desiredState: AlarmNam: .*extraneous key \[AlarmNam\].*did you mean AlarmName\?/],
    ["an unknown property within", inputsOf(state({}, { QueryLanguage: "CWLI" })), /ScheduledQueryConfiguration\.QueryLanguage: .*extraneous key/],
    ["a missing property", inputsOf(state({ Threshold: undefined })), /Threshold: .*required key \[Threshold\] not found/],
    ["a missing property within", inputsOf(state({}, {}, { StartTimeOffset: undefined })), /ScheduleConfiguration\.StartTimeOffset: .*required key/],
    ["more runs that breach than are looked at", inputsOf(state({ QueryResultsToAlarm: 2 })), /QueryResultsToAlarm: .*more than QueryResultsToEvaluate/],
    ["more than 100 runs", inputsOf(state({ QueryResultsToEvaluate: 101 })), /QueryResultsToEvaluate: .*from 1 to 100/],
    ["a range that ends where it begins", inputsOf(state({}, {}, { EndTimeOffset: 1260 })), /EndTimeOffset: .*less than StartTimeOffset/],
    ["a range of more than 30 days", inputsOf(state({}, {}, { StartTimeOffset: 2_592_001 })), /StartTimeOffset: .*from 1 to 2592000/],
    ["one minutes", inputsOf(state({}, {}, { ScheduleExpression: "rate(1 minutes)" })), /ScheduleExpression: .*a rate such as/],
    ["whole hours as minutes", inputsOf(state({}, {}, { ScheduleExpression: "rate(60 minutes)" })), /ScheduleExpression: .*a rate such as/],
    ["a query that is none", inputsOf(state({}, { QueryString: "filter (" })), /QueryString: .*what Logs Insights understands/],
    ["a query of 10,001 characters", inputsOf(state({}, { QueryString: `filter a = "${"x".repeat(9_989)}"` })), /QueryString: .*1 to 10000 characters/],
    ["an aggregation that is none", inputsOf(state({}, { AggregationExpression: "count_distinct(a)" })), /AggregationExpression: .*does not know the aggregate/],
    ["an aggregation by six fields", inputsOf(state({}, { AggregationExpression: "count(*) by a, b, c, d, e, f" })), /five fields at most/],
    ["an operator for anomalies", inputsOf(state({ ComparisonOperator: "GreaterThanUpperThreshold" })), /ComparisonOperator: .*one of/],
    ["six actions", inputsOf(state({ AlarmActions: Array(6).fill(topic) })), /AlarmActions: .*a list of 0 to 5/],
    ["an action that log alarms do not have", inputsOf(state({ OKActions: ["arn:aws:ssm-incidents::111122223333:response-plan/x"] })), /OKActions: .*the ARN of a topic/],
    ["a tag without a value", inputsOf(state({ Tags: [{ Key: "team" }] })), /Tags: .*a Key and a Value/],
    ["log lines without a role for them", inputsOf(state({ ActionLogLineCount: 5 })), /ActionLogLineRoleArn: .*required/],
    ["no log group", inputsOf(state({}, { LogGroupIdentifiers: undefined })), /LogGroupIdentifiers: .*names no log group/],
    ["a description beyond 1,024 characters", inputsOf(state({ AlarmDescription: "x".repeat(1_025) })), /AlarmDescription: /],
  ];
  for (const [what, inputs, says] of wrong) {
    it(`refuse ${what}`, () => {
      const found = refusals(inputs);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", says);
    });
  }

  it("are not judged while they are not known", () => {
    assert.deepEqual(refusals({ typeName: "AWS::CloudWatch::LogAlarm", desiredState: UNKNOWN }), []);
  });

  const scheduled = { ArnLike: { "aws:SourceArn": `arn:aws:logs:eu-west-1:${account}:scheduled-query:*` } };
  const refused: readonly (readonly [what: string, put: () => unknown, says: RegExp])[] = [
    ["where there is no role", () => put(new SandboxProvider(), state()), /the role .*role\/query does not exist/],
    ["where the role trusts another service", () => put(surroundings(trust({ Principal: { Service: "events.amazonaws.com" } })), state()), /does not let logs\.amazonaws\.com/],
    ["where the role trusts every account's queries", () => put(surroundings(trust({ Condition: scheduled })), state()), /does not let/],
    ["where the role trusts whatever the service does for the account", () => put(surroundings(trust({ Condition: { StringEquals: { "aws:SourceAccount": account } } })), state()), /does not let/],
    ["where the role trusts alarms, not queries", () => put(surroundings(trust({ Condition: { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:eu-west-1:${account}:alarm:*` } } })), state()), /does not let/],
    ["where the role may not start a query", () => put(surroundings(trust(), allow({ Action: calls.slice(1), Resource: "*" })), state()), /may not call logs:StartQuery on uploads/],
    ["where the role may query another log group", () => put(surroundings(trust(), allow({ Action: calls, Resource: `arn:aws:logs:eu-west-1:${account}:log-group:other:*` })), state()), /may not call/],
    ["where there is no log group of that name", () => put(surroundings(), state({}, { LogGroupIdentifiers: ["other"] })), /the log group other does not exist/],
    ["with a topic of another region", () => put(surroundings(), state({ AlarmActions: [topic.replace("eu-west-1", "us-east-1")] })), /Invalid region/],
    ["in a region that has none", () => put(surroundings(trust(), undefined, { ...config, region: "me-south-1" }), state({ AlarmActions: [] }), "it", { ...config, region: "me-south-1" }), /not available in me-south-1/],
  ];
  for (const [what, act, says] of refused) it(`are refused ${what}`, () => assert.throws(act, says));

  it("are refused under a name that an alarm of either kind has", () => {
    const provider = surroundings();
    put(provider, state());
    assert.throws(() => put(provider, state(), "another"), /AlreadyExists: the alarm uploaders exists already/);
    provider.create(urn("aws:cloudwatch/metricAlarm:MetricAlarm"), { name: "metric" }, false, config);
    assert.throws(() => put(provider, state({ AlarmName: "metric" }), "another"), /a metric alarm has the name metric/);
    assert.doesNotThrow(() => put(provider, state({ AlarmName: "uploaders-2" }), "another"));
  });

  it("are updated, but for their name and type, which replace them", () => {
    const provider = surroundings();
    const made = put(provider, state());
    const diff = (news: Properties) => provider.diff({ urn: urn(RESOURCE), id: made.id }, made, news, config);
    const spaced = { ...inputsOf(state()), desiredState: JSON.stringify(state(), undefined, 2) };
    assert.deepEqual(diff(spaced), { changed: [], replaces: [], deleteBeforeReplace: false });
    assert.deepEqual(diff(inputsOf(state({ Threshold: 5 }))), { changed: ["desiredState"], replaces: [], deleteBeforeReplace: false });
    assert.deepEqual(diff(inputsOf(state({ AlarmName: "other" }))), { changed: ["desiredState"], replaces: ["desiredState"], deleteBeforeReplace: false });
    assert.deepEqual(diff(inputsOf(state(), "AWS::CloudWatch::Alarm")).replaces, ["typeName"]);
    const updated = provider.update({ urn: urn(RESOURCE), id: made.id }, made.outputs, inputsOf(state({ Threshold: 5 })), false, config);
    assert.match(String(updated.outputs["properties"]), /"Threshold":5/);
  });
});
