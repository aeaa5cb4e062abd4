/** Protects what AWS services may do: their part of the pipeline, and nothing for anybody else. */
import assert from "node:assert/strict";
import { bucketDefault, bucketPolicy } from "../../encryption/bucketPolicy";
import type { PolicyDocument, PolicyStatement } from "../../encryption/policyDocument";
import { policyDocument } from "../../encryption/policyDocument";
import { defaultRequirement } from "../../encryption/requirement";
import {
  accountKeyPolicy,
  alarmTopicPolicy,
  cloudTrailService,
  deadLetterPolicy,
  logDeliveryPolicy,
  publishPolicy,
  queryPolicy,
  ruleRoleTrust,
  scheduledQueryTrust,
  trailDeliveryStatements,
  trailKeyStatements,
} from "../../encryption/servicePolicies";
import { evaluateBucketPolicy, parsePolicyDocument, type PolicyRequest } from "../../simulator";

const environment = { partition: "aws", region: "us-east-1", accountId: "111122223333" };
const china = { partition: "aws-cn", region: "cn-north-1", accountId: "111122223333" };

const all: Readonly<Record<string, (place: typeof environment) => PolicyDocument>> = {
  "log delivery": (place) => logDeliveryPolicy(place, "/aws/events/sse-objects"),
  "dead letters": (place) => deadLetterPolicy(place, "q", ["rule-*"]),
  "alarm topic": (place) => alarmTopicPolicy(place, "t"),
  "account key": (place) => accountKeyPolicy(place),
  "trail key": (place) => accountKeyPolicy(place, trailKeyStatements(place, "trail")),
  "trail delivery": (place) => policyDocument(trailDeliveryStatements(place, "acme-logs", "trail")),
};

describe("service policies", () => {
  for (const [name, policyIn] of Object.entries(all)) {
    it(`${name}: every statement allows one principal of AWS or the account something under a Sid of its own`, () => {
      const { Statement } = policyIn(environment);
      const sids = Statement.map(({ Sid }) => Sid);
      assert.deepEqual(sids, [...new Set(sids)]);
      for (const statement of Statement) {
        assert.equal(statement.Effect, "Allow");
        assert.ok(typeof statement.Principal === "object" && ("Service" in statement.Principal || "AWS" in statement.Principal), "nobody is everybody");
        assert.match(statement.Sid ?? "", /^[A-Za-z0-9]+$/);
      }
    });
  }

  for (const [name, policyIn] of Object.entries(all)) {
    it(`${name}: names nothing of another partition`, () => {
      assert.deepEqual([...JSON.stringify(policyIn(china)).matchAll(/arn:([^:]*):/g)].filter(([, partition]) => partition !== "aws-cn"), []);
    });
  }

  it("let EventBridge write to the log group, both of its services", () => {
    assert.deepEqual(logDeliveryPolicy(environment, "/aws/events/sse-objects").Statement, [
      {
        Sid: "EventBridgeToUploadLog",
        Effect: "Allow",
        Principal: { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/sse-objects:*",
      },
    ]);
  });

  it("stay below the 5,120 characters of a resource policy of CloudWatch Logs, also with the longest name of a log group", () => {
    assert.ok(JSON.stringify(logDeliveryPolicy(environment, "x".repeat(512))).length < 5120);
  });

  it("let the audit's rules alone fill the dead-letter queue", () => {
    const rule = (name: string): object => ({ ArnLike: { "aws:SourceArn": `arn:aws:events:us-east-1:111122223333:rule/${name}` } });
    assert.deepEqual(deadLetterPolicy(environment, "q", ["audit-uploads"]).Statement, [
      {
        Sid: "EventBridgeToDeadLetterQueue",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: "arn:aws:sqs:us-east-1:111122223333:q",
        Condition: rule("audit-uploads"),
      },
    ]);
    assert.deepEqual(deadLetterPolicy(environment, "q", ["audit-uploads-*"]).Statement[0]?.Condition, rule("audit-uploads-*"));
    const both = ["audit-uploads-*", "audit-watch-*"].map((name) => `arn:aws:events:us-east-1:111122223333:rule/${name}`);
    assert.deepEqual(deadLetterPolicy(environment, "q", ["audit-uploads-*", "audit-watch-*"]).Statement[0]?.Condition, { ArnLike: { "aws:SourceArn": both } });
  });

  it("let the account's alarms alone publish to the topic", () => {
    assert.deepEqual(alarmTopicPolicy(environment, "t").Statement, [
      {
        Sid: "CloudWatchAlarmsToTopic",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: "arn:aws:sns:us-east-1:111122223333:t",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ]);
  });

  it("let rules of the account take on the role that publishes, and nothing else of EventBridge", () => {
    const rules = "arn:aws:events:us-east-1:111122223333:rule/audit-*";
    assert.deepEqual(ruleRoleTrust(environment, rules).Statement, [
      {
        Sid: "RulesTakeTheRole",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" }, ArnLike: { "aws:SourceArn": rules } },
      },
    ]);
  });

  it("let that role publish to its topic alone, and use the topic's key where it has one", () => {
    const topic = "arn:aws:sns:us-east-1:111122223333:t";
    const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const publish = { Sid: "PublishToTopic", Effect: "Allow", Action: "sns:Publish", Resource: topic };
    assert.deepEqual(publishPolicy(topic).Statement, [publish]);
    assert.deepEqual(publishPolicy(topic, key).Statement, [publish, { Sid: "UseKeyOfTopic", Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: key }]);
  });

  it("let scheduled queries of the account take on the role that queries the log group alone", () => {
    assert.deepEqual(scheduledQueryTrust(environment).Statement, [
      {
        Sid: "ScheduledQueriesTakeTheRole",
        Effect: "Allow",
        Principal: { Service: "logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" }, ArnLike: { "aws:SourceArn": "arn:aws:logs:us-east-1:111122223333:scheduled-query:*" } },
      },
    ]);
    assert.deepEqual(queryPolicy(environment, "/aws/events/sse-objects").Statement, [
      { Sid: "QueryUploadLog", Effect: "Allow", Action: "logs:StartQuery", Resource: "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/sse-objects:*" },
      { Sid: "FollowQueries", Effect: "Allow", Action: ["logs:StopQuery", "logs:GetQueryResults", "logs:DescribeLogGroups"], Resource: "*" },
    ]);
  });

  it("leave a key to the account, and let the trail encrypt with it", () => {
    const { Statement } = accountKeyPolicy(environment, trailKeyStatements(environment, "trail"));
    assert.deepEqual(Statement.map(({ Resource }) => Resource), ["*", "*", "*", "*"], "of a key's policy: the key itself");
    assert.deepEqual(Statement.map(({ Principal, Action }) => [Principal, Action]), [
      [{ AWS: "arn:aws:iam::111122223333:root" }, "kms:*"],
      [{ Service: "cloudtrail.amazonaws.com" }, "kms:GenerateDataKey*"],
      [{ Service: "cloudtrail.amazonaws.com" }, "kms:Decrypt"],
      [{ Service: "cloudtrail.amazonaws.com" }, "kms:DescribeKey"],
    ]);
    const ofTrail = { "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/trail" };
    assert.deepEqual(Statement[1]?.Condition, { StringEquals: ofTrail, StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111122223333:trail/*" } });
    for (const statement of Statement.slice(2)) assert.deepEqual(statement.Condition, { StringEquals: ofTrail });
  });
});

describe("trail delivery", () => {
  const statements = (): PolicyStatement[] => trailDeliveryStatements(environment, "acme-logs", "trail");
  const put = (change: Partial<PolicyRequest> = {}, context: Record<string, string> = {}): PolicyRequest => ({
    action: "s3:PutObject",
    resource: "arn:aws:s3:::acme-logs/AWSLogs/111122223333/CloudTrail/x.json.gz",
    principal: { service: cloudTrailService },
    context: { "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/trail", "s3:x-amz-acl": "bucket-owner-full-control", "aws:SecureTransport": "true", ...context },
    ...change,
  });
  const decide = (policy: { Statement: readonly PolicyStatement[] }, request: PolicyRequest): string => evaluateBucketPolicy(policy, request).decision;

  const cases: readonly (readonly [what: string, request: PolicyRequest, decision: string])[] = [
    ["its delivery", put(), "allow"],
    ["a look at the ACL", put({ action: "s3:GetBucketAcl", resource: "arn:aws:s3:::acme-logs" }), "allow"],
    ["another trail's delivery", put({}, { "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/other" }), "neither"],
    ["a delivery for another account", put({ resource: "arn:aws:s3:::acme-logs/AWSLogs/222222222222/x" }), "neither"],
    ["a delivery that the bucket's owner would not own", put({}, { "s3:x-amz-acl": "private" }), "neither"],
    ["another service", put({ principal: { service: "logging.s3.amazonaws.com" } }), "neither"],
    ["a read", put({ action: "s3:GetObject" }), "neither"],
  ];
  for (const [what, request, decision] of cases) {
    it(`is ${decision === "allow" ? "allowed" : "not allowed"} ${what}`, () => {
      assert.equal(decide(policyDocument(statements()), request), decision);
    });
  }

  it("of an organization's trail is allowed into the organization's folder as well, and into no other", () => {
    const policy = policyDocument(trailDeliveryStatements(environment, "acme-logs", "trail", "o-a1b2c3d4e5"));
    const into = (folder: string): string => decide(policy, put({ resource: `arn:aws:s3:::acme-logs/AWSLogs/${folder}/x.json.gz` }));
    assert.deepEqual(["111122223333", "o-a1b2c3d4e5", "o-f6g7h8i9j0"].map(into), ["allow", "allow", "neither"]);
  });

  it("is in a policy that S3 accepts, where the deny statements leave it alone", () => {
    const policy = bucketPolicy({
      partition: "aws",
      bucketName: "acme-logs",
      requirement: defaultRequirement,
      default: bucketDefault(defaultRequirement),
      enforcement: "deny",
      exemptServices: [cloudTrailService],
      additionalStatements: statements(),
    });
    const parsed = parsePolicyDocument(JSON.stringify(policy), "bucket", { name: "acme-logs" });
    assert.ok(parsed.valid, JSON.stringify(parsed));
    const context = { "s3:x-amz-server-side-encryption": "AES256", "aws:PrincipalServiceName": cloudTrailService };
    assert.equal(decide(policy, put({}, context)), "allow");
    assert.equal(decide(policy, put({ principal: { arn: "arn:aws:iam::111122223333:role/x", account: "111122223333" } }, { ...context, "aws:PrincipalServiceName": "" })), "explicitDeny");
  });
});
